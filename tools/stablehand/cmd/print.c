// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/print.h"

#include <string.h>

#include "util/alloc.h"

void print_document(struct out *out, const json_t *value, size_t flags)
{
	_cleanup_free_ char *document = json_dumps(value, flags);

	if (!document)
		abort();
	out_json(out, document, strlen(document));
	out_puts(out, "\n");
}

void print_result(struct out *out, json_t *value)
{
	print_document(out, value, JSON_INDENT(1));
	json_decref(value);
}
