// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/worktree.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kernel/treefiles.h"
#include "kernel/worktree_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/text.h"

#define SYNC_ALONE 64		/* so many changed files are synced one by one */
#define LOOKS_MAX 4		/* at a folder that another program goes on changing */
#define TICK_NS 20000000	/* longer than any kernel's clock tick */

struct state {
	git_oid from, to;
	bool switching;
};

/* Is the text a state? Returns false for anything else. */
static bool parse_state(const char *text, struct state *ret)
{
	char from[GIT_OID_HEXSZ + 1], to[GIT_OID_HEXSZ + 1];
	int end = 0;

	if (sscanf(text, "at %40[0-9a-f]\n%n", to, &end) == 1 && end && !text[end]) {
		ret->switching = false;
		return !git_oid_fromstr(&ret->to, to);
	}
	if (sscanf(text, "switching %40[0-9a-f] %40[0-9a-f]\n%n", from, to, &end) == 2 && end &&
	    !text[end]) {
		ret->switching = true;
		return !git_oid_fromstr(&ret->from, from) && !git_oid_fromstr(&ret->to, to);
	}
	return false;
}

static bool known_tree(git_repository *repo, const git_oid *oid)
{
	git_odb *odb;
	int known;

	if (git_oid_is_zero(oid))
		return true;
	if (git_repository_odb(&odb, repo))
		return false;
	known = git_odb_exists(odb, oid);
	git_odb_free(odb);
	return known;
}

/* What the folder holds; false when that cannot be known. */
static bool read_state(const struct worktree_options *options, const char *path,
		       struct state *ret)
{
	_cleanup_buf_ struct buf text = {0};
	struct stat st;

	if (lstat(options->dir, &st) || !S_ISDIR(st.st_mode))
		return false;
	if (file_read(path, 4096, &text, NULL) || strlen(buf_str(&text)) != text.len ||
	    !parse_state(buf_str(&text), ret))
		return false;
	return known_tree(options->repo, &ret->to) &&
	       (!ret->switching || known_tree(options->repo, &ret->from));
}

static int write_state(const char *path, const git_oid *from, const git_oid *to,
		       struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	char hex[GIT_OID_HEXSZ + 1];

	if (from)
		buf_printf(&text, "switching %s ", git_oid_tostr(hex, sizeof(hex), from));
	else
		buf_puts(&text, "at ");
	buf_printf(&text, "%s\n", git_oid_tostr(hex, sizeof(hex), to));
	return file_write(path, text.data, text.len, 0666, err);
}

static int lookup(git_repository *repo, const git_oid *oid, git_tree **ret, struct error **err)
{
	char hex[GIT_OID_HEXSZ + 1];

	*ret = NULL;
	if (git_oid_is_zero(oid) || !git_tree_lookup(ret, repo, oid))
		return 0;
	return error_git(err, ERROR_ENVIRONMENT, "tree %s", git_oid_tostr(hex, sizeof(hex), oid));
}

struct lists {
	struct treefiles write, remove;
};

static int on_delta(const git_diff_delta *delta, struct lists *lists, struct error **err)
{
	bool removed = delta->status == GIT_DELTA_DELETED;
	const git_diff_file *file = removed ? &delta->old_file : &delta->new_file;
	size_t len = strlen(file->path);

	if (!path_is_safe(file->path, len))
		return error_set(err, ERROR_INPUT, "the tree has an unsafe path: %.200s",
				 file->path);
	switch (file->mode) {
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
	case GIT_FILEMODE_LINK:
		break;
	default:
		return error_set(err, ERROR_INPUT, "%s: neither a file nor a symbolic link",
				 file->path);
	}
	treefiles_add(removed ? &lists->remove : &lists->write, file->path, &file->id, file->mode);
	return 0;
}

static int list_changes(git_repository *repo, const git_oid *from, const git_oid *to,
			struct lists *ret, struct error **err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_tree *old = NULL, *new = NULL;
	git_diff *diff = NULL;
	int rc = -1;

	options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
	if (lookup(repo, from, &old, err) || lookup(repo, to, &new, err))
		goto done;
	if (git_diff_tree_to_tree(&diff, repo, old, new, &options)) {
		error_git(err, ERROR_ENVIRONMENT, "comparing two trees");
		goto done;
	}
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		if (on_delta(git_diff_get_delta(diff, i), ret, err))
			goto done;
	rc = 0;
done:
	git_diff_free(diff);
	git_tree_free(old);
	git_tree_free(new);
	return rc;
}

/* Everything below dir has to be on disk before the state says so. */
static int sync_changes(const struct lists *lists, const char *dir, struct error **err)
{
	_cleanup_close_ int fd = -1;

	/* A whole file system may have much of others to write; a few files are quicker alone. */
	if (lists->write.count + lists->remove.count <= SYNC_ALONE)
		return treefiles_sync(&lists->write, dir, err) ||
		       treefiles_sync(&lists->remove, dir, err) ? -1 : 0;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || syncfs(fd))
		return error_errno(err, ERROR_ENVIRONMENT, "syncing %s", dir);
	return 0;
}

/* One switch: the folder's files beside it, and what came of it so far. */
struct switching {
	const struct worktree_options *options;
	char *state_path;
	git_index *index;
	bool dirty;		/* the index is not what its file holds */
	struct worktree_result result;
};

/* Go from one tree to the other, whatever the paths in which they differ hold now. */
static int change(struct switching *s, const git_oid *from, const git_oid *to, struct error **err)
{
	const struct worktree_options *options = s->options;
	struct lists lists = {0};
	int rc = -1;

	if (list_changes(options->repo, from, to, &lists, err) ||
	    write_state(s->state_path, from, to, err))
		goto done;
	/* Deletions first: a folder may give way to a file, and the reverse. */
	if (treefiles_remove(&lists.remove, options->dir, err) ||
	    treefiles_write(&lists.write, options->repo, options->dir, err) ||
	    sync_changes(&lists, options->dir, err) || write_state(s->state_path, NULL, to, err))
		goto done;
	worktree_index_remove(s->index, &lists.remove);
	worktree_index_add(s->index, &lists.write);
	s->dirty = true;
	s->result.written += lists.write.count;
	s->result.removed += lists.remove.count;
	rc = 0;
done:
	treefiles_release(&lists.write);
	treefiles_release(&lists.remove);
	return rc;
}

static void note_example(struct worktree_result *result, const struct treefiles *list)
{
	_cleanup_free_ char *path = NULL;

	if (*result->example || !list->count)
		return;
	path = text_printable(list->files[0].path, strlen(list->files[0].path), false);
	snprintf(result->example, sizeof(result->example), "%s", path);
}

static int remove_strays(const char *dir, const struct treefiles *strays, struct error **err)
{
	for (size_t i = 0; i < strays->count; i++) {
		_cleanup_free_ char *path = path_join(dir, "%s", strays->files[i].path);

		if (path_remove(path, err))
			return -1;
	}
	return 0;
}

/* Write again what is wrong, and record it without times: it was just written to. */
static int mend(struct switching *s, struct worktree_look *look, struct error **err)
{
	const struct worktree_options *options = s->options;
	struct lists lists = {.write = look->wrong};
	int rc;

	if (!look->wrong.count && !look->strays.count)
		return 0;
	rc = remove_strays(options->dir, &look->strays, err) ||
	     treefiles_write(&lists.write, options->repo, options->dir, err) ||
	     sync_changes(&lists, options->dir, err) ? -1 : 0;
	look->wrong = lists.write;
	for (size_t i = 0; i < look->wrong.count; i++)
		treefiles_set_stat(&look->wrong.files[i], &(struct stat){0});
	s->result.mended += look->wrong.count;
	s->result.strays += look->strays.count;
	note_example(&s->result, &look->wrong);
	note_example(&s->result, &look->strays);
	return rc;
}

/*
 * Look, mend what is wrong and record the rest. *ret_settled: nothing was wrong, and every
 * file is recorded with its times.
 */
static int look_once(struct switching *s, bool *ret_settled, struct error **err)
{
	struct worktree_look look = {
		.repo = s->options->repo,
		.tree = &s->options->tree,
		.dir = s->options->dir,
		.index = s->index,
		.touch = s->options->make_stopped,
	};
	int rc = worktree_look(&look, err) || mend(s, &look, err) ? -1 : 0;

	s->result.hashed += look.hashed;
	*ret_settled = !look.wrong.count && !look.strays.count;
	for (size_t i = 0; i < look.seen.count; i++)
		*ret_settled &= look.seen.files[i].ctime.seconds != 0;
	if (!rc && (look.wrong.count || look.seen.count || look.gone.count)) {
		worktree_index_remove(s->index, &look.gone);
		worktree_index_add(s->index, &look.wrong);
		worktree_index_add(s->index, &look.seen);
		s->dirty = true;
	}
	worktree_look_release(&look);
	return rc;
}

/*
 * Look until all is right. Once more after something was written, when the clock has
 * ticked, so that from then on the times alone tell a change; files from the future, which
 * no tick can settle, are hashed each time.
 */
static int prove(struct switching *s, struct error **err)
{
	for (int looks = 0; looks < LOOKS_MAX; looks++) {
		size_t before = s->result.mended + s->result.strays;
		bool settled;

		if (looks)
			nanosleep(&(struct timespec){.tv_nsec = TICK_NS}, NULL);
		if (look_once(s, &settled, err))
			return -1;
		if (settled || (looks && s->result.mended + s->result.strays == before))
			return s->dirty ? worktree_index_save(s->index, err) : 0;
	}
	return error_set(err, ERROR_ENVIRONMENT, "%s: another program keeps changing it: %s",
			 s->options->dir, s->result.example);
}

static int switch_to(struct switching *s, struct error **err)
{
	const struct worktree_options *options = s->options;
	_cleanup_free_ char *index_path = xasprintf("%s.index", options->dir);
	struct state state = {0};

	if (!read_state(options, s->state_path, &state)) {
		state = (struct state){0};
		s->result.fresh = true;
		if (path_remove(s->state_path, err) || path_remove(options->dir, err) ||
		    path_remove(index_path, err) || dir_make(options->dir, err))
			return -1;
	}
	s->result.fresh |= state.switching && git_oid_is_zero(&state.from);
	if (worktree_index_open(index_path, &s->index, err))
		return -1;
	if (state.switching && change(s, &state.from, &state.to, err))
		return -1;
	if (!git_oid_equal(&state.to, &options->tree) &&
	    change(s, &state.to, &options->tree, err))
		return -1;
	return prove(s, err);
}

int worktree_switch(const struct worktree_options *options, struct worktree_result *ret_result,
		    struct error **err)
{
	struct switching s = {
		.options = options,
		.state_path = xasprintf("%s.state", options->dir),
	};
	int rc = switch_to(&s, err);

	if (!rc)
		*ret_result = s.result;
	git_index_free(s.index);
	free(s.state_path);
	return rc;
}

/* Would a build read a file of this name? */
static bool is_source(const char *path)
{
	static const char *const patterns[] = {"*.[chS]", "Makefile*", "Kbuild*", "Kconfig*"};
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (!fnmatch(patterns[i], slash ? slash + 1 : path, 0))
			return true;
	return false;
}

int worktree_changed(const struct worktree_options *options, char **ret_path,
		     struct error **err)
{
	_cleanup_free_ char *index_path = xasprintf("%s.index", options->dir);
	struct worktree_look look = {
		.repo = options->repo,
		.tree = &options->tree,
		.dir = options->dir,
		.since = true,
	};
	const char *found = NULL;
	int rc = -1;

	if (!worktree_index_open(index_path, &look.index, err) && !worktree_look(&look, err)) {
		if (look.wrong.count)
			found = look.wrong.files[0].path;
		for (size_t i = 0; !found && i < look.strays.count; i++)
			if (is_source(look.strays.files[i].path))
				found = look.strays.files[i].path;
		rc = found != NULL;
	}
	if (rc > 0)
		*ret_path = text_printable(found, strlen(found), false);
	worktree_look_release(&look);
	git_index_free(look.index);
	return rc;
}

int worktree_require_unchanged(const struct worktree_options *options, struct error **err)
{
	_cleanup_free_ char *path = NULL;
	int rc = worktree_changed(options, &path, err);

	if (rc > 0)
		return error_set(err, ERROR_ENVIRONMENT, "%s/%s was changed while make ran: what "
				 "was built is not published; run it again", options->dir, path);
	return rc;
}
