// SPDX-License-Identifier: GPL-2.0-only
/* Is each change of a backport in the function that it is in upstream? */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "judge/backport_parts.h"
#include "syntax/cdefs.h"
#include "util/alloc.h"
#include "util/buf.h"

#define KEY_MIN 12		/* bytes that a change has, without white space, to be known by */

/* A file after a commit. */
struct side {
	const char *text;
	struct ctokens tokens;
	struct cdefs defs;
};

static void side_read(struct side *side, const char *text, size_t len)
{
	*side = (struct side){ .text = text };
	ctokens_read(&side->tokens, text, len, false);
	cdefs_read(&side->tokens, &side->defs);
}

static void side_release(struct side *side)
{
	cdefs_release(&side->defs);
	ctokens_release(&side->tokens);
}

/* What a hunk removes and adds, without white space at the lines' ends. */
static char *key_of(const struct patch_hunk *hunk, size_t *ret_weight)
{
	_cleanup_buf_ struct buf key = { 0 };

	*ret_weight = 0;
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];
		size_t len = line->len, start = 0;

		while (len && isspace((unsigned char)line->text[len - 1]))
			len--;
		while (start < len && isspace((unsigned char)line->text[start]))
			start++;
		if (line->kind == ' ' || start == len)
			continue;
		buf_printf(&key, "%c", line->kind);
		buf_add(&key, line->text + start, len - start);
		buf_puts(&key, "\n");
		*ret_weight += len - start;
	}
	return xstrndup(buf_str(&key), key.len);
}

/* The line, from 0, of the file after the hunk where it begins to change something. */
static size_t changed_line(const struct patch_hunk *hunk)
{
	size_t line = hunk->new_start ? hunk->new_start - 1 : 0;

	for (size_t i = 0; i < hunk->line_count && hunk->lines[i].kind == ' '; i++)
		line++;
	return line;
}

/* The function that the hunk changes, or NULL: none. */
static const struct cdef *function_of(const struct side *side, const struct patch_hunk *hunk)
{
	return cdefs_at_line(&side->defs, CDEF_FUNCTION, changed_line(hunk));
}

static bool has_name(const struct side *side, const struct cdef *def, const char *name, size_t len)
{
	return def && def->name_len == len && !memcmp(side->text + def->name, name, len);
}

/* Is a hunk with that change, of `file`, in a function of that name? */
static bool has_change_in(const struct patch_file *file, const struct side *side, const char *key,
			  const char *name, size_t len)
{
	for (size_t h = 0; h < file->hunk_count; h++) {
		size_t weight;
		_cleanup_free_ char *other = key_of(&file->hunks[h], &weight);

		if (!strcmp(other, key) && has_name(side, function_of(side, &file->hunks[h]), name, len))
			return true;
	}
	return false;
}

/* A hunk of the original whose change is in none of the backport's functions of that name. */
static const struct patch_hunk *missed(const struct patch_file *original,
				       const struct side *theirs, const struct patch_file *backport,
				       const struct side *ours, const char *key)
{
	for (size_t h = 0; h < original->hunk_count; h++) {
		size_t weight;
		_cleanup_free_ char *other = key_of(&original->hunks[h], &weight);
		const struct cdef *function = function_of(theirs, &original->hunks[h]);

		if (strcmp(other, key) || !function || !function->name_len)
			continue;
		if (cdefs_only(&ours->tokens, &ours->defs, CDEF_FUNCTION,
			       theirs->text + function->name, function->name_len) &&
		    !has_change_in(backport, ours, key, theirs->text + function->name,
				   function->name_len))
			return &original->hunks[h];
	}
	return NULL;
}

void backport_check_places(const struct patch_file *original, const char *original_text,
			   size_t original_len, const struct patch_file *backport,
			   const char *text, size_t len, struct backport_findings *findings)
{
	struct side theirs, ours;

	side_read(&theirs, original_text, original_len);
	side_read(&ours, text, len);
	for (size_t h = 0; h < backport->hunk_count; h++) {
		const struct patch_hunk *hunk = &backport->hunks[h], *other;
		const struct cdef *function = function_of(&ours, hunk), *wanted;
		size_t weight;
		_cleanup_free_ char *key = key_of(hunk, &weight);

		if (weight < KEY_MIN || !function || !function->name_len ||
		    has_change_in(original, &theirs, key, text + function->name,
				  function->name_len))
			continue;
		other = missed(original, &theirs, backport, &ours, key);
		if (!other)
			continue;
		wanted = function_of(&theirs, other);
		backport_add(findings, BACKPORT_MISPLACED, false, backport->new_path,
			     changed_line(hunk) + 1,
			     "misplaced: this change is in %.*s() upstream, here in %.*s(), and %.*s() "
			     "is here without it", (int)wanted->name_len,
			     original_text + wanted->name, (int)function->name_len,
			     text + function->name, (int)wanted->name_len,
			     original_text + wanted->name);
	}
	side_release(&theirs);
	side_release(&ours);
}
