// SPDX-License-Identifier: GPL-2.0-only
/* The names that a change adds, looked up where it goes. */
#include "adapt_steps.h"
#include "adapt_trees.h"

#include "adapt/name_scope.h"

static const char *say(enum name_standing standing)
{
	return standing == NAME_STANDS	  ? "stands" :
	       standing == NAME_NOT_LOCAL ? "no such local variable" :
	       standing == NAME_NO_MEMBER ? "no such member" :
					    "not there";
}

struct name_row {
	const char *what, *a_old, *a_new, *b_old;
	const char *at;	  /* the line of B that the change goes to */
	const char *word; /* the first of the change that is looked up */
	const char *standing;
	const char *names, *a_names; /* of the trees, a line each; NULL: not known */
	bool kept;		     /* the word is not added by the change */
};

/* With trees that are known by their names alone, or with those given. */
static void check_name(const struct name_row *row, const struct adapt_tree *tree_a,
		       const struct adapt_tree *tree_b)
{
	_cleanup_symbol_index_ struct symbol_index *in_a =
		row->a_names ? symbol_index_of_names(row->a_names, strlen(row->a_names)) : NULL;
	_cleanup_symbol_index_ struct symbol_index *in_b =
		row->names ? symbol_index_of_names(row->names, strlen(row->names)) : NULL;
	struct adapt_tree known_a = { .index = in_a }, known_b = { .index = in_b };
	_cleanup_pieces_ struct pieces pieces = { 0 };
	_cleanup_steps_ struct steps steps;
	struct name_scope scope = { .in = &steps.in, .pieces = &pieces };
	size_t at;

	steps_begin(&steps, row->a_old, row->a_new, row->b_old);
	steps.options.tree_a = in_a ? &known_a : tree_a;
	steps.options.tree_b = in_b ? &known_b : tree_b;
	scope.change = &steps.changes.items[0];
	steps_place(&steps, scope.change, row->at);
	steps_pieces(&steps, scope.change, &pieces);
	at = piece_number(&pieces, row->word);
	pieces.items[at].added = !row->kept;
	name_scope_open(&scope);
	assert_row(row->what, say(name_look_up(&scope, at)), row->standing);
	name_scope_close(&scope);
}

static void check_names(const struct name_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_name(&rows[i], NULL, NULL);
}
#define CHECK_NAMES(rows) check_names(rows, ARRAY_SIZE(rows))

#define F(vars, body) "int f(struct dev *d)\n{\n" vars "\n\tgo(d);\n" body "\treturn 0;\n}\n"
#define NAMES "f\nd\ndev\ngo\n"

static void test_locals(void **state)
{
	static const struct name_row rows[] = {
		{ "a variable of both", F("\tint x;\n", ""), F("\tint x;\n", "\tx = 1;\n"),
		  F("\tint x;\n", ""), "\treturn 0;", "x", "stands", NAMES },
		{ "a parameter of both", F("", ""), F("", "\tstop(d);\n"), F("", ""), "\treturn 0;",
		  "d", "stands", NAMES },
		{ "a variable that B lacks", F("\tint x;\n", ""), F("\tint x;\n", "\tx = 1;\n"),
		  F("", ""), "\treturn 0;", "x", "no such local variable", NAMES },
		{ "which is known elsewhere", F("\tint x;\n", ""), F("\tint x;\n", "\tx = 1;\n"),
		  F("", ""), "\treturn 0;", "x", "no such local variable", NAMES "x\n" },
		{ "a variable that the change brings", F("", ""), F("", "\tint x = 1;\n\n\tx++;\n"),
		  F("", ""), "\treturn 0;", "x", "stands", NAMES },
		{ "in a block of its own, beside that of A", F("\tint x;\n", ""),
		  F("\tint x;\n", "\tif (d) {\n\t\tint x = 1;\n\n\t\tx++;\n\t}\n"), F("", ""),
		  "\treturn 0;", "x", "stands", NAMES },
		{ "in place of that of A", F("\tint x;\n", ""), F("\tlong x;\n", ""),
		  F("\tint y;\n", ""), "\tint y;", "x", "no such local variable", NAMES },
		{ "one of a longer name is none", F("\tint x;\n", ""),
		  F("\tint x;\n", "\tif (d) {\n\t\tint xy = x;\n\n\t\txy++;\n\t}\n"), F("", ""),
		  "\treturn 0;", "x", "no such local variable", NAMES },
		{ "a member of the name of a variable", F("\tint x;\n", ""),
		  F("\tint x;\n", "\td->x = 1;\n"), F("", "\td->x = 2;\n"), "\treturn 0;", "x",
		  "stands", NAMES },
		{ "a member of a structure itself", F("\tint x;\n", ""),
		  F("\tint x;\n", "\td.x = 1;\n"), F("", "\td.x = 2;\n"), "\treturn 0;", "x",
		  "stands", NAMES },
		{ "B has the place outside of functions", F("\tint x;\n", ""),
		  F("\tint x;\n", "\tx = 1;\n"), "int a;\nint x;\n", "int x;", "x", "stands",
		  NAMES },
	};

	CHECK_NAMES(rows);
}

static void test_names(void **state)
{
	static const struct name_row rows[] = {
		{ "B's tree has it", F("", ""), F("", "\tstop(d);\n"), F("", ""), "\treturn 0;",
		  "stop", "stands", NAMES "stop\n", NAMES "stop\n" },
		{ "B's tree lacks it", F("", ""), F("", "\tstop(d);\n"), F("", ""), "\treturn 0;",
		  "stop", "not there", NAMES, NAMES "stop\n" },
		{ "B's tree is not known", F("", ""), F("", "\tstop(d);\n"), F("", ""),
		  "\treturn 0;", "stop", "stands", NULL, NAMES "stop\n" },
		{ "A's tree is not known", F("", ""), F("", "\tstop(d);\n"), F("", ""),
		  "\treturn 0;", "stop", "not there", NAMES },
		{ "A's tree lacks it, too: it comes with another part", F("", ""),
		  F("", "\tstop(d);\n"), F("", ""), "\treturn 0;", "stop", "stands", NAMES, NAMES },
		{ "B's file has it", F("", ""), F("", "\tstop(d);\n"), F("", "\tstop(0);\n"),
		  "\treturn 0;", "stop", "stands", NAMES, NAMES "stop\n" },
		{ "B's file has it in a comment", F("", ""), F("", "\tstop(d);\n"),
		  F("", "\t/* stop */\n"), "\treturn 0;", "stop", "not there", NAMES,
		  NAMES "stop\n" },
		{ "A's file has it: it is no new name", F("", "\tstop(0);\n"),
		  F("", "\tstop(0);\n\tstop(d);\n"), F("", ""), "\treturn 0;", "stop", "not there",
		  NAMES, NAMES },
		{ "the word is not the change's", F("", ""), F("", "\tstop(d);\n"), F("", ""),
		  "\treturn 0;", "stop", "stands", NAMES, NAMES "stop\n", true },
		{ "a keyword", F("", ""), F("", "\twhile (d)\n\t\tgo(d);\n"), F("", ""),
		  "\treturn 0;", "while", "stands", NAMES, NAMES "while\n" },
		{ "a number", F("", ""), F("", "\tgo(17);\n"), F("", ""), "\treturn 0;", "17",
		  "stands", NAMES, NAMES "17\n" },
		{ "a word of a string", F("", ""), F("", "\tgo(\"stop it\");\n"), F("", ""),
		  "\treturn 0;", "stop", "stands", NAMES, NAMES "stop\n" },
		{ "the file defines it from now on", F("", ""),
		  F("", "\tstop(d);\n") "\nvoid stop(struct dev *d)\n{\n}\n", F("", ""),
		  "\treturn 0;", "stop", "stands", NAMES, NAMES "stop\n" },
		{ "it defines one of a longer name", F("", ""),
		  F("", "\tstop(d);\n") "\nvoid stop_all(struct dev *d)\n{\n}\n", F("", ""),
		  "\treturn 0;", "stop", "not there", NAMES, NAMES "stop\n" },
		{ "it has always defined it, B not", F("", "") "\nvoid stop(struct dev *d)\n{\n}\n",
		  F("", "\tstop(d);\n") "\nvoid stop(struct dev *d)\n{\n}\n", F("", ""),
		  "\treturn 0;", "stop", "not there", NAMES, NAMES },
		{ "a label", F("", ""), F("", "out:\n\tgo(0);\n"), F("", ""), "\treturn 0;", "out",
		  "stands", NAMES, NAMES "out\n" },
		{ "what a structure has is new with it", "struct dev {\n\tint a;\n};\n",
		  "struct dev {\n\tint a;\n\tint b;\n};\n", "struct dev {\n\tint a;\n};\n", "};",
		  "b", "stands", NAMES, NAMES "b\n" },
		{ "but not what a macro names", "#define A(x) \\\n\tgo(x);\n",
		  "#define A(x) \\\n\tstop(x); \\\n\tgo(x);\n", "#define A(x) \\\n\tgo(x);\n",
		  "\tgo(x);", "stop", "stands", NAMES "stop\n", NAMES "stop\n" },
	};

	CHECK_NAMES(rows);
}

/* Of directives only what a macro calls has to be there. */
static void test_directives(void **state)
{
#define B "int a;\nint z;\n"
#define LINE(line) "int a;\n" line "\nint z;\n"
	static const struct name_row rows[] = {
		{ "a macro calls it", B, LINE("#define M(x) stop(x)"), B, "int z;", "stop",
		  "not there", NAMES, NAMES "stop\n" },
		{ "a macro without arguments calls it", B, LINE("#define M stop(1)"), B, "int z;",
		  "stop", "not there", NAMES, NAMES "stop\n" },
		{ "behind other calls", B, LINE("#define M(x) go(x) + go(x) + stop(x)"), B,
		  "int z;", "stop", "not there", NAMES, NAMES "stop\n" },
		{ "a macro names it", B, LINE("#define M stop"), B, "int z;", "stop", "stands",
		  NAMES, NAMES "stop\n" },
		{ "the macro itself", B, LINE("#define M(x) go(x)"), B, "int z;", "M", "stands",
		  NAMES, NAMES "M\n" },
		{ "a condition", B, LINE("#if IS_ON(x)\n#endif"), B, "int z;", "IS_ON", "stands",
		  NAMES, NAMES "IS_ON\n" },
		{ "behind a macro, in the code", B, LINE("#define M 1\nint b = stop(1);"), B,
		  "int z;", "stop", "not there", NAMES, NAMES "stop\n" },
	};

	CHECK_NAMES(rows);
}

static bool brings_late(const void *data, const char *name, size_t len)
{
	return len == strlen("late") && !memcmp(name, "late", len);
}

/* Members of the structures that the trees' headers define. */
static void test_members(void **state)
{
#define USE(member) F("", ""), F("", "\tuse(" member ");\n"), F("", ""), "\treturn 0;"
	static const struct name_row rows[] = {
		{ "a member of both", USE("d->x"), "x", "stands" },
		{ "one that B lacks", USE("d->only_a"), "only_a", "no such member" },
		{ "one that both lack comes with another part", USE("d->neither"), "neither",
		  "stands" },
		{ "one that an earlier patch brings", USE("d->late"), "late", "stands" },
		{ "of another structure", USE("port->only_a"), "only_a", "stands" },
		{ "reached through another one", USE("d->port->only_a"), "only_a", "stands" },
		{ "reached through one that is in another one", USE("x.d->only_a"), "only_a",
		  "stands" },
		{ "of a structure itself", USE("d.only_a"), "only_a", "stands" },
		{ "of what is a call's", USE("find()->only_a"), "only_a", "stands" },
		{ "the variable is declared by the change", F("", ""),
		  F("", "\tunion kind *k = 0;\n\n\tuse(k->only_a);\n"), F("", ""), "\treturn 0;",
		  "only_a", "no such member" },
		{ "B has a variable of another type", F("\tstruct dev *e;\n", ""),
		  F("\tstruct dev *e;\n", "\tuse(e->only_a);\n"), F("\tstruct plain *e;\n", ""),
		  "\treturn 0;", "only_a", "stands" },
		{ "it is no pointer to a structure", F("\tdev_t *e;\n", ""),
		  F("\tdev_t *e;\n", "\tuse(e->only_a);\n"), F("\tdev_t *e;\n", ""), "\treturn 0;",
		  "only_a", "stands" },
		{ "outside of functions", "int a;\nint z;\n",
		  "int a;\nint b = d->only_a;\nint z;\n", "int a;\nint z;\n", "int z;", "only_a",
		  "stands" },
	};
	char *dir = scratch_make(), *folders[2];
	struct adapt_tree trees[2];

	make_tree(dir, "a",
		  "struct dev { int x, only_a, late; };\nunion kind { int only_a; };\n"
		  "struct plain { int only_a; };\nint use(int x);\n",
		  "#include <linux/api.h>\n", &folders[0], &trees[0]);
	make_tree(dir, "b",
		  "struct dev { int x; };\nunion kind { int x; };\n"
		  "struct plain { int only_a; };\nint use(int only_a);\n",
		  "#include <linux/api.h>\nint only_a;\n", &folders[1], &trees[1]);
	trees[1].brings = brings_late;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_name(&rows[i], &trees[0], &trees[1]);
	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		symbol_index_free(trees[i].index);
		free(folders[i]);
	}
	scratch_remove(dir);
}

/* The structure that a variable points to, by its declaration. */
static void test_pointed_to(void **state)
{
	static const struct {
		const char *what, *declaration, *tag;
	} rows[] = {
		{ "a structure", "struct dev *x;", "dev" },
		{ "a union", "union kind *x;", "kind" },
		{ "with a qualifier", "const struct dev *x;", "dev" },
		{ "a pointer to a pointer", "struct dev **x;", "dev" },
		{ "the structure itself", "struct dev x;", "none" },
		{ "a type of its own name", "dev_t *x;", "none" },
		{ "a number", "int x;", "none" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text =
			xasprintf("int f(void)\n{\n\t%s\n\n\treturn 0;\n}\n", rows[i].declaration);
		_cleanup_free_ char *found = NULL;
		_cleanup_locals_ struct locals locals = { 0 };
		_cleanup_steps_ struct steps steps;
		const struct local *local;
		const char *tag;
		size_t len = 0;

		steps_begin(&steps, text, "", "");
		locals_read(&locals, &steps.in.a.tokens, &steps.in.a.defs.items[0]);
		local = locals_find(&locals, "x", 1);
		assert_non_null(local);
		tag = name_record_pointed_to(&steps.in.a.tokens, local, &len);
		found = tag ? xstrndup(tag, len) : xstrdup("none");
		assert_row(rows[i].what, found, rows[i].tag);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_locals),	   cmocka_unit_test(test_names),
		cmocka_unit_test(test_directives), cmocka_unit_test(test_members),
		cmocka_unit_test(test_pointed_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
