// SPDX-License-Identifier: GPL-2.0-only
#include "report/cves.h"

#include <time.h>

#include "report/table.h"
#include "util/alloc.h"

/* CVSS 4.0's words begin there: high from 7.0, medium from 4.0. */
static enum style score_style(unsigned int score)
{
	return score >= 70 ? STYLE_BAD : score >= 40 ? STYLE_DOUBT : STYLE_PLAIN;
}

static void print_row(struct table *table, const struct cve_row *row)
{
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", row->id);
	if (row->score)
		table_cell(table, score_style(row->score), "%u.%u", row->score / 10,
			   row->score % 10);
	else
		table_cell(table, STYLE_FAINT, "-");
	table_cell(table, row->built == CVE_BUILT_NO ? STYLE_FAINT : STYLE_PLAIN, "%s",
		   row->built == CVE_BUILT_UNKNOWN ? "?" : cve_built_name(row->built));
	table_cell(table, STYLE_PLAIN, "%s", row->since ? row->since : "?");
	if (row->unknown)
		table_cell(table, STYLE_DOUBT, "?");
	else if (row->fixed)
		table_cell(table, STYLE_GOOD, "%s", row->fixed);
	else
		table_cell(table, STYLE_PLAIN, "%s", row->mainline ? row->mainline : "-");
	table_cell(table, STYLE_PLAIN, "%s%s%s", row->problem ? row->problem : "",
		   row->problem && *row->title ? "; " : "", row->title);
}

static void print_rows(const struct cve_branch *branch, bool named, struct out *to)
{
	static const char *const headings[] = {
		"CVE", ">CVSS", "BUILT", "SINCE", "FIXED", "~TITLE", NULL,
	};
	struct table *table = NULL;

	for (size_t i = 0; i < branch->row_count; i++) {
		if ((branch->rows[i].named != NULL) != named)
			continue;
		if (!table)
			table = table_new(headings, to);
		print_row(table, &branch->rows[i]);
	}
	if (table)
		table_print(table);
}

static void count_rows(const struct cve_branch *branch, size_t *ret_later, size_t *ret_named,
		       size_t *ret_unread)
{
	*ret_later = *ret_named = *ret_unread = 0;
	for (size_t i = 0; i < branch->row_count; i++) {
		const struct cve_row *row = &branch->rows[i];

		*ret_named += row->named && !row->unknown;
		*ret_unread += row->unknown;
		*ret_later += row->fixed && !row->named;
	}
}

static void print_branch(const struct cve_branch *branch, struct out *to)
{
	size_t later, named, unread;

	count_rows(branch, &later, &named, &unread);
	out_styled(to, STYLE_STRONG, "%s", branch->branch);
	out_printf(to, "  %s: %zu open, %zu fixed, %zu not affected\n",
		   branch->release ? branch->release : "any release (none is fetched)",
		   cve_branch_open(branch), branch->fixed, branch->not_affected);
	print_rows(branch, false, to);
	if (named) {
		out_printf(to, "  open by the data, but named by the release's changelog or "
			   "history:\n");
		print_rows(branch, true, to);
	}
	if (later)
		out_printf(to, "  %zu of them %s fixed in a later release of this branch (FIXED)\n",
			   later, later == 1 ? "is" : "are");
	if (unread)
		out_printf(to, "  %zu cannot be read: whether the branch is open to them is not "
			   "known\n", unread);
	if (branch->beyond)
		out_printf(to, "  the data ends with %s: it says nothing of what came later\n",
			   branch->newest);
	if (!branch->knows_built)
		out_printf(to, "  what is built is not known: no build of this release is there "
			   "(stablehand build --base %s)\n", branch->branch);
}

void cves_text(const struct cves *cves, struct out *to)
{
	time_t time = cves->time;
	char date[32] = "";
	struct tm tm;

	if (gmtime_r(&time, &tm))
		strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	for (size_t i = 0; i < cves->branch_count; i++) {
		print_branch(&cves->branches[i], to);
		out_puts(to, "\n");
	}
	out_printf(to, "%zu CVEs of vulns %.12s (%s), %zu rejected%s%s\n", cves->count,
		   cves->commit, date, cves->rejected, cves->path ? "; only " : "",
		   cves->path ? cves->path : "");
}
