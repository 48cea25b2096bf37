// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trees are listed first: which blobs belong to which CVE. Then several threads read the
 * blobs, each taking the next CVE, into a place of its own, so that the order is that of the
 * list whoever read what.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/cve_table_parts.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define THREADS_MAX 4
#define BYTES_MAX ((uint64_t)1 << 30)	/* of all files; those of 2026 have 150 MB */

enum file_kind {
	FILE_DYAD,
	FILE_SHA1,
	FILE_JSON,
	FILE_CVSS,
	FILE_KINDS
};

static const char *const file_names[] = {
	[FILE_DYAD] = "dyad",
	[FILE_SHA1] = "sha1",
	[FILE_JSON] = "json",
	[FILE_CVSS] = "cvss",
};

/* Where a CVE's files are. */
struct source {
	uint64_t id;
	bool rejected;
	bool has[FILE_KINDS];
	bool odd[FILE_KINDS];	/* a link, a folder */
	git_oid files[FILE_KINDS];
};

struct sources {
	struct source *items;
	size_t count, alloc;
};

struct reading {
	git_repository *vulns;
	const struct sources *sources;
	struct cve_list *list;
	size_t next;		/* of the sources */
	uint64_t bytes;
	bool stop;
};

struct worker {
	struct reading *reading;
	git_odb *odb;
	struct error *err;
};

/* Split "CVE-2025-37957.json". */
static bool read_name(const char *name, uint64_t *ret_id, enum file_kind *ret_kind)
{
	const char *dot = strchr(name, '.');

	*ret_id = dot ? cve_id_read(name, dot - name) : 0;
	if (!*ret_id)
		return false;
	for (size_t i = 0; i < FILE_KINDS; i++)
		if (!strcmp(dot + 1, file_names[i])) {
			*ret_kind = i;
			return true;
		}
	return false;
}

/* The files of one CVE stand together in a tree. */
static int list_year(struct sources *sources, const git_tree *year, bool rejected,
		     struct error **err)
{
	size_t first = sources->count;

	for (size_t i = 0; i < git_tree_entrycount(year); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(year, i);
		git_filemode_t mode = git_tree_entry_filemode(entry);
		struct source *source;
		enum file_kind kind;
		uint64_t id;

		if (!read_name(git_tree_entry_name(entry), &id, &kind))
			continue;
		if (sources->count > first && sources->items[sources->count - 1].id == id)
			source = &sources->items[sources->count - 1];
		else if (sources->count == CVE_TABLE_MAX)
			return error_set(err, ERROR_INPUT, "more than %u CVEs", CVE_TABLE_MAX);
		else
			source = ARRAY_ADD(sources->items, sources->count, sources->alloc);
		source->id = id;
		source->rejected = rejected;
		source->has[kind] = true;
		source->odd[kind] = mode != GIT_FILEMODE_BLOB &&
				    mode != GIT_FILEMODE_BLOB_EXECUTABLE;
		git_oid_cpy(&source->files[kind], git_tree_entry_id(entry));
	}
	return 0;
}

static bool is_year(const char *name)
{
	return strlen(name) == 4 && strspn(name, "0123456789") == 4;
}

/* The years of a folder. */
static int list_folder(struct sources *sources, const git_tree *root, const char *path,
		       bool rejected, struct error **err)
{
	git_repository *repo = git_tree_owner(root);
	git_tree_entry *folder;
	git_tree *years;
	int rc = 0;

	/* It was looked for; that of the rejected ones need not be there. */
	if (git_tree_entry_bypath(&folder, root, path))
		return 0;
	rc = git_tree_lookup(&years, repo, git_tree_entry_id(folder));
	git_tree_entry_free(folder);
	if (rc)
		return error_git(err, ERROR_INPUT, "reading %s", path);
	for (size_t i = 0; i < git_tree_entrycount(years) && !rc; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(years, i);
		git_tree *year;

		if (git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE ||
		    !is_year(git_tree_entry_name(entry)))
			continue;
		if (git_tree_lookup(&year, repo, git_tree_entry_id(entry))) {
			rc = error_git(err, ERROR_INPUT, "reading %s/%s", path,
				       git_tree_entry_name(entry));
			break;
		}
		rc = list_year(sources, year, rejected, err);
		git_tree_free(year);
	}
	git_tree_free(years);
	return rc;
}

static int compare_sources(const void *a, const void *b)
{
	const struct source *left = a, *right = b;

	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	return left->rejected - right->rejected;
}

/* By id, each once: one that is both was published. A score alone is left of one that moved. */
static void sort_sources(struct sources *sources)
{
	size_t kept = 0;

	if (sources->count)
		qsort(sources->items, sources->count, sizeof(*sources->items), compare_sources);
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->items[i];

		if ((source->has[FILE_DYAD] || source->has[FILE_SHA1] || source->has[FILE_JSON]) &&
		    (!kept || sources->items[kept - 1].id != source->id))
			sources->items[kept++] = *source;
	}
	sources->count = kept;
}

static void take(struct cve_read *read, enum file_kind kind, const char *text, size_t len)
{
	switch (kind) {
	case FILE_DYAD:
		return cve_record_dyad(&read->record, text, len);
	case FILE_SHA1:
		return cve_record_fixes(&read->record, text, len);
	case FILE_JSON:
		return cve_record_json(&read->record, read->id, text, len);
	case FILE_CVSS:
		return cve_record_cvss(&read->record, text, len);
	case FILE_KINDS:
		break;
	}
}

static int read_file(struct worker *worker, const git_oid *id, enum file_kind kind,
		     struct cve_read *read)
{
	struct reading *reading = worker->reading;
	git_odb_object *object;
	git_object_t type;
	size_t len;

	/* Its size is known before anything of it is unpacked. */
	if (git_odb_read_header(&len, &type, worker->odb, id))
		return error_git(&worker->err, ERROR_INPUT, "reading an object");
	if (type != GIT_OBJECT_BLOB || len > CVE_FILE_MAX) {
		cve_record_problem(&read->record, file_names[kind], "it is too large");
		return 0;
	}
	if (__atomic_add_fetch(&reading->bytes, len, __ATOMIC_RELAXED) > BYTES_MAX)
		return error_set(&worker->err, ERROR_INPUT, "its CVEs have more than 1 GiB");
	if (git_odb_read(&object, worker->odb, id))
		return error_git(&worker->err, ERROR_INPUT, "reading an object");
	take(read, kind, git_odb_object_data(object), git_odb_object_size(object));
	git_odb_object_free(object);
	return 0;
}

/* Is a file of use? Of one that is none only the title is; the .json has most vectors. */
static bool is_wanted(const struct cve_read *read, enum file_kind kind)
{
	if (read->rejected)
		return kind == FILE_JSON;
	return kind != FILE_CVSS || !read->record.vector;
}

static int read_cve(struct worker *worker, const struct source *source, struct cve_read *read)
{
	read->id = source->id;
	read->rejected = source->rejected;
	for (size_t kind = 0; kind < FILE_KINDS; kind++) {
		if (!is_wanted(read, kind))
			continue;
		if (source->odd[kind])
			cve_record_problem(&read->record, file_names[kind],
					   "it is not a plain file");
		else if (source->has[kind] &&
			 read_file(worker, &source->files[kind], kind, read))
			return -1;
		else if (!source->has[kind] && kind == FILE_DYAD)
			cve_record_problem(&read->record, file_names[kind], "there is none");
	}
	return 0;
}

static void *work(void *data)
{
	struct worker *worker = data;
	struct reading *reading = worker->reading;
	size_t next;

	while (!__atomic_load_n(&reading->stop, __ATOMIC_RELAXED) &&
	       (next = __atomic_fetch_add(&reading->next, 1, __ATOMIC_RELAXED)) <
		       reading->sources->count) {
		if (interrupt_pending())
			interrupt_error(&worker->err);
		else if (!read_cve(worker, &reading->sources->items[next],
				   &reading->list->items[next]))
			continue;
		__atomic_store_n(&reading->stop, true, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Each has a handle of its own: that of the caller is for one thread. */
static int open_odb(struct worker *worker, struct error **err)
{
	git_repository *repo;

	if (git_repository_open_ext(&repo, git_repository_path(worker->reading->vulns),
				    GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, NULL))
		return error_git(err, ERROR_INPUT, "opening it");
	if (git_repository_odb(&worker->odb, repo))
		error_git(err, ERROR_INPUT, "opening it");
	git_repository_free(repo);
	return worker->odb ? 0 : -1;
}

static int read_all(struct reading *reading, struct error **err)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t count = processors > THREADS_MAX ? THREADS_MAX : processors > 1 ? processors : 1;
	struct worker workers[THREADS_MAX] = { 0 };
	pthread_t threads[THREADS_MAX];
	size_t started = 0;
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++) {
		workers[i].reading = reading;
		rc = open_odb(&workers[i], err);
	}
	if (!rc) {
		while (started + 1 < count && !pthread_create(&threads[started], NULL, work,
							      &workers[started + 1]))
			started++;
		work(&workers[0]);
	}
	while (started)
		pthread_join(threads[--started], NULL);
	for (size_t i = 0; i < count; i++) {
		if (workers[i].err && !rc) {
			error_move(err, &workers[i].err);
			rc = -1;
		}
		error_clear(&workers[i].err);
		git_odb_free(workers[i].odb);
	}
	return rc;
}

void cve_list_release(struct cve_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		cve_record_release(&list->items[i].record);
	free(list->items);
	*list = (struct cve_list){ 0 };
}

int cve_list_read(git_repository *vulns, const git_oid *commit, struct cve_list *ret_list,
		  struct error **err)
{
	_cleanup_cve_list_ struct cve_list list = { 0 };
	struct sources sources = { 0 };
	struct reading reading = { .vulns = vulns, .sources = &sources, .list = &list };
	git_commit *head;
	git_tree *root = NULL;
	int rc;

	if (git_commit_lookup(&head, vulns, commit))
		return error_git(err, ERROR_INPUT, "reading its HEAD");
	if (git_commit_tree(&root, head))
		error_git(err, ERROR_INPUT, "reading its HEAD");
	git_commit_free(head);
	if (!root)
		return -1;
	rc = list_folder(&sources, root, CVE_PUBLISHED, false, err);
	if (!rc)
		rc = list_folder(&sources, root, CVE_REJECTED_FOLDER, true, err);
	git_tree_free(root);
	sort_sources(&sources);
	list.items = xcalloc(sources.count + 1, sizeof(*list.items));
	list.count = sources.count;
	if (!rc)
		rc = read_all(&reading, err);
	free(sources.items);
	if (rc)
		return -1;
	*ret_list = list;
	list = (struct cve_list){ 0 };
	return 0;
}
