// SPDX-License-Identifier: GPL-2.0-only
/* Programs whose every failure is an error, and whether there is one. */
#include "util/process.h"

#include <string.h>
#include <unistd.h>

#include "util/alloc.h"

/* The last lines of a program's complaint, enough to act on. */
static const char *last_lines(const struct buf *text)
{
	const char *start = buf_str(text), *at = start + text->len;

	for (int lines = 0; at > start; at--)
		if (at[-1] == '\n' && at != start + text->len && ++lines == 4)
			break;
	return at;
}

int process_check(const char *const *argv, struct buf *output, struct error **err)
{
	_cleanup_buf_ struct buf errors = {0};
	struct process_options options = {.argv = argv, .output = output, .errors = &errors};
	struct process_exit how;

	if (process_run(&options, &how, err))
		return -1;
	if (!how.signal && !how.status)
		return 0;
	while (errors.len && errors.data[errors.len - 1] == '\n')
		errors.data[--errors.len] = '\0';
	if (how.signal)
		return error_set(err, ERROR_ENVIRONMENT, "%s was killed by signal %d: %s", argv[0],
				 how.signal, last_lines(&errors));
	return error_set(err, ERROR_ENVIRONMENT, "%s exited with %d: %s", argv[0], how.status,
			 last_lines(&errors));
}

bool process_in_path(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return !access(name, X_OK);
	while (path && *path) {
		size_t len = strcspn(path, ":");
		_cleanup_free_ char *full = xasprintf("%.*s/%s", (int)len, path, name);

		if (!access(full, X_OK))
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}
