// SPDX-License-Identifier: GPL-2.0-only
#include "util/confine.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/argv.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/process.h"
#include "util/text.h"

#define PROGRAM "bwrap"
#define PROBE_SECONDS 20

/* Where sockets of other programs are; a connection to one needs no right to write. */
static const char *const hidden[] = {"/tmp", "/run"};

/* Mount what a path leads to where it lies: bwrap takes no symlinks on the way there. */
static void add_folder(struct argv *argv, const char *option, const char *path)
{
	_cleanup_free_ char *real = realpath(path, NULL);

	if (!real)
		return;
	argv_add_words(argv, option, real, real, NULL);
}

static bool is_hidden(const char *path)
{
	_cleanup_free_ char *real = realpath(path, NULL);

	for (size_t i = 0; real && i < ARRAY_SIZE(hidden); i++)
		if (path_is_below(real, hidden[i]))
			return true;
	return false;
}

static void hide(struct argv *argv)
{
	const char *path = getenv("PATH");

	for (size_t i = 0; i < ARRAY_SIZE(hidden); i++) {
		_cleanup_free_ char *real = realpath(hidden[i], NULL);

		if (real && !strcmp(real, hidden[i]))
			argv_add_words(argv, "--tmpfs", hidden[i], NULL);
	}
	while (path && *path) {
		size_t len = strcspn(path, ":");
		_cleanup_free_ char *folder = xstrndup(path, len);

		if (is_hidden(folder))
			add_folder(argv, "--ro-bind", folder);
		path += len + (path[len] == ':');
	}
}

static void add_limit(struct argv *argv, const char *name, uint64_t bytes)
{
	if (bytes)
		argv_add(argv, xasprintf("--%s=%llu", name, (unsigned long long)bytes));
}

void confine_start(const struct confinement *confinement, struct argv *argv)
{
	argv_add_words(argv, "prlimit", "--core=0", NULL);
	add_limit(argv, "as", confinement->max_memory);
	add_limit(argv, "fsize", confinement->max_file);
	argv_add_words(argv, "--", PROGRAM, "--die-with-parent", "--unshare-pid", "--unshare-ipc",
		       "--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev", "--proc",
		       "/proc", NULL);
	if (!confinement->network)
		argv_add_words(argv, "--unshare-net", NULL);
	if (confinement->device)
		argv_add_words(argv, "--dev-bind-try", confinement->device, confinement->device,
			       NULL);
	hide(argv);
	for (const char *const *path = confinement->readable; path && *path; path++)
		if (is_hidden(*path))
			add_folder(argv, "--ro-bind", *path);
	for (const char *const *path = confinement->writable; path && *path; path++)
		add_folder(argv, "--bind", *path);
	for (const char *const *path = confinement->frozen; path && *path; path++)
		add_folder(argv, "--ro-bind", *path);
	argv_add_words(argv, "--", NULL);
}

/* Why bubblewrap is of no use here; NULL: it works. */
static char *probe(void)
{
	static const struct confinement nothing = {0};
	_cleanup_(argv_release) struct argv argv = {0};
	_cleanup_buf_ struct buf errors = {0};
	struct process_options options = {.errors = &errors, .timeout = PROBE_SECONDS};
	_cleanup_free_ char *said = NULL;
	struct process_exit how = {0};
	struct error *err = NULL;

	if (!process_in_path(PROGRAM))
		return xstrdup("bubblewrap is not installed (apt-get install bubblewrap)");
	confine_start(&nothing, &argv);
	argv_add_words(&argv, "true", NULL);
	options.argv = (const char *const *)argv.words;
	if (process_run(&options, &how, &err)) {
		char *why = xasprintf("bubblewrap cannot be started: %s", err->message);

		error_clear(&err);
		return why;
	}
	if (!how.status && !how.signal)
		return NULL;
	said = text_excerpt(buf_str(&errors), strcspn(buf_str(&errors), "\n"), 200);
	return xasprintf("bubblewrap does not work here: %s", *said ? said : "it says no reason");
}

int confine_state(const char **ret_why, struct error **err)
{
	static char *why;
	static bool probed;
	const char *asked = getenv(CONFINE_VARIABLE);

	*ret_why = NULL;
	if (asked && !strcmp(asked, "never"))
		return 0;
	if (asked && *asked && strcmp(asked, "auto") && strcmp(asked, "always"))
		return error_set(err, ERROR_INPUT, CONFINE_VARIABLE "=%s: not auto, always or never",
				 asked);
	if (!probed)
		why = probe();
	probed = true;
	if (!why)
		return 1;
	if (asked && !strcmp(asked, "always"))
		return error_set(err, ERROR_ENVIRONMENT, CONFINE_VARIABLE "=always: %s", why);
	*ret_why = why;
	return 0;
}
