// SPDX-License-Identifier: GPL-2.0-only
#include "run/context.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch/arch.h"
#include "git/repo.h"
#include "index/cve_table.h"
#include "run/executor_conf.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/file.h"

static int xdg_folder(const char *variable, const char *below_home, char **ret_path,
		      struct error **err)
{
	const char *base = getenv(variable), *home = getenv("HOME");

	/* The XDG specification has relative values ignored. */
	if (base && base[0] == '/')
		*ret_path = path_join(base, "stablehand");
	else if (home && home[0] == '/')
		*ret_path = path_join(home, "%s/stablehand", below_home);
	else
		return error_set(err, ERROR_ENVIRONMENT, "neither %s nor HOME is set", variable);
	return 0;
}

/* Beside the program in a build folder, in ../lib/stablehand when installed. */
static char *find_guest(const char *name)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash, *path;

	if (len < 0)
		return NULL;
	self[len] = '\0';
	slash = strrchr(self, '/');
	*slash = '\0';
	path = path_join(self, "%s", name);
	if (path_exists(path))
		return path;
	free(path);
	path = path_join(self, "../lib/stablehand/%s", name);
	if (path_exists(path))
		return path;
	free(path);
	return NULL;
}

char *context_guest_init(const struct context *context, const struct arch *arch)
{
	_cleanup_free_ char *name = NULL;

	if (arch == arch_default())
		return xstrdup(context->guest_init);
	name = xasprintf("guest-init-%s", arch->name);
	return find_guest(name);
}

static bool is_project(const char *folder)
{
	_cleanup_free_ char *series = path_join(folder, "series.conf");
	_cleanup_free_ char *kernels = path_join(folder, "kernels");

	return path_exists(series) && path_exists(kernels);
}

int context_check_project(const struct context *context, struct error **err)
{
	if (is_project(context->project))
		return 0;
	return error_set(err, ERROR_INPUT, "%s: no series.conf and kernels/ here, nor above; name the "
			 "project with -C DIR", context->project);
}

/* Like git: the folder itself or the nearest one above it. */
static char *find_project(const char *folder)
{
	_cleanup_free_ char *at = xstrdup(folder);

	while (!is_project(at)) {
		char *slash = strrchr(at, '/');

		if (!slash || !slash[1])
			return xstrdup(folder);
		slash[slash == at] = '\0';
	}
	return TAKE_PTR(at);
}

int context_init(struct context *context, const char *directory, bool needs_project,
		 struct error **err)
{
	char resolved[PATH_MAX];
	struct stat st;

	if (!directory)
		directory = ".";
	if (!realpath(directory, resolved) || stat(resolved, &st))
		return error_errno(err, ERROR_INPUT, "%s", directory);
	if (!S_ISDIR(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a folder", directory);
	context->project = find_project(resolved);
	if (xdg_folder("XDG_CACHE_HOME", ".cache", &context->cache, err) ||
	    xdg_folder("XDG_STATE_HOME", ".local/state", &context->state, err))
		return -1;
	context->logs = path_join(context->state, "logs");
	context->guest_init = find_guest("guest-init");
	context->guest_coverage = find_guest("guest-coverage");
	return needs_project ? context_check_project(context, err) : 0;
}

int context_lock_stores(const struct context *context, int *ret_fd, struct error **err)
{
	_cleanup_free_ char *locks = path_join(context->cache, "locks");
	_cleanup_free_ char *lock = path_join(locks, "stores");

	return dir_make(locks, err) ? -1 : file_lock(lock, NULL, NULL, ret_fd, err);
}

int context_store(struct context *context, struct error **err)
{
	_cleanup_free_ char *store = path_join(context->cache, "store.git");
	_cleanup_close_ int fd = -1;

	/* One that is there is whole. */
	if (!path_exists(store) && context_lock_stores(context, &fd, err))
		return -1;
	return context->repo ? 0 : repo_open(store, &context->repo, err);
}

int context_results(struct context *context, struct error **err)
{
	_cleanup_free_ char *database = path_join(context->state, "results.db");
	_cleanup_close_ int fd = -1;

	if (dir_make(context->state, err) || context_lock_stores(context, &fd, err))
		return -1;
	return context->results ? 0 : results_open(database, &context->results, err);
}

int context_results_to_read(struct context *context, struct error **err)
{
	_cleanup_free_ char *database = path_join(context->state, "results.db");
	struct stat st;

	if (!stat(database, &st))
		return results_open_to_read(database, &context->results, err);
	return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", database);
}

void context_release(struct context *context)
{
	git_repository_free(context->repo);
	results_close(context->results);
	cve_table_free(&context->cves);
	free(context->project);
	free(context->cache);
	free(context->state);
	free(context->logs);
	executor_conf_free(&context->executor);
	free(context->guest_init);
	free(context->guest_coverage);
	*context = (struct context){0};
}
