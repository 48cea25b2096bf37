// SPDX-License-Identifier: GPL-2.0-only
#include "result/comparison.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

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

/* Is there a complaint of the kernel in `a` that `b` lacks? */
static bool complains_more(const char *a, const char *b)
{
	for (const char *line = a; *line;) {
		size_t n = strcspn(line, "\n");

		if (n && !log_contains(b, line, n))
			return true;
		line += n + (line[n] == '\n');
	}
	return false;
}

int outcome_direction(enum outcome before, const char *before_log, enum outcome after,
		      const char *after_log)
{
	int difference = rank_of[after] - rank_of[before];

	if (difference)
		return difference < 0 ? -1 : 1;
	if (complains_more(after_log, before_log))
		return -1;
	return complains_more(before_log, after_log);
}

static int direction(const struct record *before, const struct record *after)
{
	return outcome_direction(before->outcome, before->kernel_log, after->outcome,
				 after->kernel_log);
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

/* The records of one test in both states. */
struct pair {
	const struct attempts *base_attempts, *ported_attempts;
	const struct record *base, *ported;	/* first attempts; or NULL */
};

/* A difference was seen: what do the repetitions say? */
static void judge_repeats(struct test_row *row, const struct pair *pair, int first)
{
	_cleanup_free_ char *was = describe(pair->base), *is = describe(pair->ported);

	for (int number = 2; number <= 1 + COMPARISON_REPEATS; number++) {
		const struct record *b = attempt(pair->base_attempts, pair->base, number);
		const struct record *p = attempt(pair->ported_attempts, pair->ported, number);

		if (!b || !p) {
			row->reason = xasprintf("%s, then %s; seen %d of %d times yet", was, is,
						number - 1, 1 + COMPARISON_REPEATS);
			return;
		}
		if (direction(b, p) != first || direction(pair->base, b) ||
		    direction(pair->ported, p)) {
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

static void judge(struct test_row *row, const struct pair *pair)
{
	const struct record *only = pair->base ? pair->base : pair->ported;
	_cleanup_free_ char *is = NULL;
	int first;

	row->comparison = COMPARISON_UNKNOWN;
	if (!pair->base || !pair->ported) {
		is = describe(only);
		row->reason = xasprintf("%s; not run on %s", is, pair->base ? "ported" : "base");
		return;
	}
	first = direction(pair->base, pair->ported);
	if (first) {
		judge_repeats(row, pair, first);
		return;
	}
	row->comparison = COMPARISON_SAME;
	row->reason = xstrdup("");
}

static struct test_record *copy_record(const struct record *record)
{
	struct test_record *copy;

	if (!record)
		return NULL;
	copy = xcalloc(1, sizeof(*copy));
	copy->outcome = record->outcome;
	copy->seconds = record->seconds;
	copy->message = xstrdup(record->message);
	copy->kernel_log = xstrdup(record->kernel_log);
	copy->log = xstrdup(record->boot);
	copy->host = xstrdup(record->host);
	return copy;
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
		struct pair pair = {base, ported};
		struct test_row *row;

		if (!name || (ported_name && strcmp(ported_name, name) < 0))
			name = ported_name;
		pair.base = attempts_find(base, name, 1);
		pair.ported = attempts_find(ported, name, 1);
		if (pair.base || pair.ported) {
			row = ARRAY_ADD(table.rows, table.count, table.alloc);
			row->test = xstrdup(name);
			row->base = copy_record(pair.base);
			row->ported = copy_record(pair.ported);
			judge(row, &pair);
		}
		while (b < base->count && !strcmp(base->items[b].record.test, name))
			b++;
		while (p < ported->count && !strcmp(ported->items[p].record.test, name))
			p++;
	}
	comparison_count(&table);
	*ret_table = table;
}

void comparison_count(struct comparison_table *table)
{
	struct comparison_table counted = {
		.rows = table->rows,
		.count = table->count,
		.alloc = table->alloc,
	};

	for (size_t i = 0; i < counted.count; i++) {
		const struct test_row *row = &counted.rows[i];

		counted.totals[row->comparison]++;
		if (!row->base && row->ported && row->ported->outcome != OUTCOME_PASS &&
		    row->ported->outcome != OUTCOME_SKIP)
			counted.new_and_bad++;
		if (row->base)
			counted.base_outcomes[row->base->outcome]++;
		if (row->ported)
			counted.ported_outcomes[row->ported->outcome]++;
	}
	*table = counted;
}

bool comparison_wants_repeat(const struct test_row *row)
{
	return row->comparison == COMPARISON_UNKNOWN && row->base && row->ported;
}

bool test_row_is_notable(const struct test_row *row)
{
	const struct test_record *const records[] = {row->base, row->ported};

	if (row->comparison != COMPARISON_SAME && row->base && row->ported)
		return true;
	for (int i = 0; i < 2; i++)
		if (records[i] && ((records[i]->outcome != OUTCOME_PASS &&
				    records[i]->outcome != OUTCOME_SKIP) || records[i]->kernel_log[0]))
			return true;
	return false;
}

char *comparison_hosts(const struct comparison_table *table)
{
	_cleanup_free_ const char **seen = xcalloc(2 * table->count + 1, sizeof(*seen));
	struct buf line = {0};
	size_t count = 0;

	for (size_t i = 0; i < 2 * table->count; i++) {
		const struct test_row *row = &table->rows[i / 2];
		const struct test_record *r = i % 2 ? row->ported : row->base;
		size_t n = 0;

		if (!r || !r->host)
			continue;
		while (n < count && strcmp(seen[n], r->host))
			n++;
		if (n < count)
			continue;
		seen[count++] = r->host;
		buf_printf(&line, "%s%s", count > 1 ? "; " : "", r->host);
	}
	return count ? buf_detach(&line) : NULL;
}

static void record_free(struct test_record *record)
{
	if (!record)
		return;
	free(record->message);
	free(record->kernel_log);
	free(record->log);
	free(record->host);
	free(record->output);
	free(record);
}

void test_row_release(struct test_row *row)
{
	free(row->test);
	free(row->reason);
	record_free(row->base);
	record_free(row->ported);
	*row = (struct test_row){0};
}

void comparison_release(struct comparison_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		test_row_release(&table->rows[i]);
	free(table->rows);
	*table = (struct comparison_table){0};
}

static const char *const names[COMPARISON_COUNT] = {
	[COMPARISON_SAME] = "same",
	[COMPARISON_FIXED] = "fixed",
	[COMPARISON_REGRESSED] = "regressed",
	[COMPARISON_FLAKY] = "flaky",
	[COMPARISON_UNKNOWN] = "unknown",
};

const char *comparison_name(enum comparison comparison)
{
	return names[comparison];
}

int comparison_from_name(const char *name)
{
	for (int c = 0; c < COMPARISON_COUNT; c++)
		if (!strcmp(names[c], name))
			return c;
	return -1;
}
