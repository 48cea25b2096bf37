// SPDX-License-Identifier: GPL-2.0-only
#include "util/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "util/alloc.h"

static int error_make(struct error **err, enum error_kind kind,
		      const char *suffix, const char *fmt, va_list ap)
{
	char *text;

	if (!err)
		return -1;
	text = xvasprintf(fmt, ap);
	if (suffix) {
		char *whole = xasprintf("%s: %s", text, suffix);

		free(text);
		text = whole;
	}
	error_clear(err);
	*err = xcalloc(1, sizeof(**err));
	(*err)->kind = kind;
	(*err)->message = text;
	return -1;
}

int error_set(struct error **err, enum error_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_make(err, kind, NULL, fmt, ap);
	va_end(ap);
	return -1;
}

static bool blames_machine(int number)
{
	static const int numbers[] = {ENOSPC, EDQUOT, EIO, ENOMEM, EMFILE, ENFILE};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (number == numbers[i])
			return true;
	return false;
}

int error_errno(struct error **err, enum error_kind kind, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	if (blames_machine(saved))
		kind = ERROR_ENVIRONMENT;
	va_start(ap, fmt);
	error_make(err, kind, strerror(saved), fmt, ap);
	va_end(ap);
	errno = saved;
	return -1;
}

/* Is this said of what is in a repository, rather than of what was asked of it? */
static bool is_damage(const git_error *error)
{
	return error->klass == GIT_ERROR_ODB || error->klass == GIT_ERROR_OBJECT ||
	       error->klass == GIT_ERROR_ZLIB || error->klass == GIT_ERROR_REFERENCE ||
	       error->klass == GIT_ERROR_TREE;
}

int error_git(struct error **err, enum error_kind kind, const char *fmt, ...)
{
	const git_error *last = git_error_last();
	va_list ap;

	/* libgit2 reports a full disk as an ordinary OS error. */
	if (last && last->klass == GIT_ERROR_OS && errno == ENOSPC)
		kind = ERROR_ENVIRONMENT;
	else if (last && kind != ERROR_INPUT && is_damage(last))
		kind = ERROR_DAMAGED;
	va_start(ap, fmt);
	error_make(err, kind, last && last->message ? last->message : "unknown libgit2 error",
		   fmt, ap);
	va_end(ap);
	return -1;
}

int error_wrap(struct error **err, const char *fmt, ...)
{
	char *prefix, *whole;
	va_list ap;

	if (!err || !*err)
		return -1;
	va_start(ap, fmt);
	prefix = xvasprintf(fmt, ap);
	va_end(ap);
	whole = xasprintf("%s: %s", prefix, (*err)->message);
	free(prefix);
	free((*err)->message);
	(*err)->message = whole;
	return -1;
}

struct error *error_copy(const struct error *error)
{
	struct error *copy = NULL;

	if (error)
		error_set(&copy, error->kind, "%s", error->message);
	return copy;
}

void error_move(struct error **to, struct error **from)
{
	if (to) {
		error_clear(to);
		*to = *from;
		*from = NULL;
	} else {
		error_clear(from);
	}
}

void error_join(struct error **to, struct error **more)
{
	char *both;

	if (!*more)
		return;
	if (!to || !*to) {
		error_move(to, more);
		return;
	}
	both = xasprintf("%s\n%s", (*to)->message, (*more)->message);
	free((*to)->message);
	(*to)->message = both;
	error_clear(more);
}

const char *error_kind_name(enum error_kind kind)
{
	static const char *const names[] = {
		[ERROR_INPUT] = "input",
		[ERROR_ENVIRONMENT] = "environment",
		[ERROR_DAMAGED] = "damaged",
		[ERROR_BUG] = "bug",
		[ERROR_INTERRUPTED] = "interrupted",
	};

	return names[kind];
}

int error_exit_code(const struct error *err)
{
	switch (err->kind) {
	case ERROR_INPUT:
		return 2;
	case ERROR_ENVIRONMENT:
	case ERROR_DAMAGED:
		return 3;
	case ERROR_INTERRUPTED:
		return 130;
	case ERROR_BUG:
		break;
	}
	return 4;
}

void error_clear(struct error **err)
{
	if (!err || !*err)
		return;
	free((*err)->message);
	free(*err);
	*err = NULL;
}
