// SPDX-License-Identifier: GPL-2.0-only
#include "index/changed_definitions.h"

#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "syntax/cdefs.h"
#include "util/alloc.h"
#include "util/buf.h"

#define MAX_SYMBOLS 16		/* of one function: a macro is defined a few times */

/* A file with what it defines. */
struct file {
	struct ctokens tokens;
	struct cdefs defs;
};

static void file_read_text(struct file *file, const char *text, size_t len)
{
	*file = (struct file){0};
	ctokens_read(&file->tokens, text, len, false);
	cdefs_read(&file->tokens, &file->defs);
}

static void file_release(struct file *file)
{
	cdefs_release(&file->defs);
	ctokens_release(&file->tokens);
}

static bool same_token(const struct ctokens *a, size_t i, const struct ctokens *b, size_t j)
{
	return a->items[i].len == b->items[j].len &&
	       !memcmp(ctoken_text(a, i), ctoken_text(b, j), a->items[i].len);
}

static bool same_tokens(const struct file *a, const struct cdef *x, const struct file *b,
			const struct cdef *y)
{
	if (x->end - x->first != y->end - y->first)
		return false;
	for (uint32_t i = 0; i < x->end - x->first; i++)
		if (!same_token(&a->tokens, x->first + i, &b->tokens, y->first + i))
			return false;
	return true;
}

static bool has_equal(const struct file *old, const struct file *new, const struct cdef *def)
{
	const struct cdef *there;
	size_t at = 0;

	while ((there = cdefs_named(&old->tokens, &old->defs, def->kind,
				    new->tokens.text + def->name, def->name_len, &at)))
		if (same_tokens(old, there, new, def))
			return true;
	return false;
}

static void add_once(char ***list, size_t *count, size_t *alloc, char *owned)
{
	for (size_t i = 0; i < *count; i++) {
		if (!strcmp((*list)[i], owned)) {
			free(owned);
			return;
		}
	}
	*ARRAY_ADD(*list, *count, *alloc) = owned;
}

/*
 * What "#define NAME(arg) a##arg##b" makes of a word, NULL when the body is
 * anything but pieces pasted together, the argument among them.
 */
static char *paste(const struct ctokens *tokens, const struct cdef *macro, const char *word,
		   size_t len)
{
	size_t arg = macro->arguments + 1, at = macro->arguments + 3;
	_cleanup_buf_ struct buf name = {0};
	bool used = false;

	if (at >= macro->end || tokens->items[arg].kind != CTOKEN_WORD ||
	    !ctoken_is(tokens, arg + 1, ")"))
		return NULL;
	for (bool piece = true; at < macro->end; at++, piece = !piece) {
		const struct ctoken *token = &tokens->items[at];

		if (!piece) {
			if (!ctoken_is(tokens, at, "##"))
				return NULL;
			continue;
		}
		if (token->kind != CTOKEN_WORD && token->kind != CTOKEN_NUMBER)
			return NULL;
		if (same_token(tokens, at, tokens, arg)) {
			buf_add(&name, word, len);
			used = true;
		} else {
			buf_add(&name, ctoken_text(tokens, at), token->len);
		}
	}
	return used ? buf_detach(&name) : NULL;
}

static void add_symbols(const struct file *file, const char *name, size_t len, char ***symbols,
			size_t *count, size_t *alloc)
{
	const char *open = memchr(name, '(', len);
	size_t at = 0, inner;
	const struct cdef *macro;

	if (!open || name[len - 1] != ')') {
		add_once(symbols, count, alloc, xstrndup(name, len));
		return;
	}
	inner = name + len - 1 - (open + 1);
	while (*count < MAX_SYMBOLS && (macro = cdefs_named(&file->tokens, &file->defs, CDEF_MACRO,
							    name, open - name, &at))) {
		char *made = macro->arguments < macro->end ?
			paste(&file->tokens, macro, open + 1, inner) : NULL;

		if (made)
			add_once(symbols, count, alloc, made);
	}
}

void changed_symbols(const char *text, size_t len, const char *name, char ***symbols,
		     size_t *count, size_t *alloc)
{
	struct file file;

	file_read_text(&file, text, len);
	add_symbols(&file, name, strlen(name), symbols, count, alloc);
	file_release(&file);
}

/* Are the tokens of a name among those of a function's body? */
static bool mentions(const struct ctokens *tokens, const struct cdef *def,
		     const struct ctokens *name)
{
	for (size_t i = def->body; i + name->count <= def->end; i++) {
		size_t same = 0;

		while (same < name->count && same_token(tokens, i + same, name, same))
			same++;
		if (same == name->count)
			return true;
	}
	return false;
}

void callers_find(const char *text, size_t len, const char *name, struct callers *ret_callers)
{
	_cleanup_ctokens_ struct ctokens words = {0};
	struct callers callers = {0};
	struct file file;

	file_read_text(&file, text, len);
	ctokens_read(&words, name, strlen(name), false);
	for (size_t i = 0; i < file.defs.count; i++) {
		const struct cdef *def = &file.defs.items[i];
		struct caller *caller;

		if (def->kind != CDEF_FUNCTION || !def->name_len || !words.count ||
		    !mentions(&file.tokens, def, &words) ||
		    (strlen(name) == def->name_len &&
		     !memcmp(text + def->name, name, def->name_len)))
			continue;
		caller = ARRAY_ADD(callers.items, callers.count, callers.alloc);
		caller->name = xstrndup(text + def->name, def->name_len);
		caller->line = def->first_line + 1;
	}
	file_release(&file);
	*ret_callers = callers;
}

void callers_release(struct callers *callers)
{
	for (size_t i = 0; i < callers->count; i++)
		free(callers->items[i].name);
	free(callers->items);
	*callers = (struct callers){0};
}

void changed_defs_read(const char *path, const char *old_text, size_t old_len,
		       const char *new_text, size_t new_len, enum cdef_kind kind,
		       struct changed_defs *changed)
{
	struct file old, new;

	file_read_text(&old, old_text ? old_text : "", old_text ? old_len : 0);
	file_read_text(&new, new_text, new_len);
	for (size_t i = 0; i < new.defs.count; i++) {
		const struct cdef *def = &new.defs.items[i];
		struct changed_def *to;

		if (def->kind != kind || !def->name_len || has_equal(&old, &new, def))
			continue;
		to = ARRAY_ADD(changed->items, changed->count, changed->alloc);
		to->path = xstrdup(path);
		to->name = xstrndup(new_text + def->name, def->name_len);
		to->line = def->first_line + 1;
		if (kind == CDEF_FUNCTION)
			add_symbols(&new, to->name, def->name_len, &to->symbols,
				    &to->symbol_count, &to->symbol_alloc);
	}
	file_release(&old);
	file_release(&new);
}

static bool is_c(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && (path[len - 1] == 'c' || path[len - 1] == 'h');
}

/* 1 and the blob at the path, or 0 when there is none. */
static int read_blob(git_repository *repo, const git_tree *tree, const char *path,
		     git_blob **ret_blob, struct error **err)
{
	git_filemode_t mode;
	git_oid id;

	if (!tree_lookup(tree, path, &id, &mode) ||
	    (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE))
		return 0;
	if (git_blob_lookup(ret_blob, repo, &id))
		return error_git(err, ERROR_ENVIRONMENT, "%s", path);
	return 1;
}

static int read_pair(git_repository *repo, const git_tree *old_tree, const git_tree *new_tree,
		     const char *path, enum cdef_kind kind, struct changed_defs *changed,
		     struct error **err)
{
	git_blob *old = NULL, *new = NULL;
	int rc = read_blob(repo, new_tree, path, &new, err);

	if (rc > 0 && read_blob(repo, old_tree, path, &old, err) < 0)
		rc = -1;
	if (rc > 0)
		changed_defs_read(path, old ? git_blob_rawcontent(old) : NULL,
				       old ? git_blob_rawsize(old) : 0, git_blob_rawcontent(new),
				       git_blob_rawsize(new), kind, changed);
	git_blob_free(old);
	git_blob_free(new);
	return rc < 0 ? -1 : 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int changed_defs_find(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		      enum cdef_kind kind, struct changed_defs *ret_changed, struct error **err)
{
	_cleanup_tree_paths_ struct tree_paths paths = {0};
	struct changed_defs changed = {0};
	git_tree *old = NULL, *new = NULL;
	int rc = 0;

	if (git_tree_lookup(&old, repo, old_tree) || git_tree_lookup(&new, repo, new_tree) ||
	    tree_changes(repo, old, new, &paths))
		rc = error_git(err, ERROR_ENVIRONMENT, "comparing two trees");
	if (paths.count)
		qsort(paths.items, paths.count, sizeof(*paths.items), by_path);
	for (size_t i = 0; i < paths.count && !rc; i++)
		if (is_c(paths.items[i]))
			rc = read_pair(repo, old, new, paths.items[i], kind, &changed, err);
	git_tree_free(old);
	git_tree_free(new);
	if (rc) {
		changed_defs_release(&changed);
		return -1;
	}
	*ret_changed = changed;
	return 0;
}

void changed_defs_release(struct changed_defs *changed)
{
	for (size_t i = 0; i < changed->count; i++) {
		struct changed_def *function = &changed->items[i];

		free(function->path);
		free(function->name);
		for (size_t s = 0; s < function->symbol_count; s++)
			free(function->symbols[s]);
		free(function->symbols);
	}
	free(changed->items);
	*changed = (struct changed_defs){0};
}
