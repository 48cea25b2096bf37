// SPDX-License-Identifier: GPL-2.0-only
/* What the behaviour tests of a series showed, as a table with its notes. */
#include <string.h>

#include "report/table.h"
#include "report/text_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

static enum style style(enum cell_result result)
{
	return result == CELL_MET ? STYLE_GOOD : result == CELL_NOT_MET ? STYLE_BAD : STYLE_DOUBT;
}

static void print_what(const struct behaviour_result *result, struct out *to)
{
	_cleanup_buf_ struct buf said = {0};

	for (size_t i = 0; i < result->count; i++) {
		const struct behaviour_cell *cell = &result->cells[i];
		const char *const names[] = {cell->test, cell->state};
		const char *const whats[] = {cell->test_what, cell->state_what};

		for (int n = 0; n < 2; n++) {
			_cleanup_free_ char *mark = xasprintf("\n%s\n", names[n]);

			if (!whats[n] || (said.len && strstr(buf_str(&said), mark)))
				continue;
			out_printf(to, "  %s: %s\n", names[n], whats[n]);
			buf_puts(&said, mark);
		}
	}
}

void text_behaviour(const struct behaviour_result *result, const char *branch,
			   const char *series, const char *asked, struct out *to)
{
	static const char *const headings[] = {"TEST", "VARIANT", "STATE", "EXPECTED", "OUTCOME",
					       "SEEN", NULL};
	struct table *table;

	if (!result->count)
		return;
	out_printf(to, "\nbehaviour (%s)\n", series);
	print_what(result, to);
	table = table_new(headings, to);
	for (size_t i = 0; i < result->count; i++) {
		const struct behaviour_cell *cell = &result->cells[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", cell->test);
		table_cell(table, STYLE_PLAIN, "%s", cell->variant);
		table_cell(table, STYLE_PLAIN, "%s", cell->state);
		table_cell(table, style(cell->result), "%s", cell_result_name(cell->result));
		table_cell(table, STYLE_PLAIN, "%s", cell->outcome ? cell->outcome : "-");
		table_cell(table, STYLE_FAINT, "%s",
			   cell->result == CELL_NOT_RUN ? cell->why : cell->shown);
	}
	table_print(table);
	for (size_t i = 0; i < result->count; i++) {
		const struct behaviour_cell *cell = &result->cells[i];

		if (cell->result != CELL_NOT_MET)
			continue;
		out_printf(to, "  not met: %s, %s, %s\n", cell->test, cell->variant, cell->state);
		text_indented(to, cell->why, "    ");
		if (!cell->outcome)
			continue;
		text_indented(to, cell->output, "      ");
		out_printf(to, "    log: %s\n", cell->log);
	}
	for (size_t i = 0; i < result->note_count; i++)
		out_printf(to, "  %s\n", result->notes[i]);
	out_printf(to, "  again, one test: stablehand test --behaviour --series %s%s --tests %s --again %s\n",
		series, asked ? asked : "", result->cells[0].test, branch);
}
