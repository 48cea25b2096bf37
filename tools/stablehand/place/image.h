/* SPDX-License-Identifier: GPL-2.0-only */
/* One side of a hunk, looked for in a file. */
#ifndef PLACE_IMAGE_H
#define PLACE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "series/patch.h"
#include "syntax/lines.h"

/* The old or the new side of a hunk, as line ids of the file. */
struct image {
	uint32_t *ids;
	size_t count;
	bool known;		/* every line is somewhere in the file */
};

/* The lines that are not of kind `other` ('+': the old side, '-': the new). */
void image_init(struct image *image, const struct lines *lines, const struct patch_hunk *hunk,
		char other);
void image_release(struct image *image);
#define _cleanup_image_ __attribute__((cleanup(image_release)))

bool image_matches(const struct image *image, const struct lines *lines, size_t at);

/*
 * Call on_match for each line (from 0, rising) of the file where the image
 * is. Its steps are taken off *budget; false when that is used up.
 */
bool image_find(const struct image *image, const struct lines *lines, long *budget,
		void (*on_match)(size_t at, void *data), void *data);

#endif
