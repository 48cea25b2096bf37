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
	if (row->state == CVE_ROW_UNKNOWN)
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

		*ret_named += row->named != NULL;
		*ret_unread += row->state == CVE_ROW_UNKNOWN;
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

static enum style state_style(const struct cve_row *row)
{
	if (row->state == CVE_ROW_UNKNOWN || row->named)
		return STYLE_DOUBT;
	return row->state == CVE_ROW_OPEN ? STYLE_BAD : STYLE_GOOD;
}

/* "6.6.92 (ec24e62a1dd3)" */
static char *with_commit(const char *version, const char *commit)
{
	if (!version)
		return xstrdup("-");
	return commit ? xasprintf("%s (%.12s)", version, commit) : xstrdup(version);
}

static void print_state(struct table *table, const struct cve_branch *branch,
			const struct cve_row *row)
{
	_cleanup_free_ char *since = with_commit(row->since, row->since_commit);
	_cleanup_free_ char *fixed = with_commit(row->fixed, row->fixed_commit);

	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", branch->branch);
	table_cell(table, STYLE_PLAIN, "%s", branch->release ? branch->release : "any");
	table_cell(table, state_style(row), "%s%s", cve_row_state_name(row->state),
		   row->named ? ", but named" : "");
	table_cell(table, STYLE_PLAIN, "%s", since);
	table_cell(table, STYLE_PLAIN, "%s", fixed);
	table_cell(table, STYLE_PLAIN, "%s",
		   row->built == CVE_BUILT_UNKNOWN ? "?" : cve_built_name(row->built));
}

static void print_doubts(const struct cve_branch *branch, const struct cve_row *row,
			 struct out *to)
{
	if (row->named)
		out_printf(to, "  %s: %s\n", branch->branch, row->named);
	if (branch->beyond && row->state == CVE_ROW_OPEN)
		out_printf(to, "  %s: the data ends with %s\n", branch->branch, branch->newest);
	for (size_t i = 0; i < row->not_built_count; i++)
		out_printf(to, "  %s: not built, or not there: %s\n", branch->branch,
			   row->not_built[i]);
}

/* One CVE: a line a branch. */
static void print_one(const struct cves *cves, struct out *to)
{
	static const char *const headings[] = {
		"BRANCH", "RELEASE", "STATE", "SINCE", "FIXED", "BUILT", NULL,
	};
	const struct cve_row *first = cves->branch_count ? cves->branches[0].rows : NULL;
	struct table *table = table_new(headings, to);

	out_styled(to, STYLE_STRONG, "%s", cves->id);
	out_printf(to, "  %s\n", first ? first->title : "");
	if (first && first->score)
		out_printf(to, "  CVSS %u.%u  %s\n", first->score / 10, first->score % 10,
			   first->vector ? first->vector : "");
	for (size_t i = 0; first && i < first->fix_count; i++)
		out_printf(to, "  fix  %s%s%s\n", first->fixes[i], first->mainline ? ", v" : "",
			   first->mainline ? first->mainline : "");
	for (size_t i = 0; first && i < first->path_count; i++)
		out_printf(to, "  file %s\n", first->paths[i]);
	if (first && first->problem)
		out_printf(to, "  %s\n", first->problem);
	for (size_t i = 0; i < cves->branch_count; i++)
		if (cves->branches[i].row_count)
			print_state(table, &cves->branches[i], cves->branches[i].rows);
	table_print(table);
	for (size_t i = 0; i < cves->branch_count; i++)
		if (cves->branches[i].row_count)
			print_doubts(&cves->branches[i], cves->branches[i].rows, to);
	out_puts(to, "\n");
}

void cves_text(const struct cves *cves, struct out *to)
{
	time_t time = cves->time;
	char date[32] = "";
	struct tm tm;

	if (gmtime_r(&time, &tm))
		strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	if (cves->id)
		print_one(cves, to);
	for (size_t i = 0; i < cves->branch_count && !cves->id; i++) {
		print_branch(&cves->branches[i], to);
		out_puts(to, "\n");
	}
	out_printf(to, "%zu CVEs of vulns %.12s (%s), %zu rejected%s%s\n", cves->count,
		   cves->commit, date, cves->rejected, cves->path ? "; only " : "",
		   cves->path ? cves->path : "");
}
