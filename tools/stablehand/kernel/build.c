// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/build_tree.h"
#include "kernel/configure.h"
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

#define FORMAT 2		/* raised when what is published changes */

/* What one call knows. */
struct job {
	const struct build_options *options;
	struct toolchain toolchain;
	struct kconfig wanted;
	struct buf fragments;		/* their assignments: a comment changes no kernel */
	unsigned jobs;
	char key[65];
	char *target;			/* <cache>/builds/<key> */
	char *work, *src, *obj, *aside, *log;
	struct worktree_result switched;
	struct build_result result;
};

const char *build_status_name(enum build_status status)
{
	static const char *const names[] = {
		[BUILD_OK] = "ok",
		[BUILD_FAILED] = "failed",
		[BUILD_NOT_BUILT] = "not built",
	};

	return names[status];
}

static void job_release(struct job *job)
{
	toolchain_release(&job->toolchain);
	kconfig_release(&job->wanted);
	buf_release(&job->fragments);
	build_result_release(&job->result);
	free(job->target);
	free(job->work);
	free(job->src);
	free(job->obj);
	free(job->aside);
	free(job->log);
}

static int check_options(const struct build_options *options, struct error **err)
{
	if (options->cache[0] != '/' || strpbrk(options->cache, " \t\n:#$%\\'\"()"))
		return error_set(err, ERROR_INPUT, "kernels cannot be built below %s: make takes "
				 "no blanks, colons or signs in a path", options->cache);
	if (!path_is_safe(options->branch, strlen(options->branch)) ||
	    strpbrk(options->branch, "/ \t:#$%\\'\"()"))
		return error_set(err, ERROR_INPUT, "%s: not good as a folder name",
				 options->branch);
	return 0;
}

static int prepare(struct job *job, struct error **err)
{
	const struct build_options *options = job->options;
	_cleanup_buf_ struct buf inputs = {0};
	char hex[GIT_OID_HEXSZ + 1];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (check_options(options, err) || toolchain_probe(&job->toolchain, err))
		return -1;
	for (const char *const *path = options->fragments; *path; path++)
		if (kconfig_read(*path, &job->wanted, err))
			return -1;
	for (size_t i = 0; i < job->wanted.count; i++)
		buf_printf(&job->fragments, "%s=%s\n", job->wanted.options[i].symbol,
			   job->wanted.options[i].value);
	job->jobs = options->jobs ? options->jobs : processors > 0 ? processors : 1;
	buf_printf(&inputs, "build %d\n%s\n%s\n%s", FORMAT,
		   git_oid_tostr(hex, sizeof(hex), &options->tree), job->toolchain.identity,
		   buf_str(&job->fragments));
	for (const char *const *name = options->modules; name && *name; name++)
		buf_printf(&inputs, "module %s\n", *name);
	data_sha256(inputs.data, inputs.len, job->key);
	job->target = path_join(options->cache, "builds/%s", job->key);
	job->work = path_join(options->cache, "work/%s", options->branch);
	job->src = path_join(job->work, "src");
	job->obj = path_join(job->work, "obj");
	job->aside = path_join(job->work, "publish");
	job->log = path_join(job->work, "build.log");
	return 0;
}

static void selftests_setup(const struct job *job, struct selftests_options *ret, char **ret_work)
{
	*ret_work = path_join(job->work, "selftests");
	*ret = (struct selftests_options){
		.repo = job->options->repo,
		.tree = job->options->tree,
		.suite = job->options->suite,
		.cache = job->options->cache,
		.toolchain = &job->toolchain,
		.src = job->src,
		.obj = job->obj,
		.work = *ret_work,
		.jobs = job->jobs,
		.replace = job->options->retry_failed,
	};
}

/* Is a published kernel there that answers the question? 1, 0, -1. */
static int find_kernel(struct job *job, struct error **err)
{
	struct build_result found = {0};
	int rc = manifest_read_build(job->target, &found, err);

	if (rc <= 0)
		return rc;
	if (found.status == BUILD_FAILED && job->options->retry_failed) {
		build_result_release(&found);
		return 0;
	}
	job->result = found;
	return 1;
}

static int find_selftests(struct job *job, struct error **err)
{
	struct selftests_options options;
	_cleanup_free_ char *work = NULL;
	int rc;

	if (!job->options->suite || job->result.status == BUILD_FAILED)
		return 1;
	selftests_setup(job, &options, &work);
	rc = selftests_load(&options, &job->result.selftests, err);
	if (rc > 0 && job->options->retry_failed && job->result.selftests.not_built) {
		selftests_release(&job->result.selftests);
		return 0;
	}
	job->result.has_selftests = rc > 0;
	return rc;
}

static void on_wait(const char *holder, void *data)
{
	struct job *job = data;

	progress_note("%s: waiting for %s, which builds this branch", job->options->branch,
		      *holder ? holder : "another process");
}

static int check_out(struct job *job, struct error **err)
{
	struct worktree_options options = {
		.repo = job->options->repo,
		.tree = job->options->tree,
		.dir = job->src,
	};

	progress_start("%s: checking out %s", job->options->branch, job->options->state);
	if (worktree_switch(&options, &job->switched, err))
		return -1;
	progress_end("%zu files written, %zu removed", job->switched.written,
		     job->switched.removed);
	return 0;
}

/* Take the failure of a make over into the result. */
static void take_failure(struct job *job, struct make_result *made)
{
	job->result.status = BUILD_FAILED;
	job->result.failing = TAKE_PTR(made->failing);
	job->result.failing_count = made->failing_count;
	job->result.failing_alloc = made->failing_alloc;
	made->failing_count = 0;
}

static void add_failing(struct build_result *result, char *owned)
{
	*ARRAY_ADD(result->failing, result->failing_count, result->failing_alloc) = owned;
}

static int configure(struct job *job, struct error **err)
{
	const struct configure_options options = {
		.repo = job->options->repo,
		.tree = job->options->tree,
		.src = job->src,
		.obj = job->obj,
		.work = job->work,
		.toolchain = &job->toolchain,
		.wanted = &job->wanted,
		.text = &job->fragments,
		.log = job->log,
	};
	struct configure_result configured = {0};

	progress_start("%s: configuring %s", job->options->branch, job->options->state);
	if (configure_run(&options, &configured, err))
		return -1;
	job->result.ungranted = configured.gaps;
	configured.gaps = (struct kconfig_gaps){0};
	if (!configured.ok)
		take_failure(job, &configured.failing);
	progress_end(!configured.ok ? "failed" : configured.ran ? NULL : "unchanged");
	configure_result_release(&configured);
	return 0;
}

/* The make itself, with what the last one like it took as an estimate. */
static int make_kernel(struct job *job, enum objdir_kind kind, bool remember, struct error **err)
{
	_cleanup_free_ char *out = xasprintf("O=%s", job->obj);
	_cleanup_free_ char *jobs = xasprintf("-j%u", job->jobs);
	const char *const args[] = {"-C", job->src, out, "ARCH=x86_64", jobs, "bzImage",
				    "modules", NULL};
	struct objdir_past past = objdir_past(job->work, kind);
	const struct make_options make = {
		.toolchain = &job->toolchain,
		.args = args,
		.log = job->log,
		.hide = job->src,
		.show = true,
		.expected_steps = past.steps,
		.expected_seconds = past.seconds,
	};
	_cleanup_make_ struct make_result made = {0};

	if (!past.steps)
		progress_note("%s: no build like this one yet to estimate the time from",
			      job->options->branch);
	progress_start("%s: building %s", job->options->branch, job->options->state);
	if (make_run(&make, &made, err))
		return -1;
	job->result.seconds += made.seconds;
	job->result.compiled = made.compiled;
	if (!made.ok) {
		progress_end("failed: %s", made.failing[0]);
		take_failure(job, &made);
		return 0;
	}
	progress_end("%zu objects compiled", made.compiled);
	if (!remember)
		return 0;
	past = (struct objdir_past){.steps = made.steps, .seconds = made.seconds};
	return objdir_remember(job->work, kind, past, err);
}

/* What the caller needs to run tests at all has to be there. */
static int check_modules(struct job *job, struct error **err)
{
	if (modules_list(job->obj, &job->result, err))
		return -1;
	for (const char *const *name = job->options->modules; name && *name; name++) {
		if (modules_have(&job->result, *name))
			continue;
		job->result.status = BUILD_FAILED;
		add_failing(&job->result,
			    xasprintf("the configuration gives no module %s", *name));
	}
	return 0;
}

static int compile(struct job *job, struct error **err)
{
	_cleanup_free_ char *config = path_join(job->obj, ".config");
	_cleanup_free_ char *vmlinux = path_join(job->obj, "vmlinux");
	bool scratch, whole;
	double start = clock_seconds();

	if (objdir_begin(job->work, job->obj, job->toolchain.identity, err))
		return -1;
	scratch = !path_exists(config);
	whole = path_exists(vmlinux);
	if (configure(job, err))
		return -1;
	job->result.seconds = clock_seconds() - start;
	/* What an interrupted build left is neither the full work nor the usual rest. */
	if (job->result.status == BUILD_OK &&
	    make_kernel(job, whole ? OBJDIR_INCREMENTAL : OBJDIR_FULL, scratch || whole, err))
		return -1;
	if (objdir_end(job->work, err))
		return -1;
	return job->result.status == BUILD_OK ? check_modules(job, err) : 0;
}

/* Copy one file of obj, if it is there or has to be. */
static int publish_file(const struct job *job, const char *from, const char *name, bool must,
			struct error **err)
{
	_cleanup_free_ char *path = path_join(job->obj, "%s", from);

	if (!must && !path_exists(path))
		return 0;
	return publish_copy(path, job->aside, name, 0666, err);
}

/* What can be said of a result before it is there. */
static void name_result(struct job *job)
{
	job->result.key = xstrdup(job->key);
	job->result.folder = xstrdup(job->target);
	job->result.log = path_join(job->target, "build.log");
	job->result.toolchain = xstrdup(job->toolchain.identity);
}

/* Does a folder without a good manifest stand in the way? What is published meanwhile does not. */
static bool is_damaged(const char *folder)
{
	struct build_result found = {0};
	bool there = path_exists(folder);
	int rc = manifest_read_build(folder, &found, NULL);

	build_result_release(&found);
	return there && !rc;
}

/* A tree whose makefiles leave no .cmd files says nothing about its sources. */
static int publish_sources(const struct job *job, struct error **err)
{
	_cleanup_free_ char *path = path_join(job->aside, SOURCES_USED_NAME);
	_cleanup_buf_ struct buf list = {0};

	if (sources_used_collect(job->src, job->obj, &list, err))
		return -1;
	return list.len ? file_write(path, list.data, list.len, 0666, err) : 0;
}

static int publish_kernel(struct job *job, struct error **err)
{
	struct build_result *result = &job->result;
	bool ok = result->status == BUILD_OK;
	_cleanup_free_ char *config = path_join(job->obj, ".config");

	if (publish_begin(job->aside, err) ||
	    publish_copy(job->log, job->aside, "build.log", 0666, err) ||
	    publish_file(job, ".config", "config", false, err))
		return -1;
	if (path_exists(config))
		result->config = path_join(job->target, "config");
	if (ok && (publish_file(job, "arch/x86/boot/bzImage", "bzImage", true, err) ||
		   publish_file(job, "System.map", "System.map", true, err) ||
		   publish_file(job, "Module.symvers", "Module.symvers", false, err) ||
		   publish_sources(job, err)))
		return -1;
	for (size_t i = 0; ok && i < result->module_count; i++) {
		_cleanup_free_ char *name = xasprintf("modules/%s", result->modules[i].path);

		if (publish_file(job, result->modules[i].path, name, true, err))
			return -1;
	}
	name_result(job);
	if (ok)
		result->image = path_join(job->target, "bzImage");
	return manifest_write_build(job->aside, result, job->options, err) ||
	       publish_finish(job->aside, job->target,
			      job->options->retry_failed || is_damaged(job->target), err) ? -1 : 0;
}

static int build_selftests(struct job *job, struct error **err)
{
	struct selftests *tests = &job->result.selftests;
	struct selftests_options options;
	_cleanup_free_ char *work = NULL;

	selftests_setup(job, &options, &work);
	progress_start("%s: building the selftests of %s", job->options->branch,
		       job->options->state);
	/* headers_install writes to obj. */
	if (objdir_begin(job->work, job->obj, job->toolchain.identity, err) ||
	    selftests_build(&options, tests, err) || objdir_end(job->work, err))
		return -1;
	job->result.has_selftests = true;
	progress_end("%zu built, %zu not", tests->built, tests->not_built);
	return 0;
}

static int run(struct job *job, struct error **err)
{
	_cleanup_free_ char *lock = path_join(job->work, "lock");
	_cleanup_close_ int fd = -1;
	int kernel, tests;

	kernel = find_kernel(job, err);
	tests = kernel > 0 ? find_selftests(job, err) : 0;
	if (kernel < 0 || tests < 0)
		return -1;
	if (kernel && tests)
		return 0;
	if (job->options->known_only) {
		if (!kernel) {
			job->result.status = BUILD_NOT_BUILT;
			name_result(job);
		}
		return 0;
	}
	if (dir_make(job->work, err) || file_lock(lock, on_wait, job, &fd, err))
		return -1;
	/* Another process may have built it while we waited. */
	build_result_release(&job->result);
	kernel = find_kernel(job, err);
	if (kernel < 0 || (!kernel && path_remove(job->log, err)) || check_out(job, err))
		return -1;
	if (!kernel && (compile(job, err) || publish_kernel(job, err)))
		return -1;
	tests = find_selftests(job, err);
	if (tests)
		return tests < 0 ? -1 : 0;
	return build_selftests(job, err);
}

int build_run(const struct build_options *options, struct build_result *ret_result,
	      struct error **err)
{
	struct job job = {.options = options};
	int rc = prepare(&job, err);

	if (!rc)
		rc = run(&job, err);
	if (rc) {
		error_wrap(err, "building %s of %s", options->state, options->branch);
		progress_end("stopped");
	} else {
		*ret_result = job.result;
		job.result = (struct build_result){0};
	}
	job_release(&job);
	return rc;
}

int build_tree_open(const struct build_options *options, struct build_tree *ret_tree,
		    struct error **err)
{
	struct job job = {.options = options};
	_cleanup_free_ char *lock = NULL;
	_cleanup_close_ int fd = -1;
	int rc = prepare(&job, err);

	if (!rc) {
		lock = path_join(job.work, "lock");
		free(job.log);
		job.log = path_join(job.work, "external.log");
		rc = dir_make(job.work, err) || file_lock(lock, on_wait, &job, &fd, err) ||
		     check_out(&job, err) ||
		     objdir_begin(job.work, job.obj, job.toolchain.identity, err) ||
		     configure(&job, err) ? -1 : 0;
	}
	if (!rc) {
		*ret_tree = (struct build_tree){
			.work = TAKE_PTR(job.work),
			.src = TAKE_PTR(job.src),
			.obj = TAKE_PTR(job.obj),
			.toolchain = job.toolchain,
			.jobs = job.jobs,
			.lock = fd,
			.configured = job.result,
		};
		job.result = (struct build_result){0};
		job.toolchain = (struct toolchain){0};
		fd = -1;
	}
	job_release(&job);
	return rc;
}

int build_tree_close(struct build_tree *tree, struct error **err)
{
	return objdir_end(tree->work, err);
}

void build_tree_release(struct build_tree *tree)
{
	free(tree->work);
	free(tree->src);
	free(tree->obj);
	build_result_release(&tree->configured);
	toolchain_release(&tree->toolchain);
	if (tree->lock > 0)
		close(tree->lock);
	*tree = (struct build_tree){0};
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
