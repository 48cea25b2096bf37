// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "kernel/source_kinds.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/progress.h"

#define APT_HELPER "/usr/lib/apt/apt-helper"
#define MAX_DOWNLOAD "--fsize=4294967296"

static bool begins(const char *text, const char *with)
{
	return !strncasecmp(text, with, strlen(with));
}

/* Apt's last line only says that it failed; the one before ends in "  <why>". */
static const char *complaint(struct buf *errors)
{
	char *failed = strstr(buf_str(errors), "E: Failed to fetch ");
	char *why = failed ? strstr(failed, "  ") : NULL;

	if (!why || why - failed > (long)strcspn(failed, "\n"))
		return source_last_line(errors);
	why += 2;
	why[strcspn(why, "\n")] = '\0';
	return why;
}

/* With apt's own downloader where there is one, else with curl. Both go on where they stopped. */
static int download_to(const char *url, const char *part, struct error **err)
{
	const char *const with_apt[] = {
		"prlimit", MAX_DOWNLOAD, "--", APT_HELPER, "-o", "APT::Sandbox::User=root",
		"-o", "Acquire::Retries=0", "download-file", url, part, NULL
	};
	const char *const with_curl[] = {
		"prlimit", MAX_DOWNLOAD, "--", "curl", "--fail", "--location", "--silent",
		"--show-error", "--proto", "=https,http", "--continue-at", "-", "--output", part,
		"--url", url, NULL
	};
	const char *const env[] = {"LC_ALL=C", NULL};
	_cleanup_buf_ struct buf errors = {0};
	bool apt = process_in_path(APT_HELPER);
	int rc;

	if (!apt && !process_in_path("curl"))
		return error_set(err, ERROR_ENVIRONMENT,
				 "downloading needs curl: apt-get install curl");
	rc = source_download(apt ? with_apt : with_curl, env, part, 0, &errors, err);
	if (rc > 0)
		return error_set(err, ERROR_ENVIRONMENT, "%s: %s", url, complaint(&errors));
	return rc;
}

/* Download, check, and give the path of the file; a file that is there already is whole. */
static int download(const struct source_options *options, const struct branch_source *source,
		    char **ret_path, struct error **err)
{
	_cleanup_free_ char *folder = path_join(options->cache_dir, SOURCE_DOWNLOADS);
	_cleanup_free_ char *path = path_join(folder, "%s", source->sha256);
	_cleanup_free_ char *part = xasprintf("%s.part", path);
	_cleanup_free_ char *lock_path = xasprintf("%s.lock", path);
	_cleanup_close_ int lock = -1;
	char sha256[65];
	int rc;

	if (!begins(source->location, "https://") && !begins(source->location, "http://"))
		return error_set(err, ERROR_INPUT, "%s: not https, http or file", source->location);
	if (dir_make(folder, err) || file_lock(lock_path, NULL, NULL, &lock, err))
		return -1;
	if (!path_exists(path)) {
		progress_start("%s: downloading %s", options->branch->name, source->location);
		rc = download_to(source->location, part, err);
		progress_end(rc ? "failed" : NULL);
		if (rc || file_sha256(part, sha256, err))
			return -1;
		if (strcmp(sha256, source->sha256)) {
			unlink(part);
			return error_set(err, ERROR_INPUT, "%s: its SHA-256 is %s, not %s",
					 source->location, sha256, source->sha256);
		}
		if (rename(part, path))
			return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	}
	unlink(lock_path);
	*ret_path = TAKE_PTR(path);
	return 0;
}

int source_tarball_fetch(const struct source_options *options,
			 const struct branch_source *source, struct source_result *result,
			 struct error **err)
{
	struct import_options import = {
		.repo = options->repo,
		.branch = options->branch->name,
		.version = source->version,
		.sha256 = source->sha256,
	};
	_cleanup_free_ char *downloaded = NULL, *origin = NULL;
	bool local = !source->is_url || begins(source->location, "file:///");
	int rc;

	if (options->want_version &&
	    (!source->version || strcmp(source->version, options->want_version)))
		return error_set(err, ERROR_INPUT, "it holds release %s",
				 source->version ? source->version : "of a version not stated");
	if (source->sha256) {
		rc = release_find_archive(options->repo, options->branch->name, source->sha256,
					  &result->release, err);
		if (rc) {
			result->already_there = rc > 0;
			return rc < 0 ? -1 : 0;
		}
	}
	if (local) {
		import.path = source->location + (source->is_url ? strlen("file://") : 0);
	} else {
		if (download(options, source, &downloaded, err))
			return -1;
		import.path = downloaded;
	}
	origin = xasprintf("From %s", strrchr(source->location, '/') + 1);
	import.origin = origin;
	if (source_import(&import, result, err))
		return -1;
	/* It is in the store now: what would be kept twice is not kept. */
	if (downloaded)
		unlink(downloaded);
	return 0;
}
