// SPDX-License-Identifier: GPL-2.0-only
/* The parser of resolutions; one that parses has to be the same when written and read. */
#include <stdlib.h>
#include <string.h>

#include "port/resolution.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *diff_of(const char *text)
{
	const char *at = strncmp(text, "diff --git ", 11) ? strstr(text, "\ndiff --git ") + 1 : text;

	return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct resolution *resolution = NULL, *again = NULL;
	_cleanup_error_ struct error *err = NULL;
	_cleanup_buf_ struct buf copy = { 0 }, text = { 0 };

	if (resolution_parse("fuzz", (const char *)data, len, &resolution, &err)) {
		if (!err || resolution)
			abort();
		return 0;
	}
	buf_add(&copy, data, len);
	/* A NUL in the diff ends what is written; that is another resolution. */
	if (!memchr(data, '\0', len)) {
		resolution_write(resolution, diff_of(buf_str(&copy)), &text);
		if (resolution_parse("fuzz", text.data, text.len, &again, &err) ||
		    strcmp(again->note, resolution->note) ||
		    strcmp(again->author, resolution->author) ||
		    again->settle_count != resolution->settle_count)
			abort();
	}
	resolution_free(resolution);
	resolution_free(again);
	return 0;
}
