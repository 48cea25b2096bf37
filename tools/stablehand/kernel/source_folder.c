// SPDX-License-Identifier: GPL-2.0-only
/*
 * An unpacked tree: packed by tar in an order that does not depend on the
 * file system, then imported like any other tarball. What the tree is under
 * version control with is left out.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/source_kinds.h"
#include "kernel/source_stamp.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/progress.h"

#define MAX_MAKEFILE (4u << 20)

static int pack_folder(const struct source_options *options, const char *folder,
		       const char *archive, struct error **err)
{
	const char *const argv[] = { "tar",
				     "-C",
				     folder,
				     "--create",
				     "--file",
				     archive,
				     "--format=posix",
				     "--pax-option=delete=atime,delete=ctime",
				     "--sort=name",
				     "--owner=0",
				     "--group=0",
				     "--numeric-owner",
				     "--anchored",
				     "--exclude=./.git",
				     "--transform=flags=r;s,^[.],tree,",
				     ".",
				     NULL };
	const char *const env[] = {"LC_ALL=C", NULL};
	_cleanup_buf_ struct buf errors = {0};
	int rc;

	progress_start("%s: packing %s", options->branch->name, folder);
	rc = source_download(argv, env, archive, 0, &errors, err);
	progress_end(rc ? "failed" : NULL);
	if (rc > 0)
		return error_set(err, ERROR_ENVIRONMENT, "tar: %s", source_last_line(&errors));
	return rc;
}

/*
 * The version of the tree: what its Makefile says; when the store has that
 * with other content, with a part of the archive's hash, as the tree was edited.
 */
static int choose_version(const struct source_options *options, const char *folder,
			  const char *sha256, char **ret_version, struct error **err)
{
	_cleanup_free_ char *makefile = path_join(folder, "Makefile"), *version = NULL;
	_cleanup_(release_clear) struct release other = {0};
	_cleanup_buf_ struct buf text = {0};
	int rc;

	if (file_read(makefile, MAX_MAKEFILE, &text, err) ||
	    version_from_makefile(buf_str(&text), text.len, &version, err))
		return -1;
	rc = release_find(options->repo, options->branch->name, version, &other, err);
	if (rc > 0)
		*ret_version = xasprintf("%s-g%.12s", version, sha256);
	else if (!rc)
		*ret_version = TAKE_PTR(version);
	return rc < 0 ? -1 : 0;
}

static int import_packed(const struct source_options *options,
			 const struct branch_source *source, const char *archive,
			 struct source_result *result, struct error **err)
{
	const char *name = options->branch->name;
	_cleanup_free_ char *version = NULL, *origin = NULL;
	struct import_options import = {
		.repo = options->repo,
		.path = archive,
		.branch = name,
	};
	char sha256[65];
	int rc;

	if (file_sha256(archive, sha256, err))
		return -1;
	rc = release_find_archive(options->repo, name, sha256, &result->release, err);
	if (rc) {
		result->already_there = rc > 0;
		return rc < 0 ? -1 : 0;
	}
	if (choose_version(options, source->location, sha256, &version, err))
		return -1;
	origin = xasprintf("From %s", strrchr(source->location, '/') + 1);
	import.version = version;
	import.origin = origin;
	import.sha256 = sha256;
	return source_import(&import, result, err);
}

int source_folder_fetch(const struct source_options *options, const struct branch_source *source,
			struct source_result *result, struct error **err)
{
	_cleanup_free_ char *folder = path_join(options->cache_dir, SOURCE_DOWNLOADS);
	_cleanup_free_ char *archive = path_join(folder, "%s.tar", options->branch->name);
	struct source_stamp stamp;
	struct stat st;
	int rc;

	if (options->want_version)
		return error_set(err, ERROR_INPUT, "a folder has only its own release");
	if (stat(source->location, &st))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", source->location);
	if (!S_ISDIR(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a folder", source->location);
	if (source_stamp_take(source->location, &stamp, err))
		return -1;
	rc = source_stamp_find(options, source, &stamp, &result->release, err);
	if (rc) {
		result->already_there = rc > 0;
		return rc < 0 ? -1 : 0;
	}
	if (dir_make(folder, err))
		return -1;
	rc = pack_folder(options, source->location, archive, err);
	if (!rc)
		rc = import_packed(options, source, archive, result, err);
	unlink(archive);
	if (!rc)
		source_stamp_keep(options, source, &stamp, result->release.version);
	return rc;
}
