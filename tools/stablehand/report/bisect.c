// SPDX-License-Identifier: GPL-2.0-only
#include "report/bisect.h"

#include "report/table.h"
#include "util/alloc.h"

#define ID_SHOWN 12

static void print_steps(const struct bisect *bisect, struct out *to)
{
	static const char *const headings[] = {
		"COMMIT", "IS", ">RUNS", "~WHY", "~SUBJECT", "~LOG", NULL,
	};
	static const enum style styles[] = {
		[BISECT_GOOD] = STYLE_GOOD,
		[BISECT_BAD] = STYLE_BAD,
		[BISECT_SKIPPED] = STYLE_DOUBT,
	};
	struct table *table = table_new(headings, to);

	for (size_t i = 0; i < bisect->step_count; i++) {
		const struct bisect_step *step = &bisect->steps[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%.*s", ID_SHOWN, step->commit.id);
		table_cell(table, styles[step->verdict], "%s", bisect_verdict_name(step->verdict));
		table_cell(table, STYLE_PLAIN, "%zu", step->attempts);
		table_cell(table, STYLE_PLAIN, "%s", step->why);
		table_cell(table, STYLE_PLAIN, "%s", step->commit.subject);
		table_cell(table, STYLE_FAINT, "%s", step->log ? step->log : "-");
	}
	table_print(table);
}

static void print_commit(const struct bisect_commit *commit, struct out *to)
{
	out_styled(to, STYLE_STRONG, "%s", commit->id);
	out_printf(to, "\n  %s\n  %s, %s\n", commit->subject, commit->author, commit->date);
}

void bisect_text(const struct bisect *bisect, struct out *to)
{
	out_printf(to, "%s (%s) on %s, from %s (good) to %s (bad): %zu commit%s\n", bisect->test,
		   bisect->variant, bisect->branch, bisect->good, bisect->bad, bisect->commits,
		   bisect->commits == 1 ? "" : "s");
	print_steps(bisect, to);
	if (bisect->found_count == 1)
		out_puts(to, "\nfirst bad commit: ");
	else
		out_printf(to, "\nthe first bad commit is one of these %zu; of all but the last nothing "
			   "can be said:\n", bisect->found_count);
	for (size_t i = 0; i < bisect->found_count; i++)
		print_commit(&bisect->found[i], to);
}
