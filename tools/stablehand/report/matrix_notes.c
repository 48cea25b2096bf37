// SPDX-License-Identifier: GPL-2.0-only
/* Below the matrix: branches without an answer, and what patches have to be told about. */
#include <string.h>

#include "report/matrix_parts.h"
#include "report/next.h"
#include "report/wrap.h"
#include "result/order.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"

#define INDENT "  "

static void print_failures(const struct result *result, struct out *to)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *b = &result->branches[i];
		_cleanup_free_ char *why = branch_not_fetched(b);

		if (!b->failure)
			continue;
		wrap_printf(to, INDENT, INDENT, "%s: %s%s", b->branch, why ? "not fetched: " : "",
			    why ? why : b->failure->message);
	}
}

/* Why patches cannot be read: it is the same on all branches. */
void matrix_unreadable(const struct result *result, struct out *to)
{
	for (size_t row = 0; row < result->row_count; row++) {
		const struct patch_result *patch = NULL;
		_cleanup_free_ char *id = NULL;

		for (size_t b = 0; b < result->count && !patch; b++)
			patch = result_patch(result, b, row);
		if (!patch || patch->verdict != VERDICT_UNREADABLE || !patch->evidence.count)
			continue;
		id = result_row_id(&result->rows[row]);
		wrap_printf(to, INDENT, INDENT, "%s is unreadable: %s", id,
			    patch->evidence.items[0].text);
	}
}

/* Do the patches of both go to the same branch, and lack in the same ones for the same reasons? */
static bool is_same_gap(const struct order_gap *a, const struct order_gap *b)
{
	if (a->oldest != b->oldest || a->lack_count != b->lack_count)
		return false;
	for (size_t i = 0; i < a->lack_count; i++)
		if (a->lacks[i].branch != b->lacks[i].branch ||
		    a->lacks[i].need != b->lacks[i].need ||
		    strcmp(a->lacks[i].why, b->lacks[i].why))
			return false;
	return true;
}

/* "kvm-pferr/02-05, 13, fix/01": of all gaps that are like the one at `first`; returns how many. */
static size_t say_gap_patches(const struct result *result, const struct order_gaps *gaps,
			      size_t first, struct buf *line)
{
	const struct result_row *start = NULL, *last = NULL;
	const char *series = "";
	size_t count = 0;

	for (size_t i = first; i <= gaps->count; i++) {
		const struct result_row *row = NULL;

		if (i < gaps->count) {
			if (!is_same_gap(&gaps->items[first], &gaps->items[i]))
				continue;
			row = &result->rows[gaps->items[i].row];
			count++;
			if (last && row->place == last->place + 1 && !strcmp(row->series, last->series)) {
				last = row;
				continue;
			}
		}
		if (last && !strcmp(series, start->series))
			buf_printf(line, ", %02zu", start->place);
		else if (last)
			buf_printf(line, "%s%s/%02zu", line->len ? ", " : "", start->series, start->place);
		if (last != start)
			buf_printf(line, "%s%02zu", last->place > start->place + 1 ? "-" : ", ",
				   last->place);
		series = last ? start->series : series;
		start = last = row;
	}
	return count;
}

/* "; newer supported branches need it, too: 6.6.y (refused), 6.12.y (blocked)" */
static void say_lacks(const struct result *result, const struct order_gap *gap, enum need need,
		      const char *patches, struct buf *line)
{
	_cleanup_buf_ struct buf branches = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < gap->lack_count; i++)
		if (gap->lacks[i].need == need)
			buf_printf(&branches, "%s%s (%s)", count++ ? ", " : "",
				   result->branches[gap->lacks[i].branch].branch,
				   gap->lacks[i].why);
	if (count && need == NEED_NEEDED)
		buf_printf(line, "; %s %s, too: %s", count > 1 ? "newer supported branches need" :
			   "a newer supported branch needs", patches, buf_str(&branches));
	else if (count)
		buf_printf(line, "; whether %s %s is not known: %s",
			   count > 1 ? "newer supported branches need" :
			   "a newer supported branch needs", patches, buf_str(&branches));
}

static void print_order(const struct result *result, struct out *to)
{
	_cleanup_(order_gaps_release) struct order_gaps gaps;

	order_check(result, &gaps);
	for (size_t i = 0; i < gaps.count; i++) {
		const struct order_gap *gap = &gaps.items[i];
		_cleanup_buf_ struct buf line = { 0 };
		bool told = false;
		size_t count;

		for (size_t j = 0; j < i && !told; j++)
			told = is_same_gap(&gaps.items[j], gap);
		if (told)
			continue;
		count = say_gap_patches(result, &gaps, i, &line);
		buf_printf(&line, " %s to %s", count > 1 ? "go" : "goes",
			   result->branches[gap->oldest].branch);
		say_lacks(result, gap, NEED_NEEDED, count > 1 ? "them" : "it", &line);
		say_lacks(result, gap, NEED_UNKNOWN, count > 1 ? "them" : "it", &line);
		wrap_text(to, INDENT, INDENT, buf_str(&line));
	}
}

static void print_ended(const struct result *result, struct out *to)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->branches[i].ended)
			wrap_printf(to, INDENT, INDENT, "%s: its end of life was %s",
				    result->branches[i].branch, result->branches[i].eol);
}

/* Patches without a row: the profile, or guards, keep them from all branches. */
static void print_kept(const struct result *result, struct out *to)
{
	size_t kept = 0;

	for (size_t row = 0; row < result->row_count; row++) {
		bool shown = false;

		for (size_t b = 0; b < result->count; b++)
			shown |= result->branches[b].wanted && result->branches[b].wanted[row];
		kept += !shown;
	}
	if (kept)
		wrap_printf(to, INDENT, INDENT, "not shown: %zu of %zu patches, which series.conf keeps "
			    "from %s in this profile", kept, result->row_count,
			    result->count == 1 ? "this branch" : "these branches");
}

/* Messages that speak of what a branch does not have. */
static void print_messages(const struct result *result, struct out *to)
{
	for (size_t row = 0; row < result->row_count; row++)
		for (size_t b = 0; b < result->count; b++) {
			const struct patch_result *patch = result_patch(result, b, row);
			_cleanup_free_ char *id = result_row_id(&result->rows[row]);

			for (size_t i = 0; patch && i < patch->evidence.count; i++)
				if (patch->evidence.items[i].reason == REASON_MESSAGE_NAME)
					wrap_printf(to, INDENT, INDENT, "%s, %s: %s",
						    result->branches[b].branch, id,
						    patch->evidence.items[i].text);
		}
}

/* The first patch that is refused, else blocked, else any that has a verdict; false: there is none. */
static bool find_example(const struct result *result, size_t *ret_branch, size_t *ret_row)
{
	int best = -1;

	for (size_t row = 0; row < result->row_count; row++)
		for (size_t b = 0; b < result->count; b++) {
			const struct patch_result *patch = result_patch(result, b, row);
			int rank = !patch ? -1 : patch->verdict == VERDICT_REFUSED ? 2 :
				   patch->verdict == VERDICT_BLOCKED ? 1 : 0;

			if (rank > best) {
				best = rank;
				*ret_branch = b;
				*ret_row = row;
			}
		}
	return best >= 0;
}

/* What to type next; the same with other branches and patches. */
static void print_commands(const struct result *result, struct out *to)
{
	_cleanup_free_ char *id = NULL, *next = NULL;
	const struct branch_result *b;
	size_t branch, row;

	if (!find_example(result, &branch, &row))
		return;
	b = &result->branches[branch];
	id = result_row_id(&result->rows[row]);
	next = next_command(result, branch, row);
	wrap_printf(to, INDENT, INDENT, "why: stablehand explain%s %s %s", b->options ? b->options : "",
		    b->branch, id);
	if (next && result_patch(result, branch, row)->verdict == VERDICT_REFUSED)
		wrap_printf(to, INDENT, INDENT, "settle what is refused: %s", next);
}

void matrix_notes(const struct result *result, struct out *to)
{
	print_failures(result, to);
	matrix_unreadable(result, to);
	print_messages(result, to);
	print_kept(result, to);
	print_ended(result, to);
	print_order(result, to);
	print_commands(result, to);
}
