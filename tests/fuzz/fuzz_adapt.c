// SPDX-License-Identifier: GPL-2.0-only
/* Input: three versions of a file, separated by a line "%%". */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct adapt_bytes cut(const char **at, const char *end)
{
	const char *start = *at, *mark = memmem(start, end - start, "%%\n", 3);

	*at = mark ? mark + 3 : end;
	return (struct adapt_bytes){ start, (mark ? mark : end) - start };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_adapt_result_ struct adapt_result result = { 0 };
	_cleanup_error_ struct error *err = NULL;
	const char *at = (const char *)data, *end = at + len;
	struct adapt_options options = { 0 };
	static struct symbol_index *index;
	static struct adapt_tree tree;

	if (!index) {
		index = symbol_index_of_names("a\nb\nfirst\nsecond\n", 17);
		tree.index = index;
	}
	options.a_old = cut(&at, end);
	options.a_new = cut(&at, end);
	options.b_old = cut(&at, end);
	options.name = "fuzz.c";
	if (len % 2)
		options.tree_b = &tree;
	if (adapt_file(&options, &result, &err))
		return 0;
	for (size_t i = 0; i < result.change_count; i++)
		if (result.adapted && result.changes[i].rung == RUNG_REFUSED)
			abort();
	if (result.adapted != (result.rung != RUNG_REFUSED))
		abort();
	return 0;
}
