// SPDX-License-Identifier: GPL-2.0-only
#include "run/shell.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <uv.h>

#include "run/testing_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/out.h"
#include "util/progress.h"
#include "vm/boot.h"

#define END_OF_INPUT "exit\n"

struct session {
	uv_loop_t loop;
	uv_poll_t input;
	bool reading;			/* input is open on the loop */
	bool attached;			/* the shell has been started */
	struct boot *boot;
	struct termios terminal;	/* as it was */
	bool raw;
	struct error *error;
};

static void make_raw(struct session *s)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &s->terminal))
		return;
	raw = s->terminal;
	cfmakeraw(&raw);
	s->raw = !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static void restore(struct session *s)
{
	if (s->raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &s->terminal);
	s->raw = false;
}

static void stop_reading(struct session *s)
{
	if (s->reading)
		uv_close((uv_handle_t *)&s->input, NULL);
	s->reading = false;
}

static void on_input(uv_poll_t *poll, int status, int events)
{
	struct session *s = poll->data;
	char bytes[4096];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		boot_type(s->boot, bytes, n);
		return;
	}
	/* A Ctrl-D typed ahead of a prompt is lost; a line is not. */
	boot_type(s->boot, END_OF_INPUT, strlen(END_OF_INPUT));
	stop_reading(s);
}

static void on_ready(struct boot *boot, void *data)
{
	struct session *s = data;

	s->boot = boot;
	progress_end(NULL);
	out_printf(&out_stderr, "tests are in /tests; the VM ends with the shell (exit, or Ctrl-D)\n");
	boot_shell(boot);
	s->attached = true;
	make_raw(s);
	/* What cannot be polled, a regular file, is not read. */
	if (!uv_poll_init(&s->loop, &s->input, STDIN_FILENO)) {
		s->input.data = s;
		s->reading = true;
		uv_poll_start(&s->input, UV_READABLE, on_input);
	} else {
		boot_type(boot, END_OF_INPUT, strlen(END_OF_INPUT));
	}
}

static void on_console(struct boot *boot, const char *bytes, size_t len, void *data)
{
	struct session *s = data;

	while (s->attached && len) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			bytes += n;
			len -= n;
		}
	}
}

static void on_record(struct boot *boot, struct record *record, bool more, void *data)
{
}

static void on_end(struct boot *boot, const struct boot_end *end, void *data)
{
	struct session *s = data;

	stop_reading(s);
	restore(s);
	if (end->interrupted)
		interrupt_error(&s->error);
	else if (!end->ready)
		error_set(&s->error, ERROR_ENVIRONMENT, "the VM does not boot: %s", end->reason);
	else if (*end->reason)
		out_printf(&out_stderr, "\nthe VM ended: %s\n", end->reason);
}

/* The state to look at. */
static struct state_result *find_state(const struct pipeline_options *options,
				       struct branch_result *result)
{
	bool base = options->state && !strcmp(options->state, "base");

	for (size_t i = 0; i < result->series_count && !base; i++)
		if (result->series[i].ported.has_build &&
		    result->series[i].ported.build.status == BUILD_OK)
			return &result->series[i].ported;
	if (options->state && !base)
		return NULL;
	return result->base.has_build && result->base.build.status == BUILD_OK ? &result->base :
										 NULL;
}

static int start(struct testing *t, struct lane *lane, struct session *s, struct error **err)
{
	const struct engine *engine = t->engines[lane->variant];
	_cleanup_free_ char *stem = path_join(t->log_folder, "shell");
	_cleanup_free_ char *console = path_join(t->log_folder, "shell.console.log");
	_cleanup_free_ char *ktap = path_join(t->log_folder, "shell.ktap");
	_cleanup_free_ char *medium = path_join(t->log_folder, "shell.medium");
	struct machine machine = variant_machine(t->chosen[lane->variant]);
	struct boot_options options = {
		.engine = engine,
		.machine = &machine,
		.stem = stem,
		.console_path = console,
		.ktap_path = ktap,
		.boot_timeout = engine->boot_timeout,
		.on_ready = on_ready,
		.on_record = on_record,
		.on_console = on_console,
		.on_end = on_end,
		.data = s,
	};
	bool needed = false;
	int rc = -1;

	machine.kernel = lane->state->build.image;
	machine.initramfs = lane->initramfs;
	progress_start("%s: %s, %s: starting", t->result->branch, lane->state->state,
		       t->chosen[lane->variant]->name);
	if (dir_make(t->log_folder, err) || engine_medium(engine, &machine, medium, &needed, err))
		return -1;
	if (needed)
		machine.medium = medium;
	uv_loop_init(&s->loop);
	if (!boot_start(&s->loop, &options, &s->boot, err)) {
		uv_run(&s->loop, UV_RUN_DEFAULT);
		rc = s->error ? -1 : 0;
		error_move(err, &s->error);
	}
	uv_loop_close(&s->loop);
	restore(s);
	if (needed)
		path_remove(medium, NULL);
	return rc;
}

int shell_run(const struct branch_run *run, struct error **err)
{
	const struct pipeline_options *options = run->options;
	_cleanup_(testing_release) struct testing t = testing_of(run);
	_cleanup_(lane_release) struct lane lane = {.state = find_state(options, run->result)};
	struct session session = {0};

	if (!lane.state)
		return error_set(err, ERROR_INPUT, "no build of %s to look at%s",
				 options->state ? options->state : "this branch",
				 options->state ? "" : " (--base builds it as it is)");
	if (testing_open(&t, err) || testing_choose_variants(&t, run->branch, err))
		return -1;
	if (!t.chosen_count)
		return error_set(err, ERROR_INPUT, "no boot variant applies to this branch");
	if (testing_engines(&t, err) || lane_initramfs(&t, &lane, err))
		return -1;
	return start(&t, &lane, &session, err);
}
