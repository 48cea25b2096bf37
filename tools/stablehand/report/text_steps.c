// SPDX-License-Identifier: GPL-2.0-only
/* The steps of a series, each built by itself, as a table and what failed. */
#include <string.h>

#include "report/table.h"
#include "report/text_parts.h"
#include "util/alloc.h"
#include "util/text.h"

#define FAILING_SHOWN 5

static enum style status_style(enum build_status status)
{
	return status == BUILD_OK ? STYLE_GOOD : status == BUILD_FAILED ? STYLE_BAD : STYLE_DOUBT;
}

static void print_row(struct table *table, const struct step_result *step, bool compared)
{
	const struct build_result *build = &step->build;
	_cleanup_free_ char *took = text_duration(build->seconds);
	bool built = build->status != BUILD_NOT_BUILT;

	table_row(table);
	table_cell(table, STYLE_PLAIN, "%zu", step->number);
	table_cell(table, status_style(build->status), "%s", build_status_name(build->status));
	table_cell(table, STYLE_PLAIN, "%s", built ? took : "-");
	if (built)
		table_cell(table, STYLE_PLAIN, "%zu", build->compiled);
	else
		table_cell(table, STYLE_FAINT, "-");
	if (built && compared)
		table_cell(table, step->new_warning_count ? STYLE_BAD : STYLE_PLAIN, "%zu",
			   step->new_warning_count);
	else
		table_cell(table, STYLE_FAINT, "-");
	table_cell(table, STYLE_PLAIN, "%s", step->subject);
}

static void print_lines(struct out *to, size_t number, const char *what, char *const *lines,
			size_t count, size_t most)
{
	for (size_t i = 0; i < count && i < most; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		out_printf(to, "  step %zu: %s%s\n", number, what, line);
	}
	if (count > most)
		out_printf(to, "  step %zu: ... and %zu more\n", number, count - most);
}

void text_steps(const struct steps_result *result, const char *series, struct out *to)
{
	static const char *const headings[] = {">STEP", "BUILD", ">TIME", ">OBJECTS",
					       ">NEW WARNINGS", "~PATCH", NULL};
	struct table *table;

	if (!result->count)
		return;
	table = table_new(headings, to);
	out_printf(to, "\neach step of %s by itself\n", series);
	for (size_t i = 0; i < result->count; i++)
		print_row(table, &result->items[i], result->compared);
	table_print(table);
	for (size_t i = 0; i < result->count; i++) {
		const struct step_result *step = &result->items[i];

		print_lines(to, step->number, "new warning: ", step->new_warnings,
			    step->new_warning_count, step->new_warning_count);
		if (step->build.status != BUILD_FAILED)
			continue;
		print_lines(to, step->number, "", step->build.failing, step->build.failing_count,
			    FAILING_SHOWN);
		out_printf(to, "  step %zu: log: %s\n", step->number, step->build.log);
	}
}
