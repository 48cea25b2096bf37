// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build_tree.h"

#include <string.h>
#include <unistd.h>

#include "kernel/build_parts.h"
#include "kernel/configure.h"
#include "kernel/manifest.h"
#include "kernel/objdir.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/progress.h"

#define FORMAT 2		/* raised when what is published changes */

void kernel_build_release(struct kernel_build *build)
{
	toolchain_release(&build->toolchain);
	kconfig_release(&build->wanted);
	buf_release(&build->fragments);
	build_result_release(&build->result);
	free(build->target);
	free(build->work);
	free(build->src);
	free(build->obj);
	free(build->aside);
	free(build->log);
}

static int check_options(const struct build_options *options, struct error **err)
{
	if (options->cache[0] != '/' || strpbrk(options->cache, " \t\n:#$%\\'\"()"))
		return error_set(err, ERROR_INPUT, "cannot build below %s: make accepts "
				 "no blanks, colons or special characters in a path", options->cache);
	if (!path_is_safe(options->branch, strlen(options->branch)) ||
	    strpbrk(options->branch, "/ \t:#$%\\'\"()"))
		return error_set(err, ERROR_INPUT, "%s: not usable as the name of a folder",
				 options->branch);
	return 0;
}

int kernel_build_prepare(struct kernel_build *build, struct error **err)
{
	const struct build_options *options = build->options;
	_cleanup_buf_ struct buf inputs = {0};
	char hex[GIT_OID_HEXSZ + 1];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (check_options(options, err))
		return -1;
	build->work = path_join(options->cache, "work/%s", options->branch);
	if (toolchain_probe(options->arch, options->cache, build->work, &build->toolchain, err))
		return -1;
	for (const char *const *path = options->fragments; *path; path++)
		if (kconfig_read(*path, &build->wanted, err))
			return -1;
	for (size_t i = 0; i < build->wanted.count; i++)
		buf_printf(&build->fragments, "%s=%s\n", build->wanted.options[i].symbol,
			   build->wanted.options[i].value);
	build->jobs = options->jobs ? options->jobs : processors > 0 ? processors : 1;
	buf_printf(&inputs, "build %d\n%s\n%s\n%s", FORMAT,
		   git_oid_tostr(hex, sizeof(hex), &options->tree), build->toolchain.identity,
		   buf_str(&build->fragments));
	for (const char *const *name = options->modules; name && *name; name++)
		buf_printf(&inputs, "module %s\n", *name);
	buf_puts(&inputs, build->toolchain.arch->build.key);
	data_sha256(inputs.data, inputs.len, build->key);
	build->target = path_join(options->cache, "builds/%s", build->key);
	build->src = path_join(build->work, "src");
	build->obj = path_join(build->work, "obj");
	build->aside = path_join(build->work, "publish");
	build->log = path_join(build->work, "build.log");
	return 0;
}

static void on_wait(const char *holder, void *data)
{
	const struct kernel_build *build = data;

	progress_note("%s: waiting for %s, which is building this branch", build->options->branch,
		      *holder ? holder : "another process");
}

int kernel_build_lock(struct kernel_build *build, int *ret_fd, struct error **err)
{
	_cleanup_free_ char *lock = path_join(build->work, "lock");

	return dir_make(build->work, err) || file_lock(lock, on_wait, build, ret_fd, err) ? -1 : 0;
}

static void note_mended(const struct build_options *options, const struct worktree_result *result)
{
	if (!result->mended && !result->strays)
		return;
	progress_note("%s: the work tree differed from %s: %zu restored, %zu stray removed "
		      "(%s%s)", options->branch, options->state, result->mended, result->strays,
		      result->example, result->mended + result->strays > 1 ? ", ..." : "");
}

int kernel_build_check_out(struct kernel_build *build, struct error **err)
{
	const struct worktree_options options = {
		.repo = build->options->repo,
		.tree = build->options->tree,
		.dir = build->src,
		.make_stopped = !objdir_is_done(build->work),
	};
	struct worktree_result result = {0};

	progress_start("%s: checking out %s", build->options->branch, build->options->state);
	if (worktree_switch(&options, &result, err))
		return -1;
	note_mended(build->options, &result);
	progress_end("%zu files written, %zu removed", result.written, result.removed);
	return 0;
}

void kernel_build_take_failure(struct kernel_build *build, struct make_result *made)
{
	build->result.status = BUILD_FAILED;
	build->result.failing = TAKE_PTR(made->failing);
	build->result.failing_count = made->failing_count;
	build->result.failing_alloc = made->failing_alloc;
	made->failing_count = 0;
}

int kernel_build_configure(struct kernel_build *build, struct error **err)
{
	const struct configure_options options = {
		.repo = build->options->repo,
		.tree = build->options->tree,
		.src = build->src,
		.obj = build->obj,
		.work = build->work,
		.toolchain = &build->toolchain,
		.wanted = &build->wanted,
		.text = &build->fragments,
		.log = build->log,
	};
	struct configure_result configured = {0};

	progress_start("%s: configuring %s", build->options->branch, build->options->state);
	if (configure_run(&options, &configured, err))
		return -1;
	build->result.ungranted = configured.gaps;
	configured.gaps = (struct kconfig_gaps){0};
	if (!configured.ok)
		kernel_build_take_failure(build, &configured.failing);
	progress_end(!configured.ok ? "failed" : configured.ran ? NULL : "unchanged");
	configure_result_release(&configured);
	return 0;
}

void build_note_damaged(const char *branch, const char *folder, const char *damaged)
{
	_cleanup_free_ char *name = manifest_folder_name(folder);

	progress_note("%s: %s: %s, building again", branch, name, damaged);
}

int build_tree_open(const struct build_options *options, struct build_tree *ret_tree,
		    struct error **err)
{
	struct kernel_build build = {.options = options};
	_cleanup_close_ int fd = -1;
	int rc = kernel_build_prepare(&build, err);

	if (!rc) {
		free(build.log);
		build.log = path_join(build.work, "external.log");
		rc = kernel_build_lock(&build, &fd, err) || kernel_build_check_out(&build, err) ||
		     objdir_begin(build.work, build.obj, build.toolchain.identity, err) ||
		     kernel_build_configure(&build, err) ? -1 : 0;
	}
	if (!rc) {
		*ret_tree = (struct build_tree){
			.sources = {.repo = options->repo, .tree = options->tree},
			.work = TAKE_PTR(build.work),
			.src = TAKE_PTR(build.src),
			.obj = TAKE_PTR(build.obj),
			.toolchain = build.toolchain,
			.jobs = build.jobs,
			.lock = fd,
			.configured = build.result,
		};
		ret_tree->sources.dir = ret_tree->src;
		build.result = (struct build_result){0};
		build.toolchain = (struct toolchain){0};
		fd = -1;
	}
	kernel_build_release(&build);
	return rc;
}

int build_tree_close(struct build_tree *tree, struct error **err)
{
	return worktree_require_unchanged(&tree->sources, err) || objdir_end(tree->work, tree->obj, err) ?
	       -1 : 0;
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
