/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Progress on standard error: what is done, how far it is, how long it will
 * take. On a terminal one line is redrawn; elsewhere each step is one line at
 * its start, one every 30 seconds, and one at its end. Quiet mode shows nothing. There is one
 * progress at a time, so that layers below cmd can report without carrying a
 * handle through every call; they never print otherwise.
 */
#ifndef UTIL_PROGRESS_H
#define UTIL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Set once by cmd: show nothing at all. Default: shown. */
void progress_quiet(bool quiet);

/* Begin a step, "6.1.y: building base". Ends the step before it, if any. */
void progress_start(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * How far the step is: done of total (total 0: not known), and the seconds it
 * is expected to take in all (0: guessed from done/total and the time so far, once there is
 * something to guess from; what is left is not told when the time is up).
 * detail (may be NULL) is what is being worked on. Cheap; call it often.
 */
void progress_update(double done, double total, double expected_seconds, const char *detail);

/* Time has passed: show the last update again. Cheap; call it often. */
void progress_tick(void);

/* For tests: a sign of life that often, not every 30 seconds; 0: these. */
void progress_beat(double seconds);

/*
 * Text that stays above the progress line while work goes on, in place of the one before and
 * of the lines that steps end with; NULL: none. Colour sequences pass, as by
 * out_rendered(). Only on a terminal, and as many lines as it has room for.
 */
void progress_board(const char *text, size_t len);

/* How wide a board may be; 0: none would be shown. */
size_t progress_board_width(void);

/* End the step with a word on the outcome ("28.1 s" is added); NULL: "done". */
void progress_end(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line of its own that stays, above the progress line. */
void progress_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* One call of these, to be told to another process. */
struct progress_event {
	enum progress_call {
		PROGRESS_START,
		PROGRESS_UPDATE,
		PROGRESS_END,
		PROGRESS_NOTE,
	} what;
	const char *text;	/* the step, the detail, the outcome, the note; or NULL */
	double done, total, expected;	/* of an update */
};

/*
 * From now on show nothing, and hand each call to `tell` instead: updates only
 * as often as they would be drawn.
 */
void progress_redirect(void (*tell)(const struct progress_event *event, void *data), void *data);

/* Make the call that an event stands for. */
void progress_replay(const struct progress_event *event);

#endif
