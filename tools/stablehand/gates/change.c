// SPDX-License-Identifier: GPL-2.0-only
#include "gates/change_parts.h"

#include <git2.h>
#include <stdlib.h>

#include "git/start.h"
#include "util/alloc.h"
#include "util/name_order.h"

#define MAX_BYTES (64u << 20)

struct span {
	size_t start, end;	/* bytes */
	uint32_t line;		/* that it begins on, from 0 */
};

/* The lines of a text that begin with '}'. */
struct closers {
	struct closer {
		size_t start, behind;	/* bytes: the line, and the next one */
		uint32_t line;
	} *items;
	size_t count, alloc;
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

static void closers_read(struct closers *closers, const char *text, size_t len,
			 struct gate_work *work)
{
	uint32_t line = 0;

	for (size_t at = 0, next; at < len && !gate_stops(work); at = next, line++) {
		const char *newline = memchr(text + at, '\n', len - at);

		next = newline ? (size_t)(newline + 1 - text) : len;
		if (text[at] == '}')
			*ARRAY_ADD(closers->items, closers->count, closers->alloc) =
				(struct closer){ at, next, line };
	}
}

/* The index of the first of them at a place or behind it. */
static size_t closers_from(const struct closers *closers, size_t at)
{
	size_t low = 0, high = closers->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (closers->items[middle].start < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The whole lines from behind the last "}" in the first column above the bytes from
 * `first` to `behind` to the first one below.
 */
static struct span expand(const struct closers *closers, const char *text, size_t len, size_t first,
			  size_t behind)
{
	size_t last = behind, above = closers_from(closers, first), below;
	struct span span = { 0, len, 0 };

	if (above) {
		span.start = closers->items[above - 1].behind;
		span.line = closers->items[above - 1].line + 1;
	}
	/* Search from the start of the last line of the range: it may be that "}". */
	if (last > first) {
		const char *newline = last > first + 1 ?
				      memrchr(text + first, '\n', last - first - 1) : NULL;

		last = newline ? (size_t)(newline + 1 - text) : first;
	}
	below = closers_from(closers, last);
	if (below < closers->count)
		span.end = closers->items[below].behind;
	return span;
}

static void span_join(struct span *span, const struct span *other)
{
	if (other->start < span->start) {
		span->start = other->start;
		span->line = other->line;
	}
	if (other->end > span->end)
		span->end = other->end;
}

static int order_of(const struct gate_code *code, uint32_t def, const char *name, size_t len)
{
	const struct cdef *at = &code->defs.items[def];

	return name_order(code->tokens.text + at->name, at->name_len, name, len);
}

static int compare_functions(const void *a, const void *b, void *data)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct gate_code *code = data;
	const struct cdef *other = &code->defs.items[y];
	int order = order_of(code, x, code->tokens.text + other->name, other->name_len);

	return order ? order : (x > y) - (x < y);
}

static void sort_functions(struct gate_code *code)
{
	const struct cdefs *defs = &code->defs;

	code->functions = xcalloc(defs->count + 1, sizeof(*code->functions));
	for (size_t d = 0; d < defs->count; d++)
		if (defs->items[d].kind == CDEF_FUNCTION)
			code->functions[code->function_count++] = d;
	qsort_r(code->functions, code->function_count, sizeof(*code->functions),
		compare_functions, code);
}

static void read_code(struct gate_code *code, const char *text, const struct span *span)
{
	code->first_line = span->line;
	ctokens_read(&code->tokens, text + span->start, span->end - span->start, false);
	ctokens_pair(&code->tokens);
	cdefs_read(&code->tokens, &code->defs);
	sort_functions(code);
}

/* A side of a file while its chunks are made. */
struct side {
	const char *text;
	size_t len;
	struct closers closers;
	struct line_cursor cursor;
};

static struct side side_of(const char *text, size_t len, struct gate_work *work)
{
	struct side side = { .text = text, .len = len, .cursor = { text, len, 0, 0 } };

	closers_read(&side.closers, text, len, work);
	return side;
}

/* Where lines are, and the code around them. The lines only move forward. */
static struct span span_of(struct side *side, uint32_t first, uint32_t count, size_t *ret_start,
			   size_t *ret_end)
{
	*ret_start = line_offset(&side->cursor, first);
	*ret_end = line_offset(&side->cursor, first + count);
	return expand(&side->closers, side->text, side->len, *ret_start, *ret_end);
}

void gate_chunks_add(struct gate_chunks *chunks, const struct gate_file *file,
		     struct gate_ranges *ranges, struct gate_work *work)
{
	struct side old = side_of(file->before ? file->before : "", file->before_len, work);
	struct side new = side_of(file->after, file->after_len, work);

	for (size_t i = 0; i < ranges->count && !gate_stops(work);) {
		struct span old_span = { 0 }, new_span = { 0 };
		struct gate_chunk *chunk;
		size_t first = i;

		for (; i < ranges->count; i++) {
			struct gate_range *range = &ranges->items[i];
			const struct line_cursor old_before = old.cursor, new_before = new.cursor;
			size_t unused_start, unused_end;
			struct span old_next = span_of(&old, range->old_first, range->old_count,
						       &unused_start, &unused_end);
			struct span new_next = span_of(&new, range->first, range->count,
						       &range->start, &range->end);

			if (i > first && old_next.start >= old_span.end &&
			    new_next.start >= new_span.end) {
				/* It is the first of the next chunk. */
				old.cursor = old_before;
				new.cursor = new_before;
				break;
			}
			if (i == first) {
				old_span = old_next;
				new_span = new_next;
			}
			span_join(&old_span, &old_next);
			span_join(&new_span, &new_next);
		}
		chunk = ARRAY_ADD(chunks->items, chunks->count, chunks->alloc);
		*chunk = (struct gate_chunk){
			.file = file,
			.ranges = xcalloc(i - first, sizeof(*chunk->ranges)),
			.range_count = i - first,
		};
		memcpy(chunk->ranges, ranges->items + first, (i - first) * sizeof(*chunk->ranges));
		read_code(&chunk->before, old.text, &old_span);
		read_code(&chunk->after, new.text, &new_span);
	}
	free(old.closers.items);
	free(new.closers.items);
}

static void release_code(struct gate_code *code)
{
	ctokens_release(&code->tokens);
	cdefs_release(&code->defs);
	free(code->functions);
}

void gate_chunks_release(struct gate_chunks *chunks)
{
	for (size_t i = 0; i < chunks->count; i++) {
		release_code(&chunks->items[i].before);
		release_code(&chunks->items[i].after);
		free(chunks->items[i].ranges);
	}
	free(chunks->items);
	*chunks = (struct gate_chunks){ 0 };
}

/* The last range that begins on a line or above it, or NULL. */
static const struct gate_range *range_at(const struct gate_chunk *chunk, uint32_t line)
{
	size_t low = 0, high = chunk->range_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (chunk->ranges[middle].first <= line)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &chunk->ranges[low - 1] : NULL;
}

bool gate_is_added(const struct gate_chunk *chunk, size_t i)
{
	uint32_t line = chunk->after.first_line + chunk->after.tokens.items[i].line;
	const struct gate_range *range = range_at(chunk, line);

	/* Behind one without lines there may be none of the one above. */
	return range && line - range->first < range->count;
}

bool gate_touches(const struct gate_chunk *chunk, const struct cdef *def)
{
	const struct gate_range *range = range_at(chunk, chunk->after.first_line + def->last_line);

	return range && range->first + range->count + !range->count >
			       chunk->after.first_line + def->first_line;
}

const struct cdef *gate_function(const struct gate_code *code, const char *name, size_t len)
{
	size_t low = 0, high = code->function_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (order_of(code, code->functions[middle], name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == code->function_count || order_of(code, code->functions[low], name, len))
		return NULL;
	return &code->defs.items[code->functions[low]];
}

size_t gate_line_of(const struct gate_chunk *chunk, size_t i)
{
	return (size_t)chunk->after.first_line + chunk->after.tokens.items[i].line + 1;
}
