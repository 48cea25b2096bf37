// SPDX-License-Identifier: GPL-2.0-only
#include "util/interrupt.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	if (caught == SIGINT && number == SIGINT)
		signal(SIGINT, SIG_DFL), raise(SIGINT);
	caught = number;
}

void interrupt_install(void)
{
	struct sigaction action = {.sa_handler = on_signal}, old;

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* nohup means it. */
	if (!sigaction(SIGHUP, NULL, &old) && old.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* A file that grows beyond ulimit -f is a write that fails (EFBIG), which can be told. */
	signal(SIGXFSZ, SIG_IGN);
}

bool interrupt_pending(void)
{
	return caught != 0;
}

void interrupt_forget(void)
{
	caught = 0;
}

int interrupt_error(struct error **err)
{
	return error_set(err, ERROR_INTERRUPTED, "interrupted by %s",
			 caught == SIGTERM ? "SIGTERM" : caught == SIGHUP ? "SIGHUP" : "Ctrl-C");
}
