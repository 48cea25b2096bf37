// SPDX-License-Identifier: GPL-2.0-only
#include "result/cves.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/version.h"
#include "result/json.h"
#include "util/alloc.h"

const char *cve_built_name(enum cve_built built)
{
	static const char *const names[] = {
		[CVE_BUILT_UNKNOWN] = "unknown",
		[CVE_BUILT_NO] = "no",
		[CVE_BUILT_YES] = "yes",
	};

	return names[built];
}

const char *cve_row_state_name(enum cve_row_state state)
{
	static const char *const names[] = {
		[CVE_ROW_OPEN] = "open",
		[CVE_ROW_FIXED] = "fixed",
		[CVE_ROW_NOT_AFFECTED] = "not-affected",
		[CVE_ROW_UNKNOWN] = "unknown",
	};

	return names[state];
}

/* Ids are of different lengths: CVE-2025-9 would be behind CVE-2025-10. */
static int compare_ids(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b);
	int year = strncmp(a, b, strlen("CVE-2025-"));

	if (year || left == right)
		return year ? year : strcmp(a, b);
	return left < right ? -1 : 1;
}

static int compare_rows(const void *a, const void *b)
{
	const struct cve_row *left = a, *right = b;
	int order = (left->state == CVE_ROW_UNKNOWN) - (right->state == CVE_ROW_UNKNOWN);

	if (!order)
		order = (left->named != NULL) - (right->named != NULL);
	if (!order)
		order = (int)right->built - (int)left->built;
	if (!order)
		order = (int)right->score - (int)left->score;
	/* One that is not fixed anywhere comes behind those that can be taken. */
	if (!order)
		order = (left->mainline == NULL) - (right->mainline == NULL);
	if (!order && left->mainline)
		order = version_compare(left->mainline, right->mainline);
	return order ? order : compare_ids(left->id, right->id);
}

void cve_branch_sort(struct cve_branch *branch)
{
	if (branch->row_count)
		qsort(branch->rows, branch->row_count, sizeof(*branch->rows), compare_rows);
}

size_t cve_branch_open(const struct cve_branch *branch)
{
	size_t count = 0;

	for (size_t i = 0; i < branch->row_count; i++)
		count += branch->rows[i].state == CVE_ROW_OPEN && !branch->rows[i].named;
	return count;
}

static void set(json_t *object, const char *key, const char *value)
{
	if (value)
		json_object_set_new(object, key, json_string(value));
}

static json_t *row_object(const struct cve_row *row)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "id", row->id, "title",
				   row->title, "state", cve_row_state_name(row->state), "built",
				   cve_built_name(row->built), "fixes",
				   json_strings(row->fixes, row->fix_count), "files",
				   json_strings(row->paths, row->path_count));

	if (row->score)
		json_object_set_new(object, "score", json_real(row->score / 10.0));
	set(object, "vector", row->vector);
	set(object, "since", row->since);
	set(object, "since_commit", row->since_commit);
	set(object, "fixed_in", row->fixed);
	set(object, "fixed_commit", row->fixed_commit);
	set(object, "mainline", row->mainline);
	set(object, "named", row->named);
	set(object, "problem", row->problem);
	if (row->not_built_count)
		json_object_set_new(object, "not_built",
				    json_strings(row->not_built, row->not_built_count));
	return object;
}

static json_t *branch_object(const struct cve_branch *branch)
{
	json_t *rows = json_array(), *object;

	for (size_t i = 0; i < branch->row_count; i++)
		json_array_append_new(rows, row_object(&branch->rows[i]));
	object = json_pack("{s:s, s:i, s:i, s:i, s:b, s:b, s:o}", "branch", branch->branch, "open",
			   (int)cve_branch_open(branch), "fixed", (int)branch->fixed,
			   "not_affected", (int)branch->not_affected, "knows_built",
			   branch->knows_built, "beyond", branch->beyond, "cves", rows);
	set(object, "release", branch->release);
	set(object, "newest_known", branch->newest);
	return object;
}

json_t *cves_to_json(const struct cves *cves)
{
	json_t *branches = json_array(), *object;

	for (size_t i = 0; i < cves->branch_count; i++)
		json_array_append_new(branches, branch_object(&cves->branches[i]));
	object = json_pack("{s:i, s:{s:s, s:I, s:i, s:i}, s:o}", "schema", JSON_SCHEMA, "vulns",
			   "commit", cves->commit, "time", (json_int_t)cves->time, "cves",
			   (int)cves->count, "rejected", (int)cves->rejected, "branches", branches);
	set(object, "path", cves->path);
	set(object, "id", cves->id);
	return object;
}

static void free_strings(char **items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(items[i]);
	free(items);
}

static void release_row(struct cve_row *row)
{
	free(row->id);
	free(row->title);
	free(row->vector);
	free(row->since);
	free(row->since_commit);
	free(row->fixed);
	free(row->fixed_commit);
	free(row->mainline);
	free(row->named);
	free(row->problem);
	free_strings(row->fixes, row->fix_count);
	free_strings(row->paths, row->path_count);
	free_strings(row->not_built, row->not_built_count);
}

void cves_release(struct cves *cves)
{
	for (size_t i = 0; i < cves->branch_count; i++) {
		struct cve_branch *branch = &cves->branches[i];

		for (size_t j = 0; j < branch->row_count; j++)
			release_row(&branch->rows[j]);
		free(branch->rows);
		free(branch->branch);
		free(branch->release);
		free(branch->newest);
	}
	free(cves->branches);
	free(cves->commit);
	free(cves->path);
	free(cves->id);
	*cves = (struct cves){ 0 };
}
