// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/check.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/build_parts.h"
#include "kernel/build_tree.h"
#include "kernel/make.h"
#include "kernel/manifest.h"
#include "kernel/publish.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/process.h"
#include "util/progress.h"
#include "util/text.h"

#define FORMAT 2			/* raised when what is kept changes */
#define MAX_LOG (256 << 20)
#define MAX_CMD (16 << 20)
#define MAX_CONFIG (4 << 20)
#define GAVE_UP "stablehand: sparse gave up on "
#define CHECKED "stablehand: sparse read "
#define SYMVERS_NAME "symvers"		/* "0xCRC NAME", a line each */

/*
 * sparse ends with an error where it finds no C, which would end the make of that
 * file, too. One that is older than C23's __typeof_unqual__ is given the next
 * best: without it kbuild does not run it at all (scripts/checker-valid.sh),
 * and qualifiers that stay are the same in base and ported.
 */
static const char wrapper[] =
	"#!/bin/sh\n"
	"for file; do :; done\n"
	"if printf 'static __typeof_unqual__(1) x;\\n' | sparse - 2>&1 | grep -q error; then\n"
	"	set -- -D__typeof_unqual__=__typeof__ \"$@\"\n"
	"fi\n"
	"if sparse \"$@\"; then echo \"" CHECKED "$file\"; else echo \"" GAVE_UP
	"$file\"; fi >&2\n";

struct folder_check {
	const struct build_options *options;
	char *const *folders;
	struct build_tree tree;
	struct check_result result;
	char *target, *aside, *obj, *log, *wrapper;
};

static void folder_check_release(struct folder_check *check)
{
	build_tree_release(&check->tree);
	check_result_release(&check->result);
	free(check->target);
	free(check->aside);
	free(check->obj);
	free(check->log);
	free(check->wrapper);
}

static void on_version(const char *line, bool is_error, void *data)
{
	char **version = data;

	if (!*version && *line)
		*version = text_printable(line, strlen(line), false);
}

/* NULL: not installed. */
static char *sparse_version(void)
{
	const char *const argv[] = {"sparse", "--version", NULL};
	struct process_exit how;
	char *version = NULL;
	const struct process_options options = {
		.argv = argv,
		.timeout = 20,
		.on_line = on_version,
		.data = &version,
	};

	if (!process_run(&options, &how, NULL) && !how.status && !how.signal)
		return version;
	free(version);
	return NULL;
}

static bool in_tree(const git_tree *tree, const char *folder, size_t len, const char *name)
{
	_cleanup_free_ char *path = xasprintf("%.*s/%s", (int)len, folder, name);
	git_tree_entry *entry;

	if (git_tree_entry_bypath(&entry, tree, path))
		return false;
	git_tree_entry_free(entry);
	return true;
}

char *check_folder(const git_tree *tree, const char *path)
{
	static const char *const others[] = {"include/", "tools/", "Documentation/", "samples/"};
	const char *end;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncmp(path, others[i], strlen(others[i])))
			return NULL;
	if (strstr(path, "/include/"))
		return NULL;
	for (end = strrchr(path, '/'); end; end = memrchr(path, '/', end - path))
		if (in_tree(tree, path, end - path, "Makefile") ||
		    in_tree(tree, path, end - path, "Kbuild"))
			return xstrndup(path, end - path + 1);
	return NULL;
}

static const char *below_tree(const char *path)
{
	const char *src = strstr(path, "/src/");

	while (!strncmp(path, "../", 3))
		path += 3;
	return *path == '/' && src ? src + 5 : path;
}

void check_log_line(struct check_result *result, const char *line)
{
	if (!strncmp(line, CHECKED, strlen(CHECKED)))
		result->checked++;
	if (strncmp(line, GAVE_UP, strlen(GAVE_UP)))
		return;
	line = below_tree(line + strlen(GAVE_UP));
	*ARRAY_ADD(result->not_checked, result->not_checked_count, result->not_checked_alloc) =
		text_printable(line, strlen(line), false);
}

void check_cmd_line(struct check_result *result, const char *line)
{
	struct exported_symbol *symbol;
	char name[256];
	unsigned long crc;

	if (sscanf(line, "#SYMVER %255s 0x%lx", name, &crc) != 2)
		return;
	symbol = ARRAY_ADD(result->exported, result->exported_count, result->exported_alloc);
	symbol->name = text_printable(name, strlen(name), false);
	symbol->crc = crc;
}

static void for_lines(const struct buf *text, void (*line)(struct check_result *, const char *),
		      struct check_result *result)
{
	for (const char *at = buf_str(text); *at;) {
		size_t len = strcspn(at, "\n");
		_cleanup_free_ char *copy = xstrndup(at, len);

		line(result, copy);
		at += len + (at[len] == '\n');
	}
}

static int by_symbol(const void *a, const void *b)
{
	return strcmp(((const struct exported_symbol *)a)->name,
		      ((const struct exported_symbol *)b)->name);
}

/* The checksums that genksyms left in the .cmd files. */
static int read_checksums(struct folder_check *check, struct error **err)
{
	char *const roots[] = {check->obj, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	struct check_result *result = &check->result;
	FTSENT *entry;
	int rc = fts ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", check->obj);

	while (!rc && (entry = fts_read(fts))) {
		_cleanup_buf_ struct buf text = {0};
		size_t len = entry->fts_namelen;

		if (entry->fts_info != FTS_F || len < 7 ||
		    strcmp(entry->fts_name + len - 6, ".o.cmd"))
			continue;
		rc = file_read(entry->fts_accpath, MAX_CMD, &text, err);
		if (!rc)
			for_lines(&text, check_cmd_line, result);
	}
	if (fts)
		fts_close(fts);
	if (result->exported_count)
		qsort(result->exported, result->exported_count, sizeof(*result->exported),
		      by_symbol);
	return rc;
}

/* The build's own .config, with checksums, and without warnings that are errors. */
static int write_config(struct folder_check *check, struct error **err)
{
	_cleanup_free_ char *from = path_join(check->tree.obj, ".config");
	_cleanup_free_ char *to = path_join(check->obj, ".config");
	_cleanup_buf_ struct buf config = {0}, own = {0};

	if (dir_make(check->obj, err) || file_read(from, MAX_CONFIG, &config, err))
		return -1;
	for (const char *at = buf_str(&config); *at;) {
		size_t len = strcspn(at, "\n");

		if (len > 9 && !memcmp(at + len - 8, "WERROR=y", 8))
			buf_printf(&own, "# %.*s is not set\n", (int)len - 2, at);
		else
			buf_printf(&own, "%.*s\n", (int)len, at);
		at += len + (at[len] == '\n');
	}
	buf_puts(&own, "CONFIG_MODVERSIONS=y\n");
	return file_write(to, own.data, own.len, 0666, err);
}

static int make_step(struct folder_check *check, const char *const *targets,
		     struct make_result *ret_made, struct error **err)
{
	const char *args[40] = {"-C", check->tree.src, NULL};
	_cleanup_free_ char *out = xasprintf("O=%s", check->obj);
	_cleanup_free_ char *jobs = xasprintf("-j%u", check->tree.jobs);
	const struct make_options make = {
		.toolchain = &check->tree.toolchain,
		.args = args,
		.log = check->log,
		.hide = check->tree.src,
		.show = true,
	};
	size_t count = 2;

	args[count++] = out;
	args[count++] = check->tree.toolchain.arch->build.make_arch;
	args[count++] = jobs;
	for (; *targets && count + 1 < ARRAY_SIZE(args); targets++)
		args[count++] = *targets;
	args[count] = NULL;
	return make_run(&make, ret_made, err);
}

static void take_failing(struct check_result *result, struct make_result *made)
{
	result->status = BUILD_FAILED;
	result->failing = TAKE_PTR(made->failing);
	result->failing_count = made->failing_count;
	made->failing_count = 0;
}

static int check_folders(struct folder_check *check, struct error **err)
{
	_cleanup_free_ char *checker = xasprintf("CHECK=%s", check->wrapper);
	const char *const prepare[] = {"olddefconfig", "modules_prepare", NULL};
	const char *targets[24] = {"-k", "W=1"};
	_cleanup_make_ struct make_result prepared = {0}, made = {0};
	size_t count = 2;

	if (make_step(check, prepare, &prepared, err))
		return -1;
	if (!prepared.ok) {
		take_failing(&check->result, &prepared);
		return 0;
	}
	if (check->result.sparse) {
		targets[count++] = "C=1";
		targets[count++] = checker;
	}
	for (char *const *folder = check->folders; *folder && count + 1 < ARRAY_SIZE(targets);
	     folder++)
		targets[count++] = *folder;
	targets[count] = NULL;
	if (make_step(check, targets, &made, err))
		return -1;
	if (!made.ok)
		take_failing(&check->result, &made);
	return 0;
}

static int publish(struct folder_check *check, struct error **err)
{
	_cleanup_free_ char *path = path_join(check->aside, SYMVERS_NAME);
	const struct check_result *result = &check->result;
	_cleanup_buf_ struct buf symvers = {0};
	struct build_result told = {
		.key = strrchr(check->target, '/') + 1,
		.toolchain = check->tree.toolchain.identity,
		.status = result->status,
		.failing = result->failing,
		.failing_count = result->failing_count,
	};

	for (size_t i = 0; i < result->exported_count; i++)
		buf_printf(&symvers, "#SYMVER %s 0x%08lx\n", result->exported[i].name,
			   result->exported[i].crc);
	if (publish_begin(check->aside, err) ||
	    publish_copy(check->log, check->aside, "build.log", 0666, err) ||
	    file_write(path, buf_str(&symvers), symvers.len, 0666, err) ||
	    manifest_write_build(check->aside, &told, check->options, err) ||
	    publish_finish(check->aside, check->target, true, err))
		return -1;
	return path_remove(check->log, err);
}

static int work(struct folder_check *check, struct error **err)
{
	if (build_tree_open(check->options, &check->tree, err))
		return -1;
	check->obj = path_join(check->tree.work, "check");
	check->aside = path_join(check->tree.work, "check.publish");
	check->log = path_join(check->tree.work, "check.log");
	check->wrapper = path_join(check->tree.work, "sparse-wrapper");
	check->result.status = BUILD_OK;
	progress_start("%s: checking %s", check->options->branch, check->options->state);
	if (path_remove(check->log, err) ||
	    file_write(check->wrapper, wrapper, strlen(wrapper), 0777, err) ||
	    write_config(check, err) || check_folders(check, err) || read_checksums(check, err) ||
	    build_tree_close(&check->tree, err))
		return -1;
	if (publish(check, err))
		return -1;
	progress_end(NULL);
	return 0;
}

/* 1 when it is kept, 0, -1. */
static int load(struct folder_check *check, struct error **err)
{
	_cleanup_free_ char *log = path_join(check->target, "build.log");
	_cleanup_free_ char *symvers = path_join(check->target, SYMVERS_NAME);
	_cleanup_buf_ struct buf text = {0}, symbols = {0};
	struct check_result *result = &check->result;
	struct build_result told = {0};
	_cleanup_free_ char *damaged = NULL;
	int rc = manifest_read_build(check->target, &told, &damaged, err);

	if (damaged && !check->options->known_only)
		build_note_damaged(check->options->branch, check->target, damaged);
	if (rc > 0 && told.status == BUILD_FAILED && check->options->retry_failed)
		rc = 0;
	if (rc > 0 && (file_read(log, MAX_LOG, &text, err) ||
		       file_read(symvers, MAX_CMD, &symbols, err)))
		rc = -1;
	if (rc > 0) {
		result->status = told.status;
		result->failing = TAKE_PTR(told.failing);
		result->failing_count = told.failing_count;
		told.failing_count = 0;
		result->log = TAKE_PTR(log);
		for_lines(&text, check_log_line, result);
		for_lines(&symbols, check_cmd_line, result);
	}
	build_result_release(&told);
	return rc;
}

static int make_key(struct folder_check *check, struct error **err)
{
	struct build_options look = *check->options;
	struct build_result build = {0};
	_cleanup_buf_ struct buf inputs = {0};
	char hex[65];

	look.suite = NULL;
	look.known_only = true;
	look.retry_failed = false;
	if (build_run(&look, &build, err))
		return -1;
	buf_printf(&inputs, "check %d\n%s\n%s\n", FORMAT, build.key,
		   check->result.sparse ? check->result.sparse : "-");
	for (char *const *folder = check->folders; *folder; folder++)
		buf_printf(&inputs, "%s\n", *folder);
	data_sha256(inputs.data, inputs.len, hex);
	check->target = path_join(check->options->cache, "builds/check-%s", hex);
	build_result_release(&build);
	return 0;
}

int check_run(const struct build_options *options, char *const *folders,
	      struct check_result *ret_result, struct error **err)
{
	struct folder_check check = {.options = options, .folders = folders};
	int rc;

	check.result.sparse = sparse_version();
	rc = make_key(&check, err) ? -1 : load(&check, err);
	if (!rc && !options->known_only) {
		char *sparse = TAKE_PTR(check.result.sparse);

		check_result_release(&check.result);
		check.result.sparse = sparse;
		rc = work(&check, err);
		if (!rc) {
			sparse = TAKE_PTR(check.result.sparse);
			check_result_release(&check.result);
			check.result.sparse = sparse;
			rc = load(&check, err);
		}
	} else if (!rc) {
		check.result.status = BUILD_NOT_BUILT;
	}
	if (rc >= 0) {
		*ret_result = check.result;
		check.result = (struct check_result){0};
	} else {
		error_wrap(err, "checking %s of %s", options->state, options->branch);
		progress_end("stopped");
	}
	folder_check_release(&check);
	return rc < 0 ? -1 : 0;
}

void check_result_release(struct check_result *result)
{
	for (size_t i = 0; i < result->failing_count; i++)
		free(result->failing[i]);
	free(result->failing);
	for (size_t i = 0; i < result->not_checked_count; i++)
		free(result->not_checked[i]);
	free(result->not_checked);
	for (size_t i = 0; i < result->exported_count; i++)
		free(result->exported[i].name);
	free(result->exported);
	free(result->log);
	free(result->sparse);
	*result = (struct check_result){0};
}
