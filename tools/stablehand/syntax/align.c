// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/align.h"

#include <stdlib.h>

#include "util/alloc.h"

/* How the best value of a cell came about. */
enum {
	FROM_PAIR = 1,		/* i and j are a pair */
	FROM_ABOVE = 2,		/* i is left out */
	FROM_LEFT = 3,		/* j is left out */
	FROM_MASK = 3,
	PAIR_FOLLOWS = 4,	/* a pair here follows the pair before without a gap */
};

struct cell {
	int best;	/* of the sequences up to here */
	int pair;	/* with i and j a pair; INT32_MIN: they cannot be */
};

static void trace_back(const uint8_t *trace, size_t n, size_t m, size_t offset_i, size_t offset_j,
		       uint32_t *partners)
{
	size_t i = n, j = m;
	bool paired = false;	/* the pair to the lower right requires one here */

	while (i && j) {
		uint8_t how = trace[(i - 1) * m + j - 1];

		if (paired || (how & FROM_MASK) == FROM_PAIR) {
			partners[offset_i + i - 1] = offset_j + j - 1;
			paired = how & PAIR_FOLLOWS;
			i--;
			j--;
		} else if ((how & FROM_MASK) == FROM_ABOVE) {
			i--;
		} else {
			j--;
		}
	}
}

static void fill(size_t n, size_t m, size_t offset_i, size_t offset_j, align_score_fn *score,
		 int bonus, const void *data, uint8_t *trace)
{
	struct cell *above = xcalloc(m + 1, sizeof(*above));
	struct cell *row = xcalloc(m + 1, sizeof(*row));

	for (size_t j = 0; j <= m; j++)
		above[j].pair = row[j].pair = INT32_MIN;
	for (size_t i = 1; i <= n; i++) {
		struct cell *swap;

		row[0].best = 0;
		for (size_t j = 1; j <= m; j++) {
			int s = score(data, offset_i + i - 1, offset_j + j - 1);
			uint8_t how = 0;

			row[j].pair = INT32_MIN;
			if (s > 0) {
				row[j].pair = above[j - 1].best + s;
				if (above[j - 1].pair != INT32_MIN &&
				    above[j - 1].pair + bonus >= above[j - 1].best) {
					row[j].pair = above[j - 1].pair + bonus + s;
					how = PAIR_FOLLOWS;
				}
			}
			if (row[j].pair > above[j].best && row[j].pair > row[j - 1].best) {
				row[j].best = row[j].pair;
				how |= FROM_PAIR;
			} else if (above[j].best > row[j - 1].best) {
				row[j].best = above[j].best;
				how |= FROM_ABOVE;
			} else {
				row[j].best = row[j - 1].best;
				how |= FROM_LEFT;
			}
			trace[(i - 1) * m + j - 1] = how;
		}
		swap = above;
		above = row;
		row = swap;
	}
	free(above);
	free(row);
}

bool align(size_t n, size_t m, align_score_fn *score, int bonus,
	   bool (*same)(const void *data, size_t i, size_t j), const void *data,
	   uint32_t *partners)
{
	_cleanup_free_ uint8_t *trace = NULL;
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < n; i++)
		partners[i] = ALIGN_NONE;
	while (same && head < n && head < m && same(data, head, head)) {
		partners[head] = head;
		head++;
	}
	while (same && tail < n - head && tail < m - head &&
	       same(data, n - 1 - tail, m - 1 - tail)) {
		partners[n - 1 - tail] = m - 1 - tail;
		tail++;
	}
	n -= head + tail;
	m -= head + tail;
	if (!n || !m)
		return true;
	if (n > ALIGN_MAX_CELLS / m)
		return false;
	trace = xcalloc(n * m, 1);
	fill(n, m, head, head, score, bonus, data, trace);
	trace_back(trace, n, m, head, head, partners);
	return true;
}
