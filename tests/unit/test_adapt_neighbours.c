// SPDX-License-Identifier: GPL-2.0-only
/* Whole definitions that are added or removed where other ones are next to them in B. */
#include "adapt_steps.h"

#include "adapt/whole_definitions.h"

#define FUNC(name, body) "int " name "(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define ONE FUNC("one", "\tcall(d, 1);\n")
#define NEW FUNC("added", "\tcall(d, 9);\n")
#define LAST FUNC("last", "\tcall(d, 3);\n")
#define OTHER FUNC("other", "\tcall(d, 4);\n")

/* "line+count" of B when the change has a place, else "none". */
struct place_row {
	const char *what, *a_old, *a_new, *b_old, *place;
};

static void check_places(const struct place_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_steps_ struct steps steps;
		_cleanup_free_ char *place = NULL;
		struct adapt_change *change;

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		if (steps.changes.count != 1)
			fail_msg("%s: %zu changes", rows[i].what, steps.changes.count);
		change = &steps.changes.items[0];
		change->b_line = change->b_count = 99;
		if (whole_definitions_place(&steps.in, change))
			place = xasprintf("%zu+%zu", change->b_line, change->b_count);
		else
			place = xstrdup(change->b_line == 99 && change->b_count == 99 ? "none" :
											"changed");
		assert_row(rows[i].what, place, rows[i].place);
	}
}
#define CHECK_PLACES(rows) check_places(rows, ARRAY_SIZE(rows))

static void test_added(void **state)
{
	static const struct place_row rows[] = {
		{ "with the blank line in front", ONE, ONE "\n" NEW, ONE "\n" OTHER, "5+0" },
		{ "with the blank line behind", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "\n" OTHER, "6+0" },
		{ "the definition in front is lower down in B", ONE "\n" LAST,
		  ONE "\n" NEW "\n" LAST, OTHER "\n" ONE "\n", "12+0" },
		{ "a structure", "struct a {\n\tint x;\n};\n\n" LAST,
		  "struct a {\n\tint x;\n};\n\nstruct b {\n\tint y;\n};\n\n" LAST,
		  "struct a {\n\tint x;\n};\n\n" OTHER, "4+0" },
		{ "the last above it is what it follows", ONE "\n" OTHER "\n" LAST,
		  ONE "\n" OTHER "\n" NEW "\n" LAST, OTHER "\n" ONE "\n", "6+0" },
		{ "B does not have what is in front of it", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  OTHER "\n" LAST, "none" },
		{ "B has it twice", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  "#ifdef X\n" ONE "\n#else\n" ONE "\n#endif\n", "none" },
		{ "in B no blank line is behind it", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "EXPORT_SYMBOL(one);\n", "none" },
		{ "in B nothing is behind it", ONE "\n" LAST, ONE "\n" NEW "\n" LAST, ONE, "none" },
		{ "nothing is in front of it", "\n" LAST, "\n" NEW "\n" LAST, OTHER "\n" LAST,
		  "none" },
		{ "something else than a definition is in front of it",
		  ONE "\nmodule_init(one);\n\n" LAST, ONE "\nmodule_init(one);\n\n" NEW "\n" LAST,
		  ONE "\n" OTHER, "none" },
		{ "a variable is no whole definition", ONE "\n" LAST, ONE "\nint x;\n\n" LAST,
		  ONE "\n" OTHER, "none" },
		{ "with a variable it is one", ONE "\n" LAST, ONE "\nint x;\n\n" NEW "\n" LAST,
		  ONE "\n" OTHER, "6+0" },
		{ "a blank line on both sides", ONE, ONE "\n" NEW "\n", ONE "\n" OTHER, "none" },
		{ "no blank line on either side", ONE LAST, ONE NEW LAST, ONE "\n" OTHER, "none" },
		{ "within a function", FUNC("one", "\tgo();\n\n\tcome();\n"),
		  FUNC("one", "\tgo();\n\n\tstop();\n\n\tcome();\n"), ONE "\n" OTHER, "none" },
		{ "it uses what follows in B", ONE "\n" LAST,
		  ONE "\n" FUNC("added", "\tlast(d);\n") "\n" LAST, ONE "\n" LAST, "none" },
		{ "which has a prototype", ONE "\n" LAST,
		  ONE "\n" FUNC("added", "\tlast(d);\n") "\n" LAST,
		  "int last(struct d *d);\n\n" ONE "\n" LAST, "8+0" },
		{ "it uses what is above it in B", ONE "\n" LAST,
		  ONE "\n" FUNC("added", "\tother(d);\n") "\n" LAST, OTHER "\n" ONE "\n" LAST,
		  "12+0" },
		{ "what it uses is of another name", ONE "\n" LAST,
		  ONE "\n" FUNC("added", "\tlost(d);\n\tlas(d);\n\tlast_of(d);\n") "\n" LAST,
		  ONE "\n" LAST, "6+0" },
		{ "others use what follows in B", ONE "\n" FUNC("mid", "\tlast(d);\n"),
		  ONE "\n" NEW "\n" FUNC("mid", "\tlast(d);\n"), ONE "\n" LAST, "6+0" },
		{ "it names what follows in a string", ONE "\n" LAST,
		  ONE "\n" FUNC("added", "\ttell(\"last\");\n") "\n" LAST, ONE "\n" LAST, "6+0" },
	};

	CHECK_PLACES(rows);
}

static void test_removed(void **state)
{
	static const struct place_row rows[] = {
		{ "where it is", ONE "\n" OTHER "\n" LAST, ONE "\n" LAST, OTHER "\n" ONE, "0+6" },
		{ "with its comment", ONE "\n/* what */\n" OTHER "\n" LAST, ONE "\n" LAST,
		  LAST "\n/* what */\n" OTHER "\n" ONE, "6+7" },
		{ "and the blank line in front", ONE "\n" OTHER, ONE, LAST "\n" OTHER, "5+6" },
		{ "B has another comment", ONE "\n/* what */\n" OTHER "\n" LAST, ONE "\n" LAST,
		  LAST "\n/* why */\n" OTHER "\n" ONE, "none" },
		{ "B has another body", ONE "\n" OTHER "\n" LAST, ONE "\n" LAST,
		  FUNC("other", "\tcall(d, 5);\n") "\n" ONE, "none" },
		{ "B has nothing behind it", ONE "\n" OTHER "\n" LAST, ONE "\n" LAST,
		  ONE "\n" OTHER, "none" },
		{ "B has less above it", ONE "\n/* what */\n" OTHER "\n" LAST, ONE "\n" LAST,
		  OTHER "\n" LAST, "none" },
		{ "B does not have it", ONE "\n" OTHER "\n" LAST, ONE "\n" LAST, ONE "\n" LAST,
		  "none" },
		{ "B has it twice", ONE "\n" OTHER "\n" LAST, ONE "\n" LAST,
		  "#ifdef X\n" OTHER "\n#else\n" OTHER "\n#endif\n", "none" },
		{ "a structure has no place of its own", "struct a {\n\tint x;\n};\n\n" LAST, LAST,
		  "struct a {\n\tint x;\n};\n\n" OTHER, "none" },
		{ "a line of a function", FUNC("one", "\tgo();\n\tcome();\n"),
		  FUNC("one", "\tgo();\n"), FUNC("one", "\tgo();\n\tcome();\n"), "none" },
		{ "what is replaced is not removed", ONE "\n" OTHER "\n" LAST,
		  ONE "\nint x;\n\n" LAST, ONE "\n" OTHER "\n" LAST, "none" },
	};

	CHECK_PLACES(rows);
}

/* Neither are they whole when a part of another definition comes with them. */
static void test_parts(void **state)
{
	struct adapt_change change = { .a_line = 5, .n_line = 4, .n_count = 7 };
	_cleanup_steps_ struct steps steps;

	steps_begin(&steps, ONE "\n" LAST, ONE "\n" NEW "\n" LAST, ONE "\n" LAST);
	assert_false(whole_definitions_place(&steps.in, &change));
	change.n_line = 6;
	change.n_count = 7;
	assert_false(whole_definitions_place(&steps.in, &change));
	change.n_count = 6;
	assert_true(whole_definitions_place(&steps.in, &change));
	assert_int_equal(change.b_line, 6);
}

/* Where `added` goes that would follow one() directly: behind what belongs to one(), or not. */
static void test_exports(void **state)
{
	static const struct {
		const char *what, *a_old, *a_new, *b_old;
		size_t b_line, expected;
	} rows[] = {
		{ "behind an export", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "EXPORT_SYMBOL(one);\n\n" LAST, 5, 6 },
		{ "behind two lines", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "EXPORT_SYMBOL(one);\nALLOW_ERROR_INJECTION(one, ERRNO);\n\n" LAST, 5, 7 },
		{ "at the end of the file", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "EXPORT_SYMBOL(one);\n", 5, 6 },
		{ "nothing to pass", ONE "\n" LAST, ONE "\n" NEW "\n" LAST, ONE "\n" LAST, 5, 5 },
		{ "a variable follows directly", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "EXPORT_SYMBOL(one);\nint x;\n" LAST, 5, 5 },
		{ "a call in small letters", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "module_init(one);\n\n" LAST, 5, 5 },
		{ "capitals that nothing is passed to", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "EXPORT_ALL + 1;\n\n" LAST, 5, 5 },
		{ "a macro without arguments", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "NOTHING()\n\n" LAST, 5, 5 },
		{ "another line than a brace above", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  ONE "int x;\nEXPORT_SYMBOL(one);\n\n" LAST, 6, 6 },
		{ "the first line", ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		  "EXPORT_SYMBOL(one);\n\n" LAST, 0, 0 },
		{ "what is added is no definition", ONE "\n" LAST, ONE "\nint x;\n\n" LAST,
		  ONE "EXPORT_SYMBOL(one);\n\n" LAST, 5, 5 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_steps_ struct steps steps;
		struct adapt_change change = { .a_line = 5, .n_line = 5, .n_count = 6 };
		_cleanup_free_ char *place = NULL, *expected = xasprintf("%zu", rows[i].expected);

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		change.b_line = rows[i].b_line;
		if (strstr(rows[i].a_new, "\nint x;\n\n"))
			change.n_count = 2;
		whole_definitions_pass_exports(&steps.in, &change);
		place = xasprintf("%zu", change.b_line);
		assert_row(rows[i].what, place, expected);
	}
}

/* The diff may show what is added with the brace of the function in front of it. */
static void test_exports_slide(void **state)
{
	struct adapt_change change = { .a_line = 4, .n_line = 4, .n_count = 6, .b_line = 4 }, was;
	_cleanup_steps_ struct steps steps;

	steps_begin(&steps, ONE "\n" LAST, ONE "\n" NEW "\n" LAST,
		    ONE "EXPORT_SYMBOL(one);\n\n" LAST);
	whole_definitions_pass_exports(&steps.in, &change);
	assert_int_equal(change.a_line, 5);
	assert_int_equal(change.n_line, 5);
	assert_int_equal(change.n_count, 6);
	assert_int_equal(change.b_line, 6);

	/* B has another line in the place of the brace. */
	was = change = (struct adapt_change){ .a_line = 4, .n_line = 4, .n_count = 6, .b_line = 3 };
	whole_definitions_pass_exports(&steps.in, &change);
	assert_memory_equal(&change, &was, sizeof(was));

	/* Lines are replaced: the place is theirs. */
	was = change = (struct adapt_change){
		.a_line = 5, .a_count = 1, .n_line = 5, .n_count = 6, .b_line = 5, .b_count = 1
	};
	whole_definitions_pass_exports(&steps.in, &change);
	assert_memory_equal(&change, &was, sizeof(was));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_added),	      cmocka_unit_test(test_removed),
		cmocka_unit_test(test_parts),	      cmocka_unit_test(test_exports),
		cmocka_unit_test(test_exports_slide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
