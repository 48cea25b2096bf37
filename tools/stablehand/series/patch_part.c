// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch_part.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"

static void make_digest(struct patch_part *part, size_t twins, struct buf *text)
{
	char hex[65];

	buf_clear(text);
	buf_printf(text, "%d\n%s\n%s\n%zu\n", part->file->change,
		   part->file->old_path ? part->file->old_path : "",
		   part->file->new_path ? part->file->new_path : "", twins);
	for (size_t i = 0; part->hunk && i < part->hunk->line_count; i++) {
		const struct patch_line *line = &part->hunk->lines[i];

		buf_add(text, &line->kind, 1);
		buf_add(text, line->text, line->len);
	}
	data_sha256(text->data, text->len, hex);
	memcpy(part->digest, hex, PATCH_PART_DIGEST);
	part->digest[PATCH_PART_DIGEST] = '\0';
}

/* By digest, equal ones in the order of the patch. */
static int compare_parts(const void *a, const void *b)
{
	const struct patch_part *const *x = a, *const *y = b;
	int order = strcmp((*x)->digest, (*y)->digest);

	return order ? order : (*x > *y) - (*x < *y);
}

/* The second and later of equal parts get digests of their own. */
static void tell_twins_apart(struct patch_part *parts, size_t count, struct buf *text)
{
	_cleanup_free_ struct patch_part **sorted = xcalloc(count, sizeof(*sorted));
	char first[PATCH_PART_DIGEST + 1] = "";
	size_t twins = 0;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &parts[i];
	qsort(sorted, count, sizeof(*sorted), compare_parts);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(first, sorted[i]->digest)) {
			memcpy(first, sorted[i]->digest, sizeof(first));
			twins = 0;
		} else {
			make_digest(sorted[i], ++twins, text);
		}
	}
}

void patch_parts(const struct patch *patch, struct patch_part **ret_parts, size_t *ret_count)
{
	_cleanup_buf_ struct buf text = { 0 };
	struct patch_part *parts = NULL;
	size_t count = 0, alloc = 0;

	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];

		for (size_t j = 0; j < file->hunk_count || !j; j++) {
			struct patch_part *part = ARRAY_ADD(parts, count, alloc);

			part->file = file;
			part->hunk = file->hunk_count ? &file->hunks[j] : NULL;
			make_digest(part, 0, &text);
		}
	}
	tell_twins_apart(parts, count, &text);
	*ret_parts = parts;
	*ret_count = count;
}

size_t patch_part_line(const struct patch_part *part)
{
	return part->hunk ? part->hunk->line_number : part->file->line_number;
}

struct patch *patch_without(const struct patch *patch, const bool *left_out)
{
	struct patch *rest = xmalloc(sizeof(*rest));

	*rest = *patch;
	rest->files = xcalloc(patch->file_count + 1, sizeof(*rest->files));
	rest->file_count = 0;
	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *from = &patch->files[i];
		struct patch_file *to = &rest->files[rest->file_count];
		size_t parts = from->hunk_count ? from->hunk_count : 1, kept = 0;

		*to = *from;
		to->hunks = xcalloc(parts, sizeof(*to->hunks));
		for (size_t j = 0; j < parts; j++) {
			if (left_out[j])
				continue;
			if (from->hunk_count)
				to->hunks[kept] = from->hunks[j];
			kept++;
		}
		to->hunk_count = from->hunk_count ? kept : 0;
		left_out += parts;
		if (kept)
			rest->file_count++;
		else
			free(to->hunks);
	}
	return rest;
}

void patch_without_free(struct patch *patch)
{
	if (!patch)
		return;
	for (size_t i = 0; i < patch->file_count; i++)
		free(patch->files[i].hunks);
	free(patch->files);
	free(patch);
}
