// SPDX-License-Identifier: GPL-2.0-only
/* Any line as one of a check's log and of a .cmd file: what is kept can be shown. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/check.h"
#include "util/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void look(const char *text)
{
	for (; *text; text++)
		if ((uint8_t)*text < 32 || *text == 127)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_free_ char *line = xstrndup((const char *)data, len);
	struct check_result result = {0};

	check_log_line(&result, line);
	check_cmd_line(&result, line);
	for (size_t i = 0; i < result.not_checked_count; i++)
		look(result.not_checked[i]);
	for (size_t i = 0; i < result.exported_count; i++)
		look(result.exported[i].name);
	check_result_release(&result);
	return 0;
}
