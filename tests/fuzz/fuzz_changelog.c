// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index/changelog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void on_item(const struct changelog_item *item, void *data)
{
	size_t *line = data;
	bool reverts;

	if (item->line <= *line || !item->len || item->text[item->len] ||
	    strlen(item->text) != item->len || strchr(item->text, '\n'))
		abort();
	*line = item->line;
	/* An item names its own text. */
	if (item->len < 1000 && !changelog_names(item, item->text, &reverts))
		abort();
	changelog_names(item, "arm64: dts: a title", &reverts);
	changelog_names(item, "x86/speculation: a title", &reverts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t line = 0;

	changelog_walk((const char *)data, len, on_item, &line);
	return 0;
}
