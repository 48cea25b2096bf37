// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch_hunk.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define MAX_LINE_NUMBER 1000000000u

bool diff_peek(const struct diff_reader *reader, struct diff_line *ret_line)
{
	const char *newline;

	if (reader->at >= reader->end)
		return false;
	newline = memchr(reader->at, '\n', reader->end - reader->at);
	ret_line->text = reader->at;
	ret_line->len = (newline ? newline : reader->end) - reader->at;
	ret_line->whole = newline;
	return true;
}

void diff_next(struct diff_reader *reader)
{
	struct diff_line line;

	if (!diff_peek(reader, &line))
		return;
	reader->at += line.len + line.whole;
	reader->line_number++;
}

bool diff_line_is(const struct diff_line *line, const char *start)
{
	size_t n = strlen(start);

	return line->len >= n && !memcmp(line->text, start, n);
}

static bool number(const char **at, const char *end, size_t *ret_number)
{
	size_t value = 0;
	const char *start = *at;

	for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
		value = value * 10 + (**at - '0');
		if (value > MAX_LINE_NUMBER)
			return false;
	}
	*ret_number = value;
	return *at > start;
}

static bool literal(const char **at, const char *end, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(end - *at) < n || memcmp(*at, text, n))
		return false;
	*at += n;
	return true;
}

/* "1" or "1,2"; a count that is not there is 1. */
static bool range(const char **at, const char *end, size_t *start, size_t *count)
{
	*count = 1;
	return number(at, end, start) && (!literal(at, end, ",") || number(at, end, count)) &&
	       (*start || !*count);
}

static int read_header(const struct diff_reader *reader, const struct diff_line *line,
		       size_t after_old, struct patch_hunk *hunk, struct error **err)
{
	const char *at = line->text, *end = at + line->len;

	if (!literal(&at, end, "@@ -") || !range(&at, end, &hunk->old_start, &hunk->old_count) ||
	    !literal(&at, end, " +") || !range(&at, end, &hunk->new_start, &hunk->new_count) ||
	    !literal(&at, end, " @@") || (at < end && *at != ' ' && *at != '\r'))
		return patch_error(err, reader->place, reader->line_number,
				   "not a hunk header like \"@@ -1,6 +1,7 @@\"");
	while (at < end && *at == ' ')
		at++;
	while (end > at && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	/* An empty range names the line before it. */
	if (hunk->old_start + !hunk->old_count <= after_old)
		return patch_error(
			err, reader->place, reader->line_number,
			"the hunk begins at line %zu, but the hunk before it ends at line %zu",
			hunk->old_start, after_old);
	hunk->heading = text_excerpt(at, end - at, 400);
	hunk->line_number = reader->line_number;
	return 0;
}

static int add_line(struct diff_reader *reader, char kind, const char *text, size_t len,
		    struct error **err)
{
	struct patch *patch = reader->patch;
	struct patch_line *line;

	if (reader->line_count >= PATCH_MAX_LINES)
		return patch_error(err, reader->place, reader->line_number,
				   "more than %u lines in hunks", PATCH_MAX_LINES);
	if (len > PATCH_MAX_LINE_BYTES)
		return patch_error(err, reader->place, reader->line_number,
				   "a line of %zu bytes, more than %u", len, PATCH_MAX_LINE_BYTES);
	line = ARRAY_ADD(patch->lines, reader->line_count, reader->line_alloc);
	line->kind = kind;
	line->text = text;
	line->len = len;
	return 0;
}

/* What comes after a whole hunk must not look like a line of it. */
static int check_end(const struct diff_reader *reader, struct error **err)
{
	struct diff_reader ahead = *reader;
	struct diff_line line = { 0 }, next;

	if (!diff_peek(reader, &line) || !line.len || !strchr(" +-", *line.text))
		return 0;
	if (diff_line_is(&line, "--") && (line.len == 2 || (line.len == 3 && line.text[2] == ' ')))
		return 0;
	diff_next(&ahead);
	if (diff_line_is(&line, "--- ") && diff_peek(&ahead, &next) && diff_line_is(&next, "+++ "))
		return 0;
	return patch_error(err, reader->place, reader->line_number,
			   "the hunk has more lines than its header says");
}

int diff_read_hunk(struct diff_reader *reader, size_t after_old, struct patch_hunk *hunk,
		   struct error **err)
{
	bool old_ended = false, new_ended = false, changes = false;
	size_t old_left, new_left, first = reader->line_count;
	struct diff_line line;

	if (reader->hunk_count++ >= PATCH_MAX_HUNKS) {
		patch_error(err, reader->place, reader->line_number, "more than %u hunks",
			    PATCH_MAX_HUNKS);
		goto fail;
	}
	if (!diff_peek(reader, &line) || read_header(reader, &line, after_old, hunk, err))
		goto fail;
	diff_next(reader);
	old_left = hunk->old_count;
	new_left = hunk->new_count;
	for (;;) {
		bool more = diff_peek(reader, &line);
		char kind = more && line.len ? *line.text : ' ';
		size_t skip = more && line.len ? 1 : 0;

		/* A context line without its space, as editors leave it: the counts tell. */
		if (kind == '\t') {
			kind = ' ';
			skip = 0;
		}

		if (more && kind == '\\') {
			struct patch_line *last = reader->line_count > first ?
				&reader->patch->lines[reader->line_count - 1] : NULL;

			if (!last || !last->len ||
			    last->text[last->len - 1] != '\n' || line.len < 12) {
				patch_error(err, reader->place, reader->line_number,
					    "\"\\ No newline at end of file\" after no line");
				goto fail;
			}
			last->len--;
			old_ended |= last->kind != '+';
			new_ended |= last->kind != '-';
			diff_next(reader);
			continue;
		}
		if (!old_left && !new_left)
			break;
		if (!more || (kind != ' ' && kind != '+' && kind != '-')) {
			patch_error(
				err, reader->place, reader->line_number,
				"hunk at line %zu ends here, %zu old and %zu new lines short",
				hunk->line_number, old_left, new_left);
			goto fail;
		}
		if ((kind != '+' && (!old_left || old_ended)) ||
		    (kind != '-' && (!new_left || new_ended))) {
			patch_error(err, reader->place, reader->line_number,
				    "line too many for the hunk at line %zu",
				    hunk->line_number);
			goto fail;
		}
		/* What is left of a line that was there would not fit; one that is added would. */
		if (reader->patch->cut && kind == '+' && line.text + line.len + 1 == reader->end) {
			patch_error(err, reader->place, reader->line_number,
				    "ends in an added line without its newline: is it cut off? "
				    "If not, end it with a newline");
			goto fail;
		}
		if (add_line(reader, kind, line.text + skip, line.len + 1 - skip, err))
			goto fail;
		changes |= kind != ' ';
		old_left -= kind != '+';
		new_left -= kind != '-';
		diff_next(reader);
	}
	if (!changes) {
		patch_error(err, reader->place, hunk->line_number, "the hunk changes nothing");
		goto fail;
	}
	hunk->line_count = reader->line_count - first;
	if (!check_end(reader, err))
		return 0;
fail:
	free(hunk->heading);
	hunk->heading = NULL;
	return -1;
}
