// SPDX-License-Identifier: GPL-2.0-only
#include "store/ingest.h"

#include <string.h>

#include "result/json.h"
#include "store/results_parts.h"
#include "util/alloc.h"

/* One event on its way in. */
struct ingesting {
	struct results *results;
	const struct event *event;
	struct result *result;
	const json_t *whole;		/* the result, and its text */
	const char *text;
	sqlite3_int64 id;		/* of the event */
};

static void bind(sqlite3_stmt *s, int index, const char *text)
{
	lib_sqlite3_bind_text(s, index, text, -1, SQLITE_TRANSIENT);
}

static int last_id(struct results *results, sqlite3_int64 *ret_id, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, "SELECT last_insert_rowid()", err, NULL);

	if (!s)
		return -1;
	if (lib_sqlite3_step(s) != SQLITE_ROW) {
		lib_sqlite3_finalize(s);
		return db_error(results, err, "reading");
	}
	*ret_id = lib_sqlite3_column_int64(s, 0);
	lib_sqlite3_finalize(s);
	return 0;
}

static int add_event(struct ingesting *in, struct error **err)
{
	const struct event *event = in->event;
	_cleanup_(seen_release) struct seen now = {0};
	sqlite3_stmt *s;

	seen_now(&now);
	s = db_prepare(in->results,
		       "INSERT INTO event (at, program, project, command, arguments, result, exit_code)"
		       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", err,
		       now.at, now.by, event->project, event->command, event->arguments,
		       event->rows_only ? "{}" : in->text, NULL);
	if (!s)
		return -1;
	lib_sqlite3_bind_int(s, 7, event->exit_code);
	return db_finish(in->results, s, err) || last_id(in->results, &in->id, err) ? -1 : 0;
}

/* --- rows */

/* With a statement whose first three values are bound. */
static int add_verdict(struct ingesting *in, sqlite3_stmt *s, const struct patch_result *p,
		       struct error **err)
{
	char hex[GIT_OID_HEXSZ + 1];

	bind(s, 4, p->name);
	bind(s, 5, verdict_name(p->verdict));
	bind(s, 6, need_name(p->need));
	bind(s, 7, risk_name(p->risk));
	bind(s, 8, p->has_commit ? git_oid_tostr(hex, sizeof(hex), &p->commit) : NULL);
	if (lib_sqlite3_step(s) != SQLITE_DONE)
		return db_error(in->results, err, "writing");
	lib_sqlite3_reset(s);
	return 0;
}

static int add_verdicts(struct ingesting *in, const struct branch_result *b,
			const struct series_result *series, struct error **err)
{
	sqlite3_stmt *s = db_prepare(in->results,
				     "INSERT OR REPLACE INTO verdict (branch, release, series, patch,"
				     " verdict, need, risk, commit_id, event)"
				     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", err, b->branch,
				     b->source.release.version, series->name, NULL);
	int rc = 0;

	if (!s)
		return -1;
	lib_sqlite3_bind_int64(s, 9, in->id);
	for (size_t p = 0; p < series->patch_count && !rc; p++)
		rc = add_verdict(in, s, &series->patches[p], err);
	lib_sqlite3_finalize(s);
	return rc;
}

static int add_build(struct ingesting *in, const struct branch_result *b,
		     const struct state_result *state, struct error **err)
{
	const struct build_result *build = &state->build;
	sqlite3_stmt *s;

	if (!state->has_build || build->status == BUILD_NOT_BUILT)
		return 0;
	s = db_prepare(in->results,
		       "INSERT OR REPLACE INTO build (key, branch, state, release, status, folder,"
		       " toolchain, seconds, first_event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
		       " coalesce((SELECT first_event FROM build WHERE key = ?1), ?9))", err,
		       build->key, b->branch, state->state, b->source.release.version,
		       build_status_name(build->status), build->folder, build->toolchain, NULL);
	if (!s)
		return -1;
	lib_sqlite3_bind_double(s, 8, build->seconds);
	lib_sqlite3_bind_int64(s, 9, in->id);
	return db_finish(in->results, s, err);
}

static int add_saw(struct ingesting *in, const struct branch_result *b, const char *series,
		   const struct state_result *state, const char *variant, const char *run_key,
		   struct error **err)
{
	sqlite3_stmt *s = db_prepare(in->results,
				     "INSERT INTO saw (branch, state, series, variant, build_key, run_key,"
				     " event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", err, b->branch,
				     state->state, NULL);

	if (!s)
		return -1;
	bind(s, 3, series);
	bind(s, 4, variant);
	bind(s, 5, state->has_build ? state->build.key : NULL);
	bind(s, 6, run_key);
	lib_sqlite3_bind_int64(s, 7, in->id);
	return db_finish(in->results, s, err);
}

static int add_state(struct ingesting *in, const struct branch_result *b, const char *series,
		     const struct state_result *state, struct error **err)
{
	if (add_build(in, b, state, err) ||
	    (state->has_build && add_saw(in, b, series, state, NULL, NULL, err)))
		return -1;
	for (size_t v = 0; v < state->run_count; v++)
		if (state->runs[v].run_key &&
		    add_saw(in, b, series, state, b->variants[v].name, state->runs[v].run_key, err))
			return -1;
	return 0;
}

static int add_rows(struct ingesting *in, const struct branch_result *b, struct error **err)
{
	if (!b->has_source)
		return 0;
	if (add_state(in, b, NULL, &b->base, err))
		return -1;
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		if (add_verdicts(in, b, s, err) || add_state(in, b, s->name, &s->ported, err))
			return -1;
	}
	return 0;
}

/* --- what is known by now */

static int load_run(struct results *results, struct test_run *run, struct error **err)
{
	if (!run->run_key)
		return 0;
	attempts_release(&run->attempts);
	return results_load(results, run->run_key, &run->attempts, err);
}

/* Compare by all records, also those of events before. */
static int compare(struct results *results, struct branch_result *b, struct error **err)
{
	for (size_t v = 0; v < b->variant_count; v++) {
		if (load_run(results, &b->base.runs[v], err))
			return -1;
		for (size_t i = 0; i < b->series_count; i++)
			if (load_run(results, &b->series[i].ported.runs[v], err))
				return -1;
	}
	branch_compare(b);
	return 0;
}

static const char *release_of(const struct branch_result *b)
{
	return b->has_source ? b->source.release.version : "";
}

/* A branch alone, as a result of its own. A new reference. */
static json_t *alone(const json_t *whole, size_t index)
{
	return json_pack("{s:O, s:O, s:[O]}", "schema", json_object_get(whole, "schema"), "rows",
			 json_object_get(whole, "rows"), "branches",
			 json_array_get(json_object_get(whole, "branches"), index));
}

static int write_known(struct ingesting *in, const struct branch_result *b, const char *text,
		       struct error **err)
{
	sqlite3_stmt *s;

	s = db_prepare(in->results,
		       "INSERT OR REPLACE INTO known (project, branch, profile, release, result, newest,"
		       " event) VALUES (?1, ?2, ?3, ?4, ?5, coalesce((SELECT newest FROM known WHERE"
		       " project = ?1 AND branch = ?2 AND profile = ?3 AND release = ?4 AND ?6 = 0), ?6),"
		       " ?7)", err, in->event->project, b->branch, in->event->profile, release_of(b),
		       text, NULL);
	if (!s)
		return -1;
	/* A release that was asked for by name is not the newest for that. */
	lib_sqlite3_bind_int64(s, 6, in->event->release ? 0 : in->id);
	lib_sqlite3_bind_int64(s, 7, in->id);
	return db_finish(in->results, s, err);
}

/* Nobody got to it: Ctrl-C, or a branch before it ended all. */
static bool was_reached(const struct branch_result *b)
{
	return b->has_source || b->failure;
}

/* A test that is not there says nothing about the branch. */
static bool was_misnamed(const struct event *event, const struct branch_result *b)
{
	return event->some_tests && b->failure && b->failure->kind == ERROR_INPUT;
}

/*
 * Does what is known of the branch hold more than verdicts, which every event makes
 * anew? Asked of the text: to read it costs more than all else here. When in doubt, yes.
 */
static bool is_more_known(struct ingesting *in, const struct branch_result *b)
{
	sqlite3_stmt *s = db_prepare(in->results,
				     "SELECT 1 FROM known, json_each(result, '$.branches[0]') AS part"
				     " WHERE project = ?1 AND branch = ?2 AND profile = ?3 AND"
				     " release = ?4 AND part.key IN ('builds', 'variants', 'runs',"
				     " 'tests', 'each_step', 'checks', 'behaviour', 'coverage',"
				     " 'only_compiled', 'variants_not_run') AND part.value != '[]'"
				     " LIMIT 1", NULL, in->event->project, b->branch,
				     in->event->profile, release_of(b), NULL);
	int rc = s ? lib_sqlite3_step(s) : SQLITE_ERROR;

	lib_sqlite3_finalize(s);
	return rc != SQLITE_DONE;
}

/* Together with what is known. */
static int merge_known(struct ingesting *in, const struct branch_result *b, json_t *one,
		       struct error **err)
{
	_cleanup_(result_release) struct result news = {0}, known = {0};
	_cleanup_free_ char *text = NULL;
	json_t *object;
	int found;

	if (result_from_object(one, &news, err))
		return error_wrap(err, "reading back what was written");
	found = results_known(in->results, in->event->project, b->branch, in->event->profile,
			      release_of(b), &known, err);
	if (found < 0)
		return -1;
	if (found)
		result_merge(&news, &known, &in->event->scope);
	if (compare(in->results, &news.branches[0], err))
		return -1;
	object = result_to_json(&news);
	text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	return write_known(in, b, text, err);
}

static int update_known(struct ingesting *in, size_t index, struct error **err)
{
	const struct branch_result *b = &in->result->branches[index];
	_cleanup_free_ char *text = NULL;
	json_t *one;
	int rc;

	if (!was_reached(b) || was_misnamed(in->event, b))
		return 0;
	one = alone(in->whole, index);
	if (in->event->scope.series || b->variant_count || is_more_known(in, b)) {
		rc = merge_known(in, b, one, err);
	} else if (in->result->count == 1) {
		rc = write_known(in, b, in->text, err);
	} else {
		text = json_dumps(one, JSON_COMPACT);
		rc = write_known(in, b, text, err);
	}
	json_decref(one);
	return rc;
}

static int ingest(struct ingesting *in, struct error **err)
{
	if (add_event(in, err))
		return -1;
	for (size_t i = 0; i < in->result->count; i++)
		if (add_rows(in, &in->result->branches[i], err) ||
		    (!in->event->only_looked && update_known(in, i, err)))
			return -1;
	return 0;
}

int results_ingest(struct results *results, const struct event *event, struct result *result,
		   struct error **err)
{
	struct ingesting in = {.results = results, .event = event, .result = result};
	_cleanup_free_ char *text = NULL;
	json_t *whole;
	int rc;

	for (size_t i = 0; i < result->count; i++)
		if (was_reached(&result->branches[i]))
			seen_now(&result->branches[i].seen);
	whole = result_to_json(result);
	text = json_dumps(whole, JSON_COMPACT);
	in.whole = whole;
	in.text = text;
	rc = db_execute(results, "BEGIN IMMEDIATE", err);
	if (!rc) {
		rc = ingest(&in, err) || db_execute(results, "COMMIT", err) ? -1 : 0;
		if (rc)
			db_execute(results, "ROLLBACK", NULL);
	}
	json_decref(whole);
	return rc;
}

int results_known(struct results *results, const char *project, const char *branch,
		  const char *profile, const char *release, struct result *ret_result,
		  struct error **err)
{
	sqlite3_stmt *s = db_prepare(results,
				     "SELECT result FROM known WHERE project = ?1 AND branch = ?2 AND"
				     " profile = ?3 AND (?4 IS NULL OR release = ?4)"
				     " ORDER BY newest DESC, event DESC LIMIT 1", err, project, branch,
				     profile, release, NULL);
	const char *text;
	int rc, found = 0;

	if (!s)
		return -1;
	rc = lib_sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		text = (const char *)lib_sqlite3_column_text(s, 0);
		/* What this program cannot read (a later schema) is as if it were not known. */
		found = text && !result_from_json(text, strlen(text), ret_result, NULL);
		if (found && ret_result->count != 1) {
			result_release(ret_result);
			found = 0;
		}
	} else if (rc != SQLITE_DONE) {
		found = db_error(results, err, "reading");
	}
	lib_sqlite3_finalize(s);
	return found;
}

int results_known_releases(struct results *results, const char *project, const char *branch,
			   const char *profile, struct buf *ret_releases, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results,
				     "SELECT release FROM known WHERE project = ?1 AND branch = ?2 AND"
				     " profile = ?3 AND release != '' ORDER BY event DESC", err, project,
				     branch, profile, NULL);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW)
		buf_printf(ret_releases, " %s", (const char *)lib_sqlite3_column_text(s, 0));
	lib_sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "reading");
}
