// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/lines.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "util/alloc.h"

static uint64_t seed;

/* A hostile patch must not be able to prepare colliding lines. */
static void make_seed(void)
{
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = (uint64_t)time(NULL) * 0x9e3779b97f4a7c15u;
}

/* Eight bytes at a time through a folded 128-bit product. */
static uint64_t hash(const char *text, size_t len)
{
	uint64_t h = seed ^ len * 0x9e3779b97f4a7c15u;

	while (len) {
		size_t n = len < 8 ? len : 8;
		unsigned __int128 product;
		uint64_t word = 0;

		memcpy(&word, text, n);
		product = (unsigned __int128)(h ^ word) * 0xd6e8feb86659fd93u;
		h = (uint64_t)product ^ (uint64_t)(product >> 64) ^ seed;
		text += n;
		len -= n;
	}
	return h ^ h >> 32;
}

/* The slot of a text in the table: taken by it, or free. `sample` maps ids to lines. */
static uint32_t find_slot(const struct lines *lines, const uint32_t *sample, const char *text,
			  size_t len)
{
	uint32_t slot = hash(text, len) & lines->mask;

	while (lines->table[slot]) {
		uint32_t line = sample[lines->table[slot] - 1];

		if (lines_len(lines, line) == len && !memcmp(lines_text(lines, line), text, len))
			break;
		slot = (slot + 1) & lines->mask;
	}
	return slot;
}

static uint32_t count_lines(const char *data, size_t len)
{
	const char *end = data + len;
	size_t count = 0;

	while (data < end && count <= LINES_MAX) {
		const char *newline = memchr(data, '\n', end - data);

		count++;
		data = newline ? newline + 1 : end;
	}
	return count;
}

/* Counting sort of the lines by id. */
static void index_occurrences(struct lines *lines)
{
	lines->first = xcalloc((size_t)lines->id_count + 2, sizeof(*lines->first));
	for (uint32_t i = 0; i < lines->count; i++)
		lines->first[lines->ids[i] + 2]++;
	for (uint32_t id = 2; id <= lines->id_count; id++)
		lines->first[id] += lines->first[id - 1];
	lines->occurrences = xcalloc(lines->count, sizeof(*lines->occurrences));
	for (uint32_t i = 0; i < lines->count; i++)
		lines->occurrences[lines->first[lines->ids[i] + 1]++] = i;
}

bool lines_init(struct lines *lines, const char *data, size_t len)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	_cleanup_free_ uint32_t *sample = NULL;
	const char *at = data, *end = data + len;
	uint32_t size = 16, count;

	memset(lines, 0, sizeof(*lines));
	if (len > LINES_MAX_BYTES)
		return false;
	count = count_lines(data, len);
	if (count > LINES_MAX)
		return false;
	pthread_once(&once, make_seed);
	while (size < 2 * count)
		size *= 2;
	lines->data = data;
	lines->len = len;
	lines->mask = size - 1;
	lines->table = xcalloc(size, sizeof(*lines->table));
	lines->starts = xcalloc((size_t)count + 1, sizeof(*lines->starts));
	lines->ids = xcalloc(count, sizeof(*lines->ids));
	sample = xcalloc(count, sizeof(*sample));
	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		const char *next = newline ? newline + 1 : end;
		uint32_t line = lines->count, slot;

		lines->starts[line] = at - data;
		lines->starts[line + 1] = next - data;
		slot = find_slot(lines, sample, at, next - at);
		if (!lines->table[slot]) {
			sample[lines->id_count] = line;
			lines->table[slot] = ++lines->id_count;
		}
		lines->ids[line] = lines->table[slot] - 1;
		lines->count++;
		at = next;
	}
	index_occurrences(lines);
	return true;
}

void lines_release(struct lines *lines)
{
	free(lines->starts);
	free(lines->ids);
	free(lines->first);
	free(lines->occurrences);
	free(lines->table);
	memset(lines, 0, sizeof(*lines));
}

uint32_t lines_id(const struct lines *lines, const char *text, size_t len)
{
	uint32_t slot = hash(text, len) & lines->mask;

	while (lines->table[slot]) {
		uint32_t id = lines->table[slot] - 1;
		uint32_t line = lines->occurrences[lines->first[id]];

		if (lines_len(lines, line) == len && !memcmp(lines_text(lines, line), text, len))
			return id;
		slot = (slot + 1) & lines->mask;
	}
	return LINES_NONE;
}

uint32_t lines_occurrences(const struct lines *lines, uint32_t id)
{
	return id == LINES_NONE ? 0 : lines->first[id + 1] - lines->first[id];
}
