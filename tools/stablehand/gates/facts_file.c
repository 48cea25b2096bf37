// SPDX-License-Identifier: GPL-2.0-only
#include "gates/facts_parts.h"

#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "syntax/locals.h"
#include "util/alloc.h"
#include "util/name_order.h"

static void turn_to(struct gate_file_words *words, const struct gate_file *file)
{
	if (words->file == file)
		return;
	gate_file_words_release(words);
	words->file = file;
}

static void add_locals(struct name_set *names, const struct ctokens *tokens,
		       const struct cdef *function)
{
	_cleanup_locals_ struct locals locals = { 0 };
	struct name_set seen = { 0 };

	locals_read(&locals, tokens, function);
	/* Of several of a name the first one counts. */
	for (size_t l = 0; l < locals.count; l++) {
		const char *name = locals.text + locals.items[l].start;

		if (name_set_add(&seen, name, locals.items[l].len) && locals.items[l].certain)
			name_set_add(names, name, locals.items[l].len);
	}
	name_set_release(&seen);
}

/* The names among tokens from *at to end that are no members. */
static void add_outside(struct gate_file_words *words, const struct ctokens *tokens, size_t *at,
			size_t end)
{
	for (; *at < end; ++*at)
		if (tokens->items[*at].kind == CTOKEN_WORD && !gate_is_member_use(tokens, *at))
			name_set_add(&words->outside, ctoken_text(tokens, *at),
				     tokens->items[*at].len);
}

static void read_locals(struct gate_file_words *words, struct gate_work *work)
{
	_cleanup_ctokens_ struct ctokens tokens;
	_cleanup_cdefs_ struct cdefs defs;
	size_t at = 0;

	ctokens_read(&tokens, words->file->after, words->file->after_len, false);
	ctokens_pair(&tokens);
	cdefs_read(&tokens, &defs);
	for (size_t d = 0; d < defs.count && !gate_stops(work); d++) {
		const struct cdef *def = &defs.items[d];

		if (def->kind != CDEF_FUNCTION)
			continue;
		add_outside(words, &tokens, &at, def->first);
		at = at > def->end ? at : def->end;
		add_locals(&words->locals, &tokens, def);
	}
	add_outside(words, &tokens, &at, tokens.count);
	words->has_locals = true;
}

bool gate_is_of_functions(struct gate_file_words *words, struct gate_work *work,
			  const struct gate_file *file, const char *name, size_t len)
{
	turn_to(words, file);
	if (!words->has_locals)
		read_locals(words, work);
	return name_set_has(&words->locals, name, len) &&
	       !name_set_has(&words->outside, name, len);
}

static void read_pasting(struct gate_file_words *words, struct gate_work *work)
{
	static const char define[] = "#define ";
	const char *at = words->file->after, *end = at + words->file->after_len;

	while ((at = memmem(at, end - at, define, strlen(define))) && !gate_stops(work)) {
		const char *name = at + strlen(define), *behind = name, *line = at;

		while (behind < end && clex_is_word(*behind))
			behind++;
		/* To the end of the line that no backslash continues. */
		do {
			line = memchr(line + 1, '\n', end - line - 1);
		} while (line && line[-1] == '\\');
		if (behind < end && *behind == '(' &&
		    memmem(at, (line ? line : end) - at, "##", 2))
			name_set_add(&words->pasting, name, behind - name);
		at = line ? line : end;
	}
	words->has_pasting = true;
}

bool gate_is_pasting(struct gate_file_words *words, struct gate_work *work,
		     const struct gate_file *file, const char *name, size_t len)
{
	turn_to(words, file);
	if (!words->has_pasting)
		read_pasting(words, work);
	return name_set_has(&words->pasting, name, len);
}

static int compare_tags(const void *a, const void *b)
{
	const struct gate_tag *x = a, *y = b;

	return name_order(x->text, x->len, y->text, y->len);
}

static void read_tags(struct gate_file_words *words, struct gate_work *work)
{
	static const char keyword[] = "struct ";
	const char *at = words->file->before;
	const char *end = at ? at + words->file->before_len : NULL;

	while (at && (at = memmem(at, end - at, keyword, strlen(keyword))) && !gate_stops(work)) {
		struct gate_tag *tag = ARRAY_ADD(words->tags, words->tag_count, words->tag_alloc);

		at += strlen(keyword);
		tag->text = at;
		while (at < end && clex_is_word(*at))
			at++;
		tag->len = at - tag->text;
	}
	if (words->tag_count)
		qsort(words->tags, words->tag_count, sizeof(*words->tags), compare_tags);
	words->has_tags = true;
}

bool gate_had_tag(struct gate_file_words *words, struct gate_work *work,
		  const struct gate_file *file, const char *name, size_t len)
{
	const struct gate_tag wanted = { name, len };
	size_t low = 0, high;

	turn_to(words, file);
	if (!words->has_tags)
		read_tags(words, work);
	high = words->tag_count;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (compare_tags(&words->tags[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < words->tag_count && words->tags[low].len >= len &&
	       !memcmp(words->tags[low].text, name, len);
}

void gate_file_words_release(struct gate_file_words *words)
{
	name_set_release(&words->outside);
	name_set_release(&words->locals);
	name_set_release(&words->pasting);
	free(words->tags);
	*words = (struct gate_file_words){ 0 };
}

static const char *name_of(const struct gate_definition *definition)
{
	return definition->code->tokens.text + definition->def->name;
}

/* Chunks and definitions lie in memory in their order. */
static int compare_definitions(const void *a, const void *b)
{
	const struct gate_definition *x = a, *y = b;
	int order = name_order(name_of(x), x->def->name_len, name_of(y), y->def->name_len);

	if (!order)
		order = (x->code > y->code) - (x->code < y->code);
	return order ? order : (x->def > y->def) - (x->def < y->def);
}

void gate_definitions_read(struct gate_definitions *definitions, const struct gate_chunks *chunks,
			   struct gate_work *work)
{
	for (size_t c = 0; c < chunks->count; c++) {
		const struct gate_code *code = &chunks->items[c].after;

		for (size_t d = 0; d < code->defs.count && !gate_stops(work); d++)
			if (code->defs.items[d].name_len)
				*ARRAY_ADD(definitions->items, definitions->count,
					   definitions->alloc) =
					(struct gate_definition){ code, &code->defs.items[d] };
	}
	if (definitions->count)
		qsort(definitions->items, definitions->count, sizeof(*definitions->items),
		      compare_definitions);
}

size_t gate_definitions_of(const struct gate_definitions *definitions, const char *name,
			   size_t len, const struct gate_definition **ret_first)
{
	size_t low = 0, high = definitions->count, count = 0;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct gate_definition *at = &definitions->items[middle];

		if (name_order(name_of(at), at->def->name_len, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_first = definitions->items + low;
	while (low + count < definitions->count &&
	       !name_order(name_of(&definitions->items[low + count]),
			      definitions->items[low + count].def->name_len, name, len))
		count++;
	return count;
}
