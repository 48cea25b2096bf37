// SPDX-License-Identifier: GPL-2.0-only
#include "result/patch.h"

#include <stdlib.h>

void patch_result_release(struct patch_result *patch)
{
	free(patch->name);
	free(patch->subject);
	free(patch->upstream);
	free(patch->upstream_version);
	free(patch->blocked_by);
	evidence_list_release(&patch->evidence);
	hunk_outcome_list_release(&patch->hunks);
	deviation_release(&patch->deviation);
	free(patch->original);
	free(patch->ported);
	*patch = (struct patch_result){0};
}
