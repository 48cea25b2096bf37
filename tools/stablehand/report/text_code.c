// SPDX-License-Identifier: GPL-2.0-only
/* What a series did to the machine code of the modules, a line each. */
#include <string.h>

#include "report/text_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define NAMED_MAX 12	/* in a line of text; JSON has all */

static void add_names(const struct module_code *code, struct buf *line)
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

void text_code(const struct code_result *result, struct out *to)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct module_code *code = &result->items[i];
		const char *slash = strrchr(result->items[i].module, '/');
		_cleanup_buf_ struct buf line = {0};
		_cleanup_free_ char *printable = NULL;

		buf_printf(&line, "code of %s: %s", slash ? slash + 1 : result->items[i].module,
			   code->is == CODE_IDENTICAL ? "identical to base" :
			   code->is == CODE_LINES ? "identical to base but for line numbers in " :
			   "differs from base in ");
		add_names(code, &line);
		printable = text_printable(line.data, line.len, false);
		out_printf(to, "  %s\n", printable);
	}
	for (size_t i = 0; i < result->not_compared_count; i++) {
		_cleanup_free_ char *path = text_printable(result->not_compared[i],
							   strlen(result->not_compared[i]), false);

		out_printf(to, "  code not compared: %s (it is in the kernel image, in no module)\n", path);
	}
}
