// SPDX-License-Identifier: GPL-2.0-only
#include "store/results_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/results_parts.h"
#include "util/alloc.h"
#include "util/file.h"

#define COPIED_AFTER 3600	/* seconds */

int results_check(const char *path, char **ret_why, struct error **err)
{
	_cleanup_error_ struct error *why = NULL;
	struct results *results = NULL;
	sqlite3_stmt *statement = NULL;
	struct stat st;
	int rc = 1;

	if (stat(path, &st))
		return errno == ENOENT ? 1 : error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (!S_ISREG(st.st_mode)) {
		*ret_why = xstrdup("not a file");
		return 0;
	}
	if (!results_open_to_read(path, &results, &why) && results)
		statement = db_prepare(results, "PRAGMA quick_check(1)", &why, NULL);
	if (statement && lib_sqlite3_step(statement) == SQLITE_ROW) {
		const char *says = (const char *)lib_sqlite3_column_text(statement, 0);

		rc = says && !strcmp(says, "ok");
		if (!rc)
			*ret_why = xstrdup(says ? says : "cannot be read");
	} else if (statement) {
		db_error(results, &why, "checking");
	}
	if (statement)
		lib_sqlite3_finalize(statement);
	results_close(results);
	if (!why)
		return rc;
	if (why->kind != ERROR_DAMAGED) {
		error_move(err, &why);
		return -1;
	}
	*ret_why = TAKE_PTR(why->message);
	return 0;
}

/* With the files that SQLite keeps beside it: a log of one database is not for another. */
static int put_aside(const char *path, const char *aside, struct error **err)
{
	static const char *const beside[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < ARRAY_SIZE(beside); i++) {
		_cleanup_free_ char *from = xasprintf("%s%s", path, beside[i]);
		_cleanup_free_ char *to = xasprintf("%s%s", aside, beside[i]);

		if (rename(from, to) && errno != ENOENT)
			return error_errno(err, ERROR_ENVIRONMENT, "putting %s aside", from);
	}
	return 0;
}

/* The time of the copy, as it is said. */
static char *time_of(const struct stat *st)
{
	char text[32];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", gmtime_r(&st->st_mtime, &tm));
	return xstrdup(text);
}

int results_restore(const char *path, char **ret_said, struct error **err)
{
	_cleanup_free_ char *copy = xasprintf("%s.copy", path), *aside = NULL, *why = NULL;
	_cleanup_free_ char *when = NULL;
	char now[32];
	time_t seconds = time(NULL);
	struct stat st;
	struct tm tm;

	strftime(now, sizeof(now), "%Y%m%dT%H%M%S", gmtime_r(&seconds, &tm));
	aside = xasprintf("%s.damaged-%s", path, now);
	if (put_aside(path, aside, err))
		return -1;
	if (stat(copy, &st) || results_check(copy, &why, NULL) <= 0) {
		*ret_said = xasprintf("put aside as %s; there is no copy: what was tested is tested again",
				      aside);
		return 0;
	}
	when = time_of(&st);
	if (rename(copy, path))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", copy);
	*ret_said = xasprintf("put aside as %s; the copy of %s took its place", aside, when);
	return 0;
}

static bool is_recent(const char *copy)
{
	struct stat st;

	return !stat(copy, &st) && st.st_mtime <= time(NULL) &&
	       st.st_mtime + COPIED_AFTER > time(NULL);
}

static bool sync_file(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && !fsync(fd);
}

void results_copy(struct results *results, const char *path)
{
	_cleanup_free_ char *copy = xasprintf("%s.copy", path);
	_cleanup_free_ char *aside = xasprintf("%s.%ld.tmp", copy, (long)getpid());
	sqlite3_stmt *statement;

	if (is_recent(copy))
		return;
	unlink(aside);
	statement = db_prepare(results, "VACUUM INTO ?1", NULL, aside, NULL);
	if (!statement || db_finish(results, statement, NULL) || !sync_file(aside) ||
	    rename(aside, copy))
		unlink(aside);
}
