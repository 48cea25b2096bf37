// SPDX-License-Identifier: GPL-2.0-only
#include "index/cve_table.h"

#include <stdlib.h>
#include <string.h>

#include "git/start.h"
#include "index/cve_table_parts.h"
#include "index/kept_file.h"
#include "util/alloc.h"
#include "util/progress.h"
#include "util/text.h"

#define FOLDER "stablehand-cves"

struct cve_table {
	git_oid commit;
	const struct cve_header *header;
	const struct cve_entry *entries;
	const struct cve_commit *commits;
	const struct cve_range *ranges;
	const uint8_t (*fixes)[CVE_COMMIT_BYTES];
	const uint32_t *paths;
	const char *texts;
	struct kept_file file;		/* what all of them are in, */
	struct buf owned;		/* or this */
};

/* Is a part of so many elements within an array? */
static bool is_within(uint32_t first, uint32_t count, uint32_t all)
{
	return first <= all && count <= all - first;
}

static bool is_sound(const struct cve_table *table)
{
	const struct cve_header *header = table->header;

	for (size_t i = 0; i < header->count; i++) {
		const struct cve_entry *entry = &table->entries[i];

		if (entry->title >= header->text_bytes || entry->vector >= header->text_bytes ||
		    entry->problem >= header->text_bytes || (i && entry[-1].id >= entry->id) ||
		    !is_within(entry->range, entry->range_count, header->range_count) ||
		    !is_within(entry->fix, entry->fix_count, header->fix_count) ||
		    !is_within(entry->path, entry->path_count, header->path_count))
			return false;
	}
	for (size_t i = 0; i < header->commit_count; i++)
		if (table->commits[i].entry >= header->count)
			return false;
	for (size_t i = 0; i < header->path_count; i++)
		if (table->paths[i] >= header->text_bytes)
			return false;
	return true;
}

/* Point into the bytes; false when they are no such table. */
static bool lay_out(struct cve_table *table, const void *data, size_t len)
{
	const struct cve_header *header = data;
	const uint8_t *at = data;
	uint64_t bytes = sizeof(*header);

	if (len < sizeof(*header) ||
	    memcmp(header->magic, CVE_TABLE_MAGIC, sizeof(header->magic)) ||
	    header->version != CVE_TABLE_VERSION || !header->text_bytes)
		return false;
	table->header = header;
	table->entries = (const void *)(at + bytes);
	bytes += (uint64_t)header->count * sizeof(*table->entries);
	table->commits = (const void *)(at + bytes);
	bytes += (uint64_t)header->commit_count * sizeof(*table->commits);
	table->ranges = (const void *)(at + bytes);
	bytes += (uint64_t)header->range_count * sizeof(*table->ranges);
	table->fixes = (const void *)(at + bytes);
	bytes += (uint64_t)header->fix_count * sizeof(*table->fixes);
	table->paths = (const void *)(at + bytes);
	bytes += (uint64_t)header->path_count * sizeof(*table->paths);
	table->texts = (const void *)(at + bytes);
	bytes += header->text_bytes;
	return bytes == len && !table->texts[header->text_bytes - 1] &&
	       cve_table_checksum(data, len) == header->checksum && is_sound(table);
}

static int make(struct cve_table *table, git_repository *vulns, int64_t time, struct error **err)
{
	_cleanup_cve_list_ struct cve_list list = { 0 };

	progress_start("reading CVEs of vulns %.12s", git_oid_tostr_s(&table->commit));
	if (cve_list_read(vulns, &table->commit, &list, err))
		return -1;
	cve_table_make(&list, time, &table->owned);
	progress_end("%zu CVEs", list.count);
	if (!lay_out(table, table->owned.data, table->owned.len))
		return error_set(err, ERROR_BUG, "the table of CVEs is unsound");
	return 0;
}

/* The commit of a reference, if that has the folder. */
static bool find_commit_of(git_repository *vulns, const char *ref, git_oid *ret_commit,
			   int64_t *ret_time)
{
	git_object *folder = NULL;
	git_commit *commit;
	bool has;

	if (git_reference_name_to_id(ret_commit, vulns, ref) ||
	    git_commit_lookup(&commit, vulns, ret_commit))
		return false;
	has = !git_object_lookup_bypath(&folder, (git_object *)commit, CVE_PUBLISHED,
					GIT_OBJECT_TREE);
	*ret_time = git_commit_time(commit);
	git_object_free(folder);
	git_commit_free(commit);
	return has;
}

/* That of HEAD, else of master, where the data is when HEAD of a copy is something else. */
static int find_commit(git_repository *vulns, git_oid *ret_commit, int64_t *ret_time,
		       struct error **err)
{
	if (find_commit_of(vulns, "HEAD", ret_commit, ret_time) ||
	    find_commit_of(vulns, "refs/heads/master", ret_commit, ret_time))
		return 0;
	return error_set(err, ERROR_INPUT,
			 "neither HEAD nor master has a folder " CVE_PUBLISHED
			 ": this is no copy of the kernel's vulns repository");
}

static int open_table(struct cve_table *table, git_repository *store, git_repository *vulns,
		      struct error **err)
{
	int64_t time = 0;

	if (find_commit(vulns, &table->commit, &time, err))
		return -1;
	if (kept_file_map(store, FOLDER, &table->commit, &table->file) &&
	    lay_out(table, table->file.data, table->file.len))
		return 0;
	kept_file_release(&table->file);
	if (make(table, vulns, time, err))
		return -1;
	kept_file_write(store, FOLDER, &table->commit, table->owned.data, table->owned.len);
	return 0;
}

int cve_table_open(git_repository *store, const char *vulns, struct cve_table **ret_table,
		   struct error **err)
{
	_cleanup_cve_table_ struct cve_table *table = xcalloc(1, sizeof(*table));
	git_repository *repo;
	int rc;

	libgit2_start();
	/* Not searched for further up: a folder in a project is in the project's repository. */
	if (git_repository_open_ext(&repo, vulns, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL))
		return error_git(err, ERROR_INPUT,
				 "%s: no git repository, and what is said of CVEs rests on a commit",
				 vulns);
	rc = open_table(table, store, repo, err);
	git_repository_free(repo);
	if (rc)
		return error_wrap(err, "%s", vulns);
	*ret_table = TAKE_PTR(table);
	return 0;
}

void cve_table_free(struct cve_table **table)
{
	if (!*table)
		return;
	kept_file_release(&(*table)->file);
	buf_release(&(*table)->owned);
	free(*table);
	*table = NULL;
}

/* Asking. */

void cve_table_commit(const struct cve_table *table, git_oid *ret_commit, int64_t *ret_time)
{
	git_oid_cpy(ret_commit, &table->commit);
	*ret_time = table->header->time;
}

size_t cve_table_count(const struct cve_table *table)
{
	return table->header->count;
}

void cve_table_at(const struct cve_table *table, size_t number, struct cve *ret_cve)
{
	const struct cve_entry *entry = &table->entries[number];

	*ret_cve = (struct cve){
		.id = entry->id,
		.rejected = entry->rejected,
		.title = table->texts + entry->title,
		.vector = table->texts + entry->vector,
		.problem = table->texts + entry->problem,
		.score = entry->score,
		.fixes = table->fixes + entry->fix,
		.fix_count = entry->fix_count,
		.ranges = table->ranges + entry->range,
		.range_count = entry->range_count,
		.paths = table->paths + entry->path,
		.path_count = entry->path_count,
		.table = table,
	};
}

const char *cve_path(const struct cve *cve, size_t number)
{
	return cve->table->texts + cve->paths[number];
}

bool cve_table_find(const struct cve_table *table, uint64_t id, struct cve *ret_cve)
{
	size_t low = 0, high = table->header->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->entries[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == table->header->count || table->entries[low].id != id)
		return false;
	cve_table_at(table, low, ret_cve);
	return true;
}

/* The first commit that is not before the digits. */
static size_t first_commit(const struct cve_table *table, const char *digits, size_t len)
{
	size_t low = 0, high = table->header->commit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		git_oid id;

		git_oid_fromraw(&id, table->commits[middle].id);
		if (strncmp(git_oid_tostr_s(&id), digits, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t cve_table_fixed_by(const struct cve_table *table, const char *commit,
			  void (*found)(const struct cve *cve, void *data), void *data)
{
	size_t len = strlen(commit), count = 0;

	if (!text_is_hex(commit, len, 12, 2 * CVE_COMMIT_BYTES))
		return 0;
	for (size_t i = first_commit(table, commit, len); i < table->header->commit_count; i++) {
		struct cve cve;
		git_oid id;

		git_oid_fromraw(&id, table->commits[i].id);
		if (strncmp(git_oid_tostr_s(&id), commit, len))
			break;
		cve_table_at(table, table->commits[i].entry, &cve);
		found(&cve, data);
		count++;
	}
	return count;
}

unsigned int cve_table_newest(const struct cve_table *table, const struct kernel_version *release)
{
	unsigned int newest = 0, number;

	for (size_t i = 0; i < table->header->range_count; i++) {
		const struct cve_range *range = &table->ranges[i];

		if (cve_version_of_branch(&range->fixed, release, &number) && number > newest)
			newest = number;
		if (cve_version_of_branch(&range->since, release, &number) && number > newest)
			newest = number;
	}
	return newest;
}
