// SPDX-License-Identifier: GPL-2.0-only
/* Lists of arguments and of parameters: how they are read, and how one becomes another. */
#include "unit.h"

#include "adapt/argument_lists.h"
#include "syntax/clex.h"
#include "util/buf.h"

/* Read the list that a text begins with. */
static bool read_list(const char *text, struct ctokens *tokens, struct argument_list *ret_list)
{
	ctokens_read(tokens, text, strlen(text), false);
	return arguments_read(tokens, 0, tokens->count, ret_list);
}

#define A8 "a, b, c, d, e, f, g, h"

static void test_read(void **state)
{
	static const struct {
		const char *what, *text;
		const char *raw;   /* the bytes of each, "|" between them; NULL: not read */
		const char *items; /* NULL: the same */
	} rows[] = {
		{ "none", "()", "", NULL },
		{ "void is none", "(void)", "", NULL },
		{ "one", "(a)", "a", NULL },
		{ "two", "(a, b)", "a|b", NULL },
		{ "blanks and lines between them", "(a,\n\t  b ,c )", "a|b|c", NULL },
		{ "words and operators are one space apart", "(a+b, x  ->  y)", "a+b|x  ->  y",
		  "a + b|x -> y" },
		{ "but nothing behind a star", "(struct d *d, int **n)", "struct d *d|int **n",
		  "struct d *d|int **n" },
		{ "a call within", "(f(a, b), c)", "f(a, b)|c", "f ( a , b )|c" },
		{ "brackets of all kinds", "(t[i, j], (struct s){ 1, 2 }, z)",
		  "t[i, j]|(struct s){ 1, 2 }|z", "t [ i , j ]|( struct s ) { 1 , 2 }|z" },
		{ "a string is one", "(\"a, b\", c)", "\"a, b\"|c", NULL },
		{ "what follows is not of it", "(a) + f(b)", "a", NULL },
		{ "nothing between commas", "(a, , b)", "a||b", NULL },
		{ "as many as can be", "(" A8 ", " A8 ")", "a|b|c|d|e|f|g|h|a|b|c|d|e|f|g|h",
		  NULL },
		{ "one more", "(" A8 ", " A8 ", i)", NULL, NULL },
		{ "not closed", "(a, b", NULL, NULL },
		{ "only opened", "(", NULL, NULL },
		{ "closed by another bracket", "(a ]", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arguments_ struct argument_list list = { 0 };
		_cleanup_buf_ struct buf raw = { 0 }, items = { 0 };
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		bool found = read_list(rows[i].text, &tokens, &list);

		for (size_t k = 0; k < list.count; k++) {
			buf_printf(&raw, "%s%.*s", k ? "|" : "", (int)list.raw[k].len,
				   list.raw[k].data);
			buf_printf(&items, "%s%s", k ? "|" : "", list.items[k]);
		}
		assert_row(rows[i].what, found ? buf_str(&raw) : "not read",
			   rows[i].raw ? rows[i].raw : "not read");
		assert_row(rows[i].what, found ? buf_str(&items) : "not read",
			   rows[i].items ? rows[i].items :
			   rows[i].raw	 ? rows[i].raw :
					   "not read");
	}
}

static void test_say(void **state)
{
	static const char *const lists[][2] = {
		{ "()", "" },
		{ "(int a)", "int a" },
		{ "(int a,char *b,\n\tint c)", "int a, char *b, int c" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		_cleanup_arguments_ struct argument_list list = { 0 };
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		_cleanup_free_ char *said = NULL;

		assert_true(read_list(lists[i][0], &tokens, &list));
		said = arguments_say(&list);
		arguments_release(&list);
		assert_int_equal(list.count, 0);
		assert_row(lists[i][0], said, lists[i][1]);
	}
}

/* "0 2; more 1: true": where the shorter one's are, and what B has more. */
static char *say_mapping(const struct argument_mapping *mapping)
{
	size_t few = mapping->from < mapping->to ? mapping->from : mapping->to;
	struct buf said = { 0 };

	buf_printf(&said, "%zu to %zu:", mapping->from, mapping->to);
	for (size_t i = 0; i < few; i++)
		buf_printf(&said, " %zu", mapping->at[i]);
	for (size_t i = 0; i < ARGUMENTS_MAX; i++)
		if (mapping->more[i].len)
			buf_printf(&said, ", more %zu: %.*s", i, (int)mapping->more[i].len,
				   mapping->more[i].data);
	return buf_detach(&said);
}

static void test_map(void **state)
{
	static const struct {
		const char *what, *a, *b;
		bool types;
		const char *mapping;
	} rows[] = {
		{ "B has one more at the end", "(a, b)", "(a, b, true)", false,
		  "2 to 3: 0 1, more 2: true" },
		{ "in the middle", "(a, b)", "(a, NULL, b)", false, "2 to 3: 0 2, more 1: NULL" },
		{ "in front", "(a, b)", "(x, a, b)", false, "2 to 3: 1 2, more 0: x" },
		{ "two more", "(a)", "(x, a, y)", false, "1 to 3: 1, more 0: x, more 2: y" },
		{ "B has fewer", "(a, b, c)", "(a, c)", false, "3 to 2: 0 2" },
		{ "B has none", "(a)", "()", false, "1 to 0:" },
		{ "A has none", "()", "(x)", false, "0 to 1:, more 0: x" },
		{ "as many", "(a, b)", "(a, b)", false, "no" },
		{ "in another order", "(a, b)", "(b, x, a)", false, "no" },
		{ "one is another", "(a, b)", "(a, x, c)", false, "no" },
		{ "in two ways", "(a, b)", "(a, a, b)", false, "no" },
		{ "twice in A, once in B", "(a, a)", "(a, x, y)", false, "no" },
		{ "three of five", "(a, b, c)", "(x, a, b, y, c)", false,
		  "3 to 5: 1 2 4, more 0: x, more 3: y" },
		{ "in more ways than two", "(a)", "(a, a, a, a)", false, "no" },
		{ "in two ways, seen from the end", "(a, b)", "(a, b, b)", false, "no" },
		{ "parameters have other names", "(int x, char *y)", "(int a, long b, char *c)",
		  true, "2 to 3: 0 2, more 1: long b" },
		{ "but names count without types", "(int x, char *y)", "(int a, long b, char *c)",
		  false, "no" },
		{ "types differ", "(int x, char *y)", "(int a, long b, void *c)", true, "no" },
		{ "a pointer is another type", "(int x)", "(int *a, long b)", true, "no" },
		{ "parameters without names", "(int, char *)", "(int, long, char *)", true,
		  "2 to 3: 0 2, more 1: long" },
		{ "of the same type: unclear which", "(int x)", "(int a, int b)", true, "no" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arguments_ struct argument_list a = { 0 }, b = { 0 };
		_cleanup_ctokens_ struct ctokens in_a = { 0 }, in_b = { 0 };
		struct argument_mapping mapping = { 0 };
		_cleanup_free_ char *said = NULL;

		assert_true(read_list(rows[i].a, &in_a, &a));
		assert_true(read_list(rows[i].b, &in_b, &b));
		said = arguments_map(&a, &b, rows[i].types, &mapping) ? say_mapping(&mapping) :
									xstrdup("no");
		assert_row(rows[i].what, said, rows[i].mapping);
	}
}

static void test_types(void **state)
{
	static const struct {
		const char *what, *a, *b;
		bool macro, differ;
	} rows[] = {
		{ "the same", "(int a)", "(int b)", false, false },
		{ "a pointer and a value", "(struct d *a)", "(int a)", false, true },
		{ "a value and a pointer", "(int a)", "(struct d *a)", false, true },
		{ "pointers to different types", "(struct d *a)", "(struct e *a)", false, true },
		{ "to types of which one begins like the other", "(struct d *a)", "(struct dd *a)",
		  false, true },
		{ "pointers to the same type", "(struct d *a)", "(struct d *b)", false, false },
		{ "qualifiers do not count", "(const struct d *a)", "(struct d *b)", false, false },
		{ "const", "(char const *a)", "(char *b)", false, false },
		{ "volatile", "(char volatile *a)", "(char *b)", false, false },
		{ "__iomem", "(void __iomem *a)", "(void *b)", false, false },
		{ "__user", "(char __user *a)", "(char *b)", false, false },
		{ "__rcu", "(struct d __rcu *a)", "(struct d *b)", false, false },
		{ "__percpu", "(struct d __percpu *a)", "(struct d *b)", false, false },
		{ "__force", "(char __force *a)", "(char *b)", false, false },
		{ "two qualifiers", "(char const volatile *a)", "(char *b)", false, false },
		{ "another word is none", "(char cons *a)", "(char *b)", false, true },
		{ "numbers of different width", "(int a)", "(u64 a)", false, false },
		{ "an array is a pointer", "(int a[4])", "(int *a)", false, false },
		{ "an array and a value", "(int a[4])", "(int a)", false, true },
		{ "a value and an array", "(int a)", "(int a[4])", false, true },
		{ "function pointers are not compared", "(int (*f)(int))", "(int a)", false,
		  false },
		{ "nor in B", "(int a)", "(int (*f)(int))", false, false },
		{ "nor variable ones", "(...)", "(struct d *a)", false, false },
		{ "nor in B", "(struct d *a)", "(...)", false, false },
		{ "a word is no declaration", "(name)", "(struct d *a)", false, false },
		{ "nor in B", "(struct d *a)", "(name)", false, false },
		{ "parameters of a macro by name", "(a)", "(b)", true, true },
		{ "the same name", "(a)", "(a)", true, false },
		{ "underscores in front do not count", "(__a)", "(_a)", true, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arguments_ struct argument_list a = { 0 }, b = { 0 };
		_cleanup_ctokens_ struct ctokens in_a = { 0 }, in_b = { 0 };

		assert_true(read_list(rows[i].a, &in_a, &a));
		assert_true(read_list(rows[i].b, &in_b, &b));
		if (arguments_differ_in_type(&a, &b, 0, rows[i].macro) != rows[i].differ)
			fail_msg("%s: %s and %s", rows[i].what, rows[i].a, rows[i].b);
	}
}

static void test_reordered(void **state)
{
	static const struct {
		const char *what, *a, *b;
		bool reordered;
	} rows[] = {
		{ "in another order", "(int a, char *b)", "(char *b, int a)", true },
		{ "of three, two", "(int a, int b, int c)", "(int a, int c, int b)", true },
		{ "in the same order", "(int a, char *b)", "(int a, char *b)", false },
		{ "arrays, by their names", "(int a[4], int b)", "(int b, int a[4])", true },
		{ "another name", "(int a, int b)", "(int b, int c)", false },
		{ "a name that begins the same", "(int a, int b)", "(int b, int aa)", false },
		{ "one more", "(int a, int b)", "(int b, int a, int c)", false },
		{ "one fewer", "(int a, int b, int c)", "(int b, int a)", false },
		{ "a name twice in B", "(int a, int b)", "(int b, int b)", false },
		{ "a name twice in both", "(int a, int a)", "(int a, int a)", false },
		{ "without names", "(*, *)", "(*, *)", false },
		{ "none", "()", "()", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arguments_ struct argument_list a = { 0 }, b = { 0 };
		_cleanup_ctokens_ struct ctokens in_a = { 0 }, in_b = { 0 };

		assert_true(read_list(rows[i].a, &in_a, &a));
		assert_true(read_list(rows[i].b, &in_b, &b));
		if (arguments_reordered(&a, &b) != rows[i].reordered)
			fail_msg("%s: %s and %s", rows[i].what, rows[i].a, rows[i].b);
	}
}

static void test_same_mapping(void **state)
{
	static const struct {
		const char *what;
		struct argument_mapping x, y;
		bool same;
	} rows[] = {
		{ "equal",
		  { { 0, 2 }, 2, 3, { [1] = { "x", 1 } } },
		  { { 0, 2 }, 2, 3, { [1] = { "x", 1 } } },
		  true },
		{ "another place",
		  { { 0, 2 }, 2, 3, { [1] = { "x", 1 } } },
		  { { 0, 1 }, 2, 3, { [1] = { "x", 1 } } },
		  false },
		{ "places behind the shorter one's do not count",
		  { { 0, 2, 7 }, 2, 3 },
		  { { 0, 2, 8 }, 2, 3 },
		  true },
		{ "nor when B's is the shorter one",
		  { { 0, 2, 7 }, 3, 2 },
		  { { 0, 2, 8 }, 3, 2 },
		  true },
		{ "another place of B's shorter one",
		  { { 0, 2 }, 3, 2 },
		  { { 0, 1 }, 3, 2 },
		  false },
		{ "A has more", { { 0, 2 }, 2, 3 }, { { 0, 2 }, 4, 3 }, false },
		{ "B has more", { { 0, 2 }, 2, 3 }, { { 0, 2 }, 2, 4 }, false },
		{ "B passes something else",
		  { { 0 }, 1, 2, { [1] = { "x", 1 } } },
		  { { 0 }, 1, 2, { [1] = { "y", 1 } } },
		  false },
		{ "something longer",
		  { { 0 }, 1, 2, { [1] = { "x", 1 } } },
		  { { 0 }, 1, 2, { [1] = { "xx", 2 } } },
		  false },
		{ "nothing", { { 0 }, 1, 2, { [1] = { "x", 1 } } }, { { 0 }, 1, 2 }, false },
		{ "something else in the first place",
		  { { 1 }, 1, 2, { [0] = { "x", 1 } } },
		  { { 1 }, 1, 2, { [0] = { "y", 1 } } },
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (arguments_same_mapping(&rows[i].x, &rows[i].y) != rows[i].same)
			fail_msg("%s", rows[i].what);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),	  cmocka_unit_test(test_say),
		cmocka_unit_test(test_map),	  cmocka_unit_test(test_types),
		cmocka_unit_test(test_reordered), cmocka_unit_test(test_same_mapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
