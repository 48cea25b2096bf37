// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>

#include "syntax/cdefs.h"
#include "syntax/cmembers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void on_member(size_t token, bool own, void *data)
{
	const struct ctokens *tokens = data;

	if (token >= tokens->count || tokens->items[token].kind != CTOKEN_WORD)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	size_t behind = 0;

	ctokens_read(&tokens, (const char *)data, len, false);
	for (size_t i = 0; i < tokens.count; i++) {
		const struct ctoken *token = &tokens.items[i];

		if (token->start < behind || !token->len || token->start + token->len > len)
			abort();
		behind = token->start + token->len;
	}
	cdefs_read(&tokens, &defs);
	for (size_t i = 0; i < defs.count; i++) {
		const struct cdef *def = &defs.items[i];

		if (def->first >= def->end || def->end > tokens.count || def->body > def->end ||
		    def->arguments > def->end || def->first_line > def->last_line ||
		    def->name + def->name_len > len)
			abort();
		cmembers_read(&tokens, def, on_member, &tokens);
	}
	return 0;
}
