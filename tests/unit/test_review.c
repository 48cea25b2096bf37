// SPDX-License-Identifier: GPL-2.0-only
/* The findings of a review: their order, what is printed of them, and as an object. */
#include "unit.h"

#include "report/review.h"
#include "result/review.h"
#include "util/alloc.h"

static void add(struct review *review, enum review_sureness sureness, enum review_harm harm,
		const char *path, size_t line)
{
	struct review_finding *finding = review_add(review);

	finding->sureness = sureness;
	finding->harm = harm;
	finding->path = xstrdup(path);
	finding->line = line;
	finding->text = xstrdup("text");
}

static void make(struct review *review)
{
	*review = (struct review){ .from = xstrdup("1"), .to = xstrdup("2") };
	add(review, REVIEW_POSSIBLE, REVIEW_HARM_BUILD, "a.c", 1);
	add(review, REVIEW_LIKELY, REVIEW_HARM_RUN, "c.c", 5);
	add(review, REVIEW_CERTAIN, REVIEW_HARM_RUN, "a.c", 2);
	add(review, REVIEW_CERTAIN, REVIEW_HARM_BUILD, "b.c", 20);
	add(review, REVIEW_CERTAIN, REVIEW_HARM_BUILD, "b.c", 3);
}

static char *order(const struct review *review)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < review->count; i++) {
		char *more = xasprintf("%s%s:%zu ", all, review->findings[i].path,
				       review->findings[i].line);

		free(all);
		all = more;
	}
	return all;
}

static void sorted(void **state)
{
	_cleanup_(review_release) struct review review = { 0 };
	_cleanup_free_ char *found = NULL;

	make(&review);
	review_sort(&review);
	found = order(&review);
	assert_string_equal(found, "b.c:3 b.c:20 a.c:2 c.c:5 a.c:1 ");
	assert_int_equal(review_count(&review, REVIEW_CERTAIN), 3);
	assert_int_equal(review_count(&review, REVIEW_LIKELY), 1);
	assert_int_equal(review_count(&review, REVIEW_POSSIBLE), 1);
}

/* What is only possible is listed when all is asked for, and counted in any case. */
static void object(void **state)
{
	_cleanup_(review_release) struct review review = { 0 };

	make(&review);
	for (int all = 0; all < 2; all++) {
		json_t *whole = review_to_json(&review, all);
		json_t *object = json_object_get(whole, "review");

		assert_int_equal(json_array_size(json_object_get(object, "findings")), all ? 5 : 4);
		assert_int_equal(json_integer_value(json_object_get(object, "possible")), 1);
		assert_null(json_object_get(object, "branch"));
		json_decref(whole);
	}
}

static char *printed(const struct review *review, bool all)
{
	char *text = NULL;
	size_t len = 0;
	struct out to = { .file = open_memstream(&text, &len), .width = 60 };

	review_text(review, all, &to);
	fclose(to.file);
	return text;
}

static void text(void **state)
{
	_cleanup_(review_release) struct review review = { 0 };
	_cleanup_free_ char *some = NULL, *all = NULL;

	make(&review);
	review.files = 1;
	review.commits = 2;
	review.unnamed = 1;
	review.cut = true;
	review_note(&review, "not looked at: %s", "\033[31m");
	review_sort(&review);
	some = printed(&review, false);
	all = printed(&review, true);
	assert_non_null(strstr(some, "1..2: 1 C file changed, 0 other; 2 commits, 0 compared"));
	assert_non_null(strstr(some, "3 certain, 1 likely, 1 possible (--all shows these)"));
	assert_non_null(strstr(some, "1 of the commits names no commit upstream"));
	assert_non_null(strstr(some, "the list is not complete"));
	assert_null(strstr(some, "a.c:1 "));
	assert_null(strstr(some, "\033"));
	assert_non_null(strstr(all, "\npossible\n  a.c:1  "));
	assert_null(strstr(all, "--all"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted),
		cmocka_unit_test(object),
		cmocka_unit_test(text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
