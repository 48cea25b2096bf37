// SPDX-License-Identifier: GPL-2.0-only
/* Members that added lines use, of structures as far as their types can be told. */
#include "gates_fixture.h"
#include "port_fixture.h"

static const char *const branch[][2] = {
	{ "include/linux/api.h",
	  "struct item { int count; struct part *part; struct part in; struct part *list[4]; };\n"
	  "struct part { int deep; struct item *back; };\nunion either { int left; struct part *right; };\n"
	  "struct other { int elsewhere; };\n"
	  "#define a_macro in.deep\nvoid use(int x);\nstruct item *find(int x);\n/* spoken_of */\n" },
	{ "drivers/net/far.h", "#define far_macro count\nstruct distant { int far_member; };\n" },
	{ "mm/a.c", "int n, it, f, k, p, i, u, g, z, q, x;\n" },
};

static struct symbol_index *index_of_branch;
static struct gate_rows in_function;

static bool brings(const char *name, size_t len, void *data)
{
	return len == 7 && !memcmp(name, "brought", 7);
}

static bool read_branch(const char *path, struct buf *text, void *data)
{
	return listed_file(branch, ARRAY_SIZE(branch), path, text);
}

static int setup(void **state)
{
	store_setup(state);
	index_of_branch = index_of_release(branch, ARRAY_SIZE(branch));
	in_function = (struct gate_rows){
		.frame = "int f(struct item *it, union either *u, int n)\n{\n%s\treturn 0;\n}\n",
		.gates = { .index = index_of_branch, .brings = brings, .read = read_branch },
		.only = REASON_BIT(REASON_MISSING_MEMBER),
		.with_names = true,
	};
	return 0;
}

static int teardown(void **state)
{
	symbol_index_free(index_of_branch);
	return store_teardown(state);
}

#define MISSES(line, name) "missing-member " line " refuses " name

static void of_variables(void **state)
{
	static const struct gate_row rows[] = {
		{ "it has it", "", "\tuse(it->count);\n", "" },
		{ "another has it", "", "\tuse(it->deep);\n", MISSES("3", "deep") },
		{ "none has it", "", "\tuse(it->gone);\n", MISSES("3", "gone") },
		{ "with a dot", "", "\tuse(it.deep);\n", MISSES("3", "deep") },
		{ "of a union", "", "\tuse(u->left);\n", "" },
		{ "of a union, of another", "", "\tuse(u->deep);\n", MISSES("3", "deep") },
		{ "of a number, of a structure", "", "\tuse(n->deep);\n", "" },
		{ "of a number, of none", "", "\tuse(n->gone);\n", MISSES("3", "gone") },
		{ "of a number, spoken of", "", "\tuse(n->spoken_of);\n", "" },
		{ "of a number, of a structure that is not seen", "", "\tuse(n->far_member);\n",
		  "" },
		{ "as before", "\tuse(it->deep);\n", "\tuse(it->deep);\n\tuse(1);\n", "" },
		{ "that an earlier patch brings", "", "\tuse(it->brought);\n", "" },
		{ "that looks like an attribute", "", "\tuse(it->__gone);\n", "" },
		{ "that looks nearly like one", "", "\tuse(it->_gone);\n", MISSES("3", "_gone") },
		{ "of two underlines", "", "\tuse(it->__);\n", MISSES("3", "__") },
		{ "that a macro stands for", "", "\tuse(it->a_macro);\n", "" },
		{ "that a macro stands for which is not seen", "", "\tuse(it->far_macro);\n",
		  MISSES("3", "far_macro") },
		{ "that is put together", "", "#define M(x) it->gone_ ## x\n", "" },
		{ "that is not put together", "", "#define M(x) it->gone_x\n",
		  MISSES("3", "gone_x") },
		{ "of a local pointer", "", "\tstruct part *p = NULL;\n\n\tuse(p->count);\n",
		  MISSES("5", "count") },
		{ "of a local structure", "",
		  "\tstruct part p;\n\n\tuse(p.deep);\n\tuse(p.count);\n", MISSES("6", "count") },
		{ "of a constant one", "", "\tconst struct part *p = NULL;\n\n\tuse(p->count);\n",
		  MISSES("5", "count") },
		{ "of a static one", "", "\tstatic const struct part p;\n\n\tuse(p.count);\n",
		  MISSES("5", "count") },
		{ "of a volatile one", "",
		  "\tvolatile struct part *p = NULL;\n\n\tuse(p->count);\n", MISSES("5", "count") },
		{ "of an inline structure", "", "\tstruct { int x; } p;\n\n\tuse(p.deep);\n", "" },
		{ "of an inline structure with a tag", "",
		  "\tstruct part { int x; } p;\n\n\tuse(p.count);\n", "" },
		{ "of a variable that is called as a structure is", "",
		  "\tunsigned item;\n\n\tuse(item->deep);\n", "" },
		{ "of two variables of one structure", "",
		  "\tif (n) {\n\t\tstruct part *p = NULL;\n\t\tuse(p->deep);\n\t} else {\n\t\tstruct part *p = NULL;\n\t\tuse(p->count);\n\t}\n",
		  MISSES("8", "count") },
		{ "of two variables of two structures", "",
		  "\tif (n) {\n\t\tstruct part *p = NULL;\n\t\tuse(p->deep);\n\t} else {\n\t\tstruct item *p = NULL;\n\t\tuse(p->deep);\n\t}\n",
		  "" },
		{ "of two variables, one of them a number", "",
		  "\tif (n) {\n\t\tstruct part *p = NULL;\n\t\tuse(p->deep);\n\t} else {\n\t\tint p = 1;\n\t\tuse(p->count);\n\t}\n",
		  "" },
		{ "of another function's variable", "", "\tuse(q->count + q->deep);\n", "" },
		{ "in a list of values", "", "\tstruct part p = { .deep = 1 };\n", "" },
		{ "in a list of values, of none", "", "\tstruct part p = { .gone = 1 };\n",
		  MISSES("3", "gone") },
	};
	struct gate_rows program = in_function;
	const struct gate_row row = { "a program's", "", "\tuse(it->gone);\n", "" };

	gate_rows_hold(&in_function, rows, ARRAY_SIZE(rows));
	program.path = "tools/a.c";
	gate_rows_hold(&program, &row, 1);
}

static void of_members(void **state)
{
	static const struct gate_row rows[] = {
		{ "a pointer's", "", "\tuse(it->part->deep);\n", "" },
		{ "a pointer's, of another", "", "\tuse(it->part->count);\n",
		  MISSES("3", "count") },
		{ "a structure's", "", "\tuse(it->in.deep);\n", "" },
		{ "a structure's, of another", "", "\tuse(it->in.count);\n", MISSES("3", "count") },
		{ "three in a row", "", "\tuse(it->part->back->count);\n", "" },
		{ "three in a row, of another", "", "\tuse(it->part->back->deep);\n",
		  MISSES("3", "deep") },
		{ "an element's", "", "\tuse(it->list[n]->deep);\n", "" },
		{ "an element's, of another", "", "\tuse(it->list[n]->count);\n",
		  MISSES("3", "count") },
		{ "an element's, by an element", "", "\tuse(it->list[it->list[0]->deep]->count);\n",
		  MISSES("3", "count") },
		{ "an element's element", "", "\tuse(it->list[n][1].count);\n",
		  MISSES("3", "count") },
		{ "of an element of a variable", "", "\tuse(it[n + 1].deep);\n",
		  MISSES("3", "deep") },
		{ "of an element of a variable, its own", "", "\tuse(it[n + 1].count);\n", "" },
		{ "of a union's", "", "\tuse(u->right->count);\n", MISSES("3", "count") },
		{ "of what a call gives", "", "\tuse(find(n)->deep);\n", "" },
		{ "of brackets", "", "\tuse((it + 1)->deep);\n", "" },
		{ "of a member that is none", "", "\tuse(it->gone->deep);\n", MISSES("3", "gone") },
		{ "at the very beginning", "", "\tit->deep = 1;\n", MISSES("3", "deep") },
		{ "of a bracket that begins nowhere", "", "\tn]->deep = 1;\n", "" },
	};
	struct gate_rows no_files = in_function;

	gate_rows_hold(&in_function, rows, ARRAY_SIZE(rows));
	/* Where no file can be read the structures of members are not known, those of variables are. */
	no_files.gates.read = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gate_row row = rows[i];

		if (!strstr(row.after, "gone") && !strstr(row.after, "it[n") &&
		    !strstr(row.after, "\tit->deep"))
			row.expected = "";
		gate_rows_hold(&no_files, &row, 1);
	}
}

/* A structure of the change has the members that it defines. */
static void of_the_change(void **state)
{
	static const struct gate_row rows[] = {
		{ "a new structure", "int z;\n",
		  "int z;\nstruct fresh { int made; };\nint g(struct fresh *k)\n{\n\treturn k->made;\n}\n",
		  "" },
		{ "a new member",
		  "struct item {\n\tint count;\n};\nint g(struct item *k)\n{\n\treturn 0;\n}\n",
		  "struct item {\n\tint count;\n\tint made;\n};\nint g(struct item *k)\n{\n\treturn k->made;\n}\n",
		  "" },
		{ "another member", "int z;\n",
		  "int z;\nstruct fresh { int made; };\nint g(struct fresh *k)\n{\n\treturn k->gone;\n}\n",
		  MISSES("5", "gone") },
		{ "outside of functions", "int z;\n",
		  "int z;\nstruct item k = { .count = 1, .gone = 2 };\n", MISSES("2", "gone") },
	};
	struct gate_rows whole = in_function;

	whole.frame = NULL;
	gate_rows_hold(&whole, rows, ARRAY_SIZE(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_variables),
		cmocka_unit_test(of_members),
		cmocka_unit_test(of_the_change),
	};

	return cmocka_run_group_tests_name("gates: members", tests, setup, teardown);
}
