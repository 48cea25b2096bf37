// SPDX-License-Identifier: GPL-2.0-only
#include "run/needs.h"

#include <dirent.h>
#include <string.h>

#include "run/job_result.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define RESULT_MAX (1u << 20)

void needs_release(struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++) {
		free(needs->seen[i].kind);
		free(needs->seen[i].branch);
	}
	free(needs->seen);
	*needs = (struct needs){0};
}

static struct need_seen *find(struct needs *needs, const char *kind, const char *branch)
{
	for (size_t i = 0; i < needs->count; i++)
		if (!strcmp(needs->seen[i].kind, kind) && !strcmp(needs->seen[i].branch, branch))
			return &needs->seen[i];
	return NULL;
}

static void add(struct needs *needs, const json_t *root)
{
	const char *kind = json_string_value(json_object_get(root, "kind"));
	const json_t *values = json_object_get(root, "values");
	const json_t *used = json_object_get(values, "used");
	const char *branch = json_string_value(json_object_get(used, "branch"));
	double seconds = json_number_value(json_object_get(root, "seconds"));
	double memory = json_number_value(json_object_get(used, "memory"));
	double at_once = json_number_value(json_object_get(used, "at_once"));
	struct need_seen *seen;

	if (!kind || !branch || json_object_get(root, "error"))
		return;
	seen = find(needs, kind, branch);
	if (!seen) {
		seen = ARRAY_ADD(needs->seen, needs->count, needs->alloc);
		*seen = (struct need_seen){.kind = xstrdup(kind), .branch = xstrdup(branch)};
	}
	if (seconds > seen->seconds)
		seen->seconds = seconds;
	if (memory > seen->memory && memory < 1e15)
		seen->memory = memory;
	if (at_once >= 1 && memory / at_once > seen->each && memory < 1e15)
		seen->each = memory / at_once;
}

void needs_read(const char *cache, struct needs *ret_needs)
{
	_cleanup_free_ char *folder = path_join(cache, "jobs");
	DIR *dir = opendir(folder);
	struct dirent *e;

	*ret_needs = (struct needs){0};
	while (dir && (e = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s/result.json", e->d_name);
		_cleanup_buf_ struct buf bytes = {0};
		json_t *root;

		if (!text_is_hex(e->d_name, strlen(e->d_name), JOB_KEY_CHARS, JOB_KEY_CHARS) ||
		    file_read(path, RESULT_MAX, &bytes, NULL))
			continue;
		root = json_loadb(buf_str(&bytes), bytes.len, 0, NULL);
		add(ret_needs, root);
		json_decref(root);
	}
	if (dir)
		closedir(dir);
}

static const struct need_seen *find_like(const struct needs *needs, const char *kind,
					 const char *branch)
{
	const struct need_seen *most = NULL;

	for (size_t i = 0; i < needs->count; i++) {
		const struct need_seen *seen = &needs->seen[i];

		if (strcmp(seen->kind, kind))
			continue;
		if (branch && !strcmp(seen->branch, branch))
			return seen;
		if (!most || seen->memory > most->memory)
			most = seen;
	}
	return most;
}

const struct need_seen *needs_find(const struct needs *needs, const struct job *job)
{
	return find_like(needs, job->kind,
			 json_string_value(json_object_get(job->inputs, "branch")));
}

unsigned needs_fit(const char *cache, const char *kind, const char *branch, uint64_t memory,
		   uint64_t guess, unsigned wanted)
{
	const struct need_seen *seen;
	struct needs needs;
	uint64_t fit;

	if (!memory)
		return wanted;
	needs_read(cache, &needs);
	seen = find_like(&needs, kind, branch);
	fit = memory / (seen && seen->each ? seen->each : guess);
	needs_release(&needs);
	return fit < 1 ? 1 : fit < wanted ? fit : wanted;
}
