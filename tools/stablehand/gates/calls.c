// SPDX-License-Identifier: GPL-2.0-only
/* Are functions that added lines call given as many arguments as they take? */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "index/symbols.h"

/* "2 (include/linux/x.h:12)" of the first definition that is seen. */
static char *what_it_takes(struct symbol_index *index, const char *name, size_t len,
			   const char *path)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_NEAR, path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.called && def.near)
			return xasprintf("%u%s (%s%s:%u)", def.parameters,
					 def.variadic ? " or more" : "", def.folder, def.file,
					 def.line);
	return xstrdup("a different number");
}

bool gate_taken_by_change(const struct gate_check *check, const char *name, size_t len,
			  size_t arguments)
{
	const struct gate_definition *of_name;
	size_t count = gate_definitions_of(&check->definitions, name, len, &of_name);

	for (size_t i = 0; i < count; i++) {
		const struct cdef *def = of_name[i].def;
		size_t parameters;
		bool variadic;

		if (def->arguments >= def->end || def->kind > CDEF_MACRO)
			return true;
		parameters = ctokens_arguments(&of_name[i].code->tokens, def->arguments, def->end,
					       &variadic);
		if (parameters == arguments || (variadic && arguments + 1 >= parameters))
			return true;
	}
	return false;
}

/* Is an argument a macro that may expand to several? */
static bool may_expand(const struct ctokens *tokens, size_t open, size_t end)
{
	size_t close = ctokens_skip(tokens, open, end);

	for (size_t i = open + 1; i + 1 < close; i++) {
		if (gate_is_name(tokens, i) && gate_is_upper_case(tokens, i) &&
		    (gate_is(tokens, i - 1, '(') || gate_is(tokens, i - 1, ',')))
			return true;
	}
	return false;
}

/* Is what is called a parameter or variable of the function? */
static bool is_local(struct gate_check *check, const struct gate_chunk *chunk,
		     const struct cdef *function, size_t call)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct gate_word *word =
		gate_word_of(&check->words_after, &check->work, &chunk->after, function,
			     ctoken_text(tokens, call), tokens->items[call].len);

	return word && word->declaring > gate_is_declaring(tokens, call);
}

/* Was a call of that name with as many arguments looked up for the file? */
static bool was_looked_up(struct gate_check *check, const char *name, size_t len, size_t arguments,
			  const char *path)
{
	_cleanup_free_ char *key = xasprintf("%zu %.*s %s", arguments, (int)len, name, path);

	return !name_set_add(&check->calls, key, strlen(key));
}

static bool has_any_definition(struct symbol_index *index, const char *name, size_t len)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	return symbol_defs_next(&defs, &def);
}

void gate_check_call(struct gate_check *check, const struct gate_chunk *chunk,
		       const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	struct symbol_index *index = check->gates->index;
	size_t len = tokens->items[i].len, arguments;

	if (gate_is_member_use(tokens, i) || is_local(check, chunk, function, i) ||
	    gate_is_of_user_space(path) || !symbol_index_knows_definitions(index) ||
	    gate_brings(check, name, len) || gate_is_built_in(name, len))
		return;
	arguments = ctokens_arguments(tokens, i + 1, function->end, NULL);
	if (was_looked_up(check, name, len, arguments, path) ||
	    gate_taken_by_change(check, name, len, arguments))
		return;
	switch (symbol_index_takes(index, name, len, arguments, path)) {
	case SYMBOL_YES:
		return;
	case SYMBOL_NO: {
		_cleanup_free_ char *takes = what_it_takes(index, name, len, path);
		bool may = may_expand(tokens, i + 1, function->end);

		gate_find(check, REASON_ARGUMENT_COUNT, may ? RISK_MEDIUM : GATE_REFUSES, path,
			  gate_line_of(chunk, i), name, len,
			  "%.*s() is called with %zu argument%s, but takes %s", (int)len, name,
			  arguments, arguments == 1 ? "" : "s", takes);
		return;
	}
	case SYMBOL_UNKNOWN:
		break;
	}
	/* Of a step that is in the branch, names have told. */
	if (!check->gates->before && !name_set_has(&check->declared, name, len) &&
	    !symbols_is_made(name, len) && !has_any_definition(index, name, len) &&
	    symbol_index_has(index, name, len, SYMBOL_NEAR, path))
		gate_find(check, REASON_NO_DEFINITION, RISK_MEDIUM, path, gate_line_of(chunk, i),
			  name, len,
			  "%.*s() is called, but only mentions of it were found in this branch, no "
			  "definition (a macro may make it)",
			  (int)len, name);
}
