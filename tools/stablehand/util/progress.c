// SPDX-License-Identifier: GPL-2.0-only
#include "util/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/out.h"
#include "util/text.h"

#define REDRAW_SECONDS 0.2
#define BEAT_SECONDS 30

/* A guess from what was done so far is none before these. */
#define GUESS_SECONDS 5
#define GUESS_PART 20

static struct {
	bool quiet;
	char *step;
	char *detail;			/* of the last update */
	double done, total, expected;	/* likewise */
	double started, drawn;
	double beat;			/* seconds between two signs of life; 0: BEAT_SECONDS */
	bool line_open;
	char *board;			/* what stays above the line; NULL: nothing */
	size_t board_len, board_lines;	/* lines that are on the screen now */
	void (*tell)(const struct progress_event *event, void *data);
	void *data;
} state;

static void tell(enum progress_call what, const char *text)
{
	state.tell(&(struct progress_event){.what = what, .text = text}, state.data);
}

void progress_redirect(void (*to)(const struct progress_event *event, void *data), void *data)
{
	state.tell = to;
	state.data = data;
}

void progress_replay(const struct progress_event *event)
{
	switch (event->what) {
	case PROGRESS_START:
		progress_start("%s", event->text);
		break;
	case PROGRESS_UPDATE:
		progress_update(event->done, event->total, event->expected, event->text);
		break;
	case PROGRESS_END:
		if (event->text)
			progress_end("%s", event->text);
		else
			progress_end(NULL);
		break;
	case PROGRESS_NOTE:
		progress_note("%s", event->text);
		break;
	}
}

static bool on_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && !(term && !strcmp(term, "dumb"));
}

static int columns(void)
{
	struct winsize size;

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 20)
		return size.ws_col;
	return 80;
}

static void wipe(void)
{
	if (state.line_open || state.board_lines)
		out_wipe_lines(&out_stderr, state.board_lines);
	state.line_open = false;
	state.board_lines = 0;
}

static int rows(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_row ? 24 : size.ws_row;
}

/* What does not fit on the screen could not be wiped: it is not shown. */
static void draw_board(void)
{
	size_t room = rows() > 3 ? rows() - 2 : 0, lines = 0, end = 0;

	if (!state.board || state.board_lines)
		return;
	for (size_t i = 0; i < state.board_len && lines < room; i++)
		if (state.board[i] == '\n') {
			lines++;
			end = i + 1;
		}
	out_rendered(&out_stderr, state.board, end);
	state.board_lines = lines;
}

static bool is_shown(void)
{
	return !state.tell && !state.quiet;
}

size_t progress_board_width(void)
{
	return is_shown() && on_terminal() ? columns() : 0;
}

void progress_board(const char *text, size_t len)
{
	if (!is_shown() || !on_terminal())
		return;
	wipe();
	free(state.board);
	state.board = text ? xstrndup(text, len) : NULL;
	state.board_len = text ? len : 0;
	draw_board();
	state.drawn = 0;
	fflush(stderr);
}

void progress_quiet(bool quiet)
{
	state.quiet = quiet;
}

void progress_start(const char *fmt, ...)
{
	va_list ap;

	if (state.step)
		progress_end(NULL);
	va_start(ap, fmt);
	state.step = xvasprintf(fmt, ap);
	va_end(ap);
	state.started = clock_seconds();
	state.drawn = 0;
	state.done = state.total = state.expected = 0;
	free(TAKE_PTR(state.detail));
	if (state.tell) {
		tell(PROGRESS_START, state.step);
		return;
	}
	if (!state.quiet && !on_terminal()) {
		out_printf(&out_stderr, "%s ...\n", state.step);
		state.drawn = state.started;
	}
	progress_update(0, 0, 0, NULL);
}

/* ", about 3 min left", or "" where nothing is known; no more exact than a guess is. */
static char *time_left(double elapsed)
{
	double expected = state.expected, left;

	if (!expected && elapsed >= GUESS_SECONDS && state.done >= state.total / GUESS_PART &&
	    state.done > 0 && state.total > state.done)
		expected = elapsed * state.total / state.done;
	left = expected - elapsed;
	if (left <= 0)
		return xstrdup("");
	if (left < 55)
		return xasprintf(", about %.0f s left", left < 5 ? 5 : 5 * (double)(long)(left / 5 + 0.5));
	if (left < 3570)
		return xasprintf(", about %.0f min left", left / 60);
	return xasprintf(", about %ld h %02ld min left", (long)(left / 3600), (long)left % 3600 / 60);
}

/* The step, how far it is, what is being worked on; allocated. */
static char *say(double elapsed)
{
	_cleanup_free_ char *left = time_left(elapsed), *spent = text_duration(elapsed), *what = NULL;
	const char *detail = state.detail ? state.detail : "";
	const char *gap = *detail ? "  " : "";

	/* It may come from a tree's makefiles, and has to stay on its line. */
	what = text_printable(detail, strlen(detail), false);
	if (state.total)
		return xasprintf("%s: %.0f of %.0f, %s%s%s%s", state.step, state.done, state.total, spent,
				 left, gap, what);
	if (state.done)
		return xasprintf("%s: %.0f, %s%s%s%s", state.step, state.done, spent, left, gap, what);
	return xasprintf("%s: %s%s%s%s", state.step, spent, left, gap, what);
}

/* Redraw the line; where there is no terminal a line every now and then says that we live. */
static void show(double now)
{
	bool terminal = on_terminal();
	double pace = terminal ? REDRAW_SECONDS : state.beat ? state.beat : BEAT_SECONDS;
	_cleanup_free_ char *line = NULL;

	if (now - state.drawn < pace)
		return;
	state.drawn = now;
	line = say(now - state.started);
	if (!terminal) {
		out_printf(&out_stderr, "%s\n", line);
		return;
	}
	if (state.board_lines)
		out_wipe_line(&out_stderr);
	else
		wipe();
	draw_board();
	out_text(&out_stderr, line, strnlen(line, columns() - 1));
	fflush(stderr);
	state.line_open = true;
}

void progress_update(double done, double total, double expected, const char *detail)
{
	double now;

	if (!state.step || state.quiet)
		return;
	now = clock_seconds();
	if (state.tell) {
		if (now - state.drawn < REDRAW_SECONDS)
			return;
		state.drawn = now;
		state.tell(&(struct progress_event){PROGRESS_UPDATE, detail, done, total, expected},
			   state.data);
		return;
	}
	state.done = done;
	state.total = total;
	state.expected = expected;
	if (detail != state.detail) {
		free(state.detail);
		state.detail = detail ? xstrdup(detail) : NULL;
	}
	show(now);
}

void progress_tick(void)
{
	if (state.step && is_shown())
		show(clock_seconds());
}

void progress_beat(double seconds)
{
	state.beat = seconds;
}

void progress_end(const char *fmt, ...)
{
	_cleanup_free_ char *word = NULL, *spent = NULL;
	va_list ap;

	if (!state.step)
		return;
	if (fmt) {
		va_start(ap, fmt);
		word = xvasprintf(fmt, ap);
		va_end(ap);
	}
	spent = text_duration(clock_seconds() - state.started);
	if (state.tell) {
		tell(PROGRESS_END, word);
	} else if (!state.quiet && state.board) {
		/* The board says what came of it. */
		if (state.board_lines)
			out_wipe_line(&out_stderr);
		state.line_open = false;
	} else if (!state.quiet) {
		wipe();
		out_printf(&out_stderr, "%s: %s (%s)\n", state.step, word ? word : "done", spent);
	}
	free(TAKE_PTR(state.step));
	free(TAKE_PTR(state.detail));
}

void progress_note(const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	if (state.tell) {
		_cleanup_free_ char *note = NULL;

		va_start(ap, fmt);
		note = xvasprintf(fmt, ap);
		va_end(ap);
		tell(PROGRESS_NOTE, note);
		return;
	}
	if (state.quiet)
		return;
	wipe();
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	out_printf(&out_stderr, "%s\n", text);
	draw_board();
}
