// SPDX-License-Identifier: GPL-2.0-only
/* Input: a patch and a file, separated by a line "%%". */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "place/presence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Does the answer for a hunk hold together? */
static void check(const struct patch_hunk *hunk, const struct hunk_presence *presence, size_t lines)
{
	size_t done = 0, changed = 0;

	if (presence->line > lines || presence->doubtful > lines)
		abort();
	for (size_t i = 0; i < hunk->line_count && presence->done; i++) {
		if (presence->done[i] && hunk->lines[i].kind == ' ')
			abort();
		done += presence->done[i];
		changed += hunk->lines[i].kind != ' ';
	}
	if (presence->presence == PRESENCE_ABSENT ? done : !done)
		abort();
	if (presence->presence >= PRESENCE_GONE && (done != changed || presence->doubtful))
		abort();
	if (presence->presence == PRESENCE_THERE && !presence->line)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data, *mark = memmem(text, len, "%%\n", 3);
	const char *file = mark ? mark + 3 : text + len;
	size_t lines = 1;
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_error_ struct error *err = NULL;

	if (patch_parse("fuzz.patch", text, mark ? (size_t)(mark - text) : len, &patch, &err))
		return 0;
	for (const char *at = file; at < text + len; at++)
		lines += *at == '\n';
	for (size_t i = 0; i < patch->file_count; i++) {
		_cleanup_file_presence_ struct file_presence presence = { 0 };

		presence_find(&patch->files[i], file, text + len - file, &presence);
		if (presence.count != patch->files[i].hunk_count)
			abort();
		for (size_t h = 0; h < presence.count; h++)
			check(&patch->files[i].hunks[h], &presence.hunks[h], lines);
	}
	return 0;
}
