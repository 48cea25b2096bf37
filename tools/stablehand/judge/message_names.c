// SPDX-License-Identifier: GPL-2.0-only
#include "judge/message_names.h"

#include <ctype.h>
#include <string.h>

#include "series/mail_text.h"
#include "syntax/identifier.h"
#include "util/alloc.h"

#define PATHS_MAX 16		/* files of a patch from which names are looked for */

/* A message, line by line, with what is open at the start of a line. */
struct reader {
	const struct message_question *question;
	struct words *names;
	bool quoted;		/* within quotation marks */
	bool bracketed;		/* within "[ ... ]" that begins a line */
};

static bool follows(const char *at, const char *end, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(end - at) >= len && !memcmp(at, text, len);
}

/* Does one of struct, union and enum stand before the word that begins at `at`? */
static bool is_tag(const char *line, const char *at)
{
	static const char *const keywords[] = { "struct ", "union ", "enum " };

	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++) {
		size_t len = strlen(keywords[i]);

		if ((size_t)(at - line) >= len && !memcmp(at - len, keywords[i], len) &&
		    ((size_t)(at - line) == len || !identifier_is_part(at[-len - 1])))
			return true;
	}
	return false;
}

/* A part of a path or an option, of a log, or one of many names. */
static bool is_part(const char *line, const char *at, const char *after, const char *end)
{
	if (at > line && strchr("/.-@$%*+&", at[-1]))
		return true;
	if (after == end)
		return false;
	return strchr("/*+@", *after) || (*after == '-' && !follows(after, end, "->")) ||
	       (*after == '.' && after + 1 < end && isalnum((unsigned char)after[1]));
}

static bool is_made_elsewhere(const char *name, size_t len)
{
	static const char *const before[] = { "sys_", "__x64_sys_", "__do_sys_", "__se_sys_" };

	for (size_t i = 0; i < ARRAY_SIZE(before); i++)
		if (len > strlen(before[i]) && !memcmp(name, before[i], strlen(before[i])))
			return true;
	return symbols_is_made(name, len);
}

/* Is it a word that names code? */
static bool is_name(const struct reader *reader, const char *line, const char *at,
		    const char *after, const char *end)
{
	bool underscore = false, small = false, capital = false;

	if (isdigit((unsigned char)*at) || is_part(line, at, after, end) ||
	    is_made_elsewhere(at, after - at))
		return false;
	for (const char *c = at; c < after; c++) {
		underscore |= *c == '_' && c > at && c + 1 < after;
		small |= islower((unsigned char)*c);
		capital |= isupper((unsigned char)*c);
	}
	if (follows(after, end, "()") || is_tag(line, at))
		return true;
	if (!underscore)
		return false;
	return (capital && !small) || words_find(reader->question->words, at, after - at);
}

static void read_line(struct reader *reader, const char *line, size_t len)
{
	const char *end = line + len;

	for (const char *at = line; at < end;) {
		const char *after = at;

		if (*at == '"')
			reader->quoted = !reader->quoted;
		while (after < end && identifier_is_part(*after))
			after++;
		if (after == at) {
			at++;
			continue;
		}
		if (!reader->quoted && is_name(reader, line, at, after, end))
			words_get(reader->names, at, after - at, NULL);
		at = after;
	}
}

static void read_message(struct reader *reader)
{
	const char *at = reader->question->message;

	for (; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t len = strcspn(at, "\n");

		if (!len)
			reader->quoted = reader->bracketed = false;
		if (*at == '[')
			reader->bracketed = true;
		/* A subject looks like a trailer. */
		if (!reader->bracketed && *at != ' ' && *at != '\t' && *at != '>' &&
		    (at == reader->question->message || !text_is_trailer(at, len)))
			read_line(reader, at, len);
		if (len && at[len - 1] == ']')
			reader->bracketed = false;
	}
}

static bool is_added(const struct words *words, const char *name)
{
	const struct word *word = words ? words_find(words, name, strlen(name)) : NULL;

	return word && word->added;
}

/* The end of another name: IMPLICIT_ACCESS for PFERR_IMPLICIT_ACCESS. */
static bool is_end_of(const struct words *words, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; words && i < words->count; i++) {
		const char *text = words->items[i]->text;
		size_t n = strlen(text);

		if (n > len + 1 && text[n - len - 1] == '_' && !strcmp(text + n - len, name))
			return true;
	}
	return false;
}

int message_names_missing(const struct message_question *question, struct words *missing,
			  struct error **err)
{
	const struct patch *patch = question->patch;
	_cleanup_words_ struct words names = { 0 };
	struct reader reader = { .question = question, .names = &names };
	_cleanup_free_ struct symbol_query *queries = NULL;
	_cleanup_free_ bool *found = NULL;

	if (!question->words->count)
		return 0;
	read_message(&reader);
	queries = xcalloc(names.count + 1, sizeof(*queries));
	found = xcalloc(names.count + 1, sizeof(*found));
	for (size_t i = 0; i < names.count; i++)
		queries[i].name = names.items[i]->text;
	if (symbols_find(question->symbols, NULL, SYMBOL_ANYWHERE, queries, names.count, err))
		return -1;
	for (size_t f = 0; f <= patch->file_count && f <= PATHS_MAX; f++) {
		const struct patch_file *file = f ? &patch->files[f - 1] : NULL;
		const char *path = !file ? NULL : file->new_path ? file->new_path : file->old_path;

		if (file && symbols_find(question->symbols, path, SYMBOL_NEAR, queries,
					 names.count, err))
			return -1;
		for (size_t i = 0; i < names.count; i++)
			found[i] |= queries[i].found;
	}
	for (size_t i = 0; i < names.count; i++)
		if (!found[i] && !is_added(question->words, queries[i].name) &&
		    !is_added(question->brought, queries[i].name) &&
		    !is_end_of(question->words, queries[i].name))
			words_add(missing, queries[i].name);
	return 0;
}
