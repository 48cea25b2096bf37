// SPDX-License-Identifier: GPL-2.0-only
#include "git/beside.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define DEPTH_MAX 5		/* of repositories that borrow from each other, as git has it */
#define LIST_MAX_BYTES (64u << 10)

/* A folder of objects, then those of its list, whose lines are relative to it. */
static int add_folder(git_odb *odb, const char *folder, unsigned depth, struct error **err)
{
	_cleanup_free_ char *list = path_join(folder, "info/alternates");
	_cleanup_buf_ struct buf text = { 0 };

	if (git_odb_add_disk_alternate(odb, folder))
		return error_git(err, ERROR_INPUT, "%s", folder);
	if (!depth || !path_exists(list))
		return 0;
	if (file_read(list, LIST_MAX_BYTES, &text, err))
		return -1;
	for (char *at = (char *)buf_str(&text), *line; (line = strsep(&at, "\n"));) {
		_cleanup_free_ char *other = NULL;

		if (!*line || *line == '#')
			continue;
		other = *line == '/' ? xstrdup(line) : path_join(folder, "%s", line);
		if (add_folder(odb, other, depth - 1, err))
			return -1;
	}
	return 0;
}

int beside_add(git_repository *repo, git_repository *other, struct error **err)
{
	_cleanup_free_ char *folder = xasprintf("%sobjects", git_repository_commondir(other));
	git_odb *odb;
	int rc;

	if (git_repository_odb(&odb, repo))
		return error_git(err, ERROR_ENVIRONMENT, "the store");
	rc = add_folder(odb, folder, DEPTH_MAX, err);
	git_odb_free(odb);
	return rc;
}
