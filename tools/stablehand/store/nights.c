// SPDX-License-Identifier: GPL-2.0-only
#include "store/nights.h"

#include <string.h>

#include "result/json.h"
#include "store/results_parts.h"
#include "util/alloc.h"
#include "util/hash.h"

#define NIGHTS_SINCE 3		/* the version of the database that brought them */

static void bind(sqlite3_stmt *s, int index, const char *text)
{
	lib_sqlite3_bind_text(s, index, text, -1, SQLITE_TRANSIENT);
}

static const char *column(sqlite3_stmt *s, int index)
{
	return (const char *)lib_sqlite3_column_text(s, index);
}

/* The text of an object, which goes. The caller frees it. */
static char *dump(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	return text;
}

/* --- writing */

static int next_id(struct results *results, size_t *ret_id, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, "SELECT coalesce(max(id), 0) + 1 FROM night", err,
				     NULL);

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

static void give_id(struct night *night, size_t id)
{
	night->id = id;
	for (size_t i = 0; i < night->finding_count; i++) {
		struct night_finding *f = &night->findings[i];

		f->first_night = f->first_night ? f->first_night : id;
		f->last_night = f->last_night ? f->last_night : id;
	}
}

/* The findings have rows of their own: they would be the same in many nights. */
static int write_whole(struct results *results, const char *project, const struct night *night,
		       struct error **err)
{
	json_t *object = night_to_object(night);
	_cleanup_free_ char *text = NULL;
	sqlite3_stmt *s;

	json_object_set_new(object, "findings", json_array());
	text = dump(object);
	s = db_prepare(results, "INSERT INTO night (project, profile, at, whole, id)"
		       " VALUES (?1, ?2, ?3, ?4, ?5)", err, project, night->profile, night->seen.at,
		       text, NULL);
	if (!s)
		return -1;
	lib_sqlite3_bind_int64(s, 5, night->id);
	return db_finish(results, s, err);
}

static int write_news(struct results *results, const struct night *night, size_t index,
		      struct error **err)
{
	const struct news *n = &night->news[index];
	const char *const values[] = {
		n->series, n->patch, n->test, n->variant, n->state, n->was, n->is, n->finding,
	};
	sqlite3_stmt *s = db_prepare(results, "INSERT INTO news (kind, branch, text, series, patch,"
				     " test, variant, state, was, now, finding, night, number)"
				     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
				     " ?13)", err, news_kind_name(n->kind), n->branch, n->text,
				     NULL);

	if (!s)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		bind(s, 4 + i, values[i]);
	lib_sqlite3_bind_int64(s, 12, night->id);
	lib_sqlite3_bind_int64(s, 13, index + 1);
	return db_finish(results, s, err);
}

static int write_observed(struct results *results, size_t night,
			  const struct night_observed *observed, struct error **err)
{
	sqlite3_stmt *s;
	char hash[65];

	if (observed->text) {
		data_sha256(observed->text, strlen(observed->text), hash);
		s = db_prepare(results, "INSERT OR IGNORE INTO observed (hash, text)"
			       " VALUES (?1, ?2)", err, hash, observed->text, NULL);
		if (!s || db_finish(results, s, err))
			return -1;
	}
	s = db_prepare(results, "INSERT INTO night_branch (branch, release, observed, night, good)"
		       " VALUES (?1, ?2, ?3, ?4, ?5)", err, observed->branch, NULL);
	if (!s)
		return -1;
	bind(s, 2, observed->release);
	bind(s, 3, observed->text ? hash : NULL);
	lib_sqlite3_bind_int64(s, 4, night);
	lib_sqlite3_bind_int(s, 5, observed->good);
	return db_finish(results, s, err);
}

/* All that are open; those of the night are opened again at once, with their first night. */
static int close_findings(struct results *results, const char *project, const struct night *night,
			  struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, "UPDATE finding SET closed = ?3 WHERE"
				     " project = ?1 AND profile = ?2 AND closed IS NULL", err,
				     project, night->profile, NULL);

	if (!s)
		return -1;
	lib_sqlite3_bind_int64(s, 3, night->id);
	return db_finish(results, s, err);
}

static int write_finding(struct results *results, const char *project, const struct night *night,
			 const struct night_finding *f, struct error **err)
{
	_cleanup_free_ char *text = dump(finding_to_object(f));
	sqlite3_stmt *s = db_prepare(results, "INSERT OR REPLACE INTO finding (project, profile,"
				     " key, whole, opened, closed)"
				     " VALUES (?1, ?2, ?3, ?4, ?5, NULL)", err, project,
				     night->profile, f->key, text, NULL);

	if (!s)
		return -1;
	lib_sqlite3_bind_int64(s, 5, f->first_night);
	return db_finish(results, s, err);
}

static int add_night(struct results *results, const char *project, struct night *night,
		     const struct night_observed *observed, size_t count, struct error **err)
{
	size_t id = 0;

	if (next_id(results, &id, err))
		return -1;
	give_id(night, id);
	if (write_whole(results, project, night, err) ||
	    close_findings(results, project, night, err))
		return -1;
	for (size_t i = 0; i < night->news_count; i++)
		if (write_news(results, night, i, err))
			return -1;
	for (size_t i = 0; i < night->finding_count; i++)
		if (write_finding(results, project, night, &night->findings[i], err))
			return -1;
	for (size_t i = 0; i < count; i++)
		if (write_observed(results, id, &observed[i], err))
			return -1;
	return 0;
}

int results_add_night(struct results *results, const char *project, struct night *night,
		      const struct night_observed *observed, size_t count, struct error **err)
{
	int rc = db_execute(results, "BEGIN IMMEDIATE", err);

	if (rc)
		return -1;
	rc = add_night(results, project, night, observed, count, err) ||
	     db_execute(results, "COMMIT", err) ? -1 : 0;
	if (rc)
		db_execute(results, "ROLLBACK", NULL);
	return rc;
}

/* --- reading */

/* 1: parsed; 0: not what this program reads (a later schema): as if it were not there. */
static int parse(sqlite3_stmt *s, int index, json_t **ret_object)
{
	const char *text = column(s, index);

	*ret_object = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
	return *ret_object ? 1 : 0;
}

int results_open_findings(struct results *results, const char *project, const char *profile,
			  struct night_finding **ret_findings, size_t *ret_count,
			  struct error **err)
{
	struct night_finding *findings = NULL;
	size_t count = 0, alloc = 0;
	sqlite3_stmt *s;
	json_t *object;
	int rc = SQLITE_DONE;

	*ret_findings = NULL;
	*ret_count = 0;
	if (results->version < NIGHTS_SINCE)
		return 0;
	s = db_prepare(results, "SELECT whole FROM finding WHERE project = ?1 AND profile = ?2 AND"
		       " closed IS NULL ORDER BY key", err, project, profile, NULL);
	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW) {
		struct night_finding f;

		if (!parse(s, 0, &object))
			continue;
		if (!finding_from_object(object, &f, NULL))
			*ARRAY_ADD(findings, count, alloc) = f;
		json_decref(object);
	}
	lib_sqlite3_finalize(s);
	if (rc != SQLITE_DONE) {
		for (size_t i = 0; i < count; i++)
			night_finding_release(&findings[i]);
		free(findings);
		return db_error(results, err, "reading");
	}
	*ret_findings = findings;
	*ret_count = count;
	return 0;
}

static int read_nights(struct results *results, sqlite3_stmt *s, struct nights *nights,
		       struct error **err)
{
	json_t *object;
	int rc;

	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW) {
		struct night night;

		if (!parse(s, 0, &object))
			continue;
		if (!night_from_object(object, &night, NULL))
			*ARRAY_ADD(nights->items, nights->count, nights->alloc) = night;
		json_decref(object);
	}
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "reading");
}

int results_nights(struct results *results, const char *project, const char *profile, size_t max,
		   struct nights *ret_nights, struct error **err)
{
	struct nights nights = {0};
	struct night *newest;
	sqlite3_stmt *s;
	int rc;

	*ret_nights = nights;
	if (results->version < NIGHTS_SINCE)
		return 0;
	s = db_prepare(results, "SELECT whole FROM night WHERE project = ?1 AND profile = ?2"
		       " ORDER BY id DESC LIMIT ?3", err, project, profile, NULL);
	if (!s)
		return -1;
	lib_sqlite3_bind_int64(s, 3, max);
	rc = read_nights(results, s, &nights, err);
	lib_sqlite3_finalize(s);
	newest = nights.items;
	if (!rc && newest)
		rc = results_open_findings(results, project, profile, &newest->findings,
					   &newest->finding_count, err);
	if (rc) {
		nights_release(&nights);
		return -1;
	}
	*ret_nights = nights;
	return 0;
}

int results_last_observed(struct results *results, const char *project, const char *profile,
			  const char *branch, struct last_observed *ret, struct error **err)
{
	sqlite3_stmt *s;
	int rc;

	*ret = (struct last_observed){0};
	if (results->version < NIGHTS_SINCE)
		return 0;
	s = db_prepare(results, "SELECT night.id, night.at, b.release, observed.text"
		       " FROM night_branch AS b CROSS JOIN night ON night.id = b.night"
		       " JOIN observed ON observed.hash = b.observed"
		       " WHERE b.branch = ?1 AND night.project = ?2 AND night.profile = ?3"
		       " ORDER BY b.night DESC LIMIT 1", err, branch, project, profile, NULL);
	if (!s)
		return -1;
	rc = lib_sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		*ret = (struct last_observed){
			.night = lib_sqlite3_column_int64(s, 0),
			.at = xstrdup(column(s, 1)),
			.release = xstrdup(column(s, 2)),
			.text = xstrdup(column(s, 3)),
		};
	}
	lib_sqlite3_finalize(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return db_error(results, err, "reading");
	return rc == SQLITE_ROW;
}

void last_observed_release(struct last_observed *last)
{
	free(last->at);
	free(last->release);
	free(last->text);
	*last = (struct last_observed){0};
}
