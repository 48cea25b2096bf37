// SPDX-License-Identifier: GPL-2.0-only
#include "util/argv.h"

#include <stdarg.h>
#include <stdlib.h>

#include "util/alloc.h"

void argv_add(struct argv *argv, char *word)
{
	*ARRAY_ADD(argv->words, argv->count, argv->alloc) = word;
	/* The end is always there, and not counted. */
	*ARRAY_ADD(argv->words, argv->count, argv->alloc) = NULL;
	argv->count--;
}

void argv_add_words(struct argv *argv, ...)
{
	const char *word;
	va_list words;

	va_start(words, argv);
	while ((word = va_arg(words, const char *)))
		argv_add(argv, xstrdup(word));
	va_end(words);
}

void argv_release(struct argv *argv)
{
	for (size_t i = 0; i < argv->count; i++)
		free(argv->words[i]);
	free(argv->words);
	*argv = (struct argv){0};
}
