// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/indentation.h"

#include <string.h>

#include "adapt/adapt.h"
#include "adapt/alignment.h"

#define NEAR_LINES 12	/* around a change that tell its indentation */

static size_t tabs(const struct atom_text *text, size_t line)
{
	size_t n = 0;

	while (n < text->lines[line].len && text->data[text->lines[line].start + n] == '\t')
		n++;
	return n;
}

/* How many more tabs B has on a line that both have; false: B does not have it. */
static bool is_deeper(const struct alignment *alignment, size_t line, int *ret_tabs)
{
	if (!alignment_is_exact(alignment, line) || !alignment->a->text.lines[line].id)
		return false;
	*ret_tabs = (int)tabs(&alignment->b->text, alignment_partner(alignment, line)) -
		    (int)tabs(&alignment->a->text, line);
	return true;
}

int indentation_deeper(const struct alignment *alignment, const struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count, b_end = change->b_line + change->b_count;
	int more;

	/* Prefer lines that are next to it in B as well: B may have indented only one of them. */
	for (size_t way = 0; way < NEAR_LINES; way++)
		if ((alignment_partner(alignment, end + way) == b_end + way &&
		     is_deeper(alignment, end + way, &more)) ||
		    (alignment_partner(alignment, change->a_line - 1 - way) ==
			     change->b_line - 1 - way &&
		     is_deeper(alignment, change->a_line - 1 - way, &more)))
			return more;
	for (size_t way = 0; way < NEAR_LINES; way++)
		if (is_deeper(alignment, end + way, &more) ||
		    is_deeper(alignment, change->a_line - 1 - way, &more))
			return more;
	return 0;
}

int indentation_surely_deeper(const struct alignment *alignment, const struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count;
	int above = 0, below = 0;
	bool has_above = false, has_below = false;

	for (size_t way = 0; way < NEAR_LINES; way++) {
		has_above = has_above || is_deeper(alignment, change->a_line - 1 - way, &above);
		has_below = has_below || is_deeper(alignment, end + way, &below);
	}
	return has_above && has_below && above == below ? above : 0;
}

void indentation_shift(struct buf *text, int tabs_more)
{
	_cleanup_buf_ struct buf old = *text;
	const char *end = old.data + old.len;

	*text = (struct buf){ 0 };
	for (const char *at = old.data; at < end; ) {
		const char *next = memchr(at, '\n', end - at);

		next = next ? next + 1 : end;
		for (int i = tabs_more; i < 0 && *at == '\t'; i++)
			at++;
		for (int i = 0; i < tabs_more && *at != '\n'; i++)
			buf_add(text, "\t", 1);
		buf_add(text, at, next - at);
		at = next;
	}
}
