// SPDX-License-Identifier: GPL-2.0-only
/* What became of each hunk, as evidence. */
#include "port/port_parts.h"

/* The last file that begins at or before a line of the patch: they are in its order. */
static const struct patch_file *file_with_line(const struct patch *patch, size_t patch_line)
{
	size_t low = 0, high = patch->file_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (patch->files[middle].line_number <= patch_line)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &patch->files[low - 1] : NULL;
}

size_t port_hunk_number(const struct patch *patch, size_t patch_line)
{
	const struct patch_file *file = file_with_line(patch, patch_line);
	size_t low = 0, high = file ? file->hunk_count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->hunks[middle].line_number == patch_line)
			return middle + 1;
		if (file->hunks[middle].line_number < patch_line)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

static void tell_moved(const struct hunk_outcome *hunk, size_t number,
		       struct evidence_list *evidence)
{
	ssize_t offset = (ssize_t)hunk->line - (ssize_t)hunk->wanted;

	evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
		     "hunk #%zu at %zu (offset %zd line%s)", number, hunk->line, offset,
		     offset == 1 || offset == -1 ? "" : "s");
}

void port_tell_hunks(const struct patch *patch, const struct hunk_outcome_list *hunks,
		     struct evidence_list *evidence)
{
	for (size_t i = 0; i < hunks->count; i++) {
		const struct hunk_outcome *hunk = &hunks->items[i];
		size_t number = port_hunk_number(patch, hunk->patch_line);

		if (hunk->verdict == VERDICT_REFUSED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk #%zu (line %zu of the patch): %s", number,
				     hunk->patch_line, hunk->reason);
		else if (hunk->verdict == VERDICT_MOVED)
			tell_moved(hunk, number, evidence);
		else if (hunk->verdict == VERDICT_ADAPTED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk #%zu at %zu adapted: %s", number, hunk->line,
				     hunk->reason);
		else if (hunk->verdict == VERDICT_RESOLVED && hunk->reason)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk of the resolution, made for line %zu, adapted: %s",
				     hunk->wanted, hunk->reason);
		else if (hunk->verdict == VERDICT_RESOLVED && hunk->line == hunk->wanted)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk of the resolution applies as is");
		else if (hunk->verdict == VERDICT_RESOLVED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk of the resolution, made for line %zu", hunk->wanted);
		else if (hunk->verdict == VERDICT_PRESENT)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk #%zu is there already%s%s", number,
				     hunk->reason ? ": " : "", hunk->reason ? hunk->reason : "");
		else
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk applies as is");
	}
}
