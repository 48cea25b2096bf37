// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"


#include "port/deviation.h"
#include "util/buf.h"

#define ORIGINAL "--- a/fs/f.c\n+++ b/fs/f.c\n@@ -10,4 +10,5 @@ static int stop(struct foo *foo)\n"	\
		 " \tint r;\n \n-\ttimer_delete(&foo->timer);\n+\ttimer_shutdown(&foo->timer);\n" \
		 "+\ttimer_shutdown(&foo->other);\n \treturn r;\n"

static struct deviation compare(const char *original, const char *ported)
{
	struct deviation deviation;
	struct patch *a, *b;
	struct error *err = NULL;

	assert_works(patch_parse("a.patch", original, strlen(original), &a, &err), err);
	assert_works(patch_parse("b.patch", ported, strlen(ported), &b, &err), err);
	deviation_compare(a, b, &deviation);
	patch_free(a);
	patch_free(b);
	return deviation;
}

/* As git's --word-diff=plain would show it. */
static char *shown(const struct deviation *deviation)
{
	static const char *const marks[][2] = { { "", "" }, { "[-", "-]" }, { "{+", "+}" } };
	struct buf text = { 0 };

	for (size_t i = 0; i < deviation->count; i++)
		buf_printf(&text, "%s%s%s", marks[deviation->spans[i].kind][0],
			   buf_str(&deviation->spans[i].text), marks[deviation->spans[i].kind][1]);
	return text.len ? buf_detach(&text) : xstrdup("");
}

static void check(const char *ported, const char *expected, const char *note)
{
	struct deviation deviation = compare(ORIGINAL, ported);
	_cleanup_free_ char *text = shown(&deviation);

	assert_string_equal(text, expected);
	if (note)
		assert_string_equal(deviation.note, note);
	else
		assert_null(deviation.note);
	deviation_release(&deviation);
}

static void line_numbers_do_not_count(void **state)
{
	check("--- a/fs/f.c\n+++ b/fs/f.c\n@@ -90,4 +90,5 @@ static int stop(struct foo *foo)\n"
	      " \tint r;\n \n-\ttimer_delete(&foo->timer);\n+\ttimer_shutdown(&foo->timer);\n"
	      "+\ttimer_shutdown(&foo->other);\n \treturn r;\n", "", NULL);
}

static void a_renaming(void **state)
{
	check("--- a/fs/f.c\n+++ b/fs/f.c\n@@ -10,4 +10,5 @@ static int stop(struct foo *foo)\n"
	      " \tint r;\n \n-\tdel_timer(&foo->timer);\n+\ttimer_shutdown(&foo->timer);\n"
	      "+\ttimer_shutdown(&foo->other);\n \treturn r;\n",
	      "fs/f.c\n \tint r;\n \n-\t[-timer_delete-]{+del_timer+}(&foo->timer);\n"
	      "+\ttimer_shutdown(&foo->timer);\n+\ttimer_shutdown(&foo->other);\n",
	      "s/timer_delete/del_timer/");
}

static void context_and_a_dropped_line(void **state)
{
	check("--- a/fs/f.c\n+++ b/fs/f.c\n@@ -10,4 +10,4 @@ static int stop(struct foo *foo)\n"
	      " \tlong r;\n \n-\ttimer_delete(&foo->timer);\n+\ttimer_shutdown(&foo->timer);\n"
	      " \treturn r;\n",
	      "fs/f.c\n@@ stop\n \t[-int-]{+long+} r;\n \n-\ttimer_delete(&foo->timer);\n"
	      "+\ttimer_shutdown(&foo->timer);\n[-+\ttimer_shutdown(&foo->other);\n-] \treturn r;\n",
	      "left out 1 line, adjusted context");
}

static void a_moved_file_and_lines_more(void **state)
{
	check("--- a/old/f.c\n+++ b/old/f.c\n@@ -10,4 +10,6 @@ static int stop(struct foo *foo)\n"
	      " \tint r;\n \n-\ttimer_delete(&foo->timer);\n+\tspin_lock(&lock);\n"
	      "+\ttimer_shutdown(&foo->timer);\n+\ttimer_shutdown(&foo->other);\n \treturn r;\n",
	      "[-fs/f.c\n-]{+old/f.c\n+} \n-\ttimer_delete(&foo->timer);\n"
	      "{++\tspin_lock(&lock);\n+}+\ttimer_shutdown(&foo->timer);\n"
	      "+\ttimer_shutdown(&foo->other);\n",
	      "old/f.c instead of fs/f.c, 1 added line");
}

/* A line more does not hide that another one is written otherwise. */
static void a_line_more_and_other_words(void **state)
{
	check("--- a/fs/f.c\n+++ b/fs/f.c\n@@ -10,4 +10,6 @@ static int stop(struct foo *foo)\n"
	      " \tint r;\n \n-\ttimer_delete(&foo->timer);\n+\tspin_lock(&lock);\n"
	      "+\ttimer_shutdown(&foo->timer, 1);\n+\ttimer_shutdown(&foo->other);\n \treturn r;\n",
	      "fs/f.c\n \n-\ttimer_delete(&foo->timer);\n"
	      "{++\tspin_lock(&lock);\n+}+\ttimer_shutdown(&foo->timer{+, 1+});\n"
	      "+\ttimer_shutdown(&foo->other);\n \treturn r;\n",
	      "1 added line, adapted the changed lines");
}

static void another_file(void **state)
{
	check("--- a/x.h\n+++ b/x.h\n@@ -1 +1 @@\n-a\n+b\n",
	      "[-fs/f.c\n@@ stop\n \tint r;\n \n-\ttimer_delete(&foo->timer);\n"
	      "+\ttimer_shutdown(&foo->timer);\n+\ttimer_shutdown(&foo->other);\n \treturn r;\n-]"
	      "{+x.h\n@@\n-a\n+b\n+}", "left out fs/f.c, changed x.h as well");
}

/* Two names for one are no renaming that could be told in a word. */
static void no_renaming(void **state)
{
	check("--- a/fs/f.c\n+++ b/fs/f.c\n@@ -10,4 +10,5 @@ static int stop(struct foo *foo)\n"
	      " \tint r;\n \n-\ttimer_delete(&foo->timer);\n+\tone(&foo->timer);\n"
	      "+\ttwo(&foo->other);\n \treturn r;\n",
	      "fs/f.c\n \n-\ttimer_delete(&foo->timer);\n+\t[-timer_shutdown-]{+one+}(&foo->timer);\n"
	      "+\t[-timer_shutdown-]{+two+}(&foo->other);\n \treturn r;\n",
	      "adapted the changed lines");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_numbers_do_not_count),
		cmocka_unit_test(a_renaming),
		cmocka_unit_test(context_and_a_dropped_line),
		cmocka_unit_test(a_moved_file_and_lines_more),
		cmocka_unit_test(a_line_more_and_other_words),
		cmocka_unit_test(another_file),
		cmocka_unit_test(no_renaming),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
