// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/step.h"

#include <string.h>

#include "kernel/build_parts.h"
#include "kernel/build_tree.h"
#include "kernel/make.h"
#include "kernel/manifest.h"
#include "kernel/publish.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

#define LOG_NAME "step.log"	/* in the branch's work folder, while it is built */

/* The whole build of the tree, if it is kept; else what can be said of it without. */
static int find_build(const struct build_options *options, struct build_result *ret_result,
		      struct error **err)
{
	struct build_options look = *options;

	look.suite = NULL;
	look.known_only = true;
	look.retry_failed = false;
	return build_run(&look, ret_result, err);
}

static bool answers(const struct build_options *options, const struct build_result *result)
{
	return result->status == BUILD_OK ||
	       (result->status == BUILD_FAILED && !options->retry_failed);
}

static int make_all(const struct build_options *options, const struct build_tree *tree,
		    const char *log, struct build_result *result, struct error **err)
{
	_cleanup_free_ char *out = xasprintf("O=%s", tree->obj);
	_cleanup_free_ char *jobs = xasprintf("-j%u", tree->jobs);
	const struct arch_build *arch = &tree->toolchain.arch->build;
	const char *const args[] = {"-C", tree->src, out, arch->make_arch, jobs, arch->image,
				    "modules", NULL};
	const struct make_options make = {
		.toolchain = &tree->toolchain,
		.args = args,
		.log = log,
		.hide = tree->src,
		.show = true,
	};
	_cleanup_make_ struct make_result made = {0};

	progress_start("%s: building %s", options->branch, options->state);
	if (path_remove(log, err) || make_run(&make, &made, err))
		return -1;
	result->seconds = made.seconds;
	result->compiled = made.compiled;
	if (made.ok) {
		progress_end("%zu objects compiled", made.compiled);
		return 0;
	}
	progress_end("failed: %s", made.failing[0]);
	result->status = BUILD_FAILED;
	result->failing = TAKE_PTR(made.failing);
	result->failing_count = made.failing_count;
	made.failing_count = 0;
	return 0;
}

static int publish(const struct build_options *options, const struct build_tree *tree,
		   const char *log, const struct build_result *result, const char *target,
		   struct error **err)
{
	_cleanup_free_ char *aside = path_join(tree->work, "step.publish");

	if (publish_begin(aside, err) ||
	    (path_exists(log) && publish_copy(log, aside, "build.log", 0666, err)) ||
	    manifest_write_build(aside, result, options, err) ||
	    publish_finish(aside, target, true, err))
		return -1;
	return path_remove(log, err);
}

static int build(const struct build_options *options, struct build_result *result,
		 const char *target, struct error **err)
{
	struct build_tree tree = {0};
	_cleanup_free_ char *log = NULL;
	int rc = build_tree_open(options, &tree, err);

	if (!rc) {
		log = path_join(tree.work, LOG_NAME);
		result->status = BUILD_OK;
		if (tree.configured.status == BUILD_OK) {
			rc = make_all(options, &tree, log, result, err);
		} else {
			result->status = BUILD_FAILED;
			result->failing = TAKE_PTR(tree.configured.failing);
			result->failing_count = tree.configured.failing_count;
			tree.configured.failing_count = 0;
			rc = path_remove(log, err);
		}
	}
	if (!rc)
		rc = build_tree_close(&tree, err) ||
		     publish(options, &tree, log, result, target, err) ? -1 : 0;
	build_tree_release(&tree);
	return rc;
}

int step_build(const struct build_options *options, struct build_result *ret_result,
	       struct error **err)
{
	struct build_result result = {0}, found = {0};
	_cleanup_free_ char *target = NULL, *damaged = NULL;
	int rc = find_build(options, &result, err);

	if (rc)
		return -1;
	if (answers(options, &result)) {
		*ret_result = result;
		return 0;
	}
	target = path_join(options->cache, "builds/step-%s", result.key);
	rc = manifest_read_build(target, &found, &damaged, err);
	if (damaged && !options->known_only)
		build_note_damaged(options->branch, target, damaged);
	if (rc > 0 && answers(options, &found)) {
		build_result_release(&result);
		free(found.image);
		found.image = NULL;
		*ret_result = found;
		return 0;
	}
	build_result_release(&found);
	if (rc >= 0) {
		rc = options->known_only ? 0 : build(options, &result, target, err);
		free(result.folder);
		free(result.log);
		result.folder = xstrdup(target);
		result.log = path_join(target, "build.log");
	}
	if (rc) {
		error_wrap(err, "building %s of %s", options->state, options->branch);
		progress_end("stopped");
		build_result_release(&result);
		return -1;
	}
	*ret_result = result;
	return 0;
}

int step_restore(const struct build_options *options, struct error **err)
{
	struct build_tree tree = {0};
	struct build_result result = {0};
	int rc = build_tree_open(options, &tree, err);

	if (!rc && tree.configured.status == BUILD_OK) {
		_cleanup_free_ char *log = path_join(tree.work, LOG_NAME);

		rc = make_all(options, &tree, log, &result, err) || path_remove(log, err) ? -1 : 0;
	}
	if (!rc)
		rc = build_tree_close(&tree, err);
	if (rc)
		progress_end("stopped");
	build_tree_release(&tree);
	build_result_release(&result);
	return rc;
}
