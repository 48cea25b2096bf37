// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/import_told.h"

#include <string.h>

#include "port/resolution.h"
#include "series/patch_part.h"
#include "util/alloc.h"
#include "util/file.h"

/* Has the patch all the hunks that a resolution settles? */
static bool has_parts(const struct patch *patch, const struct resolution *resolution)
{
	_cleanup_free_ struct patch_part *parts = NULL;
	size_t count, found = 0;

	patch_parts(patch, &parts, &count);
	for (size_t s = 0; s < resolution->settle_count; s++)
		for (size_t p = 0; p < count; p++)
			if (!strcmp(parts[p].digest, resolution->settles[s].digest)) {
				found++;
				break;
			}
	return found == resolution->settle_count;
}

static const struct written_patch *find(const struct series_written *written, const char *name)
{
	for (size_t i = 0; i < written->patch_count; i++) {
		const char *slash = strrchr(written->patches[i].name, '/');

		if (!strcmp(slash ? slash + 1 : written->patches[i].name, name))
			return &written->patches[i];
	}
	return NULL;
}

int import_tell_resolutions(const struct context *context, const char *series,
			    const struct series_written *written, struct incoming *incoming,
			    struct error **err)
{
	_cleanup_free_ char *folder = path_join(context->project, "patches/%s/resolutions", series);
	_cleanup_resolution_set_ struct resolution_set set = { 0 };
	size_t left = 0;

	if (resolution_set_load(folder, &set, err))
		return -1;
	for (size_t i = 0; i < set.count; i++) {
		const struct resolution *resolution = set.items[i];
		const struct written_patch *patch = find(written, resolution->patch);

		if (patch && patch->state == WRITTEN_CHANGED &&
		    !has_parts(patch->incoming->patch, resolution))
			incoming_note(incoming, NOTE_UNSURE, resolution->name,
				      "settles hunks that %s has no more: it is not taken any more",
				      resolution->patch);
		left += patch && patch->state == WRITTEN_LEFT;
	}
	if (left)
		incoming_note(incoming, NOTE_LEFT_OUT, "", "%zu %s of patches that left %s in "
			      "resolutions/, for when these lines come back", left,
			      left == 1 ? "resolution" : "resolutions", left == 1 ? "stays" : "stay");
	return 0;
}
