// SPDX-License-Identifier: GPL-2.0-only
/* Options of the configuration, CONFIG_X, that added lines ask for: has the branch such a one? */
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"

static bool is_kconfig(const char *path)
{
	const char *slash = strrchr(path, '/');

	return !strncmp(slash ? slash + 1 : path, "Kconfig", 7);
}

bool gate_is_option(struct symbol_index *index, const char *option, size_t len)
{
	struct symbol_files files;
	bool found = false;
	char *path;

	if (!symbol_index_knows_definitions(index))
		return symbol_index_has(index, option, len, SYMBOL_ANYWHERE, NULL);
	symbol_files_of(index, option, len, &files);
	while (!found && (path = symbol_files_next(&files))) {
		found = is_kconfig(path);
		free(path);
	}
	return found;
}

/* Does a Kconfig file that is changed along have the option? */
static bool comes_with_change(const struct gate_check *check, const char *option, size_t len)
{
	for (size_t f = 0; f < check->file_count; f++)
		if (check->files[f].after && is_kconfig(check->files[f].path) &&
		    memmem(check->files[f].after, check->files[f].after_len, option, len))
			return true;
	return false;
}

static bool is_known(struct gate_check *check, const struct gate_chunk *chunk, const char *name,
		     size_t len)
{
	const struct gates *gates = check->gates;
	const struct gate_file *file = chunk->file;
	const char *option = name + 7;
	size_t option_len = len - 7;

	/* The lexer takes 8139TOO for a number. */
	if (!option_len || !clex_starts_word(*option))
		return true;
	if ((file->before && memmem(file->before, file->before_len, name, len)) ||
	    symbol_index_has(gates->before ? gates->before : gates->index, name, len,
			     SYMBOL_ANYWHERE, file->path) ||
	    name_set_has(&check->declared, name, len) || gate_brings(check, name, len))
		return true;
	if (gate_is_option(gates->index, option, option_len) ||
	    comes_with_change(check, option, option_len) ||
	    gate_brings(check, option, option_len))
		return true;
	/* CONFIG_X_MODULE: X is built as a module. */
	return len > 14 && !memcmp(name + len - 7, "_MODULE", 7) &&
	       is_known(check, chunk, name, len - 7);
}

void gate_check_options(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	if (gate_is_of_user_space(chunk->file->path))
		return;
	for (size_t i = 0; i < tokens->count && !gate_stops(&check->work); i++) {
		const char *name = ctoken_text(tokens, i);
		size_t len = tokens->items[i].len;

		if (!gate_is_word(tokens, i) || len < 8 || memcmp(name, "CONFIG_", 7) ||
		    !gate_is_added(chunk, i) || is_known(check, chunk, name, len) ||
		    (i && ctoken_is(tokens, i - 1, "##")) || ctoken_is(tokens, i + 1, "##"))
			continue;
		gate_find(check, REASON_MISSING_OPTION, GATE_REFUSES, chunk->file->path,
			  gate_line_of(chunk, i), name, len,
			  "missing option: %.*s is in no Kconfig file of this branch", (int)len,
			  name);
	}
}
