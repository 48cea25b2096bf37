// SPDX-License-Identifier: GPL-2.0-only
/* Outcomes of tests, each kept as it comes. */
#include <string.h>

#include "store/results.h"
#include "store/results_parts.h"
#include "util/alloc.h"

#define HOSTS_SINCE 4		/* the version of the database that brought them */

int results_describe_run(struct results *results, const char *run_key, const char *branch,
			 const char *state, const char *description, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results,
				  "INSERT OR IGNORE INTO run (key, branch, state, description)"
				  " VALUES (?1, ?2, ?3, ?4)",
				  err, run_key, branch, state, description, NULL);

	return s ? db_finish(results, s, err) : -1;
}

static int add_boot(struct results *results, const char *run_key, const struct record *r,
		    struct error **err)
{
	sqlite3_stmt *s;

	if (!*r->boot)
		return 0;
	s = db_prepare(results, "INSERT OR IGNORE INTO boot (log, run_key, host) VALUES (?1, ?2, ?3)",
		       err, r->boot, run_key, r->host ? r->host : "", NULL);
	return s ? db_finish(results, s, err) : -1;
}

int results_add(struct results *results, const char *run_key, int attempt,
		const struct record *r, struct error **err)
{
	sqlite3_stmt *s = db_prepare(results,
				  "INSERT OR REPLACE INTO record (run_key, test, outcome, message,"
				  " kernel_log, output, boot, attempt, seconds)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
				  err, run_key, r->test, outcome_name(r->outcome), r->message,
				  r->kernel_log, r->output, r->boot, NULL);

	if (!s)
		return -1;
	lib_sqlite3_bind_int(s, 8, attempt);
	lib_sqlite3_bind_double(s, 9, r->seconds);
	return db_finish(results, s, err) || add_boot(results, run_key, r, err) ? -1 : 0;
}

int results_forget(struct results *results, const char *run_key, const char *test,
		   struct error **err)
{
	sqlite3_stmt *s = db_prepare(results, "DELETE FROM record WHERE run_key = ?1 AND test = ?2",
				  err, run_key, test, NULL);

	return s ? db_finish(results, s, err) : -1;
}

static char *column(sqlite3_stmt *s, int index)
{
	const unsigned char *text = lib_sqlite3_column_text(s, index);

	return xstrdup(text ? (const char *)text : "");
}

int results_load(struct results *results, const char *run_key, struct attempts *ret_attempts,
		 struct error **err)
{
	/* A database that is only read may be as an older program has left it. */
	static const char without_hosts[] =
		"SELECT test, attempt, outcome, seconds, message, kernel_log, output, boot"
		" FROM record WHERE run_key = ?1 ORDER BY test, attempt";
	static const char with_hosts[] =
		"SELECT r.test, r.attempt, r.outcome, r.seconds, r.message, r.kernel_log, r.output,"
		" r.boot, nullif(b.host, '') FROM record r LEFT JOIN boot b ON b.log = r.boot"
		" WHERE r.run_key = ?1 ORDER BY r.test, r.attempt";
	bool hosts = results->version >= HOSTS_SINCE;
	sqlite3_stmt *s = db_prepare(results, hosts ? with_hosts : without_hosts, err, run_key,
				     NULL);
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
			.host = hosts ? xstrdup((const char *)lib_sqlite3_column_text(s, 8)) : NULL,
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
	sqlite3_stmt *s = db_prepare(results,
				  "SELECT max(seconds) FROM record JOIN run ON run.key = run_key"
				  " WHERE branch = ?1 AND test = ?2",
				  NULL, branch, test, NULL);
	double seconds = 0;

	if (s && lib_sqlite3_step(s) == SQLITE_ROW)
		seconds = lib_sqlite3_column_double(s, 0);
	lib_sqlite3_finalize(s);
	return seconds;
}

size_t results_count_boots(struct results *results)
{
	sqlite3_stmt *s = db_prepare(results, "SELECT count(*) FROM boot", NULL, NULL);
	size_t count = 0;

	if (s && lib_sqlite3_step(s) == SQLITE_ROW)
		count = lib_sqlite3_column_int64(s, 0);
	lib_sqlite3_finalize(s);
	return count;
}
