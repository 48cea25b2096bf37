// SPDX-License-Identifier: GPL-2.0-only
/* The parser of patches, and placing what it lets through. */
#include <stdlib.h>

#include "place/place.h"
#include "series/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_error_ struct error *err = NULL;

	if (patch_parse("fuzz.patch", data, len, &patch, &err)) {
		if (!err || patch)
			abort();
		return 0;
	}
	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];
		_cleanup_place_result_ struct place_result result = { 0 };
		_cleanup_buf_ struct buf before = { 0 };
		struct place_options options = { .file = file, .path = "file", .same_file = i % 2 };

		/* A file made of the old sides, one after the other. */
		for (size_t j = 0; j < file->hunk_count; j++)
			for (size_t k = 0; k < file->hunks[j].line_count; k++)
				if (file->hunks[j].lines[k].kind != '+')
					buf_add(&before, file->hunks[j].lines[k].text,
						file->hunks[j].lines[k].len);
		options.data = buf_str(&before);
		options.len = before.len;
		place_hunks(&options, &result);
		if (result.hunks.count != file->hunk_count)
			abort();
	}
	return 0;
}
