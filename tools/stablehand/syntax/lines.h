/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file as lines, equal lines having equal numbers, so that comparing them
 * is comparing integers and every occurrence of a line is found at once.
 */
#ifndef SYNTAX_LINES_H
#define SYNTAX_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINES_NONE UINT32_MAX		/* a line that is not in the file */
#define LINES_MAX_BYTES (64u << 20)
#define LINES_MAX 4000000u

struct lines {
	const char *data;	/* belongs to the caller */
	size_t len;
	uint32_t count;
	uint32_t *starts;	/* offset of each line, and the end: count + 1 */
	uint32_t *ids;		/* of each line, 0 ... id_count - 1 */
	uint32_t id_count;
	uint32_t *first;	/* of each id: its line numbers (from 0) are */
	uint32_t *occurrences;	/* occurrences[first[id]] ... [first[id + 1] - 1], rising */
	uint32_t *table;	/* hash table of id + 1 */
	uint32_t mask;
};

/*
 * Split len bytes into lines, each with its newline; a last line may lack it.
 * data has to live as long as lines. false, with nothing to release, when the
 * file has more than LINES_MAX lines or LINES_MAX_BYTES bytes.
 */
bool lines_init(struct lines *lines, const char *data, size_t len);

void lines_release(struct lines *lines);
#define _cleanup_lines_ __attribute__((cleanup(lines_release)))

/* The number of a line with this text, newline included, or LINES_NONE. */
uint32_t lines_id(const struct lines *lines, const char *text, size_t len);

/* How often a line is there. */
uint32_t lines_occurrences(const struct lines *lines, uint32_t id);

static inline const char *lines_text(const struct lines *lines, size_t line)
{
	return lines->data + lines->starts[line];
}

/* Bytes of a line (from 0), newline included. */
static inline size_t lines_len(const struct lines *lines, size_t line)
{
	return lines->starts[line + 1] - lines->starts[line];
}

#endif
