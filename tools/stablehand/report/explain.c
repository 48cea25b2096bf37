// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain.h"

#include <string.h>

#include "report/matrix.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/text.h"

/* "  <word>   <text>", the text's further lines below its first. */
static void print_field(FILE *to, const char *word, const char *text)
{
	_cleanup_free_ char *printable = text_printable(text, strlen(text), true);

	for (const char *line = printable; *line;) {
		int len = strcspn(line, "\n");

		fprintf(to, len ? "  %-10s %.*s\n" : "\n", line == printable ? word : "", len, line);
		line += len + (line[len] == '\n');
	}
}

static void print_head(const struct result *result, size_t branch, size_t row,
		       const struct patch_result *p, FILE *to, bool color)
{
	const struct branch_result *b = &result->branches[branch];
	const struct result_row *r = &result->rows[row];
	_cleanup_free_ char *file = xasprintf("%s/%s, patch %zu", r->series, r->name, r->number);
	_cleanup_free_ char *upstream = NULL;

	fprintf(to, "%s  %s  %s%s%s\n\n", b->branch, b->source.release.version,
		color ? table_color(matrix_style(p->verdict)) : "", verdict_name(p->verdict),
		color ? "\033[0m" : "");
	print_field(to, "subject", p->subject);
	print_field(to, "file", file);
	if (p->upstream) {
		upstream = xasprintf("%s%s%s", p->upstream, p->upstream_version ? ", " : "",
				     p->upstream_version ? p->upstream_version : "");
		print_field(to, "upstream", upstream);
	}
	if (p->risk != RISK_NONE)
		print_field(to, "risk", risk_name(p->risk));
}

static void print_evidence(const struct evidence *e, FILE *to)
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

static void print_hunk(const struct hunk_outcome *h, bool told, FILE *to)
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
	if (h->reason && !told)
		print_field(to, "", h->reason);
}

/*
 * Like `git diff --word-diff`: [-original-]{+ported+}, or both in their colours.
 * A difference never goes over the end of a line.
 */
static void print_span(const struct deviation_span *span, FILE *to, bool color, bool *starts)
{
	static const char *const open[2][3] = {{"", "[-", "{+"}, {"", "\033[31m", "\033[32m"}};
	static const char *const close[2][3] = {{"", "-]", "+}"}, {"", "\033[0m", "\033[0m"}};
	_cleanup_free_ char *printable = text_printable(buf_str(&span->text), span->text.len, true);

	for (const char *at = printable; *at;) {
		int len = strcspn(at, "\n");

		if (*starts)
			fputs("  ", to);
		*starts = false;
		if (len)
			fprintf(to, "%s%.*s%s", open[color][span->kind], len, at,
				close[color][span->kind]);
		if (at[len] == '\n') {
			fputc('\n', to);
			*starts = true;
			len++;
		}
		at += len;
	}
}

static void print_deviation(const struct deviation *deviation, FILE *to, bool color)
{
	bool starts = true;

	fputs("\ndeviation from the patch\n", to);
	for (size_t i = 0; i < deviation->count; i++)
		print_span(&deviation->spans[i], to, color, &starts);
	if (!starts)
		fputc('\n', to);
	if (deviation->note)
		print_field(to, "note", deviation->note);
}

void explain_text(const struct result *result, size_t branch, size_t row, FILE *to, bool color)
{
	const struct patch_result *p = result_patch(result, branch, row);

	print_head(result, branch, row, p, to, color);
	if (p->evidence.count)
		fputs("\nevidence\n", to);
	for (size_t i = 0; i < p->evidence.count; i++)
		print_evidence(&p->evidence.items[i], to);
	if (p->hunks.count)
		fputs("\nhunks\n", to);
	for (size_t i = 0; i < p->hunks.count; i++)
		print_hunk(&p->hunks.items[i], is_told(&p->evidence, &p->hunks.items[i]), to);
	if (p->deviation.count || p->deviation.note)
		print_deviation(&p->deviation, to, color);
}
