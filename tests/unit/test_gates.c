// SPDX-License-Identifier: GPL-2.0-only
/* Ported code that does not fit where it went, and code that does. */
#include "port_fixture.h"

#include "gates/gates.h"
#include "util/buf.h"

/* What the branch has. */
static const char *const branch[][2] = {
	{ "include/linux/api.h",
	  "struct item {\n\tint count;\n\tstruct { int in; } named;\n\tspinlock_t lock;\n};\n"
	  "struct thing { int other_member; };\n"
	  "struct inner {\n\tint deep;\n\tconst struct thing __rcu *thing;\n};\n"
	  "struct outer {\n\tstruct inner in;\n\tstruct inner *ptr, list[4];\n\tunion {\n"
	  "\t\tstruct thing *either;\n\t};\n\tstruct {\n\t\tstruct thing *hidden;\n\t} part;\n"
	  "#ifdef A\n\tstruct inner *half;\n#else\n\tstruct thing *half;\n#endif\n\tthing_t *typed;\n};\n"
	  "/* struct only_told_of */\nstruct told_of;\n"
	  "int take_two(int a, int b);\nint show(const char *f, ...);\nvoid use(int x);\n"
	  "#define either(a, b) take_two(a, b)\n#define alias take_two\n#define SOME_FLAG 1\n"
	  "#define PAIR 1, 2\n#define first_count count\n/* only_told() is explained here. */\n"
	  "void mutex_lock(struct mutex *m);\nvoid mutex_unlock(struct mutex *m);\n"
	  "int mutex_trylock(struct mutex *m);\nvoid spin_lock(spinlock_t *l);\n"
	  "void spin_unlock(spinlock_t *l);\nvoid of_node_get(void *n);\nvoid of_node_put(void *n);\n"
	  "void get_device(void *d);\nvoid put_device(void *d);\nvoid dev_hold(void *d);\n"
	  "void dev_put(void *d);\nint kref_get_unless_zero(void *k);\nvoid kref_put(void *k, int r);\n"
	  "void skb_get(void *s);\nvoid skb_put(void *s, int n);\n"
	  "int item_lock(struct item *it);\nint item_trylock(struct item *it);\nvoid item_unlock(struct item *it);\n"
	  "void rcu_read_lock(void);\nvoid rcu_read_unlock(void);\nstruct item *find(int n);\n"
	  "#define each_of(i, n) for (i = 0; i < n; i++)\n#define guarded(l) for (;;)\n"
	  "#define __free(f) __attribute__((cleanup(f)))\nvoid kfree(const void *p);\n" },
	{ "mm/a.c", "static int helper(struct item *it)\n{\n\treturn it->count;\n}\nint m, a, b, l, x, y, err, "
		    "out, fail, unlock;\n" },
	{ "mm/b.c", "static int helper(struct item *it, int more)\n{\n\treturn more;\n}\n/* mode, lone; macro, to, endm */\n" },
	{ "mm/far.h", "int elsewhere(void);\n" },
	{ "drivers/net/far.c", "int far_away;\n" },
};

static struct symbol_index *index_of_branch;

static int setup(void **state)
{
	store_setup(state);
	index_of_branch = index_of_release(branch, ARRAY_SIZE(branch));
	return 0;
}

static int teardown(void **state)
{
	symbol_index_free(index_of_branch);
	return store_teardown(state);
}

static bool brings(const char *name, size_t len, void *data)
{
	return len == 7 && !memcmp(name, "brought", 7);
}

static bool old_c;	/* is the branch compiled as C of 1989? */

static bool read_branch(const char *path, struct buf *text, void *data)
{
	if (!strcmp(path, "Makefile")) {
		buf_puts(text, old_c ? "KBUILD_CFLAGS := -Wall -std=gnu89\n" : "KBUILD_CFLAGS := -std=gnu11\n");
		return true;
	}
	return listed_file(branch, ARRAY_SIZE(branch), path, text);
}

static struct finding_list check(const struct gate_file *files, size_t count)
{
	const struct gates gates = { .index = index_of_branch, .brings = brings, .read = read_branch };
	struct finding_list findings;

	gates_check(&gates, files, count, &findings);
	return findings;
}

/* "reason line refuses|high|medium name; " of each. */
static char *describe(const struct finding_list *findings)
{
	struct buf all = { 0 };

	buf_puts(&all, "");
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->items[i];

		buf_printf(&all, "%s%s %zu %s%s%s", all.len ? "; " : "", reason_name(f->reason),
			   f->line, f->refuses ? "refuses" : risk_name(f->risk), f->name ? " " : "",
			   f->name ? f->name : "");
	}
	return buf_detach(&all);
}

#define TOP "#include <linux/api.h>\n\nint above(void)\n{\n\treturn 1;\n}\n\n"
#define BELOW "\nint below(void)\n{\n\treturn 2;\n}\n"
#define BODY(text) TOP "static int f(struct item *it, int n)\n{\n" text "}\n" BELOW

static const char *row;	/* of a table, for messages; NULL: none */

/* source: the file of the change's own place, which changes nothing there; or NULL. */
static void assert_findings_beside(const char *source, const char *before, const char *after,
				   const char *expected)
{
	const struct gate_file file = {
		.path = "mm/a.c",
		.before = before,
		.before_len = before ? strlen(before) : 0,
		.after = after,
		.after_len = strlen(after),
		.source_before = source,
		.source_before_len = source ? strlen(source) : 0,
		.source_after = source,
		.source_after_len = source ? strlen(source) : 0,
	};
	_cleanup_findings_ struct finding_list findings = check(&file, 1);
	_cleanup_free_ char *found = describe(&findings);

	if (strcmp(found, expected)) {
		if (row)
			print_message("row \"%s\":\n", row);
		for (size_t i = 0; i < findings.count; i++)
			print_message("%s:%zu %s\n", findings.items[i].path, findings.items[i].line,
				      findings.items[i].text);
		print_message("%s\n", after);
	}
	assert_string_equal(found, expected);
}

static void assert_findings(const char *before, const char *after, const char *expected)
{
	assert_findings_beside(NULL, before, after, expected);
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *added, *expected;
	} cases[] = {
		{ "a name that the branch has", "\tuse(SOME_FLAG);\n", "" },
		{ "one that it does not have", "\tuse(MISSING_FLAG);\n", "missing-name 10 refuses MISSING_FLAG" },
		{ "variables that the change declares", "\tint fresh = n, *second;\n\n\tuse(fresh);\n\tsecond = &fresh;\n", "" },
		{ "the tag of an unknown structure", "\tstruct unheard_of *p = NULL;\n", "missing-name 10 refuses unheard_of" },
		{ "a name of an earlier patch", "\tuse(brought);\n", "" },
		{ "a name that is out of sight", "\tuse(far_away);\n", "missing-name 10 refuses far_away" },
		{ "made by the compiler", "\tuse(__LINE__);\n", "" },
		{ "an option that no Kconfig file has", "\tuse(CONFIG_NEW_ONE);\n", "missing-option 10 refuses CONFIG_NEW_ONE" },
		{ "in comments and strings", "\t/* unheard_of */ show(\"unheard_of\");\n", "" },
		{ "a variable declared in for ()", "\tfor (int i = 0; i < n; i++)\n\t\tuse(i);\n", "" },
		{ "a macro that would declare", "\tDECLARE_SOMETHING(fresh, 3);\n\tuse(fresh);\n", "missing-name 10 refuses DECLARE_SOMETHING" },
		{ "a label", "\tgoto fresh_label;\nfresh_label:\n\tuse(1);\n", "" },
		{ "a pointer to a function", "\tint (*fresh)(int) = alias;\n\n\tfresh(1);\n", "" },
		{ "a function that is only mentioned", "\tonly_told();\n", "no-definition 10 medium only_told" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *after = xasprintf(BODY("%s\treturn 0;\n"), cases[i].added);

		row = cases[i].name;
		assert_findings(BODY("\treturn 0;\n"), after, cases[i].expected);
	}
	row = NULL;
	/* A whole new file is looked at, too. */
	assert_findings(NULL, "int f(void)\n{\n\treturn missing_one;\n}\n",
			"missing-name 3 refuses missing_one");
	/* Put together by a macro of the file, or one of the assembler. */
	assert_findings("#define get(r) \\\n\ttake_two(REG_##r, 1)\n#define as_is(r) use(r)\nint f(void)\n{\n\treturn 1;\n}\n",
			"#define get(r) \\\n\ttake_two(REG_##r, 1)\n#define as_is(r) use(r)\nint f(void)\n{\n\tget(STATUS);\n"
			"\tas_is(OTHER);\n\treturn 1;\n}\n", "missing-name 7 refuses OTHER");
	assert_findings("int m;\n", "int m;\n.macro one_more to\n\tuse\n.endm\n", "");
	/* What the code used already is not looked for. */
	assert_findings(BODY("\tuse(odd_one);\n\treturn 0;\n"),
			BODY("\tuse(odd_one);\n\tuse(SOME_FLAG);\n\treturn 0;\n"), "");
}

static void test_includes(void **state)
{
	assert_findings("int a;\n", "#include <linux/api.h>\nint a;\n", "");
	assert_findings("int a;\n", "#include <linux/nope.h>\nint a;\n", "missing-header 1 refuses <linux/nope.h>");
	assert_findings("int a;\n", "#include <asm/any.h>\nint a;\n", "");
	assert_findings("int a;\n", "#include \"local.h\"\nint a;\n", "");
	/* Found by the Makefile's own option; a program's, for which the kernel has none. */
	assert_findings("int a;\n", "#include <local/x.h>\nint a;\n", "");
}

/* Each change of a file is looked at, and all of it, wherever it ends. */
static void test_places(void **state)
{
	assert_findings("int a(void)\n{\n\treturn 1;\n}\n\nint b(void)\n{\n\treturn 2;\n}\n\nint c(void)\n{\n\treturn 3;\n}\n",
			"int a(void)\n{\n\treturn 0;\n}\n\nint b(void)\n{\n\treturn 2;\n}\n\nint x(void)\n{\n\treturn unheard_of;\n}\n\n"
			"int y(void)\n{\n\treturn 4;\n}\n\nint c(void)\n{\n\treturn 3;\n}\n", "missing-name 13 refuses unheard_of");
	/* The #endif of what is added is behind the last brace, that of the file far from it. */
	assert_findings("#ifndef H\n#define H\n\nint b(void)\n{\n\treturn 2;\n}\n\nint c(void)\n{\n\treturn 3;\n}\n#endif\n",
			"#ifndef H\n#define H\n\nint b(void)\n{\n\treturn 4;\n}\n\n#ifdef A\nint x(void)\n{\n\treturn 2;\n}\n#endif\n"
			"int c(void)\n{\n\treturn 3;\n}\n#endif\n", "");
	assert_findings("#ifndef H\n#define H\n\nint b(void)\n{\n\treturn 2;\n}\n#endif\n",
			"#ifndef H\n#define H\n\n#ifdef A\nint x(void)\n{\n\treturn 2;\n}\nint b(void)\n{\n\treturn 2;\n}\n#endif\n",
			"unbalanced-brackets 4 refuses");
	/* Braces in the first column, of tables. */
	assert_findings("int c(void)\n{\n\treturn 3;\n}\n",
			"static struct item list[] = {{\n\t.count = 1,\n}, {\n\t.count = 2,\n}};\n\nint c(void)\n{\n\treturn 3;\n}\n", "");
}

static void test_calls(void **state)
{
	static const struct {
		const char *name, *added, *expected;
	} cases[] = {
		{ "as many arguments as it takes", "\ttake_two(1, 2);\n", "" },
		{ "one too few", "\ttake_two(1);\n", "argument-count 10 refuses take_two" },
		{ "one too few, calls and brackets within", "\ttake_two(1, take_two(2, 3), (4, 5));\n", "argument-count 10 refuses take_two" },
		{ "a macro that may be several", "\ttake_two(PAIR);\n", "argument-count 10 medium take_two" },
		{ "variadic", "\tshow(\"%d\");\n\tshow(\"%d\", 1, 2);\n", "" },
		{ "variadic, without the first", "\tshow();\n", "argument-count 10 refuses show" },
		{ "a macro with parameters", "\teither(1, 2, 3);\n", "argument-count 10 refuses either" },
		{ "an alias, which takes anything", "\talias(1, 2, 3);\n", "" },
		{ "as the function of this file takes", "\thelper(it);\n", "" },
		{ "as that of another file of the folder takes", "\thelper(it, 1);\n", "" },	/* mm/b.c is in this folder */
		{ "as neither takes", "\thelper(it, 1, 2);\n", "argument-count 10 refuses helper" },
		{ "a member that is called", "\tit->count(1, 2, 3);\n", "" },
		{ "a local pointer that is called", "\tint (*use)(int, int) = NULL;\n\tuse(1, 2);\n", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *after = xasprintf(BODY("%s\treturn 0;\n"), cases[i].added);

		row = cases[i].name;
		assert_findings(BODY("\treturn 0;\n"), after, cases[i].expected);
	}
	row = NULL;
	/* The change itself gives it another signature. */
	assert_findings("void use(int x)\n{\n}\n\nint f(void)\n{\n\tuse(1);\n}\n",
			"void use(int x, int y)\n{\n}\n\nint f(void)\n{\n\tuse(1, 2);\n}\n", "");
}

static void test_two_files(void **state)
{
	static const char header[] = "int take_two(int a, int b, int c);\nstruct fresh { int made; };\n";
	static const char before[] = BODY("\treturn 0;\n");
	static const char after[] =
		BODY("\tstruct fresh *p = NULL;\n\n\ttake_two(1, 2, p->made);\n\treturn 0;\n");
	const struct gate_file files[] = {
		{ .path = "include/linux/api.h", .before = "", .after = header,
		  .after_len = strlen(header) },
		{ .path = "mm/a.c", .before = before, .before_len = strlen(before), .after = after,
		  .after_len = strlen(after) },
	};
	_cleanup_findings_ struct finding_list both = check(files, 2);
	_cleanup_findings_ struct finding_list one = check(files + 1, 1);

	assert_int_equal(both.count, 0);
	assert_true(finding_list_refuses(&one));
}

static void test_members(void **state)
{
	static const struct {
		const char *name, *added, *expected;
	} cases[] = {
		{ "a member of the structure", "\tuse(it->count);\n", "" },
		{ "a member of another structure only", "\tuse(it->other_member);\n", "missing-member 10 refuses other_member" },
		{ "a member of none", "\tuse(it->unheard_of);\n", "missing-member 10 refuses unheard_of" },
		{ "of a variable of unknown type", "\tuse(n->other_member);\n", "" },
		{ "a member of none, unknown type", "\tuse(n->unheard_of);\n", "missing-member 10 refuses unheard_of" },
		{ "a structure within the structure", "\tuse(it->named.in);\n", "" },
		{ "a macro in place of a member", "\tuse(it->first_count);\n", "" },
		{ "a member of the inner structure only", "\tuse(it->in);\n", "missing-member 10 refuses in" },
		{ "in an initializer", "\tstruct thing t = { .other_member = 1 };\n", "" },
		{ "in an initializer, a member of none", "\tstruct thing t = { .unheard_of = 1 };\n", "missing-member 10 refuses unheard_of" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *after = xasprintf(BODY("%s\treturn 0;\n"), cases[i].added);

		row = cases[i].name;
		assert_findings(BODY("\treturn 0;\n"), after, cases[i].expected);
	}
	row = NULL;
}

/* What the structure of a member is, as far as the branch tells. */
static void test_chains(void **state)
{
	static const struct {
		const char *name, *used, *expected;
	} cases[] = {
		{ "a structure within", "o->in.deep", "" },
		{ "within, of another structure", "o->in.other_member", "missing-member 12 refuses other_member" },
		{ "by a pointer", "o->ptr->count", "missing-member 12 refuses count" },
		{ "an index with members of its own", "o->ptr[n + o->list[1].deep].deep", "" },
		{ "of an array's element", "o->list[n].count", "missing-member 12 refuses count" },
		{ "of the variable's own element", "o[1].in.count", "missing-member 12 refuses count" },
		{ "two steps", "o->in.thing->other_member", "" },
		{ "two steps, of another structure", "o->in.thing->deep", "missing-member 12 refuses deep" },
		{ "a union", "o->either->deep", "missing-member 12 refuses deep" },
		{ "deeper than is read", "o->part.hidden->deep", "" },	/* not read that deep */
		{ "of one of two definitions", "o->half->count", "" },	/* which one is not told */
		{ "a type that is no tag", "o->typed->deep", "" },
		{ "of what a call returns", "find(n)->deep", "" },
		{ "of an expression in brackets", "(o + 1)->in.count", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *after = xasprintf(BODY("\tstruct outer *o = NULL;\n\n\tuse(%s);\n\treturn 0;\n"),
						       cases[i].used);

		row = cases[i].name;
		assert_findings(BODY("\tstruct outer *o = NULL;\n\n\treturn 0;\n"), after, cases[i].expected);
	}
	row = NULL;
}

/* Two of a name that are of the same structure, or of another one. */
static void test_chains_of_two(void **state)
{
#define TWICE(type, used) BODY("\tif (n) {\n\t\tstruct inner *k = NULL;\n\n\t\tuse(" used ");\n\t} else {\n\t\t" type \
			       " *k = NULL;\n\n\t\tuse(1);\n\t}\n\treturn 0;\n")
	assert_findings(TWICE("struct inner", "1"), TWICE("struct inner", "k->count"), "missing-member 13 refuses count");
	assert_findings(TWICE("struct item", "1"), TWICE("struct item", "k->count"), "");
}

/* Structures, variables and loops that the branch, the function or its C does not have. */
static void test_declarations(void **state)
{
	static const char other[] = "static int other(int mode)\n{\n\tint lone = mode;\n\n\treturn lone;\n}\n\n";
	static const struct {
		const char *name, *added, *expected;
	} cases[] = {
		{ "assigned from another function's parameter", "\tn = mode;\n", "undeclared-variable 17 refuses mode" },
		{ "as an index", "\tuse(it[mode].count);\n", "undeclared-variable 17 refuses mode" },
		{ "returned", "\tif (n)\n\t\treturn mode;\n",
		  "undeclared-variable 18 refuses mode" },
		{ "behind else", "\tif (n)\n\t\tn = 1;\n\telse\n\t\tmode = 1;\n",
		  "undeclared-variable 20 refuses mode" },
		/* What a macro is given may be a member, or declared by it. */
		{ "as an argument of a macro", "\tuse(offset_of(it, mode));\n", "missing-name 17 refuses offset_of" },
		{ "as an argument of a loop macro", "\teach_of(mode, n)\n\t\tuse(1);\n", "" },
		{ "within the block of a macro", "\tguarded(it) {\n\t\tn = mode;\n\t}\n", "" },
		{ "an inline union declares it", "\tunion { int x; } mode;\n\n\tn = mode.x;\n", "" },
		{ "a pointer to a function declares it", "\tint (*mode)(void) = NULL;\n\n\tn = mode ? 1 : 0;\n", "" },
		{ "another function's variable", "\tuse(n + lone);\n", "undeclared-variable 17 refuses lone" },
		{ "declared here", "\tint mode = n;\n\n\tuse(mode);\n", "" },
		{ "in ?:", "\tuse(it->count ? n : m);\n", "" },
		{ "as a label", "\tgoto lone;\nlone:\n", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *before = xasprintf("%s" BODY("\treturn 0;\n"), other);
		_cleanup_free_ char *after = xasprintf("%s" BODY("%s\treturn 0;\n"), other, cases[i].added);

		row = cases[i].name;
		assert_findings(before, after, cases[i].expected);
	}
	row = NULL;
	/* One that the file has outside of functions, and one that a macro makes. */
	assert_findings("static DEFINE_THING(mode);\nint g(int mode)\n{\n\treturn mode;\n}\nint f(void)\n{\n}\n",
			"static DEFINE_THING(mode);\nint g(int mode)\n{\n\treturn mode;\n}\nint f(void)\n{\n\treturn mode;\n}\n",
			"");
	assert_findings("int g(int mode)\n{\n\treturn mode;\n}\nint f(void)\n{\n\tMAKES_IT();\n\tuse(mode);\n}\n",
			"int g(int mode)\n{\n\treturn mode;\n}\nint f(void)\n{\n\tMAKES_IT();\n\tuse(mode);\n\tuse(mode);\n}\n",
			"");
	/* Of "struct told_of" no more than the name is there. */
	assert_findings(BODY("\treturn 0;\n"), BODY("\tstruct told_of *p = NULL;\n\treturn 0;\n"), "");
	assert_findings_beside(BODY(""), BODY("\treturn 0;\n"), BODY("\tstruct told_of *p = NULL;\n\treturn 0;\n"),
			       "missing-name 10 refuses told_of");
	assert_findings_beside(BODY(""), BODY("\treturn 0;\n"), BODY("\tstruct only_told_of *p = NULL;\n\treturn 0;\n"),
			       "missing-name 10 refuses only_told_of");
	/* An attribute behind a parameter; a declaration behind a directive; a test's own parameter. */
	assert_findings("int g(int mode)\n{\n\treturn mode;\n}\n",
			"int g(int mode)\n{\n\treturn mode;\n}\nint h(int mode __maybe_unused)\n{\n#ifdef A\n\tint lone = 1;\n\n"
			"\tmode = lone;\n#endif\n\treturn mode;\n}\nTEST_OF(it, works)\n{\n\tlone = mode;\n}\n",
			"missing-name 14 refuses TEST_OF");
	old_c = true;
	assert_findings(BODY("\treturn 0;\n"), BODY("\tfor (int i = 0; i < n; i++)\n\t\tuse(i);\n\treturn 0;\n"),
			"loop-declaration 10 high for");
	assert_findings(BODY("\treturn 0;\n"), BODY("\tfor (a = 0; a < n; a++)\n\t\tuse(a);\n\treturn 0;\n"), "");
	old_c = false;
}

static void test_shape(void **state)
{
	static const struct {
		const char *name, *before, *after, *expected;
	} cases[] = {
		{ "{ without }", "\treturn 0;\n", "\tif (n) {\n\t\tuse(1);\n\treturn 0;\n", "unbalanced-brackets 10 refuses" },
		{ "( without )", "\treturn 0;\n", "\tif (n {\n\t\tuse(1);\n\t}\n\treturn 0;\n", "unbalanced-brackets 10 refuses" },
		{ "a { in each half of an #if", "\treturn 0;\n", "#ifdef A\n\tif (n) {\n#else\n\tif (m) {\n#endif\n\t}\n\treturn 0;\n",
		  "" },
		{ "#ifdef without #endif", "\treturn 0;\n", "#ifdef A\n\tuse(1);\n\treturn 0;\n", "unbalanced-brackets 10 refuses" },
		{ "a label that is not there", "\treturn 0;\n", "\tif (n)\n\t\tgoto out;\n\treturn 0;\n", "missing-label 11 refuses out" },
		{ "a label that comes along", "\treturn 0;\n", "\tif (n)\n\t\tgoto out;\nout:\n\treturn 0;\n", "" },
		{ "a label's last goto goes", "\tif (n)\n\t\tgoto out;\nout:\n\treturn 0;\n", "\tuse(n);\nout:\n\treturn 0;\n",
		  "unused-label 11 high out" },
		{ "lines added twice", "\treturn 0;\n", "\tuse(SOME_FLAG);\n\tuse(SOME_FLAG);\n\treturn 0;\n", "" },
		{ "a line added beside its like", "\tuse(SOME_FLAG);\n\treturn 0;\n", "\tuse(SOME_FLAG);\n\tuse(SOME_FLAG);\n\treturn 0;\n",
		  "duplicate-lines 11 high" },
		{ "labels of a switch", "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\t}\n", "\tswitch (n) {\n\tcase 1:\n\tcase SOME_FLAG:\n"
		  "\tdefault:\n\t\tbreak;\n\t}\n", "" },
		{ "?: is no label", "\tx = n ? a : b;\n", "\tx = n ? m : b;\n", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *before = xasprintf(BODY("%s"), cases[i].before);
		_cleanup_free_ char *after = xasprintf(BODY("%s"), cases[i].after);

		row = cases[i].name;
		assert_findings(before, after, cases[i].expected);
	}
	row = NULL;
}

#define LOCKED "\tmutex_lock(&m);\n"
#define UNLOCKED "\tmutex_unlock(&m);\n"

#define TOOK "\tof_node_get(it);\n"
#define PUT "\tof_node_put(it);\n"

static void test_references(void **state)
{
	static const struct {
		const char *name, *before, *after, *expected;
	} cases[] = {
		/* A way out that keeps what the others give back. */
		{ "a new way out that keeps it", TOOK "\tuse(1);\n" PUT "\treturn 0;\n",
		  TOOK "\tif (n)\n\t\treturn 1;\n\tuse(1);\n" PUT "\treturn 0;\n",
		  "reference-imbalance 12 high of_node_get(it)" },
		{ "a new way out that puts it", TOOK "\tuse(1);\n" PUT "\treturn 0;\n",
		  TOOK "\tif (n) {\n\t\tof_node_put(it);\n\t\treturn 1;\n\t}\n\tuse(1);\n" PUT
		  "\treturn 0;\n", "" },
		/* What gave it back went, or comes twice. */
		{ "the put before a return goes", TOOK "\tif (n) {\n\t" PUT "\t\treturn 1;\n\t}\n\tuse(1);\n" PUT "\treturn 0;\n",
		  TOOK "\tif (n)\n\t\treturn 1;\n\tuse(1);\n" PUT "\treturn 0;\n",
		  "reference-imbalance 12 high of_node_get(it)" },
		{ "put twice", TOOK "\tuse(1);\n" PUT "\treturn 0;\n", TOOK "\tuse(1);\n" PUT "\tuse(2);\n" PUT
		  "\treturn 0;\n", "reference-imbalance 14 high of_node_get(it)" },
		{ "put before a jump, and at its label", TOOK "\tuse(1);\n" PUT "\treturn 0;\n",
		  TOOK "\tif (n) {\n\t\tuse(1);\n\t" PUT "\t\tgoto out;\n\t}\nout:\n" PUT "\treturn 0;\n",
		  "reference-imbalance 16 high of_node_get(it)" },
		/* Another object by the same name. */
		{ "another object of the same name", TOOK "\tuse(1);\n" PUT "\treturn 0;\n", TOOK "\tuse(1);\n" PUT "\tit = NULL;\n" PUT
		  "\treturn 0;\n", "" },
		/* One that is new may be handed over; so may one that was. */
		{ "a new reference that is handed over", "\tuse(1);\n\treturn 0;\n",
		  TOOK "\tif (n) {\n\t" PUT "\t\treturn 1;\n\t}\n\treturn 0;\n", "" },
		{ "one that was handed over", TOOK "\tif (n) {\n\t" PUT "\t\treturn 1;\n\t}\n\treturn 0;\n",
		  TOOK "\tif (n) {\n\t" PUT "\t\treturn 2;\n\t}\n\treturn 0;\n", "" },
		/* Only taken, or only given back. */
		{ "only taken", TOOK "\treturn 0;\n", TOOK "\tif (n)\n\t\treturn 1;\n\treturn 0;\n", "" },
		{ "only put", PUT "\treturn 0;\n", "\tif (n)\n\t\treturn 1;\n" PUT "\treturn 0;\n", "" },
		/* Other names of the same. */
		{ "get_ and put_", "\tget_device(it);\n\tput_device(it);\n\treturn 0;\n",
		  "\tget_device(it);\n\tif (n)\n\t\treturn 1;\n\tput_device(it);\n\treturn 0;\n",
		  "reference-imbalance 12 high get_device(it)" },
		{ "_hold and _put", "\tdev_hold(it);\n\tdev_put(it);\n\treturn 0;\n",
		  "\tdev_hold(it);\n\tif (n)\n\t\treturn 1;\n\tdev_put(it);\n\treturn 0;\n",
		  "reference-imbalance 12 high dev_hold(it)" },
		/* What may fail to take, and what is no reference. */
		{ "one that may fail to be taken", "\tkref_get_unless_zero(it);\n\tkref_put(it, 1);\n\treturn 0;\n",
		  "\tif (!kref_get_unless_zero(it))\n\t\treturn 1;\n\tif (n)\n\t\treturn 2;\n"
		  "\tkref_put(it, 1);\n\treturn 0;\n", "" },
		{ "what is no reference", "\tskb_get(it);\n\tskb_put(it, 1);\n\treturn 0;\n",
		  "\tskb_get(it);\n\tskb_put(it, 1);\n\tskb_put(it, 2);\n\treturn 0;\n", "" },
		/* Two taken, two given back. */
		{ "two taken, two put", TOOK PUT "\treturn 0;\n", TOOK TOOK PUT PUT "\treturn 0;\n", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *before = xasprintf(BODY("%s"), cases[i].before);
		_cleanup_free_ char *after = xasprintf(BODY("%s"), cases[i].after);

		row = cases[i].name;
		assert_findings(before, after, cases[i].expected);
	}
	row = NULL;
}

static void test_locks(void **state)
{
	static const struct {
		const char *name, *before, *after, *expected;
	} cases[] = {
		/* A way out that forgets it. */
		{ "a new way out that keeps it", LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n",
		  LOCKED "\tif (n)\n\t\treturn 1;\n\tuse(1);\n" UNLOCKED "\treturn 0;\n",
		  "context-imbalance 12 high mutex_lock(&m)" },
		{ "a new way out that unlocks", LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n",
		  LOCKED "\tif (n) {\n\t\tmutex_unlock(&m);\n\t\treturn 1;\n\t}\n\tuse(1);\n" UNLOCKED
		  "\treturn 0;\n", "" },
		/* The unlock went. */
		{ "unlocked before a jump, and at its label", LOCKED "\tif (n)\n\t\tgoto out;\n\tuse(1);\nout:\n" UNLOCKED "\treturn 0;\n",
		  LOCKED "\tif (n) {\n\t\tmutex_unlock(&m);\n\t\tgoto out;\n\t}\n\tuse(1);\nout:\n" UNLOCKED
		  "\treturn 0;\n", "context-imbalance 16 high mutex_lock(&m)" },
		/* Jumped over. */
		{ "the unlock is jumped over", LOCKED "\tuse(1);\n" UNLOCKED "fail:\n\treturn 0;\n",
		  LOCKED "\tif (n)\n\t\tgoto fail;\n\tuse(1);\n" UNLOCKED "fail:\n\treturn 0;\n",
		  "context-imbalance 15 high mutex_lock(&m)" },
		/* As it was before: not ours. */
		{ "a way out that kept it before", LOCKED "\tif (n)\n\t\treturn 1;\n" UNLOCKED "\treturn 0;\n",
		  LOCKED "\tif (n)\n\t\treturn 1;\n\tuse(1);\n" UNLOCKED "\treturn 0;\n", "" },
		{ "taken and released under conditions", "\tif (n)\n\t\tmutex_lock(&m);\n\tif (n)\n\t\tmutex_unlock(&m);\n\treturn 0;\n",
		  "\tif (n)\n\t\tmutex_lock(&m);\n\tuse(n);\n\tif (n)\n\t\tmutex_unlock(&m);\n\treturn 0;\n",
		  "" },
		{ "a trylock", "\treturn 0;\n",
		  "\tif (!mutex_trylock(&m))\n\t\treturn 1;\n" UNLOCKED "\treturn 0;\n", "" },
		{ "released before break", "\treturn 0;\n", "\twhile (n) {\n\t\tspin_lock(&it->lock);\n\t\tif (m) {\n"
		  "\t\t\tspin_unlock(&it->lock);\n\t\t\tbreak;\n\t\t}\n\t\tspin_unlock(&it->lock);\n\t}\n"
		  "\treturn 0;\n", "" },
		{ "released before break in a switch", "\treturn 0;\n", "\tswitch (n) {\n\tcase 1:\n\t\tspin_lock(&it->lock);\n"
		  "\t\tspin_unlock(&it->lock);\n\t\tbreak;\n\tcase 2:\n\t\treturn 1;\n\t}\n\treturn 0;\n",
		  "" },
		/* A subsystem's own. */
		{ "a lock of a subsystem", "\titem_lock(it);\n\tuse(1);\n\titem_unlock(it);\n\treturn 0;\n",
		  "\titem_lock(it);\n\tif (n)\n\t\treturn 1;\n\tuse(1);\n\titem_unlock(it);\n\treturn 0;\n",
		  "context-imbalance 12 high item_lock(it)" },
		{ "a trylock of a subsystem", "\titem_lock(it);\n\tuse(1);\n\titem_unlock(it);\n\treturn 0;\n",
		  "\tif (!item_trylock(it))\n\t\treturn 1;\n\tuse(1);\n\titem_unlock(it);\n\treturn 0;\n", "" },
		{ "a lock whose result is tested", "\titem_lock(it);\n\tuse(1);\n\titem_unlock(it);\n\treturn 0;\n",
		  "\terr = item_lock(it);\n\tif (err)\n\t\treturn 1;\n\tuse(1);\n\titem_unlock(it);\n\treturn 0;\n", "" },
		/* Taken while it is held; one after the other, or what nests, is another matter. */
		{ "taken while it is held", LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n",
		  LOCKED "\tuse(1);\n" LOCKED "\tuse(2);\n" UNLOCKED "\treturn 0;\n",
		  "context-imbalance 12 high mutex_lock(&m)" },
		{ "taken again after it was released", LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n",
		  LOCKED "\tuse(1);\n" UNLOCKED LOCKED "\tuse(2);\n" UNLOCKED "\treturn 0;\n", "" },
		{ "a lock that nests", "\trcu_read_lock();\n\tuse(1);\n\trcu_read_unlock();\n\treturn 0;\n",
		  "\trcu_read_lock();\n\tuse(2);\n\trcu_read_lock();\n\tuse(1);\n\trcu_read_unlock();\n"
		  "\tuse(3);\n\trcu_read_unlock();\n\treturn 0;\n", "" },
		/* Given back, and not taken any more. */
		{ "released and no longer taken", LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n", "\tuse(1);\n" UNLOCKED "\treturn 0;\n",
		  "context-imbalance 8 high mutex_lock(&m)" },
		{ "neither taken nor released any more", LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n", "\tuse(1);\n\treturn 0;\n", "" },
		/* One way out was left with it on purpose. */
		{ "one way out keeps it on purpose", "\tif (n) {\n\t" LOCKED "\t\treturn 1;\n\t}\n\treturn 0;\n",
		  "\tif (n) {\n\t" LOCKED "\t\tif (m) {\n\t\t" UNLOCKED "\t\t\treturn 2;\n\t\t}\n"
		  "\t\treturn 1;\n\t}\n\treturn 0;\n", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *before = xasprintf(BODY("%s"), cases[i].before);
		_cleanup_free_ char *after = xasprintf(BODY("%s"), cases[i].after);

		row = cases[i].name;
		assert_findings(before, after, cases[i].expected);
	}
	row = NULL;
}

/* What nobody writes. */
static void test_statements(void **state)
{
	static const struct {
		const char *name, *before, *after, *expected;
	} cases[] = {
		/* Behind a jump, unless something leads there. */
		{ "behind a return", "\treturn 0;\nout:\n\treturn 1;\n", "\treturn 0;\n\tuse(1);\nout:\n\treturn 1;\n",
		  "unreachable-code 11 refuses use ( 1 ) ;" },
		{ "an if behind a return", "\treturn 0;\nout:\n\treturn 1;\n", "\treturn 0;\n\tif (n)\n\t\tuse(1);\nout:\n\treturn 1;\n",
		  "unreachable-code 11 refuses if ( n )" },
		{ "behind a label", "\treturn 0;\nout:\n\treturn 1;\n", "\treturn 0;\nout:\n\tuse(1);\n\treturn 1;\n", "" },
		{ "behind a return with a condition", "\treturn 0;\n", "\tif (n)\n\t\treturn 1;\n\tuse(1);\n\treturn 0;\n", "" },
		{ "behind if and else that return", "\treturn 0;\n", "\tif (n)\n\t\treturn 1;\n\telse\n\t\treturn 2;\n\tuse(1);\n", "" },
		{ "behind a block that returns", "\treturn 0;\n", "\tif (n) {\n\t\treturn 1;\n\t}\n\tuse(1);\n\treturn 0;\n", "" },
		{ "behind a break, before a label", "\treturn 0;\n", "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\tdefault:\n\t\tuse(1);\n\t}\n"
		  "\treturn 0;\n", "" },
		{ "in the other half of an #if", "\treturn 0;\n", "#ifdef SOME_FLAG\n\treturn 1;\n#else\n\tuse(1);\n#endif\n\treturn 0;\n", "" },
		{ "unreachable before, too", "\treturn 0;\n\tuse(1);\n", "\treturn 1;\n\tuse(1);\n", "" },
		/* Declarations. */
		{ "a declaration behind a statement", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\n\tint fresh = n;\n\treturn fresh;\n",
		  "declaration-after-statement 11 refuses fresh" },
		{ "a declaration before it", "\tuse(1);\n\treturn 0;\n", "\tint fresh = n;\n\n\tuse(1);\n\treturn fresh;\n", "" },
		{ "a declaration in a block", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\n\tif (n) {\n\t\tint fresh = n;\n\n"
		  "\t\tuse(fresh);\n\t}\n\treturn 0;\n", "" },
		{ "a declaration behind a macro", "\tSOME_MACRO(list);\n\treturn 0;\n", "\tSOME_MACRO(list);\n\tint fresh = n;\n\n\treturn fresh;\n",
		  "" },
		/* Half of an assignment. */
		{ "half of an assignment", "\tint k;\n\n\tk = find(1)->count +\n\t    find(n)->count;\n\treturn k;\n",
		  "\tint k;\n\n\tk = n;\n\t    find(n)->count;\n\treturn k;\n",
		  "no-effect 13 refuses find ( n ) -> count" },
		{ "assigned and incremented", "\treturn 0;\n", "\tfind(n)->count = 1;\n\tfind(n)->count++;\n\treturn 0;\n", "" },
		/* Blocks behind what takes none, and behind what is gone. */
		{ "a block behind a call", "\tuse(1);\n\treturn 0;\n", "\tuse(1) {\n\t\tuse(2);\n\t}\n\treturn 0;\n", "unexpected-block 10 refuses use" },
		{ "a block behind a macro that takes one", "\tguarded(it) {\n\t\tuse(2);\n\t}\n\treturn 0;\n",
		  "\tguarded(it) {\n\t\tuse(2);\n\t}\n\tguarded(it) {\n\t\tuse(3);\n\t}\n\treturn 0;\n", "" },
		{ "a block behind a loop macro", "\treturn 0;\n", "\teach_of(a, n) {\n\t\tuse(2);\n\t}\n\treturn 0;\n", "" },
		{ "a block behind a block", "\tif (n) {\n\t\tuse(1);\n\t}\n\treturn 0;\n",
		  "\tif (n) {\n\t\tuse(1);\n\t} {\n\t\tuse(2);\n\t}\n\treturn 0;\n", "multiple-statements 12 refuses {" },
		{ "a block behind else", "\tif (n) {\n\t\tuse(1);\n\t}\n\treturn 0;\n",
		  "\tif (n) {\n\t\tuse(1);\n\t} else {\n\t\tuse(2);\n\t}\n\treturn 0;\n", "" },
		/* A line end that is gone. */
		{ "two statements on a line", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\tuse(2);\n\treturn 0;\n", "multiple-statements 10 refuses use ( 2 ) ;" },
		{ "an if behind a statement on its line", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\tif (n)\n\t\treturn 1;\n\treturn 0;\n",
		  "multiple-statements 10 refuses if ( n )" },
		{ "the clauses of for", "\tuse(1);\n\treturn 0;\n", "\tfor (a = 0; a < n; a++)\n\t\tuse(1);\n\treturn 0;\n", "" },
		/* Jumps out of what there is not. */
		{ "continue outside of a loop", "\treturn 0;\n", "\tif (n)\n\t\tcontinue;\n\treturn 0;\n", "stray-jump 11 refuses continue ;" },
		{ "continue in a switch outside of a loop", "\treturn 0;\n", "\tswitch (n) {\n\tcase 1:\n\t\tcontinue;\n\t}\n\treturn 0;\n",
		  "stray-jump 12 refuses continue ;" },
		{ "break outside of both", "\treturn 0;\n", "\tif (n) {\n\t\tuse(1);\n\t\tbreak;\n\t}\n\treturn 0;\n", "stray-jump 12 refuses break ;" },
		{ "break and continue in loops", "\treturn 0;\n", "\twhile (n)\n\t\tif (m)\n\t\t\tbreak;\n\tdo {\n\t\tcontinue;\n\t} while (n);\n"
		  "\teach_of(a, n) {\n\t\tif (a)\n\t\t\tcontinue;\n\t\tswitch (b) {\n\t\tdefault:\n"
		  "\t\t\tcontinue;\n\t\t}\n\t}\n\treturn 0;\n", "" },
		/* Nothing of the function's type. */
		{ "return without a value", "\treturn 0;\n", "\tif (n)\n\t\treturn;\n\treturn 0;\n", "return-type 11 refuses return ;" },
		{ "return of a pointer", "\treturn 0;\n", "\tif (n)\n\t\treturn NULL;\n\treturn 0;\n", "return-type 11 refuses return NULL ;" },
		{ "return of a number", "\treturn 0;\n", "\tif (n)\n\t\treturn -1;\n\treturn 0;\n", "" },
		/* Two of a name in one scope. */
		{ "declared twice", "\tint k;\n\n\treturn 0;\n", "\tint k;\n\tlong m, k;\n\n\treturn 0;\n", "redeclaration 11 refuses k" },
		{ "a parameter declared again", "\treturn 0;\n", "\tlong n;\n\n\treturn 0;\n", "redeclaration 10 refuses n" },
		{ "one in each block", "\tint k;\n\n\treturn 0;\n",
		  "\tint k;\n\n\tif (n) {\n\t\tint k;\n\n\t\tuse(1);\n\t} else {\n\t\tint k;\n\n\t\tuse(2);\n\t}\n"
		  "\treturn 0;\n", "" },
		/* Outside of the block that declares it. */
		{ "used behind its block", "\tint k = n;\n\n\tuse(k);\n\treturn 0;\n",
		  "\tif (n) {\n\t\tint k = n;\n\n\t\tuse(k);\n\t}\n\tuse(k);\n\treturn 0;\n", "out-of-scope 15 refuses k" },
		{ "used in a condition behind its block", "\tint k = n;\n\n\treturn 0;\n",
		  "\tif (n) {\n\t\tint k = n;\n\n\t\tuse(k);\n\t}\n\tif (k)\n\t\tuse(n);\n\treturn 0;\n",
		  "out-of-scope 15 refuses k" },
		{ "one in each of two blocks", "\treturn 0;\n", "\tif (n) {\n\t\tint k = n;\n\n\t\tuse(k);\n\t} else {\n\t\tint k = m;\n\n"
		  "\t\tuse(k);\n\t}\n\treturn 0;\n", "" },
		{ "one of a for", "\treturn 0;\n", "\tfor (int k = 0; k < n; k++)\n\t\tuse(k);\n\treturn 0;\n", "" },
		/* Declared under another condition of the preprocessor. */
		{ "used behind its #if", "#ifdef A\n\tint k = n;\n\n\tuse(k);\n#endif\n\treturn 0;\n",
		  "#ifdef A\n\tint k = n;\n\n\tuse(k);\n#endif\n\tif (k)\n\t\tuse(1);\n\treturn 0;\n", "out-of-scope 15 refuses k" },
		{ "declared in both halves", "\treturn 0;\n", "#ifdef A\n\tint k = n;\n#else\n\tint k = m;\n#endif\n\n\tuse(k);\n\treturn 0;\n", "" },
		{ "used in an #if within", "\treturn 0;\n", "#ifdef A\n\tint k = n;\n\n#ifdef B\n\tuse(k);\n#endif\n#else\n\tuse(n);\n#endif\n\treturn 0;\n", "" },
		{ "used in the other half", "#ifdef A\n\tint k = n;\n\tuse(k);\n#else\n\tuse(n);\n#endif\n\treturn 0;\n",
		  "#ifdef A\n\tint k = n;\n\tuse(k);\n#else\n\tuse(k);\n#endif\n\treturn 0;\n", "out-of-scope 14 refuses k" },
		{ "used under the same condition again", "#ifdef A\n\tint k = n;\n\n\tuse(k);\n#endif\n\treturn 0;\n",
		  "#ifdef A\n\tint k = n;\n\n\tuse(k);\n#endif\n\tuse(1);\n#ifdef A\n\tuse(k);\n#endif\n\treturn 0;\n", "" },
		/* Blocks and variables of the scope kind; what only looks like a declaration. */
		{ "blocks of scope macros", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\n\tguarded(it)\n\t\tn = 1;\n\tguarded(it) {\n"
		  "\t\tn = 2;\n\t}\n\treturn 0;\n", "" },
		{ "a variable that cleans itself up", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\n\tvoid *k __free(kfree) = find(n);\n\n\treturn !k;\n",
		  "" },
		{ "what looks like a declaration only", "\treturn 0;\n", "\tunion { int x; } u;\n\tint (*fresh)(int) = alias, k;\n\n\treturn n;\n", "" },
		{ "behind a loop macro", "\tuse(1);\n\treturn 0;\n", "\tuse(1);\n\teach_of(a, n)\n\t\tuse(a);\n\treturn 0;\n", "" },
		/* An else without its if; and those that have one. */
		{ "else without its if", "\tif (n) {\n\t\tuse(1);\n\t\tuse(2);\n\t}\n\treturn 0;\n",
		  "\tif (n)\n\t\tuse(1);\n\tuse(2);\n\telse\n\t\tuse(3);\n\treturn 0;\n", "else-without-if 13 refuses else use" },
		{ "else if, nested", "\treturn 0;\n", "\tif (n)\n\t\tif (m)\n\t\t\tuse(1);\n\t\telse\n\t\t\tuse(2);\n\telse if (a)\n"
		  "\t\tuse(3);\n\telse\n\t\tdo {\n\t\t\tuse(4);\n\t\t} while (n);\n\treturn 0;\n", "" },
		{ "else behind do while", "\treturn 0;\n", "\tif (n)\n\t\tdo {\n\t\t\tuse(4);\n\t\t} while (n);\n\telse\n\t\tuse(5);\n"
		  "\treturn 0;\n", "" },
		{ "else within else", "\treturn 0;\n", "\tif (n) {\n\t\tuse(1);\n\t} else {\n\t\tfor (a = 0; a < n; a++)\n\t\t\tif (a)\n"
		  "\t\t\t\tuse(1);\n\t\t\telse\n\t\t\t\tuse(2);\n\t}\n\treturn 0;\n", "" },
		{ "else in an #if", "\treturn 0;\n", "\tif (n)\n\t\tuse(1);\n#ifdef SOME_FLAG\n\telse if (m)\n\t\tuse(2);\n#endif\n\telse\n"
		  "\t\tuse(3);\n\treturn 0;\n", "" },
		/* Indented as though another condition had it. */
		{ "indented like a controlled one", "\tif (n) {\n\t\tuse(1);\n\t\tuse(2);\n\t}\n\treturn 0;\n",
		  "\tif (n)\n\t\tuse(1);\n\t\tuse(2);\n\treturn 0;\n", "misleading-indentation 12 refuses use ( 2 ) ;" },
		{ "indented like its condition", "\tuse(1);\n\treturn 0;\n", "\tif (n &&\n\t    m)\n\tuse(1);\n\treturn 0;\n", "misleading-indentation 12 refuses use ( 1 ) ;" },
		{ "as it is usual", "\treturn 0;\n", "\tif (n)\n\t\tuse(1);\n\tuse(2);\n\twhile (m)\n\t\tuse(3);\n\treturn 0;\n", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *before = xasprintf(BODY("%s"), cases[i].before);
		_cleanup_free_ char *after = xasprintf(BODY("%s"), cases[i].after);

		row = cases[i].name;
		assert_findings_beside(BODY("\treturn 0;\n"), before, after, cases[i].expected);
		assert_findings(before, after, "");
	}
	row = NULL;
	/* Of functions that give something else. */
	assert_findings_beside(BODY(""), "static void g(int n)\n{\n}\n", "static void g(int n)\n{\n\tif (n)\n\t\treturn -1;\n"
			       "\treturn use(n);\n}\n", "return-type 4 refuses return - 1 ;");
	assert_findings_beside(BODY(""), "static bool g(int n)\n{\n}\n", "static bool g(int n)\n{\n\treturn -1;\n}\n",
			       "return-type 3 refuses return - 1 ;");
	assert_findings_beside(BODY(""), "static struct item *g(int n)\n{\n}\n",
			       "static struct item *g(int n)\n{\n\tif (n)\n\t\treturn false;\n\treturn NULL;\n}\n",
			       "return-type 4 refuses return false ;");
	/* As many braces as before, and a function ends amid its text. */
	assert_findings(BODY("\tif (n) {\n\t\tuse(1);\n\t}\n\treturn 0;\n"),
			BODY("\tif (n)\n\t\tuse(1);\n\t}\n}\n\nint g(int n)\n{\n\tif (n) {\n\treturn 0;\n"),
			"unbalanced-brackets 10 refuses");
}

/* What the change does in its own place is no fault of the port. */
static void test_source(void **state)
{
	static const char before[] = BODY(LOCKED "\tuse(1);\n" UNLOCKED "\treturn 0;\n");
	static const char after[] =
		BODY(LOCKED "\tif (n)\n\t\treturn 1;\n\tuse(1);\n" UNLOCKED "\treturn 0;\n");
	struct gate_file file = {
		.path = "mm/a.c",
		.before = before, .before_len = strlen(before),
		.after = after, .after_len = strlen(after),
	};
	_cleanup_findings_ struct finding_list alone = check(&file, 1);
	struct finding_list beside;

	assert_int_equal(alone.count, 1);
	file.source_before = before;
	file.source_before_len = strlen(before);
	file.source_after = after;
	file.source_after_len = strlen(after);
	beside = check(&file, 1);
	assert_int_equal(beside.count, 0);
	finding_list_release(&beside);
}

static void test_without_index(void **state)
{
	static const char before[] = BODY("\treturn 0;\n"), after[] = BODY("\tgoto gone;\n");
	const struct gate_file file = {
		.path = "mm/a.c",
		.before = before, .before_len = strlen(before),
		.after = after, .after_len = strlen(after),
	};
	const struct gates gates = { 0 };
	struct finding_list findings;

	gates_check(&gates, &file, 1, &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].reason, REASON_MISSING_LABEL);
	finding_list_release(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_two_files),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_chains_of_two),
		cmocka_unit_test(test_declarations),
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_locks),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_without_index),
	};

	return cmocka_run_group_tests_name("gates", tests, setup, teardown);
}
