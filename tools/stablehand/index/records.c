// SPDX-License-Identifier: GPL-2.0-only
#include "index/records.h"

#include <stdlib.h>
#include <string.h>

#include "syntax/cmembers.h"
#include "util/alloc.h"

#define DEFINITIONS_MAX 16	/* of a tag; with more it is not told which is meant */

/* A definition, as far as the line with its last brace. */
struct record {
	char *path;
	uint32_t line;		/* from 1 */
	struct buf text;
	struct ctokens tokens;
	struct cdefs defs;
};

struct records {
	struct symbol_index *index;
	bool (*read)(const char *path, struct buf *text, void *data);
	void *data;
	struct record **items;
	size_t count, alloc;
};

struct records *records_new(struct symbol_index *index,
			    bool (*read)(const char *path, struct buf *text, void *data),
			    void *data)
{
	struct records *records = xcalloc(1, sizeof(*records));

	records->index = index;
	records->read = read;
	records->data = data;
	return records;
}

/* The lines of a text from one (from 1) to the next that begins with '}'. */
static void cut(struct buf *text, uint32_t line)
{
	const char *start = buf_str(text), *end = start + text->len, *close;
	struct buf part = { 0 };

	while (--line && start < end) {
		const char *newline = memchr(start, '\n', end - start);

		start = newline ? newline + 1 : end;
	}
	close = memmem(start, end - start, "\n}", 2);
	if (close)
		close = memchr(close + 1, '\n', end - close - 1);
	buf_add(&part, start, (close ? close : end) - start);
	buf_release(text);
	*text = part;
}

static const struct record *record_at(struct records *records, const struct symbol_def *def)
{
	_cleanup_free_ char *path = xasprintf("%s%s", def->folder, def->file);
	struct record *record;

	for (size_t i = 0; i < records->count; i++)
		if (records->items[i]->line == def->line && !strcmp(records->items[i]->path, path))
			return records->items[i];
	record = xcalloc(1, sizeof(*record));
	*ARRAY_ADD(records->items, records->count, records->alloc) = record;
	record->line = def->line;
	/* One that cannot be read has no members. */
	if (records->read(path, &record->text, records->data)) {
		cut(&record->text, def->line);
		ctokens_read(&record->tokens, buf_str(&record->text), record->text.len, false);
		cdefs_read(&record->tokens, &record->defs);
	}
	record->path = TAKE_PTR(path);
	return record;
}

struct search {
	const struct ctokens *tokens;
	const char *name;
	size_t len;
	size_t token, found;
};

static void on_member(size_t token, bool own, void *data)
{
	struct search *search = data;

	if (!own || search->tokens->items[token].len != search->len ||
	    memcmp(ctoken_text(search->tokens, token), search->name, search->len))
		return;
	search->token = token;
	search->found++;
}

/* The first token of the declaration that names a member at token i of a record. */
static size_t declaration_of(const struct ctokens *tokens, const struct cdef *record, size_t i)
{
	int depth = 0;

	for (; i > record->body + 1; i--) {
		const struct ctoken *before = &tokens->items[i - 1];

		if (before->directive)
			break;
		if (ctoken_is(tokens, i - 1, ")") || ctoken_is(tokens, i - 1, "]"))
			depth++;
		else if ((ctoken_is(tokens, i - 1, "(") || ctoken_is(tokens, i - 1, "[")) &&
			 depth-- == 0)
			break;
		else if (!depth && (ctoken_is(tokens, i - 1, ";") ||
				    ctoken_is(tokens, i - 1, "{") || ctoken_is(tokens, i - 1, "}")))
			break;
	}
	return i;
}

static bool is_qualifier(const struct ctokens *tokens, size_t i)
{
	return ctoken_is(tokens, i, "const") || ctoken_is(tokens, i, "volatile") ||
	       (tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len > 2 &&
		!memcmp(ctoken_text(tokens, i), "__", 2));
}

static bool read_type(const struct record *record, const struct cdef *def, size_t member,
		      struct record_tag *ret_tag)
{
	const struct ctokens *tokens = &record->tokens;
	size_t i = declaration_of(tokens, def, member);

	while (i < member && is_qualifier(tokens, i))
		i++;
	if (i + 1 >= member ||
	    (!ctoken_is(tokens, i, "struct") && !ctoken_is(tokens, i, "union")) ||
	    tokens->items[i + 1].kind != CTOKEN_WORD || ctoken_is(tokens, i + 2, "{") ||
	    tokens->items[i + 1].len > RECORD_TAG_MAX)
		return false;
	ret_tag->len = tokens->items[i + 1].len;
	memcpy(ret_tag->name, ctoken_text(tokens, i + 1), ret_tag->len);
	return true;
}

/* 1: told, 0: the definition does not have it, -1: of another kind, or not told. */
static int type_in(const struct record *record, const char *tag, size_t tag_len, const char *member,
		   size_t len, struct record_tag *ret_tag)
{
	struct search search = { &record->tokens, member, len, 0, 0 };
	size_t at = 0;
	const struct cdef *def =
		cdefs_named(&record->tokens, &record->defs, CDEF_RECORD, tag, tag_len, &at);

	if (!def)
		return -1;
	cmembers_read(&record->tokens, def, on_member, &search);
	if (!search.found)
		return 0;
	return search.found == 1 && read_type(record, def, search.token, ret_tag) ? 1 : -1;
}

bool records_member_type(struct records *records, const char *tag, size_t tag_len,
			 const char *member, size_t len, const char *from,
			 struct record_tag *ret_tag)
{
	struct symbol_defs defs;
	struct symbol_def def;
	size_t tried = 0;
	bool found = false;

	symbol_defs_of(records->index, tag, tag_len, SYMBOL_NEAR, from, &defs);
	while (symbol_defs_next(&defs, &def)) {
		struct record_tag type;
		int told;

		if (def.kind != CDEF_RECORD || !symbol_def_is_visible(&def))
			continue;
		if (tried++ == DEFINITIONS_MAX)
			return false;
		told = type_in(record_at(records, &def), tag, tag_len, member, len, &type);
		if (told < 0 || (told && found && (type.len != ret_tag->len ||
						   memcmp(type.name, ret_tag->name, type.len))))
			return false;
		if (told)
			*ret_tag = type;
		found |= told;
	}
	return found;
}

/* Does the definition have the member, or some that cannot be seen? */
static bool may_be_in(const struct record *record, const char *tag, size_t tag_len,
		      const char *member, size_t len)
{
	struct search search = { &record->tokens, member, len, 0, 0 };
	size_t at = 0;
	const struct cdef *def =
		cdefs_named(&record->tokens, &record->defs, CDEF_RECORD, tag, tag_len, &at);

	return !def || !cmembers_read(&record->tokens, def, on_member, &search) || search.found;
}

bool records_may_have(struct records *records, const char *tag, size_t tag_len,
		      const char *member, size_t len, const char *from)
{
	struct symbol_defs defs;
	struct symbol_def def;
	size_t tried = 0;

	symbol_defs_of(records->index, tag, tag_len, SYMBOL_NEAR, from, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind == CDEF_RECORD && symbol_def_is_visible(&def) &&
		    (tried++ == DEFINITIONS_MAX ||
		     may_be_in(record_at(records, &def), tag, tag_len, member, len)))
			return true;
	return false;
}

void records_free(struct records *records)
{
	for (size_t i = 0; records && i < records->count; i++) {
		struct record *record = records->items[i];

		free(record->path);
		ctokens_release(&record->tokens);
		cdefs_release(&record->defs);
		buf_release(&record->text);
		free(record);
	}
	if (records)
		free(records->items);
	free(records);
}
