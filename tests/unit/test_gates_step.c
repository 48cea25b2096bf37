// SPDX-License-Identifier: GPL-2.0-only
/* What the gates find in a step from one tree to another, and what they leave alone. */
#include "judge_fixture.h"

#include "gates/step.h"
#include "util/progress.h"

#define FILES_MAX 5

struct step_row {
	const char *name;
	const char *before[FILES_MAX][2], *after[FILES_MAX][2];
	const char *expected; /* "reason path:line NAME; ..." of those that refuse */
};

static git_tree *tree_of_row(const char *const (*files)[2])
{
	size_t count = 0;

	while (count < FILES_MAX && files[count][0])
		count++;
	return tree_of_files(files, count);
}

static char *check(const struct step_row *row)
{
	git_tree *before = tree_of_row(row->before), *after = tree_of_row(row->after);
	_cleanup_gates_step_ struct gates_step step = { 0 };
	struct error *err = NULL;
	struct buf all = { 0 };

	assert_works(
		gates_check_step(store.repo, git_tree_id(before), git_tree_id(after), &step, &err),
		err);
	buf_puts(&all, "");
	for (size_t i = 0; i < step.findings.count; i++) {
		const struct finding *finding = &step.findings.items[i];

		if (finding->refuses)
			buf_printf(&all, "%s%s %s:%zu %s", all.len ? "; " : "",
				   reason_name(finding->reason), finding->path, finding->line,
				   finding->name ? finding->name : "");
	}
	git_tree_free(before);
	git_tree_free(after);
	return buf_detach(&all);
}

static void rows_hold(const struct step_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *found = check(&rows[i]);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: found '%s', wanted '%s'\n", rows[i].name, found,
				    rows[i].expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

#define F(body) "int f(int a)\n{\n" body "\treturn a;\n}\n"
#define OLD                     \
	{                       \
		"mm/f.c", F("") \
	}
#define X_H(text)                         \
	{                                 \
		"include/linux/x.h", text \
	}

static void names(void **state)
{
	static const struct step_row rows[] = {
		{ "a function that nothing defines",
		  { OLD },
		  { { "mm/f.c", F("\tlost(a);\n") } },
		  "missing-name mm/f.c:3 lost" },
		{ "one that the step brings, in a file of its own",
		  { OLD, X_H("int x;\n") },
		  { { "mm/f.c", F("\tbrought(a);\n") }, X_H("int x;\nvoid brought(int a);\n") },
		  "" },
		{ "one that a comment of the tree before names",
		  { OLD, X_H("/* told() */\nint x;\n") },
		  { { "mm/f.c", F("\ttold(a);\n") }, X_H("/* told() */\nint x;\n") },
		  "" },
		{ "used twice, in two files",
		  { OLD, { "mm/g.c", "int g;\n" } },
		  { { "mm/f.c", F("\tlost(a);\n") },
		    { "mm/g.c", "int g;\nint h(void)\n{\n\treturn lost(1);\n}\n" } },
		  "missing-name mm/f.c:3 lost; missing-name mm/g.c:4 lost" },
		{ "a value",
		  { OLD },
		  { { "mm/f.c", F("\ta |= LOST_FLAG;\n") } },
		  "missing-name mm/f.c:3 LOST_FLAG" },
		{ "given to a macro, which may do anything with it",
		  { OLD, X_H("#define declare(n) int n\n") },
		  { { "mm/f.c", F("\tdeclare(odd);\n\todd = a;\n") },
		    X_H("#define declare(n) int n\n") },
		  "" },
		{ "a member that a macro takes by its name",
		  { OLD, X_H("#define take(p, m) (p)->m\nstruct s { int x; };\n") },
		  { { "mm/f.c", F("\ta = take(p, fresh);\n") },
		    X_H("#define take(p, m) (p)->m\nstruct s { int x, fresh; };\n") },
		  "" },
		{ "defined by an assembler file",
		  { OLD },
		  { { "mm/f.c", F("\tfast(a);\n") }, { "mm/a.S", "fast:\n" } },
		  "" },
		{ "made of its parts by a macro of the file",
		  { { "mm/f.c", "#define MAKE(x) void x##_lost(void)\nint x;\n" } },
		  { { "mm/f.c", "#define MAKE(x) void x##_lost(void)\nMAKE(really);\nint x;\n" F(
					"\treally_lost();\n") } },
		  "" },
		{ "that macro is not given such a part",
		  { { "mm/f.c", "#define MAKE(x) void x##_lost(void)\nint x;\n" } },
		  { { "mm/f.c", "#define MAKE(x) void x##_lost(void)\nMAKE(other);\nint x;\n" F(
					"\treally_lost();\n") } },
		  "missing-name mm/f.c:6 really_lost" },
		{ "a macro hands on what it is given",
		  { OLD, X_H("#define MAKE(x) void x##_lost(void)\n#define MAKE_IT(x) MAKE(x)\n") },
		  { { "mm/f.c", F("\treally_lost();\n") },
		    X_H("#define MAKE(x) void x##_lost(void)\n#define MAKE_IT(x) MAKE(x)\nMAKE_IT(really);\n") },
		  "" },
		{ "a program's, whose headers are elsewhere",
		  { { "tools/f.c", F("") } },
		  { { "tools/f.c", F("\tlost(a);\n") } },
		  "" },
		{ "never built: of an option that is in no Kconfig file",
		  { OLD },
		  { { "mm/f.c", F("#ifdef CONFIG_GONE\n\tlost(a);\n#endif\n") } },
		  "missing-option mm/f.c:3 CONFIG_GONE" },
		{ "built: the option is there",
		  { OLD, { "mm/Kconfig", "config HERE\n" } },
		  { { "mm/f.c", F("#ifdef CONFIG_HERE\n\tlost(a);\n#endif\n") },
		    { "mm/Kconfig", "config HERE\n" } },
		  "missing-name mm/f.c:4 lost" },
		{ "made of its parts where a capital begins",
		  { OLD, X_H("#define FLAGS(f) void NVolSet##f(void)\n") },
		  { { "mm/f.c", F("\tNVolSetHidden();\n") },
		    X_H("#define FLAGS(f) void NVolSet##f(void)\nFLAGS(Hidden);\n") },
		  "" },
		{ "a constant of an enumeration within the function",
		  { OLD },
		  { { "mm/f.c", F("\tenum {\n\t\tLONE_A,\n\t\tLONE_B,\n\t};\n\ta = LONE_B;\n") } },
		  "" },
		{ "a header that the build makes",
		  { OLD, X_H("int x;\n") },
		  { { "mm/f.c", "#include <linux/version.h>\n#include <linux/lost.h>\n" F("") },
		    X_H("int x;\n") },
		  "missing-header mm/f.c:2 <linux/lost.h>" },
		{ "never built, but behind the #else it is",
		  { OLD },
		  { { "mm/f.c", F("#if 0\n\tlost(a);\n#else\n\tgone(a);\n#endif\n") } },
		  "missing-name mm/f.c:6 gone" },
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

#define USE(member) F("\tstruct s *p = get();\n\ta = p->" member ";\n")
#define S_H(body) \
	X_H("struct s *get(void);\nstruct inner { int in; };\nstruct s {\n" body "};\nint x;\n")
/* After the change the function uses the member; the structure is as it was. */
#define MEMBER_ROW(name, body, member, expected)                                             \
	{                                                                                    \
		name, { OLD, S_H(body) }, { { "mm/f.c", USE(member) }, S_H(body) }, expected \
	}
#define LOST "missing-member mm/f.c:4 "

static void members(void **state)
{
	static const struct step_row rows[] = {
		MEMBER_ROW("one that the structure lacks", "\tint n;\n", "x", LOST "x"),
		MEMBER_ROW("behind which an attribute stands",
			   "\tstruct {\n\t\tint n;\n\t} x __aligned(8);\n", "x", ""),
		MEMBER_ROW("an array with one", "\tunion {\n\t\tint n;\n\t} x[4] __aligned(8);\n",
			   "x[0].n", ""),
		MEMBER_ROW("of a structure that is named without a name", "\tstruct inner;\n", "in",
			   ""),
		MEMBER_ROW("of a union whose name may be a macro for none",
			   "\tunion {\n\t\tint x;\n\t} UNION_ANON;\n", "x", ""),
		MEMBER_ROW("of a macro in front of another member",
			   "\tCOMMON_PART\n\tstruct inner i;\n", "x", ""),
		MEMBER_ROW("of a macro that is given a type", "\tFIELD_LIST(uint32_t);\n", "x", ""),
		MEMBER_ROW("of a structure that it only points to", "\tstruct inner *i;\n", "in",
			   LOST "in"),
		{ "the parameter of a macro",
		  { OLD, S_H("\tint n;\n") },
		  { { "mm/f.c", F("\tstruct s *p = get();\n#define P(x) use(p->x)\n\tP(n);\n") },
		    S_H("\tint n;\n") },
		  "" },
		{ "of another structure of that tag, in a file of the step",
		  { { "mm/f.c", "struct t { int x, n; };\n" F("") } },
		  { { "mm/f.c", "struct t { int n; };\n" F("") },
		    { "mm/g.c",
		      "struct t { int x; };\nint g(struct t *t)\n{\n\treturn t->x;\n}\n" } },
		  "" },
		{ "one that the structure has no more",
		  { { "mm/f.c", "int y;\n" F("\tstruct s *p = get();\n\ta = p->gone;\n") },
		    S_H("\tint gone, n;\n") },
		  { { "mm/f.c", "int z;\n" F("\tstruct s *p = get();\n\ta = p->gone;\n") },
		    S_H("\tint n;\n") },
		  "missing-member mm/f.c:5 gone" },
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

/* The file has a function that declares x; the other one is what the step brings. */
#define OTHER "int o(int b)\n{\n\tint x = b;\n\treturn x;\n}\n"
#define LOCAL_ROW(name, function, expected)                                               \
	{                                                                                 \
		name, { { "mm/f.c", OTHER } }, { { "mm/f.c", OTHER function } }, expected \
	}

static void locals(void **state)
{
	static const struct step_row rows[] = {
		LOCAL_ROW("a variable that only another function declares", F("\ta = 1 + x;\n"),
			  "undeclared-variable mm/f.c:8 x"),
		LOCAL_ROW("the parameter of a pointer to a function",
			  F("\tint (*p)(unsigned int x, int y) = 0;\n"), ""),
		LOCAL_ROW("a type, as what follows it tells", F("\tx y = a;\n\ta = y;\n"), ""),
		LOCAL_ROW("given to a macro as well, which may declare it",
			  "#define with(v, code) do { int v = 1; code; } while (0)\n" F(
				  "\twith(x, use(1 + x));\n"),
			  ""),
		LOCAL_ROW("a function behind the brackets of a macro",
			  "ODD TEST(\"t\")\nint RUN(name, int x)\n{\n\treturn 1 + x;\n}\n", ""),
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

#define STUB                                                                               \
	"int two(int a, int b);\n#ifndef CONFIG_X\nstatic inline int stub(int a, int b)\n" \
	"{\n\treturn a + b;\n}\n#endif\n"

static void users(void **state)
{
	static const struct step_row rows[] = {
		{ "a call with other arguments than are taken",
		  { OLD, X_H("int two(int a, int b);\n") },
		  { { "mm/f.c", F("\ttwo(a);\n") }, X_H("int two(int a, int b);\n") },
		  "argument-count mm/f.c:3 two" },
		{ "a caller that a new signature left behind",
		  { { "mm/f.c", F("\ttwo(a, 1);\n") }, X_H("int two(int a, int b);\n") },
		  { { "mm/f.c", F("\ttwo(a, 1);\n") }, X_H("int two(int a);\n") },
		  "argument-count mm/f.c:3 two" },
		{ "all callers were changed",
		  { { "mm/f.c", F("\ttwo(a, 1);\n") }, X_H("int two(int a, int b);\n") },
		  { { "mm/f.c", F("\ttwo(a);\n") }, X_H("int two(int a);\n") },
		  "" },
		{ "a function and its stub, both changed, and a caller left behind",
		  { { "mm/f.c", F("\tstub(a, 1);\n") },
		    X_H(STUB),
		    { "mm/s.c", "int stub(int a, int b)\n{\n\treturn 0;\n}\n" } },
		  { { "mm/f.c", F("\tstub(a, 1);\n") },
		    X_H("int two(int a, int b);\n#ifndef CONFIG_X\nstatic inline int stub(int a)\n"
			"{\n\treturn a;\n}\n#endif\n"),
		    { "mm/s.c", "int stub(int a)\n{\n\treturn 0;\n}\n" } },
		  "argument-count mm/f.c:3 stub" },
		{ "a function that is defined no more",
		  { { "mm/f.c", F("\tgone(a);\n") }, X_H("void gone(int a);\nint x;\n") },
		  { { "mm/f.c", F("\tgone(a);\n") }, X_H("int x;\n") },
		  "missing-name mm/f.c:3 gone" },
		{ "a file that is there no more",
		  { { "mm/f.c", F("\ta = GONE;\n") }, X_H("#define GONE 1\n") },
		  { { "mm/f.c", F("\ta = GONE;\n") } },
		  "missing-name mm/f.c:3 GONE" },
		{ "it has moved to another file",
		  { { "mm/f.c", F("\tgone(a);\n") }, X_H("void gone(int a);\nint x;\n") },
		  { { "mm/f.c", F("\tgone(a);\n") },
		    X_H("int x;\n"),
		    { "include/linux/y.h", "void gone(int a);\n" } },
		  "" },
		{ "only a comment names it yet",
		  { { "mm/f.c", F("\t/* gone() */\n") }, X_H("void gone(int a);\nint x;\n") },
		  { { "mm/f.c", F("\t/* gone() */\n") }, X_H("int x;\n") },
		  "" },
		{ "a variable has its name",
		  { { "mm/f.c", F("\tint gone = a;\n\ta = gone;\n") },
		    X_H("void gone(int a);\nint x;\n") },
		  { { "mm/f.c", F("\tint gone = a;\n\ta = gone;\n") }, X_H("int x;\n") },
		  "" },
		{ "a good step",
		  { OLD, X_H("int two(int a, int b);\n") },
		  { { "mm/f.c", F("\ta = two(a, 2);\n") }, X_H("int two(int a, int b);\n") },
		  "" },
		{ "nothing changed", { OLD }, { OLD }, "" },
	};

	rows_hold(rows, ARRAY_SIZE(rows));
}

/* What is no C is counted; a link is no file. */
static void counts(void **state)
{
	static const char *const before[][2] = { { "Makefile", "a\n" },
						 { "mm/f.c", F("") },
						 { "mm/link.c", "f.c" } };
	static const char *const after[][2] = { { "Makefile", "b\n" },
						{ "mm/f.c", F("\ta++;\n") },
						{ "mm/link.c", "g.c" } };
	git_tree *from = tree_of_files(before, 3), *to = tree_of_files(after, 3);
	_cleanup_gates_step_ struct gates_step step = { 0 };
	struct error *err = NULL;

	assert_works(gates_check_step(store.repo, git_tree_id(from), git_tree_id(to), &step, &err),
		     err);
	assert_int_equal(step.files, 2);
	assert_int_equal(step.others, 1);
	assert_int_equal(step.findings.count, 0);
	git_tree_free(from);
	git_tree_free(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(members), cmocka_unit_test(locals),
		cmocka_unit_test(users), cmocka_unit_test(counts),
	};

	progress_quiet(true);
	return cmocka_run_group_tests(tests, store_setup, store_teardown);
}
