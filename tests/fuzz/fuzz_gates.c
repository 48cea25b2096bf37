// SPDX-License-Identifier: GPL-2.0-only
/* The two halves of the input (split at the first NUL) as a file before and after. */
#include <stdlib.h>
#include <string.h>

#include "port/gates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *zero = len ? memchr(data, 0, len) : NULL;
	size_t first = zero ? (size_t)(zero - data) : len / 2, skip = !!zero;
	struct gate_file file = {
		.path = "mm/a.c",
		.before = (const char *)data,
		.before_len = first,
		.after = (const char *)data + first + skip,
		.after_len = len - first - skip,
	};
	struct gate_findings findings;
	static struct gates gates;

	if (!gates.index)
		gates.index = symbol_index_of_names("use mutex_lock", 14);
	gates_check(&gates, &file, 1, &findings);
	for (size_t i = 0; i < findings.count; i++)
		if (!findings.items[i].line || findings.items[i].line > len + 2)
			abort();
	gate_findings_release(&findings);
	return 0;
}
