// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/build_parts.h"
#include "kernel/make.h"
#include "kernel/manifest.h"
#include "kernel/modules.h"
#include "kernel/objdir.h"
#include "kernel/publish.h"
#include "kernel/sources_used.h"
#include "kernel/worktree.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/progress.h"

const char *build_status_name(enum build_status status)
{
	static const char *const names[] = {
		[BUILD_OK] = "ok",
		[BUILD_FAILED] = "failed",
		[BUILD_NOT_BUILT] = "not built",
	};

	return names[status];
}

static void selftests_setup(const struct kernel_build *build, struct selftests_options *ret,
			    char **ret_work)
{
	*ret_work = path_join(build->work, "selftests");
	*ret = (struct selftests_options){
		.repo = build->options->repo,
		.tree = build->options->tree,
		.suite = build->options->suite,
		.cache = build->options->cache,
		.toolchain = &build->toolchain,
		.src = build->src,
		.obj = build->obj,
		.work = *ret_work,
		.jobs = build->jobs,
		.replace = build->options->retry_failed,
	};
}

/* Is a published kernel there that answers the question? 1, 0, -1. tell: of a damaged one. */
static int find_kernel(struct kernel_build *build, bool tell, struct error **err)
{
	_cleanup_free_ char *damaged = NULL;
	struct build_result found = {0};
	int rc = manifest_read_build(build->target, &found, &damaged, err);

	if (damaged && tell)
		build_note_damaged(build->options->branch, build->target, damaged);
	if (rc <= 0)
		return rc;
	if (found.status == BUILD_FAILED && build->options->retry_failed) {
		build_result_release(&found);
		return 0;
	}
	build->result = found;
	return 1;
}

static int find_selftests(struct kernel_build *build, bool tell, struct error **err)
{
	_cleanup_free_ char *work = NULL, *folder = NULL, *damaged = NULL;
	struct selftests_options options;
	int rc;

	if (!build->options->suite || build->result.status == BUILD_FAILED)
		return 1;
	selftests_setup(build, &options, &work);
	rc = selftests_load(&options, &build->result.selftests, &folder, &damaged, err);
	if (damaged && tell)
		build_note_damaged(build->options->branch, folder, damaged);
	if (rc > 0 && build->options->retry_failed && build->result.selftests.not_built) {
		selftests_release(&build->result.selftests);
		return 0;
	}
	build->result.has_selftests = rc > 0;
	return rc;
}

static void add_failing(struct build_result *result, char *owned)
{
	*ARRAY_ADD(result->failing, result->failing_count, result->failing_alloc) = owned;
}

/* The make itself, with what the last one like it took as an estimate. */
static int make_kernel(struct kernel_build *build, enum objdir_kind kind, bool remember,
		       struct error **err)
{
	_cleanup_free_ char *out = xasprintf("O=%s", build->obj);
	_cleanup_free_ char *jobs = xasprintf("-j%u", build->jobs);
	const struct arch_build *arch = &build->toolchain.arch->build;
	const char *const args[] = {"-C", build->src, out, arch->make_arch, jobs, arch->image,
				    "modules", NULL};
	struct objdir_past past = objdir_past(build->work, kind);
	const struct make_options make = {
		.toolchain = &build->toolchain,
		.args = args,
		.log = build->log,
		.hide = build->src,
		.show = true,
		.expected_steps = past.steps,
		.expected_seconds = past.seconds,
	};
	_cleanup_make_ struct make_result made = {0};

	if (!past.steps)
		progress_note("%s: no earlier build of this kind to estimate the time from",
			      build->options->branch);
	progress_start("%s: building %s", build->options->branch, build->options->state);
	if (make_run(&make, &made, err))
		return -1;
	build->result.seconds += made.seconds;
	build->result.compiled = made.compiled;
	if (!made.ok) {
		progress_end("failed: %s", made.failing[0]);
		kernel_build_take_failure(build, &made);
		return 0;
	}
	progress_end("%zu objects compiled", made.compiled);
	if (!remember)
		return 0;
	past = (struct objdir_past){.steps = made.steps, .seconds = made.seconds};
	return objdir_remember(build->work, kind, past, err);
}

/* What the caller needs to run tests at all has to be there. */
static int check_modules(struct kernel_build *build, struct error **err)
{
	if (modules_list(build->obj, &build->result, err))
		return -1;
	for (const char *const *name = build->options->modules; name && *name; name++) {
		if (modules_have(&build->result, *name))
			continue;
		build->result.status = BUILD_FAILED;
		add_failing(&build->result,
			    xasprintf("the configuration does not build module %s", *name));
	}
	return 0;
}

static int compile(struct kernel_build *build, struct error **err)
{
	_cleanup_free_ char *config = path_join(build->obj, ".config");
	_cleanup_free_ char *vmlinux = path_join(build->obj, "vmlinux");
	const struct worktree_options sources = {
		.repo = build->options->repo,
		.tree = build->options->tree,
		.dir = build->src,
	};
	bool scratch, whole;
	double start = clock_seconds();

	if (objdir_begin(build->work, build->obj, build->toolchain.identity, err))
		return -1;
	scratch = !path_exists(config);
	whole = path_exists(vmlinux);
	if (kernel_build_configure(build, err))
		return -1;
	build->result.seconds = clock_seconds() - start;
	/* What an interrupted build left is neither the full work nor the usual rest. */
	if (build->result.status == BUILD_OK &&
	    make_kernel(build, whole ? OBJDIR_INCREMENTAL : OBJDIR_FULL, scratch || whole, err))
		return -1;
	if (worktree_require_unchanged(&sources, err) || objdir_end(build->work, build->obj, err))
		return -1;
	return build->result.status == BUILD_OK ? check_modules(build, err) : 0;
}

/* Copy one file of obj, if it is there or has to be. */
static int publish_file(const struct kernel_build *build, const char *from, const char *name,
			bool must, struct error **err)
{
	_cleanup_free_ char *path = path_join(build->obj, "%s", from);

	if (!must && !path_exists(path))
		return 0;
	return publish_copy(path, build->aside, name, 0666, err);
}

/* What can be said of a result before it is there. */
static void name_result(struct kernel_build *build)
{
	build->result.key = xstrdup(build->key);
	build->result.folder = xstrdup(build->target);
	build->result.log = path_join(build->target, "build.log");
	build->result.toolchain = xstrdup(build->toolchain.identity);
}

/* Is there a folder that is not as it was published? Not one that is published meanwhile. */
static bool is_damaged(const char *folder)
{
	struct build_result found = {0};
	bool there = path_exists(folder);
	int rc = manifest_read_build(folder, &found, NULL, NULL);

	build_result_release(&found);
	return there && !rc;
}

/* A tree whose makefiles leave no .cmd files says nothing about its sources. */
static int publish_sources(const struct kernel_build *build, struct error **err)
{
	_cleanup_free_ char *path = path_join(build->aside, SOURCES_USED_NAME);
	_cleanup_buf_ struct buf list = {0};

	if (sources_used_collect(build->src, build->obj, &list, err))
		return -1;
	return list.len ? file_write(path, list.data, list.len, 0666, err) : 0;
}

static int publish_kernel(struct kernel_build *build, struct error **err)
{
	const struct arch_build *arch = &build->toolchain.arch->build;
	struct build_result *result = &build->result;
	bool ok = result->status == BUILD_OK;
	_cleanup_free_ char *config = path_join(build->obj, ".config");

	if (publish_begin(build->aside, err) ||
	    publish_copy(build->log, build->aside, "build.log", 0666, err) ||
	    publish_file(build, ".config", "config", false, err))
		return -1;
	if (path_exists(config))
		result->config = path_join(build->target, "config");
	if (ok && (publish_file(build, arch->image_path, arch->image, true, err) ||
		   publish_file(build, "System.map", "System.map", true, err) ||
		   publish_file(build, "Module.symvers", "Module.symvers", false, err) ||
		   publish_sources(build, err)))
		return -1;
	for (size_t i = 0; ok && i < result->module_count; i++) {
		_cleanup_free_ char *name = xasprintf("modules/%s", result->modules[i].path);

		if (publish_file(build, result->modules[i].path, name, true, err))
			return -1;
	}
	name_result(build);
	if (ok)
		result->image = path_join(build->target, "%s", arch->image);
	return manifest_write_build(build->aside, result, build->options, err) ||
			       publish_finish(build->aside, build->target,
					      build->options->retry_failed ||
						      is_damaged(build->target),
					      err) ?
		       -1 :
		       0;
}

static int build_selftests(struct kernel_build *build, struct error **err)
{
	struct selftests *tests = &build->result.selftests;
	struct selftests_options options;
	_cleanup_free_ char *work = NULL;

	selftests_setup(build, &options, &work);
	progress_start("%s: building the selftests of %s", build->options->branch,
		       build->options->state);
	/* headers_install writes to obj. */
	if (objdir_begin(build->work, build->obj, build->toolchain.identity, err) ||
	    selftests_build(&options, tests, err) || objdir_end(build->work, build->obj, err))
		return -1;
	build->result.has_selftests = true;
	progress_end("%zu built, %zu not", tests->built, tests->not_built);
	return 0;
}

static int run(struct kernel_build *build, struct error **err)
{
	_cleanup_close_ int fd = -1;
	int kernel, tests;

	kernel = find_kernel(build, false, err);
	tests = kernel > 0 ? find_selftests(build, false, err) : 0;
	if (kernel < 0 || tests < 0)
		return -1;
	if (kernel && tests)
		return 0;
	if (build->options->known_only) {
		if (!kernel) {
			build->result.status = BUILD_NOT_BUILT;
			name_result(build);
		}
		return 0;
	}
	if (kernel_build_lock(build, &fd, err))
		return -1;
	/* Another process may have built it while we waited. */
	build_result_release(&build->result);
	kernel = find_kernel(build, true, err);
	if (kernel < 0 || (!kernel && path_remove(build->log, err)) ||
	    kernel_build_check_out(build, err))
		return -1;
	if (!kernel && (compile(build, err) || publish_kernel(build, err)))
		return -1;
	tests = find_selftests(build, true, err);
	if (tests)
		return tests < 0 ? -1 : 0;
	return build_selftests(build, err);
}

int build_run(const struct build_options *options, struct build_result *ret_result,
	      struct error **err)
{
	struct kernel_build build = {.options = options};
	int rc = kernel_build_prepare(&build, err);

	if (!rc)
		rc = run(&build, err);
	if (rc) {
		error_wrap(err, "building %s of %s", options->state, options->branch);
		progress_end("stopped");
	} else {
		*ret_result = build.result;
		build.result = (struct build_result){0};
	}
	kernel_build_release(&build);
	return rc;
}

void build_result_release(struct build_result *result)
{
	for (size_t i = 0; i < result->failing_count; i++)
		free(result->failing[i]);
	for (size_t i = 0; i < result->module_count; i++) {
		free(result->modules[i].name);
		free(result->modules[i].path);
	}
	free(result->failing);
	free(result->modules);
	free(result->key);
	free(result->folder);
	free(result->toolchain);
	free(result->log);
	free(result->image);
	free(result->config);
	kconfig_gaps_release(&result->ungranted);
	selftests_release(&result->selftests);
	*result = (struct build_result){0};
}
