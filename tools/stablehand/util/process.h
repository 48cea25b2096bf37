/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one place where programs are started. A program is an argument vector,
 * never a shell string. Each runs in a session and process group of its own,
 * is told to end when we die (setpriv --pdeathsig), has a deadline on the
 * monotonic clock, and has all its pipes read at once, on libuv's loop.
 */
#ifndef UTIL_PROCESS_H
#define UTIL_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "util/buf.h"
#include "util/error.h"

#define PROCESS_MAX_CHANNELS 4

struct confinement;
struct process;

/*
 * How a program ended. Exactly one of these is the whole story:
 * interrupted (by our user), timed_out (by its deadline), signal != 0
 * (killed by something else), else `status` is its exit status.
 */
struct process_exit {
	int status;
	int signal;
	bool timed_out;
	bool interrupted;
	double seconds;
};

struct process_options {
	const char *const *argv;	/* NULL-terminated; argv[0] is looked up in PATH */
	const char *const *env;		/* NULL-terminated "NAME=value" put over ours; or NULL */
	const char *cwd;		/* NULL: ours */
	const char *input_path;		/* file that it reads as standard input; NULL: it has none */
	double timeout;			/* seconds; 0: none */
	bool uninterrupted;		/* Ctrl-C does not stop it: it cleans up after one */
	double grace;			/* from SIGTERM to SIGKILL; 0: 5 seconds */
	int death_signal;		/* signal it gets when we die; 0: SIGTERM */
	const char *log_path;		/* standard output and error are appended here; or NULL */

	/*
	 * What it may touch, where programs can be confined (util/confine.h); NULL: all that
	 * we may. Looked at when it is started, and not later.
	 */
	const struct confinement *confinement;

	/*
	 * Each line of standard output and error, without its newline, cut at
	 * 64 KiB. NULL: not split.
	 */
	void (*on_line)(const char *line, bool is_error, void *data);

	/*
	 * Further two-way channels, as socket file descriptors 3, 4, ... in the
	 * program. on_channel gets what comes from channel `index` (0 for
	 * descriptor 3); process_send() writes to it.
	 */
	int channels;

	/*
	 * For each channel -1, or a socket of listener_open() that the program
	 * connects to instead; its first connection is the channel. It stays the
	 * caller's. NULL: all are descriptors.
	 */
	const int *listeners;

	void (*on_channel)(struct process *process, int index, const char *bytes, size_t len,
			   void *data);

	/* Called when it has ended and all its pipes are read (process_start only). */
	void (*on_exit)(struct process *process, const struct process_exit *how, void *data);

	/* Called about ten times a second while it runs; or NULL. */
	void (*on_tick)(void *data);

	struct buf *output;	/* standard output is appended; or NULL */
	struct buf *errors;	/* standard error; may be the same buffer; or NULL */
	size_t max_output;	/* bytes kept in each of these; 0: 16 MiB; the rest is dropped */

	void *data;		/* handed to the callbacks */
};

/*
 * Run a program to its end on a loop of its own. While it runs, Ctrl-C
 * (interrupt_pending) stops its whole process group: first SIGTERM, after
 * five seconds SIGKILL; so does its deadline. Fails with ERROR_ENVIRONMENT
 * when the program cannot be started, ERROR_INTERRUPTED after Ctrl-C; any
 * other end is a result in *ret_exit.
 */
int process_run(const struct process_options *options, struct process_exit *ret_exit,
		struct error **err);

/*
 * process_run(), and an ERROR_ENVIRONMENT with the last lines of its standard
 * error unless it exits with 0. output (may be NULL) gets its standard output.
 */
int process_check(const char *const *argv, struct buf *output, struct error **err);

/*
 * Start a program on the caller's loop; *ret_process lives until its on_exit
 * has returned. options is copied, what it points to must live as long.
 * Deadline and Ctrl-C work as in process_run().
 */
int process_start(uv_loop_t *loop, const struct process_options *options,
		  struct process **ret_process, struct error **err);

/* Write to a channel; the bytes are copied. Errors show as the program's end. */
void process_send(struct process *process, int channel, const void *bytes, size_t len);

/*
 * Processor time that the program has had, in seconds, without what it started; of one that is
 * confined, not of what confines it.
 */
double process_cpu_seconds(const struct process *process);

/* Stop its process group: SIGTERM now, SIGKILL after `grace` seconds (0: at once). */
void process_stop(struct process *process, double grace);

/* Is there a program of this name in PATH? */
bool process_in_path(const char *name);

#endif
