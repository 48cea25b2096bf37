// SPDX-License-Identifier: GPL-2.0-only
#include "place/image.h"

#include <string.h>

#include "util/alloc.h"

void image_init(struct image *image, const struct lines *lines, const struct patch_hunk *hunk,
		char other)
{
	image->ids = xcalloc(hunk->line_count, sizeof(*image->ids));
	image->count = 0;
	image->known = true;
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];

		if (line->kind == other)
			continue;
		image->ids[image->count] = lines_id(lines, line->text, line->len);
		image->known &= image->ids[image->count] != LINES_NONE;
		image->count++;
	}
}

void image_release(struct image *image)
{
	free(image->ids);
	image->ids = NULL;
}

bool image_matches(const struct image *image, const struct lines *lines, size_t at)
{
	return image->known && at <= lines->count && image->count <= lines->count - at &&
	       !memcmp(lines->ids + at, image->ids, image->count * sizeof(*image->ids));
}

static void find_kmp(const struct image *image, const struct lines *lines,
		     void (*on_match)(size_t at, void *data), void *data)
{
	_cleanup_free_ uint32_t *border = xcalloc(image->count + 1, sizeof(*border));
	const uint32_t *ids = image->ids;
	size_t k = 0;

	for (size_t i = 1; i < image->count; i++) {
		while (k && ids[i] != ids[k])
			k = border[k];
		k += ids[i] == ids[k];
		border[i + 1] = k;
	}
	k = 0;
	for (size_t i = 0; i < lines->count; i++) {
		while (k == image->count || (k && lines->ids[i] != ids[k]))
			k = border[k];
		k += lines->ids[i] == ids[k];
		if (k == image->count)
			on_match(i + 1 - k, data);
	}
}

bool image_find(const struct image *image, const struct lines *lines, long *budget,
		void (*on_match)(size_t at, void *data), void *data)
{
	size_t rarest = 0, count, linear;
	const uint32_t *occurrences;

	if (!image->known || !image->count || image->count > lines->count)
		return true;
	for (size_t i = 1; i < image->count; i++)
		if (lines_occurrences(lines, image->ids[i]) <
		    lines_occurrences(lines, image->ids[rarest]))
			rarest = i;
	count = lines_occurrences(lines, image->ids[rarest]);
	linear = image->count + lines->count;
	*budget -= image->count;
	if (count > linear / image->count) {
		*budget -= linear;
		if (*budget < 0)
			return false;
		find_kmp(image, lines, on_match, data);
		return true;
	}
	*budget -= count * image->count;
	if (*budget < 0)
		return false;
	occurrences = lines->occurrences + lines->first[image->ids[rarest]];
	for (size_t i = 0; i < count; i++)
		if (occurrences[i] >= rarest &&
		    image_matches(image, lines, occurrences[i] - rarest))
			on_match(occurrences[i] - rarest, data);
	return true;
}
