// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/print_lint.h"

#include "util/out.h"

void print_lint(const struct lint_findings *findings, size_t patch, const char *indent)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct lint_finding *finding = &findings->items[i];

		if (finding->patch == patch)
			out_printf(&out_stdout, "%s%s: %s: %s\n", indent,
				   lint_level_name(finding->level), finding->rule, finding->text);
	}
}

json_t *lint_json(const struct lint_findings *findings, size_t patch)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct lint_finding *finding = &findings->items[i];

		if (finding->patch == patch)
			json_array_append_new(array, json_pack("{s:s, s:s, s:s}", "rule", finding->rule,
							       "level", lint_level_name(finding->level),
							       "text", finding->text));
	}
	return array;
}
