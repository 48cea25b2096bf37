// SPDX-License-Identifier: GPL-2.0-only
#include "report/behaviour.h"

#include <string.h>

#include "report/table.h"
#include "report/text_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

const char *cell_result_name(enum cell_result result)
{
	static const char *const names[CELL_COUNT] = {
		[CELL_MET] = "met",
		[CELL_NOT_MET] = "not met",
		[CELL_NOT_RUN] = "not run",
	};

	return names[result];
}

size_t behaviour_report_count(const struct behaviour_report *report, enum cell_result result)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += report->cells[i].result == result;
	return count;
}

/* Two states of one test in one variant, both run. */
static bool comparable(const struct behaviour_cell *a, const struct behaviour_cell *b)
{
	return a->outcome && b->outcome && !strcmp(a->test, b->test) &&
	       !strcmp(a->variant, b->variant);
}

void behaviour_report_note(struct behaviour_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		for (size_t j = i + 1; j < report->count; j++) {
			const struct behaviour_cell *a = &report->cells[i];
			const struct behaviour_cell *b = &report->cells[j];

			if (!comparable(a, b) || strcmp(a->outcome, b->outcome) ||
			    strcmp(a->output, b->output) || !*a->kernel_log == !*b->kernel_log)
				continue;
			*ARRAY_ADD(report->notes, report->note_count, report->note_alloc) =
				xasprintf("%s, %s: the kernel's warning is the only difference "
					  "between %s and %s", a->test, a->variant, a->state,
					  b->state);
		}
}

static enum table_style style(enum cell_result result)
{
	return result == CELL_MET ? TABLE_GOOD : result == CELL_NOT_MET ? TABLE_BAD : TABLE_DOUBT;
}

static void print_what(const struct behaviour_report *report, FILE *to)
{
	_cleanup_buf_ struct buf said = {0};

	for (size_t i = 0; i < report->count; i++) {
		const struct behaviour_cell *cell = &report->cells[i];
		const char *const names[] = {cell->test, cell->state};
		const char *const whats[] = {cell->test_what, cell->state_what};

		for (int n = 0; n < 2; n++) {
			_cleanup_free_ char *mark = xasprintf("\n%s\n", names[n]);

			if (!whats[n] || (said.len && strstr(buf_str(&said), mark)))
				continue;
			fprintf(to, "  %s: %s\n", names[n], whats[n]);
			buf_puts(&said, mark);
		}
	}
}

void behaviour_report_text(const struct behaviour_report *report, const char *branch,
			   const char *series, const char *asked, FILE *to, bool color)
{
	static const char *const headings[] = {"TEST", "VARIANT", "STATE", "EXPECTED", "OUTCOME",
					       "SEEN", NULL};
	struct table *table;

	if (!report->count)
		return;
	fprintf(to, "\nbehaviour (%s)\n", series);
	print_what(report, to);
	table = table_new(headings, to, color);
	for (size_t i = 0; i < report->count; i++) {
		const struct behaviour_cell *cell = &report->cells[i];

		table_row(table);
		table_cell(table, TABLE_PLAIN, "%s", cell->test);
		table_cell(table, TABLE_PLAIN, "%s", cell->variant);
		table_cell(table, TABLE_PLAIN, "%s", cell->state);
		table_cell(table, style(cell->result), "%s", cell_result_name(cell->result));
		table_cell(table, TABLE_PLAIN, "%s", cell->outcome ? cell->outcome : "-");
		table_cell(table, TABLE_FAINT, "%s",
			   cell->result == CELL_NOT_RUN ? cell->why : cell->shown);
	}
	table_print(table);
	for (size_t i = 0; i < report->count; i++) {
		const struct behaviour_cell *cell = &report->cells[i];

		if (cell->result != CELL_NOT_MET)
			continue;
		fprintf(to, "  not met: %s, %s, %s\n", cell->test, cell->variant, cell->state);
		text_indented(to, cell->why, "    ");
		if (!cell->outcome)
			continue;
		text_indented(to, cell->output, "      ");
		fprintf(to, "    log: %s\n", cell->log);
	}
	for (size_t i = 0; i < report->note_count; i++)
		fprintf(to, "  %s\n", report->notes[i]);
	fprintf(to, "  again, one test: stablehand test --behaviour --series %s%s --tests %s --again %s\n",
		series, asked ? asked : "", report->cells[0].test, branch);
}

static json_t *text(const char *string)
{
	return string ? json_string(string) : json_null();
}

json_t *behaviour_report_json(const struct behaviour_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->count; i++) {
		const struct behaviour_cell *cell = &report->cells[i];

		json_array_append_new(array, json_pack(
			"{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "test",
			text(cell->test), "variant", text(cell->variant), "state",
			text(cell->state), "expected", cell_result_name(cell->result), "outcome",
			text(cell->outcome), "shown", text(cell->shown), "why", text(cell->why),
			"kernel_log", text(cell->kernel_log), "output", text(cell->output), "log",
			text(cell->log)));
	}
	return array;
}

void behaviour_report_release(struct behaviour_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		struct behaviour_cell *cell = &report->cells[i];

		free(cell->test);
		free(cell->variant);
		free(cell->state);
		free(cell->test_what);
		free(cell->state_what);
		free(cell->outcome);
		free(cell->shown);
		free(cell->kernel_log);
		free(cell->output);
		free(cell->why);
		free(cell->log);
	}
	free(report->cells);
	for (size_t i = 0; i < report->note_count; i++)
		free(report->notes[i]);
	free(report->notes);
	*report = (struct behaviour_report){0};
}
