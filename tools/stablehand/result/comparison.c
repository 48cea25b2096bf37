// SPDX-License-Identifier: GPL-2.0-only
#include "result/comparison.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"

static const int rank_of[OUTCOME_COUNT] = {
	[OUTCOME_PASS] = 3,
	[OUTCOME_SKIP] = 2,
	[OUTCOME_FAIL] = 1,
	[OUTCOME_TIMEOUT] = 1,
	[OUTCOME_NOT_BUILT] = 1,
	[OUTCOME_CRASH] = 0,
};

/*
 * Are two lines of a kernel log the same complaint? Numbers (times, process
 * ids, line numbers, offsets) differ from run to run and from tree to tree.
 */
static bool same_complaint(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const char *a_end = a + a_len, *b_end = b + b_len;

	while (a < a_end && b < b_end) {
		bool number;

		if (a_end - a > 2 && b_end - b > 2 && !memcmp(a, "0x", 2) && !memcmp(b, "0x", 2)) {
			a += 2;
			b += 2;
			while (a < a_end && isxdigit((unsigned char)*a))
				a++;
			while (b < b_end && isxdigit((unsigned char)*b))
				b++;
			continue;
		}
		number = isxdigit((unsigned char)*a) && isxdigit((unsigned char)*b) &&
			 (isdigit((unsigned char)*a) || isdigit((unsigned char)*b));
		if (number) {
			while (a < a_end && isxdigit((unsigned char)*a))
				a++;
			while (b < b_end && isxdigit((unsigned char)*b))
				b++;
		} else if (*a++ != *b++) {
			return false;
		}
	}
	return a == a_end && b == b_end;
}

static bool log_contains(const char *log, const char *line, size_t len)
{
	while (*log) {
		size_t n = strcspn(log, "\n");

		if (same_complaint(log, n, line, len))
			return true;
		log += n + (log[n] == '\n');
	}
	return false;
}

/* Does record `a` come with a complaint of the kernel that `b` lacks? */
static bool complains_more(const struct record *a, const struct record *b)
{
	for (const char *line = a->kernel_log; *line;) {
		size_t n = strcspn(line, "\n");

		if (n && !log_contains(b->kernel_log, line, n))
			return true;
		line += n + (line[n] == '\n');
	}
	return false;
}

/* -1: `after` shows worse than `before`; 1: better; 0: the same. */
static int direction(const struct record *before, const struct record *after)
{
	int difference = rank_of[after->outcome] - rank_of[before->outcome];

	if (difference)
		return difference < 0 ? -1 : 1;
	if (complains_more(after, before))
		return -1;
	return complains_more(before, after);
}

static char *describe(const struct record *r)
{
	if (r->kernel_log[0])
		return xasprintf("%s, kernel: %.*s", outcome_name(r->outcome),
				 (int)strcspn(r->kernel_log, "\n"), r->kernel_log);
	if (r->message[0] && r->outcome != OUTCOME_PASS)
		return xasprintf("%s (%s)", outcome_name(r->outcome), r->message);
	return xstrdup(outcome_name(r->outcome));
}

/* An attempt at a test; a build is not repeated: it fails again. */
static const struct record *attempt(const struct attempts *attempts, const struct record *first,
				    int number)
{
	return first->outcome == OUTCOME_NOT_BUILT ? first :
						     attempts_find(attempts, first->test, number);
}

/* A difference was seen: what do the repetitions say? */
static void judge_repeats(struct test_row *row, const struct attempts *base,
			  const struct attempts *ported, int first)
{
	_cleanup_free_ char *was = describe(row->base), *is = describe(row->ported);

	for (int number = 2; number <= 1 + COMPARISON_REPEATS; number++) {
		const struct record *b = attempt(base, row->base, number);
		const struct record *p = attempt(ported, row->ported, number);

		if (!b || !p) {
			row->needs_repeat = true;
			row->reason = xasprintf("%s, then %s; seen %d of %d times yet", was, is,
						number - 1, 1 + COMPARISON_REPEATS);
			return;
		}
		if (direction(b, p) != first || direction(row->base, b) ||
		    direction(row->ported, p)) {
			_cleanup_free_ char *was2 = describe(b), *is2 = describe(p);

			row->comparison = COMPARISON_FLAKY;
			row->reason = xasprintf("base %s and %s, ported %s and %s", was, was2, is,
						is2);
			return;
		}
	}
	row->comparison = first < 0 ? COMPARISON_REGRESSED : COMPARISON_FIXED;
	row->reason = xasprintf("%s, now %s; seen %d times", was, is, 1 + COMPARISON_REPEATS);
}

static void judge(struct test_row *row, const struct attempts *base, const struct attempts *ported)
{
	const struct record *only = row->base ? row->base : row->ported;
	_cleanup_free_ char *is = NULL;
	int first;

	row->comparison = COMPARISON_UNKNOWN;
	if (!row->base || !row->ported) {
		is = describe(only);
		row->reason = xasprintf("%s; not run on %s", is,
					row->base ? "ported" : "base");
		return;
	}
	first = direction(row->base, row->ported);
	if (first) {
		judge_repeats(row, base, ported, first);
		return;
	}
	row->comparison = COMPARISON_SAME;
	row->reason = xstrdup("");
}

void comparison_make(const struct attempts *base, const struct attempts *ported,
		     struct comparison_table *ret_table)
{
	struct comparison_table table = {0};
	size_t b = 0, p = 0;

	/* Both are sorted by name: a merge of the two. */
	while (b < base->count || p < ported->count) {
		const char *base_name = b < base->count ? base->items[b].record.test : NULL;
		const char *ported_name = p < ported->count ? ported->items[p].record.test : NULL;
		const char *name = base_name;
		struct test_row *row;

		if (!name || (ported_name && strcmp(ported_name, name) < 0))
			name = ported_name;
		row = ARRAY_ADD(table.rows, table.count, table.alloc);
		row->test = xstrdup(name);
		row->base = attempts_find(base, name, 1);
		row->ported = attempts_find(ported, name, 1);
		judge(row, base, ported);
		table.totals[row->comparison]++;
		if (!row->base && row->ported->outcome != OUTCOME_PASS &&
		    row->ported->outcome != OUTCOME_SKIP)
			table.new_and_bad++;
		if (row->base)
			table.base_outcomes[row->base->outcome]++;
		if (row->ported)
			table.ported_outcomes[row->ported->outcome]++;
		while (b < base->count && !strcmp(base->items[b].record.test, row->test))
			b++;
		while (p < ported->count && !strcmp(ported->items[p].record.test, row->test))
			p++;
	}
	*ret_table = table;
}

void comparison_release(struct comparison_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->rows[i].test);
		free(table->rows[i].reason);
	}
	free(table->rows);
	*table = (struct comparison_table){0};
}

const char *comparison_name(enum comparison comparison)
{
	static const char *const names[COMPARISON_COUNT] = {
		[COMPARISON_SAME] = "same",
		[COMPARISON_FIXED] = "fixed",
		[COMPARISON_REGRESSED] = "regressed",
		[COMPARISON_FLAKY] = "flaky",
		[COMPARISON_UNKNOWN] = "unknown",
	};

	return names[comparison];
}
