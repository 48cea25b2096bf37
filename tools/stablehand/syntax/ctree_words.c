// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/ctree_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/name_order.h"

static const struct entry {
	const char *word;
	enum ctree_word what;
} entries[] = {
	/* Sorted. */
	{ "_Alignof", WORD_SIZEOF }, { "_Bool", WORD_TYPE }, { "__alignof__", WORD_SIZEOF },
	{ "__asm__", WORD_ASM }, { "__auto_type", WORD_TYPE }, { "__inline", WORD_TYPE },
	{ "__inline__", WORD_TYPE }, { "__volatile__", WORD_TYPE }, { "asm", WORD_ASM },
	{ "auto", WORD_TYPE }, { "bool", WORD_TYPE }, { "break", WORD_JUMP },
	{ "case", WORD_CASE }, { "char", WORD_TYPE }, { "const", WORD_TYPE },
	{ "continue", WORD_JUMP }, { "default", WORD_CASE }, { "do", WORD_DO },
	{ "double", WORD_TYPE }, { "else", WORD_ELSE }, { "enum", WORD_ENUM },
	{ "extern", WORD_TYPE }, { "float", WORD_TYPE }, { "for", WORD_LOOP },
	{ "goto", WORD_JUMP }, { "if", WORD_IF }, { "inline", WORD_TYPE },
	{ "int", WORD_TYPE }, { "long", WORD_TYPE }, { "register", WORD_TYPE },
	{ "return", WORD_JUMP }, { "short", WORD_TYPE }, { "signed", WORD_TYPE },
	{ "sizeof", WORD_SIZEOF }, { "static", WORD_TYPE }, { "struct", WORD_RECORD },
	{ "switch", WORD_SWITCH }, { "typedef", WORD_TYPE }, { "union", WORD_RECORD },
	{ "unsigned", WORD_TYPE }, { "void", WORD_TYPE }, { "volatile", WORD_TYPE },
	{ "while", WORD_LOOP },
};

bool ctree_is_attribute(const char *word, size_t len)
{
	static const char *const names[] = {
		"__attribute__",     "__attribute",	  "__printf",		"__scanf",
		"__section",	     "__acquires",	  "__releases",		"__must_hold",
		"__acquires_shared", "__releases_shared", "__must_hold_shared", "__aligned",
		"__alloc_size",	     "__alloc_align",	  "__no_sanitize",	"__counted_by",
		"__guarded_by",	     "__cond_acquires",	  "__declspec",		"__assume_aligned",
		"__malloc",	     "__realloc_size",	  "__typeof__",		"typeof",
		"__context__",	     "__diagnose_as",
	};

	if (*word != '_' && *word != 't')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (len == strlen(names[i]) && !memcmp(word, names[i], len))
			return true;
	return false;
}

enum ctree_word ctree_word(const struct ctree_reader *reader, size_t i)
{
	size_t low = 0, high = ARRAY_SIZE(entries), len;
	const char *word;

	if (!ctree_is_word(reader, i))
		return WORD_OTHER;
	word = ctoken_text(reader->tokens, i);
	len = reader->tokens->items[i].len;
	while (low < high && len <= strlen("__volatile__")) {
		size_t middle = (low + high) / 2;
		const char *other = entries[middle].word;
		int order = name_order(word, len, other, strlen(other));

		if (!order)
			return entries[middle].what;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return ctree_is_attribute(word, len) ? WORD_TYPEOF : WORD_OTHER;
}
