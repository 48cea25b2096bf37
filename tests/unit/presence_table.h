/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows for place/presence.h: hunks, a file, and what is known of each hunk there. */
#ifndef PRESENCE_TABLE_H
#define PRESENCE_TABLE_H

#include "unit.h"

#include "place/presence.h"
#include "util/buf.h"

struct presence_row {
	const char *what;
	/* Each hunk begins with "@@ LINE HEADING", its first line in the old file; no counts. */
	const char *hunks;
	const char *file;
	/*
	 * For each hunk: THERE, GONE, PART, ABSENT; DOUBT: absent, as something like it is there.
	 * Behind PART, the changed lines of the hunk in order: "d" done, "." not; PART? if it
	 * is doubtful which of two places is meant, or what the rest is.
	 */
	const char *answer;
	const char *name;	/* of the file; NULL: f.c */
	/*
	 * For each hunk the line that shows it, "+" if it has grown, "?LINE" what is doubtful;
	 * "-": none of these. NULL: anything.
	 */
	const char *shown;
};

/* The patch of a row, with the counts that a diff has. */
static inline char *presence_patch(const char *name, const char *hunks)
{
	struct buf text = { 0 };
	long drift = 0;

	buf_printf(&text, "--- a/%s\n+++ b/%s\n", name, name);
	while (*hunks) {
		const char *heading = strchr(hunks, '\n'), *at = heading + 1;
		long line, old = 0, new = 0;
		int skip = 0;

		assert_int_equal(sscanf(hunks, "@@ %ld%n", &line, &skip), 1);
		for (; *at && *at != '@'; at = strchr(at, '\n') + 1) {
			old += *at != '+' && *at != '\\';
			new += *at != '-' && *at != '\\';
		}
		buf_printf(&text, "@@ -%ld,%ld +%ld,%ld @@%.*s\n%.*s", line, old,
			   line + drift + (!old && new) - (old && !new), new,
			   (int)(heading - hunks - skip), hunks + skip, (int)(at - heading - 1),
			   heading + 1);
		drift += new - old;
		hunks = at;
	}
	return buf_detach(&text);
}

static inline char *presence_describe(const struct patch_file *file,
				      const struct file_presence *presence)
{
	static const char *const names[] = {
		[PRESENCE_ABSENT] = "ABSENT", [PRESENCE_PART] = "PART",
		[PRESENCE_GONE] = "GONE", [PRESENCE_THERE] = "THERE",
	};
	struct buf text = { 0 };

	for (size_t i = 0; i < presence->count; i++) {
		const struct hunk_presence *hunk = &presence->hunks[i];
		bool doubt = hunk->presence == PRESENCE_ABSENT && hunk->doubtful;

		buf_printf(&text, "%s%s", i ? " " : "", doubt ? "DOUBT" : names[hunk->presence]);
		if (hunk->presence != PRESENCE_PART)
			continue;
		buf_puts(&text, hunk->doubtful ? "? " : " ");
		for (size_t j = 0; j < file->hunks[i].line_count; j++)
			if (file->hunks[i].lines[j].kind != ' ')
				buf_puts(&text, hunk->done[j] ? "d" : ".");
	}
	return buf_detach(&text);
}

static inline char *presence_shown(const struct file_presence *presence)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < presence->count; i++) {
		const struct hunk_presence *hunk = &presence->hunks[i];

		buf_puts(&text, i ? " " : "");
		if (hunk->line)
			buf_printf(&text, "%zu%s", hunk->line, hunk->grown ? "+" : "");
		if (hunk->doubtful)
			buf_printf(&text, "?%zu", hunk->doubtful);
		if (!hunk->line && !hunk->doubtful)
			buf_puts(&text, "-");
	}
	return buf_detach(&text);
}

/* shown: whether what presence_shown() tells is asked for, behind a ": ". */
static inline char *presence_answer(const char *name, const char *hunks, const char *data,
				    size_t len, bool shown)
{
	_cleanup_free_ char *text = presence_patch(name, hunks);
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_file_presence_ struct file_presence presence = { 0 };
	struct guarded guarded = guarded_copy(data, len);
	struct error *err = NULL;
	char *answer;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	presence_find(&patch->files[0], guarded.data, len, &presence);
	answer = presence_describe(&patch->files[0], &presence);
	if (shown) {
		_cleanup_free_ char *bare = answer, *lines = presence_shown(&presence);

		answer = xasprintf("%s: %s", bare, lines);
	}
	guarded_release(&guarded);
	return answer;
}

/* All rows are looked at before the first wrong one fails the test. */
static inline void presence_rows(const struct presence_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const char *shown = rows[i].shown;
		_cleanup_free_ char *expected = xasprintf("%s%s%s", rows[i].answer, shown ? ": " : "",
							  shown ? shown : "");
		_cleanup_free_ char *answer = presence_answer(rows[i].name ? rows[i].name : "f.c",
							      rows[i].hunks, rows[i].file,
							      strlen(rows[i].file), shown);

		if (!strcmp(answer, expected))
			continue;
		print_error("%s: %s, not %s\n", rows[i].what, answer, expected);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#endif
