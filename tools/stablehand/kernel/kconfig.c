// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kconfig.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include <uthash.h>

#include "util/alloc.h"
#include "util/file.h"

#define MAX_FILE (4 << 20)
#define PREFIX "CONFIG_"
#define NOT_SET " is not set"

/* Length of the symbol at the start of the text, 0 when there is none. */
static size_t symbol_length(const char *text, size_t len)
{
	size_t prefix = strlen(PREFIX), n = prefix;

	if (len <= prefix || memcmp(text, PREFIX, prefix))
		return 0;
	while (n < len && (isalnum((unsigned char)text[n]) || text[n] == '_'))
		n++;
	return n > prefix && n < 256 ? n : 0;
}

/* Is the value one that kconfig writes: y, m, a number, or a quoted string? */
static bool value_is_good(const char *value, size_t len)
{
	if (!len || memchr(value, '\0', len))
		return false;
	if (*value == '"') {
		for (size_t i = 1; i < len; i++) {
			if (value[i] == '\\')
				i++;
			else if (value[i] == '"')
				return i + 1 == len;
		}
		return false;
	}
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)value[i]) && value[i] != '-')
			return false;
	return true;
}

/*
 * Split one line. 1: an assignment; 0: nothing to see (empty, comment); -1: bad.
 * A value of length 0 with 1 is "is not set".
 */
static int split_line(const char *line, size_t len, size_t *ret_at, size_t *ret_symbol,
		      const char **ret_value, size_t *ret_value_len)
{
	size_t at = 0, not_set = strlen(NOT_SET);

	while (len && isspace((unsigned char)line[len - 1]))
		len--;
	if (!len)
		return 0;
	if (*line == '#') {
		at = len > 2 && line[1] == ' ' ? 2 : 1;
		*ret_symbol = symbol_length(line + at, len - at);
		if (!*ret_symbol || len - at - *ret_symbol != not_set ||
		    memcmp(line + at + *ret_symbol, NOT_SET, not_set))
			return 0;
		*ret_at = at;
		*ret_value_len = 0;
		return 1;
	}
	*ret_symbol = symbol_length(line, len);
	if (!*ret_symbol || *ret_symbol >= len || line[*ret_symbol] != '=')
		return -1;
	*ret_at = 0;
	*ret_value = line + *ret_symbol + 1;
	*ret_value_len = len - *ret_symbol - 1;
	return value_is_good(*ret_value, *ret_value_len) ? 1 : -1;
}

static void truncate_to(struct kconfig *config, size_t count)
{
	while (config->count > count) {
		struct kconfig_option *option = &config->options[--config->count];

		free(option->symbol);
		free(option->value);
		free(option->file);
	}
}

int kconfig_parse(const char *text, size_t len, const char *file, struct kconfig *config,
		  struct error **err)
{
	size_t before = config->count, line = 0;

	for (const char *at = text, *end = text + len; at < end;) {
		const char *newline = memchr(at, '\n', end - at), *value;
		size_t n = newline ? (size_t)(newline - at) : (size_t)(end - at);
		size_t start, symbol, value_len;
		struct kconfig_option *option;
		int rc;

		line++;
		rc = split_line(at, n, &start, &symbol, &value, &value_len);
		if (rc < 0) {
			truncate_to(config, before);
			return error_set(err, ERROR_INPUT,
					 "%s:%zu: neither CONFIG_NAME=value nor a comment", file,
					 line);
		}
		if (rc) {
			option = ARRAY_ADD(config->options, config->count, config->alloc);
			option->symbol = xstrndup(at + start, symbol);
			option->value = value_len ? xstrndup(value, value_len) : xstrdup("n");
			option->file = xstrdup(file);
			option->line = line;
		}
		at += n + 1;
	}
	return 0;
}

int kconfig_read(const char *path, struct kconfig *config, struct error **err)
{
	_cleanup_buf_ struct buf text = {0};

	if (file_read(path, MAX_FILE, &text, err))
		return -1;
	return kconfig_parse(buf_str(&text), text.len, path, config, err);
}

/* The last option of each symbol. */
struct symbol_place {
	const struct kconfig_option *option;
	UT_hash_handle hh;
};

static struct symbol_place *index_options(const struct kconfig *config,
					  struct symbol_place *entries)
{
	struct symbol_place *table = NULL, *found;

	for (size_t i = 0; i < config->count; i++) {
		const struct kconfig_option *option = &config->options[i];

		HASH_FIND_STR(table, option->symbol, found);
		if (found) {
			found->option = option;
			continue;
		}
		entries[i].option = option;
		HASH_ADD_KEYPTR(hh, table, option->symbol, strlen(option->symbol), &entries[i]);
	}
	return table;
}

void kconfig_compare(const struct kconfig *wanted, const struct kconfig *got,
		     struct kconfig_gaps *ret_gaps)
{
	_cleanup_free_ struct symbol_place *last_entries =
		xcalloc(wanted->count + 1, sizeof(struct symbol_place));
	_cleanup_free_ struct symbol_place *got_entries =
		xcalloc(got->count + 1, sizeof(struct symbol_place));
	struct symbol_place *last = index_options(wanted, last_entries);
	struct symbol_place *have = index_options(got, got_entries), *found;

	for (size_t i = 0; i < wanted->count; i++) {
		const struct kconfig_option *wish = &wanted->options[i];
		struct kconfig_gap *gap;
		const char *value;

		HASH_FIND_STR(last, wish->symbol, found);
		if (found->option != wish)
			continue;
		HASH_FIND_STR(have, wish->symbol, found);
		value = found ? found->option->value : "n";
		if (!strcmp(value, wish->value))
			continue;
		gap = ARRAY_ADD(ret_gaps->gaps, ret_gaps->count, ret_gaps->alloc);
		gap->symbol = xstrdup(wish->symbol);
		gap->wanted = xstrdup(wish->value);
		gap->got = xstrdup(value);
		gap->file = xstrdup(wish->file);
		gap->line = wish->line;
	}
	HASH_CLEAR(hh, last);
	HASH_CLEAR(hh, have);
}

void kconfig_release(struct kconfig *config)
{
	truncate_to(config, 0);
	free(config->options);
	*config = (struct kconfig){0};
}

void kconfig_gaps_release(struct kconfig_gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++) {
		free(gaps->gaps[i].symbol);
		free(gaps->gaps[i].wanted);
		free(gaps->gaps[i].got);
		free(gaps->gaps[i].file);
	}
	free(gaps->gaps);
	*gaps = (struct kconfig_gaps){0};
}
