// SPDX-License-Identifier: GPL-2.0-only
#include "report/next.h"

#include <string.h>

#include "result/rows.h"
#include "util/alloc.h"

static bool is_refused_hunk(const struct patch_result *patch, const struct evidence *e)
{
	for (size_t i = 0; i < patch->hunks.count; i++) {
		const struct hunk_outcome *h = &patch->hunks.items[i];

		if (h->verdict == VERDICT_REFUSED && h->line == e->line && e->path &&
		    !strcmp(h->path, e->path))
			return true;
	}
	return false;
}

static bool is_reason(const struct patch_result *patch, const struct evidence *e)
{
	if (patch->verdict == VERDICT_UNREADABLE || e->reason == REASON_MAX_RISK)
		return true;
	switch (e->kind) {
	case EVIDENCE_DEPENDS:
	case EVIDENCE_GATE:
		return true;
	case EVIDENCE_SYMBOL:
		return e->reason != REASON_NONE;
	case EVIDENCE_HUNK:
		return is_refused_hunk(patch, e);
	default:
		return false;
	}
}

bool next_is_reason(const struct patch_result *patch, const struct evidence *e)
{
	if (!verdict_is_missing(patch->verdict))
		return false;
	if (e->kind != EVIDENCE_FILE || patch->verdict == VERDICT_UNREADABLE)
		return is_reason(patch, e);
	/* A file as a whole, as a binary one, where nothing in it is told. */
	for (size_t i = 0; i < patch->evidence.count; i++)
		if (is_reason(patch, &patch->evidence.items[i]))
			return e->reason == REASON_MAX_RISK;
	return true;
}

static bool has_reason(const struct patch_result *patch, enum reason reason)
{
	for (size_t i = 0; i < patch->evidence.count; i++)
		if (patch->evidence.items[i].reason == reason)
			return true;
	return false;
}

/* The row of the patch that a blocked one needs. */
static size_t blocker(const struct result *result, size_t branch, size_t row)
{
	size_t place = result_blocker(result, branch, row);

	for (size_t i = 0; place && i < row; i++)
		if (result->rows[i].place == place &&
		    !strcmp(result->rows[i].series, result->rows[row].series))
			return i;
	return row;
}

char *next_command(const struct result *result, size_t branch, size_t row)
{
	const struct branch_result *b = &result->branches[branch];
	const struct patch_result *patch = result_patch(result, branch, row);
	const char *options = b->options ? b->options : "";
	_cleanup_free_ char *id = NULL;
	size_t first = row;

	if (!patch || !verdict_is_missing(patch->verdict))
		return NULL;
	if (patch->verdict == VERDICT_UNREADABLE)
		return xasprintf("mend patches/%s/%s", result->rows[row].series,
				 result->rows[row].name);
	if (patch->verdict == VERDICT_BLOCKED)
		first = blocker(result, branch, row);
	id = result_row_id(&result->rows[first]);
	if (first != row || patch->verdict == VERDICT_BLOCKED)
		return xasprintf("stablehand explain%s %s %s", options, b->branch, id);
	if (has_reason(patch, REASON_MAX_RISK))
		return xasprintf("look at it, and take it with --max-risk: stablehand show%s %s %s",
				 options, b->branch, id);
	return xasprintf("stablehand resolve%s %s %s", options, b->branch, id);
}
