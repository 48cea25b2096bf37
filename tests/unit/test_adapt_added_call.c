// SPDX-License-Identifier: GPL-2.0-only
/* What other calls and declarations tell of the arguments of a call that a change adds. */
#include "adapt_steps.h"
#include "adapt_trees.h"

#include "adapt/added_call.h"

/* A file of A and one of B, aligned, and the call "put(ARGUMENTS)" that is added. */
struct call_setup {
	struct steps steps;
	struct ctokens tokens;
	struct added_call call;
};

static void setup_call(struct call_setup *setup, const char *a, const char *a_new, const char *b,
		       const char *arguments)
{
	*setup = (struct call_setup){ 0 };
	steps_begin(&setup->steps, a, a_new ? a_new : a, b);
	steps_align(&setup->steps);
	setup->call = (struct added_call){ .in = &setup->steps.in,
					   .alignment = &setup->steps.alignment,
					   .name = "put",
					   .len = 3 };
	ctokens_read(&setup->tokens, arguments, strlen(arguments), false);
	assert_true(arguments_read(&setup->tokens, 0, setup->tokens.count, &setup->call.arguments));
}

static void end_call(struct call_setup *setup)
{
	arguments_release(&setup->call.arguments);
	ctokens_release(&setup->tokens);
	steps_end(&setup->steps);
}
#define _cleanup_call_ __attribute__((cleanup(end_call)))

/* "0 2, more 1: x" */
static char *say_mapping(const struct argument_mapping *mapping)
{
	size_t few = mapping->from < mapping->to ? mapping->from : mapping->to;
	struct buf said = { 0 };

	buf_puts(&said, "");
	for (size_t i = 0; i < few; i++)
		buf_printf(&said, "%s%zu", i ? " " : "", mapping->at[i]);
	for (size_t i = 0; i < ARGUMENTS_MAX; i++)
		if (mapping->more[i].len)
			buf_printf(&said, ", more %zu: %.*s", i, (int)mapping->more[i].len,
				   mapping->more[i].data);
	return buf_detach(&said);
}

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define ONE "\tfirst_of(all, 1);\n"
#define TWO "\tsecond_of(all, 2);\n"

static void test_by_calls(void **state)
{
	static const struct {
		const char *what, *a, *b, *arguments;
		int found;
		const char *mapping;
	} rows[] = {
		{ "B passes one more", F("\tput(a, b);\n"), F("\tput(a, b, NULL);\n"), "(x, y)", 1,
		  "0 1, more 2: NULL" },
		{ "B passes one less", F("\tput(a, b, true);\n"), F("\tput(a, b);\n"),
		  "(x, y, true)", 1, "0 1" },
		{ "no call", F(ONE), F(ONE), "(x, y)", 0, NULL },
		{ "no call in B", F("\tput(a, b);\n" ONE), F("\tnew_of_b();\n" ONE), "(x, y)", 0,
		  NULL },
		{ "no call on the partner line", F("\tput(a, b);\n" ONE "\tlast(1);\n"),
		  F("\tput_it(a, b);\n" ONE "\tput(a, b, NULL);\n"), "(x, y)", 0, NULL },
		{ "another number of arguments", F("\tput(a, b);\n"), F("\tput(a, b, NULL);\n"),
		  "(x)", 0, NULL },
		{ "as many in both", F("\tput(a, b);\n"), F("\tput(a, c);\n"), "(x, y)", 0, NULL },
		{ "another function", F("\tputs(a, b);\n"), F("\tputs(a, b, NULL);\n"), "(x, y)", 0,
		  NULL },
		{ "not a call", F("\trun(put, a, b);\n"), F("\trun(put, a, b, 0);\n"), "(x, y)", 0,
		  NULL },
		{ "two calls agree", F("\tput(a, b);\n" ONE "\tput(c, d);\n"),
		  F("\tput(a, b, NULL);\n" ONE "\tput(c, d, NULL);\n"), "(x, y)", 1,
		  "0 1, more 2: NULL" },
		{ "two disagree in what is passed", F("\tput(a, b);\n" ONE "\tput(c, d);\n"),
		  F("\tput(a, b, NULL);\n" ONE "\tput(c, d, true);\n"), "(x, y)", -1, NULL },
		{ "two disagree in where", F("\tput(a, b);\n" ONE "\tput(c, d);\n"),
		  F("\tput(a, b, NULL);\n" ONE "\tput(NULL, c, d);\n"), "(x, y)", -1, NULL },
		{ "a third does not help",
		  F("\tput(a, b);\n" ONE "\tput(c, d);\n" TWO "\tput(e, f);\n"),
		  F("\tput(a, b, NULL);\n" ONE "\tput(c, d, true);\n" TWO "\tput(e, f, true);\n"),
		  "(x, y)", -1, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_call_ struct call_setup setup;
		struct argument_mapping mapping = { 0 };
		_cleanup_free_ char *said = NULL;
		int found;

		setup_call(&setup, rows[i].a, NULL, rows[i].b, rows[i].arguments);
		found = call_map_by_calls(&setup.call, &mapping);
		if (found != rows[i].found)
			fail_msg("%s: %d", rows[i].what, found);
		said = found > 0 ? say_mapping(&mapping) : xstrdup("none");
		assert_row(rows[i].what, said, rows[i].mapping ? rows[i].mapping : "none");
	}
}

static void read_parameters(const char *text, struct ctokens *tokens, struct argument_list *list)
{
	ctokens_read(tokens, text, strlen(text), false);
	assert_true(arguments_read(tokens, 0, tokens->count, list));
}

static void test_by_declarations(void **state)
{
	static const struct {
		const char *what, *a, *b, *file, *arguments;
		const char *mapping; /* NULL: it is not told */
	} rows[] = {
		{ "B takes one less", "(int a, char *b)", "(char *b)", F(ONE), "(x, y)", "1" },
		{ "by types", "(int a, char *b)", "(char *c)", F(ONE), "(x, y)", "1" },
		{ "B takes one more, and always gets the same", "(int a)", "(int a, char *b)",
		  F("\tput(1, NULL);\n\tput(2, NULL);\n"), "(x)", "0, more 1: NULL" },
		{ "not always the same", "(int a)", "(int a, char *b)",
		  F("\tput(1, NULL);\n\tput(2, p);\n"), "(x)", NULL },
		{ "something longer", "(int a)", "(int a, char *b)",
		  F("\tput(1, p);\n\tput(2, pp);\n"), "(x)", NULL },
		{ "no call tells", "(int a)", "(int a, char *b)", F(ONE), "(x)", NULL },
		{ "a call with another number does not count", "(int a)", "(int a, char *b)",
		  F("\tput(1, NULL);\n\tput(2);\n"), "(x)", "0, more 1: NULL" },
		{ "nor does the declaration itself", "(int a)", "(int a, char *b)",
		  "void put(int a, char *b);\n" F("\tput(1, NULL);\n"), "(x)", "0, more 1: NULL" },
		{ "the change passes another number", "(int a, char *b)", "(char *b)", F(ONE),
		  "(x)", NULL },
		{ "as many as before", "(int a)", "(int b)", F(ONE), "(x)", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arguments_ struct argument_list a = { 0 }, b = { 0 };
		_cleanup_ctokens_ struct ctokens in_a = { 0 }, in_b = { 0 };
		struct argument_mapping mapping = { 0 };
		_cleanup_call_ struct call_setup setup;
		_cleanup_free_ char *said = NULL;

		setup_call(&setup, F(ONE), NULL, rows[i].file, rows[i].arguments);
		read_parameters(rows[i].a, &in_a, &a);
		read_parameters(rows[i].b, &in_b, &b);
		said = call_map_by_declarations(&setup.call, &a, &b, &mapping) ?
			       say_mapping(&mapping) :
			       xstrdup("not told");
		assert_row(rows[i].what, said, rows[i].mapping ? rows[i].mapping : "not told");
	}
}

/* B's calls leave out the last of two arguments. */
static void test_left_out(void **state)
{
	static const struct {
		const char *what, *a, *arguments;
		bool another;
	} rows[] = {
		{ "the same value", F("\tput(a, true);\n"), "(x, true)", false },
		{ "another value", F("\tput(a, true);\n"), "(x, false)", true },
		{ "flags", F("\tput(a, GFP_KERNEL);\n"), "(x, GFP_ATOMIC)", true },
		{ "one of A's calls passes the same", F("\tput(a, true);\n\tput(b, false);\n"),
		  "(x, false)", false },
		{ "a variable is no value", F("\tput(a, flag);\n"), "(x, true)", false },
		{ "nor is one of this call", F("\tput(a, true);\n"), "(x, flag)", false },
		{ "a number is none", F("\tput(a, 1);\n"), "(x, 2)", false },
		{ "a word that is not all in capitals is none", F("\tput(a, Flag);\n"),
		  "(x, OTHER)", false },
		{ "a call with another number does not count", F("\tput(true);\n"), "(x, false)",
		  false },
		{ "what B keeps does not matter", F("\tput(TRUE_ONE, true);\n"),
		  "(OTHER_ONE, true)", false },
		{ "another function", F("\tputs(a, true);\n"), "(x, false)", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct argument_mapping mapping = { .at = { 0 }, .from = 2, .to = 1 };
		_cleanup_call_ struct call_setup setup;

		setup_call(&setup, rows[i].a, NULL, F(ONE), rows[i].arguments);
		if (call_leaves_out_another(&setup.call, &mapping) != rows[i].another)
			fail_msg("%s", rows[i].what);
		/* When B takes more than A, nothing is left out. */
		mapping = (struct argument_mapping){ .at = { 0, 1 }, .from = 2, .to = 3 };
		assert_false(call_leaves_out_another(&setup.call, &mapping));
	}
}

/* What B passes in the place of the second argument. */
static void test_instead(void **state)
{
	static const struct {
		const char *what, *a, *b, *arguments;
		const char *passed; /* NULL: not told */
	} rows[] = {
		{ "on the partner line", F("\tput(a, d);\n"), F("\tput(a, d->dev);\n"), "(x, d)",
		  "d->dev" },
		{ "A passes something else", F("\tput(a, e);\n"), F("\tput(a, e->dev);\n"),
		  "(x, d)", NULL },
		{ "twice the same", F("\tput(a, d);\n" ONE "\tput(b, d);\n"),
		  F("\tput(a, d->dev);\n" ONE "\tput(b, d->dev);\n"), "(x, d)", "d->dev" },
		{ "different things", F("\tput(a, d);\n" ONE "\tput(b, d);\n"),
		  F("\tput(a, d->dev);\n" ONE "\tput(b, d->net);\n"), "(x, d)", NULL },
		{ "something longer", F("\tput(a, d);\n" ONE "\tput(b, d);\n"),
		  F("\tput(a, d->dev);\n" ONE "\tput(b, d->device);\n"), "(x, d)", NULL },
		{ "A has fewer arguments", F("\tput(a);\n"), F("\tput(a, d->dev);\n"), "(x, d)",
		  NULL },
		{ "B has fewer arguments", F("\tput(a, d);\n"), F("\tput(a);\n"), "(x, d)", NULL },
		{ "no call", F(ONE), F(ONE), "(x, d)", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct adapt_bytes passed = { 0 };
		_cleanup_call_ struct call_setup setup;
		_cleanup_free_ char *said = NULL;

		setup_call(&setup, rows[i].a, NULL, rows[i].b, rows[i].arguments);
		said = call_passed_instead(&setup.call, 1, &passed) ?
			       xstrndup(passed.data, passed.len) :
			       xstrdup("not told");
		assert_row(rows[i].what, said, rows[i].passed ? rows[i].passed : "not told");
	}
}

static void test_parameters(void **state)
{
	static const struct {
		const char *what, *file, *parameters;
		enum cdef_kind kind;
	} rows[] = {
		{ "a function", "void put(int a, char *b)\n{\n}\n", "int a, char *b",
		  CDEF_FUNCTION },
		{ "a prototype", "void put(int a);\n", "int a", CDEF_PROTOTYPE },
		{ "a macro", "#define put(a, b) go(a, b)\n", "a, b", CDEF_MACRO },
		{ "the function comes first", "void put(int p);\nvoid put(int f)\n{\n}\n", "int f",
		  CDEF_FUNCTION },
		{ "then the prototype", "#define put(m) go(m)\nvoid put(int p);\n", "int p",
		  CDEF_PROTOTYPE },
		{ "an alias takes none of its own", "#define put go\nint x;\n", NULL, 0 },
		{ "behind an alias", "#define put go\n#define put(m) go(m)\n", "m", CDEF_MACRO },
		{ "another name", "void putt(int a);\n", NULL, 0 },
		{ "a variable", "int put;\n", NULL, 0 },
		{ "too many parameters",
		  "void put(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l,\n"
		  "\t int m, int n, int o, int p, int q);\n",
		  NULL, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_arguments_ struct argument_list list = { 0 };
		_cleanup_call_ struct call_setup setup;
		_cleanup_free_ char *said = NULL;
		enum cdef_kind kind = 0;

		setup_call(&setup, rows[i].file, NULL, "", "(x)");
		said = call_parameters_in_file(&setup.steps.in.a, &setup.call, &list, &kind) ?
			       arguments_say(&list) :
			       xstrdup("none");
		assert_row(rows[i].what, said, rows[i].parameters ? rows[i].parameters : "none");
		if (kind != rows[i].kind)
			fail_msg("%s: kind %d", rows[i].what, kind);
	}
}

static bool brings_put(const void *data, const char *name, size_t len)
{
	return len == 3 && !memcmp(name, "put", 3);
}

/* put(int) is in the header of both trees; "brought" when the call has a definition of its own. */
static void test_brought(void **state)
{
	static const struct {
		const char *what, *a, *a_new, *arguments;
		bool (*brings)(const void *data, const char *name, size_t len);
		bool brought;
	} rows[] = {
		{ "A has it", F(ONE), F(ONE), "(1)", NULL, false },
		{ "an earlier patch brings it", F(ONE), F(ONE), "(1)", brings_put, true },
		{ "A's does not take these arguments", F(ONE), F(ONE), "(1, 2)", NULL, true },
		{ "the change defines it", F(ONE), "void put(int a)\n{\n}\n" F(ONE), "(1)", NULL,
		  true },
		{ "for another number of arguments", F(ONE),
		  "void put(int a, int b)\n{\n}\n" F(ONE), "(1)", NULL, false },
		{ "it was defined before", "void put(int a)\n{\n}\n" F(ONE),
		  "void put(int b)\n{\n}\n" F(ONE), "(1)", NULL, false },
		{ "with another number of parameters", "void put(void)\n{\n}\n" F(ONE),
		  "void put(int b)\n{\n}\n" F(ONE), "(1)", NULL, true },
	};
	char *dir = scratch_make(), *folders[2];
	struct adapt_tree trees[2];

	make_tree(dir, "a", "void put(int a);\n", "#include <linux/api.h>\n", &folders[0],
		  &trees[0]);
	make_tree(dir, "b", "void put(int x, int b);\n", "#include <linux/api.h>\n", &folders[1],
		  &trees[1]);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_call_ struct call_setup setup;

		setup_call(&setup, rows[i].a, rows[i].a_new, F(ONE), rows[i].arguments);
		trees[1].brings = rows[i].brings;
		setup.steps.options.tree_a = &trees[0];
		setup.steps.options.tree_b = &trees[1];
		if (call_is_brought(&setup.call) != rows[i].brought)
			fail_msg("%s", rows[i].what);
	}
	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		_cleanup_arguments_ struct argument_list list = { 0 };
		_cleanup_call_ struct call_setup setup;
		_cleanup_free_ char *said = NULL;
		enum cdef_kind kind;

		setup_call(&setup, F(ONE), NULL, F(ONE), "(1)");
		assert_false(call_parameters_in_tree(NULL, &setup.call, false, &list, &kind));
		assert_false(call_parameters_in_tree(&trees[i], &setup.call, true, &list, &kind));
		assert_true(call_parameters_in_tree(&trees[i], &setup.call, false, &list, &kind));
		said = arguments_say(&list);
		assert_row("in a header", said, i ? "int x, int b" : "int a");
		assert_int_equal(kind, CDEF_PROTOTYPE);
	}
	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		symbol_index_free(trees[i].index);
		free(folders[i]);
	}
	scratch_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_calls),   cmocka_unit_test(test_by_declarations),
		cmocka_unit_test(test_left_out),   cmocka_unit_test(test_instead),
		cmocka_unit_test(test_parameters), cmocka_unit_test(test_brought),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
