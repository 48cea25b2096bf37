// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/sources_used.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const char *text;
	size_t len;
};

static void found(const char *path, size_t len, void *data)
{
	const struct input *input = data;

	if (path < input->text || !len || len > input->len ||
	    (size_t)(path - input->text) > input->len - len)
		abort();
	for (size_t i = 0; i < len; i++)
		if (strchr(" \t\n", path[i]))	/* the string's own NUL counts */
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {(const char *)data, size};

	sources_used_parse(input.text, size, found, &input);
	return 0;
}
