// SPDX-License-Identifier: GPL-2.0-only
/* Two patches, "%%%%" between them, compared in words. */
#include <stdlib.h>
#include <string.h>

#include "port/deviation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char between[] = "\n%%%%\n";
	const char *at = memmem(data, len, between, sizeof(between) - 1);
	_cleanup_patch_ struct patch *original = NULL, *ported = NULL;
	_cleanup_error_ struct error *err = NULL;
	struct deviation deviation;

	if (!at || patch_parse("a", data, (const uint8_t *)at + 1 - data, &original, &err))
		return 0;
	at += sizeof(between) - 1;
	if (patch_parse("b", at, (const char *)data + len - at, &ported, &err))
		return 0;
	deviation_compare(original, ported, &deviation);
	for (size_t i = 0; i < deviation.count; i++)
		if (!deviation.spans[i].text.len ||
		    (i && deviation.spans[i].kind == deviation.spans[i - 1].kind))
			abort();
	deviation_release(&deviation);
	/* What is compared with itself differs in nothing. */
	deviation_compare(original, original, &deviation);
	if (deviation.note)
		abort();
	deviation_release(&deviation);
	return 0;
}
