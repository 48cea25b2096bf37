// SPDX-License-Identifier: GPL-2.0-only
#include "run/stored_refs.h"

#include <dirent.h>
#include <string.h>

#include "kernel/release.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/text.h"

#define PORT_MAX 2000		/* commits of a port, to its release */
#define WORK_STATE_MAX 4096	/* bytes */

static const struct {
	const char *folder;
	enum stored_ref_kind kind;
} folders[] = {
	{ "refs/kernels/", STORED_REF_RELEASE },
	{ "refs/changelogs/", STORED_REF_CHANGELOG },
	{ "refs/ports/", STORED_REF_PORT },
	{ "refs/newest/", STORED_REF_NEWEST },
};

/* A version's '~' is '_' in a reference, and no version has that (kernel/release.h). */
static void take_version(char *what)
{
	for (; *what; what++)
		if (*what == '_')
			*what = '~';
}

static void add_ref(struct stored_refs *refs, const char *name)
{
	struct stored_ref *ref;
	git_oid oid;

	/* One that names another which is gone leads to nothing. */
	if (git_reference_name_to_id(&oid, refs->repo, name))
		return;
	ref = ARRAY_ADD(refs->items, refs->count, refs->alloc);
	*ref = (struct stored_ref){ STORED_REF_OTHER, .name = xstrdup(name), .oid = oid };
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		size_t len = strlen(folders[i].folder);
		const char *slash;

		if (strncmp(name, folders[i].folder, len))
			continue;
		slash = strchr(name + len, '/');
		ref->kind = folders[i].kind;
		ref->branch = slash ? xstrndup(name + len, slash - name - len) : xstrdup(name + len);
		ref->what = slash ? xstrdup(slash + 1) : NULL;
		if (ref->what && ref->kind != STORED_REF_PORT)
			take_version(ref->what);
	}
}

static struct stored_ref *find_commit(struct stored_refs *refs, const char *branch,
				      const git_oid *commit)
{
	for (size_t i = 0; i < refs->count; i++)
		if (refs->items[i].kind == STORED_REF_RELEASE &&
		    !strcmp(refs->items[i].branch, branch) &&
		    git_oid_equal(&refs->items[i].oid, commit))
			return &refs->items[i];
	return NULL;
}

/* Down from the last commit of a port. */
static const struct stored_ref *find_base(struct stored_refs *refs, const struct stored_ref *port)
{
	const struct stored_ref *base = NULL;
	git_oid at = port->oid;

	for (int i = 0; i < PORT_MAX && !(base = find_commit(refs, port->branch, &at)); i++) {
		git_commit *commit;
		bool last;

		if (git_commit_lookup(&commit, refs->repo, &at))
			break;
		last = !git_commit_parentcount(commit);
		if (!last)
			at = *git_commit_parent_id(commit, 0);
		git_commit_free(commit);
		if (last)
			break;
	}
	return base;
}

static int note_newest(struct stored_refs *refs, const char *branch, struct error **err)
{
	_cleanup_(release_clear) struct release newest = {0};
	struct stored_ref *ref;
	int rc = release_latest(refs->repo, branch, &newest, err);

	ref = rc > 0 ? find_commit(refs, branch, &newest.commit) : NULL;
	if (ref)
		ref->newest = true;
	return rc < 0 ? -1 : 0;
}

static int relate(struct stored_refs *refs, struct error **err)
{
	for (size_t i = 0; i < refs->count; i++) {
		struct stored_ref *ref = &refs->items[i];

		if (ref->kind == STORED_REF_PORT)
			ref->base = find_base(refs, ref);
		else if (ref->kind == STORED_REF_RELEASE && note_newest(refs, ref->branch, err))
			return -1;
	}
	return 0;
}

static int list(struct stored_refs *refs, struct error **err)
{
	git_strarray names = {0};

	if (git_reference_list(&names, refs->repo))
		return error_git(err, ERROR_ENVIRONMENT, "listing the references of the store");
	for (size_t i = 0; i < names.count; i++)
		add_ref(refs, names.strings[i]);
	git_strarray_dispose(&names);
	return relate(refs, err);
}

/* "at TREE" or "switching FROM TO" (kernel/worktree.h). */
static void add_work_state(struct stored_refs *refs, const char *work, const char *branch)
{
	_cleanup_free_ char *path = path_join(work, "%s/src.state", branch);
	_cleanup_buf_ struct buf text = {0};
	char *word, *rest = NULL;

	if (file_read(path, WORK_STATE_MAX, &text, NULL))
		return;
	buf_add(&text, "", 1);
	for (word = strtok_r(text.data, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest)) {
		struct stored_ref *ref;
		git_oid oid;

		if (!text_is_hex(word, strlen(word), GIT_OID_HEXSZ, GIT_OID_HEXSZ) ||
		    git_oid_fromstr(&oid, word) || git_oid_is_zero(&oid))
			continue;
		ref = ARRAY_ADD(refs->items, refs->count, refs->alloc);
		*ref = (struct stored_ref){
			.kind = STORED_REF_WORK,
			.name = path_join("work", "%s", branch),
			.branch = xstrdup(branch),
			.oid = oid,
		};
	}
}

static void add_work_trees(struct stored_refs *refs, const char *cache)
{
	_cleanup_free_ char *work = path_join(cache, "work");
	DIR *dir = opendir(work);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			add_work_state(refs, work, entry->d_name);
	if (dir)
		closedir(dir);
}

int stored_refs_load(struct context *context, struct stored *stored, struct stored_refs *refs,
		     struct error **err)
{
	_cleanup_free_ char *path = path_join(context->cache, "store.git");
	_cleanup_error_ struct error *why = NULL;

	*refs = (struct stored_refs){0};
	if (!path_exists(path))
		return 0;
	if (context_store(context, err))
		return -1;
	refs->repo = context->repo;
	if (list(refs, err))
		return -1;
	add_work_trees(refs, context->cache);
	if (!store_objects_load(path, &refs->objects, &why))
		return 0;
	/* A pack that an import has just replaced is no damage; `check` tells what is. */
	if (why->kind != ERROR_ENVIRONMENT && why->kind != ERROR_DAMAGED) {
		error_move(err, &why);
		return -1;
	}
	stored_note(stored, "objects of the store cannot be told apart: %s", why->message);
	return 0;
}

static int mark(struct stored_refs *refs, const struct stored_ref *ref, uint32_t owner, bool share,
		struct error **err)
{
	git_oid missing;
	int rc = store_objects_mark(refs->objects, refs->repo, &ref->oid, owner, share, &missing, err);

	/* Of a folder whose tree is gone the next switch makes a new one. */
	return !rc && ref->kind == STORED_REF_WORK ? 1 : rc;
}

static bool is_of_release(const struct stored_ref *ref, const struct stored_ref *release)
{
	return ref->kind == STORED_REF_CHANGELOG && ref->what &&
	       !strcmp(ref->branch, release->branch) && !strcmp(ref->what, release->what);
}

/* Owner: its index and one. Changelogs are their release's. */
static int mark_releases(struct stored_refs *refs, struct error **err)
{
	for (size_t i = 0; i < refs->count; i++) {
		const struct stored_ref *release = &refs->items[i];
		int rc = 1;

		if (release->kind != STORED_REF_RELEASE || !release->what)
			continue;
		rc = mark(refs, release, i + 1, true, err);
		for (size_t c = 0; c < refs->count && rc > 0; c++)
			if (is_of_release(&refs->items[c], release))
				rc = mark(refs, &refs->items[c], i + 1, true, err);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

static int mark_others(struct stored_refs *refs, enum stored_ref_kind kind, struct error **err)
{
	for (size_t i = 0; i < refs->count; i++)
		if (refs->items[i].kind == kind) {
			int rc = mark(refs, &refs->items[i], i + 1, false, err);

			if (rc <= 0)
				return rc;
		}
	return 1;
}

static int mark_all(struct stored_refs *refs, struct error **err)
{
	int rc = mark_releases(refs, err);

	if (rc > 0)
		rc = mark_others(refs, STORED_REF_PORT, err);
	if (rc > 0)
		rc = mark_others(refs, STORED_REF_OTHER, err);
	return rc > 0 ? mark_others(refs, STORED_REF_WORK, err) : rc;
}

static void add_objects(struct stored *stored, const char *what, uint64_t bytes)
{
	if (bytes)
		stored_add(stored, STORED_OBJECTS, NULL, what, NULL)->bytes = bytes;
}

static void add_things(const struct stored_refs *refs, struct stored *stored)
{
	const struct store_objects *objects = refs->objects;
	uint64_t others = 0;

	for (size_t i = 0; i < refs->count; i++) {
		const struct stored_ref *ref = &refs->items[i];
		uint64_t bytes = store_objects_bytes(objects, i + 1);
		enum stored_kind kind = ref->kind == STORED_REF_PORT ? STORED_PORT : STORED_RELEASE;

		if ((ref->kind == STORED_REF_RELEASE || ref->kind == STORED_REF_PORT) && ref->what)
			stored_add(stored, kind, ref->branch, ref->what, ref->name)->bytes = bytes;
		else
			others += bytes;
	}
	add_objects(stored, "shared by releases", store_objects_bytes(objects, STORE_OWNER_SHARED));
	add_objects(stored, "of other references, and of work folders", others);
	add_objects(stored, "nothing leads to them", store_objects_bytes(objects, STORE_OWNER_NONE));
	add_objects(stored, "second copies", store_objects_duplicate_bytes(objects));
	add_objects(stored, "indexes of packs", store_objects_index_bytes(objects));
}

/* Missing ones are for check to deal with. */
static void give_up(struct stored_refs *refs, struct stored *stored)
{
	store_objects_free(TAKE_PTR(refs->objects));
	stored_note(stored, "objects of the store are missing: stablehand check");
}

int stored_refs_measure(struct stored_refs *refs, struct stored *stored, struct error **err)
{
	int rc;

	if (!refs->objects)
		return 0;
	rc = mark_all(refs, err);
	if (rc > 0)
		add_things(refs, stored);
	else if (!rc)
		give_up(refs, stored);
	return rc < 0 ? -1 : 0;
}

int stored_refs_mark_left(struct stored_refs *refs, struct error **err)
{
	store_objects_unmark(refs->objects);
	for (size_t i = 0; i < refs->count; i++) {
		int rc = refs->items[i].gone ? 1 : mark(refs, &refs->items[i], 1, false, err);

		if (rc <= 0)
			return rc;
	}
	return 1;
}

void stored_refs_release(struct stored_refs *refs)
{
	for (size_t i = 0; i < refs->count; i++) {
		free(refs->items[i].name);
		free(refs->items[i].branch);
		free(refs->items[i].what);
	}
	free(refs->items);
	store_objects_free(refs->objects);
	*refs = (struct stored_refs){0};
}
