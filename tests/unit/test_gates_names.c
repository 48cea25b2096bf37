// SPDX-License-Identifier: GPL-2.0-only
/* Names, headers, arguments and variables that added lines use and the branch may not have. */
#include "gates_fixture.h"
#include "port_fixture.h"

/* What the branch has. */
static const char *const branch[][2] = {
	{ "include/linux/api.h",
	  "struct item { int count; };\nstruct told_of;\n#define macro_tag item\n#define CONSTANT 1\n#define PAIR 1, 2\n"
	  "int take_none(void);\nint take_one(int a);\nint take_two(int a, int b);\nint show(const char *f, ...);\n"
	  "#define both(a, b) take_two(a, b)\n#define alias take_two\nvoid use(int x);\nvoid *find(int x, int y);\n"
	  "/* only_told(), far_defined(), two, odd, lone, mode, Loud, loUd, __builtin_expect */\nint brought_anew(int a);\n#define __free(f) f\nvoid kfree(void *p);\n"
	  "#define LIST_HEAD(x) x\n#define List_HEAD(x) x\n#define for_each(i, n) for (;;)\n"
	  "typedef int fn_t;\n" },
	{ "include/uapi/linux/old.h", "int old;\n" },
	{ "include/uapi/only/u.h", "int u;\n" },
	{ "include/generated/autoconf.h", "int g;\n" },
	{ "include/generate/x.h", "int x;\n" },
	{ "include/asm/io.h", "int io;\n" },
	{ "include/asm-generic/io.h", "int io;\n" },
	{ "arch/arm/include/linux/armonly.h", "int arm;\n" },
	{ "mm/a.c",
	  "int it, n, m, a, b, k, j, z, i, f, g, h, gone, out, kinds, mine, get, other, works;\n" },
	{ "drivers/net/far.c", "int far_away;\nvoid far_defined(int x)\n{\n}\n" },
};

static struct symbol_index *index_of_branch;
static bool old_c; /* is the branch compiled as C of 1989? */
static bool no_makefile;

static bool brings(const char *name, size_t len, void *data)
{
	static const char *const names[] = { "brought", "brought_anew", "<linux/brought.h>" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (len == strlen(names[i]) && !memcmp(name, names[i], len))
			return true;
	return false;
}

static bool read_branch(const char *path, struct buf *text, void *data)
{
	if (strcmp(path, "Makefile") || no_makefile)
		return false;
	buf_puts(text, old_c ? "KBUILD_CFLAGS := -Wall -std=gnu89 -Wextra\n" :
			       "KBUILD_CFLAGS := -std=gnu11\n");
	return true;
}

static struct gate_rows in_function, whole;

static int setup(void **state)
{
	store_setup(state);
	index_of_branch = index_of_release(branch, ARRAY_SIZE(branch));
	whole = (struct gate_rows){
		.gates = { .index = index_of_branch, .brings = brings, .read = read_branch },
		.with_names = true,
	};
	in_function = whole;
	in_function.frame = "int f(struct item *it, int n)\n{\n%s\treturn 0;\n}\n";
	return 0;
}

static int teardown(void **state)
{
	symbol_index_free(index_of_branch);
	return store_teardown(state);
}

#define IN_FUNCTION_HOLD(rows) gate_rows_hold(&in_function, rows, ARRAY_SIZE(rows))
#define WHOLE_HOLD(rows) gate_rows_hold(&whole, rows, ARRAY_SIZE(rows))

static void names(void **state)
{
	static const struct gate_row rows[] = {
		{ "of the branch", "", "\tuse(CONSTANT);\n", "" },
		{ "of nowhere", "", "\tuse(GONE_ONE);\n", "missing-name 3 refuses GONE_ONE" },
		{ "of a folder that is not seen", "", "\tuse(far_away);\n",
		  "missing-name 3 refuses far_away" },
		{ "of an earlier patch", "", "\tuse(brought);\n", "" },
		{ "used before", "\tuse(GONE_ONE);\n", "\tuse(GONE_ONE);\n\tuse(CONSTANT);\n", "" },
		{ "twice, told once", "", "\tuse(GONE_ONE);\n\tuse(GONE_ONE + 1);\n",
		  "missing-name 3 refuses GONE_ONE" },
		{ "two of them", "", "\tuse(GONE_ONE);\n\tuse(GONE_TWO);\n",
		  "missing-name 3 refuses GONE_ONE; missing-name 4 refuses GONE_TWO" },
		{ "in a comment and a string", "", "\t/* GONE_ONE */\n\tshow(\"GONE_ONE\");\n",
		  "" },
		{ "a part of one that is put together", "", "#define M(x) x ## GONE_ONE\n", "" },
		{ "the first part of one that is put together", "", "#define M(x) GONE_ONE ## x\n",
		  "" },
		{ "beside one that is put together", "", "#define M(x) x ## z + GONE_ONE\n",
		  "missing-name 3 refuses GONE_ONE" },
		{ "what a macro stands for", "", "#define M GONE_ONE\n",
		  "missing-name 3 refuses GONE_ONE" },
		{ "what a macro with parameters stands for", "", "#define M(x) GONE_ONE\n",
		  "missing-name 3 refuses GONE_ONE" },
		{ "a macro's own name", "", "#define FRESH_ONE 1\n", "" },
		{ "a parameter of a macro", "", "#define M(fresh_one) fresh_one\n", "" },
		{ "of a condition of the preprocessor", "", "#if GONE_ONE\n\tuse(1);\n#endif\n",
		  "" },
		{ "of an #ifdef", "", "#ifdef GONE_ONE\n\tuse(1);\n#endif\n", "" },
		{ "of an #undef", "", "#undef GONE_ONE\n", "" },
		{ "of a macro behind a condition", "",
		  "#ifdef GONE_ONE\n#define M GONE_TWO\n#endif\n",
		  "missing-name 4 refuses GONE_TWO" },
		{ "on a second line of a macro", "", "#define M \\\n\tGONE_ONE\n",
		  "missing-name 4 refuses GONE_ONE" },
	};
	static const char *const built_in[] = {
		"__func__",   "__FUNCTION__",	 "__FILE__",	"__LINE__",    "__VA_ARGS__",
		"__VA_OPT__", "__COUNTER__",	 "defined",	"NULL",	       "true",
		"false",      "__has_attribute", "__attribute", "__restrict",  "__signed__",
		"__const",    "__label__",	 "__int128",	"__builtin_x",
	};
	static const char *const nearly[] = { "__func_", "__builtin_", "__built_in_x", "NUL",
					      "tru" };

	IN_FUNCTION_HOLD(rows);
	for (size_t i = 0; i < ARRAY_SIZE(built_in); i++) {
		_cleanup_free_ char *after = xasprintf("\tuse(%s);\n", built_in[i]);
		const struct gate_row row = { built_in[i], "", after, "" };

		gate_rows_hold(&in_function, &row, 1);
	}
	for (size_t i = 0; i < ARRAY_SIZE(nearly); i++) {
		_cleanup_free_ char *after = xasprintf("\tuse(%s);\n", nearly[i]);
		_cleanup_free_ char *expected = xasprintf("missing-name 3 refuses %s", nearly[i]);
		const struct gate_row row = { nearly[i], "", after, expected };

		gate_rows_hold(&in_function, &row, 1);
	}
}

/* Given to a macro of the file that puts names together. */
static void pasted(void **state)
{
#define CALLS(macros, call) macros "int f(void)\n{\n" call "\treturn 1;\n}\n"
#define PASTES "#define get(r, s) REG_##r + s\n"
	static const struct gate_row rows[] = {
		{ "by a macro that does", CALLS(PASTES, ""), CALLS(PASTES, "\tget(STATUS, 1);\n"),
		  "" },
		{ "as its second argument", CALLS(PASTES, ""), CALLS(PASTES, "\tget(n, STATUS);\n"),
		  "" },
		{ "by a macro that does not", CALLS("#define get(r, s) r + s\n", ""),
		  CALLS("#define get(r, s) r + s\n", "\tget(STATUS, 1);\n"),
		  "missing-name 4 refuses STATUS" },
		{ "by a macro of another name", CALLS("#define gets(r, s) REG_##r + s\n", ""),
		  CALLS("#define gets(r, s) REG_##r + s\n", "\tuse(STATUS);\n"),
		  "missing-name 4 refuses STATUS" },
		{ "without brackets", CALLS(PASTES, ""), CALLS(PASTES, "\tn = STATUS;\n"),
		  "missing-name 4 refuses STATUS" },
		{ "in brackets of an expression", CALLS(PASTES, ""),
		  CALLS(PASTES, "\tn = (STATUS);\n"), "missing-name 4 refuses STATUS" },
		{ "assigned to a name of it", CALLS(PASTES, ""), CALLS(PASTES, "\tget = STATUS;\n"),
		  "missing-name 4 refuses STATUS" },
		{ "in an expression", CALLS(PASTES, ""), CALLS(PASTES, "\tget(1 + STATUS, 1);\n"),
		  "missing-name 4 refuses STATUS" },
		{ "on a second line of the macro",
		  CALLS("#define get(r, s) \\\n\tREG_##r + s\n", ""),
		  CALLS("#define get(r, s) \\\n\tREG_##r + s\n", "\tget(STATUS, 1);\n"), "" },
		{ "on a third line of the macro",
		  CALLS("#define get(r, s) \\\n\ts + \\\n\tREG_##r\n", ""),
		  CALLS("#define get(r, s) \\\n\ts + \\\n\tREG_##r\n", "\tget(STATUS, 1);\n"), "" },
		{ "behind the macro",
		  CALLS("#define get(r, s) r + s\n#define put(r) REG_##r\n", ""),
		  CALLS("#define get(r, s) r + s\n#define put(r) REG_##r\n", "\tget(STATUS, 1);\n"),
		  "missing-name 5 refuses STATUS" },
		{ "by the second macro of the name", CALLS("#define get(r, s) r + s\n" PASTES, ""),
		  CALLS("#define get(r, s) r + s\n" PASTES, "\tget(STATUS, 1);\n"), "" },
		{ "by a macro at the end of the file",
		  "int f(void)\n{\n\treturn 1;\n}\n#define get(r) REG_##r",
		  "int f(void)\n{\n\tget(STATUS);\n\treturn 1;\n}\n#define get(r) REG_##r", "" },
		{ "by a macro at the end of the file that does not",
		  "int f(void)\n{\n\treturn 1;\n}\n#define get(r) r",
		  "int f(void)\n{\n\tget(STATUS);\n\treturn 1;\n}\n#define get(r) r",
		  "missing-name 3 refuses STATUS" },
	};
	struct gate_rows only = whole;

	only.only = REASON_BIT(REASON_MISSING_NAME);
	gate_rows_hold(&only, rows, ARRAY_SIZE(rows));
}

/* What the change declares, by the shape of its statements; each name "fresh..." is new. */
static void declared_in_functions(void **state)
{
	static const struct gate_row rows[] = {
		{ "a variable", "", "\tint fresh;\n\tuse(fresh);\n", "" },
		{ "a variable with a value", "", "\tint fresh = n;\n\tuse(fresh);\n", "" },
		{ "the second of a statement", "", "\tint k, fresh;\n\tuse(fresh);\n", "" },
		{ "the second behind a value", "", "\tint k = n, fresh = k;\n\tuse(fresh);\n", "" },
		{ "an array", "", "\tint fresh[4];\n\tuse(fresh[0]);\n", "" },
		{ "behind an array", "", "\tint k[4], fresh;\n\tuse(fresh);\n", "" },
		{ "behind a list of values", "", "\tint k[2] = { 1, 2 }, fresh;\n\tuse(fresh);\n",
		  "" },
		{ "a pointer", "", "\tstruct item *fresh;\n\tuse(fresh->count);\n", "" },
		{ "a structure", "", "\tstruct item fresh = { 0 };\n\tuse(fresh.count);\n", "" },
		{ "one that is cleaned up", "",
		  "\tvoid *fresh __free(kfree) = NULL;\n\tuse(!fresh);\n", "" },
		{ "one behind brackets", "", "\tvoid *k __free(kfree), *fresh;\n\tuse(!fresh);\n",
		  "" },
		{ "a pointer to a function", "", "\tint (*fresh)(int) = alias;\n\tfresh(1);\n",
		  "" },
		{ "a pointer to a function behind two words", "",
		  "\tunsigned int (*fresh)(int) = alias;\n\tfresh(1);\n", "" },
		{ "of a type that is asked for", "", "\ttypeof(n) fresh = n;\n\tuse(fresh);\n",
		  "" },
		{ "of a type that is asked for with underlines", "",
		  "\t__typeof__(n) fresh = n;\n\tuse(fresh);\n", "" },
		{ "by a macro", "", "\tLIST_HEAD(fresh);\n\tuse(!&fresh);\n", "" },
		{ "by a macro with small letters", "", "\tList_HEAD(fresh);\n\tuse(!&fresh);\n",
		  "missing-name 3 refuses fresh" },
		{ "of an inline structure", "", "\tstruct { int k; } fresh;\n\tuse(fresh.k);\n",
		  "" },
		{ "of an inline structure behind another", "",
		  "\tint k;\n\tstruct { int k; } fresh;\n\tuse(fresh.k);\n", "" },
		{ "of an inline union", "", "\tunion { int k; } fresh;\n\tuse(fresh.k);\n", "" },
		{ "by a for", "", "\tfor (int fresh = 0; fresh < n; fresh++)\n\t\tuse(fresh);\n",
		  "" },
		{ "by a macro for a for", "", "\tfor_each(int fresh, n)\n\t\tuse(1);\n",
		  "missing-name 3 refuses fresh" },
		{ "behind a block", "",
		  "\tif (n) {\n\t\tuse(1);\n\t}\n\tint fresh;\n\tuse(fresh);\n", "" },
		{ "at the beginning of a block", "",
		  "\tif (n) {\n\t\tint fresh;\n\t\tuse(fresh);\n\t}\n", "" },
		{ "behind a case", "",
		  "\tswitch (n) {\n\tcase k:\n\t\tint fresh;\n\t\tuse(fresh);\n\t}\n", "" },
		{ "a label", "", "\tgoto fresh;\nfresh:\n\tuse(1);\n", "" },
		{ "a label on a line behind another", "", "\tgoto fresh;\nout: fresh:\n\tuse(1);\n",
		  "" },
		{ "a label behind a statement", "", "\tgoto fresh;\n\tuse(0); fresh: use(1);\n",
		  "" },
		{ "a value of a line of its own", "", "\tn = n ?\n\t\tfresh :\n\t\t0;\n", "" },
		{ "a value of a choice", "", "\tn = n ? fresh : 0;\n",
		  "missing-name 3 refuses fresh" },
		{ "the other value of a choice", "", "\tn = n ? 0 : fresh;\n",
		  "missing-name 3 refuses fresh" },
		{ "a value", "", "\tint k = fresh;\n", "missing-name 3 refuses fresh" },
		{ "the second value", "", "\tint k = n, j = fresh;\n",
		  "missing-name 3 refuses fresh" },
		{ "behind a comma that declares nothing", "", "\tn = 1, fresh;\n",
		  "missing-name 3 refuses fresh" },
		{ "the size of an array", "", "\tint k[fresh];\n", "missing-name 3 refuses fresh" },
		{ "in a list of values", "", "\tint k[2] = { fresh, 2 };\n",
		  "missing-name 3 refuses fresh" },
		{ "an argument", "", "\tuse(fresh);\n", "missing-name 3 refuses fresh" },
		{ "an argument in a declaration", "", "\tint k = take_two(n, fresh);\n",
		  "missing-name 3 refuses fresh" },
		{ "what a type is asked for", "", "\ttypeof(fresh) k = n;\n",
		  "missing-name 3 refuses fresh" },
		{ "an assignment", "", "\tfresh = n;\n", "missing-name 3 refuses fresh" },
		{ "a statement of its own", "", "\tfresh;\n", "missing-name 3 refuses fresh" },
		{ "in a line before", "", "\tuse(fresh);\n\tint fresh;\n", "" },
	};
	static const char *const words[] = { "return", "case", "else",	 "do",
					     "sizeof", "asm",  "__asm__" };
	struct gate_rows only = in_function;

	only.only = REASON_BIT(REASON_MISSING_NAME);
	gate_rows_hold(&only, rows, ARRAY_SIZE(rows));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		_cleanup_free_ char *after = xasprintf("\t%s fresh;\n", words[i]);
		const struct gate_row row = { words[i], "", after, "missing-name 3 refuses fresh" };

		gate_rows_hold(&only, &row, 1);
	}
}

static void declared_outside(void **state)
{
	static const struct gate_row rows[] = {
		{ "a variable", "int z;\n", "int z;\nint fresh;\nint *k = &fresh;\n", "" },
		{ "a function", "int z;\n",
		  "int z;\nvoid fresh(void)\n{\n}\nvoid g(void)\n{\n\tfresh();\n}\n", "" },
		{ "its parameters", "int z;\n",
		  "int z;\nint g(int fresh_a, struct item *fresh_b, int fresh_c[], int (*fresh_d)(int))\n{\n"
		  "\treturn fresh_a + fresh_b->count + fresh_c[0] + fresh_d(1);\n}\n",
		  "" },
		{ "a parameter that is named in a value", "int z;\n",
		  "int z;\nint g(int k)\n{\n\treturn fresh;\n}\n", "missing-name 4 refuses fresh" },
		{ "a type of a parameter", "int z;\n",
		  "int z;\nint g(fresh_t k)\n{\n\treturn k;\n}\n",
		  "missing-name 2 refuses fresh_t" },
		{ "a macro and its parameters", "int z;\n",
		  "int z;\n#define FRESH(fresh_a) (fresh_a + 1)\nint k = FRESH(1);\n", "" },
		{ "what a macro's body declares", "int z;\n",
		  "int z;\n#define M() do { int fresh = 1; use(fresh); } while (0)\n", "" },
		{ "what a macro's body does not declare", "int z;\n",
		  "int z;\n#define M() do { fresh = 1; } while (0)\n",
		  "missing-name 2 refuses fresh" },
		{ "a member", "int z;\n",
		  "int z;\nstruct fresh { int fresh_a; };\nint g(struct fresh *k)\n{\n\treturn k->fresh_a;\n}\n",
		  "" },
		{ "a value of an enum", "int z;\n",
		  "int z;\nenum kinds { FRESH_A, FRESH_B = 2 };\nint k = FRESH_A + FRESH_B;\n",
		  "" },
		{ "a type", "int z;\n", "int z;\ntypedef int fresh_t;\nfresh_t k;\n", "" },
		{ "a name in brackets behind a macro's", "int z;\n",
		  "int z;\n#define FNAME(x) x\nint FNAME(fresh)(int k)\n{\n\treturn k;\n}\n", "" },
		{ "a macro of the assembler", "int z;\n", "int z;\n.macro fresh\n", "" },
		{ "no macro of the assembler", "int z;\n", "int z;\n.macr fresh\n",
		  "missing-name 2 refuses fresh" },
	};
	struct gate_rows only = whole;

	only.only = REASON_BIT(REASON_MISSING_NAME);
	gate_rows_hold(&only, rows, ARRAY_SIZE(rows));
}

/* Structures that are only spoken of: told where the change's own place is known. */
static void structures(void **state)
{
	static const char source[] = "int f(void)\n{\n\treturn 0;\n}\n";
	static const struct gate_row rows[] = {
		{ "one of the branch", "", "\tstruct item *k = NULL;\n", "" },
		{ "one that nothing defines", "", "\tstruct told_of *k = NULL;\n",
		  "missing-name 3 refuses told_of" },
		{ "one that a macro stands for", "", "\tstruct macro_tag *k = NULL;\n", "" },
		{ "one that the function named before", "\tuse(sizeof(struct told_of *));\n",
		  "\tuse(sizeof(struct told_of *));\n\tstruct told_of *k = NULL;\n", "" },
		{ "one in a macro", "", "#define M struct told_of *\n", "" },
		{ "a variable of that name", "", "\tint told_of = 1;\n\tuse(told_of);\n", "" },
		{ "one that an earlier patch brings", "", "\tstruct brought *k = NULL;\n", "" },
		{ "one that the function defines", "", "\tstruct told_of { int k; } *k = NULL;\n",
		  "" },
	};
	static const struct gate_row in_file[] = {
		{ "one that the change defines", "int z;\n",
		  "int z;\nstruct told_of { int k; };\nstruct told_of *mine;\n", "" },
		{ "a new file", NULL, "struct told_of *mine;\n", "missing-name 1 refuses told_of" },
	};
	struct gate_rows beside = in_function;

	beside.only = REASON_BIT(REASON_MISSING_NAME);
	gate_rows_hold(&beside, rows, 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gate_row row = rows[i];

		row.expected = "";
		gate_rows_hold(&beside, &row, 1);
	}
	beside.source_before = beside.source_after = source;
	gate_rows_hold(&beside, rows, ARRAY_SIZE(rows));
	beside.frame = NULL;
	gate_rows_hold(&beside, in_file, ARRAY_SIZE(in_file));
	beside.path = "tools/a.c";
	{
		const struct gate_row row = { "a program's", "int z;\n",
					      "int z;\nstruct told_of *mine;\n", "" };

		gate_rows_hold(&beside, &row, 1);
	}
}

static void variables_of_for(void **state)
{
	static const struct gate_row rows[] = {
		{ "a number", "", "\tfor (int i = 0; i < n; i++)\n\t\tuse(i);\n",
		  "loop-declaration 3 high for" },
		{ "a pointer", "", "\tfor (char *i = it; n; n--)\n\t\tuse(!i);\n",
		  "loop-declaration 3 high for" },
		{ "a pointer to a structure", "",
		  "\tfor (struct item *i = it; n; n--)\n\t\tuse(!i);\n",
		  "loop-declaration 3 high for" },
		{ "declared before", "", "\tint i;\n\n\tfor (i = 0; i < n; i++)\n\t\tuse(i);\n",
		  "" },
		{ "nothing", "", "\tfor (;;)\n\t\tuse(1);\n", "" },
		{ "a member", "", "\tfor (it->count = 0; n; n--)\n\t\tuse(1);\n", "" },
		{ "what a pointer shows to", "", "\tfor (*it = n; n; n--)\n\t\tuse(1);\n", "" },
		{ "a call", "", "\tfor (use(1); n; n--)\n\t\tuse(1);\n", "" },
		{ "as before", "\tfor (int i = 0; i < n; i++)\n\t\tuse(i);\n",
		  "\tfor (int i = 0; i < n; i++)\n\t\tuse(i + 1);\n", "" },
		{ "in a macro", "", "#define M(n) for (int i = 0; i < n; i++)\n", "" },
		{ "told once", "",
		  "\tfor (int i = 0; i < n; i++)\n\t\tuse(i);\n\tfor (int i = 0; i < n; i++)\n\t\tuse(i);\n",
		  "loop-declaration 3 high for" },
	};
	struct gate_rows only = in_function;

	only.only = REASON_BIT(REASON_LOOP_DECLARATION);
	old_c = true;
	gate_rows_hold(&only, rows, ARRAY_SIZE(rows));
	/* Where that is C, where the Makefile cannot be read, and where no file can. */
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gate_row row = rows[i];

		row.expected = "";
		old_c = false;
		gate_rows_hold(&only, &row, 1);
		old_c = no_makefile = true;
		gate_rows_hold(&only, &row, 1);
		no_makefile = false;
		only.gates.read = NULL;
		gate_rows_hold(&only, &row, 1);
		only.gates.read = read_branch;
	}
	old_c = false;
}

static void headers(void **state)
{
#define INCLUDES(what) "int z;\n", "#include " what "\nint z;\n"
#define MISSING(what) INCLUDES(what), "missing-header 1 refuses " what
	static const struct gate_row rows[] = {
		{ "of include/", INCLUDES("<linux/api.h>"), "" },
		{ "of include/uapi/", INCLUDES("<linux/old.h>"), "" },
		{ "of an architecture", INCLUDES("<linux/armonly.h>"), "" },
		{ "of nowhere", MISSING("<linux/gone.h>") },
		{ "of a folder that only include/uapi/ has", INCLUDES("<only/u.h>"), "" },
		{ "not in such a folder", MISSING("<only/gone.h>") },
		{ "of a folder that the kernel does not have", INCLUDES("<local/gone.h>"), "" },
		{ "made by the build", INCLUDES("<generated/gone.h>"), "" },
		{ "of a folder with nearly that name", MISSING("<generate/gone.h>") },
		{ "wrapped by the build", INCLUDES("<asm/gone.h>"), "" },
		{ "of another folder with nearly that name", MISSING("<asm-generic/gone.h>") },
		{ "without a folder", INCLUDES("<gone.h>"), "" },
		{ "of its own folder", INCLUDES("\"linux/gone.h\""), "" },
		{ "that an earlier patch brings", INCLUDES("<linux/brought.h>"), "" },
		{ "as before", "#include <linux/gone.h>\nint z;\n",
		  "#include <linux/gone.h>\nint z, k;\n", "" },
		{ "no include", "int z;\n", "#define M <linux/gone.h>\nint z;\n",
		  "missing-name 1 refuses linux" },
		{ "a string of that text", "int z;\n", "char *z = \"<linux/gone.h>\";\n", "" },
		{ "twice, told once", "int z;\n",
		  "#include <linux/gone.h>\n#include <linux/gone.h>\nint z;\n",
		  "missing-header 1 refuses <linux/gone.h>" },
	};
	static const char *const programs[] = { "tools/a.c", "samples/a.c", "scripts/a.c",
						"usr/a.c", "mm/a.bpf.c" };
	static const char *const kernels[] = { "tool/a.c", "mm/tools/a.c", "mm/abpf.c", "mm/bpf.c",
					       "usr.c" };
	struct gate_rows other = whole;

	other.only = REASON_BIT(REASON_MISSING_HEADER) | REASON_BIT(REASON_MISSING_NAME);
	WHOLE_HOLD(rows);
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		const struct gate_row row = { programs[i], INCLUDES("<linux/gone.h>"), "" };

		other.path = programs[i];
		gate_rows_hold(&other, &row, 1);
	}
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		const struct gate_row row = { kernels[i], MISSING("<linux/gone.h>") };

		other.path = kernels[i];
		gate_rows_hold(&other, &row, 1);
	}
}

/* What another file of the change brings. */
static void of_another_file(void **state)
{
	static const char before[] = "int z;\n";
	static const char after[] = "#include <linux/fresh.h>\nint z = FRESH_ONE;\n";
	static const char header[] = "#define FRESH_ONE 1\n";
	static const struct {
		const char *path, *expected;
	} rows[] = {
		{ "include/linux/fresh.h", "" },
		{ "include/linux/afresh.h", "missing-header 1 refuses <linux/fresh.h>" },
		{ "include/other/fresh.h", "missing-header 1 refuses <linux/fresh.h>" },
		{ "a/linux/fresh.h", "" },
		{ "linux/fresh.h", "missing-header 1 refuses <linux/fresh.h>" },
		{ "h", "missing-header 1 refuses <linux/fresh.h>" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct gate_file files[] = {
			{ .path = "mm/a.c",
			  .before = before,
			  .before_len = strlen(before),
			  .after = after,
			  .after_len = strlen(after) },
			{ .path = rows[i].path, .after = header, .after_len = strlen(header) },
		};
		_cleanup_findings_ struct finding_list findings = { 0 };
		struct gate_rows only = whole;
		_cleanup_free_ char *found = NULL;

		only.only = REASON_BIT(REASON_MISSING_HEADER);
		gates_check(&whole.gates, files, ARRAY_SIZE(files), &findings);
		found = gate_findings_text(&only, &findings);
		assert_string_equal(found, rows[i].expected);
		/* A file that is no C file brings nothing. */
		assert_int_equal(findings.count, !!*rows[i].expected + !strcmp(rows[i].path, "h"));
	}
}

static void arguments(void **state)
{
	static const struct gate_row rows[] = {
		{ "none", "", "\ttake_none();\n", "" },
		{ "one too many for none", "", "\ttake_none(1);\n",
		  "argument-count 3 refuses take_none" },
		{ "one", "", "\ttake_one(1);\n", "" },
		{ "two", "", "\ttake_two(1, 2);\n", "" },
		{ "too few", "", "\ttake_two(1);\n", "argument-count 3 refuses take_two" },
		{ "too many", "", "\ttake_two(1, 2, 3);\n", "argument-count 3 refuses take_two" },
		{ "at least one", "", "\tshow(\"\");\n\tshow(\"\", 1, 2);\n", "" },
		{ "less than one", "", "\tshow();\n", "argument-count 3 refuses show" },
		{ "of a macro", "", "\tboth(1, 2);\n", "" },
		{ "too few of a macro", "", "\tboth(1);\n", "argument-count 3 refuses both" },
		{ "of what stands for a function", "", "\talias(1, 2, 3);\n", "" },
		{ "commas in brackets", "", "\ttake_two((1, 2), find(3, 4));\n", "" },
		{ "too few in an argument", "", "\tuse(take_two(1));\n",
		  "argument-count 3 refuses take_two" },
		{ "as before", "\ttake_two(1);\n", "\ttake_two(1);\n\tuse(1);\n", "" },
		{ "of an earlier patch", "", "\tbrought(1, 2, 3);\n", "" },
		{ "of an earlier patch, with more than the branch's takes", "",
		  "\tbrought_anew(1, 2, 3);\n", "" },
		{ "of a member", "", "\tit->take_two(1);\n\tit.take_two(1);\n", "" },
		{ "of a variable", "", "\tfn_t take_two;\n\ttake_two(1);\n", "" },
		{ "of a pointer", "", "\tint (*take_two)(int);\n\ttake_two(1);\n", "" },
		{ "given", "", "\treturn take_two(1);\n", "argument-count 3 refuses take_two" },
		{ "what it gives is looked into", "", "\tn = *take_two(1);\n",
		  "argument-count 3 refuses take_two" },
		{ "given twice", "", "\tif (n)\n\t\treturn take_two(1);\n\treturn take_two(1);\n",
		  "argument-count 4 refuses take_two" },
		{ "a name that is built in", "", "\t__builtin_expect(1, 2, 3);\n", "" },
		{ "in a macro", "", "#define M take_two(1)\n", "" },
		/* An argument may be a macro that stands for several. */
		{ "in capitals", "", "\ttake_two(PAIR);\n", "argument-count 3 medium take_two" },
		{ "capitals as the last one", "", "\ttake_two(1, 2, PAIR);\n",
		  "argument-count 3 medium take_two" },
		{ "capitals in a sum", "", "\ttake_two(1 + PAIR);\n",
		  "argument-count 3 refuses take_two" },
		{ "a small letter in it", "", "\ttake_two(Constant);\n",
		  "argument-count 3 refuses take_two; missing-name 3 refuses Constant" },
		{ "capitals behind the call", "", "\ttake_two(1);\n\tuse(PAIR);\n",
		  "argument-count 3 refuses take_two" },
		{ "a keyword", "", "\ttake_two(sizeof(1));\n",
		  "argument-count 3 refuses take_two" },
		/* Nothing defines it. */
		{ "only spoken of", "", "\tonly_told(1);\n", "no-definition 3 medium only_told" },
		{ "spoken of, and defined where it is not seen", "", "\tfar_defined(1);\n", "" },
		{ "spoken of, and declared by the change", "",
		  "\tint (*only_told)(int) = NULL;\n\n\tonly_told(1);\n", "" },
		{ "of nowhere", "", "\tgone_one(1);\n", "missing-name 3 refuses gone_one" },
		{ "not called", "", "\tuse(!only_told);\n", "" },
	};
	static const struct gate_row in_file[] = {
		{ "what the change makes it take",
		  "void use(int x)\n{\n}\nvoid g(void)\n{\n\tuse(1);\n}\n",
		  "void use(int x, int y)\n{\n}\nvoid g(void)\n{\n\tuse(1, 2);\n}\n", "" },
		{ "what neither takes", "void use(int x)\n{\n}\nvoid g(void)\n{\n\tuse(1);\n}\n",
		  "void use(int x, int y)\n{\n}\nvoid g(void)\n{\n\tuse(1, 2, 3);\n}\n",
		  "argument-count 6 refuses use" },
		{ "a macro of the change", "int z;\n",
		  "#define use(a, b) 1\nint z;\nvoid g(void)\n{\n\tuse(1, 2);\n}\n", "" },
		{ "a macro of the change that takes more", "int z;\n",
		  "#define use(a, b...) 1\nint z;\nvoid g(void)\n{\n\tuse(1, 2, 3);\n}\n", "" },
		{ "a macro of the change that takes none of more", "int z;\n",
		  "#define use(a, ...) 1\nint z;\nvoid g(void)\n{\n\tuse(1);\n}\n", "" },
		{ "too few for a macro that takes more", "int z;\n",
		  "#define both(a, b, c, ...) 1\nint z;\nvoid g(void)\n{\n\tboth(1);\n}\n",
		  "argument-count 5 refuses both" },
		{ "an alias of the change", "int z;\n",
		  "#define use find\nint z;\nvoid g(void)\n{\n\tuse(1, 2);\n}\n", "" },
		{ "outside of functions", "int z;\n", "int z = take_two(1);\n", "" },
		{ "of a parameter", "int z;\n",
		  "int z;\nint g(fn_t take_two)\n{\n\treturn take_two(1);\n}\n", "" },
		{ "of a parameter of another function", "int z;\n",
		  "int z;\nint g(fn_t take_two)\n{\n\treturn 1;\n}\nint h(void)\n{\n\treturn take_two(1);\n}\n",
		  "argument-count 8 refuses take_two" },
	};
	struct gate_rows program = in_function, only = in_function;

	only.only = REASON_BIT(REASON_ARGUMENT_COUNT) | REASON_BIT(REASON_NO_DEFINITION) |
		    REASON_BIT(REASON_MISSING_NAME);
	gate_rows_hold(&only, rows, ARRAY_SIZE(rows));
	WHOLE_HOLD(in_file);
	program.path = "tools/a.c";
	{
		const struct gate_row row = { "a program's", "",
					      "\ttake_two(1);\n\tonly_told(1);\n", "" };

		program.only = REASON_BIT(REASON_ARGUMENT_COUNT) | REASON_BIT(REASON_NO_DEFINITION);
		gate_rows_hold(&program, &row, 1);
	}
}

/* A variable that only other functions of the file have. */
static void variables_of_others(void **state)
{
#define OTHER "int other(int mode)\n{\n\tint lone = mode;\n\n\treturn lone;\n}\n"
#define FILE_OF(other, body) other "int f(struct item *it, int n)\n{\n" body "\treturn n;\n}\n"
#define BECOMES(body) FILE_OF(OTHER, ""), FILE_OF(OTHER, body)
	static const struct gate_row rows[] = {
		{ "a parameter of another", BECOMES("\tn = mode;\n"),
		  "undeclared-variable 9 refuses mode" },
		{ "a variable of another", BECOMES("\tn = lone;\n"),
		  "undeclared-variable 9 refuses lone" },
		{ "its own", BECOMES("\tint mode = 1;\n\n\tn = mode;\n"), "" },
		{ "its own parameter", BECOMES("\tn = n + 1;\n"), "" },
		{ "a member", BECOMES("\tn = it->mode + it.lone;\n"), "" },
		{ "a call", BECOMES("\tn = mode(1);\n"), "no-definition 9 medium mode" },
		{ "a label", BECOMES("\tgoto mode;\nmode:\n"), "" },
		{ "a tag",
		  BECOMES("\tn = sizeof(struct mode) + sizeof(enum mode) + sizeof(union mode);\n"),
		  "" },
		{ "an argument", BECOMES("\tuse(mode);\n"), "" },
		{ "the second argument", BECOMES("\tfind(1, mode);\n"), "" },
		{ "within an argument", BECOMES("\tuse(1 + mode);\n"),
		  "undeclared-variable 9 refuses mode" },
		{ "in a macro", BECOMES("#define M mode\n"), "" },
		{ "with capitals", "int other(int Mode)\n{\n\treturn Mode;\n}\n" FILE_OF("", ""),
		  "int other(int Mode)\n{\n\treturn Mode;\n}\n" FILE_OF("", "\tn = Mode;\n"),
		  "missing-name 7 refuses Mode" },
		{ "with a capital, which a macro may be",
		  "int other(int Loud)\n{\n\treturn Loud;\n}\n" FILE_OF("", ""),
		  "int other(int Loud)\n{\n\treturn Loud;\n}\n" FILE_OF("", "\tn = Loud;\n"), "" },
		{ "with a capital amid it",
		  "int other(int loUd)\n{\n\treturn loUd;\n}\n" FILE_OF("", ""),
		  "int other(int loUd)\n{\n\treturn loUd;\n}\n" FILE_OF("", "\tn = loUd;\n"), "" },
		{ "an inline structure", BECOMES("\tstruct { int x; } mode;\n\n\tn = mode.x;\n"),
		  "" },
		{ "a pointer to a function", BECOMES("\tint (*mode)(int);\n\n\tn = !mode;\n"), "" },
		{ "by a macro with a block", BECOMES("\tfor_each(it, n) {\n\t\tn = mode;\n\t}\n"),
		  "" },
		{ "by a macro without a block", BECOMES("\tfor_each(it, n)\n\t\tn = mode;\n"),
		  "undeclared-variable 10 refuses mode" },
		{ "under a condition with a block", BECOMES("\tif (n) {\n\t\tn = mode;\n\t}\n"),
		  "undeclared-variable 10 refuses mode" },
		{ "used before", FILE_OF(OTHER, "\tn = mode;\n"),
		  FILE_OF(OTHER, "\tn = mode;\n\tn += mode;\n"), "" },
		{ "an argument before", FILE_OF(OTHER, "\tuse(mode);\n"),
		  FILE_OF(OTHER, "\tuse(mode);\n\tn += mode;\n"),
		  "undeclared-variable 10 refuses mode" },
		{ "that the file has outside", FILE_OF("int mode;\n" OTHER, ""),
		  FILE_OF("int mode;\n" OTHER, "\tn = mode;\n"), "" },
		{ "that the file has behind", FILE_OF(OTHER, "") "int mode;\n",
		  FILE_OF(OTHER, "\tn = mode;\n") "int mode;\n", "" },
		{ "that the file has as a member", FILE_OF("int k = z.mode;\n" OTHER, ""),
		  FILE_OF("int k = z.mode;\n" OTHER, "\tn = mode;\n"),
		  "undeclared-variable 10 refuses mode" },
		{ "that a structure of the file has",
		  FILE_OF("struct mine { int mode; };\n" OTHER, ""),
		  FILE_OF("struct mine { int mode; };\n" OTHER, "\tn = mode;\n"), "" },
		{ "with more behind the functions", FILE_OF(OTHER, "") "int tail;\n",
		  FILE_OF(OTHER, "\tn = mode;\n") "int tail;\n",
		  "undeclared-variable 9 refuses mode" },
		{ "that no function has", FILE_OF("", ""), FILE_OF("", "\tn = mode;\n"), "" },
		{ "that another only names", FILE_OF("int other(void)\n{\n\treturn mode;\n}\n", ""),
		  FILE_OF("int other(void)\n{\n\treturn mode;\n}\n", "\tn = mode;\n"), "" },
		{ "that an earlier patch brings",
		  FILE_OF("int other(int brought)\n{\n\treturn brought;\n}\n", ""),
		  FILE_OF("int other(int brought)\n{\n\treturn brought;\n}\n", "\tn = brought;\n"),
		  "" },
		{ "that the branch has where it is seen",
		  FILE_OF("int other(int show)\n{\n\treturn show;\n}\n", ""),
		  FILE_OF("int other(int show)\n{\n\treturn show;\n}\n", "\tn = !show;\n"), "" },
		{ "that the branch has as a tag",
		  FILE_OF("int other(int item)\n{\n\treturn item;\n}\n", ""),
		  FILE_OF("int other(int item)\n{\n\treturn item;\n}\n", "\tn = item;\n"),
		  "undeclared-variable 7 refuses item" },
		{ "that the branch has as a type",
		  FILE_OF("int other(int fn_t)\n{\n\treturn fn_t;\n}\n", ""),
		  FILE_OF("int other(int fn_t)\n{\n\treturn fn_t;\n}\n", "\tn = fn_t;\n"),
		  "undeclared-variable 7 refuses fn_t" },
		{ "that the branch has where it is not seen",
		  FILE_OF("int other(int far_defined)\n{\n\treturn far_defined;\n}\n", ""),
		  FILE_OF("int other(int far_defined)\n{\n\treturn far_defined;\n}\n",
			  "\tn = far_defined;\n"),
		  "undeclared-variable 7 refuses far_defined" },
		{ "of a function that a macro makes", OTHER "TEST_OF(it, works)\n{\n}\n",
		  OTHER "TEST_OF(it, works)\n{\n\tn = mode;\n}\n", "" },
		/* Lines of a new function may be taken for those of another one. */
		{ "of a new function",
		  "int other(int mode)\n{\n\tint j;\n\n\tj = mode;\n\treturn j;\n}\n",
		  "int other(int mode)\n{\n\tint j;\n\n\tj = mode;\n\treturn j;\n}\n\nint fresh(void)\n{\n\tint j;\n\n\tj = mode;\n\treturn j;\n}\n",
		  "undeclared-variable 13 refuses mode" },
		/* Its lines were there before, in another function. */
		{ "of a new function that has the lines of another",
		  "int other(int mode)\n{\n\tint j;\n\n\tj = mode;\n\treturn j;\n}\n",
		  "int fresh(void)\n{\n\tint j;\n\n\tj = mode;\n\treturn j;\n}\n\nint other(int mode)\n{\n\treturn 1;\n}\n",
		  "undeclared-variable 5 refuses mode" },
		{ "of a function that was there",
		  "int other(int mode)\n{\n\treturn 1;\n}\nint fresh(void)\n{\n\tint j;\n\n\tj = mode;\n\treturn j;\n}\n",
		  "int other(int mode)\n{\n\treturn 1;\n}\nint fresh(void)\n{\n\tint j = 1;\n\n\tj = mode;\n\treturn j;\n}\n",
		  "" },
	};
	struct gate_rows only = whole;

	only.only = REASON_BIT(REASON_UNDECLARED_VARIABLE) | REASON_BIT(REASON_NO_DEFINITION) |
		    REASON_BIT(REASON_MISSING_NAME);
	gate_rows_hold(&only, rows, ARRAY_SIZE(rows) - 4);
	only.only = REASON_BIT(REASON_UNDECLARED_VARIABLE);
	gate_rows_hold(&only, rows + ARRAY_SIZE(rows) - 4, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(pasted),
		cmocka_unit_test(declared_in_functions),
		cmocka_unit_test(declared_outside),
		cmocka_unit_test(structures),
		cmocka_unit_test(variables_of_for),
		cmocka_unit_test(headers),
		cmocka_unit_test(of_another_file),
		cmocka_unit_test(arguments),
		cmocka_unit_test(variables_of_others),
	};

	return cmocka_run_group_tests_name("gates: names", tests, setup, teardown);
}
