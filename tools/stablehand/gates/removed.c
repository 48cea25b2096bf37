// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a step defines no more, in any file, and is still called or used: a function, macro,
 * constant or variable whose last definition it takes away while code is left that needs it.
 */
#include <stdlib.h>

#include "gates/names_parts.h"
#include "syntax/identifier.h"

static void check_removed(struct gate_check *check, const char *path, const char *name, size_t len)
{
	struct gate_use use = { 0 };

	if (gate_is_only_used(check, path, name, len, &use) && use.path)
		gate_find(check, REASON_MISSING_NAME, GATE_REFUSES, use.path, use.line, name, len,
			  "%.*s is no longer defined (it was in %s), but is still used", (int)len,
			  name, path);
	free(use.path);
}

/* What a file defined before the change. */
static void check_file(struct gate_check *check, const struct gate_file *file,
		       struct name_set *asked)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };

	ctokens_read(&tokens, file->before, file->before_len, false);
	cdefs_read(&tokens, &defs);
	for (size_t d = 0; d < defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *def = &defs.items[d];
		const char *name = tokens.text + def->name;

		if (def->kind != CDEF_RECORD && def->kind != CDEF_ENUM && def->name_len &&
		    name_set_add(asked, name, def->name_len))
			check_removed(check, file->path, name, def->name_len);
	}
}

void gate_check_removed(struct gate_check *check)
{
	struct name_set asked = { 0 };

	if (!check->gates->index || !symbol_index_knows_definitions(check->gates->index))
		return;
	for (size_t i = 0; i < check->file_count && !gate_stops(&check->work); i++) {
		const struct gate_file *file = &check->files[i];

		if (file->before && path_is_c_file(file->path) && !gate_is_of_user_space(file->path))
			check_file(check, file, &asked);
	}
	name_set_release(&asked);
}
