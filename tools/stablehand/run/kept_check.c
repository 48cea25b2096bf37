// SPDX-License-Identifier: GPL-2.0-only
#include "run/kept_check.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "git/store_lock.h"
#include "kernel/manifest.h"
#include "store/results_copy.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

static int check_store(const struct context *context, bool mend, struct kept_report *report,
		       struct error **err)
{
	_cleanup_free_ char *path = path_join(context->cache, "store.git");
	_cleanup_close_ int lock = -1;

	if (!path_exists(path))
		return 0;
	return store_lock(path, &lock, err) || store_check(path, mend, &report->store, err) ? -1 : 0;
}

static int check_results(const struct context *context, bool mend, struct kept_report *report,
			 struct error **err)
{
	_cleanup_free_ char *path = path_join(context->state, "results.db");
	_cleanup_close_ int lock = -1;
	int rc;

	if (context_lock_stores(context, &lock, err))
		return -1;
	rc = results_check(path, &report->results_why, err);
	if (rc || !mend)
		return rc < 0 ? -1 : 0;
	return results_restore(path, &report->results_said, err);
}

int kept_check(const struct context *context, bool mend, struct kept_report *report,
	       struct error **err)
{
	*report = (struct kept_report){ .mended = mend };
	progress_start("Checking what is kept");
	if (check_store(context, mend, report, err) || check_results(context, mend, report, err)) {
		progress_end("failed");
		return -1;
	}
	progress_end(NULL);
	return 0;
}

static int check_build(const char *folder, bool mend, struct kept_report *report,
		       struct error **err)
{
	_cleanup_free_ char *damaged = NULL, *name = NULL;
	int rc;

	if (interrupt_pending())
		return interrupt_error(err);
	rc = manifest_check(folder, &damaged, err);
	report->builds++;
	if (rc)
		return rc < 0 ? -1 : 0;
	name = manifest_folder_name(folder);
	*ARRAY_ADD(report->damaged_builds, report->damaged_build_count, report->damaged_build_alloc) =
		xasprintf("%s: %s", name, damaged);
	return mend ? path_remove(folder, err) : 0;
}

int kept_check_builds(const struct context *context, bool mend, struct kept_report *report,
		      struct error **err)
{
	_cleanup_free_ char *builds = path_join(context->cache, "builds");
	DIR *dir = opendir(builds);
	struct dirent *entry;
	int rc = 0;

	if (!dir && errno != ENOENT)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", builds);
	while (!rc && dir && (entry = readdir(dir))) {
		_cleanup_free_ char *folder = path_join(builds, "%s", entry->d_name);

		/* What is on its way has a name that begins with a dot. */
		if (entry->d_name[0] != '.')
			rc = check_build(folder, mend, report, err);
	}
	if (dir)
		closedir(dir);
	return rc;
}

bool kept_is_damaged(const struct kept_report *report)
{
	return report->store.damaged_count || report->damaged_build_count || report->results_why;
}

void kept_report_release(struct kept_report *report)
{
	store_report_release(&report->store);
	for (size_t i = 0; i < report->damaged_build_count; i++)
		free(report->damaged_builds[i]);
	free(report->damaged_builds);
	free(report->results_why);
	free(report->results_said);
	*report = (struct kept_report){0};
}
