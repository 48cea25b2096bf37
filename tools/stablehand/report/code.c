// SPDX-License-Identifier: GPL-2.0-only
#include "report/code.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define NAMED_MAX 12	/* in a line of text; JSON has all */

static void add_names(const struct code_comparison *code, struct buf *line)
{
	size_t count = 0;

	for (size_t i = 0; i < code->count && count < NAMED_MAX; i++, count++) {
		const struct code_change *change = &code->changes[i];

		buf_printf(line, "%s%s%s%s", count ? ", " : "",
			   change->kind == CODE_ADDED ? "new " :
			   change->kind == CODE_REMOVED ? "no more " :
			   change->kind == CODE_CHANGED_LINES && code->is == CODE_DIFFERS ?
			   "line numbers of " : "", change->name, change->is_data ? "" : "()");
	}
	if (code->count > count)
		buf_printf(line, " and %zu more", code->count - count);
}

void code_report_text(const struct code_report *report, FILE *to)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct code_comparison *code = &report->items[i].code;
		const char *slash = strrchr(report->items[i].module, '/');
		_cleanup_buf_ struct buf line = {0};
		_cleanup_free_ char *printable = NULL;

		buf_printf(&line, "code of %s: %s", slash ? slash + 1 : report->items[i].module,
			   code->is == CODE_IDENTICAL ? "identical to base" :
			   code->is == CODE_LINES ? "identical to base but for line numbers in " :
			   "differs from base in ");
		add_names(code, &line);
		printable = text_printable(line.data, line.len, false);
		fprintf(to, "  %s\n", printable);
	}
	for (size_t i = 0; i < report->not_compared_count; i++) {
		_cleanup_free_ char *path = text_printable(report->not_compared[i],
							   strlen(report->not_compared[i]), false);

		fprintf(to, "  code not compared: %s (it is in the kernel image, in no module)\n", path);
	}
}

static json_t *text(const char *value)
{
	_cleanup_free_ char *printable = NULL;

	if (!value)
		return json_null();
	printable = text_printable(value, strlen(value), false);
	return json_string(printable);
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

json_t *code_report_json(const struct code_report *report)
{
	json_t *modules, *not_compared;

	if (!report->compared)
		return NULL;
	modules = json_array();
	not_compared = json_array();
	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(modules, json_pack(
			"{s:o, s:s, s:o}", "module", text(report->items[i].module), "is",
			code_is_name(report->items[i].code.is), "changes",
			changes_json(&report->items[i].code)));
	for (size_t i = 0; i < report->not_compared_count; i++)
		json_array_append_new(not_compared, text(report->not_compared[i]));
	return json_pack("{s:o, s:o}", "modules", modules, "not_compared", not_compared);
}

void code_report_release(struct code_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		free(report->items[i].module);
		code_comparison_release(&report->items[i].code);
	}
	for (size_t i = 0; i < report->not_compared_count; i++)
		free(report->not_compared[i]);
	free(report->items);
	free(report->not_compared);
	*report = (struct code_report){0};
}
