// SPDX-License-Identifier: GPL-2.0-only
/* The best common course of two sequences: by hand, and against every possible one. */
#include "unit.h"

#include "syntax/align.h"

#define NONE ALIGN_NONE
#define MOST 6

/* scores[i][j] of pairing i with j. */
struct scores {
	int of[MOST][MOST];
};

static int score(const void *data, size_t i, size_t j)
{
	return ((const struct scores *)data)->of[i][j];
}

static void by_hand(void **state)
{
	static const struct {
		const char *what;
		size_t n, m;
		int bonus;
		struct scores scores;
		uint32_t partners[MOST];
	} cases[] = {
		{ "all pairs of the diagonal", 3, 3, 1, { { { 1 }, { 0, 1 }, { 0, 0, 1 } } }, { 0, 1, 2 } },
		{ "nothing in common", 2, 2, 9, { { { 0 } } }, { NONE, NONE } },
		{ "a negative score is no pair", 2, 2, 9, { { { -1, -1 }, { -1, 1 } } }, { NONE, 1 } },
		{ "pairs do not cross: the better one", 2, 2, 0, { { { 0, 5 }, { 3, 0 } } }, { 1, NONE } },
		{ "pairs do not cross: the other one", 2, 2, 0, { { { 0, 3 }, { 5, 0 } } }, { NONE, 0 } },
		{ "two beat a better one", 2, 2, 0, { { { 3, 5 }, { 0, 3 } } }, { 0, 1 } },
		{ "one beats two that are worse", 2, 2, 0, { { { 3, 7 }, { 0, 3 } } }, { 1, NONE } },
		{ "each has one partner", 3, 1, 0, { { { 1 }, { 3 }, { 2 } } }, { NONE, 0, NONE } },
		{ "left out on the other side", 1, 3, 0, { { { 1, 3, 2 } } }, { 1 } },
		{ "without bonus the higher score", 2, 3, 0, { { { 5, 1 }, { 0, 0, 1 } } }, { 0, 2 } },
		{ "a bonus that does not make up for it", 2, 3, 3, { { { 5, 1 }, { 0, 0, 1 } } }, { 0, 2 } },
		{ "a bonus that does", 2, 3, 5, { { { 5, 1 }, { 0, 0, 1 } } }, { 1, 2 } },
		{ "only a neighbour gets the bonus", 3, 2, 5,
		  { { { 1 }, { 2 }, { 0, 1 } } }, { NONE, 0, 1 } },
		{ "nothing on one side", 0, 3, 1, { { { 0 } } }, { 0 } },
		{ "nothing on the other", 2, 0, 1, { { { 0 } } }, { NONE, NONE } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t partners[MOST];

		assert_true(align(cases[i].n, cases[i].m, score, cases[i].bonus, NULL,
				  &cases[i].scores, partners));
		for (size_t j = 0; j < cases[i].n; j++)
			if (partners[j] != cases[i].partners[j])
				fail_msg("%s: partner of %zu is %u", cases[i].what, j, partners[j]);
	}
}

/* What a course is worth; fails when it is none. */
static int worth(const struct scores *scores, const uint32_t *partners, size_t n, size_t m, int bonus)
{
	int sum = 0;
	uint32_t behind = 0;

	for (size_t i = 0; i < n; i++) {
		if (partners[i] == NONE)
			continue;
		assert_true(partners[i] < m && partners[i] >= behind);
		assert_true(scores->of[i][partners[i]] > 0);
		sum += scores->of[i][partners[i]];
		if (i && partners[i - 1] != NONE && partners[i - 1] + 1 == partners[i])
			sum += bonus;
		behind = partners[i] + 1;
	}
	return sum;
}

/* The best of all courses of what begins at (i, j); follows: (i - 1, j - 1) is a pair. */
static int best_of_all(const struct scores *scores, size_t i, size_t j, size_t n, size_t m, int bonus,
		       bool follows)
{
	int best = 0;

	if (i == n || j == m)
		return 0;
	for (size_t k = j; k < m; k++) {
		int pair = scores->of[i][k];

		if (pair <= 0)
			continue;
		pair += (follows && k == j ? bonus : 0) +
			best_of_all(scores, i + 1, k + 1, n, m, bonus, true);
		best = pair > best ? pair : best;
	}
	/* i is left out. */
	for (size_t k = i + 1; k < n; k++) {
		int without = best_of_all(scores, k, j, n, m, bonus, false);

		best = without > best ? without : best;
	}
	return best;
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void none_is_better(void **state)
{
	uint32_t seed = 1;

	for (int round = 0; round < 3000; round++) {
		size_t n = 1 + draw(&seed, 4), m = 1 + draw(&seed, 4);
		int bonus = draw(&seed, 4), best;
		struct scores scores;
		uint32_t partners[MOST];

		for (size_t i = 0; i < MOST; i++)
			for (size_t j = 0; j < MOST; j++)
				scores.of[i][j] = (int)draw(&seed, 7) - 2;
		assert_true(align(n, m, score, bonus, NULL, &scores, partners));
		best = best_of_all(&scores, 0, 0, n, m, bonus, false);
		assert_int_equal(worth(&scores, partners, n, m, bonus), best);
	}
}

/* Two texts of letters; a pair of equal ones is worth one. */
struct letters {
	const char *a, *b;
	int asked;		/* pairs that were scored */
};

static bool same_letter(const void *data, size_t i, size_t j)
{
	const struct letters *letters = data;

	return letters->a[i] == letters->b[j];
}

static int score_letters(const void *data, size_t i, size_t j)
{
	((struct letters *)data)->asked++;
	return same_letter(data, i, j);
}

static void common_ends_are_cut_off(void **state)
{
	static const struct {
		const char *a, *b;
		const char *partners;	/* digits, '.' for none */
		int asked;		/* what is left of a times what is left of b */
	} cases[] = {
		{ "", "", "", 0 }, { "", "ab", "", 0 }, { "ab", "", "..", 0 },
		{ "abc", "abc", "012", 0 },
		{ "abx", "aby", "01.", 1 }, { "xab", "yab", ".12", 1 },
		{ "axb", "ayzb", "0.3", 2 }, { "axyb", "azb", "0..2", 2 },
		/* No element is at both ends. */
		{ "aa", "aaa", "01", 0 }, { "aaa", "aa", "01.", 0 }, { "aba", "a", "0..", 0 },
		{ "a", "aba", "0", 0 }, { "abab", "ab", "01..", 0 },
		/* What is between the ends is aligned as ever. */
		{ "axpqyb", "aipqjb", "0.23.5", 16 }, { "apxb", "ayypzb", "03.5", 8 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t n = strlen(cases[i].a), m = strlen(cases[i].b);
		struct letters letters = { cases[i].a, cases[i].b };
		uint32_t partners[8];

		assert_true(align(n, m, score_letters, 0, same_letter, &letters, partners));
		assert_int_equal(letters.asked, cases[i].asked);
		for (size_t j = 0; j < n; j++)
			assert_int_equal(partners[j], cases[i].partners[j] == '.' ? NONE :
					 (uint32_t)(cases[i].partners[j] - '0'));
	}
}

static int last_pair(const void *data, size_t i, size_t j)
{
	const size_t *size = data;

	return i == size[0] - 1 && j == size[1] - 1;
}

static bool first_or_last(const void *data, size_t i, size_t j)
{
	return (!i && !j) || last_pair(data, i, j);
}

/* As many cells as are allowed are computed, one row more is not. */
static void no_more_than_the_allowed_work(void **state)
{
	const size_t m = 1 << 16, n = ALIGN_MAX_CELLS >> 16;
	_cleanup_free_ uint32_t *partners = xcalloc(n + 3, sizeof(*partners));
	size_t size[2] = { n, m };

	assert_true(align(n, m, last_pair, 0, NULL, size, partners));
	assert_int_equal(partners[n - 2], NONE);
	assert_int_equal(partners[n - 1], m - 1);
	size[0] = n + 1;
	assert_false(align(n + 1, m, last_pair, 0, NULL, size, partners));
	for (size_t i = 0; i <= n; i++)
		assert_int_equal(partners[i], NONE);
	/* The common ends are known in any case. */
	size[0] = n + 3;
	size[1] = m + 2;
	assert_false(align(n + 3, m + 2, last_pair, 0, first_or_last, size, partners));
	assert_int_equal(partners[0], 0);
	assert_int_equal(partners[1], NONE);
	assert_int_equal(partners[n + 1], NONE);
	assert_int_equal(partners[n + 2], m + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(none_is_better),
		cmocka_unit_test(common_ends_are_cut_off),
		cmocka_unit_test(no_more_than_the_allowed_work),
	};

	return cmocka_run_group_tests_name("align", tests, NULL, NULL);
}
