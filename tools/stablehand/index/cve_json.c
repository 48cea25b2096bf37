// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include <jansson.h>

#include "index/cve_record.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define TITLE_MAX 300

/* As text of one line; NULL: there is none. */
static char *read_text(const json_t *value, size_t max)
{
	char *text;

	if (!json_is_string(value) || !json_string_length(value))
		return NULL;
	text = text_excerpt(json_string_value(value), json_string_length(value), max);
	for (char *at = text; *at; at++)
		if (*at == '\t')
			*at = ' ';
	return text;
}

static unsigned int in_tenths(double score)
{
	return score * 10 + 0.5;
}

/* The highest of the scores, with its vector: there may be one of each version. */
static void read_scores(struct cve_record *record, const json_t *metrics)
{
	static const char *const versions[] = { "cvssV4_0", "cvssV3_1", "cvssV3_0" };
	const json_t *metric;
	size_t i;

	json_array_foreach(metrics, i, metric) {
		for (size_t v = 0; v < ARRAY_SIZE(versions); v++) {
			const json_t *cvss = json_object_get(metric, versions[v]);
			double score = json_number_value(json_object_get(cvss, "baseScore"));

			if (!(score > 0 && score <= 10) || in_tenths(score) <= record->score)
				continue;
			record->score = in_tenths(score);
			free(record->vector);
			record->vector = read_text(json_object_get(cvss, "vectorString"), 200);
		}
	}
}

static bool has_path(const struct cve_record *record, const char *path)
{
	for (size_t i = 0; i < record->path_count; i++)
		if (!strcmp(record->paths[i], path))
			return true;
	return false;
}

static void drop_paths(struct cve_record *record)
{
	while (record->path_count)
		free(record->paths[--record->path_count]);
}

/* All of them, or none and why: one is no path of a tree, or there are too many. */
static const char *read_paths(struct cve_record *record, const json_t *affected)
{
	const json_t *product, *file;
	size_t i, j;

	json_array_foreach(affected, i, product) {
		json_array_foreach(json_object_get(product, "programFiles"), j, file) {
			const char *path = json_string_value(file);

			if (!path || !path_is_safe(path, json_string_length(file))) {
				drop_paths(record);
				return "it names files that no tree can have";
			}
			if (has_path(record, path))
				continue;
			if (record->path_count == CVE_PATHS_MAX) {
				drop_paths(record);
				return "it names too many files";
			}
			*ARRAY_ADD(record->paths, record->path_count, record->path_alloc) =
				xstrdup(path);
		}
	}
	return NULL;
}

void cve_record_json(struct cve_record *record, uint64_t id, const char *text, size_t len)
{
	json_t *root = json_loadb(text, len, 0, NULL);
	const json_t *cna = json_object_get(json_object_get(root, "containers"), "cna");
	const char *why;
	const json_t *named = json_object_get(json_object_get(root, "cveMetadata"), "cveId");

	if (!root)
		cve_record_problem(record, "json", "it is no JSON");
	else if (!json_is_string(named) ||
		 cve_id_read(json_string_value(named), json_string_length(named)) != id)
		cve_record_problem(record, "json", "it is of another CVE");
	else {
		record->title = read_text(json_object_get(cna, "title"), TITLE_MAX);
		read_scores(record, json_object_get(cna, "metrics"));
		why = read_paths(record, json_object_get(cna, "affected"));
		if (why)
			cve_record_problem(record, "json", why);
	}
	json_decref(root);
}
