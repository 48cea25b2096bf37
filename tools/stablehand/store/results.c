// SPDX-License-Identifier: GPL-2.0-only
#include "store/results.h"

#include <string.h>

#include "util/alloc.h"
#include "util/library_sqlite.h"

#define BUSY_MS 30000

/* Each entry brings the database from the version of its index to the next. */
static const char *const migrations[] = {
	"CREATE TABLE run ("
	"  key TEXT PRIMARY KEY, branch TEXT NOT NULL, state TEXT NOT NULL,"
	"  description TEXT NOT NULL, first_seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"
	") WITHOUT ROWID;"
	"CREATE TABLE record ("
	"  run_key TEXT NOT NULL, test TEXT NOT NULL, attempt INTEGER NOT NULL,"
	"  outcome TEXT NOT NULL, seconds REAL NOT NULL, message TEXT NOT NULL,"
	"  kernel_log TEXT NOT NULL, output TEXT NOT NULL, boot TEXT NOT NULL,"
	"  seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,"
	"  PRIMARY KEY (run_key, test, attempt)"
	") WITHOUT ROWID;",
};

struct results {
	sqlite3 *db;
};

static int db_error(struct results *results, struct error **err, const char *what)
{
	return error_set(err, ERROR_ENVIRONMENT, "results database: %s: %s", what,
			 lib_sqlite3_errmsg(results->db));
}

static int execute(struct results *results, const char *sql, struct error **err)
{
	if (lib_sqlite3_exec(results->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_error(results, err, "writing");
	return 0;
}

static int read_version(struct results *results, int *ret_version, struct error **err)
{
	sqlite3_stmt *statement;

	if (lib_sqlite3_prepare_v2(results->db, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK)
		return db_error(results, err, "opening");
	if (lib_sqlite3_step(statement) != SQLITE_ROW) {
		lib_sqlite3_finalize(statement);
		return db_error(results, err, "opening");
	}
	*ret_version = lib_sqlite3_column_int(statement, 0);
	lib_sqlite3_finalize(statement);
	return 0;
}

static int migrate(struct results *results, struct error **err)
{
	int version = 0;

	if (execute(results, "BEGIN IMMEDIATE", err) || read_version(results, &version, err))
		return -1;
	if (version > (int)ARRAY_SIZE(migrations))
		return error_set(err, ERROR_ENVIRONMENT,
				 "results database: made by a newer stablehand (version %d)", version);
	for (; version < (int)ARRAY_SIZE(migrations); version++) {
		_cleanup_free_ char *pragma = xasprintf("PRAGMA user_version = %d", version + 1);

		if (execute(results, migrations[version], err) || execute(results, pragma, err))
			return -1;
	}
	return execute(results, "COMMIT", err);
}

int results_open(const char *path, struct results **ret_results, struct error **err)
{
	struct results *results;

	if (sqlite_load(err))
		return -1;
	results = xcalloc(1, sizeof(*results));
	if (lib_sqlite3_open(path, &results->db) != SQLITE_OK) {
		error_set(err, ERROR_ENVIRONMENT, "%s: %s", path,
			  results->db ? lib_sqlite3_errmsg(results->db) : "out of memory");
		results_close(results);
		return -1;
	}
	lib_sqlite3_busy_timeout(results->db, BUSY_MS);
	if (execute(results, "PRAGMA journal_mode = WAL", err) || migrate(results, err)) {
		error_wrap(err, "%s", path);
		results_close(results);
		return -1;
	}
	*ret_results = results;
	return 0;
}

void results_close(struct results *results)
{
	if (!results)
		return;
	lib_sqlite3_close(results->db);
	free(results);
}

/* Prepare, bind the NULL-terminated texts to ?1 ?2 ..., in that order. */
static sqlite3_stmt *prepare(struct results *results, const char *sql, struct error **err, ...)
{
	sqlite3_stmt *statement;
	const char *text;
	va_list ap;

	if (lib_sqlite3_prepare_v2(results->db, sql, -1, &statement, NULL) != SQLITE_OK) {
		db_error(results, err, "preparing");
		return NULL;
	}
	va_start(ap, err);
	for (int i = 1; (text = va_arg(ap, const char *)); i++)
		lib_sqlite3_bind_text(statement, i, text, -1, SQLITE_TRANSIENT);
	va_end(ap);
	return statement;
}

static int finish(struct results *results, sqlite3_stmt *statement, struct error **err)
{
	int rc = lib_sqlite3_step(statement);

	lib_sqlite3_finalize(statement);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "writing");
}

int results_describe_run(struct results *results, const char *run_key, const char *branch,
			 const char *state, const char *description, struct error **err)
{
	sqlite3_stmt *s = prepare(results,
				  "INSERT OR IGNORE INTO run (key, branch, state, description)"
				  " VALUES (?1, ?2, ?3, ?4)",
				  err, run_key, branch, state, description, NULL);

	return s ? finish(results, s, err) : -1;
}

int results_add(struct results *results, const char *run_key, int attempt,
		const struct record *r, struct error **err)
{
	sqlite3_stmt *s = prepare(results,
				  "INSERT OR REPLACE INTO record (run_key, test, outcome, message,"
				  " kernel_log, output, boot, attempt, seconds)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
				  err, run_key, r->test, outcome_name(r->outcome), r->message,
				  r->kernel_log, r->output, r->boot, NULL);

	if (!s)
		return -1;
	lib_sqlite3_bind_int(s, 8, attempt);
	lib_sqlite3_bind_double(s, 9, r->seconds);
	return finish(results, s, err);
}

int results_forget(struct results *results, const char *run_key, const char *test,
		   struct error **err)
{
	sqlite3_stmt *s = prepare(results, "DELETE FROM record WHERE run_key = ?1 AND test = ?2",
				  err, run_key, test, NULL);

	return s ? finish(results, s, err) : -1;
}

static char *column(sqlite3_stmt *s, int index)
{
	const unsigned char *text = lib_sqlite3_column_text(s, index);

	return xstrdup(text ? (const char *)text : "");
}

int results_load(struct results *results, const char *run_key, struct attempts *ret_attempts,
		 struct error **err)
{
	sqlite3_stmt *s = prepare(results,
				  "SELECT test, attempt, outcome, seconds, message, kernel_log,"
				  " output, boot FROM record WHERE run_key = ?1 ORDER BY test, attempt",
				  err, run_key, NULL);
	struct attempts found = {0};
	int rc;

	if (!s)
		return -1;
	while ((rc = lib_sqlite3_step(s)) == SQLITE_ROW) {
		int outcome = outcome_from_name((const char *)lib_sqlite3_column_text(s, 2));
		struct attempt *a;

		if (outcome < 0)
			continue;	/* a word of a later version: as if never run */
		a = ARRAY_ADD(found.items, found.count, found.alloc);
		a->number = lib_sqlite3_column_int(s, 1);
		a->record = (struct record){
			.test = column(s, 0),
			.outcome = outcome,
			.seconds = lib_sqlite3_column_double(s, 3),
			.message = column(s, 4),
			.kernel_log = column(s, 5),
			.output = column(s, 6),
			.boot = column(s, 7),
		};
	}
	lib_sqlite3_finalize(s);
	if (rc != SQLITE_DONE) {
		attempts_release(&found);
		return db_error(results, err, "reading");
	}
	*ret_attempts = found;
	return 0;
}

double results_expected_seconds(struct results *results, const char *branch, const char *test)
{
	sqlite3_stmt *s = prepare(results,
				  "SELECT max(seconds) FROM record JOIN run ON run.key = run_key"
				  " WHERE branch = ?1 AND test = ?2",
				  NULL, branch, test, NULL);
	double seconds = 0;

	if (s && lib_sqlite3_step(s) == SQLITE_ROW)
		seconds = lib_sqlite3_column_double(s, 0);
	lib_sqlite3_finalize(s);
	return seconds;
}
