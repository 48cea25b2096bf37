// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/selftests.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/make.h"
#include "kernel/manifest.h"
#include "kernel/publish.h"
#include "kernel/selftests_list.h"
#include "kernel/worktree.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/process.h"
#include "util/progress.h"

#define FORMAT 2		/* raised when what is published changes */
#define STRIP_AT_ONCE 200

/* The paths of one build. */
struct suite_build {
	const struct selftests_options *options;
	char *output;		/* OUTPUT of the suite's make */
	char *aside;		/* what becomes the published folder */
	char *suite;		/* the suite in the work tree */
	char *log;
	char *target;		/* where it is published */
	struct selftests result;
	struct selftests_failures failures;
};

const char *selftest_kind_name(enum selftest_kind kind)
{
	static const char *const names[] = {
		[SELFTEST_PROGRAM] = "program",
		[SELFTEST_SCRIPT] = "script",
		[SELFTEST_HELPER] = "helper",
	};

	return names[kind];
}

static void add_part(const git_tree *tree, const char *path, struct buf *inputs)
{
	char hex[GIT_OID_HEXSZ + 1] = "-";
	git_tree_entry *entry;

	if (!git_tree_entry_bypath(&entry, tree, path)) {
		git_oid_tostr(hex, sizeof(hex), git_tree_entry_id(entry));
		git_tree_entry_free(entry);
	}
	buf_printf(inputs, "%s %s\n", path, hex);
}

int selftests_key(const struct selftests_options *options, char ret_key[80], struct error **err)
{
	const struct arch_build *arch = &options->toolchain->arch->build;
	const char *const shared[] = {"include", "scripts", "tools", "usr", options->suite};
	_cleanup_buf_ struct buf inputs = {0};
	char digest[65];
	git_tree *tree;

	/* The programs are static. */
	buf_printf(&inputs, "selftests %d\n%s\n%s\nlibc %s\n", FORMAT, options->suite,
		   options->toolchain->identity, gnu_get_libc_version());
	if (git_tree_lookup(&tree, options->repo, &options->tree))
		return error_git(err, ERROR_ENVIRONMENT, "the tree to build");
	add_part(tree, "Makefile", &inputs);
	for (const char *const *part = arch->selftest_inputs; *part; part++)
		add_part(tree, *part, &inputs);
	for (size_t i = 0; i < ARRAY_SIZE(shared); i++)
		add_part(tree, shared[i], &inputs);
	buf_puts(&inputs, arch->key);
	git_tree_free(tree);
	data_sha256(inputs.data, inputs.len, digest);
	snprintf(ret_key, 80, "selftests-%s", digest);
	return 0;
}

int selftests_load(const struct selftests_options *options, struct selftests *ret_selftests,
		   char **ret_folder, char **ret_damaged, struct error **err)
{
	char key[80];

	if (selftests_key(options, key, err))
		return -1;
	*ret_folder = path_join(options->cache, "builds/%s", key);
	return manifest_read_selftests(*ret_folder, ret_selftests, ret_damaged, err);
}

static int install_headers(const struct suite_build *build, struct make_result *ret_result,
			   struct error **err)
{
	_cleanup_free_ char *out = xasprintf("O=%s", build->options->obj);
	const char *const args[] = { "-C",
				     build->options->src,
				     out,
				     build->options->toolchain->arch->build.make_arch,
				     "headers_install",
				     NULL };
	const struct make_options make = {
		.toolchain = build->options->toolchain,
		.args = args,
		.log = build->log,
		.hide = build->options->src,
	};

	return make_run(&make, ret_result, err);
}

static void on_list_line(const char *line, void *data)
{
	struct suite_build *build = data;

	selftests_list_line(&build->result, line, build->output);
}

static void on_build_line(const char *line, void *data)
{
	struct suite_build *build = data;

	selftests_failures_line(&build->failures, line);
	progress_update(0, 0, 0, NULL);
}

/* One make in the suite's folder: of `target`, or of all. */
static int suite_make(struct suite_build *build, const char *makefile, const char *target,
		      void (*on_line)(const char *line, void *data),
		      struct make_result *ret_result, struct error **err)
{
	const struct selftests_options *options = build->options;
	_cleanup_free_ char *output = xasprintf("OUTPUT=%s", build->output);
	_cleanup_free_ char *headers = xasprintf("INSTALL_HDR_PATH=%s/usr", options->obj);
	_cleanup_free_ char *includes = xasprintf("KHDR_INCLUDES=-isystem %s/usr/include",
						  options->obj);
	_cleanup_free_ char *jobs = xasprintf("-j%u", options->jobs);
	/* In the environment, where the makefiles of all versions add to it. */
	const char *const settings[] = {"LDFLAGS=-static", NULL};
	const struct arch_build *arch = &options->toolchain->arch->build;
	/* Where compilers are tried; beside the sources otherwise, which are not to be written. */
	_cleanup_free_ char *tries = xasprintf("TMPOUT=%s/.tmp_$$$$", build->output);
	const char *const args[] = {"-k", "--output-sync=target", jobs, "-C", build->suite, "-f",
				    makefile, output, headers, includes, tries,
				    "KSFT_KHDR_INSTALL_DONE=1",
				    /* Where it is not the machine's own. */
				    *arch->cross ? arch->make_arch : target,
				    *arch->cross ? target : NULL, NULL};
	const struct make_options make = {
		.toolchain = options->toolchain,
		.settings = settings,
		.args = args,
		.log = build->log,
		.hide = build->suite,
		.on_line = on_line,
		.data = build,
	};

	return make_run(&make, ret_result, err);
}

/* Ask the suite's makefile for its tests. */
static int list_tests(struct suite_build *build, struct error **err)
{
	_cleanup_free_ char *makefile = path_join(build->output, "stablehand-list.mk");
	_cleanup_make_ struct make_result made = {0};

	if (file_write(makefile, selftests_list_makefile, strlen(selftests_list_makefile), 0666,
		       err) ||
	    suite_make(build, makefile, "stablehand-list", on_list_line, &made, err))
		return -1;
	if (!made.ok || !build->result.count)
		return error_set(err, ERROR_INPUT, "%s: the makefile lists no tests%s%s", build->options->suite,
				 made.ok ? "" : ": ", made.ok ? "" : made.failing[0]);
	return 0;
}

/* Where a test is found after make: built below OUTPUT, or as a file of the suite. */
static char *find_file(const struct suite_build *build, const struct selftest *test)
{
	_cleanup_free_ char *built = path_join(build->output, "%s", test->name);
	_cleanup_free_ char *source = path_join(build->suite, "%s", test->name);
	struct stat st;

	if (!lstat(built, &st) && S_ISREG(st.st_mode))
		return TAKE_PTR(built);
	if (test->kind != SELFTEST_PROGRAM && !lstat(source, &st) && S_ISREG(st.st_mode))
		return TAKE_PTR(source);
	return NULL;
}

static int gather(struct suite_build *build, struct error **err)
{
	struct selftests *result = &build->result;

	for (size_t i = 0; i < result->count; i++) {
		struct selftest *test = &result->tests[i];
		_cleanup_free_ char *file = test->message ? NULL : find_file(build, test);

		if (file && publish_copy(file, build->aside, test->name, 0777, err))
			return -1;
		test->built = file != NULL;
		if (!file && !test->message)
			test->message = selftests_failures_of(&build->failures, test->name);
		if (test->kind != SELFTEST_HELPER)
			*(test->built ? &result->built : &result->not_built) += 1;
	}
	return 0;
}

static bool is_elf(const char *path)
{
	char magic[4] = "";
	FILE *file = fopen(path, "re");
	bool is = file && fread(magic, 1, 4, file) == 4 && !memcmp(magic, "\177ELF", 4);

	if (file)
		fclose(file);
	return is;
}

/* Symbols are most of a static program, and the guest has no debugger. */
static int strip_programs(const struct suite_build *build, struct error **err)
{
	const struct selftests *result = &build->result;

	for (size_t i = 0; i < result->count;) {
		_cleanup_free_ char *strip = toolchain_program(build->options->toolchain, "strip");
		char *argv[STRIP_AT_ONCE + 3] = {strip, (char *)"--strip-all"};
		size_t n = 2;
		int rc = 0;

		for (; i < result->count && n < STRIP_AT_ONCE + 2; i++) {
			char *path = path_join(build->aside, "%s", result->tests[i].name);

			if (result->tests[i].built && is_elf(path))
				argv[n++] = path;
			else
				free(path);
		}
		if (n > 2)
			rc = process_check((const char *const *)argv, NULL, err);
		while (n > 2)
			free(argv[--n]);
		if (rc)
			return -1;
	}
	return 0;
}

static unsigned read_timeout(const struct suite_build *build)
{
	_cleanup_free_ char *path = path_join(build->suite, "settings");
	_cleanup_buf_ struct buf text = {0};

	if (file_read(path, 65536, &text, NULL))
		return 0;
	return selftests_settings_timeout(buf_str(&text));
}

/* Is there a folder that is not as it was published? Not one that is published meanwhile. */
static bool is_damaged(const char *folder)
{
	struct selftests found = {0};
	bool there = path_exists(folder);
	int rc = manifest_read_selftests(folder, &found, NULL, NULL);

	selftests_release(&found);
	return there && !rc;
}

static int build_suite(struct suite_build *build, struct error **err)
{
	_cleanup_make_ struct make_result headers = {0}, made = {0};
	const struct worktree_options sources = {
		.repo = build->options->repo,
		.tree = build->options->tree,
		.dir = build->options->src,
	};
	double start = clock_seconds();

	if (publish_begin(build->output, err) || publish_begin(build->aside, err) ||
	    path_remove(build->log, err) || list_tests(build, err) ||
	    install_headers(build, &headers, err))
		return -1;
	if (!headers.ok)
		return error_set(err, ERROR_INPUT, "make headers_install failed: %s",
				 headers.failing[0]);
	build->result.timeout = read_timeout(build);
	if (suite_make(build, "Makefile", NULL, on_build_line, &made, err) || gather(build, err) ||
	    strip_programs(build, err))
		return -1;
	build->result.seconds = clock_seconds() - start;
	return worktree_require_unchanged(&sources, err) ||
	       publish_copy(build->log, build->aside, "build.log", 0666, err) ||
	       manifest_write_selftests(build->aside, &build->result, err) ||
	       publish_finish(build->aside, build->target,
			      build->options->replace || is_damaged(build->target), err) ||
	       path_remove(build->options->work, err) ? -1 : 0;
}

int selftests_build(const struct selftests_options *options, struct selftests *ret_selftests,
		    struct error **err)
{
	struct suite_build build = {
		.options = options,
		.output = path_join(options->work, "out"),
		.aside = path_join(options->work, "publish"),
		.log = path_join(options->work, "build.log"),
		.suite = path_join(options->src, "%s", options->suite),
	};
	char key[80];
	int rc = -1;

	build.failures.output = build.output;
	build.failures.suite = build.suite;
	build.failures.obj = options->obj;
	if (!path_is_safe(options->suite, strlen(options->suite)) || !path_exists(build.suite)) {
		error_set(err, ERROR_INPUT, "no selftests %s in the tree", options->suite);
	} else if (!selftests_key(options, key, err)) {
		build.target = path_join(options->cache, "builds/%s", key);
		build.result.key = xstrdup(key);
		build.result.suite = xstrdup(options->suite);
		build.result.folder = xstrdup(build.target);
		build.result.log = path_join(build.target, "build.log");
		rc = build_suite(&build, err);
	}
	if (!rc) {
		*ret_selftests = build.result;
		build.result = (struct selftests){0};
	}
	selftests_release(&build.result);
	selftests_failures_release(&build.failures);
	free(build.output);
	free(build.aside);
	free(build.suite);
	free(build.log);
	free(build.target);
	return rc;
}

void selftests_release(struct selftests *selftests)
{
	for (size_t i = 0; i < selftests->count; i++) {
		free(selftests->tests[i].name);
		free(selftests->tests[i].message);
	}
	free(selftests->tests);
	free(selftests->key);
	free(selftests->folder);
	free(selftests->suite);
	free(selftests->log);
	*selftests = (struct selftests){0};
}
