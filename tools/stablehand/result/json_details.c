// SPDX-License-Identifier: GPL-2.0-only
/* What was built and tested, as JSON. */
#include <string.h>

#include "result/json_parts.h"
#include "util/alloc.h"
#include "util/text.h"

static json_t *text(const char *value)
{
	_cleanup_free_ char *printable = NULL;

	if (!value)
		return json_null();
	printable = text_printable(value, strlen(value), false);
	return json_string(printable);
}

json_t *json_behaviour(const struct behaviour_result *result)
{
	json_t *array = json_array();

	for (size_t i = 0; i < result->count; i++) {
		const struct behaviour_cell *cell = &result->cells[i];

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

static json_t *strings(char *const *lines, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		json_array_append_new(array, json_string(line));
	}
	return array;
}

static json_t *symbols(const struct check_comparison *result, enum abi_change change)
{
	json_t *array = json_array();

	for (size_t i = 0; i < result->symbol_count; i++)
		if (result->symbols[i].change == change)
			json_array_append_new(array, json_string(result->symbols[i].name));
	return array;
}

json_t *json_check(const struct check_comparison *result)
{
	if (!result->made)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s?, s:I, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o}",
			 "folders", result->folders, "base", build_status_name(result->base.status),
			 "ported", build_status_name(result->ported.status), "sparse",
			 result->ported.sparse, "sparse_read", (json_int_t)result->ported.checked,
			 "sparse_gave_up",
			 strings(result->ported.not_checked, result->ported.not_checked_count),
			 "new_messages", strings(result->new_messages, result->new_message_count),
			 "failing", strings(result->ported.failing, result->ported.failing_count),
			 "exported", (json_int_t)result->base.exported_count, "checksum_changed",
			 symbols(result, ABI_CHANGED), "removed", symbols(result, ABI_REMOVED),
			 "added", symbols(result, ABI_ADDED), "structures",
			 strings(result->structures, result->structure_count));
}

static json_t *changes_json(const struct code_comparison *code)
{
	json_t *array = json_array();

	for (size_t i = 0; i < code->count; i++) {
		const struct code_change *change = &code->changes[i];

		json_array_append_new(array, json_pack(
			"{s:s, s:s, s:o, s:o}", "is", code_change_kind_name(change->kind), "what",
			change->is_data ? "data" : "function", "name", text(change->name), "file",
			text(change->file)));
	}
	return array;
}

json_t *json_code(const struct code_result *result)
{
	json_t *modules, *not_compared;

	if (!result->compared)
		return NULL;
	modules = json_array();
	not_compared = json_array();
	for (size_t i = 0; i < result->count; i++)
		json_array_append_new(modules, json_pack(
			"{s:o, s:s, s:o}", "module", text(result->items[i].module), "is",
			code_is_name(result->items[i].code.is), "changes",
			changes_json(&result->items[i].code)));
	for (size_t i = 0; i < result->not_compared_count; i++)
		json_array_append_new(not_compared, text(result->not_compared[i]));
	return json_pack("{s:o, s:o}", "modules", modules, "not_compared", not_compared);
}

static json_t *hits_json(const struct coverage_result *result, const struct coverage_row *row)
{
	json_t *array = json_array();

	for (size_t v = 0; row->symbol && v < result->variant_count; v++) {
		const struct coverage_hits *hits = &row->hits[v];
		json_t *tests = json_array();

		for (size_t i = 0; i < hits->count; i++)
			json_array_append_new(tests, json_pack(
				"{s:o, s:I}", "test", text(hits->items[i].test), "count",
				(json_int_t)hits->items[i].count));
		json_array_append_new(array, json_pack(
			"{s:o, s:o, s:o}", "variant", text(result->variants[v].name), "error",
			hits->error ? json_string(strerror(hits->error)) : json_null(), "tests",
			tests));
	}
	return array;
}

json_t *json_coverage(const struct coverage_result *result)
{
	json_t *variants = json_array(), *rows = json_array();

	for (size_t v = 0; v < result->variant_count; v++)
		json_array_append_new(variants, json_pack(
			"{s:o, s:I}", "name", text(result->variants[v].name), "tests",
			(json_int_t)result->variants[v].tests));
	for (size_t i = 0; i < result->count; i++) {
		const struct coverage_row *row = &result->rows[i];
		json_t *stand_ins = json_array();

		for (size_t s = 0; s < row->stand_in_count; s++)
			json_array_append_new(stand_ins, text(row->stand_ins[s]));
		json_array_append_new(rows, json_pack(
			"{s:o, s:I, s:o, s:o, s:o, s:b, s:b, s:b, s:o}", "file",
			text(row->path), "line", (json_int_t)row->line, "function",
			text(row->function), "symbol", text(row->symbol), "inlined_in",
			stand_ins, "changed", !row->unchanged, "built", !row->not_built, "ran",
			coverage_ran(result, row), "variants", hits_json(result, row)));
	}
	return json_pack("{s:o, s:o}", "variants", variants, "functions", rows);
}

json_t *json_steps(const struct steps_result *result)
{
	json_t *array = json_array();

	for (size_t i = 0; i < result->count; i++) {
		const struct step_result *step = &result->items[i];
		const struct build_result *build = &step->build;
		_cleanup_free_ char *subject = text_printable(step->subject, strlen(step->subject),
							      false);
		json_t *warnings = result->compared && build->status != BUILD_NOT_BUILT ?
			strings(step->new_warnings, step->new_warning_count) : json_null();

		json_array_append_new(array, json_pack(
			"{s:I, s:s, s:s, s:s, s:s, s:b, s:f, s:I, s:o, s:o, s:s}", "number",
			(json_int_t)step->number, "subject", subject, "commit", step->commit,
			"status", build_status_name(build->status), "key", build->key, "cached",
			build->cached, "seconds", build->seconds, "objects",
			(json_int_t)build->compiled, "failing",
			strings(build->failing, build->failing_count), "new_warnings", warnings,
			"log", build->log));
	}
	return array;
}
