// SPDX-License-Identifier: GPL-2.0-only
/* What was placed without patches of the series that were not ported. */
#include "port/port_parts.h"

#include <string.h>

#include "judge/withheld.h"
#include "place/hunk_heading.h"

/* Do two patches change the function that a hunk of each names? */
static bool share_function(const struct patch_file *a, const struct patch_file *b)
{
	for (size_t i = 0; i < a->hunk_count; i++) {
		struct heading of_a = heading_of_hunk(&a->hunks[i]);

		for (size_t j = 0; j < b->hunk_count && of_a.usable; j++) {
			struct heading of_b = heading_of_hunk(&b->hunks[j]);

			if (of_b.usable && of_a.kind == HEADING_NAME && of_b.kind == of_a.kind &&
			    of_a.len == of_b.len && !memcmp(of_a.text, of_b.text, of_a.len))
				return true;
		}
	}
	return false;
}

/* A file that both change; *function: in the same function. NULL: there is none. */
static const char *find_shared(const struct patch *a, const struct patch *b, bool *function)
{
	const char *shared = NULL;

	for (size_t i = 0; i < a->file_count; i++)
		for (size_t j = 0; j < b->file_count; j++) {
			const struct patch_file *x = &a->files[i], *y = &b->files[j];

			if (!x->old_path || !y->new_path || strcmp(x->old_path, y->new_path))
				continue;
			if (!shared)
				shared = x->old_path;
			if (share_function(x, y)) {
				*function = true;
				return x->old_path;
			}
		}
	return shared;
}

void port_tell_without(const struct port_options *options, const struct port_tools *tools,
		       size_t index, struct evidence_list *evidence, enum risk *risk)
{
	const struct withheld_list *list = tools->withheld;

	for (size_t i = 0; list && i < list->count; i++) {
		const struct withheld_patch *withheld = &list->items[i];
		bool function = false;
		const char *path = find_shared(options->patches[index], withheld->patch, &function);

		if (!path)
			continue;
		if (function && tools->judge) {
			evidence_drop_low_risk(evidence);
			evidence_add_risk(evidence, RISK_MEDIUM, REASON_MISSING_PATCH, path, 0,
					  "placed without %s (%s), which changes the same function",
					  withheld->patch->name, verdict_name(withheld->verdict));
			if (*risk < RISK_MEDIUM)
				*risk = RISK_MEDIUM;
		} else {
			evidence_add(evidence, EVIDENCE_NOTE, path, 0,
				     "placed without %s (%s), which changes this file, too",
				     withheld->patch->name, verdict_name(withheld->verdict));
		}
	}
}
