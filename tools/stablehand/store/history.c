// SPDX-License-Identifier: GPL-2.0-only
#include "store/history.h"

#include <string.h>
#include <unistd.h>

#include "store/results_parts.h"
#include "util/alloc.h"

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)
#define LIMIT " LIMIT " STRINGIFY(HISTORY_MAX) "+1"

/* The test itself, or the end of its name behind a slash. */
#define IS_TEST "(test = ?2 OR substr(test, -length(?2) - 1) = '/' || ?2)"

/*
 * The whole series; a file; "SERIES/FILE"; "SERIES/NN" by the number that the file begins with; a
 * part of the file's name, in which blanks are dashes.
 */
#define NUMBER "CAST(substr(?2, length(series) + 2) AS INTEGER)"
#define IS_PATCH							\
	"(series = ?2 OR patch = ?2 OR series || '/' || patch = ?2 OR"		\
	" (substr(?2, 1, length(series) + 1) = series || '/' AND"		\
	"  NOT substr(?2, length(series) + 2) GLOB '*[^0-9]*' AND " NUMBER " > 0 AND"	\
	"  CAST(patch AS INTEGER) = " NUMBER ") OR"				\
	" (length(?2) > 3 AND instr(lower(patch), replace(lower(?2), ' ', '-'))))"

static char *text(sqlite3_stmt *s, int column)
{
	const char *value = (const char *)lib_sqlite3_column_text(s, column);

	return xstrdup(value ? value : "");
}

static char *text_or_null(sqlite3_stmt *s, int column)
{
	return xstrdup((const char *)lib_sqlite3_column_text(s, column));
}

/* Four columns: id, at, program, command. */
static struct history_event event(sqlite3_stmt *s, int column)
{
	return (struct history_event){
		.id = lib_sqlite3_column_int64(s, column),
		.at = text(s, column + 1),
		.program = text(s, column + 2),
		.command = text(s, column + 3),
	};
}

static sqlite3_stmt *ask(struct results *results, const struct history_question *q,
			 const char *sql, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, sql, err, q->project, q->name, NULL);

	if (s && q->branch)
		lib_sqlite3_bind_text(s, 3, q->branch, -1, SQLITE_TRANSIENT);
	return s;
}

static int finish(struct results *results, sqlite3_stmt *s, int rc, struct error **err)
{
	lib_sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "reading");
}

/* Rows come the newest first, so that the oldest are left out. */
#define REVERSE(items, count)							\
	do {									\
		for (size_t i_ = 0; i_ < (count) / 2; i_++) {			\
			__auto_type item_ = (items)[i_];			\
			(items)[i_] = (items)[(count) - 1 - i_];		\
			(items)[(count) - 1 - i_] = item_;			\
		}								\
	} while (0)

static int load_records(struct results *results, const struct history_question *q,
			struct history *h, struct error **err)
{
	/* A run that was killed left records that no event saw: of no project, so of each. */
	static const char sql[] =
		"SELECT r.test, run.branch, coalesce(b.release, ''), coalesce(s.state, run.state),"
		" coalesce(s.variant, ''), s.series, r.run_key, s.build_key, b.status, r.attempt,"
		" r.outcome, r.seconds, r.message, r.kernel_log, r.boot, r.seen,"
		" e.id, e.at, e.program, e.command, n.run_key IS NOT NULL"
		" FROM record r JOIN run ON run.key = r.run_key"
		" LEFT JOIN (SELECT saw.*, min(event) AS first FROM saw"
		"  JOIN event ON event.id = event WHERE project = ?1 AND run_key IS NOT NULL"
		"  GROUP BY run_key, series) s ON s.run_key = r.run_key"
		" LEFT JOIN event e ON e.id = s.first"
		" LEFT JOIN (SELECT saw.*, max(event) FROM saw JOIN event ON event.id = event"
		"  WHERE project = ?1 AND run_key IS NOT NULL"
		"  GROUP BY branch, series, state, variant) n ON n.run_key = r.run_key"
		"  AND n.branch = run.branch AND n.series IS s.series AND n.state = s.state"
		"  AND n.variant IS s.variant"
		" LEFT JOIN build b ON b.key = s.build_key"
		" WHERE " IS_TEST " AND (?3 IS NULL OR run.branch = ?3)"
		" AND (s.first IS NOT NULL OR NOT EXISTS"
		"  (SELECT 1 FROM saw WHERE saw.run_key = r.run_key))"
		" ORDER BY e.id IS NULL DESC, e.id DESC, r.seen DESC, r.run_key, r.test, r.attempt DESC"
		LIMIT;
	sqlite3_stmt *s = ask(results, q, sql, err);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW) {
		if (h->record_count == HISTORY_MAX) {
			h->cut = true;
			continue;
		}
		*ARRAY_ADD(h->records, h->record_count, h->record_alloc) = (struct history_record){
			.test = text(s, 0),
			.branch = text(s, 1),
			.release = text(s, 2),
			.state = text(s, 3),
			.variant = text(s, 4),
			.series = text_or_null(s, 5),
			.run_key = text(s, 6),
			.build_key = text_or_null(s, 7),
			.build_status = text_or_null(s, 8),
			.attempt = lib_sqlite3_column_int(s, 9),
			.outcome = text(s, 10),
			.seconds = lib_sqlite3_column_double(s, 11),
			.message = text(s, 12),
			.kernel_log = text(s, 13),
			.boot = text(s, 14),
			.seen = text(s, 15),
			.made = event(s, 16),
			.newest = lib_sqlite3_column_int(s, 20),
		};
	}
	REVERSE(h->records, h->record_count);
	return finish(results, s, rc, err);
}

static bool is_same_verdict(const struct history_verdict *v, sqlite3_stmt *s)
{
	const char *const texts[] = {
		v->branch, v->release, v->series, v->patch, v->verdict, v->need, v->risk,
		v->commit ? v->commit : "",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *value = (const char *)lib_sqlite3_column_text(s, i);

		if (strcmp(texts[i], value ? value : ""))
			return false;
	}
	return true;
}

/* The newest first within a patch of a branch: a further event that saw the same is the first. */
static void take_verdict(struct history *h, sqlite3_stmt *s)
{
	struct history_verdict *last = h->verdict_count ? &h->verdicts[h->verdict_count - 1] : NULL;

	if (last && is_same_verdict(last, s)) {
		history_event_release(&last->first);
		last->first = event(s, 8);
		last->count++;
		return;
	}
	if (h->verdict_count == HISTORY_MAX) {
		h->cut = true;
		return;
	}
	*ARRAY_ADD(h->verdicts, h->verdict_count, h->verdict_alloc) = (struct history_verdict){
		.branch = text(s, 0),
		.release = text(s, 1),
		.series = text(s, 2),
		.patch = text(s, 3),
		.verdict = text(s, 4),
		.need = text(s, 5),
		.risk = text(s, 6),
		.commit = text_or_null(s, 7),
		.first = event(s, 8),
		.last = event(s, 8),
		.count = 1,
	};
}

static int load_verdicts(struct results *results, const struct history_question *q,
			 struct history *h, struct error **err)
{
	static const char sql[] =
		"SELECT branch, release, series, patch, verdict, need, risk, commit_id,"
		" e.id, e.at, e.program, e.command FROM verdict JOIN event e ON e.id = event"
		" WHERE project = ?1 AND " IS_PATCH " AND (?3 IS NULL OR branch = ?3)"
		" ORDER BY series DESC, patch DESC, branch DESC, e.id DESC";
	sqlite3_stmt *s = ask(results, q, sql, err);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW)
		take_verdict(h, s);
	REVERSE(h->verdicts, h->verdict_count);
	return finish(results, s, rc, err);
}

/* Of the series that the patches are of. */
static int load_builds(struct results *results, const struct history_question *q,
		       struct history *h, struct error **err)
{
	static const char sql[] =
		"SELECT b.key, b.branch, b.release, b.state, b.status, saw.series, b.folder, b.seconds,"
		" e.id, e.at, e.program, e.command FROM build b JOIN saw ON saw.build_key = b.key"
		" JOIN event seen ON seen.id = saw.event JOIN event e ON e.id = b.first_event"
		" WHERE seen.project = ?1 AND (?3 IS NULL OR b.branch = ?3) AND saw.series IN"
		"  (SELECT series FROM verdict WHERE " IS_PATCH ")"
		" GROUP BY b.key, saw.series ORDER BY e.id DESC, b.key" LIMIT;
	sqlite3_stmt *s = ask(results, q, sql, err);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW) {
		struct history_build *build;

		if (h->build_count == HISTORY_MAX) {
			h->cut = true;
			continue;
		}
		build = ARRAY_ADD(h->builds, h->build_count, h->build_alloc);
		*build = (struct history_build){
			.key = text(s, 0),
			.branch = text(s, 1),
			.release = text(s, 2),
			.state = text(s, 3),
			.status = text(s, 4),
			.series = text_or_null(s, 5),
			.folder = text(s, 6),
			.seconds = lib_sqlite3_column_double(s, 7),
			.made = event(s, 8),
		};
		if (access(build->folder, F_OK))
			free(TAKE_PTR(build->folder));
	}
	REVERSE(h->builds, h->build_count);
	return finish(results, s, rc, err);
}

int results_history(struct results *results, const struct history_question *question,
		    struct history *ret_history, struct error **err)
{
	_cleanup_(history_release) struct history history = {0};

	history.name = xstrdup(question->name);
	if (load_records(results, question, &history, err))
		return -1;
	history.of_test = history.record_count;
	if (!history.of_test && (load_verdicts(results, question, &history, err) ||
				 load_builds(results, question, &history, err)))
		return -1;
	if (!history.record_count && !history.verdict_count)
		return 0;
	history_find_regressions(&history);
	*ret_history = history;
	history = (struct history){0};
	return 1;
}
