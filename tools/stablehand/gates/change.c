// SPDX-License-Identifier: GPL-2.0-only
#include "gates/change_parts.h"

#include <git2.h>
#include <stdlib.h>

#include "git/start.h"
#include "util/alloc.h"

#define MAX_BYTES (64u << 20)

struct span {
	size_t start, end;	/* bytes */
};

static bool begins_line(const char *text, size_t at)
{
	return !at || text[at - 1] == '\n';
}

/* Where two texts begin to differ, and where from their ends; at line starts. */
static void trim(const char *a, size_t a_len, const char *b, size_t b_len, size_t *ret_prefix,
		 size_t *ret_suffix)
{
	size_t most = a_len < b_len ? a_len : b_len, prefix = 0, suffix = 0;

	while (prefix < most && a[prefix] == b[prefix])
		prefix++;
	while (!begins_line(a, prefix))
		prefix--;
	most -= prefix;
	while (suffix < most && a[a_len - suffix - 1] == b[b_len - suffix - 1])
		suffix++;
	/* The suffix has to begin with a whole line in both. */
	while (suffix && !(begins_line(a, a_len - suffix) && begins_line(b, b_len - suffix)))
		suffix--;
	*ret_prefix = prefix;
	*ret_suffix = suffix;
}

static uint32_t count_lines(const char *text, size_t len)
{
	uint32_t count = 0;

	for (const char *at = text, *end = text + len; (at = memchr(at, '\n', end - at)); at++)
		count++;
	return count;
}

struct line_diff {
	struct gate_ranges ranges;
	uint32_t above;
};

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct line_diff *diff = data;

	/* A side without lines gives the line before it. */
	*ARRAY_ADD(diff->ranges.items, diff->ranges.count, diff->ranges.alloc) =
		(struct gate_range){
			.first = diff->above + hunk->new_start - !!hunk->new_lines,
			.count = hunk->new_lines,
			.old_first = diff->above + hunk->old_start - !!hunk->old_lines,
			.old_count = hunk->old_lines,
		};
	return 0;
}

bool gate_ranges_read(const char *before, size_t before_len, const char *after, size_t after_len,
		      struct gate_ranges *ret_ranges)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	struct line_diff diff = { 0 };
	size_t prefix, suffix;

	if (before_len > MAX_BYTES || after_len > MAX_BYTES)
		return false;
	before = before ? before : "";
	trim(before, before_len, after, after_len, &prefix, &suffix);
	diff.above = count_lines(after, prefix);
	options.context_lines = 0;
	options.flags = GIT_DIFF_FORCE_TEXT;
	libgit2_start();
	if (git_diff_buffers(before + prefix, before_len - prefix - suffix, NULL, after + prefix,
			     after_len - prefix - suffix, NULL, &options, NULL, NULL, on_hunk, NULL,
			     &diff)) {
		free(diff.ranges.items);
		return false;
	}
	*ret_ranges = diff.ranges;
	return true;
}

/* Where line `line` (from 0) begins; only moves forward. */
struct line_cursor {
	const char *text;
	size_t len, at;
	uint32_t line;
};

static size_t line_offset(struct line_cursor *cursor, uint32_t line)
{
	while (cursor->line < line && cursor->at < cursor->len) {
		const char *end = memchr(cursor->text + cursor->at, '\n', cursor->len - cursor->at);

		cursor->at = end ? (size_t)(end + 1 - cursor->text) : cursor->len;
		cursor->line++;
	}
	return cursor->at;
}

/*
 * The whole lines from behind the last "}" in the first column above the bytes from
 * `first` to `behind` to the first one below.
 */
static struct span expand(const char *text, size_t len, size_t first, size_t behind)
{
	size_t last = behind;
	struct span span = { 0, len };
	const char *found;

	for (size_t at = first; at;) {
		const char *newline = memrchr(text, '\n', at - 1);
		size_t line = newline ? (size_t)(newline + 1 - text) : 0;

		if (text[line] == '}') {
			span.start = at;
			break;
		}
		at = line;
	}
	/* Search from the start of the last line of the range: it may be that "}". */
	if (last > first) {
		const char *newline = last > first + 1 ?
				      memrchr(text + first, '\n', last - first - 1) : NULL;

		last = newline ? (size_t)(newline + 1 - text) : first;
	}
	if (last < len && text[last] == '}')
		found = text + last;
	else
		found = memmem(text + last, len - last, "\n}", 2);
	if (found) {
		const char *end = memchr(found + 1, '\n', text + len - found - 1);

		span.end = end ? (size_t)(end + 1 - text) : len;
	}
	return span;
}

static void read_code(struct gate_code *code, const char *text, const struct span *span)
{
	code->first_line = count_lines(text, span->start);
	ctokens_read(&code->tokens, text + span->start, span->end - span->start, false);
	cdefs_read(&code->tokens, &code->defs);
}

void gate_chunks_add(struct gate_chunks *chunks, const struct gate_file *file,
		     const struct gate_ranges *ranges)
{
	const char *before = file->before ? file->before : "";
	struct line_cursor old_at = { before, file->before_len, 0, 0 };
	struct line_cursor new_at = { file->after, file->after_len, 0, 0 };

	for (size_t i = 0; i < ranges->count;) {
		struct span old_span = { 0 }, new_span = { 0 };
		struct gate_chunk *chunk;
		size_t first = i;

		for (; i < ranges->count; i++) {
			const struct gate_range *range = &ranges->items[i];
			const struct line_cursor old_before = old_at, new_before = new_at;
			size_t old_first, old_end, new_first, new_end;
			struct span old_next, new_next;

			old_first = line_offset(&old_at, range->old_first);
			old_end = line_offset(&old_at, range->old_first + range->old_count);
			new_first = line_offset(&new_at, range->first);
			new_end = line_offset(&new_at, range->first + range->count);
			old_next = expand(before, file->before_len, old_first, old_end);
			new_next = expand(file->after, file->after_len, new_first, new_end);
			if (i > first && old_next.start >= old_span.end &&
			    new_next.start >= new_span.end) {
				/* It is the first of the next chunk. */
				old_at = old_before;
				new_at = new_before;
				break;
			}
			if (i == first) {
				old_span = old_next;
				new_span = new_next;
			}
			old_span.start = old_next.start < old_span.start ? old_next.start :
									   old_span.start;
			new_span.start = new_next.start < new_span.start ? new_next.start :
									   new_span.start;
			old_span.end = old_next.end > old_span.end ? old_next.end : old_span.end;
			new_span.end = new_next.end > new_span.end ? new_next.end : new_span.end;
		}
		chunk = ARRAY_ADD(chunks->items, chunks->count, chunks->alloc);
		*chunk = (struct gate_chunk){
			.file = file,
			.ranges = xcalloc(i - first, sizeof(*chunk->ranges)),
			.range_count = i - first,
		};
		memcpy(chunk->ranges, ranges->items + first, (i - first) * sizeof(*chunk->ranges));
		read_code(&chunk->before, before, &old_span);
		read_code(&chunk->after, file->after, &new_span);
	}
}

void gate_chunks_release(struct gate_chunks *chunks)
{
	for (size_t i = 0; i < chunks->count; i++) {
		struct gate_chunk *chunk = &chunks->items[i];

		ctokens_release(&chunk->before.tokens);
		cdefs_release(&chunk->before.defs);
		ctokens_release(&chunk->after.tokens);
		cdefs_release(&chunk->after.defs);
		free(chunk->ranges);
	}
	free(chunks->items);
	*chunks = (struct gate_chunks){ 0 };
}

bool gate_is_added(const struct gate_chunk *chunk, size_t i)
{
	uint32_t line = chunk->after.first_line + chunk->after.tokens.items[i].line;

	for (size_t r = 0; r < chunk->range_count; r++)
		if (line - chunk->ranges[r].first < chunk->ranges[r].count)
			return true;
	return false;
}

bool gate_touches(const struct gate_chunk *chunk, const struct cdef *def)
{
	uint32_t first = chunk->after.first_line + def->first_line;
	uint32_t last = chunk->after.first_line + def->last_line;

	for (size_t r = 0; r < chunk->range_count; r++) {
		const struct gate_range *range = &chunk->ranges[r];

		if (range->first <= last && range->first + range->count + !range->count > first)
			return true;
	}
	return false;
}

const struct cdef *gate_function(const struct gate_code *code, const char *name, size_t len)
{
	size_t at = 0;

	return cdefs_named(&code->tokens, &code->defs, CDEF_FUNCTION, name, len, &at);
}

size_t gate_line_of(const struct gate_chunk *chunk, size_t i)
{
	return (size_t)chunk->after.first_line + chunk->after.tokens.items[i].line + 1;
}
