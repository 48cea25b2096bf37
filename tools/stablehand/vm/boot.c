// SPDX-License-Identifier: GPL-2.0-only
#include "vm/boot.h"

#include <stdarg.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "guest/protocol.h"
#include "kernel/manifest.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/confine.h"
#include "util/file.h"
#include "util/process.h"
#include "util/text.h"
#include "vm/console.h"
#include "vm/initramfs.h"
#include "vm/ktap.h"
#include "vm/reason.h"

#define DEFAULT_GRACE 60.0
/* Seconds for powering off when told. */
#define FINISH_SECONDS 30.0
/* A sane guest says far less about one test, and no nonsense at all. */
#define STREAM_LIMIT (4 << 20)
#define GARBAGE_LIMIT 100
#define CRASH_CONSOLE_LINES 40
/* An engine that counts processor time and gets none: so many times a deadline. */
#define STARVED 20.0
/* Beside the guest's memory: translated code, stacks, libraries. */
#define ENGINE_MEMORY ((uint64_t)12 << 30)
#define ENGINE_FILE (64 << 20)

enum state { BOOTING, WAITING, TESTING, FINISHING, DYING };

struct boot {
	struct boot_options options;
	struct launch launch;
	struct process *process;
	struct ktap_parser *parser;
	struct console console, ktap;
	struct buf errors;		/* of the engine itself */
	enum state state;
	bool ready;
	bool lost;			/* the running test is to have no record */
	bool leaving;			/* the guest powers off after this test */
	double deadline, wall_deadline;	/* whichever is first; 0: none */
	char *reason;
	unsigned int garbage;

	unsigned int number;		/* of tests told */
	char *name;			/* of the one running; NULL: none */
	bool begun;			/* the guest has said so */
	double started;
	size_t stream_start;		/* bytes of KTAP seen when it was told */
	struct buf output, kernel_log;
};

/* The guest cannot be relied on any more: kill it; what for goes to its records. */
static void give_up(struct boot *boot, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void give_up(struct boot *boot, const char *fmt, ...)
{
	va_list ap;

	if (boot->state == DYING)
		return;
	va_start(ap, fmt);
	free(boot->reason);
	boot->reason = xvasprintf(fmt, ap);
	va_end(ap);
	boot->state = DYING;
	process_stop(boot->process, 0);
}

/* The clock of deadlines. */
static double now(const struct boot *boot)
{
	return boot->options.engine->by_processor ? process_cpu_seconds(boot->process) :
						    clock_seconds();
}

static void set_deadline(struct boot *boot, double seconds)
{
	bool by_processor = boot->options.engine->by_processor;

	boot->deadline = now(boot) + seconds;
	boot->wall_deadline = clock_seconds() + seconds * (by_processor ? STARVED : 1);
}

static void no_deadline(struct boot *boot)
{
	boot->deadline = boot->wall_deadline = 0;
}

static bool is_late(const struct boot *boot)
{
	return boot->deadline &&
	       (now(boot) > boot->deadline || clock_seconds() > boot->wall_deadline);
}

static void deliver(struct boot *boot, enum outcome outcome, const char *message, double seconds,
		    bool more)
{
	struct record record = {
		.test = TAKE_PTR(boot->name),
		.outcome = outcome,
		.seconds = seconds,
		.message = xstrdup(message),
		.kernel_log = buf_detach(&boot->kernel_log),
		.output = buf_detach(&boot->output),
		.boot = xstrdup(boot->options.console_path),
	};

	boot->options.on_record(boot, &record, more, boot->options.data);
	record_release(&record);
}

static void add_line(struct buf *to, const char *line)
{
	if (to->len < 2 * OUTPUT_MAX)
		buf_printf(to, "%s\n", line);
}

static void on_ready(struct boot *boot)
{
	if (boot->state == DYING)
		return;
	if (boot->ready) {
		give_up(boot, "the guest restarted");
		return;
	}
	boot->ready = true;
	boot->state = WAITING;
	no_deadline(boot);
	boot->options.on_ready(boot, boot->options.data);
}

static void on_result(struct boot *boot, const struct ktap_event *event)
{
	_cleanup_free_ char *reason = NULL, *message = NULL;

	if (boot->state == DYING)
		return;
	if (boot->state != TESTING || event->number != boot->number ||
	    strcmp(event->name, boot->name)) {
		give_up(boot, "the guest answered to a test that it was not told");
		return;
	}
	if (boot->leaving) {
		boot->state = FINISHING;
		set_deadline(boot, FINISH_SECONDS);
	} else {
		boot->state = WAITING;
		no_deadline(boot);
	}
	if (event->outcome == OUTCOME_FAIL)
		reason = reason_of_failure(buf_str(&boot->output));
	if (reason)
		message = xasprintf("%s: %s", event->message, reason);
	deliver(boot, event->outcome, message ? message : event->message, event->seconds,
		!boot->leaving);
}

static void on_ktap(const struct ktap_event *event, void *data)
{
	struct boot *boot = data;

	switch (event->kind) {
	case KTAP_READY:
		on_ready(boot);
		break;
	case KTAP_OUTPUT:
		if (boot->state == TESTING)
			add_line(&boot->output, event->text);
		break;
	case KTAP_KERNEL:
		if (boot->state == TESTING)
			add_line(&boot->kernel_log, event->text);
		break;
	case KTAP_NOTE:
		if (boot->state == TESTING) {
			_cleanup_free_ char *note = xasprintf("[%s]", event->text);

			add_line(&boot->output, note);
		}
		break;
	case KTAP_START:
		boot->begun = boot->state == TESTING && event->number == boot->number;
		break;
	case KTAP_LEAVING:
		boot->leaving = true;
		break;
	case KTAP_RESULT:
		on_result(boot, event);
		break;
	case KTAP_GARBAGE:
		if (++boot->garbage == GARBAGE_LIMIT)
			give_up(boot, "the guest sends garbage instead of results");
		break;
	case KTAP_VERSION:
	case KTAP_PLAN:
		break;
	}
}

static void on_channel(struct process *process, int index, const char *bytes, size_t len,
		       void *data)
{
	struct boot *boot = data;

	(void)process;
	if (index == ENGINE_CONSOLE) {
		console_add(&boot->console, bytes, len);
		if (boot->options.on_console)
			boot->options.on_console(boot, bytes, len, boot->options.data);
		return;
	}
	console_add(&boot->ktap, bytes, len);
	if (boot->state == DYING)
		return;
	ktap_feed(boot->parser, bytes, len);
	if (boot->ktap.seen - boot->stream_start > STREAM_LIMIT)
		give_up(boot, "the guest sends results without end");
}

static void on_tick(void *data)
{
	struct boot *boot = data;

	if (is_late(boot)) {
		no_deadline(boot);
		if (boot->state == BOOTING)
			give_up(boot, "the guest was not up after %.0f s",
				boot->options.boot_timeout);
		else if (boot->state == TESTING)
			give_up(boot, "the guest hung: no answer after %.0f s",
				clock_seconds() - boot->started);
		else if (boot->state == FINISHING)
			process_stop(boot->process, 0);
	}
	if (boot->options.on_tick)
		boot->options.on_tick(boot, boot->options.data);
}

/* The test during which the VM died. */
static void deliver_crash(struct boot *boot)
{
	_cleanup_free_ char *complaint = console_complaints(&boot->console, &boot->kernel_log);

	if (complaint && strstr(complaint, "Kernel panic")) {
		free(boot->reason);
		boot->reason = TAKE_PTR(complaint);
	}
	if (!boot->begun) {
		_cleanup_free_ char *reason = TAKE_PTR(boot->reason);

		boot->reason = xasprintf("before the test started: %s", reason);
	}
	buf_puts(&boot->output, "[the end of the console]\n");
	console_last_lines(&boot->console, CRASH_CONSOLE_LINES, &boot->output);
	deliver(boot, OUTCOME_CRASH, boot->reason, clock_seconds() - boot->started, false);
}

static void boot_free(struct boot *boot)
{
	ktap_free(boot->parser);
	console_close(&boot->console);
	console_close(&boot->ktap);
	buf_release(&boot->errors);
	buf_release(&boot->output);
	buf_release(&boot->kernel_log);
	launch_release(&boot->launch);
	free(boot->reason);
	free(boot->name);
	free(boot);
}

static void on_exit_(struct process *process, const struct process_exit *how, void *data)
{
	struct boot *boot = data;
	struct boot_end end = {.ready = boot->ready, .interrupted = how->interrupted};

	(void)process;
	if (boot->state == FINISHING)
		boot->reason = xstrdup("");
	else if (!boot->reason)
		end.never_started = !engine_ended(boot->options.engine, how->status, how->signal,
						  buf_str(&boot->errors), &boot->reason) &&
				    !boot->console.seen && !boot->ktap.seen;
	if (!boot->ready && !end.never_started) {
		struct buf log = {0};
		char *complaint = console_complaints(&boot->console, &log);

		if (complaint && strstr(complaint, "Kernel panic")) {
			free(boot->reason);
			boot->reason = TAKE_PTR(complaint);
		}
		free(complaint);
		buf_release(&log);
	}
	if (boot->name && !boot->lost && !how->interrupted)
		deliver_crash(boot);
	end.reason = boot->reason;
	boot->options.on_end(boot, &end, boot->options.data);
	boot_free(boot);
}

/* The engine sees what it boots from, writes nothing, and speaks to nobody but us. */
static int start_engine(uv_loop_t *loop, struct boot *boot, struct error **err)
{
	const struct machine *machine = boot->options.machine;
	const char *stem = boot->options.stem, *name = stem ? strrchr(stem, '/') : NULL;
	_cleanup_free_ char *folder = name ? xstrndup(stem, name - stem) : NULL;
	const char *readable[5] = {machine->kernel, machine->initramfs};
	const struct confinement confinement = {
		.readable = readable,
		.device = "/dev/kvm",
		.network = boot->launch.network,
		.max_memory = ENGINE_MEMORY + ((uint64_t)machine->memory_mib << 20),
		.max_file = ENGINE_FILE,
	};
	const struct process_options process = {
		.argv = (const char *const *)boot->launch.argv,
		.env = boot->launch.env,
		.cwd = boot->launch.cwd,
		.confinement = &confinement,
		.listeners = boot->launch.listeners,
		.death_signal = SIGKILL,
		.channels = ENGINE_CHANNELS,
		.on_channel = on_channel,
		.on_exit = on_exit_,
		.on_tick = on_tick,
		.output = &boot->errors,
		.errors = &boot->errors,
		.max_output = 64 << 10,
		.data = boot,
	};
	size_t count = 2;

	if (folder)
		readable[count++] = folder;
	if (boot->launch.cwd)
		readable[count++] = boot->launch.cwd;
	return process_start(loop, &process, &boot->process, err);
}

int boot_start(uv_loop_t *loop, const struct boot_options *options, struct boot **ret_boot,
	       struct error **err)
{
	struct boot *boot = xcalloc(1, sizeof(*boot));

	boot->options = *options;
	if (!(options->boot_timeout > 0))
		boot->options.boot_timeout = options->engine->boot_timeout;
	boot->launch = (struct launch){.listeners = {-1, -1}};
	boot->console.fd = boot->ktap.fd = -1;
	boot->parser = ktap_new(on_ktap, boot);
	if (console_open(&boot->console, options->console_path, err) ||
	    console_open(&boot->ktap, options->ktap_path, err) ||
	    manifest_require(options->machine->kernel, NULL, err) ||
	    (options->machine->initramfs && initramfs_require(options->machine->initramfs, err)) ||
	    engine_launch(options->engine, options->machine, options->stem, &boot->launch, err) ||
	    start_engine(loop, boot, err))
		goto fail;
	set_deadline(boot, boot->options.boot_timeout);
	*ret_boot = boot;
	return 0;
fail:
	boot_free(boot);
	return -1;
}

static bool is_word(const char *word)
{
	if (!*word)
		return false;
	for (; *word; word++)
		if (*word <= ' ' || *word > '~')
			return false;
	return true;
}

bool boot_test_fits(const char *name, const char *path, const char *const *args)
{
	size_t len = strlen(name) + strlen(path) + 32, count = 0;

	if (!is_word(name) || !is_word(path))
		return false;
	for (; args && args[count]; count++) {
		if (!is_word(args[count]))
			return false;
		len += strlen(args[count]) + 1;
	}
	return count <= ARGUMENTS_MAX && len < COMMAND_MAX;
}

void boot_test(struct boot *boot, const char *name, const char *path, const char *const *args,
	       double timeout)
{
	double grace = boot->options.grace > 0 ? boot->options.grace : DEFAULT_GRACE;
	_cleanup_buf_ struct buf line = {0};
	unsigned int seconds = timeout > 1 ? timeout + 0.999 : 1;

	buf_printf(&line, "test %u %s %s", seconds, name, path);
	for (; args && *args; args++)
		buf_printf(&line, " %s", *args);
	buf_puts(&line, "\n");

	boot->number++;
	boot->name = xstrdup(name);
	boot->begun = false;
	boot->started = clock_seconds();
	set_deadline(boot, seconds * boot->options.engine->clock_scale + grace);
	boot->state = TESTING;
	boot->stream_start = boot->ktap.seen;
	console_mark(&boot->console);
	process_send(boot->process, ENGINE_RESULTS, line.data, line.len);
}

void boot_plan(struct boot *boot, size_t count)
{
	_cleanup_free_ char *line = xasprintf("plan %zu\n", count);

	process_send(boot->process, ENGINE_RESULTS, line, strlen(line));
}

void boot_finish(struct boot *boot)
{
	boot->state = FINISHING;
	set_deadline(boot, FINISH_SECONDS);
	process_send(boot->process, ENGINE_RESULTS, "end\n", 4);
}

void boot_shell(struct boot *boot)
{
	boot->state = FINISHING;
	boot->deadline = 0;
	process_send(boot->process, ENGINE_RESULTS, "shell\n", 6);
}

void boot_type(struct boot *boot, const char *bytes, size_t len)
{
	process_send(boot->process, ENGINE_CONSOLE, bytes, len);
}

void boot_kill(struct boot *boot)
{
	boot->lost = true;
	give_up(boot, "killed");
}

const char *boot_running(const struct boot *boot)
{
	return boot->name;
}
