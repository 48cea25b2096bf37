// SPDX-License-Identifier: GPL-2.0-only
#include "report/format_parts.h"

#include <string.h>

#include "report/matrix.h"
#include "report/report.h"
#include "result/json.h"
#include "util/alloc.h"

static int text_write(const struct result *result, const struct format_options *options,
		      struct out *to, struct error **err)
{
	if (result->count > 1 && result->row_count) {
		matrix_text(result, to);
		out_puts(to, "\n");
	}
	report_text_of_store(result, to);
	return 0;
}

static int json_write(const struct result *result, const struct format_options *options,
		      struct out *to, struct error **err)
{
	json_t *object = result_to_json(result);
	_cleanup_free_ char *text = json_dumps(object, JSON_INDENT(1));

	json_decref(object);
	if (!text)
		return error_set(err, ERROR_BUG, "the result cannot be written as JSON");
	out_json(to, text, strlen(text));
	out_puts(to, "\n");
	return 0;
}

const struct report_format report_formats[] = {
	{"text", "as a person reads it", text_write},
	{"json", "as with --json", json_write},
	{"junit", "JUnit XML, for CI servers", junit_write},
	{"ktap", "KTAP, as the kernel's own test tools print it", ktap_write},
	{"kcidb", "KCIDB's schema 5.3, for KernelCI", kcidb_write},
	{"rc-mail", "the answer to a stable -rc", rc_mail_write},
	{NULL},
};

const struct report_format *report_format_find(const char *name)
{
	for (const struct report_format *f = report_formats; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}
