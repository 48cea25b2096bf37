// SPDX-License-Identifier: GPL-2.0-only
#include "judge/risk_origin.h"

#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "index/symbols.h"
#include "judge/risk_types.h"
#include "syntax/cdefs.h"
#include "syntax/cmembers.h"
#include "syntax/identifier.h"
#include "syntax/locals.h"
#include "syntax/words.h"
#include "util/alloc.h"
#include "util/buf.h"

#define TOLD_MAX 8		/* a file */
#define CALLERS_TOLD 4

/* A file, cut up. */
struct compared_file {
	const char *text;
	struct ctokens tokens;
	struct cdefs defs;
};

static void side_read(struct compared_file *side, const char *text, size_t len)
{
	side->text = text;
	ctokens_read(&side->tokens, text, len, false);
	cdefs_read(&side->tokens, &side->defs);
}

static void side_release(struct compared_file *side)
{
	ctokens_release(&side->tokens);
	cdefs_release(&side->defs);
}

struct risk_comparison {
	const struct risk_sides *sides;
	const char *path_here, *path_there;
	const char *where;
	struct compared_file here, there;
	struct words told;
	size_t told_count;
	struct evidence_list *evidence;
	enum risk *risk;
};

static void tell_type(struct risk_comparison *c, const char *what, uint32_t line, const char *here,
		      const char *there)
{
	_cleanup_free_ char *difference = risk_type_difference(here, there);

	if (!difference || !*here || !*there || words_find(&c->told, what, strlen(what)) ||
	    c->told_count >= TOLD_MAX)
		return;
	words_add(&c->told, what);
	c->told_count++;
	if (*c->risk < RISK_MEDIUM)
		*c->risk = RISK_MEDIUM;
	evidence_add_risk(c->evidence, RISK_MEDIUM, REASON_TYPE_DIFFERS, c->path_here, line + 1,
			  "%s %s (%s)", what, difference, c->where);
}

static uint32_t line_at(const char *text, size_t offset)
{
	uint32_t line = 0;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

/* --- members */

struct member_search {
	const struct ctokens *tokens;
	const char *name;
	size_t len, found;
};

static void on_member(size_t token, bool own, void *data)
{
	struct member_search *search = data;

	if (own && search->tokens->items[token].len == search->len &&
	    !memcmp(ctoken_text(search->tokens, token), search->name, search->len))
		search->found = token;
}

static bool ends_declaration(const struct ctokens *tokens, size_t i)
{
	return ctoken_is(tokens, i, ";") || ctoken_is(tokens, i, "{") ||
	       ctoken_is(tokens, i, "}") || tokens->items[i].directive;
}

/* The declared type of a member of the record, with its width in bits; NULL: it has none. */
static char *member_type(const struct compared_file *side, const struct cdef *record,
			 const char *name, size_t len, uint32_t *ret_line)
{
	struct member_search search = { &side->tokens, name, len, 0 };
	_cleanup_free_ char *type = NULL;
	size_t start;

	cmembers_read(&side->tokens, record, on_member, &search);
	if (!search.found)
		return NULL;
	for (start = search.found;
	     start > record->body + 1 && !ends_declaration(&side->tokens, start - 1);)
		start--;
	for (size_t i = start; i < search.found; i++)
		if (ctoken_is(&side->tokens, i, "(") || ctoken_is(&side->tokens, i, "{"))
			return NULL;
	type = risk_declared_type(&side->tokens, start, search.found);
	*ret_line = side->tokens.items[search.found].line;
	if (ctoken_is(&side->tokens, search.found + 1, ":") &&
	    search.found + 2 < side->tokens.count)
		return xasprintf("%s:%.*s", type, (int)side->tokens.items[search.found + 2].len,
				 ctoken_text(&side->tokens, search.found + 2));
	return xasprintf("%s%s", type,
			 ctoken_is(&side->tokens, search.found + 1, "[") ? " []" : "");
}

static const struct cdef *record_in(const struct compared_file *side, const char *tag, size_t len)
{
	size_t at = 0;

	return cdefs_named(&side->tokens, &side->defs, CDEF_RECORD, tag, len, &at);
}

static git_blob *blob_at(const struct risk_comparison *c, const git_tree *tree, const char *path)
{
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!tree || !tree_lookup(tree, path, &id, &mode) || mode == GIT_FILEMODE_TREE ||
	    git_blob_lookup(&blob, c->sides->repo, &id))
		return NULL;
	return blob;
}

/* The one file here that defines the record where this file can see it; NULL: none, or several. */
static char *header_of(const struct risk_comparison *c, const char *tag, size_t len)
{
	struct symbol_index *index;
	struct symbol_defs defs;
	struct symbol_def def;
	char *path = NULL;

	if (symbols_index(c->sides->symbols, &index, NULL))
		return NULL;
	symbol_defs_of(index, tag, len, SYMBOL_NEAR, c->path_here, &defs);
	while (symbol_defs_next(&defs, &def)) {
		if (def.kind != CDEF_RECORD || !def.near)
			continue;
		if (path) {
			free(path);
			return NULL;
		}
		path = xasprintf("%s%s", def.folder, def.file);
	}
	return path;
}

static void tell_member(struct risk_comparison *c, const char *path, const struct compared_file *a,
			const struct compared_file *b, const char *tag, size_t tag_len,
			const char *name, size_t len)
{
	const struct cdef *x = record_in(a, tag, tag_len), *y = record_in(b, tag, tag_len);
	_cleanup_free_ char *here = NULL, *there = NULL, *what = NULL;
	const char *file = c->path_here;
	uint32_t line = 0, ignored;

	if (!x || !y)
		return;
	here = member_type(a, x, name, len, &line);
	there = member_type(b, y, name, len, &ignored);
	what = xasprintf("%.*s.%.*s", (int)tag_len, tag, (int)len, name);
	if (!here || !there)
		return;
	c->path_here = path;
	tell_type(c, what, line, here, there);
	c->path_here = file;
}

static void compare_member(struct risk_comparison *c, const char *tag, size_t tag_len,
			   const char *name, size_t len)
{
	_cleanup_free_ char *path = NULL;
	git_blob *a, *b;

	if (record_in(&c->here, tag, tag_len)) {
		tell_member(c, c->path_here, &c->here, &c->there, tag, tag_len, name, len);
		return;
	}
	path = header_of(c, tag, tag_len);
	if (!path)
		return;
	a = blob_at(c, c->sides->here, path);
	b = blob_at(c, c->sides->there, path);
	if (a && b && git_oid_cmp(git_blob_id(a), git_blob_id(b))) {
		struct compared_file x = { 0 }, y = { 0 };

		side_read(&x, git_blob_rawcontent(a), git_blob_rawsize(a));
		side_read(&y, git_blob_rawcontent(b), git_blob_rawsize(b));
		tell_member(c, path, &x, &y, tag, tag_len, name, len);
		side_release(&x);
		side_release(&y);
	}
	git_blob_free(a);
	git_blob_free(b);
}

/* --- one function */

static bool same_function(const struct compared_file *a, const struct cdef *x,
			  const struct compared_file *b, const struct cdef *y)
{
	return x->name_len == y->name_len &&
	       !memcmp(a->text + x->name, b->text + y->name, x->name_len);
}

/* The tag of a local's "struct tag *" type; 0: it has none. */
static size_t tag_of(const struct compared_file *side, const struct local *local)
{
	for (size_t i = local->type; i + 1 < local->type_end; i++)
		if (ctoken_is(&side->tokens, i, "struct") || ctoken_is(&side->tokens, i, "union"))
			return i + 1;
	return 0;
}

static void tell_local(struct risk_comparison *c, const char *name, size_t len,
		       const struct local *here, const struct local *there)
{
	_cleanup_free_ char *x = risk_declared_type(&c->here.tokens, here->type, here->type_end);
	_cleanup_free_ char *y = risk_declared_type(&c->there.tokens, there->type, there->type_end);
	_cleanup_free_ char *what = xstrndup(name, len);

	tell_type(c, what, line_at(c->here.text, here->start), x, y);
}

/* The names on a changed line: variables, and what is read of them. */
static void compare_line(struct risk_comparison *c, const struct patch_line *line,
			 const struct locals *here, const struct locals *there)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };

	ctokens_read(&tokens, line->text, line->len, false);
	for (size_t i = 0; i < tokens.count; i++) {
		const char *name = ctoken_text(&tokens, i);
		size_t len = tokens.items[i].len, tag;
		const struct local *a, *b;

		if (tokens.items[i].kind != CTOKEN_WORD || clex_is_keyword(name, len) ||
		    (i && (ctoken_is(&tokens, i - 1, "->") || ctoken_is(&tokens, i - 1, "."))))
			continue;
		a = locals_find(here, name, len);
		b = locals_find(there, name, len);
		if (!a || !b || !a->certain || !b->certain)
			continue;
		tell_local(c, name, len, a, b);
		tag = tag_of(&c->here, a);
		if (!tag || i + 2 >= tokens.count || tokens.items[i + 2].kind != CTOKEN_WORD ||
		    !(ctoken_is(&tokens, i + 1, "->") || ctoken_is(&tokens, i + 1, ".")))
			continue;
		compare_member(c, ctoken_text(&c->here.tokens, tag), c->here.tokens.items[tag].len,
			       ctoken_text(&tokens, i + 2), tokens.items[i + 2].len);
	}
}

static bool is_static(const struct compared_file *side, const struct cdef *def)
{
	for (size_t i = def->first; i < def->name_token; i++)
		if (ctoken_is(&side->tokens, i, "static"))
			return true;
	return false;
}

static bool has_caller(const struct caller_list *list, const char *function)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->items[i].function, function))
			return true;
	return false;
}

/* Who calls the function here, and did not where the patch was made? */
static int compare_callers(struct risk_comparison *c, const struct cdef *def, struct error **err)
{
	_cleanup_caller_list_ struct caller_list here = { 0 }, there = { 0 };
	_cleanup_free_ char *name = xstrndup(c->here.text + def->name, def->name_len);
	_cleanup_free_ char *key = xasprintf("%s()", name);
	_cleanup_buf_ struct buf names = { 0 };
	const struct caller *first = NULL;
	bool local = is_static(&c->here, def), known;
	size_t count = 0, renamed = 0;

	/* In another folder other functions are looked at. */
	if (!c->sides->callers_there || (!local && strcmp(c->path_here, c->path_there)) ||
	    words_find(&c->told, key, strlen(key)))
		return 0;
	words_add(&c->told, key);
	if (callers_of(c->sides->callers_here, c->path_here, name, def->name_len, local, &known,
		       &here, err))
		return -1;
	if (!known)
		return 0;
	if (callers_of(c->sides->callers_there, c->path_there, name, def->name_len, local, &known,
		       &there, err))
		return -1;
	for (size_t i = 0; known && i < here.count; i++) {
		if (has_caller(&there, here.items[i].function))
			continue;
		first = first ? first : &here.items[i];
		if (count++ < CALLERS_TOLD)
			buf_printf(&names, "%s%s()", count > 1 ? ", " : "", here.items[i].function);
	}
	for (size_t i = 0; i < there.count; i++)
		renamed += !has_caller(&here, there.items[i].function);
	/*
	 * With nobody known there the calls may be made by a table or from elsewhere;
	 * as many that are only there have another name here.
	 */
	if (!known || !there.count || c->told_count >= TOLD_MAX || (here.count && count <= renamed))
		return 0;
	c->told_count++;
	if (*c->risk < RISK_MEDIUM)
		*c->risk = RISK_MEDIUM;
	if (!here.count) {
		evidence_add_risk(c->evidence, RISK_MEDIUM, REASON_NO_CALLERS, c->path_here,
				  def->first_line + 1,
				  "no caller of %s() was found here; %s() calls it in the source "
				  "tree (%s)", name, there.items[0].function, c->where);
		return 0;
	}
	if (count > CALLERS_TOLD)
		buf_printf(&names, " and %zu more", count - CALLERS_TOLD);
	evidence_add_risk(c->evidence, RISK_MEDIUM, REASON_CALLERS_DIFFER, first->path, first->line,
			  "%s() is called by %s here, but not in the source tree (%s)", name,
			  buf_str(&names), c->where);
	return 0;
}

static int compare_hunk(struct risk_comparison *c, const struct patch_hunk *hunk, size_t line_there,
			const struct hunk_outcome *outcome, struct error **err)
{
	_cleanup_locals_ struct locals locals_here = { 0 }, locals_there = { 0 };
	const struct cdef *here, *there;
	size_t above = 0, line_here;

	if (outcome->verdict != VERDICT_CLEAN && outcome->verdict != VERDICT_MOVED &&
	    outcome->verdict != VERDICT_ADAPTED)
		return 0;
	while (above < hunk->line_count && hunk->lines[above].kind == ' ')
		above++;
	/* Of an adapted hunk it is the change that is placed. */
	line_here = outcome->line - !!outcome->line +
		    (outcome->verdict == VERDICT_ADAPTED ? 0 : above);
	here = cdefs_at_line(&c->here.defs, CDEF_FUNCTION, line_here);
	there = cdefs_at_line(&c->there.defs, CDEF_FUNCTION, line_there + above);
	if (!here || !there || !same_function(&c->here, here, &c->there, there))
		return 0;
	locals_read(&locals_here, &c->here.tokens, here);
	locals_read(&locals_there, &c->there.tokens, there);
	for (size_t i = 0; i < hunk->line_count; i++)
		if (hunk->lines[i].kind != ' ')
			compare_line(c, &hunk->lines[i], &locals_here, &locals_there);
	return compare_callers(c, here, err);
}

int risk_compare(const struct risk_sides *sides, const struct patch_file *file,
		 const struct adapt_original *original, const struct hunk_outcome *outcomes,
		 struct evidence_list *evidence, enum risk *risk, struct error **err)
{
	struct risk_comparison c = {
		.sides = sides, .path_there = file->old_path, .where = original->where,
		.evidence = evidence, .risk = risk,
	};
	git_blob *blob;
	int rc = 0;

	if (!file->hunk_count || !path_is_c_file(file->old_path))
		return 0;
	c.path_here = outcomes[0].path;
	blob = blob_at(&c, sides->here, c.path_here);
	if (!blob)
		return 0;
	/* The very file: what is around it is no other either. */
	if (git_blob_rawsize(blob) == original->old.len &&
	    !memcmp(git_blob_rawcontent(blob), buf_str(&original->old), original->old.len)) {
		git_blob_free(blob);
		return 0;
	}
	side_read(&c.here, git_blob_rawcontent(blob), git_blob_rawsize(blob));
	side_read(&c.there, buf_str(&original->old), original->old.len);
	for (size_t i = 0; i < file->hunk_count && !rc; i++)
		rc = compare_hunk(&c, &file->hunks[i], original->lines[i], &outcomes[i], err);
	side_release(&c.here);
	side_release(&c.there);
	words_release(&c.told);
	git_blob_free(blob);
	return rc;
}
