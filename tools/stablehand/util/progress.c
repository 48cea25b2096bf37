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

static struct {
	bool quiet;
	char *step;
	double started, drawn;
	bool line_open;
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
	if (state.line_open)
		out_wipe_line(&out_stderr);
	state.line_open = false;
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
	if (state.tell) {
		tell(PROGRESS_START, state.step);
		return;
	}
	if (!state.quiet && !on_terminal())
		out_printf(&out_stderr, "%s ...\n", state.step);
	progress_update(0, 0, 0, NULL);
}

void progress_update(double done, double total, double expected, const char *detail)
{
	_cleanup_free_ char *line = NULL, *left = NULL, *spent = NULL, *what = NULL;
	double now, elapsed;

	if (!state.step || (!state.tell && (state.quiet || !on_terminal())))
		return;
	now = clock_seconds();
	if (now - state.drawn < REDRAW_SECONDS)
		return;
	state.drawn = now;
	if (state.tell) {
		state.tell(&(struct progress_event){PROGRESS_UPDATE, detail, done, total, expected},
			   state.data);
		return;
	}
	elapsed = now - state.started;
	spent = text_duration(elapsed);
	if (!expected && total && done > total / 100)
		expected = elapsed * total / done;
	if (expected > elapsed) {
		_cleanup_free_ char *rest = text_duration(expected - elapsed);

		left = xasprintf(", about %s left", rest);
	}
	/* It may come from a tree's makefiles, and has to stay on its line. */
	what = text_printable(detail ? detail : "", detail ? strlen(detail) : 0, false);
	if (total)
		line = xasprintf("%s: %.0f of %.0f, %s%s  %s", state.step, done, total, spent,
				 left ? left : "", what);
	else if (done)
		line = xasprintf("%s: %.0f, %s%s  %s", state.step, done, spent, left ? left : "",
				 what);
	else
		line = xasprintf("%s: %s%s  %s", state.step, spent, left ? left : "",
				 what);
	wipe();
	out_text(&out_stderr, line, strnlen(line, columns() - 1));
	fflush(stderr);
	state.line_open = true;
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
	} else if (!state.quiet) {
		wipe();
		out_printf(&out_stderr, "%s: %s (%s)\n", state.step, word ? word : "done", spent);
	}
	free(TAKE_PTR(state.step));
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
}
