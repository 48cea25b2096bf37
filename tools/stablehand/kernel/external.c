// SPDX-License-Identifier: GPL-2.0-only
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/build_parts.h"
#include "kernel/external_parts.h"
#include "kernel/make.h"
#include "kernel/manifest.h"
#include "kernel/publish.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/progress.h"
#include "util/text.h"

#define FORMAT 1		/* raised when what is published changes */
#define MAX_SOURCE (4 << 20)
#define MAX_SOURCES 1000
#define LIST_NAME "list"	/* "made NAME" or "failed NAME MESSAGE", a line each */
#define SEALED "sealed " MANIFEST_NAME	/* its last line, when there is one with hashes */

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Name and hash of every file of the folder. */
static int add_sources(const char *folder, struct buf *inputs, struct error **err)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	size_t count = 0;
	FTSENT *entry;
	int rc = fts ? 0 : error_errno(err, ERROR_INPUT, "%s", folder);

	while (!rc && (entry = fts_read(fts))) {
		char hex[65];

		if (entry->fts_info != FTS_F)
			continue;
		if (++count > MAX_SOURCES || entry->fts_statp->st_size > MAX_SOURCE)
			rc = error_set(err, ERROR_INPUT, "%s: too large for the sources of a test",
				       folder);
		else
			rc = file_sha256(entry->fts_accpath, hex, err);
		if (!rc)
			buf_printf(inputs, "%s %s\n", hex, entry->fts_path + strlen(folder) + 1);
	}
	if (fts)
		fts_close(fts);
	return rc;
}

static int make_key(const struct external_options *options, char **ret_key, struct error **err)
{
	_cleanup_buf_ struct buf inputs = {0};
	char hex[65];

	buf_printf(&inputs, "external %d\n%s\n%s\n", FORMAT, options->kernel->key,
		   options->kernel->has_selftests ? options->kernel->selftests.key : "-");
	for (size_t i = 0; i < options->count; i++)
		buf_printf(&inputs, "%d %s %s\n", options->items[i].kind, options->items[i].name,
			   options->items[i].source);
	if (add_sources(options->folder, &inputs, err))
		return -1;
	data_sha256(inputs.data, inputs.len, hex);
	*ret_key = xasprintf("external-%s", hex);
	return 0;
}

/* What the list of a published folder says about a name: its line's rest, or NULL. */
static char *line_of(const char *list, const char *word, const char *name)
{
	_cleanup_free_ char *start = xasprintf("%s %s", word, name);
	size_t len = strlen(start);

	while (*list) {
		size_t n = strcspn(list, "\n");

		if (n >= len && !strncmp(list, start, len) && (n == len || list[len] == ' '))
			return xstrndup(list + len + (n > len), n - len - (n > len));
		list += n + (list[n] == '\n');
	}
	return NULL;
}

/* What became of each item, by the list of the folder; false: not of every one is told. */
static bool items_of_list(const struct external_options *options, const char *target,
			  const char *list, struct external_result *result)
{
	char name[256];

	result->files = xcalloc(options->count + 1, sizeof(*result->files));
	result->count = options->count;
	for (size_t i = 0; i < options->count; i++) {
		const char *file = external_file_name(&options->items[i], name, sizeof(name));
		_cleanup_free_ char *made = line_of(list, "made", file);

		if (made)
			result->files[i].path = path_join(target, "%s", file);
		else
			result->files[i].message = line_of(list, "failed", file);
		if (!made && !result->files[i].message)
			return false;
	}
	return true;
}

/* An older program noted no hashes: what is there gets the ones that it has now. */
static int seal(const char *target, struct buf *list, const struct external_result *result,
		char **ret_damaged, struct error **err)
{
	_cleanup_free_ char *path = path_join(target, LIST_NAME);

	for (size_t i = 0; i < result->count; i++) {
		if (!result->files[i].path || path_exists(result->files[i].path))
			continue;
		*ret_damaged = xasprintf("%s is missing", strrchr(result->files[i].path, '/') + 1);
		return 0;
	}
	buf_puts(list, SEALED "\n");
	/* Whoever cannot write there uses it as it is. */
	if (!file_write(path, list->data, list->len, 0666, NULL))
		return manifest_write_plain(target, result->key, err) ? -1 : 1;
	return 1;
}

/* 1 when the folder is there, tells of every item, and is what was published; else 0; -1. */
static int load(const struct external_options *options, const char *target,
		struct external_result *result, struct error **err)
{
	_cleanup_free_ char *path = path_join(target, LIST_NAME), *sealed = NULL, *damaged = NULL;
	_cleanup_buf_ struct buf list = {0};
	int rc;

	if (file_read(path, 1 << 20, &list, NULL) ||
	    !items_of_list(options, target, buf_str(&list), result))
		return 0;
	sealed = line_of(buf_str(&list), "sealed", MANIFEST_NAME);
	rc = sealed ? manifest_check(target, &damaged, err) :
		      seal(target, &list, result, &damaged, err);
	if (damaged && !options->build->known_only)
		build_note_damaged(options->build->branch, target, damaged);
	result->made = rc > 0;
	return rc;
}

static bool any_of(const struct external_options *options, enum external_kind kind)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->items[i].kind == kind)
			return true;
	return false;
}

/* Programs alone need nothing of the kernel's tree. */
static bool needs_tree(const struct external_options *options)
{
	return any_of(options, EXTERNAL_MODULE) || any_of(options, EXTERNAL_SELFTEST);
}

static int open_tree(struct external_making *making, struct error **err)
{
	const struct build_options *build = making->options->build;

	if (needs_tree(making->options)) {
		if (build_tree_open(build, &making->tree, err))
			return -1;
		if (making->tree.configured.status == BUILD_OK)
			return 0;
		return error_set(err, ERROR_ENVIRONMENT, "%s of %s cannot be configured again: %s",
				 build->state, build->branch, making->tree.configured.failing[0]);
	}
	making->tree.work = path_join(build->cache, "work/%s", build->branch);
	return toolchain_probe(build->arch, build->cache, making->tree.work,
			       &making->tree.toolchain, err) ||
	       dir_make(making->tree.work, err) ? -1 : 0;
}

static int close_tree(struct external_making *making, struct error **err)
{
	return needs_tree(making->options) ? build_tree_close(&making->tree, err) : 0;
}

/* What a module needs of the tree, and headers for a selftest; vmlinux is not made. */
static int prepare_tree(struct external_making *making, struct error **err)
{
	_cleanup_free_ char *o = xasprintf("O=%s", making->tree.obj);
	_cleanup_free_ char *jobs = xasprintf("-j%u", making->tree.jobs);
	_cleanup_free_ char *published =
		path_join(making->options->kernel->folder, "Module.symvers");
	_cleanup_free_ char *symvers = path_join(making->tree.obj, "Module.symvers");
	_cleanup_make_ struct make_result made = {0};
	const char *const args[] = { "-C",
				     making->tree.src,
				     o,
				     making->tree.toolchain.arch->build.make_arch,
				     jobs,
				     "modules_prepare",
				     any_of(making->options, EXTERNAL_SELFTEST) ?
					     "headers_install" :
					     NULL,
				     NULL };

	if (external_run_make(making, args, NULL, &made, err))
		return -1;
	if (!made.ok)
		return error_set(err, ERROR_ENVIRONMENT, "make modules_prepare failed: "
				 "%s", made.failing[0]);
	/* An interrupted build has none. */
	if (!path_exists(symvers) && path_exists(published))
		return publish_copy(published, making->tree.obj, "Module.symvers", 0666, err);
	return 0;
}

static int build(struct external_making *making, struct error **err)
{
	const struct external_options *options = making->options;
	_cleanup_free_ char *suite = path_join(making->work, "suite");

	if (publish_begin(making->aside, err) || publish_begin(making->work, err) ||
	    dir_make(suite, err) || path_remove(making->log, err) ||
	    (needs_tree(options) && prepare_tree(making, err)))
		return -1;
	for (size_t i = 0; i < options->count; i++)
		if (external_make_item(making, &options->items[i], err))
			return -1;
	return close_tree(making, err);
}

static int publish(struct external_making *making, struct error **err)
{
	_cleanup_free_ char *list = path_join(making->aside, LIST_NAME);

	buf_puts(&making->list, SEALED "\n");
	return publish_copy(making->log, making->aside, "build.log", 0666, err) ||
	       file_write(list, buf_str(&making->list), making->list.len, 0666, err) ||
	       manifest_write_plain(making->aside, strrchr(making->target, '/') + 1, err) ||
	       publish_finish(making->aside, making->target, true, err) ||
	       path_remove(making->work, err) || path_remove(making->log, err) ? -1 : 0;
}

static int check_sources(const struct external_options *options, struct error **err)
{
	for (size_t i = 0; i < options->count; i++) {
		_cleanup_free_ char *path = path_join(options->folder, "%s",
						      options->items[i].source);

		if (!path_exists(path))
			return error_set(err, ERROR_INPUT, "%s: not there", path);
	}
	return 0;
}

int external_build(const struct external_options *options, struct external_result *ret_result,
		   struct error **err)
{
	_cleanup_(external_result_release) struct external_result result = {0};
	struct external_making making = {.options = options};
	int rc;

	if (check_sources(options, err) || make_key(options, &result.key, err))
		return -1;
	making.target = path_join(options->build->cache, "builds/%s", result.key);
	rc = load(options, making.target, &result, err);
	if (!rc && !options->build->known_only) {
		external_result_release(&result);
		rc = open_tree(&making, err);
		if (!rc) {
			progress_start("%s: programs and modules for %s", options->build->branch,
				       options->build->state);
			/* Without the tree's lock another process may be at the same. */
			making.aside =
				path_join(making.tree.work, "external-%d.publish", (int)getpid());
			making.work = path_join(making.tree.work, "external-%d", (int)getpid());
			making.log = path_join(making.tree.work, "external-%d.log", (int)getpid());
			rc = build(&making, err) || publish(&making, err) ? -1 : 0;
			progress_end(rc ? "stopped" : NULL);
		}
		if (!rc)
			rc = make_key(options, &result.key, err);
		if (!rc) {
			rc = load(options, making.target, &result, err);
			if (!rc)
				rc = error_set(err, ERROR_BUG, "%s: not whole", making.target);
		}
		build_tree_release(&making.tree);
	}
	if (rc >= 0) {
		*ret_result = result;
		result = (struct external_result){0};
	}
	buf_release(&making.list);
	free(making.target);
	free(making.aside);
	free(making.work);
	free(making.log);
	return rc < 0 ? -1 : 0;
}

void external_result_release(struct external_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		free(result->files[i].path);
		free(result->files[i].message);
	}
	free(result->files);
	free(result->key);
	*result = (struct external_result){0};
}
