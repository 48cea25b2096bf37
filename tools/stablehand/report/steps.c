// SPDX-License-Identifier: GPL-2.0-only
#include "report/steps.h"

#include <string.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/text.h"

#define FAILING_SHOWN 5

size_t steps_report_count(const struct steps_report *report, enum build_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += report->items[i].build.status == status;
	return count;
}

static enum table_style status_style(enum build_status status)
{
	return status == BUILD_OK ? TABLE_GOOD : status == BUILD_FAILED ? TABLE_BAD : TABLE_DOUBT;
}

static void print_row(struct table *table, const struct step_report *step, bool compared)
{
	const struct build_result *build = &step->build;
	_cleanup_free_ char *took = text_duration(build->seconds);
	bool built = build->status != BUILD_NOT_BUILT;

	table_row(table);
	table_cell(table, TABLE_PLAIN, "%zu", step->number);
	table_cell(table, status_style(build->status), "%s", build_status_name(build->status));
	table_cell(table, TABLE_PLAIN, "%s", built ? took : "-");
	if (built)
		table_cell(table, TABLE_PLAIN, "%zu", build->compiled);
	else
		table_cell(table, TABLE_FAINT, "-");
	if (built && compared)
		table_cell(table, step->new_warning_count ? TABLE_BAD : TABLE_PLAIN, "%zu",
			   step->new_warning_count);
	else
		table_cell(table, TABLE_FAINT, "-");
	table_cell(table, TABLE_PLAIN, "%s", step->subject);
}

static void print_lines(FILE *to, size_t number, const char *what, char *const *lines,
			size_t count, size_t most)
{
	for (size_t i = 0; i < count && i < most; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		fprintf(to, "  step %zu: %s%s\n", number, what, line);
	}
	if (count > most)
		fprintf(to, "  step %zu: ... and %zu more\n", number, count - most);
}

void steps_report_text(const struct steps_report *report, const char *series, FILE *to, bool color)
{
	static const char *const headings[] = {">STEP", "BUILD", ">TIME", ">OBJECTS",
					       ">NEW WARNINGS", "~PATCH", NULL};
	struct table *table;

	if (!report->count)
		return;
	table = table_new(headings, to, color);
	fprintf(to, "\neach step of %s by itself\n", series);
	for (size_t i = 0; i < report->count; i++)
		print_row(table, &report->items[i], report->compared);
	table_print(table);
	for (size_t i = 0; i < report->count; i++) {
		const struct step_report *step = &report->items[i];

		print_lines(to, step->number, "new warning: ", step->new_warnings,
			    step->new_warning_count, step->new_warning_count);
		if (step->build.status != BUILD_FAILED)
			continue;
		print_lines(to, step->number, "", step->build.failing, step->build.failing_count,
			    FAILING_SHOWN);
		fprintf(to, "  step %zu: log: %s\n", step->number, step->build.log);
	}
}

static json_t *lines_json(char *const *lines, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		json_array_append_new(array, json_string(line));
	}
	return array;
}

json_t *steps_report_json(const struct steps_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->count; i++) {
		const struct step_report *step = &report->items[i];
		const struct build_result *build = &step->build;
		_cleanup_free_ char *subject = text_printable(step->subject, strlen(step->subject),
							      false);
		json_t *warnings = report->compared && build->status != BUILD_NOT_BUILT ?
			lines_json(step->new_warnings, step->new_warning_count) : json_null();

		json_array_append_new(array, json_pack(
			"{s:I, s:s, s:s, s:s, s:s, s:b, s:f, s:I, s:o, s:o, s:s}", "number",
			(json_int_t)step->number, "subject", subject, "commit", step->commit,
			"status", build_status_name(build->status), "key", build->key, "cached",
			build->cached, "seconds", build->seconds, "objects",
			(json_int_t)build->compiled, "failing",
			lines_json(build->failing, build->failing_count), "new_warnings", warnings,
			"log", build->log));
	}
	return array;
}

void steps_report_release(struct steps_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		struct step_report *step = &report->items[i];

		free(step->subject);
		free(step->commit);
		build_result_release(&step->build);
		for (size_t w = 0; w < step->new_warning_count; w++)
			free(step->new_warnings[w]);
		free(step->new_warnings);
	}
	free(report->items);
	*report = (struct steps_report){0};
}
