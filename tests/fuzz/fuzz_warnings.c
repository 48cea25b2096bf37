// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>

#include "kernel/warnings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *line = (const char *)data;
	struct warning_line warning;

	if (!warning_parse(line, len, &warning))
		return 0;
	if (warning.path < line || warning.path + warning.path_len > line + len ||
	    warning.text < line || warning.text + warning.text_len > line + len)
		abort();
	return 0;
}
