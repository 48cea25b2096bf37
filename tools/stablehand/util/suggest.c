// SPDX-License-Identifier: GPL-2.0-only
#include "util/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"

#define MAX_LENGTH 63

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* In any case of letters. */
static bool is_same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

size_t suggest_distance(const char *a, const char *b)
{
	/* Of the first i and j bytes; only the last two rows are looked at again. */
	size_t rows[3][MAX_LENGTH + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > MAX_LENGTH || b_len > MAX_LENGTH)
		return MAX_LENGTH + 1;
	for (size_t i = 0; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			if (!i) {
				row[j] = j;
				continue;
			}
			row[j] = least(least(above[j], row[j - 1]) + 1,
				       above[j - 1] + !is_same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) &&
			    is_same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

/* A word of one or two letters is one change away from everything. */
static size_t limit(size_t len)
{
	if (len < 3)
		return 0;
	return len < 5 ? 1 : len < 7 ? 2 : len / 3;
}

void suggest_look(struct suggestion *suggestion, const char *name)
{
	size_t len = strlen(suggestion->word), distance;

	if (len > 1 && !strncasecmp(suggestion->word, name, len))
		distance = 0;
	else
		distance = suggest_distance(suggestion->word, name);
	if (distance > limit(len) || (suggestion->best && distance >= suggestion->distance))
		return;
	suggestion->best = name;
	suggestion->distance = distance;
}

char *suggest_text(const struct suggestion *suggestion)
{
	return suggestion->best ? xasprintf(" (did you mean '%s'?)", suggestion->best) : xstrdup("");
}
