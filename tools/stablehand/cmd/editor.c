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

/* Not by util/process: an editor needs the terminal, and so our session. */
static int start(char *const *argv, pid_t *ret_pid)
{
	posix_spawnattr_t attributes;
	sigset_t handled;
	int rc;

	sigemptyset(&handled);
	sigaddset(&handled, SIGINT);
	sigaddset(&handled, SIGQUIT);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGPIPE);
	sigaddset(&handled, SIGXFSZ);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &handled);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(ret_pid, argv[0], NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	return rc;
}

static int run(char *const *argv, const char *name, struct error **err)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old_int, old_quit;
	int status = 0, rc;
	pid_t pid;

	/* Ctrl-C in the editor is the editor's. */
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	rc = start(argv, &pid);
	while (!rc && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			rc = errno;
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	if (rc) {
		errno = rc;
		return error_errno(err, ERROR_ENVIRONMENT, "%s", name);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return error_set(err, ERROR_ENVIRONMENT, "%s failed", name);
	return 0;
}

int terminal_run(char *const *argv, struct error **err)
{
	_cleanup_free_ char *name = xasprintf("'%s'", argv[0]);

	return run(argv, name, err);
}

bool editor_has_terminal(void)
{
	const char *editor = getenv("GIT_EDITOR");

	return (editor && *editor) || (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

/*
 * The setting may hold options and quotes: the shell splits it, as for git, and gets the files
 * as arguments.
 */
int editor_run(const char *folder, char *const *paths, struct error **err)
{
	const char *const ask[] = {"git", "-C", folder, "var", "GIT_EDITOR", NULL};
	_cleanup_free_ char *command = NULL, *name = NULL;
	_cleanup_free_ char **argv = NULL;
	_cleanup_buf_ struct buf editor = {0};
	size_t count = 0;

	if (process_check(ask, &editor, err))
		return error_wrap(err, "no editor: set EDITOR");
	while (editor.len && editor.data[editor.len - 1] == '\n')
		editor.data[--editor.len] = '\0';
	while (paths[count])
		count++;
	command = xasprintf("%s \"$@\"", buf_str(&editor));
	name = xasprintf("the editor '%s'", buf_str(&editor));
	argv = xcalloc(count + 5, sizeof(*argv));
	argv[0] = (char *)"sh";
	argv[1] = (char *)"-c";
	argv[2] = command;
	argv[3] = editor.data;
	memcpy(argv + 4, paths, count * sizeof(*argv));
	return run(argv, name, err);
}
