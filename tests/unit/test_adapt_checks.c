// SPDX-License-Identifier: GPL-2.0-only
/* What the rest of B's file must fit: definitions, members, bits, variables, labels; and what nothing uses any more. */
#include "adapt_table.h"

#define SET(parameters) "static int set(" parameters ")\n{\n\treturn d->regs;\n}\n\n"
#define USER(name, call) "int " name "(struct d *d)\n{\n\treturn " call ";\n}\n\n"
#define DEFINED(what, a_old, a_new, b_old, made, rung) { what, a_old, a_new, b_old, made, rung }

static void test_parameters(void **state)
{
#define OLD_SET SET("struct d *d, int value")
#define NEW_SET SET("struct d *d, int value, int mask")
#define A_OLD OLD_SET USER("one", "set(d, 1)")
#define A_NEW NEW_SET USER("one", "set(d, 1, 3)")
	static const struct row rows[] = {
		DEFINED("every call is changed", A_OLD, A_NEW, A_OLD USER("two", "d->count"), A_NEW
			USER("two", "d->count"), RUNG_EXACT),
		DEFINED("one that only B has", A_OLD, A_NEW, A_OLD USER("two", "set(d, 2)"), NULL,
			0),
		DEFINED("one in B that passes as many already", A_OLD, A_NEW, A_OLD
			USER("two", "set(d, 2, 3)"), A_NEW USER("two", "set(d, 2, 3)"),
			RUNG_EXACT),
		DEFINED("a member of that name", A_OLD, A_NEW, A_OLD USER("two", "d->set(d, 2)"),
			A_NEW USER("two", "d->set(d, 2)"), RUNG_EXACT),
		DEFINED("a direct member of that name", A_OLD, A_NEW, A_OLD
			USER("two", "d.set(d, 2)"), A_NEW USER("two", "d.set(d, 2)"), RUNG_EXACT),
		DEFINED("it is named, not called", A_OLD, A_NEW, A_OLD USER("two", "use(set)"),
			A_NEW USER("two", "use(set)"), RUNG_EXACT),
		DEFINED("a macro calls it", A_OLD, A_NEW, "#define SET(d) set(d, 2)\n" A_OLD,
			"#define SET(d) set(d, 2)\n" A_NEW, RUNG_OFFSET),
		DEFINED("any number of them", SET("struct d *d, ...") USER("one", "set(d, 1)"),
			SET("struct d *d, int value, ...") USER("one", "set(d, 1)"),
			SET("struct d *d, ...") USER("one", "set(d, 1)") USER("two", "set(d)"),
			SET("struct d *d, int value, ...") USER("one", "set(d, 1)")
			    USER("two", "set(d)"), RUNG_EXACT),
		DEFINED("one fewer", NEW_SET USER("one", "set(d, 1, 3)"), OLD_SET
			USER("one", "set(d, 1)"),
			NEW_SET USER("one", "set(d, 1, 3)") USER("two", "set(d, 2, 3)"), NULL, 0),
		DEFINED("the change leaves a call of A's, too", A_OLD USER("two", "set(d, 2)"),
			A_NEW USER("two", "set(d, 2)"),
			A_OLD USER("two", "set(d, 2)") USER("three", "set(d, 4)"), A_NEW
				USER("two", "set(d, 2)") USER("three", "set(d, 4)"), RUNG_EXACT),
		DEFINED("a parameter gets another name", A_OLD, SET("struct d *d, int other")
			USER("one", "set(d, 1)"),
			A_OLD USER("two", "set(d, 2)"), SET("struct d *d, int other")
				USER("one", "set(d, 1)") USER("two", "set(d, 2)"), RUNG_EXACT),
	};

	CHECK_ROWS(rows);
}

static void test_what_goes(void **state)
{
#define RECORD(members) "struct d {\n" members "};\n\n"
#define REGS "\tint regs;\n"
#define COUNT "\tint count;\n"
	static const struct row rows[] = {
		DEFINED("a function that B still calls", A_OLD, USER("one", "d->regs"), A_OLD
			USER("two", "set(d, 2)"), NULL, 0),
		DEFINED("a function that nothing calls", A_OLD, USER("one", "d->regs"), A_OLD
			USER("two", "d->regs"),
			USER("one", "d->regs") USER("two", "d->regs"), RUNG_EXACT),
		DEFINED("a function whose name is a member's", A_OLD, USER("one", "d->regs"), A_OLD
			USER("two", "d->set"),
			USER("one", "d->regs") USER("two", "d->set"), RUNG_EXACT),
		DEFINED("a member that B still uses", RECORD(REGS COUNT) USER("one", "d->count"),
			RECORD(REGS) USER("one", "d->regs"),
			RECORD(REGS COUNT) USER("one", "d->count") USER("two", "d->count"), NULL,
			       0),
		DEFINED("a member that B uses directly", RECORD(REGS COUNT) USER("one", "d->count"),
			RECORD(REGS) USER("one", "d->regs"),
			RECORD(REGS COUNT) USER("one", "d->count") USER("two", "d.count"), NULL, 0),
		DEFINED("a variable of that name", RECORD(REGS COUNT) USER("one", "d->count"),
			RECORD(REGS) USER("one", "d->regs"),
			RECORD(REGS COUNT) USER("one", "d->count") USER("two", "count"),
			RECORD(REGS) USER("one", "d->regs") USER("two", "count"), RUNG_EXACT),
		DEFINED("A's file uses it, too", RECORD(REGS COUNT) USER("one", "d->count")
			USER("two", "d->count"),
			RECORD(REGS) USER("one", "d->regs") USER("two", "d->count"),
			       RECORD(REGS COUNT) USER("one", "d->count") USER("two", "d->count"),
			RECORD(REGS) USER("one", "d->regs") USER("two", "d->count"), RUNG_EXACT),
	};

	CHECK_ROWS(rows);
}

static void test_there_already(void **state)
{
	static const struct row rows[] = {
		DEFINED("a member", RECORD(REGS "\tint last;\n"),
			RECORD(REGS COUNT "\tint last;\n"),
			RECORD("\tlong count;\n\tint first;\n" REGS "\tint last;\n"), NULL, 0),
		DEFINED("a member of another structure", RECORD(REGS "\tint last;\n"),
			RECORD(REGS COUNT "\tint last;\n"),
			"struct e {\n\tint count;\n};\n" RECORD(REGS "\tint last;\n"),
				"struct e {\n\tint count;\n};\n" RECORD(REGS COUNT "\tint last;\n"),
			RUNG_OFFSET),
		DEFINED("a constant", "enum s {\n\tDEAD,\n\tLIVE,\n};\n",
			"enum s {\n\tDEAD,\n\tGONE,\n\tLIVE,\n};\n",
			"enum s {\n\tGONE,\n\tBORN,\n\tDEAD,\n\tLIVE,\n};\n", NULL, 0),
		DEFINED("a macro", "#define A 1\n#define B 2\n",
			"#define A 1\n#define B 2\n#define C 3\n",
			"#define C 7\n\n#define A 1\n#define B 2\n", NULL, 0),
		DEFINED("another macro", "#define A 1\n#define B 2\n",
			"#define A 1\n#define B 2\n#define C 3\n",
			"#define D 7\n\n#define A 1\n#define B 2\n",
			"#define D 7\n\n#define A 1\n#define B 2\n#define C 3\n", RUNG_OFFSET),
		DEFINED("a type", "int x;\n", "typedef int num_t;\nint x;\n",
			"typedef long num_t;\nint y;\nint x;\n", NULL, 0),
		DEFINED("a structure", "int x;\n", "struct s {\n\tint a;\n};\nint x;\n",
			"struct s {\n\tint b;\n};\nint y;\nint x;\n", NULL, 0),
		DEFINED("a structure that is only named", "int x;\n", "struct s;\nint x;\n",
			"struct s;\nint y;\nint x;\n",
			"struct s;\nint y;\nint x;\n", RUNG_EXACT),
		DEFINED("A had it, too", "#define C 1\n#define B 2\n",
			"#define C 1\n#define B 2\n#undef C\n#define C 3\n",
			"#define C 1\n#define B 2\n",
			"#define C 1\n#define B 2\n#undef C\n#define C 3\n", RUNG_EXACT),
	};

	CHECK_ROWS(rows);
}

static void test_bits(void **state)
{
#define Q(name, value) "#define Q_" name " " value "\n"
#define BITS(what, value, b_old, made, rung) \
	DEFINED(what, Q("ONE", "BIT(0)") Q("TWO", "BIT(1)"), Q("ONE", "BIT(0)") Q("TWO", "BIT(1)") Q("NEW", value), b_old, made, rung)
#define TWO Q("ONE", "BIT(0)") Q("TWO", "BIT(1)")
	static const struct row rows[] = {
		BITS("the bit is another one's", "BIT(2)", TWO Q("OLD", "BIT(2)"), NULL, 0),
		BITS("another one's above", "BIT(2)", Q("OLD", "BIT(2)") TWO, NULL, 0),
		BITS("the bit is free", "BIT(2)", TWO Q("OLD", "BIT(3)"), TWO Q("NEW", "BIT(2)")
		     Q("OLD", "BIT(3)"), RUNG_EXACT),
		BITS("behind a blank line are others", "BIT(2)", TWO "\n" Q("OLD", "BIT(2)"), TWO
		     Q("NEW", "BIT(2)") "\n" Q("OLD", "BIT(2)"), RUNG_EXACT),
		BITS("a shift", "(1 << 2)", TWO Q("OLD", "(1 << 2)"), NULL, 0),
		BITS("a wide bit", "BIT_ULL(2)", TWO Q("OLD", "BIT_ULL(2)"), NULL, 0),
		BITS("a plain number is no bit", "2", TWO Q("OLD", "2"), TWO Q("NEW", "2")
		     Q("OLD", "2"), RUNG_EXACT),
		BITS("written in another way", "BIT(2)", TWO Q("OLD", "(1 << 2)"), TWO
		     Q("NEW", "BIT(2)") Q("OLD", "(1 << 2)"), RUNG_EXACT),
		DEFINED("A has another name for it, too", TWO Q("OLD", "BIT(2)"), TWO
			Q("OLD", "BIT(2)") Q("NEW", "BIT(2)"), TWO Q("OLD", "BIT(2)"),
			TWO Q("OLD", "BIT(2)") Q("NEW", "BIT(2)"), RUNG_EXACT),
	};

	CHECK_ROWS(rows);
}

#define V(declarations, body) "int user(struct file *file)\n{\n" declarations "\tint rc;\n\n" body "\treturn rc;\n}\n"
#define OLD "\tlink = take_link(sb);\n\tif (bad(link))\n\t\treturn 1;\n\trc = last(link);\n"
#define NEW "\tlink = get_link(file->link);\n\tif (bad(link))\n\t\treturn 1;\n\trc = last(link);\n"
#define UNUSED(what, declarations, left) \
	{ what, V(declarations, OLD "\tuse(sb);\n"), V(declarations, NEW "\tuse(sb);\n"), V(declarations, OLD), V(left, NEW), RUNG_TOKEN }
#define USED(what, declarations) \
	{ what, V(declarations, OLD "\tuse(sb);\n"), V(declarations, NEW "\tuse(sb);\n"), V(declarations, OLD), V(declarations, NEW), RUNG_EXACT }

/* A variable whose last use goes with the change; not so in A. */
static void test_unused(void **state)
{
	static const struct row rows[] = {
		UNUSED("on its own", "\tvoid *sb;\n\tvoid *link;\n", "\tvoid *link;\n"),
		UNUSED("the first of two", "\tvoid *sb, *link;\n", "\tvoid *link;\n"),
		UNUSED("the last of two", "\tvoid *link, *sb;\n", "\tvoid *link;\n"),
		UNUSED("the second of three", "\tvoid *link, *sb, *more;\n",
		       "\tvoid *link, *more;\n"),
		UNUSED("the first of three", "\tint sb, link, more;\n", "\tint link, more;\n"),
		UNUSED("with a value", "\tvoid *link, *sb = 0;\n", "\tvoid *link;\n"),
		UNUSED("with a value that has commas", "\tvoid *link, *sb = SB(file, 1);\n",
		       "\tvoid *link;\n"),
		UNUSED("an array", "\tvoid *link;\n\tint sb[4];\n", "\tvoid *link;\n"),
		UNUSED("what is computed",
		       "\tvoid *link;\n\tvoid *sb = container_of(file, struct s, f);\n",
		       "\tvoid *link;\n"),
		UNUSED("a size", "\tvoid *link;\n\tint sb = sizeof(file);\n", "\tvoid *link;\n"),
		USED("a call may do something", "\tvoid *link;\n\tvoid *sb = find(file);\n"),
		USED("so may an increment", "\tvoid *link;\n\tint sb = count++;\n"),
		USED("or a decrement", "\tvoid *link;\n\tint sb = --count;\n"),
		USED("it is static", "\tvoid *link;\n\tstatic int sb;\n"),
		USED("it may be unused", "\tvoid *link;\n\tint sb __maybe_unused;\n"),
		USED("it has an attribute", "\tvoid *link;\n\tint sb __attribute__((unused));\n"),
		USED("more on its line", "\tvoid *link; void *sb;\n"),
		{ "its last use gives another its last",
		  V("\tvoid *link;\n\tvoid *in = file->in;\n\tvoid *sb = SB(in);\n", OLD
		  "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *in = file->in;\n\tvoid *sb = SB(in);\n", NEW
		  "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *in = file->in;\n\tvoid *sb = SB(in);\n", OLD),
		  V("\tvoid *link;\n", NEW), RUNG_TOKEN },
		{ "a member of that name is no use",
		  V("\tvoid *link;\n\tvoid *sb;\n", OLD "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", NEW "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", OLD "\tuse(file->sb);\n"),
		  V("\tvoid *link;\n", NEW "\tuse(file->sb);\n"), RUNG_TOKEN },
		{ "nor is a structure", V("\tvoid *link;\n\tvoid *sb;\n", OLD "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", NEW "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", OLD "\tuse((struct sb *)link);\n"),
		  V("\tvoid *link;\n", NEW "\tuse((struct sb *)link);\n"), RUNG_TOKEN },
		{ "B uses it elsewhere", V("\tvoid *link;\n\tvoid *sb;\n", OLD "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", NEW "\tuse(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", OLD "\tmore(sb);\n"),
		  V("\tvoid *link;\n\tvoid *sb;\n", NEW "\tmore(sb);\n"), RUNG_EXACT },
		{ "a function that the change is not to", V("\tvoid *link;\n\tvoid *sb;\n", OLD),
		  V("\tvoid *link;\n\tvoid *sb;\n", NEW),
		  V("\tvoid *link;\n\tvoid *sb;\n", OLD)
		  "int g(void)\n{\n\tint spare;\n\n\treturn 0;\n}\n",
		  V("\tvoid *link;\n\tvoid *sb;\n", NEW)
		  "int g(void)\n{\n\tint spare;\n\n\treturn 0;\n}\n", RUNG_EXACT },
	};

	CHECK_ROWS(rows);
}

static void test_labels(void **state)
{
#define TAKE "\tlink = take_link(sb);\n\tif (!link)\n\t\treturn -ENOMEM;\n\n"
#define TAKE_B "\tlink = take_link(sb);\n\tif (!link) {\n\t\trc = -ENOMEM;\n\t\tgoto out;\n\t}\n\n"
#define TAIL "\trc = last(link);\n\tuse(sb, rc);\n"
#define D "\tvoid *link;\n"
	static const struct row rows[] = {
		{ "nothing goes there any more", V(D, TAKE TAIL), V(D, TAIL),
		  V(D, TAKE_B TAIL "out:\n"), V(D, TAIL), RUNG_TOKEN },
		{ "something else does", V(D, TAKE TAIL), V(D, TAIL),
		  V(D, TAKE_B TAIL "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"),
		  V(D, TAIL "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"), RUNG_TOKEN },
		{ "its address is taken", V(D, TAKE TAIL), V(D, TAIL),
		  V(D, TAKE_B TAIL "\tjump(&&out);\nout:\n"), V(D, TAIL "\tjump(&&out);\nout:\n"),
		  RUNG_TOKEN },
		{ "code behind it on its line", V(D, TAKE TAIL), V(D, TAIL),
		  V(D, TAKE_B TAIL "out: more();\n"), NULL, 0 },
		{ "a goto that is added has no label", V(D, TAKE TAIL "out:\n"),
		  V(D, TAKE "\tif (link)\n\t\tgoto out;\n" TAIL "out:\n"), V(D, TAKE TAIL),
		  NULL, 0 },
		{ "a goto that is added has one",
		  V(D, TAKE TAIL "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"),
		  V(D, TAKE "\tif (link)\n\t\tgoto out;\n" TAIL
		  "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"),
		  "int x;\n" V(D, TAKE TAIL "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"),
		  "int x;\n" V(D, TAKE "\tif (link)\n\t\tgoto out;\n" TAIL
		  "\tif (rc)\n\t\tgoto out;\n\tmore();\nout:\n"), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

static void test_declarations_that_go(void **state)
{
#define T(declaration, body) "int f(struct t *t)\n{\n" declaration "\tint ret = 0;\n\n" body "\treturn ret;\n}\n"
	static const struct row rows[] = {
		{ "B still uses it", T("\tint c = t->c;\n", "\tput(c);\n"), T("", "\tput(t->c);\n"),
		  T("\tint c = t->c;\n", "\tdequeue(c);\n\tput(c);\n"),
		  NULL, 0 },
		{ "B uses it no more", T("\tint c = t->c;\n", "\tput(c);\n"),
		  T("", "\tput(t->c);\n"), T("\tint c = t->c;\n", "\tdequeue(t);\n\tput(c);\n"),
		  T("", "\tdequeue(t);\n\tput(t->c);\n"), RUNG_FUNCTION },
		{ "a member of that name", T("\tint c = t->c;\n", "\tput(c);\n"),
		  T("", "\tput(t->c);\n"), T("\tint c = t->c;\n", "\tdequeue(t.c);\n\tput(c);\n"),
		  T("", "\tdequeue(t.c);\n\tput(t->c);\n"), RUNG_FUNCTION },
		{ "A uses it without a declaration, too", T("\tint c = t->c;\n", "\tput(c);\n"),
		  T("", "\teach(t, c)\n\t\tput(c);\n"),
		  "int x;\n" T("\tint c = t->c;\n", "\tput(c);\n"), "int x;\n"
		  T("", "\teach(t, c)\n\t\tput(c);\n"), RUNG_OFFSET },
	};

	CHECK_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_what_goes),
		cmocka_unit_test(test_there_already),
		cmocka_unit_test(test_bits),
		cmocka_unit_test(test_unused),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_declarations_that_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
