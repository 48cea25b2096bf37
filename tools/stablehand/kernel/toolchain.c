// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/toolchain.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/process.h"

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

int toolchain_probe(const struct arch *arch, struct toolchain *ret_toolchain, struct error **err)
{
	struct toolchain toolchain = {.arch = arch_or_default(arch)};
	_cleanup_free_ char *gcc = toolchain_program(&toolchain, "gcc");
	_cleanup_free_ char *ld = toolchain_program(&toolchain, "ld");
	_cleanup_buf_ struct buf identity = {0};

	if (need_programs(&toolchain, err) ||
	    (toolchain.arch->build.needs_libelf && need_libelf(err)) ||
	    add_version(&identity, gcc, err) || add_version(&identity, ld, err) ||
	    add_version(&identity, "make", err))
		return -1;
	toolchain.identity = buf_detach(&identity);
	toolchain.ccache = process_in_path("ccache");
	*ret_toolchain = toolchain;
	return 0;
}

void toolchain_release(struct toolchain *toolchain)
{
	free(toolchain->identity);
	*toolchain = (struct toolchain){0};
}

struct vector {
	char **argv;
	size_t count, alloc;
};

static void add(struct vector *vector, char *owned)
{
	*ARRAY_ADD(vector->argv, vector->count, vector->alloc) = owned;
}

static bool passes(const char *variable)
{
	static const char *const names[] = {"PATH=", "HOME=", "TMPDIR=", "XDG_", "CCACHE_"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(variable, names[i], strlen(names[i])))
			return true;
	return false;
}

char **toolchain_make_argv(const struct toolchain *toolchain, const char *const *settings,
			   const char *const *args)
{
	static const char *const fixed[] = {
		"LC_ALL=C", "LANG=C", "KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
		"KBUILD_BUILD_USER=stablehand", "KBUILD_BUILD_HOST=stablehand",
		"KBUILD_BUILD_VERSION=1", "LOCALVERSION=",
	};
	extern char **environ;
	struct vector vector = {0};

	add(&vector, xstrdup("env"));
	add(&vector, xstrdup("-i"));
	for (char **e = environ; *e; e++)
		if (passes(*e))
			add(&vector, xstrdup(*e));
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		add(&vector, xstrdup(fixed[i]));
	for (; settings && *settings; settings++)
		add(&vector, xstrdup(*settings));
	add(&vector, xstrdup("make"));
	if (*toolchain->arch->build.cross)
		add(&vector, xasprintf("CROSS_COMPILE=%s", toolchain->arch->build.cross));
	if (toolchain->ccache || *toolchain->arch->build.cross)
		add(&vector, xasprintf("CC=%s%sgcc", toolchain->ccache ? "ccache " : "",
				       toolchain->arch->build.cross));
	for (; *args; args++)
		add(&vector, xstrdup(*args));
	*ARRAY_ADD(vector.argv, vector.count, vector.alloc) = NULL;
	return vector.argv;
}

void toolchain_argv_free(char ***argv)
{
	for (char **a = *argv; a && *a; a++)
		free(*a);
	free(*argv);
	*argv = NULL;
}
