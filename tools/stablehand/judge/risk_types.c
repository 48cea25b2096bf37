// SPDX-License-Identifier: GPL-2.0-only
#include "judge/risk_types.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

struct integer {
	const char *name;
	int bits;		/* of x86-64 and any other 64-bit kernel; bool: 1 */
	bool is_signed;
};

static const struct integer integers[] = {
	{ "bool", 1, false }, { "_Bool", 1, false },
	{ "char", 8, true }, { "signed char", 8, true }, { "unsigned char", 8, false },
	{ "u8", 8, false }, { "s8", 8, true }, { "__u8", 8, false }, { "__s8", 8, true },
	{ "uint8_t", 8, false }, { "int8_t", 8, true },
	{ "short", 16, true }, { "unsigned short", 16, false }, { "u16", 16, false },
	{ "s16", 16, true }, { "__u16", 16, false }, { "__s16", 16, true },
	{ "uint16_t", 16, false }, { "int16_t", 16, true },
	{ "int", 32, true }, { "signed int", 32, true }, { "unsigned int", 32, false },
	{ "unsigned", 32, false }, { "uint", 32, false }, { "u32", 32, false },
	{ "s32", 32, true }, { "__u32", 32, false }, { "__s32", 32, true },
	{ "uint32_t", 32, false }, { "int32_t", 32, true },
	{ "long", 64, true }, { "long int", 64, true }, { "unsigned long", 64, false },
	{ "unsigned long int", 64, false }, { "ulong", 64, false },
	{ "long long", 64, true }, { "unsigned long long", 64, false }, { "u64", 64, false },
	{ "s64", 64, true }, { "__u64", 64, false }, { "__s64", 64, true },
	{ "uint64_t", 64, false }, { "int64_t", 64, true }, { "size_t", 64, false },
	{ "ssize_t", 64, true }, { "uintptr_t", 64, false },
};

static const struct integer *integer_named(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(integers); i++)
		if (!strcmp(integers[i].name, type))
			return &integers[i];
	return NULL;
}

char *risk_type_difference(const char *here, const char *there)
{
	const struct integer *a = integer_named(here), *b = integer_named(there);

	if (!strcmp(here, there))
		return NULL;
	if (a && b && a->bits == b->bits && a->is_signed == b->is_signed)
		return NULL;
	return xasprintf("is %s here, %s in the source tree%s", here, there,
			 !a || !b ? "" : a->bits < b->bits ? ": narrower" :
			 a->bits > b->bits ? ": wider" : a->is_signed ? ": signed" : ": unsigned");
}

/* The tokens of a type, without what does not change what it holds. */
static char *type_text(const struct ctokens *tokens, size_t start, size_t end)
{
	static const char *const idle[] = {
		"const", "volatile", "static", "register", "__user", "__iomem", "__rcu", "__percpu",
		"__maybe_unused", "__always_unused", "__read_mostly", "inline", "__init", "__force",
	};
	struct buf text = { 0 };

	buf_puts(&text, "");
	for (size_t i = start; i < end; i++) {
		bool skip = false;

		for (size_t j = 0; j < ARRAY_SIZE(idle); j++)
			skip |= ctoken_is(tokens, i, idle[j]);
		if (!skip)
			buf_printf(&text, "%s%.*s", text.len ? " " : "", (int)tokens->items[i].len,
				   ctoken_text(tokens, i));
	}
	return buf_detach(&text);
}

char *risk_declared_type(const struct ctokens *tokens, size_t start, size_t name)
{
	_cleanup_free_ char *type = NULL;
	size_t end = start, pointers = name;

	while (end < name && !ctoken_is(tokens, end, ",") && !ctoken_is(tokens, end, "=") &&
	       !ctoken_is(tokens, end, ":") && !ctoken_is(tokens, end, "["))
		end++;
	if (end == name)
		return type_text(tokens, start, end);
	end -= end > start;
	while (end > start && ctoken_is(tokens, end - 1, "*"))
		end--;
	while (pointers > end && ctoken_is(tokens, pointers - 1, "*"))
		pointers--;
	type = type_text(tokens, start, end);
	return xasprintf("%s%.*s", type, (int)(2 * (name - pointers)), " * * * *");
}
