// SPDX-License-Identifier: GPL-2.0-only
/* What killed imports have left among the packs. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "git/pack_parts.h"
#include "util/file.h"

#define ORPHAN_SECONDS 600

static bool has_no_index(const char *folder, const char *name)
{
	_cleanup_free_ char *index = NULL;
	size_t len = strlen(name);

	if (strncmp(name, "pack-", 5) || len < 10 || strcmp(name + len - 5, ".pack"))
		return false;
	index = path_join(folder, "%.*s.idx", (int)(len - 5), name);
	return !path_exists(index);
}

/* By age, too: a git that somebody runs in the store does not know of our lock. */
static bool is_orphan(const char *folder, const char *name)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	struct stat st;

	return (!strncmp(name, PACK_GIT_ASIDE, strlen(PACK_GIT_ASIDE)) || has_no_index(folder, name)) &&
	       !stat(path, &st) && st.st_mtime + ORPHAN_SECONDS < time(NULL);
}

void pack_sweep(git_repository *repo)
{
	_cleanup_free_ char *folder = pack_folder(repo);
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, PACK_ASIDE, strlen(PACK_ASIDE)) ||
		    is_orphan(folder, entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}
