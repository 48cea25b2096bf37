// SPDX-License-Identifier: GPL-2.0-only
/* Members, variables and headers that a change uses, and what the structures and folders of B's tree have. */
#include "adapt_tree_table.h"

#define USER(body) "#include <linux/api.h>\n\nint user(struct item *it, union any *un, int n)\n{\n" body "\treturn n;\n}\n"
#define LINES(more) USER("\tfirst();\n" more "\tlast();\n")
#define STRUCTS(members) "struct item {\n\tint count;\n" members "};\nunion any {\n\tint word;\n" members "};\n"
#define BOTH "int flag;\nint other;\n"
#define MEMBER(what, a_members, b_members, text, made) \
	{ what, STRUCTS(a_members) BOTH, STRUCTS(b_members) BOTH, LINES(""), LINES("\t" text ";\n"), LINES(""), made, RUNG_EXACT }
#define SAME(what, a_members, b_members, text) MEMBER(what, a_members, b_members, text, LINES("\t" text ";\n"))
#define FLAG "\tint flag;\n"

static void test_members(void **state)
{
	static const struct tree_row rows[] = {
		SAME("it has it", FLAG, FLAG, "it->flag = 1"),
		MEMBER("it does not have it", FLAG, "", "it->flag = 1", NULL),
		MEMBER("a union does not have it", FLAG, "", "un->flag = 1", NULL),
		SAME("it has another one", FLAG, "", "it->count = 1"),
		SAME("A's does not have it either: it comes with another part", "", "",
		     "it->flag = 1"),
		SAME("of a member nothing is told", FLAG, "", "it->count->flag = 1"),
		SAME("nor of a direct member's", FLAG, "", "it.count->flag = 1"),
		SAME("nor where it is no pointer", FLAG, "", "it.flag = 1"),
		SAME("nor of what is no variable of the function", FLAG, "", "global->flag = 1"),
		MEMBER("of a variable that the change declares", FLAG, "",
		       "struct item *more = it;\n\n\tmore->flag = 1", NULL),
		SAME("of such one of another kind", FLAG, "",
		     "struct none *more = it;\n\n\tmore->flag = 1"),
		{ "its structure is not there", STRUCTS(FLAG) BOTH, "struct item;\n" BOTH,
		  LINES(""), LINES("\tit->flag = 1;\n"), LINES(""),
		  LINES("\tit->flag = 1;\n"), RUNG_EXACT },
	};

	CHECK_TREES(rows);
}

/* A variable that points to another structure in B stands for A's only where B passes it likewise. */
static void test_other_structures(void **state)
{
#define PUT "void put(void *any);\nvoid use(void *any, int a, int b);\n"
#define ITEMS "struct item { int count; };\nstruct other { int count; };\nstruct other *next_other(struct item *it);\n" PUT
#define A_USER(more) USER("\tstruct item *one = next_item(it);\n\n\tuse(one, 1, n);\n\tfirst();\n" more "\tlast();\n")
#define B_USER(more, end) USER("\tstruct other *two = next_other(it);\n\n\tuse(two, 1, n);\n\tfirst();\n" more "\tlast();\n" end)
#define C_USER(more) USER("\tstruct item *two = next_item(it);\n\n\tuse(two, 1, n);\n\tfirst();\n" more "\tlast();\n")
	static const struct tree_row rows[] = {
		{ "the same structure", ITEMS, ITEMS, A_USER(""), A_USER("\tput(one);\n"),
		  C_USER(""), C_USER("\tput(two);\n"), RUNG_SUBSTITUTION },
		{ "another one, which B passes likewise", ITEMS, ITEMS, A_USER(""),
		  A_USER("\tput(one);\n"), B_USER("", "\tput(two);\n"),
		  B_USER("\tput(two);\n", "\tput(two);\n"), RUNG_SUBSTITUTION },
		{ "another one, which B does not pass likewise", ITEMS, ITEMS, A_USER(""),
		  A_USER("\tput(one);\n"), B_USER("", ""), NULL, 0 },
		{ "another one, which is not passed", ITEMS, ITEMS, A_USER(""),
		  A_USER("\tn = one->count;\n"), B_USER("", "\tput(two);\n"), NULL, 0 },
		{ "B does not have A's structure", ITEMS,
		  "struct other { int count; };\nstruct other *next_other(struct item *it);\n" PUT,
		  A_USER(""),
		  A_USER("\tput(one);\n"), B_USER("", ""), B_USER("\tput(two);\n", ""),
		  RUNG_SUBSTITUTION },
	};

	CHECK_TREES(rows);
}

/* Headers of an unpacked tree. */
static void test_headers(void **state)
{
	static const struct {
		const char *what, *name, *there;
		bool adapted;
	} rows[] = {
		{ "in include/", "linux/h.h", "include/linux/h.h", true },
		{ "of user space", "linux/h.h", "include/uapi/linux/h.h", true },
		{ "of any architecture", "asm/h.h", "include/asm-generic/h.h", true },
		{ "of one architecture", "asm/h.h", "arch/x86/include/asm/h.h", true },
		{ "of one architecture, of user space", "asm/h.h", "arch/x86/include/uapi/asm/h.h",
		  true },
		{ "a platform's, below an architecture", "mach/h.h", "arch/arm/include/mach/h.h",
		  true },
		{ "elsewhere", "linux/h.h", "drivers/h.h", false },
		{ "only asm/ is generic", "linux/h.h", "include/asm-generic/h.h", false },
		{ "not below include/", "asm/h.h", "arch/x86/asm/h.h", false },
		{ "a hidden folder is no architecture", "asm/h.h", "arch/.x86/include/asm/h.h",
		  false },
		{ "a path that leaves the tree is not told", "../h.h", "drivers/h.h", true },
	};
	static const char old[] = "#include <linux/a.h>\nint x;\n";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_adapt_result_ struct adapt_result result = { 0 };
		_cleanup_symbol_index_ struct symbol_index *index = symbol_index_of_names("x\n", 2);
		_cleanup_free_ char *new =
			xasprintf("#include <linux/a.h>\n#include <%s>\nint x;\n", rows[i].name);
		struct error *err = NULL;
		char *dir = scratch_make();
		struct adapt_tree tree = { .index = index, .folder = dir };
		struct adapt_options options = {
			.a_old = { old, strlen(old) }, .a_new = { new, strlen(new) }, .b_old =
				{ old, strlen(old) }, .tree_b = &tree,
		};

		write_tree_file(dir, rows[i].there, "#define H 1\n");
		write_tree_file(dir, "arch/Kconfig", "config A\n");
		assert_works(adapt_file(&options, &result, &err), err);
		if (result.adapted != rows[i].adapted)
			fail_msg("%s: %s", rows[i].what, rung_name(result.rung));
		assert_string_equal(result.adapted ? buf_str(&result.content) : "", rows[i].adapted
				    ? new : "");
		scratch_remove(dir);
	}
}

/* What A's tree does not have either comes with another part of the change. */
static void test_header_of_neither(void **state)
{
	static const struct tree_row rows[] = {
		{ "of neither tree", "\n", "\n", "#include <linux/api.h>\nint x;\n",
		  "#include <linux/api.h>\n#include <linux/more.h>\nint x;\n",
		  "#include <linux/api.h>\nint x;\n",
		  "#include <linux/api.h>\n#include <linux/more.h>\nint x;\n", RUNG_EXACT },
		{ "of both", "\n", "\n", "#include <linux/a.h>\nint x;\n",
		  "#include <linux/a.h>\n#include <linux/api.h>\nint x;\n",
		  "#include <linux/a.h>\nint x;\n",
		  "#include <linux/a.h>\n#include <linux/api.h>\nint x;\n", RUNG_EXACT },
	};

	CHECK_TREES(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_other_structures),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_header_of_neither),
	};

	git_libgit2_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
