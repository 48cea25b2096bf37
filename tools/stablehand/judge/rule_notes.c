// SPDX-License-Identifier: GPL-2.0-only
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "git/config.h"
#include "judge/rules.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define LINE_WIDTH 72
#define PATTERN_MAX 100
#define BLANKS " \t\n"

const char *rule_note_fault(const char *value)
{
	size_t pattern = value ? strcspn(value, BLANKS) : 0;

	if (!pattern || pattern > PATTERN_MAX || !value[pattern + strspn(value + pattern, BLANKS)])
		return "text has to be a branch and what is to be said there";
	return NULL;
}

static void add_paragraph(const char *words, struct buf *text)
{
	size_t column = 0;

	if (text->len)
		buf_puts(text, "\n");
	for (const char *at = words; *at; at += strspn(at, BLANKS)) {
		size_t len = strcspn(at, BLANKS);
		_cleanup_free_ char *word = text_printable(at, len, false);
		size_t width = text_width(word, strlen(word));

		if (column && column + 1 + width > LINE_WIDTH) {
			buf_puts(text, "\n");
			column = 0;
		}
		buf_printf(text, "%s%s", column ? " " : "", word);
		column += width + (column > 0);
		at += len;
	}
	buf_puts(text, "\n");
}

int rule_notes_read(const char *path, const char *patch_name, const char *branch,
		    struct buf *text, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_(config_free_strings) char **values = NULL;
	_cleanup_free_ char *key = xasprintf("note.%s.text", patch_name);

	if (!path_exists(path) || strpbrk(patch_name, "\n\""))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	values = config_strings(config, key);
	for (char **value = values; *value; value++) {
		const char *fault = rule_note_fault(*value);
		char pattern[PATTERN_MAX + 1];

		if (fault)
			return error_set(err, ERROR_INPUT, "%s: note \"%s\": %s", path, patch_name,
					 fault);
		snprintf(pattern, sizeof(pattern), "%.*s", (int)strcspn(*value, BLANKS), *value);
		if (!fnmatch(pattern, branch, 0))
			add_paragraph(*value + strlen(pattern) + strspn(*value + strlen(pattern), BLANKS),
				      text);
	}
	return 0;
}
