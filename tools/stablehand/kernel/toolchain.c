// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/toolchain.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/confine.h"
#include "util/file.h"
#include "util/process.h"

#define KNOWN_SECONDS 10.0

/* What a kernel build calls, and the Debian package that has it. */
static const struct {
	const char *program, *package;
	bool for_arch;		/* each architecture has its own, in packages of its own */
} needed[] = {
	{"make", "make"},
	{"gcc", "gcc", true},
	{"ld", "binutils", true},
	{"strip", "binutils", true},
	{"flex", "flex"},
	{"bison", "bison"},
	{"bc", "bc"},
	{"rsync", "rsync"},
	{"env", "coreutils"},
};

char *toolchain_program(const struct toolchain *toolchain, const char *name)
{
	return xasprintf("%s%s", toolchain->arch->build.cross, name);
}

/* Add the first line of "<program> --version". */
static int add_version(struct buf *identity, const char *program, struct error **err)
{
	const char *const argv[] = {"env", "LC_ALL=C", program, "--version", NULL};
	_cleanup_buf_ struct buf output = {0};

	if (process_check(argv, &output, err))
		return -1;
	buf_add(identity, buf_str(&output), strcspn(buf_str(&output), "\n"));
	buf_puts(identity, "\n");
	return 0;
}

static void need_program(const char *program, const char *package, struct buf *missing,
			 struct buf *packages)
{
	if (process_in_path(program))
		return;
	buf_printf(missing, " %s", program);
	buf_printf(packages, " %s", package);
}

static int need_programs(const struct toolchain *toolchain, struct error **err)
{
	const struct arch_build *build = &toolchain->arch->build;
	_cleanup_buf_ struct buf missing = {0}, packages = {0};

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		bool cross = needed[i].for_arch && *build->cross;
		_cleanup_free_ char *program = cross ?
			toolchain_program(toolchain, needed[i].program) :
			xstrdup(needed[i].program);

		need_program(program, cross ? build->packages : needed[i].package, &missing,
			     &packages);
	}
	/* For what the build itself runs. */
	if (*build->cross)
		need_program("gcc", "gcc", &missing, &packages);
	if (!missing.len)
		return 0;
	return error_set(err, ERROR_ENVIRONMENT,
			 "building a kernel needs%s\ninstall with: apt-get install%s",
			 missing.data, packages.data);
}

static int need_libelf(struct error **err)
{
	const char *const argv[] = {"gcc", "-fsyntax-only", "-include", "gelf.h", "-x", "c",
				    "/dev/null", NULL};

	if (!process_check(argv, NULL, NULL))
		return 0;
	return error_set(err, ERROR_ENVIRONMENT, "building a kernel needs libelf's headers\n"
			 "install with: apt-get install libelf-dev");
}

/*
 * What was found lately in this process, for one architecture: a run asks for each state of each
 * branch, and each time that is nine processes. As long as nothing that takes longer comes in
 * between, the answer is as good as one that make would find changed behind it.
 */
static struct {
	const struct arch *arch;
	char *path;			/* $PATH, by which it was found */
	char *identity;
	double at;
} lately;

static bool is_known(const struct arch *arch, const char *path)
{
	return lately.identity && lately.arch == arch && !strcmp(lately.path, path) &&
	       clock_seconds() - lately.at < KNOWN_SECONDS;
}

static void keep(const struct arch *arch, const char *path, const char *identity)
{
	free(lately.path);
	free(lately.identity);
	lately.arch = arch;
	lately.path = xstrdup(path);
	lately.identity = xstrdup(identity);
	lately.at = clock_seconds();
}

static int look(const struct toolchain *toolchain, char **ret_identity, struct error **err)
{
	_cleanup_free_ char *gcc = toolchain_program(toolchain, "gcc");
	_cleanup_free_ char *ld = toolchain_program(toolchain, "ld");
	_cleanup_buf_ struct buf identity = {0};

	if (need_programs(toolchain, err) ||
	    (toolchain->arch->build.needs_libelf && need_libelf(err)) ||
	    add_version(&identity, gcc, err) || add_version(&identity, ld, err) ||
	    add_version(&identity, "make", err))
		return -1;
	*ret_identity = buf_detach(&identity);
	return 0;
}

int toolchain_probe(const struct arch *arch, const char *cache, const char *work,
		    struct toolchain *ret_toolchain, struct error **err)
{
	struct toolchain toolchain = {.arch = arch_or_default(arch)};
	const char *set = getenv("CCACHE_DIR"), *path = getenv("PATH");

	path = path ? path : "";
	if (is_known(toolchain.arch, path)) {
		toolchain.identity = xstrdup(lately.identity);
	} else {
		if (look(&toolchain, &toolchain.identity, err))
			return -1;
		keep(toolchain.arch, path, toolchain.identity);
	}
	toolchain.work = xstrdup(work);
	toolchain.src = path_join(work, "src");
	if (process_in_path("ccache"))
		toolchain.ccache = set && *set ? xstrdup(set) : path_join(cache, "ccache");
	*ret_toolchain = toolchain;
	return 0;
}

void toolchain_release(struct toolchain *toolchain)
{
	free(toolchain->identity);
	free(toolchain->work);
	free(toolchain->src);
	free(toolchain->ccache);
	*toolchain = (struct toolchain){0};
}

static bool passes(const char *variable)
{
	static const char *const names[] = {"PATH=", "HOME=", "TMPDIR=", "XDG_", "CCACHE_"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(variable, names[i], strlen(names[i])))
			return true;
	return false;
}

int toolchain_make_argv(const struct toolchain *toolchain, const char *const *settings,
			const char *const *args, struct argv *ret_argv, struct error **err)
{
	extern char **environ;
	const struct arch_build *build = &toolchain->arch->build;
	const char *why;
	int confined = confine_state(&why, err);

	if (confined < 0)
		return -1;
	argv_add_words(ret_argv, "env", "-i", NULL);
	for (char **e = environ; *e; e++)
		if (passes(*e))
			argv_add(ret_argv, xstrdup(*e));
	argv_add_words(ret_argv, "LC_ALL=C", "LANG=C",
		       "KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
		       "KBUILD_BUILD_USER=stablehand", "KBUILD_BUILD_HOST=stablehand",
		       "KBUILD_BUILD_VERSION=1", "LOCALVERSION=", NULL);
	if (toolchain->ccache)
		argv_add(ret_argv, xasprintf("CCACHE_DIR=%s", toolchain->ccache));
	/* The folder that was set is out of reach. */
	if (confined)
		argv_add(ret_argv, xstrdup("TMPDIR=/tmp"));
	for (; settings && *settings; settings++)
		argv_add(ret_argv, xstrdup(*settings));
	argv_add(ret_argv, xstrdup("make"));
	if (*build->cross)
		argv_add(ret_argv, xasprintf("CROSS_COMPILE=%s", build->cross));
	if (toolchain->ccache || *build->cross)
		argv_add(ret_argv, xasprintf("CC=%s%sgcc", toolchain->ccache ? "ccache " : "",
					     build->cross));
	for (; *args; args++)
		argv_add(ret_argv, xstrdup(*args));
	return 0;
}
