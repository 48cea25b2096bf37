// SPDX-License-Identifier: GPL-2.0-only
#include "store/uses.h"

#include "store/results_parts.h"

static const char *text(sqlite3_stmt *s, int column)
{
	const char *value = (const char *)lib_sqlite3_column_text(s, column);

	return value ? value : "";
}

int results_build_uses(struct results *results,
		       void (*on_use)(const char *key, const char *at, void *data), void *data,
		       struct error **err)
{
	sqlite3_stmt *s = db_prepare(results,
				     "SELECT build_key, max(at) FROM saw JOIN event ON event.id = event"
				     " WHERE build_key IS NOT NULL GROUP BY build_key", err, NULL);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW)
		on_use(text(s, 0), text(s, 1), data);
	lib_sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "reading");
}

static int each_text(struct results *results, const char *sql, const char *build_key,
		     void (*on_text)(const char *text, void *data), void *data, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, sql, err, build_key, NULL);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW)
		on_text(text(s, 0), data);
	lib_sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "reading");
}

int results_used_with(struct results *results, const char *build_key,
		      void (*on_run)(const char *description, void *data),
		      void (*on_log)(const char *log, void *data), void *data,
		      struct error **err)
{
	return each_text(results,
			 "SELECT DISTINCT description FROM saw JOIN run ON run.key = run_key"
			 " WHERE build_key = ?1", build_key, on_run, data, err) ||
	       each_text(results,
			 "SELECT DISTINCT boot FROM record WHERE boot != '' AND run_key IN"
			 " (SELECT run_key FROM saw WHERE build_key = ?1)", build_key, on_log, data,
			 err) ? -1 : 0;
}

/* A bare column beside max() is that of the row with the maximum: sqlite.org/lang_select.html. */
#define LAST_GOOD							\
	"SELECT night_branch.branch AS branch, release, max(night) FROM night_branch"	\
	" JOIN night ON night.id = night WHERE good AND release IS NOT NULL"		\
	" GROUP BY project, profile, night_branch.branch"

int results_last_good(struct results *results,
		      void (*on_release)(const char *branch, const char *release, void *data),
		      void (*on_build)(const char *key, void *data), void *data,
		      struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, LAST_GOOD, err, NULL);
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW)
		on_release(text(s, 0), text(s, 1), data);
	lib_sqlite3_finalize(s);
	if (rc != SQLITE_DONE)
		return db_error(results, err, "reading");
	s = db_prepare(results, "SELECT build_key, max(event) FROM saw JOIN build ON build.key ="
		       " build_key JOIN (" LAST_GOOD ") AS last ON last.branch = saw.branch AND"
		       " last.release = build.release GROUP BY saw.branch, build.release, series,"
		       " saw.state", err, NULL);
	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW)
		on_build(text(s, 0), data);
	lib_sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "reading");
}
