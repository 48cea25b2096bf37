// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <uv.h>

#include "util/alloc.h"

void alloc_for_libraries(void)
{
	json_set_alloc_funcs(xmalloc, free);
	uv_replace_allocator(xmalloc, xrealloc, xcalloc, free);
}
