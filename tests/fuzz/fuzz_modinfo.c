// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vm/modinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct modinfo info;
	size_t order = 1;

	if (modinfo_parse(data, size, &info, NULL))
		return 0;
	/* The name becomes part of a path. */
	if (!*info.name || strchr(info.name, '/') || strchr(info.name, '.') || !info.depends)
		abort();
	modinfo_order(&info, 1, &order);
	if (order)
		abort();
	modinfo_release(&info);
	return 0;
}
