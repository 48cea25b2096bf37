// SPDX-License-Identifier: GPL-2.0-only
#include "store/results.h"

#include <string.h>
#include <sys/stat.h>

#include "store/results_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

#define BUSY_MS 30000
#define EVENTS_SINCE 2		/* the version that brought them */

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
	/*
	 * Events: what was asked, when, by which program, and what came of it, whole and
	 * in rows. `saw` names the builds and runs that an event rested on. `known` is what
	 * is known of a branch after its last event (result/merge.h).
	 */
	"CREATE TABLE event ("
	"  id INTEGER PRIMARY KEY, at TEXT NOT NULL, program TEXT NOT NULL,"
	"  project TEXT NOT NULL, command TEXT NOT NULL, arguments TEXT NOT NULL,"
	"  exit_code INTEGER NOT NULL, result TEXT NOT NULL"
	");"
	"CREATE TABLE verdict ("
	"  event INTEGER NOT NULL REFERENCES event(id), branch TEXT NOT NULL,"
	"  release TEXT NOT NULL, series TEXT NOT NULL, patch TEXT NOT NULL,"
	"  verdict TEXT NOT NULL, need TEXT NOT NULL, risk TEXT NOT NULL, commit_id TEXT,"
	"  PRIMARY KEY (event, branch, series, patch)"
	") WITHOUT ROWID;"
	"CREATE INDEX verdict_of_patch ON verdict (branch, series, patch, event);"
	"CREATE TABLE build ("
	"  key TEXT PRIMARY KEY, branch TEXT NOT NULL, state TEXT NOT NULL,"
	"  release TEXT NOT NULL, status TEXT NOT NULL, seconds REAL NOT NULL,"
	"  folder TEXT NOT NULL, toolchain TEXT NOT NULL,"
	"  first_event INTEGER NOT NULL REFERENCES event(id)"
	") WITHOUT ROWID;"
	"CREATE TABLE boot ("
	"  log TEXT PRIMARY KEY, run_key TEXT NOT NULL,"
	"  seen TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"
	") WITHOUT ROWID;"
	"INSERT INTO boot SELECT boot, min(run_key), min(seen) FROM record"
	"  WHERE boot != '' GROUP BY boot;"
	"CREATE TABLE saw ("
	"  event INTEGER NOT NULL REFERENCES event(id), branch TEXT NOT NULL,"
	"  series TEXT, state TEXT NOT NULL, variant TEXT, build_key TEXT, run_key TEXT"
	");"
	"CREATE INDEX saw_by_event ON saw (event);"
	"CREATE TABLE known ("
	"  project TEXT NOT NULL, branch TEXT NOT NULL, profile TEXT NOT NULL,"
	"  release TEXT NOT NULL, event INTEGER NOT NULL REFERENCES event(id),"
	"  newest INTEGER NOT NULL, result TEXT NOT NULL,"
	"  PRIMARY KEY (project, branch, profile, release)"
	") WITHOUT ROWID;",
	/*
	 * Nights (store/nights.h): each whole but for its findings, and its news in rows. What
	 * a night saw of a branch is a text that most nights share. A finding is one row from
	 * its opening to its closing.
	 */
	"CREATE TABLE night ("
	"  id INTEGER PRIMARY KEY, project TEXT NOT NULL, profile TEXT NOT NULL,"
	"  at TEXT NOT NULL, whole TEXT NOT NULL"
	");"
	"CREATE INDEX night_of_project ON night (project, profile, id);"
	"CREATE TABLE observed ("
	"  hash TEXT PRIMARY KEY, text TEXT NOT NULL"
	") WITHOUT ROWID;"
	"CREATE TABLE night_branch ("
	"  night INTEGER NOT NULL REFERENCES night(id), branch TEXT NOT NULL,"
	"  release TEXT, good INTEGER NOT NULL, observed TEXT REFERENCES observed(hash),"
	"  PRIMARY KEY (branch, night)"
	") WITHOUT ROWID;"
	"CREATE TABLE news ("
	"  night INTEGER NOT NULL REFERENCES night(id), number INTEGER NOT NULL,"
	"  kind TEXT NOT NULL, branch TEXT NOT NULL, series TEXT, patch TEXT, test TEXT,"
	"  variant TEXT, state TEXT, was TEXT, now TEXT, text TEXT NOT NULL, finding TEXT,"
	"  PRIMARY KEY (night, number)"
	") WITHOUT ROWID;"
	"CREATE INDEX news_of_patch ON news (branch, patch, night) WHERE patch IS NOT NULL;"
	"CREATE INDEX news_of_test ON news (branch, test, night) WHERE test IS NOT NULL;"
	"CREATE TABLE finding ("
	"  project TEXT NOT NULL, profile TEXT NOT NULL, key TEXT NOT NULL,"
	"  opened INTEGER NOT NULL REFERENCES night(id),"
	"  closed INTEGER REFERENCES night(id), whole TEXT NOT NULL,"
	"  PRIMARY KEY (project, profile, key, opened)"
	") WITHOUT ROWID;"
	"CREATE INDEX finding_open ON finding (project, profile) WHERE closed IS NULL;",
	/* Which machine each VM ran on: "node, CPU". */
	"ALTER TABLE boot ADD COLUMN host TEXT NOT NULL DEFAULT '';",
};

int db_error(struct results *results, struct error **err, const char *what)
{
	int code = lib_sqlite3_errcode(results->db) & 0xff;
	enum error_kind kind = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? ERROR_DAMAGED :
			       ERROR_ENVIRONMENT;
	int number = lib_sqlite3_system_errno(results->db);

	/* "disk I/O error" alone tells nobody what to do. */
	if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && number)
		return error_set(err, ERROR_ENVIRONMENT, "results database: %s: %s: %s", what,
				 lib_sqlite3_errmsg(results->db), strerror(number));
	return error_set(err, kind, "results database: %s: %s", what,
			 lib_sqlite3_errmsg(results->db));
}

int db_execute(struct results *results, const char *sql, struct error **err)
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

static int check_version(int version, struct error **err)
{
	if (version > (int)ARRAY_SIZE(migrations))
		return error_set(err, ERROR_ENVIRONMENT,
				 "results database: made by a newer stablehand (version %d)", version);
	if (version < 0)
		return error_set(err, ERROR_ENVIRONMENT,
				 "results database: not made by stablehand (version %d)", version);
	return 0;
}

static int migrate(struct results *results, struct error **err)
{
	int version = 0;

	if (db_execute(results, "BEGIN IMMEDIATE", err) ||
	    read_version(results, &version, err) || check_version(version, err))
		return -1;
	for (; version < (int)ARRAY_SIZE(migrations); version++) {
		_cleanup_free_ char *pragma = xasprintf("PRAGMA user_version = %d", version + 1);

		if (db_execute(results, migrations[version], err) || db_execute(results, pragma, err))
			return -1;
	}
	results->version = version;
	return db_execute(results, "COMMIT", err);
}

static int open_database(const char *name, int flags, struct results **ret_results,
			 struct error **err)
{
	struct results *results = xcalloc(1, sizeof(*results));

	if (lib_sqlite3_open_v2(name, &results->db, flags, NULL) != SQLITE_OK) {
		if (results->db)
			db_error(results, err, "opening");
		else
			error_set(err, ERROR_ENVIRONMENT, "results database: out of memory");
		results_close(results);
		return -1;
	}
	lib_sqlite3_busy_timeout(results->db, BUSY_MS);
	*ret_results = results;
	return 0;
}

int results_open(const char *path, struct results **ret_results, struct error **err)
{
	struct results *results;

	if (sqlite_load(err))
		return -1;
	if (open_database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &results, err))
		return error_wrap(err, "%s", path);
	if (db_execute(results, "PRAGMA journal_mode = WAL", err) || migrate(results, err)) {
		error_wrap(err, "%s", path);
		results_close(results);
		return -1;
	}
	*ret_results = results;
	return 0;
}

static int open_to_read(const char *name, int flags, struct results **ret_results,
			int *ret_version, struct error **err)
{
	struct results *results;

	if (open_database(name, flags, &results, err))
		return -1;
	if (read_version(results, ret_version, err)) {
		results_close(results);
		return -1;
	}
	*ret_results = results;
	return 0;
}

/* The URI of a database that nobody changes: read without locks and files beside it. */
static char *immutable_uri(const char *path)
{
	struct buf uri = {0};

	buf_puts(&uri, "file:");
	for (; *path; path++)
		buf_printf(&uri, strchr("%?#", *path) ? "%%%02x" : "%c", *path);
	buf_puts(&uri, "?immutable=1");
	return buf_detach(&uri);
}

/* Is something in the log that is not in the database yet? */
static bool has_log(const char *path)
{
	_cleanup_free_ char *log = xasprintf("%s-wal", path);
	struct stat st;

	return !stat(log, &st) && st.st_size;
}

int results_open_to_read(const char *path, struct results **ret_results, struct error **err)
{
	_cleanup_free_ char *uri = immutable_uri(path);
	struct results *results;
	int version;

	if (sqlite_load(err))
		return -1;
	/*
	 * Also a reader makes files beside a database in WAL mode. Where it may not, or on a
	 * full disk, the database alone is read. What is only in the log would be missed then.
	 */
	if (open_to_read(path, SQLITE_OPEN_READWRITE, &results, &version, err) &&
	    (has_log(path) || open_to_read(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &results,
					   &version, err)))
		return error_wrap(err, "%s", path);
	if (check_version(version, err)) {
		results_close(results);
		return error_wrap(err, "%s", path);
	}
	results->version = version;
	/* One of before there were events: nothing is known. */
	if (version < EVENTS_SINCE) {
		results_close(results);
		results = NULL;
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

sqlite3_stmt *db_prepare(struct results *results, const char *sql, struct error **err, ...)
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

int db_finish(struct results *results, sqlite3_stmt *statement, struct error **err)
{
	int rc = lib_sqlite3_step(statement);

	lib_sqlite3_finalize(statement);
	return rc == SQLITE_DONE ? 0 : db_error(results, err, "writing");
}
