// SPDX-License-Identifier: GPL-2.0-only
/* What a change does to definitions, against the rest of B's file and against what it does in A. */
#include "adapt_steps.h"

#include "adapt/check_definitions.h"
#include "adapt/check_result.h"

struct definition_row {
	const char *what, *a_old, *a_new, *b_old;
	const char *made;  /* B with the change */
	const char *wrong; /* NULL: nothing */
};

typedef char *check_fn(const struct adapt_input *in, const struct change_list *changes,
		       const struct source_file *made);

static void check_rows(check_fn *check, const struct definition_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *wrong = NULL;
		_cleanup_steps_ struct steps steps;
		struct source_file made = { 0 };

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		source_file_read_code(&made, bytes_of(rows[i].made));
		wrong = check(&steps.in, &steps.changes, &made);
		source_file_release(&made);
		assert_row(rows[i].what, wrong ? wrong : "nothing",
			   rows[i].wrong ? rows[i].wrong : "nothing");
	}
}
#define CHECK(rows) check_rows(check_definitions, rows, ARRAY_SIZE(rows))
#define CHECK_RESULTS(rows) check_rows(check_result, rows, ARRAY_SIZE(rows))

#define F(arguments) "int f(" arguments ")\n{\n\treturn 0;\n}\n"
#define G(body) "\nint g(void)\n{\n\t" body "\n\treturn 0;\n}\n"

static void test_parameters(void **state)
{
	static const struct definition_row rows[] = {
		{ "a call that B has alone has the old arguments", F("int a"), F("int a, int b"),
		  F("int a") G("f(1);"), F("int a, int b") G("f(1);"),
		  "line 8 still passes 1 arguments to f(), which would take 2" },
		{ "it has the new ones", F("int a"), F("int a, int b"), F("int a") G("f(1);"),
		  F("int a, int b") G("f(1, 2);") },
		{ "A has such a call as well", F("int a") G("f(1);"), F("int a, int b") G("f(1);"),
		  F("int a") G("f(1);"), F("int a, int b") G("f(1);") },
		{ "one fewer", F("int a, int b"), F("int a"), F("int a, int b") G("f(1, 2);"),
		  F("int a") G("f(1, 2);"),
		  "line 8 still passes 2 arguments to f(), which would take 1" },
		{ "none any more", F("int a"), F("void"), F("int a") G("f(1);"),
		  F("void") G("f(1);"),
		  "line 8 still passes 1 arguments to f(), which would take 0" },
		{ "B takes others than A, and takes as many as before", F("int a"),
		  F("int a, int b"), F("int a, int x") G("f(1, 2);"),
		  F("int b, int x") G("f(1, 2);") },
		{ "any number", F("int a"), F("int a, ..."), F("int a") G("f(1);"),
		  F("int a, ...") G("f(1);") },
		{ "any number before", F("int a, ..."), F("int a, int b"),
		  F("int a, ...") G("f(1);"), F("int a, int b") G("f(1);") },
		{ "a member of that name is called", F("int a"), F("int a, int b"),
		  F("int a") G("d->f(1);"), F("int a, int b") G("d->f(1);") },
		{ "the name without a call", F("int a"), F("int a, int b"),
		  F("int a") G("run(f, 1);"), F("int a, int b") G("run(f, 1);") },
		{ "a macro calls it", F("int a"), F("int a, int b"), "#define M f(1)\n" F("int a"),
		  "#define M f(1)\n" F("int a, int b") },
		{ "the change is to another function", F("int a") G("go(1);"),
		  F("int a") G("go(2);"), F("int a") G("f(1);"), F("int a, int b") G("f(1);") },
		{ "only the body is changed", F("int a"), "int f(int a)\n{\n\treturn 1;\n}\n",
		  F("int a, int b") G("f(1);"), F("int a, int b") G("f(1);") },
	};

	CHECK(rows);
}

static void test_removed_functions(void **state)
{
	static const struct definition_row rows[] = {
		{ "B still uses it", F("void") G("go(1);"), G("go(1);"), F("void") G("f();"),
		  G("f();"), "f() is still used, but would no longer be defined" },
		{ "B does not", F("void") G("go(1);"), G("go(1);"), F("void") G("go(1);"),
		  G("go(1);") },
		{ "A_NEW uses it as well", F("void") G("f();"), G("f();"), F("void") G("f();"),
		  G("f();") },
		{ "B has a member of that name", F("void") G("go(1);"), G("go(1);"),
		  F("void") G("d->f();"), G("d->f();") },
		{ "B has a longer name", F("void") G("go(1);"), G("go(1);"), F("void") G("ff();"),
		  G("ff();") },
		{ "B never had it", F("void") G("go(1);"), G("go(1);"), G("f();"), G("f();") },
		{ "B keeps one of two", F("void") G("go(1);"), G("go(1);"),
		  F("void") F("void") G("f();"), F("void") G("f();") },
	};

	CHECK(rows);
}

#define S(members) "struct s {\n" members "};\n"

static void test_members(void **state)
{
	static const struct definition_row rows[] = {
		{ "B still uses one that goes", S("\tint a;\n\tint b;\n"), S("\tint a;\n"),
		  S("\tint a;\n\tint b;\n") G("d->b = 1;"), S("\tint a;\n") G("d->b = 1;"),
		  "member b is still used, but would be removed" },
		{ "by value", S("\tint a;\n\tint b;\n"), S("\tint a;\n"),
		  S("\tint a;\n\tint b;\n") G("d.b = 1;"), S("\tint a;\n") G("d.b = 1;"),
		  "member b is still used, but would be removed" },
		{ "not as a member", S("\tint a;\n\tint b;\n"), S("\tint a;\n"),
		  S("\tint a;\n\tint b;\n") G("b = 1;"), S("\tint a;\n") G("b = 1;") },
		{ "A_NEW uses it as well", S("\tint a;\n\tint b;\n") G("d->b = 1;"),
		  S("\tint a;\n") G("d->b = 1;"), S("\tint a;\n\tint b;\n") G("d->b = 1;"),
		  S("\tint a;\n") G("d->b = 1;") },
		{ "it would be there twice", S("\tint a;\n"), S("\tint a;\n\tint b;\n"),
		  S("\tint b;\n\tint a;\n"), S("\tint b;\n\tint a;\n\tint b;\n"),
		  "duplicate member b" },
		{ "it was there twice", S("\tint a;\n"), S("\tint a;\n\tint c;\n"),
		  S("\tint b;\n\tint a;\n\tint b;\n"),
		  S("\tint b;\n\tint a;\n\tint c;\n\tint b;\n") },
		{ "a new one twice is A's own doing", S("\tint a;\n"),
		  S("\tint a;\n\tint c;\n\tint c;\n"), S("\tint a;\n"),
		  S("\tint a;\n\tint c;\n\tint c;\n") },
		{ "the change is to another structure",
		  S("\tint a;\n") "\nstruct t {\n\tint x;\n};\n",
		  S("\tint a;\n") "\nstruct t {\n\tint x;\n\tint y;\n};\n",
		  S("\tint a;\n\tint b;\n") G("d->b;"), S("\tint a;\n") G("d->b;") },
		{ "B does not define it", S("\tint a;\n\tint b;\n"), S("\tint a;\n"),
		  G("d->b = 1;"), G("d->b = 1;") },
	};

	CHECK(rows);
}

static void test_twice(void **state)
{
#define TWICE(definition, name)                                                  \
	"int x;\n", "int x;\n\n" definition, "int x;\n\n" definition "int y;\n", \
		"int x;\n\n" definition "int y;\n" definition,                   \
		name ", which the change adds, is defined already"
	static const struct definition_row rows[] = {
		{ "a function", TWICE(F("void"), "f") },
		{ "a macro", TWICE("#define M 1\n", "M") },
		{ "a structure", TWICE(S("\tint a;\n"), "s") },
		{ "a type", TWICE("typedef int t;\n", "t") },
		{ "a constant", TWICE("enum {\n\tC = 1,\n};\n", "C") },
		{ "a prototype may be", "int x;\n", "int x;\n\nint f(void);\n",
		  "int x;\n\nint f(void);\n", "int x;\n\nint f(void);\nint f(void);\n" },
		{ "a structure that is only named may be", "int x;\n", "int x;\n\nstruct s;\n",
		  "int x;\n\nstruct s;\n", "int x;\n\nstruct s;\nstruct s;\n" },
		{ "with another value", "int x;\n", "int x;\n\n#define M 1\n",
		  "int x;\n\n#define M 2\n", "int x;\n\n#define M 2\n#define M 1\n",
		  "M, which the change adds, is defined already" },
		{ "A had it before", "int x;\n\n#define M 1\n", "int x;\n\n#define M 2\n",
		  "int x;\n\n#define M 1\n", "int x;\n\n#define M 1\n#define M 2\n" },
		{ "A defines it twice, too", "int x;\n", "int x;\n\n#define M 1\n#define M 2\n",
		  "int x;\n\n#define M 1\n", "int x;\n\n#define M 1\n#define M 2\n" },
		{ "B did not have it", "int x;\n", "int x;\n\n#define M 1\n", "int x;\n",
		  "int x;\n\n#define M 1\n#define M 1\n" },
		{ "the change does not touch it", "int x;\n", "int z;\n", "#define M 1\nint x;\n",
		  "#define M 1\n#define M 1\nint z;\n" },
	};

	CHECK(rows);
}

#define FLAGS(more) "#define A_FLAG BIT(0)\n" more "\nint x;\n"
#define SAME "NEW_FLAG would be the same bit as B_FLAG"

static void test_bits(void **state)
{
#define ADDS(value) FLAGS(""), FLAGS("#define NEW_FLAG " value "\n")
	static const struct definition_row rows[] = {
		{ "the bit is taken, below", ADDS("BIT(1)"), FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define NEW_FLAG BIT(1)\n#define B_FLAG BIT(1)\n"), SAME },
		{ "above", ADDS("BIT(1)"), FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n#define NEW_FLAG BIT(1)\n"), SAME },
		{ "two lines away", ADDS("BIT(1)"), FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n#define C_FLAG BIT(2)\n#define NEW_FLAG BIT(1)\n"),
		  SAME },
		{ "as a shift", ADDS("(1 << 1)"), FLAGS("#define B_FLAG (1 << 1)\n"),
		  FLAGS("#define B_FLAG (1 << 1)\n#define NEW_FLAG (1 << 1)\n"), SAME },
		{ "of 64 bits", ADDS("BIT_ULL(1)"), FLAGS("#define B_FLAG BIT_ULL(1)\n"),
		  FLAGS("#define B_FLAG BIT_ULL(1)\n#define NEW_FLAG BIT_ULL(1)\n"), SAME },
		{ "another bit", ADDS("BIT(2)"), FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n#define NEW_FLAG BIT(2)\n") },
		{ "a number is no bit", ADDS("1"), FLAGS("#define B_FLAG 1\n"),
		  FLAGS("#define B_FLAG 1\n#define NEW_FLAG 1\n") },
		{ "behind a gap there are other flags", ADDS("BIT(1)"),
		  FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n\n#define NEW_FLAG BIT(1)\n") },
		{ "behind something else, too", ADDS("BIT(1)"), FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\nint y;\n#define NEW_FLAG BIT(1)\n") },
		{ "A has both", FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n#define NEW_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n#define NEW_FLAG BIT(1)\n") },
		{ "B has the flag already", FLAGS(""), FLAGS("#define NEW_FLAG BIT(1)\n"),
		  FLAGS("#define NEW_FLAG BIT(1)\n#define B_FLAG BIT(1)\n"),
		  FLAGS("#define NEW_FLAG BIT(1)\n#define B_FLAG BIT(1)\n") },
		{ "a longer value", ADDS("BIT(1)"), FLAGS("#define B_FLAG BIT(1) | BIT(2)\n"),
		  FLAGS("#define B_FLAG BIT(1) | BIT(2)\n#define NEW_FLAG BIT(1)\n") },
		{ "the change does not touch it", FLAGS("#define NEW_FLAG BIT(1)\n"),
		  FLAGS("#define NEW_FLAG BIT(1)\n") "int y;\n", FLAGS("#define B_FLAG BIT(1)\n"),
		  FLAGS("#define B_FLAG BIT(1)\n#define NEW_FLAG BIT(1)\n") },
	};

	CHECK(rows);
}

/* As many definitions come and go as in A. */
static void test_counts(void **state)
{
#define ADDS_IN_A(what) "int x;\n", "int x;\n" what
	static const struct definition_row rows[] = {
		{ "nothing but a line", F("void"), "int f(void)\n{\n\treturn 1;\n}\n", F("void"),
		  "int f(void)\n{\n\treturn 1;\n}\n" },
		{ "a function is added", ADDS_IN_A(F("void")), "int x;\n", "int x;\n" F("void") },
		{ "it is lost", ADDS_IN_A(F("void")), "int x;\n", "int x;\n",
		  "f would be defined less often than the change intends" },
		{ "it is removed", F("void") "int x;\n", "int x;\n", F("void") "int x;\n",
		  "int x;\n" },
		{ "it stays", F("void") "int x;\n", "int x;\n", F("void") "int x;\n",
		  F("void") "int x;\n", "f would be defined more often than the change intends" },
		{ "another one is lost", ADDS_IN_A("#define M 1\n"), F("void"), "#define M 1\n",
		  "f would be defined less often than the change intends" },
		{ "a longer name is another one", ADDS_IN_A("#define MM 1\n"), "int x;\n",
		  "int x;\n#define M 1\n",
		  "M would be defined more often than the change intends" },
		{ "so is a shorter one", ADDS_IN_A("#define M 1\n"), "int x;\n",
		  "int x;\n#define MM 1\n",
		  "M would be defined less often than the change intends" },
		{ "another kind", ADDS_IN_A("#define f 1\n"), "int x;\n", "int x;\n" F("void"),
		  "f would be defined more often than the change intends" },
		{ "prototypes may differ", ADDS_IN_A("int p(void);\n"), "int x;\n", "int x;\n" },
		{ "so may variables", ADDS_IN_A("int y;\n"), "int x;\n", "int x;\n" },
	};

	CHECK_RESULTS(rows);
}

#define H(vars, body) "int f(struct d *d)\n{\n" vars "\n" body "\treturn 0;\n}\n"

static void test_declarations(void **state)
{
#define LOSES_X \
	H("\tint x;\n", "\tgo(x);\n"), H("", "\tgo(1);\n"), H("\tint x;\n", "\tgo(x);\n\tgo(x);\n")
	static const struct definition_row rows[] = {
		{ "a variable that B still uses", LOSES_X, H("", "\tgo(1);\n\tgo(x);\n"),
		  "x is still used, but would no longer be declared" },
		{ "B does not", LOSES_X, H("", "\tgo(1);\n\tgo(2);\n") },
		{ "as a member", LOSES_X, H("", "\tgo(d->x);\n\tgo(d.x);\n") },
		{ "as a tag", LOSES_X,
		  H("", "\tgo(sizeof(struct x));\n\tgo(sizeof(union x), sizeof(enum x));\n") },
		{ "a longer name", LOSES_X, H("", "\tgo(xx);\n\tgo(1);\n") },
		{ "in another function", LOSES_X,
		  H("", "\tgo(1);\n") "void e(void)\n{\n\tgo(x);\n}\n",
		  "e would be defined more often than the change intends" },
		{ "a macro declares it, as in A", H("\tint x;\n", "\tgo(x);\n"),
		  H("", "\tdeclares(d);\n\tgo(x);\n"), H("\tint x;\n", "\tgo(x);\n"),
		  H("", "\tdeclares(d);\n\tgo(x);\n") },
		{ "in A it is declared", H("\tint x;\n", "\tgo(x);\n"),
		  H("\tint x;\n", "\tgo(x, 1);\n"), H("\tint x;\n", "\tgo(x);\n"),
		  H("", "\tgo(x, 1);\n"), "x is still used, but would no longer be declared" },
		{ "of two functions of a name nothing is known", LOSES_X "" H("\tint x;\n", ""),
		  H("", "\tgo(x);\n") H("", "\tgo(x);\n") },
	};

	CHECK_RESULTS(rows);
}

static void test_labels(void **state)
{
#define SAME_A H("", "\tgo(1);\n"), H("", "\tgo(2);\n")
	static const struct definition_row rows[] = {
		{ "a goto without its label", SAME_A, H("", "\tgoto out;\nout:\n"),
		  H("", "\tgoto out;\n"), "label out used but not defined" },
		{ "a label without goto", SAME_A, H("", "\tgoto out;\nout:\n"), H("", "out:\n"),
		  "label out defined but not used" },
		{ "both", SAME_A, H("", ""), H("", "\tgoto out;\nout:\n") },
		{ "a label whose address is taken", SAME_A, H("", ""),
		  H("", "\tgo(&&out);\nout:\n") },
		{ "the label of another function", SAME_A "\n", H("", ""), H("", "\tgoto out;\n"),
		  "label out used but not defined" },
		{ "a longer label", SAME_A, H("", ""), H("", "\tgoto out;\nout2:\n\tgoto out2;\n"),
		  "label out used but not defined" },
		{ "B was so before", SAME_A, H("", "out:\n"), H("", "out:\n\tgo(1);\n") },
		{ "a function that is new", "int x;\n", "int x;\n" H("", "out:\n"), "int x;\n",
		  "int x;\n" H("", "out:\n"), "label out defined but not used" },
	};

	CHECK_RESULTS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parameters),   cmocka_unit_test(test_removed_functions),
		cmocka_unit_test(test_members),	     cmocka_unit_test(test_twice),
		cmocka_unit_test(test_bits),	     cmocka_unit_test(test_counts),
		cmocka_unit_test(test_declarations), cmocka_unit_test(test_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
