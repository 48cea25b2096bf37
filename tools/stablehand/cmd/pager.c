// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/out.h"
#include "util/process.h"

static pid_t pager;	/* 0: none */

/* The command line, for the shell; NULL: no pager. Allocated. */
static char *find_pager(const char *folder)
{
	const char *const ask[] = {"git", "-C", folder, "var", "GIT_PAGER", NULL};
	_cleanup_buf_ struct buf text = {0};
	const char *own = getenv("PAGER");

	if (!process_in_path("git") || process_check(ask, &text, NULL))
		return own && *own && strcmp(own, "cat") ? xstrdup(own) : NULL;
	while (text.len && text.data[text.len - 1] == '\n')
		text.data[--text.len] = '\0';
	return text.len && strcmp(buf_str(&text), "cat") ? xstrdup(buf_str(&text)) : NULL;
}

static int start(const char *command, int input)
{
	const char *const argv[] = {"sh", "-c", command, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t handled;
	int rc;

	sigemptyset(&handled);
	sigaddset(&handled, SIGPIPE);
	sigaddset(&handled, SIGTERM);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &handled);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	rc = posix_spawnp(&pager, "sh", &actions, &attributes, (char **)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	if (rc)
		pager = 0;
	return rc;
}

void pager_start(const char *folder, bool wanted)
{
	_cleanup_free_ char *command = wanted && !pager && isatty(STDOUT_FILENO) ?
				       find_pager(folder) : NULL;
	int ends[2];

	if (!command || pipe2(ends, O_CLOEXEC))
		return;
	/* Quit where it fits on the screen, keep colours, leave it there: git's words for it. */
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	out_stdout.width = table_width(&out_stdout);
	fflush(out_file(&out_stdout));
	if (!start(command, ends[0])) {
		signal(SIGINT, SIG_IGN);
		dup2(ends[1], STDOUT_FILENO);
	}
	close(ends[0]);
	close(ends[1]);
}

bool pager_finish(void)
{
	int status;

	if (!pager)
		return false;
	fflush(out_file(&out_stdout));
	close(STDOUT_FILENO);
	while (waitpid(pager, &status, 0) < 0 && errno == EINTR)
		;
	pager = 0;
	return true;
}
