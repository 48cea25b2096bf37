// SPDX-License-Identifier: GPL-2.0-only
/* Which parts a resolution leaves out, and what they need that is not there. */
#include <string.h>

#include "git/tree.h"
#include "index/symbols.h"
#include "port/resolution.h"
#include "syntax/clex.h"
#include "util/alloc.h"

static bool has_file(const struct patch *diff, const char *path)
{
	for (size_t i = 0; i < diff->file_count; i++)
		if ((diff->files[i].new_path && !strcmp(diff->files[i].new_path, path)) ||
		    (diff->files[i].old_path && !strcmp(diff->files[i].old_path, path)))
			return true;
	return false;
}

/* The first identifier of a line that the text does not have; allocated, or NULL. */
static char *lacking_of_line(const struct patch_line *line, const char *text, size_t len)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };

	ctokens_read(&tokens, line->text, line->len, false);
	for (size_t i = 0; i < tokens.count; i++) {
		_cleanup_free_ char *name = NULL;

		if (tokens.items[i].kind != CTOKEN_WORD ||
		    clex_is_keyword(ctoken_text(&tokens, i), tokens.items[i].len))
			continue;
		name = xstrndup(ctoken_text(&tokens, i), tokens.items[i].len);
		if (!symbols_in_text(text, len, name))
			return TAKE_PTR(name);
	}
	return NULL;
}

/* What the removed lines of a hunk name and the file lacks, else what its context names. */
static char *lacking(const struct patch_hunk *hunk, const char *text, size_t len)
{
	static const char kinds[] = { '-', ' ' };
	char *name = NULL;

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		for (size_t i = 0; i < hunk->line_count && !name; i++)
			if (hunk->lines[i].kind == kinds[k])
				name = lacking_of_line(&hunk->lines[i], text, len);
	return name;
}

int resolution_tell_dropped(git_repository *repo, const git_oid *base, const struct patch *patch,
			    const struct patch *diff, struct settled *settles, size_t count,
			    bool *ret_any, struct error **err)
{
	_cleanup_free_ struct patch_part *parts = NULL;
	size_t part_count;
	git_tree *tree;

	if (git_tree_lookup(&tree, repo, base))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	patch_parts(patch, &parts, &part_count);
	*ret_any = false;
	for (size_t i = 0; i < count; i++) {
		_cleanup_buf_ struct buf text = { 0 };
		struct settled *settled = &settles[i];

		if (has_file(diff, settled->path))
			continue;
		*ret_any = settled->dropped = true;
		tree_read(tree, settled->path, &text);
		for (size_t p = 0; p < part_count && !settled->lacks; p++)
			if (parts[p].hunk && !strcmp(parts[p].digest, settled->digest))
				settled->lacks = lacking(parts[p].hunk, buf_str(&text), text.len);
	}
	git_tree_free(tree);
	return 0;
}
