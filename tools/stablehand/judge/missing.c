// SPDX-License-Identifier: GPL-2.0-only
#include "judge/missing.h"

#include <string.h>

/* Is it a name that another patch could have brought? */
static bool is_missing_name(enum reason reason)
{
	return reason == REASON_MISSING_NAME || reason == REASON_MISSING_MEMBER ||
	       reason == REASON_NO_DEFINITION;
}

/* One that is known in its file only. */
static bool is_missing_here(enum reason reason)
{
	return reason == REASON_MISSING_LABEL || reason == REASON_UNDECLARED_VARIABLE;
}

/* The path as the patch has it; NULL: its file has another name here. */
static const char *path_in_patch(const struct patch *patch, const char *path)
{
	for (size_t i = 0; i < patch->file_count; i++)
		if (patch->files[i].new_path && !strcmp(patch->files[i].new_path, path))
			return patch->files[i].new_path;
	return NULL;
}

void missing_keep(const struct patch *patch, const struct finding_list *findings,
		  struct words *missing)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		bool arguments = finding->reason == REASON_ARGUMENT_COUNT;
		const char *path = NULL;
		struct word *word;

		if (is_missing_here(finding->reason))
			path = path_in_patch(patch, finding->path);
		if (!finding->name || !(path || arguments || is_missing_name(finding->reason)))
			continue;
		word = words_get(missing, finding->name, strlen(finding->name), path);
		if (word)
			word->called |= arguments;
	}
}
