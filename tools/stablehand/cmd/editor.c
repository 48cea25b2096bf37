// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/editor.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/process.h"

/*
 * Not by util/process: an editor needs the terminal, and so our session. The
 * setting may hold options and quotes: the shell splits it, as for git, and
 * gets the files as arguments.
 */
static int start(const char *editor, char *const *paths, pid_t *ret_pid)
{
	_cleanup_free_ char *command = xasprintf("%s \"$@\"", editor);
	_cleanup_free_ char **argv = NULL;
	posix_spawnattr_t attributes;
	size_t count = 0;
	sigset_t handled;
	int rc;

	while (paths[count])
		count++;
	argv = xcalloc(count + 5, sizeof(*argv));
	argv[0] = (char *)"sh";
	argv[1] = (char *)"-c";
	argv[2] = command;
	argv[3] = (char *)editor;
	memcpy(argv + 4, paths, count * sizeof(*argv));
	sigemptyset(&handled);
	sigaddset(&handled, SIGINT);
	sigaddset(&handled, SIGQUIT);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGPIPE);
	sigaddset(&handled, SIGXFSZ);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &handled);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(ret_pid, "sh", NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	return rc;
}

int editor_run(const char *folder, char *const *paths, struct error **err)
{
	const char *const ask[] = {"git", "-C", folder, "var", "GIT_EDITOR", NULL};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old_int, old_quit;
	_cleanup_buf_ struct buf editor = {0};
	int status = 0, rc;
	pid_t pid;

	if (process_check(ask, &editor, err))
		return error_wrap(err, "no editor: set EDITOR");
	while (editor.len && editor.data[editor.len - 1] == '\n')
		editor.data[--editor.len] = '\0';
	/* Ctrl-C in the editor is the editor's. */
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	rc = start(buf_str(&editor), paths, &pid);
	while (!rc && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			rc = errno;
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	if (rc) {
		errno = rc;
		return error_errno(err, ERROR_ENVIRONMENT, "editor '%s'", buf_str(&editor));
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return error_set(err, ERROR_ENVIRONMENT, "the editor '%s' failed", buf_str(&editor));
	return 0;
}
