// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kernel/worktree_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define MAX_DEPTH 256
#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* One look on its way through the tree, in the order of the index: by whole paths. */
struct tree_walk {
	struct worktree_look *look;
	git_odb *odb;
	struct timespec start;	/* of the file system's clock */
	size_t at;		/* index entries before it are behind us */
	struct buf path;	/* of what is looked at */
	unsigned depth;
};

/* Put a name behind the path. Returns the length before, for leave(). */
static size_t enter(struct tree_walk *walk, const char *name)
{
	size_t before = walk->path.len;

	if (before)
		buf_add(&walk->path, "/", 1);
	buf_puts(&walk->path, name);
	return before;
}

static void leave(struct tree_walk *walk, size_t before)
{
	walk->path.len = before;
	if (walk->path.data)
		walk->path.data[before] = '\0';
}

/*
 * The index's entry for the path; those before it that no file of the tree asked for are
 * gone. NULL: all the rest is.
 */
static const git_index_entry *recorded(struct tree_walk *walk, const char *path)
{
	static const git_oid none;
	const git_index_entry *entry;

	while ((entry = git_index_get_byindex(walk->look->index, walk->at))) {
		int order = path ? strcmp(entry->path, path) : -1;

		if (order > 0)
			return NULL;
		walk->at++;
		if (!order)
			return entry;
		treefiles_add(&walk->look->gone, entry->path, &none, 0);
	}
	return NULL;
}

static bool has_times(const git_index_entry *entry)
{
	return entry->ctime.seconds || entry->ctime.nanoseconds;
}

static bool same_stat(const git_index_entry *a, const git_index_entry *b)
{
	return a->ctime.seconds == b->ctime.seconds &&
	       a->ctime.nanoseconds == b->ctime.nanoseconds &&
	       a->mtime.seconds == b->mtime.seconds &&
	       a->mtime.nanoseconds == b->mtime.nanoseconds && a->ino == b->ino &&
	       a->file_size == b->file_size;
}

/* May it be written to once more without another ctime? */
static bool is_racy(const struct tree_walk *walk, const struct stat *st)
{
	return st->st_ctim.tv_sec > walk->start.tv_sec ||
	       (st->st_ctim.tv_sec == walk->start.tv_sec &&
		st->st_ctim.tv_nsec >= walk->start.tv_nsec);
}

static uint32_t mode_of(const struct stat *st)
{
	if (S_ISLNK(st->st_mode))
		return GIT_FILEMODE_LINK;
	if (!S_ISREG(st->st_mode))
		return 0;
	return st->st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

static bool read_link(int at, const char *name, struct buf *content)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(at, name, target, sizeof(target));

	if (n < 0)
		return false;
	buf_add(content, target, n);
	return true;
}

static bool read_file(int at, const char *name, size_t size, struct buf *content)
{
	_cleanup_close_ int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char bytes[65536];
	ssize_t n;

	if (fd < 0)
		return false;
	while ((n = read(fd, bytes, sizeof(bytes)))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || content->len + n > size)
			return false;
		buf_add(content, bytes, n);
	}
	return true;
}

/* Is the content the blob's? A size that is another one tells without reading. */
static bool same_content(struct tree_walk *walk, int at, const char *name, const struct stat *st,
			 const git_oid *id)
{
	_cleanup_buf_ struct buf content = {0};
	git_object_t type;
	git_oid have;
	size_t size;

	if (git_odb_read_header(&size, &type, walk->odb, id) || size != (size_t)st->st_size)
		return false;
	walk->look->hashed++;
	progress_update(0, 0, 0, buf_str(&walk->path));
	if (!(S_ISLNK(st->st_mode) ? read_link(at, name, &content) :
	      read_file(at, name, size, &content)))
		return false;
	return !git_odb_hash(&have, buf_str(&content), content.len, GIT_OBJECT_BLOB) &&
	       git_oid_equal(&have, id);
}

static bool touch(int at, const char *name, struct stat *st)
{
	return !utimensat(at, name, NULL, AT_SYMLINK_NOFOLLOW) &&
	       !fstatat(at, name, st, AT_SYMLINK_NOFOLLOW);
}

/* Is the file as the tree has it? It is recorded then, if it is not yet. */
static bool is_right(struct tree_walk *walk, int at, const char *name, const git_index_entry *want)
{
	struct worktree_look *look = walk->look;
	const git_index_entry *was = recorded(walk, want->path);
	git_index_entry now = {0}, *seen;
	struct stat st;
	bool known;

	if (at < 0 || fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) || mode_of(&st) != want->mode)
		return false;
	treefiles_set_stat(&now, &st);
	known = was && has_times(was) && was->mode == want->mode &&
		git_oid_equal(&was->id, &want->id);
	if (known && same_stat(was, &now) && !is_racy(walk, &st))
		return true;
	if (known && look->since && !same_stat(was, &now))
		return false;
	if (!same_content(walk, at, name, &st, &want->id))
		return false;
	if (known && look->touch && !same_stat(was, &now) && !touch(at, name, &st))
		return false;
	treefiles_add(&look->seen, want->path, &want->id, want->mode);
	seen = &look->seen.files[look->seen.count - 1];
	if (!is_racy(walk, &st))
		treefiles_set_stat(seen, &st);
	return true;
}

static int look_at_file(struct tree_walk *walk, int at, const git_tree_entry *entry,
			struct error **err)
{
	git_index_entry want = {.id = *git_tree_entry_id(entry),
				.mode = git_tree_entry_filemode(entry)};
	size_t before = enter(walk, git_tree_entry_name(entry));

	want.path = buf_str(&walk->path);
	if (want.mode == GIT_FILEMODE_COMMIT)
		return error_set(err, ERROR_INPUT, "%s: neither a file nor a symbolic link",
				 want.path);
	if (!is_right(walk, at, git_tree_entry_name(entry), &want))
		treefiles_add(&walk->look->wrong, want.path, &want.id, want.mode);
	leave(walk, before);
	return 0;
}

static void find_strays(struct tree_walk *walk, DIR *folder, const git_tree *tree)
{
	static const git_oid none;
	const struct dirent *entry;

	while ((entry = readdir(folder))) {
		const char *name = entry->d_name;
		size_t before;

		if (!strcmp(name, ".") || !strcmp(name, "..") || git_tree_entry_byname(tree, name))
			continue;
		before = enter(walk, name);
		treefiles_add(&walk->look->strays, buf_str(&walk->path), &none, 0);
		leave(walk, before);
	}
}

static int look_at_folder(struct tree_walk *walk, int above, const char *name, const git_oid *id,
			  struct error **err);

static int look_at_entries(struct tree_walk *walk, int at, const git_tree *tree, struct error **err)
{
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		size_t before;

		if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
			if (look_at_file(walk, at, entry, err))
				return -1;
			continue;
		}
		before = enter(walk, git_tree_entry_name(entry));
		if (look_at_folder(walk, at, git_tree_entry_name(entry), git_tree_entry_id(entry),
				   err))
			return -1;
		leave(walk, before);
	}
	return 0;
}

/* What cannot be opened as a folder has none of the tree's files. */
static int look_at_folder(struct tree_walk *walk, int above, const char *name, const git_oid *id,
			  struct error **err)
{
	int fd = above == -1 ? -1 : openat(above, name, OPEN_DIR);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	git_tree *tree;
	int rc;

	if (fd >= 0 && !folder)
		close(fd);
	if (interrupt_pending()) {
		rc = interrupt_error(err);
	} else if (walk->depth >= MAX_DEPTH) {
		rc = error_set(err, ERROR_INPUT, "the tree is nested too deeply");
	} else if (git_tree_lookup(&tree, walk->look->repo, id)) {
		rc = error_git(err, ERROR_ENVIRONMENT, "the tree of %s", buf_str(&walk->path));
	} else {
		walk->depth++;
		if (folder)
			find_strays(walk, folder, tree);
		rc = look_at_entries(walk, folder ? fd : -1, tree, err);
		git_tree_free(tree);
		walk->depth--;
	}
	if (folder)
		closedir(folder);
	return rc;
}

int worktree_look(struct worktree_look *look, struct error **err)
{
	struct tree_walk walk = {.look = look};
	int rc;

	/* File systems take their times from this clock. */
	clock_gettime(CLOCK_REALTIME_COARSE, &walk.start);
	if (git_repository_odb(&walk.odb, look->repo))
		return error_git(err, ERROR_ENVIRONMENT, "opening the store");
	rc = look_at_folder(&walk, AT_FDCWD, look->dir, look->tree, err);
	if (!rc)
		recorded(&walk, NULL);
	buf_release(&walk.path);
	git_odb_free(walk.odb);
	return rc;
}

void worktree_look_release(struct worktree_look *look)
{
	treefiles_release(&look->wrong);
	treefiles_release(&look->strays);
	treefiles_release(&look->seen);
	treefiles_release(&look->gone);
}
