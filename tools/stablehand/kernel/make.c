// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/make.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/confine.h"
#include "util/file.h"
#include "util/process.h"
#include "util/progress.h"

#define MAX_FAILING 40
#define MAX_LINE 500
#define MAX_FILE ((uint64_t)16 << 30)
#define MAX_HOURS 12		/* a makefile that never ends must not hold a nightly run */

struct make_watch {
	const struct make_options *options;
	struct make_result result;
	char *upper;		/* first "***" line of a make above the one that failed */
	char *machine;		/* first line that blames the machine */
};

/* "   45 |  perror("Cannot allocate memory");": the compiler quotes the source. */
static bool is_quoted(const char *line)
{
	const char *at = line + strspn(line, " \t0123456789");

	return at > line && at[-1] == ' ' && at[0] == '|' && (at[1] == ' ' || !at[1]);
}

bool make_line_is_error(const char *line)
{
	static const char *const signs[] = {
		": error: ", ": fatal error: ", ": undefined reference to ",
		": multiple definition of ", "ERROR: modpost: ", ": internal compiler error: ",
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strstr(line, signs[i]))
			return strncmp(line, "collect2: ", 10) && !is_quoted(line);
	/* make's own, such as "Makefile:1: *** missing separator.  Stop." */
	return !strncmp(line, "ERROR: ", 7) || (strstr(line, ": *** ") && strstr(line, "  Stop."));
}

char *make_line_target(const char *line)
{
	const char *open = strstr(line, ": *** ["), *close = strrchr(line, ']'), *at;

	if (strncmp(line, "make", 4) || !open || !close || close < open)
		return NULL;
	open += strlen(": *** [");
	/* "file:line: target"; a make before 4.0 gives the target alone. */
	at = memmem(open, close - open, ": ", 2);
	if (at)
		open = at + 2;
	return xstrndup(open, close - open);
}

char *make_line_short(const char *line, const char *hide)
{
	_cleanup_buf_ struct buf out = {0};
	size_t len = hide ? strlen(hide) : 0;

	if (!strncmp(line, "/usr/bin/ld: ", 13))
		line += 13;
	while (*line && out.len < MAX_LINE) {
		if (len && !strncmp(line, hide, len) && line[len] == '/') {
			line += len + 1;
			continue;
		}
		buf_add(&out, line++, 1);
	}
	buf_puts(&out, "");
	return buf_detach(&out);
}

static bool blames_machine(const char *line)
{
	static const char *const signs[] = {
		"No space left on device", "Disk quota exceeded", "Read-only file system",
		"Killed signal terminated program", "virtual memory exhausted",
		"Cannot allocate memory",
	};

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strstr(line, signs[i]))
			return !is_quoted(line);
	return !strncmp(line, "bwrap: ", 7);
}

/* "  CC [M]  arch/x86/kvm/x86.o": the length of "CC", else 0. */
static size_t step_word(const char *line)
{
	size_t n = 2;

	if (strncmp(line, "  ", 2))
		return 0;
	while (isupper((unsigned char)line[n]) || line[n] == '_')
		n++;
	return n > 3 && line[n] == ' ' ? n - 2 : 0;
}

static void count_step(struct make_watch *run, const char *line, size_t word)
{
	const struct make_options *options = run->options;
	struct make_result *result = &run->result;
	const char *what = line + 2 + word;

	result->steps++;
	result->compiled += word == 2 && (!memcmp(line + 2, "CC", 2) || !memcmp(line + 2, "AS", 2));
	if (!options->show)
		return;
	what += strspn(what, " ");
	if (!strncmp(what, "[M]", 3))
		what += 3 + strspn(what + 3, " ");
	progress_update(result->steps,
			options->expected_steps > result->steps ? options->expected_steps : 0,
			options->expected_seconds, what);
}

static void keep(struct make_watch *run, const char *line)
{
	struct make_result *result = &run->result;

	if (result->failing_count < MAX_FAILING)
		*ARRAY_ADD(result->failing, result->failing_count, result->failing_alloc) =
			make_line_short(line, run->options->hide);
}

static void on_line(const char *line, bool is_error, void *data)
{
	struct make_watch *run = data;
	size_t word = step_word(line);

	if (run->options->on_line)
		run->options->on_line(line, run->options->data);
	if (word) {
		count_step(run, line, word);
		return;
	}
	if (!run->machine && blames_machine(line))
		run->machine = make_line_short(line, run->options->hide);
	if (make_line_is_error(line)) {
		keep(run, line);
	} else if (strstr(line, ": *** [")) {
		if (!strstr(line, "] Error 2"))
			keep(run, line);
		else if (!run->upper)
			run->upper = xstrdup(line);
	}
}

/* All that this machine has; no compiler needs more. 0: not known. */
static uint64_t machine_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	return pages > 0 && size > 0 ? (uint64_t)pages * size : 0;
}

int make_run(const struct make_options *options, struct make_result *ret_result,
	     struct error **err)
{
	const struct toolchain *toolchain = options->toolchain;
	const char *const writable[] = {toolchain->work, toolchain->ccache, NULL};
	const char *const frozen[] = {toolchain->src, NULL};
	const char *const readable[] = {options->reads, NULL};
	const struct confinement confinement = {
		.writable = writable,
		.frozen = frozen,
		.readable = readable,
		/* ccache's remote storage is wanted by who configures it. */
		.network = getenv("CCACHE_REMOTE_STORAGE"),
		.max_memory = machine_memory(),
		.max_file = MAX_FILE,
	};
	_cleanup_(argv_release) struct argv argv = {0};
	struct make_watch run = {.options = options};
	struct process_options process = {
		.confinement = &confinement,
		.timeout = MAX_HOURS * 3600.0,
		.log_path = options->log,
		.on_line = on_line,
		.data = &run,
	};
	struct process_exit how;
	int rc;

	if ((toolchain->ccache && dir_make(toolchain->ccache, err)) ||
	    toolchain_make_argv(toolchain, options->settings, options->args, &argv, err))
		return -1;
	process.argv = (const char *const *)argv.words;
	rc = process_run(&process, &how, err);
	if (!rc && how.timed_out)
		rc = error_set(err, ERROR_ENVIRONMENT, "make did not finish within %d hours, see %s",
			       MAX_HOURS, options->log);
	else if (!rc && how.signal)
		rc = error_set(err, ERROR_ENVIRONMENT, "make was killed by signal %d, see %s",
			       how.signal, options->log);
	else if (!rc && how.status && run.machine)
		rc = error_set(err, ERROR_ENVIRONMENT, "make failed: %s", run.machine);
	if (!rc) {
		if (how.status && !run.result.failing_count)
			keep(&run, run.upper ? run.upper : "make failed without an error message");
		run.result.ok = !how.status;
		run.result.seconds = how.seconds;
		*ret_result = run.result;
		run.result = (struct make_result){0};
	}
	make_result_release(&run.result);
	free(run.upper);
	free(run.machine);
	return rc;
}

void make_result_release(struct make_result *result)
{
	for (size_t i = 0; i < result->failing_count; i++)
		free(result->failing[i]);
	free(result->failing);
	*result = (struct make_result){0};
}
