// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "place/patch_words.h"
#include "syntax/identifier.h"
#include "syntax/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_words_ struct words words = { 0 };
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_error_ struct error *err = NULL;

	if (patch_parse("fuzz.patch", data, len, &patch, &err))
		return 0;
	words_of_patch(&words, patch);
	for (size_t i = 0; i < words.count; i++) {
		const struct word *word = words.items[i];

		if (!*word->text || words_find(&words, word->text, strlen(word->text)) != word ||
		    !(word->added || word->before) || (word->removed && !word->before))
			abort();
		for (const char *c = word->text; *c; c++)
			/* The lexer takes '$' as gcc does. */
			if (!identifier_is_part(*c) && *c != '$')
				abort();
	}
	return 0;
}
