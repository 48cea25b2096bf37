// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/explain.h"
#include "report/format.h"
#include "report/matrix.h"
#include "report/report.h"
#include "result/json.h"
#include "result/rows.h"
#include "util/out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *write_json(const struct result *result)
{
	json_t *object = result_to_json(result);
	char *text = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	if (!text)
		abort();
	return text;
}

/* Whatever was read can be shown. */
static void show(const struct result *result)
{
	struct out to = {.file = fopen("/dev/null", "w"), .color = true};
	const struct format_options options = {.origin = "fuzz", .name = "F", .email = "f@x"};
	struct error *err = NULL;

	if (!to.file)
		abort();
	report_text(result, &to);
	matrix_text(result, &to);
	for (size_t b = 0; b < result->count; b++)
		for (size_t row = 0; row < result->row_count; row++)
			if (result_patch(result, b, row))
				explain_text(result, b, row, &to);
	for (const struct report_format *f = report_formats; f->name; f++)
		if (f->write(result, &options, &to, &err)) {
			if (!err || err->kind != ERROR_INPUT)
				abort();
			error_clear(&err);
		}
	fclose(to.file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error *err = NULL;
	struct result result, again;
	char *once, *twice;

	if (result_from_json((const char *)data, size, &result, &err)) {
		if (!err || err->kind != ERROR_INPUT)
			abort();
		error_clear(&err);
		return 0;
	}
	show(&result);
	once = write_json(&result);
	if (result_from_json(once, strlen(once), &again, &err))
		abort();
	twice = write_json(&again);
	if (strcmp(once, twice))
		abort();
	free(once);
	free(twice);
	result_release(&result);
	result_release(&again);
	return 0;
}
