// SPDX-License-Identifier: GPL-2.0-only
/* The words and definitions of sources, file by file. */
#include <stdlib.h>

#include "index/symbol_index_parts.h"
#include "syntax/cmembers.h"
#include "syntax/identifier.h"

#define SEEN_MIN 4096u		/* slots: as many as a cache near the processor holds */
#define COLLECTED_MAX_BYTES (24u << 20)
#define MEMBERS_MAX_BYTES (1u << 30)

void symbol_number_add(struct buf *buf, uint32_t number)
{
	uint8_t bytes[5];
	size_t n = 0;

	for (; number > 127; number >>= 7)
		bytes[n++] = number | 128;
	bytes[n++] = number;
	buf_add(buf, bytes, n);
}

static void seen_clear(struct symbol_collector *collector, size_t slots)
{
	free(collector->seen);
	collector->seen = xcalloc(slots, sizeof(*collector->seen));
	collector->seen_alloc = slots;
}

void symbol_collect_file(struct symbol_collector *collector, uint32_t file)
{
	*ARRAY_ADD(collector->files, collector->file_count, collector->file_alloc) = file;
	if (!collector->seen)
		seen_clear(collector, SEEN_MIN);
	/* Only the first slots of a table that an earlier file let grow. */
	collector->seen_mask = SEEN_MIN - 1;
	collector->seen_count = 0;
	collector->stamp++;
}

/* Is the word new to this file? */
static bool see(struct symbol_collector *collector, uint64_t hash)
{
	size_t slot = hash & collector->seen_mask;

	while (collector->seen[slot].stamp == collector->stamp) {
		if (collector->seen[slot].hash == hash)
			return false;
		slot = (slot + 1) & collector->seen_mask;
	}
	collector->seen[slot].hash = hash;
	collector->seen[slot].stamp = collector->stamp;
	collector->seen_count++;
	return true;
}

static void seen_grow(struct symbol_collector *collector)
{
	size_t old_slots = collector->seen_mask + 1, count = 0;
	_cleanup_free_ uint64_t *kept = xcalloc(old_slots, sizeof(*kept));

	for (size_t i = 0; i < old_slots; i++)
		if (collector->seen[i].stamp == collector->stamp) {
			kept[count++] = collector->seen[i].hash;
			collector->seen[i].stamp = 0;
		}
	if (old_slots * 4 > collector->seen_alloc)
		seen_clear(collector, old_slots * 4);
	collector->seen_mask = old_slots * 4 - 1;
	collector->seen_count = 0;
	for (size_t i = 0; i < count; i++)
		see(collector, kept[i]);
}

static void collect_word(struct symbol_collector *collector, uint64_t hash, bool member)
{
	unsigned part = hash >> (SYMBOL_HASH_BITS - 8);

	*ARRAY_ADD(collector->partitions[part].words, collector->partitions[part].word_count,
		   collector->partitions[part].word_alloc) =
		hash << 16 | (collector->file_count - 1) << 1 | member;
	collector->word_count++;
}

static void add_def(struct symbol_collector *collector, const struct symbol_found_def *def)
{
	unsigned part = def->hash >> (SYMBOL_HASH_BITS - 8);

	*ARRAY_ADD(collector->partitions[part].defs, collector->partitions[part].def_count,
		   collector->partitions[part].def_alloc) = *def;
	collector->def_count++;
}

bool symbol_collector_is_full(const struct symbol_collector *collector)
{
	return collector->file_count >= SYMBOL_COLLECTED_FILES_MAX ||
	       collector->word_count * sizeof(*collector->partitions->words) +
		       collector->def_count * sizeof(*collector->partitions->defs) +
		       collector->members.len > COLLECTED_MAX_BYTES;
}

static void collect_hash(struct symbol_collector *collector, uint64_t hash)
{
	if (!see(collector, hash))
		return;
	collect_word(collector, hash, false);
	if (collector->seen_count > collector->seen_mask / 2)
		seen_grow(collector);
}

enum { OUTSIDE, LETTER, DIGIT };

/* As identifier_is_part(): a '$' is none, whatever the lexer says. */
static const uint8_t classes[256] = {
	['a' ... 'z'] = LETTER, ['A' ... 'Z'] = LETTER, ['_'] = LETTER, ['0' ... '9'] = DIGIT,
};

void symbol_collect_words(struct symbol_collector *collector, const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		const char *start;

		while (at < end && !classes[(uint8_t)*at])
			at++;
		start = at;
		while (at < end && classes[(uint8_t)*at])
			at++;
		if (at > start && classes[(uint8_t)*start] == LETTER)
			collect_hash(collector, symbol_hash(start, at - start));
	}
}

static void read_tokens(struct symbol_collector *collector, const char *text, size_t len)
{
	struct ctokens *tokens = &collector->tokens;
	/* To the lexer a '$' is a letter, to symbol_collect_words() it is none. */
	bool dollars = memchr(text, '$', len);
	struct ctoken token;
	struct clex lex;

	tokens->text = text;
	tokens->len = len;
	tokens->count = 0;
	clex_init(&lex, text, len);
	while (clex_next(&lex, &token)) {
		const char *at = text + token.start;

		if (token.kind == CTOKEN_WORD && !dollars)
			collect_hash(collector, symbol_hash(at, token.len));
		else if (token.kind != CTOKEN_PUNCT && token.kind != CTOKEN_NUMBER)
			symbol_collect_words(collector, at, token.len);
		if (token.kind != CTOKEN_COMMENT)
			*ARRAY_ADD(tokens->items, tokens->count, tokens->alloc) = token;
	}
}

/* Members of one record, being written down. */
struct member_list {
	struct symbol_collector *collector;
	uint32_t count;
	struct buf all;
};

static void on_member(size_t token, bool own, void *data)
{
	struct member_list *list = data;
	const struct ctokens *tokens = &list->collector->tokens;
	const char *name = ctoken_text(tokens, token);
	size_t len = tokens->items[token].len;

	collect_word(list->collector, symbol_hash(name, len), true);
	list->count++;
	symbol_number_add(&list->all, len << 1 | own);
	buf_add(&list->all, name, len);
}

/* The members as in an entry: their number, then each with its length. */
static void collect_members(struct symbol_collector *collector, const struct cdef *record,
			    struct symbol_found_def *found)
{
	struct member_list list = { .collector = collector };

	if (!cmembers_read(&collector->tokens, record, on_member, &list))
		found->flags |= SYMBOL_DEF_OPEN;
	if (collector->members.len + list.all.len > MEMBERS_MAX_BYTES) {
		list.count = 0;
		found->flags |= SYMBOL_DEF_OPEN;
		buf_clear(&list.all);
	}
	found->members = collector->members.len;
	symbol_number_add(&collector->members, list.count);
	buf_add(&collector->members, buf_str(&list.all), list.all.len);
	found->members_len = collector->members.len - found->members;
	buf_release(&list.all);
}

static bool takes_arguments(const struct cdef *def)
{
	/* SYSCALL_DEFINE2(name, ...): these are not the parameters of name. */
	return (def->kind == CDEF_FUNCTION || def->kind == CDEF_PROTOTYPE ||
		def->kind == CDEF_MACRO) && def->arguments < def->end &&
	       def->name_token < def->arguments;
}

static void collect_def(struct symbol_collector *collector, const struct cdef *def,
			struct symbol_found_def *found)
{
	const struct ctokens *tokens = &collector->tokens;
	bool variadic;

	*found = (struct symbol_found_def){
		.hash = symbol_hash(tokens->text + def->name, def->name_len),
		.file = collector->files[collector->file_count - 1],
		.line = tokens->items[def->name_token].line + 1,
		.flags = def->kind,
	};
	if (takes_arguments(def)) {
		size_t parameters = ctokens_arguments(tokens, def->arguments, def->end, &variadic);

		parameters -= variadic && parameters;
		found->parameters = parameters < UINT16_MAX ? parameters : UINT16_MAX;
		found->flags |= SYMBOL_DEF_CALLED | (variadic ? SYMBOL_DEF_VARIADIC : 0);
	}
	if (def->kind == CDEF_RECORD)
		collect_members(collector, def, found);
	if (def->name_len)
		add_def(collector, found);
}

void symbol_collect_c(struct symbol_collector *collector, const char *text, size_t len)
{
	struct symbol_found_def found, nameless = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	uint32_t nameless_at = UINT32_MAX;

	read_tokens(collector, text, len);
	cdefs_read(&collector->tokens, &defs);
	for (size_t i = 0; i < defs.count; i++) {
		const struct cdef *def = &defs.items[i];

		collect_def(collector, def, &found);
		if (def->kind == CDEF_RECORD && !def->name_len) {
			nameless = found;
			nameless_at = def->first;
		} else if (def->kind == CDEF_TYPEDEF && nameless_at != UINT32_MAX &&
			   def->first <= nameless_at && nameless_at < def->end) {
			/* typedef struct { } name: the members go by that name. */
			nameless.hash = found.hash;
			add_def(collector, &nameless);
			nameless_at = UINT32_MAX;
		}
	}
}

void symbol_collector_release(struct symbol_collector *collector)
{
	for (size_t i = 0; i < SYMBOL_PARTITIONS; i++) {
		free(collector->partitions[i].words);
		free(collector->partitions[i].defs);
	}
	buf_release(&collector->members);
	free(collector->files);
	free(collector->seen);
	ctokens_release(&collector->tokens);
}
