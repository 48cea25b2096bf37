// SPDX-License-Identifier: GPL-2.0-only
#include "run/port_gone.h"

#include <dirent.h>
#include <errno.h>
#include <git2.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "deliver/written_before.h"
#include "run/context.h"
#include "run/pipeline.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

static bool is_series(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

/* "fix.old-1", as what was moved aside is called. */
static bool is_aside(const char *name)
{
	const char *old = strstr(name, ".old-");

	return old && strspn(old + 5, "0123456789") == strlen(old + 5);
}

static int retire(const struct branch_run *run, const char *dir, const char *name,
		  struct error **err)
{
	const struct branch_result *result = run->result;
	_cleanup_free_ char *path = path_join(dir, "%s", name);
	_cleanup_free_ char *ref = xasprintf("refs/ports/%s/%s", result->branch, name);
	_cleanup_free_ char *aside = NULL;
	char *const none[] = { NULL };
	struct stat st;

	if (lstat(path, &st) || !S_ISDIR(st.st_mode))
		return 0;
	if (written_before(path, none, NULL, &aside, err))
		return -1;
	if (!aside)
		return 0;
	if (git_reference_remove(run->context->repo, ref))
		return error_git(err, ERROR_ENVIRONMENT, "removing %s", ref);
	progress_note("%s: series.conf has no series %s any more: its patches of an earlier run were "
		      "moved to %s", result->branch, name, aside);
	return 0;
}

int port_gone(const struct branch_run *run, const char *const *names, struct error **err)
{
	_cleanup_free_ char *dir = path_join(run->options->out, "%s", run->result->branch);
	DIR *folder = opendir(dir);
	struct dirent *entry;
	int rc = 0;

	if (!folder)
		return errno == ENOENT ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", dir);
	while (!rc && (entry = readdir(folder)))
		if (*entry->d_name != '.' && !is_aside(entry->d_name) &&
		    !is_series(names, entry->d_name))
			rc = retire(run, dir, entry->d_name, err);
	closedir(folder);
	return rc;
}
