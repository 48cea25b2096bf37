// SPDX-License-Identifier: GPL-2.0-only
/* The verdicts on a series, and what backs each: said once where several stand on the same. */
#include <string.h>

#include "report/matrix.h"
#include "report/next.h"
#include "report/table.h"
#include "report/text_parts.h"
#include "report/wrap.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Do both say the same of places in the same file? */
static bool is_alike(const struct evidence *a, const struct evidence *b)
{
	return a->path && a->line && b->line && a->risk == b->risk && is_same(a->path, b->path) &&
	       is_same(a->text, b->text);
}

static bool is_same_evidence(const struct evidence_list *a, const struct evidence_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->items[i].line != b->items[i].line ||
		    a->items[i].risk != b->items[i].risk ||
		    !is_same(a->items[i].path, b->items[i].path) ||
		    !is_same(a->items[i].text, b->items[i].text))
			return false;
	return true;
}

/* Of a patch: what it is missing for, or the rest. */
static void print_evidence(struct out *to, const struct patch_result *p, bool reasons)
{
	const struct evidence_list *evidence = &p->evidence;

	for (size_t i = 0, next; i < evidence->count; i = next) {
		const struct evidence *e = &evidence->items[i];
		bool has_risk = e->risk != RISK_NONE;
		_cleanup_free_ char *text = xasprintf("%s%s%s", has_risk ? risk_name(e->risk) : "",
						      has_risk ? ": " : "", e->text);

		next = i + 1;
		if (next_is_reason(p, e) != reasons)
			continue;
		if (e->path) {
			out_printf(to, "    %s", e->path);
			if (e->line)
				out_printf(to, ":%zu", e->line);
			for (; next < evidence->count && is_alike(e, &evidence->items[next]); next++)
				out_printf(to, ", %zu", evidence->items[next].line);
			out_puts(to, "\n");
		}
		wrap_text(to, e->path ? "      " : "    ", e->path ? "      " : "    ", text);
	}
}

static void print_table(const struct result *result, size_t branch, const struct series_result *s,
			struct out *to)
{
	static const char *const headings[] = {">#", "VERDICT", "~PATCH", "RISK", "UPSTREAM", NULL};
	bool numbered = result->row_count > 1;
	struct table *table = table_new(headings + !numbered, to);

	for (size_t i = 0; i < s->patch_count; i++) {
		const struct patch_result *p = &s->patches[i];

		table_row(table);
		if (numbered)
			table_cell(table, STYLE_PLAIN, "%zu",
				   result_row_of(result, branch, s->name, i)->place);
		table_cell(table, matrix_style(p->verdict), "%s", verdict_name(p->verdict));
		table_cell(table, STYLE_PLAIN, "%s", p->subject);
		table_cell(table, p->risk == RISK_HIGH ? STYLE_BAD :
				  p->risk == RISK_MEDIUM ? STYLE_DOUBT : STYLE_FAINT,
			   "%s", p->risk == RISK_NONE ? "-" : risk_name(p->risk));
		table_cell(table, STYLE_FAINT, "%.12s%s%s%s", p->upstream ? p->upstream : "-",
			   p->unproven ? "?" : "",
			   p->upstream_version ? " " : "",
			   p->upstream_version ? p->upstream_version : "");
	}
	table_print(table);
}

/* "patch 3", "patches 4, 5, 7", whose evidence follows. */
static void print_numbers(const struct result *result, size_t branch, const struct series_result *s,
			  size_t first, size_t end, struct out *to)
{
	out_puts(to, end > first + 1 ? "  patches " : "  patch ");
	for (size_t i = first; i < end; i++)
		out_printf(to, "%s%zu", i > first ? ", " : "",
			result_row_of(result, branch, s->name, i)->place);
	out_puts(to, "\n");
}

static void print_next(const struct result *result, size_t branch, const struct series_result *s,
		       size_t patch, struct out *to)
{
	const struct result_row *row = result_row_of(result, branch, s->name, patch);
	_cleanup_free_ char *next = row->series ?
		next_command(result, branch, row - result->rows) : NULL;

	if (next)
		out_printf(to, "    next: %s\n", next);
}

/* "3, 5": the patches that this branch does not get. */
static char *missing_numbers(const struct result *result, size_t branch,
			     const struct series_result *s)
{
	_cleanup_buf_ struct buf numbers = {0};

	for (size_t i = 0; i < s->patch_count; i++)
		if (verdict_is_missing(s->patches[i].verdict))
			buf_printf(&numbers, "%s%zu", numbers.len ? ", " : "",
				   result_row_of(result, branch, s->name, i)->place);
	return xstrdup(buf_str(&numbers));
}

static void print_missing(const struct result *result, size_t branch, const struct series_result *s,
			  struct out *to)
{
	size_t missing = series_missing(s);
	_cleanup_free_ char *numbers = missing ? missing_numbers(result, branch, s) : NULL;

	if (!missing)
		return;
	out_printf(to, "  missing: %zu of %zu patches (%s)%s\n", missing, s->patch_count, numbers,
		s->whole ? "; the series makes sense as a whole only: nothing is written" : "");
}

void text_patches(const struct result *result, size_t branch, size_t series, struct out *to)
{
	const struct series_result *s = &result->branches[branch].series[series];

	out_printf(to, "\n%s\n", s->name);
	print_table(result, branch, s, to);
	if (s->kept_from_stable)
		out_printf(to, "  not stable@ material: %zu of %zu patches, which series.conf keeps from "
			"profile stable\n", s->kept_from_stable, s->patch_count);
	for (size_t i = 0, next; i < s->patch_count; i = next) {
		const struct evidence_list *evidence = &s->patches[i].evidence;

		for (next = i + 1; next < s->patch_count; next++)
			if (!is_same_evidence(evidence, &s->patches[next].evidence))
				break;
		/* Why it cannot be read is said once, not of each branch. */
		if (s->patches[i].verdict == VERDICT_UNREADABLE)
			continue;
		if (evidence->count && result->row_count > 1)
			print_numbers(result, branch, s, i, next, to);
		print_evidence(to, &s->patches[i], true);
		print_evidence(to, &s->patches[i], false);
		print_next(result, branch, s, i, to);
	}
	print_missing(result, branch, s, to);
	if (s->aside)
		out_printf(to, "  moved aside: what an earlier run wrote, to %s\n", s->aside);
	for (char **path = s->written; path && *path; path++)
		out_printf(to, "  written: %s\n", *path);
}
