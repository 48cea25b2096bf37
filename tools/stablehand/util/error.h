/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Errors: "we could not tell". Conflicts, refusals and failed tests are
 * results and never travel this way.
 *
 * A function that can fail returns 0 or -1 and takes `struct error **err` as
 * its last argument. On failure it sets *err once, where the failure happens;
 * callers on the way up may only add context in front (error_wrap). The
 * command layer prints it once and picks the exit code from the kind.
 */
#ifndef UTIL_ERROR_H
#define UTIL_ERROR_H

enum error_kind {
	ERROR_INPUT,		/* what the user gave is wrong: exit 2 */
	ERROR_ENVIRONMENT,	/* the machine lacks something: exit 3 */
	ERROR_DAMAGED,		/* what we keep is not as we wrote it: exit 3, once it is mended */
	ERROR_BUG,		/* an assumption of ours broke: exit 4 */
	ERROR_INTERRUPTED,	/* Ctrl-C or SIGTERM: exit 130 */
	ERROR_LAST = ERROR_INTERRUPTED
};

struct error {
	enum error_kind kind;
	char *message;		/* one line, or several, without a final newline */
};

/*
 * Make an error in *err (which must be NULL; err itself may be NULL, then
 * nothing is kept). Always returns -1, so that `return error_set(...)` works.
 */
int error_set(struct error **err, enum error_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Like error_set(), with ": <strerror(errno)>" appended. What the machine is to blame for
 * (a full or broken disk, no memory, too few descriptors) is ERROR_ENVIRONMENT whatever kind
 * says.
 */
int error_errno(struct error **err, enum error_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Like error_set(), with libgit2's last error of this thread appended. Call
 * it at once, before another libgit2 call replaces that error. An object, pack or
 * reference that cannot be read makes it ERROR_DAMAGED, unless kind is ERROR_INPUT.
 */
int error_git(struct error **err, enum error_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "<fmt>: " before the message of *err, if there is one. Returns -1. */
int error_wrap(struct error **err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A copy, which the caller frees; NULL gives NULL. */
struct error *error_copy(const struct error *error);

/* Move *from (may be NULL) to *to; when `to` is NULL it is freed. */
void error_move(struct error **to, struct error **from);

/*
 * Add *more (NULL: nothing) to *to as further lines of its message, or make it the first; *more is
 * NULL then. The kind stays that of the first one.
 */
void error_join(struct error **to, struct error **more);

/* "input", "environment", "damaged", "bug" or "interrupted". */
const char *error_kind_name(enum error_kind kind);

/* The process exit code that stands for an error: 2, 3, 4 or 130. */
int error_exit_code(const struct error *err);

/* Free *err and set it to NULL. NULL-safe; fits __attribute__((cleanup)). */
void error_clear(struct error **err);

#define _cleanup_error_ __attribute__((cleanup(error_clear)))

#endif
