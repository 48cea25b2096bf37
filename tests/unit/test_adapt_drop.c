// SPDX-License-Identifier: GPL-2.0-only
/* Variables and labels of B whose last use went with a change. */
#include "adapt_steps.h"

#include "adapt/drop_unused.h"
#include "util/buf.h"

#define F(vars, body) "int f(struct d *d)\n{\n" vars "\n" body "\treturn 0;\n}\n"
#define USED(x) "\tgo(" x ");\n\tgo(" x ");\n"

struct drop_row {
	const char *what;
	const char *b_old, *with; /* B, and with the changes */
	const char *left;	  /* NULL: the same */
	const char *said;	  /* of the change; NULL: nothing */
	const char *a_new;	  /* NULL: a file without functions */
	const char *at;		  /* the line of B that the change was at; NULL: "\treturn 0;" */
	const char *before;	  /* what was said of the change before */
};

static void check_drop(const struct drop_row *row)
{
	_cleanup_buf_ struct buf content = { 0 };
	_cleanup_steps_ struct steps steps;
	struct source_file made;

	steps_begin(&steps, "", row->a_new ? row->a_new : "x\n", row->b_old);
	assert_int_equal(steps.changes.count, 1);
	steps_place(&steps, &steps.changes.items[0], row->at ? row->at : "\treturn 0;");
	if (row->before)
		change_say(&steps.changes.items[0], xstrdup(row->before));
	buf_add(&content, row->with, strlen(row->with));
	drop_unused(&steps.in, &steps.changes, &content, &made);
	assert_row(row->what, buf_str(&content), row->left ? row->left : row->with);
	assert_row(row->what, steps.changes.items[0].text ? steps.changes.items[0].text : "",
		   row->said   ? row->said :
		   row->before ? row->before :
				 "");
	if (steps.changes.items[0].rung != (row->left ? RUNG_TOKEN : RUNG_EXACT))
		fail_msg("%s: %s", row->what, rung_name(steps.changes.items[0].rung));
	assert_string_equal(made.tokens.text, buf_str(&content));
	source_file_release(&made);
}

static void check_drops(const struct drop_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_drop(&rows[i]);
}
#define CHECK_DROPS(rows) check_drops(rows, ARRAY_SIZE(rows))

#define X_GONE "removed x, which is no longer used"

static void test_variables(void **state)
{
	static const struct drop_row rows[] = {
		{ "the last use went", F("\tint x;\n", USED("x")), F("\tint x;\n", ""), F("", ""),
		  X_GONE },
		{ "what was said stays", F("\tint x;\n", USED("x")), F("\tint x;\n", ""), F("", ""),
		  "merged; " X_GONE, .before = "merged" },
		{ "one use is left", F("\tint x;\n", USED("x")), F("\tint x;\n", "\tgo(x);\n") },
		{ "it was unused before", F("\tint x;\n", "\tgo(1);\n"), F("\tint x;\n", "") },
		{ "a parameter stays", "int f(int x)\n{\n\tgo(x);\n\treturn 0;\n}\n",
		  "int f(int x)\n{\n\treturn 0;\n}\n" },
		{ "the change was to another function",
		  F("\tint x;\n", USED("x")) "int g(void)\n{\n\treturn 1;\n}\n",
		  F("\tint x;\n", "") "int g(void)\n{\n\treturn 1;\n}\n", .at = "\treturn 1;" },
		{ "a function that is not in B", "int g(void)\n{\n\treturn 0;\n}\n",
		  F("\tint x;\n", "") },
		{ "a function that is there twice", F("\tint x;\n", USED("x")),
		  F("\tint x;\n", "") F("\tint x;\n", "") },
		{ "as a member it is another one", F("\tint x;\n", USED("x")),
		  F("\tint x;\n", "\tgo(d->x, d.x);\n"), F("", "\tgo(d->x, d.x);\n"), X_GONE },
		{ "as a tag, too", F("\tint x;\n", USED("x")),
		  F("\tint x;\n", "\tgo(sizeof(struct x), sizeof(union x), sizeof(enum x));\n"),
		  F("", "\tgo(sizeof(struct x), sizeof(union x), sizeof(enum x));\n"), X_GONE },
		{ "a longer name is another one", F("\tint x;\n", USED("x")),
		  F("\tint x;\n", "\tgo(xx);\n"), F("", "\tgo(xx);\n"), X_GONE },
		{ "a macro of the file names it", "#define M go(x)\n" F("\tint x;\n", USED("x")),
		  "#define M go(x)\n" F("\tint x;\n", "") },
		{ "in A it is unused as well", F("\tint x;\n", USED("x")), F("\tint x;\n", ""),
		  .a_new = F("\tint x;\n", "") },
		{ "in A it is used", F("\tint x;\n", USED("x")), F("\tint x;\n", ""), F("", ""),
		  X_GONE, .a_new = F("\tint x;\n", USED("x")) },
		{ "in A there is none", F("\tint x;\n", USED("x")), F("\tint x;\n", ""), F("", ""),
		  X_GONE, .a_new = F("", "") },
		{ "with its value", F("\tint x = 3 + d->y;\n", USED("x")),
		  F("\tint x = 3 + d->y;\n", ""), F("", ""), X_GONE },
		{ "its removal leaves another one unused",
		  F("\tint y = d->n;\n\tint x = y;\n", USED("x")),
		  F("\tint y = d->n;\n\tint x = y;\n", ""), F("", ""),
		  X_GONE "; removed y, which is no longer used" },
		{ "in a block", F("", "\tif (d) {\n\t\tint x;\n\n" USED("x") "\t}\n"),
		  F("", "\tif (d) {\n\t\tint x;\n\n\t}\n"), F("", "\tif (d) {\n\n\t}\n"), X_GONE },
		{ "with two statements on its line it stays",
		  F("\tint x; int y;\n", USED("x") USED("y")), F("\tint x; int y;\n", USED("y")) },
		{ "with a comment behind it, too", F("\tint x;\t/* what */\n", USED("x")),
		  F("\tint x;\t/* what */\n", "") },
		{ "blanks behind it go with it", F("\tint x; \t\n", USED("x")),
		  F("\tint x; \t\n", ""), F("", ""), X_GONE },
		{ "a declaration of two lines", F("\tstruct device *x =\n\t\td->dev;\n", USED("x")),
		  F("\tstruct device *x =\n\t\td->dev;\n", ""), F("", ""), X_GONE },
		{ "a static one stays", F("\tstatic int x;\n", USED("x")),
		  F("\tstatic int x;\n", "") },
		{ "one that may be unused stays", F("\tint x __maybe_unused;\n", USED("x")),
		  F("\tint x __maybe_unused;\n", "") },
		{ "one that is freed at the end stays", F("\tint *x __free(kfree);\n", USED("x")),
		  F("\tint *x __free(kfree);\n", "") },
		{ "one amid conditions stays",
		  F("\tint x =\n#ifdef X\n\t\t1 +\n#endif\n\t\t2;\n", USED("x")),
		  F("\tint x =\n#ifdef X\n\t\t1 +\n#endif\n\t\t2;\n", "") },
	};

	CHECK_DROPS(rows);
}

/* Sixteen are taken out, no more. */
static void test_many(void **state)
{
	_cleanup_buf_ struct buf vars = { 0 }, uses = { 0 };
	_cleanup_free_ char *b_old = NULL, *with = NULL, *left = NULL;
	_cleanup_buf_ struct buf content = { 0 };
	_cleanup_steps_ struct steps steps;
	struct source_file made;

	for (size_t i = 0; i < 17; i++) {
		buf_printf(&vars, "\tint x%zu;\n", i);
		buf_printf(&uses, "\tgo(x%zu);\n", i);
	}
	b_old = xasprintf("int f(void)\n{\n%s\n%s\treturn 0;\n}\n", buf_str(&vars), buf_str(&uses));
	with = xasprintf("int f(void)\n{\n%s\n\treturn 0;\n}\n", buf_str(&vars));
	left = xasprintf("int f(void)\n{\n\tint x16;\n\n\treturn 0;\n}\n");
	steps_begin(&steps, "", "x\n", b_old);
	steps_place(&steps, &steps.changes.items[0], "\treturn 0;");
	buf_add(&content, with, strlen(with));
	drop_unused(&steps.in, &steps.changes, &content, &made);
	assert_string_equal(buf_str(&content), left);
	source_file_release(&made);
}

/* Of several that are declared together only the one is taken out. */
static void test_among_others(void **state)
{
#define TOGETHER(vars, left)                                                                      \
	F("\t" vars "\n", USED("x") USED("y") USED("z")), F("\t" vars "\n", USED("y") USED("z")), \
		F("\t" left "\n", USED("y") USED("z")), X_GONE
	static const struct drop_row rows[] = {
		{ "the first", TOGETHER("int x, y, z;", "int y, z;") },
		{ "the second", TOGETHER("int y, x, z;", "int y, z;") },
		{ "the last", TOGETHER("int y, z, x;", "int y, z;") },
		{ "pointers", TOGETHER("char *x, *y, *z;", "char *y, *z;") },
		{ "a pointer to a pointer", TOGETHER("char **x, *y, *z;", "char *y, *z;") },
		{ "a pointer in the middle", TOGETHER("char *y, **x, *z;", "char *y, *z;") },
		{ "with values",
		  TOGETHER("int y = 1, x = MAX(2, 3) + 4, z = 5;", "int y = 1, z = 5;") },
		{ "with an array", TOGETHER("int y, x[4], z;", "int y, z;") },
		{ "with a list of values", TOGETHER("int y, x[] = { 1, 2 }, z;", "int y, z;") },
	};

	CHECK_DROPS(rows);
}

/* What its value does would be gone with it. */
static void test_side_effects(void **state)
{
#define VALUE(value) F("\tint x = " value ";\n", USED("x")), F("\tint x = " value ";\n", "")
	static const struct drop_row rows[] = {
		{ "a call", VALUE("get(d)") },
		{ "a call within", VALUE("1 + d->n + get(d)") },
		{ "a counter", VALUE("d->n++") },
		{ "a counter that goes down", VALUE("--d->n") },
		{ "container_of()", VALUE("container_of(d, struct e, d)"), F("", ""), X_GONE },
		{ "sizeof()", VALUE("sizeof(d)"), F("", ""), X_GONE },
		{ "a macro in capitals", VALUE("TO_NUMBER_2(d)"), F("", ""), X_GONE },
		{ "a macro that is not all in capitals", VALUE("TO_Number(d)") },
		{ "capitals that come with a call", VALUE("TO_NUMBER(get(d))") },
		{ "what another one's value does stays",
		  F("\tint x = 1, y = get(d);\n", USED("x") USED("y")),
		  F("\tint x = 1, y = get(d);\n", USED("y")), F("\tint y = get(d);\n", USED("y")),
		  X_GONE },
		{ "brackets that call nothing", VALUE("(1 + 2)"), F("", ""), X_GONE },
	};

	CHECK_DROPS(rows);
}

#define OUT_GONE "removed out, which is no longer used"

static void test_labels(void **state)
{
	static const struct drop_row rows[] = {
		{ "the last goto went", F("", "\tgoto out;\nout:\n"), F("", "out:\n"), F("", ""),
		  OUT_GONE },
		{ "one goto is left", F("", "\tgoto out;\n\tgoto out;\nout:\n"),
		  F("", "\tgoto out;\nout:\n") },
		{ "its address is taken", F("", "\tgoto out;\nout:\n"),
		  F("", "\tgo(&&out);\nout:\n") },
		{ "its address was taken", F("", "\tgo(&&out);\nout:\n"), F("", "out:\n"),
		  F("", ""), OUT_GONE },
		{ "it was unused before", F("", "\tgo(1);\nout:\n"), F("", "out:\n") },
		{ "a macro goes there", "#define M goto out\n" F("", "\tgoto out;\nout:\n"),
		  "#define M goto out\n" F("", "out:\n") },
		{ "in A it is unused, too", F("", "\tgoto out;\nout:\n"), F("", "out:\n"),
		  .a_new = F("", "out:\n") },
		{ "in A it is used", F("", "\tgoto out;\nout:\n"), F("", "out:\n"), F("", ""),
		  OUT_GONE, .a_new = F("", "\tgoto out;\nout:\n") },
		{ "it is not alone on its line", F("", "\tgoto out;\nout: go(1);\n"),
		  F("", "out: go(1);\n") },
		{ "the change was to another function",
		  F("", "\tgoto out;\nout:\n") "int g(void)\n{\n\treturn 1;\n}\n",
		  F("", "out:\n") "int g(void)\n{\n\treturn 1;\n}\n", .at = "\treturn 1;" },
		{ "a case is no label", F("", "\tswitch (d->n) {\n\tcase OUT:\n\t\tgo(1);\n\t}\n"),
		  F("", "\tswitch (d->n) {\n\tcase OUT:\n\t}\n") },
		{ "a variable and a label", F("\tint x;\n", USED("x") "\tgoto out;\nout:\n"),
		  F("\tint x;\n", "out:\n"), F("", ""), X_GONE "; " OUT_GONE },
	};

	CHECK_DROPS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_variables),    cmocka_unit_test(test_many),
		cmocka_unit_test(test_among_others), cmocka_unit_test(test_side_effects),
		cmocka_unit_test(test_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
