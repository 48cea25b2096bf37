// SPDX-License-Identifier: GPL-2.0-only
/* One side of a hunk found in a file, and the heading of a hunk. A letter stands for a line. */
#include "unit.h"

#include "place/hunk_heading.h"
#include "place/image.h"
#include "util/buf.h"

#define PLENTY 1000000

/* "ab" as "a\nb\n" */
static char *lines_of(const char *letters)
{
	struct buf text = { 0 };

	for (; *letters; letters++)
		buf_printf(&text, "%c\n", *letters);
	return text.len ? buf_detach(&text) : xstrdup("");
}

/* A patch of one hunk: each two letters are the kind of a line and the line. */
static struct patch *patch_of(const char *hunk, const char *heading)
{
	struct buf text = { 0 }, body = { 0 };
	struct patch *patch = NULL;
	struct error *err = NULL;
	size_t old = 0, new = 0;

	for (; *hunk; hunk += 2) {
		buf_printf(&body, "%c%c\n", hunk[0], hunk[1]);
		old += *hunk != '+';
		new += *hunk != '-';
	}
	buf_printf(&text, "--- a/f\n+++ b/f\n@@ -%d,%zu +%d,%zu @@ %s\n%s", !!old, old, !!new, new,
		   heading, body.data);
	assert_works(patch_parse("p", text.data, text.len, &patch, &err), err);
	buf_release(&text);
	buf_release(&body);
	return patch;
}

struct matches {
	size_t at[64];
	size_t count;
};

static void on_match(size_t at, void *data)
{
	struct matches *matches = data;

	assert_true(matches->count < ARRAY_SIZE(matches->at));
	matches->at[matches->count++] = at;
}

static void sides_of_a_hunk(void **state)
{
	_cleanup_patch_ struct patch *patch = patch_of(" a-b+c d", "");
	_cleanup_image_ struct image old = { 0 }, new = { 0 };
	_cleanup_lines_ struct lines lines = { 0 };

	assert_true(lines_init(&lines, "d\na\nb\n", 6));
	image_init(&old, &lines, patch->files[0].hunks, '+');
	image_init(&new, &lines, patch->files[0].hunks, '-');
	assert_int_equal(old.count, 3);
	assert_int_equal(old.ids[0], lines.ids[1]);
	assert_int_equal(old.ids[1], lines.ids[2]);
	assert_int_equal(old.ids[2], lines.ids[0]);
	assert_true(old.known);
	assert_int_equal(new.count, 3);
	assert_int_equal(new.ids[0], lines.ids[1]);
	assert_int_equal(new.ids[1], LINES_NONE);
	assert_int_equal(new.ids[2], lines.ids[0]);
	assert_false(new.known);
}

/* The lines from 0, as digits, at which the old side of a hunk is in a file; checks each. */
static char *found_at(const char *file, const char *hunk, long *budget)
{
	_cleanup_patch_ struct patch *patch = patch_of(hunk, "");
	_cleanup_free_ char *text = lines_of(file);
	_cleanup_image_ struct image image = { 0 };
	_cleanup_lines_ struct lines lines = { 0 };
	struct matches matches = { .count = 0 };
	struct buf all = { 0 };

	assert_true(lines_init(&lines, text, strlen(text)));
	image_init(&image, &lines, patch->files[0].hunks, '+');
	if (!image_find(&image, &lines, budget, on_match, &matches)) {
		assert_int_equal(matches.count, 0);
		return xstrdup("given up");
	}
	for (size_t i = 0; i < matches.count; i++) {
		assert_true(image_matches(&image, &lines, matches.at[i]));
		buf_printf(&all, "%zu", matches.at[i]);
	}
	return all.len ? buf_detach(&all) : xstrdup("");
}

static void places_of_an_image(void **state)
{
	static const struct {
		const char *file, *hunk, *places;
	} cases[] = {
		{ "abc", "-a-b-c", "0" }, { "abc", "-a", "0" }, { "abc", "-c", "2" },
		{ "abc", "-b-c", "1" }, { "ab", "-a-b-c", "" }, { "abc", "-c-a", "" },
		{ "", "-a", "" }, { "abc", "-x", "" }, { "abc", "-a-x", "" },
		{ "ababab", "-a-b", "024" }, { "ababab", "-b-a", "13" }, { "aaaa", "-a-a", "012" },
		{ "aaaa", "-a-a-a-a", "0" }, { "aaaa", "-a-a-a-a-a", "" },
		{ "xaaxa", "-a-a", "1" }, { "abab", "-a-b-a-b", "0" },
		{ "abcabd", "-a-b-d", "3" }, { "aabaaab", "-a-a-b", "04" },
		/* An insertion has no old side. */
		{ "abc", "+a", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		long budget = PLENTY;
		_cleanup_free_ char *places = found_at(cases[i].file, cases[i].hunk, &budget);

		if (strcmp(places, cases[i].places))
			fail_msg("%s in %s: %s", cases[i].hunk, cases[i].file, places);
	}
}

static void one_place(void **state)
{
	_cleanup_patch_ struct patch *patch = patch_of("-b-c", ""), *insertion = patch_of("+b", "");
	_cleanup_image_ struct image image = { 0 }, none = { 0 };
	_cleanup_lines_ struct lines lines = { 0 };

	assert_true(lines_init(&lines, "b\nx\nb\nc\n", 8));
	image_init(&image, &lines, patch->files[0].hunks, '+');
	assert_false(image_matches(&image, &lines, 0));
	assert_false(image_matches(&image, &lines, 1));
	assert_true(image_matches(&image, &lines, 2));
	/* Partly, wholly and far behind the end. */
	assert_false(image_matches(&image, &lines, 3));
	assert_false(image_matches(&image, &lines, 4));
	assert_false(image_matches(&image, &lines, 5));
	assert_false(image_matches(&image, &lines, SIZE_MAX));
	image.known = false;
	assert_false(image_matches(&image, &lines, 2));
	/* No line at all is anywhere, also at the end. */
	image_init(&none, &lines, insertion->files[0].hunks, '+');
	assert_true(image_matches(&none, &lines, 4));
	assert_false(image_matches(&none, &lines, 5));
}

/* Against every place, in short files of few letters, where equal lines are frequent or rare. */
static void every_place_is_found(void **state)
{
	uint32_t seed = 7;

	for (int round = 0; round < 4000; round++) {
		char file[41], hunk[13];
		size_t len = round % 40, count = 1 + round % 6, letters = 1 + round % 5, n = 0;
		_cleanup_free_ char *text = NULL;
		_cleanup_patch_ struct patch *patch = NULL;
		_cleanup_image_ struct image image = { 0 };
		_cleanup_lines_ struct lines lines = { 0 };
		struct matches matches = { .count = 0 };
		long budget = PLENTY;

		for (size_t i = 0; i < len + count; i++) {
			seed = seed * 1664525 + 1013904223;
			if (i < len) {
				file[i] = 'a' + (seed >> 8) % letters;
			} else {
				hunk[2 * (i - len)] = '-';
				hunk[2 * (i - len) + 1] = 'a' + (seed >> 8) % letters;
			}
		}
		file[len] = hunk[2 * count] = '\0';
		text = lines_of(file);
		patch = patch_of(hunk, "");
		assert_true(lines_init(&lines, text, strlen(text)));
		image_init(&image, &lines, patch->files[0].hunks, '+');
		assert_true(image_find(&image, &lines, &budget, on_match, &matches));
		for (size_t at = 0; at + count <= len; at++) {
			bool here = true;

			for (size_t i = 0; i < count; i++)
				here &= file[at + i] == hunk[2 * i + 1];
			if (here && (n == matches.count || matches.at[n++] != at))
				fail_msg("%s in %s is not found at %zu", hunk, file, at);
		}
		assert_int_equal(n, matches.count);
	}
}

/* The steps that a search takes, of which a few are left; "given up" when they are not enough. */
static void steps_are_counted(void **state)
{
	static const struct {
		const char *what, *file, *hunk, *places;
		long budget, least, most;	/* steps */
	} cases[] = {
		{ "by the first line, which is rare", "uaaaaaaaaaaaaaaaaaaaa", "-u-a-a", "0", 10, 3, 6 },
		{ "by the last line, which is rare", "aaaaaaaaaaaaaaaaaaaau", "-a-a-u", "18", 10, 3, 6 },
		{ "each place of a rare line", "auaaaaaaaaaaaaaaaaaaaaaaauaa", "-a-u", "024", 10, 4, 6 },
		{ "through the file where all are frequent", "aaaaaaaa", "-a-a-a", "012345", 30, 11, 16 },
		{ "not where the steps do not suffice", "aaaaaaaa", "-a-a-a", "given up", 10, 11, 16 },
		{ "nor for a rare line", "uaaaaaaaaaaaaaaaaaaaa", "-u-a-a", "given up", 2, 3, 6 },
		{ "none for what is not in the file", "aaaaaaaa", "-a-x", "", 0, 0, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		long budget = cases[i].budget, used;
		_cleanup_free_ char *places = found_at(cases[i].file, cases[i].hunk, &budget);

		used = cases[i].budget - budget;
		if (strcmp(places, cases[i].places) || used < cases[i].least || used > cases[i].most)
			fail_msg("%s: %s, %ld steps", cases[i].what, places, used);
	}
}

static void no_steps_left_at_all(void **state)
{
	long exact = PLENTY, budget;
	_cleanup_free_ char *found = found_at("aaaaaaaa", "-a-a-a", &exact), *enough, *short_of_one;

	budget = exact = PLENTY - exact;
	enough = found_at("aaaaaaaa", "-a-a-a", &budget);
	assert_string_equal(enough, "012345");
	assert_int_equal(budget, 0);
	budget = exact - 1;
	short_of_one = found_at("aaaaaaaa", "-a-a-a", &budget);
	assert_string_equal(short_of_one, "given up");
	assert_int_equal(budget, -1);
	exact = PLENTY;
	free(found);
	found = found_at("uaaaaaaaaaaaaaaaaaaaa", "-u-a", &exact);
	budget = exact = PLENTY - exact;
	free(enough);
	enough = found_at("uaaaaaaaaaaaaaaaaaaaa", "-u-a", &budget);
	assert_string_equal(enough, "0");
	budget = exact - 1;
	free(short_of_one);
	short_of_one = found_at("uaaaaaaaaaaaaaaaaaaaa", "-u-a", &budget);
	assert_string_equal(short_of_one, "given up");
}

static void headings_of_hunks(void **state)
{
	static const struct {
		const char *what, *lines, *heading;
		bool usable;
	} cases[] = {
		{ "none", " \t-b", "", false },
		{ "a function", " \t-\t", "int f(void)", true },
		{ "what encloses no code", " \t-\t", "int f(void);", false },
		{ "the hunk begins before another head", " \t x-\t", "int f(void)", false },
		{ "a head that is changed itself", " \t-x", "int f(void)", true },
		{ "a head behind the change", " \t-\t x", "int f(void)", true },
		{ "a line that heads nothing", " { }-\t", "int f(void)", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_patch_ struct patch *patch = patch_of(cases[i].lines, cases[i].heading);

		if (heading_of_hunk(patch->files[0].hunks).usable != cases[i].usable)
			fail_msg("%s", cases[i].what);
	}
}

/* A label in the hunk: hides a label, but not a function. */
static void labels_in_hunks(void **state)
{
	static const struct {
		const char *heading;
		bool usable;
	} cases[] = { { "int f(void)", true }, { "err:", false } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("--- a/f\n+++ b/f\n@@ -9,2 +9 @@ %s\n out:\n-a\n",
						      cases[i].heading);
		_cleanup_patch_ struct patch *patch = NULL;
		struct error *err = NULL;
		struct heading heading;

		assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
		heading = heading_of_hunk(patch->files[0].hunks);
		assert_int_equal(heading.usable, cases[i].usable);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sides_of_a_hunk),
		cmocka_unit_test(places_of_an_image),
		cmocka_unit_test(one_place),
		cmocka_unit_test(every_place_is_found),
		cmocka_unit_test(steps_are_counted),
		cmocka_unit_test(no_steps_left_at_all),
		cmocka_unit_test(headings_of_hunks),
		cmocka_unit_test(labels_in_hunks),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
