// SPDX-License-Identifier: GPL-2.0-only
/* Refusals of a hunk, with their reasons. */
#include <string.h>

#include "place/place_parts.h"
#include "util/alloc.h"
#include "util/text.h"

/* The heading above a place, for a message: allocated. */
static char *heading_at(const struct placer *placer, size_t at)
{
	uint32_t line = placer->headings.above[at];

	const char *text;
	size_t len;

	if (line == UINT32_MAX)
		return xstrdup("no function");
	text = lines_text(&placer->lines, line);
	len = lines_len(&placer->lines, line);
	while (len && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	return text_excerpt(text, len, 100);
}

bool place_refuse_ambiguous(struct place_attempt *attempt)
{
	buf_printf(&attempt->reason, "ambiguous: matches at %zu places:",
		   attempt->found);
	for (size_t i = 0; i < attempt->found && i < PLACE_LISTED; i++) {
		_cleanup_free_ char *heading = heading_at(attempt->placer, attempt->listed[i]);

		buf_printf(&attempt->reason, "\nline %zu, below \"%s\"", attempt->listed[i] + 1,
			   heading);
	}
	attempt->nearest = attempt->listed[0] + 1;
	return false;
}

bool place_named_line(const struct place_attempt *attempt, size_t *ret_line)
{
	struct placer *placer = attempt->placer;
	uint32_t line = placer->headings.above[placer->lines.count], found = UINT32_MAX;

	placer->budget -= placer->lines.count;
	if (placer->budget < 0)
		return false;
	while (line != UINT32_MAX) {
		if (heading_is_line(&attempt->heading, &placer->lines, line))
			found = line;
		line = placer->headings.above[line];
	}
	*ret_line = found == UINT32_MAX ? 0 : (size_t)found + 1;
	return true;
}

bool place_refuse_twin(struct place_attempt *attempt, size_t at, bool sought, size_t named)
{
	_cleanup_free_ char *heading = heading_at(attempt->placer, at);

	buf_printf(&attempt->reason, "matches only at line %zu, below \"%s\", but the hunk is "
		   "for \"%s\", ", at + 1, heading, attempt->hunk->heading);
	if (!sought)
		buf_puts(&attempt->reason,
			 "which was not searched for: the work limit was reached");
	else if (named)
		buf_printf(&attempt->reason, "which is at line %zu", named);
	else
		buf_puts(&attempt->reason, "which is not in this file");
	attempt->nearest = at + 1;
	return false;
}

bool place_refuse_unmatched(struct place_attempt *attempt, const struct image *old, size_t expected)
{
	struct placer *placer = attempt->placer;
	size_t at;

	if (place_find_result(attempt, &at)) {
		attempt->nearest = at + 1;
		buf_printf(&attempt->reason, "already applied: its result is at line %zu", at + 1);
	} else if (attempt->misplaced) {
		attempt->nearest = attempt->last_misplaced + 1;
		buf_printf(&attempt->reason, "applies only to the %s of the file, but what it "
			   "expects is at line %zu",
			   attempt->at_end ? "end" : "start", attempt->nearest);
	} else if (attempt->early) {
		attempt->nearest = attempt->last_early + 1;
		buf_printf(&attempt->reason, "matches only at line %zu, above the hunk before it",
			   attempt->nearest);
	} else {
		attempt->nearest = place_explain(&placer->lines, attempt->hunk, old, expected,
						 &placer->budget, &attempt->reason);
	}
	return false;
}
