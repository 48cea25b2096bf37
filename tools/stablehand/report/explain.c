// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain.h"

#include <string.h>

#include "report/matrix.h"
#include "report/next.h"
#include "report/wrap.h"
#include "result/rows.h"
#include "util/alloc.h"

/* "  <word>   <text>", the text's further lines below its first. */
static void print_field(struct out *to, const char *word, const char *text)
{
	_cleanup_free_ char *first = xasprintf("  %-10s ", word);

	wrap_text(to, first, "             ", text);
}

static void print_head(const struct result *result, size_t branch, size_t row,
		       const struct patch_result *p, struct out *to)
{
	const struct branch_result *b = &result->branches[branch];
	const struct result_row *r = &result->rows[row];
	_cleanup_free_ char *file = xasprintf("patches/%s/%s", r->series, r->name);
	_cleanup_free_ char *id = result_row_id(r), *upstream = NULL;

	out_printf(to, "%s  %s  ", b->branch, b->source.release.version);
	out_styled(to, matrix_style(p->verdict), "%s", verdict_name(p->verdict));
	out_puts(to, "\n\n");
	print_field(to, "patch", id);
	print_field(to, "subject", p->subject);
	print_field(to, "file", file);
	if (p->upstream) {
		upstream = xasprintf("%s%s%s%s", p->upstream,
				     p->unproven ? ", not proven" : "", p->upstream_version ? ", " : "",
				     p->upstream_version ? p->upstream_version : "");
		print_field(to, "upstream", upstream);
	}
	print_field(to, "need", p->need == NEED_NOT_NEEDED ? "not needed" : need_name(p->need));
	if (p->risk != RISK_NONE)
		print_field(to, "risk", risk_name(p->risk));
}

static void print_evidence(const struct evidence *e, struct out *to)
{
	_cleanup_free_ char *place = NULL, *text = xstrdup(e->text);
	const char *kind = evidence_kind_name(e->kind);

	if (e->risk != RISK_NONE) {
		free(text);
		text = xasprintf("%s: %s", risk_name(e->risk), e->text);
	}
	if (e->path && e->line)
		place = xasprintf("%s:%zu", e->path, e->line);
	else if (e->path)
		place = xstrdup(e->path);
	if (place)
		print_field(to, kind, place);
	print_field(to, place ? "" : kind, text);
}

/* Does the evidence speak of that place already? */
static bool is_told(const struct evidence_list *evidence, const struct hunk_outcome *h)
{
	for (size_t i = 0; i < evidence->count; i++) {
		const struct evidence *e = &evidence->items[i];

		if (e->kind == EVIDENCE_HUNK && e->line == h->line && e->path &&
		    !strcmp(e->path, h->path))
			return true;
	}
	return false;
}

static void print_hunk(const struct hunk_outcome *h, struct out *to)
{
	_cleanup_free_ char *text = NULL;

	if (h->verdict == VERDICT_REFUSED && h->line)
		text = xasprintf("%s: line %zu in the patch; nearest place %zu", h->path, h->wanted,
				 h->line);
	else if (h->verdict == VERDICT_REFUSED)
		text = xasprintf("%s: line %zu in the patch", h->path, h->wanted);
	else
		text = xasprintf("%s: line %zu in the %s, %zu here (%+lld)", h->path, h->wanted,
				 h->verdict == VERDICT_RESOLVED ? "resolution" : "patch",
				 h->line, (long long)h->line - (long long)h->wanted);
	print_field(to, verdict_name(h->verdict), text);
	if (h->reason)
		print_field(to, "", h->reason);
}

/* Each hunk is said once: those of which the evidence does not speak. */
static void print_hunks(const struct patch_result *p, struct out *to)
{
	bool any = false;

	for (size_t i = 0; i < p->hunks.count; i++) {
		if (is_told(&p->evidence, &p->hunks.items[i]))
			continue;
		if (!any)
			out_puts(to, "\nhunks\n");
		any = true;
		print_hunk(&p->hunks.items[i], to);
	}
}

/*
 * Like `git diff --word-diff`: [-original-]{+ported+}, or both in their colours.
 * A difference never goes over the end of a line.
 */
static void print_span(const struct deviation_span *span, struct out *to, bool *starts)
{
	static const char *const open[] = {"", "[-", "{+"}, *const close[] = {"", "-]", "+}"};
	static const enum style styles[] = {STYLE_PLAIN, STYLE_BAD, STYLE_GOOD};

	for (const char *at = buf_str(&span->text); *at;) {
		int len = strcspn(at, "\n");

		if (*starts)
			out_puts(to, "  ");
		*starts = false;
		if (len && to->color)
			out_styled(to, styles[span->kind], "%.*s", len, at);
		else if (len)
			out_printf(to, "%s%.*s%s", open[span->kind], len, at, close[span->kind]);
		if (at[len] == '\n') {
			out_puts(to, "\n");
			*starts = true;
			len++;
		}
		at += len;
	}
}

static void print_deviation(const struct deviation *deviation, struct out *to)
{
	bool starts = true;

	out_puts(to, "\ndeviation from the patch\n");
	for (size_t i = 0; i < deviation->count; i++)
		print_span(&deviation->spans[i], to, &starts);
	if (!starts)
		out_puts(to, "\n");
	if (deviation->note)
		print_field(to, "note", deviation->note);
}

/* What it is missing for comes first. */
static void print_some(const struct patch_result *p, bool reasons, struct out *to)
{
	bool any = false;

	for (size_t i = 0; i < p->evidence.count; i++) {
		if (next_is_reason(p, &p->evidence.items[i]) != reasons)
			continue;
		if (!any && reasons)
			out_printf(to, "\n%s because\n", verdict_name(p->verdict));
		else if (!any)
			out_puts(to, "\nevidence\n");
		any = true;
		print_evidence(&p->evidence.items[i], to);
	}
}

static void print_next(const struct result *result, size_t branch, size_t row, struct out *to)
{
	_cleanup_free_ char *next = next_command(result, branch, row);

	if (next)
		out_printf(to, "\nnext: %s\n", next);
}

void explain_text(const struct result *result, size_t branch, size_t row, struct out *to)
{
	const struct patch_result *p = result_patch(result, branch, row);

	print_head(result, branch, row, p, to);
	print_some(p, true, to);
	print_next(result, branch, row, to);
	print_some(p, false, to);
	print_hunks(p, to);
	if (p->deviation.count || p->deviation.note)
		print_deviation(&p->deviation, to);
}
