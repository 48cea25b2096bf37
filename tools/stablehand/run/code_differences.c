// SPDX-License-Identifier: GPL-2.0-only
#include "run/code_differences.h"

#include <string.h>

#include "kernel/sources_used.h"
#include "series/patch_of_trees.h"
#include "util/alloc.h"
#include "util/file.h"

/* Where a line of the file has got to by the hunks of a file's difference; 0: it is gone. */
static uint32_t moved_line(const struct patch_file *file, uint32_t line)
{
	long shift = 0;

	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct patch_hunk *hunk = &file->hunks[i];
		/* A side without lines names the line before. */
		size_t old = hunk->old_start + !hunk->old_count, new = hunk->new_start + !hunk->new_count;

		if (line < old)
			break;
		if (line >= old + hunk->old_count) {
			shift += (long)hunk->new_count - (long)hunk->old_count;
			continue;
		}
		for (size_t j = 0; j < hunk->line_count; j++) {
			char kind = hunk->lines[j].kind;

			if (old == line && kind == ' ')
				return new;
			old += kind != '+';
			new += kind != '-';
		}
		return 0;
	}
	return line + shift;
}

static bool line_moves(uint32_t from, uint32_t to, const void *data)
{
	const struct patch *change = data;

	for (size_t i = 0; i < change->file_count; i++)
		if (moved_line(&change->files[i], from) == to)
			return true;
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_source(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && (path[len - 1] == 'c' || path[len - 1] == 'S');
}

static bool is_made_of(const struct code_comparison *code, const char *path)
{
	for (size_t i = 0; i < code->file_count; i++)
		if (!strcmp(code->files[i], base_name(path)))
			return true;
	return false;
}

/* Is the module made of a source that the series touches? found[i]: of files[i]. */
static bool note_touched(const struct patch *change, const struct code_comparison *code,
			 bool *found)
{
	bool any = false;

	for (size_t i = 0; i < change->file_count; i++) {
		const char *path = change->files[i].new_path;

		if (!path || !is_source(path) || !is_made_of(code, path))
			continue;
		found[i] = any = true;
	}
	return any;
}

static int compare_module(const struct build_result *base, const struct build_result *ported,
			  const char *path, const struct patch *change, bool *found,
			  struct code_result *result, struct error **err)
{
	_cleanup_free_ char *a = path_join(base->folder, "modules/%s", path);
	_cleanup_free_ char *b = path_join(ported->folder, "modules/%s", path);
	struct code_comparison code = {0};

	if (!path_exists(a) || !path_exists(b))
		return 0;
	if (code_compare(a, b, line_moves, change, &code, err))
		return -1;
	if (!note_touched(change, &code, found) && code.is == CODE_IDENTICAL) {
		code_comparison_release(&code);
		return 0;
	}
	*ARRAY_ADD(result->items, result->count, result->alloc) = (struct module_code){
		.module = xstrdup(path),
		.is = code.is,
		.changes = TAKE_PTR(code.changes),
		.count = code.count,
	};
	code.count = 0;
	code_comparison_release(&code);
	return 0;
}

/* Which of the others does the kernel have at all? */
static int note_not_compared(const struct build_result *ported, const struct patch *change,
			     const bool *found, struct code_result *result, struct error **err)
{
	_cleanup_(sources_used_release) struct sources_used used = {0};
	int rc = sources_used_read(ported->folder, &used, err);

	if (rc <= 0)
		return rc;
	for (size_t i = 0; i < change->file_count; i++) {
		const char *path = change->files[i].new_path;

		if (path && is_source(path) && !found[i] && sources_used_contains(&used, path))
			*ARRAY_ADD(result->not_compared, result->not_compared_count,
				   result->not_compared_alloc) = xstrdup(path);
	}
	return 0;
}

int compare_code(git_repository *repo, const struct state_result *base,
		 struct series_result *series, struct error **err)
{
	const struct build_result *ported = &series->ported.build;
	struct code_result *result = &series->ported.code;
	_cleanup_patch_ struct patch *change = NULL;
	_cleanup_free_ bool *found = NULL;

	if (!base->has_build || base->build.status != BUILD_OK || ported->status != BUILD_OK)
		return 0;
	if (patch_of_trees(repo, &series->base_tree, &series->tree, series->name, &change, err))
		return -1;
	found = xcalloc(change->file_count + 1, sizeof(*found));
	for (size_t i = 0; i < ported->module_count; i++)
		if (compare_module(&base->build, ported, ported->modules[i].path, change, found, result,
				   err))
			return -1;
	result->compared = true;
	return note_not_compared(ported, change, found, result, err);
}
