// SPDX-License-Identifier: GPL-2.0-only
/* Names that a change brings: which of them B has, what they are called there, by its lines or by rule. */
#include "adapt_table.h"

#define F(body) "int f(struct d *d, int n)\n{\n" body "\treturn n;\n}\n"
#define ONE "\tone(d);\n"
#define TWO "\ttwo(d);\n"
#define SAME(what, added, made, names) \
	{ what, F(ONE TWO), F(ONE added TWO), F(ONE TWO), made, RUNG_EXACT, names }

static void test_what_is_there(void **state)
{
	static const struct row rows[] = {
		SAME("a function of the tree", "\tadded(n);\n", F(ONE "\tadded(n);\n" TWO),
		     "added\n"),
		SAME("a function that is nowhere", "\tadded(n);\n", NULL, "other\n"),
		SAME("a member that is nowhere", "\td->member = n;\n", NULL, "other\n"),
		SAME("a word of B's file", "\tone(n);\n", F(ONE "\tone(n);\n" TWO), "other\n"),
		SAME("keywords", "\tfor (;;)\n\t\tbreak;\n", F(ONE "\tfor (;;)\n\t\tbreak;\n" TWO),
		     "other\n"),
		SAME("words of a comment or a string",
		     "\tone(\"text of it\");\t/* and of this */\n",
		     F(ONE "\tone(\"text of it\");\t/* and of this */\n" TWO), "other\n"),
		SAME("a variable that the change declares", "\tint more;\n\n\tone(more);\n",
		     F(ONE "\tint more;\n\n\tone(more);\n" TWO), "other\n"),
		{ "a label that the change adds, and goes to", F(ONE TWO),
		  F(ONE "\tgoto out;\n\tone(n);\nout:\n" TWO), F(ONE TWO),
		  F(ONE "\tgoto out;\n\tone(n);\nout:\n" TWO), RUNG_EXACT, "other\n", "another\n" },
		{ "a function that the change defines", F(ONE TWO),
		  "int added(int n)\n{\n\treturn n;\n}\n\n" F(ONE "\tadded(n);\n" TWO),
		  F(ONE TWO), "int added(int n)\n{\n\treturn n;\n}\n\n" F(ONE "\tadded(n);\n" TWO),
		  RUNG_EXACT, "other\n" },
		{ "a function that A defined", "int added(int n)\n{\n\treturn n;\n}\n\n" F(ONE TWO),
		  "int added(int n)\n{\n\treturn n;\n}\n\n" F(ONE "\tadded(n);\n" TWO), F(ONE TWO),
		  NULL, 0, "other\n" },
		{ "what A's tree does not have either comes with another part", F(ONE TWO),
		  F(ONE "\tadded(n);\n" TWO), F(ONE TWO),
		  F(ONE "\tadded(n);\n" TWO), RUNG_EXACT, "other\n", "another\n" },
		{ "what A's tree has does not", F(ONE TWO), F(ONE "\tadded(n);\n" TWO), F(ONE TWO),
		  NULL, 0, "other\n", "added\n" },
		{ "nor does what A's file has", F(ONE TWO "\tadded(n);\n"),
		  F(ONE "\tadded(d);\n" TWO "\tadded(n);\n"), F(ONE TWO),
		  NULL, 0, "other\n", "another\n" },
		{ "a member of a structure that is added to",
		  "struct s {\n\tint a;\n\tint z;\n};\n",
		  "struct s {\n\tint a;\n\tint member;\n\tint z;\n};\n",
		  "struct s {\n\tint a;\n\tint z;\n};\n",
		  "struct s {\n\tint a;\n\tint member;\n\tint z;\n};\n", RUNG_EXACT, "s\na\nz\n" },
		{ "what a directive names", "#define A 1\nint x;\n",
		  "#define A 1\n#ifdef CONFIG_NEW\n#define B 2\n#endif\nint x;\n",
		  "#define A 1\nint x;\n",
		  "#define A 1\n#ifdef CONFIG_NEW\n#define B 2\n#endif\nint x;\n", RUNG_EXACT, "x\n"
		  },
		{ "what a macro calls", "#define A 1\nint x;\n",
		  "#define A 1\n#define B(n) added(n)\nint x;\n",
		  "#define A 1\nint x;\n", NULL, 0, "x\n" },
		{ "what a macro calls is there", "#define A 1\nint x;\n",
		  "#define A 1\n#define B(n) added(n)\nint x;\n",
		  "#define A 1\nint x;\n", "#define A 1\n#define B(n) added(n)\nint x;\n",
		  RUNG_EXACT, "x\nadded\n" },
		{ "what a condition calls is none of a macro", "#define A 1\nint x;\n",
		  "#define A 1\n#if IS_ON(CONFIG_NEW)\n#define B 2\n#endif\nint x;\n",
		  "#define A 1\nint x;\n",
		  "#define A 1\n#if IS_ON(CONFIG_NEW)\n#define B 2\n#endif\nint x;\n", RUNG_EXACT,
		  "x\n" },
	};

	CHECK_ROWS(rows);
}

static void test_variables(void **state)
{
#define G(type, name, body) "int f(struct d *" name ", int n)\n{\n\t" type "\n\n" body "\treturn n;\n}\n"
	static const struct row rows[] = {
		{ "a variable with another name in B",
		  G("int len = 0;", "d", "\tset(d, len);\n\tone(d);\n"),
		  G("int len = 0;", "d", "\tset(d, len);\n\tone(d);\n\tput(len);\n"),
		  G("int size = 0;", "d", "\tset(d, size);\n\tone(d);\n"),
		  G("int size = 0;", "d", "\tset(d, size);\n\tone(d);\n\tput(size);\n"),
		  RUNG_SUBSTITUTION, "put\nset\none\n" },
		{ "its name is a function's in B",
		  G("int len = 0;", "d", "\tset(d, len);\n\tone(d);\n"),
		  G("int len = 0;", "d", "\tset(d, len);\n\tone(d);\n\tput(len);\n"),
		  G("int size = 0;", "d", "\tset(d, size);\n\tone(d);\n")
		  "int g(void)\n{\n\treturn len();\n}\n",
		  G("int size = 0;", "d", "\tset(d, size);\n\tone(d);\n\tput(size);\n")
		  "int g(void)\n{\n\treturn len();\n}\n",
		  RUNG_SUBSTITUTION, "put\nset\none\nlen\n" },
		{ "no line tells its name", G("int len = 0;", "d", "\tset(d, len);\n\tone(d);\n"),
		  G("int len = 0;", "d", "\tset(d, len);\n\tone(d);\n\tput(len);\n"),
		  G("char *text;", "d", "\tone(d);\n"), NULL, 0, "put\nset\none\nlen\n" },
		{ "B's function has no such variable, and does not need it",
		  G("int len = 0;", "d", "\tset(d, len, 1);\n\tone(d);\n"),
		  G("int len = 0;", "d", "\tset(d, len, 1);\n\tone(d);\n\tput(len);\n"),
		  G("char *text;", "d", "\tset(d, 1);\n\tone(d);\n"), NULL, 0,
		  "put\nset\none\nlen\n" },
		{ "one of B's stands for two of A's",
		  G("int len = 0, size = 1;", "d", "\tset(d, len);\n\tput(d, size);\n\tone(d);\n"),
		  G("int len = 0, size = 1;", "d",
		  "\tset(d, len);\n\tput(d, size);\n\tone(d);\n\tput(d, len);\n"),
		  G("int num = 0, unused = 1;", "d", "\tset(d, num);\n\tput(d, num);\n\tone(d);\n"),
		  NULL, 0, "put\nset\none\n" },
		{ "the parameter has another name", G("int a;", "par", "\tpar->x = 1;\n\tone();\n"),
		  G("int a;", "par", "\tpar->x = 1;\n\tone();\n\tclamp(par);\n"),
		  G("int a;", "ops", "\tops->x = 1;\n\tone();\n"),
		  G("int a;", "ops", "\tops->x = 1;\n\tone();\n\tclamp(ops);\n"), RUNG_SUBSTITUTION,
		  "clamp\n" },
		{ "a member that is elsewhere in B",
		  G("int len = 0;", "d", "\tset(d->size, len);\n\tone(d);\n"),
		  G("int len = 0;", "d", "\tset(d->size, len);\n\tone(d);\n\tput(d->size);\n"),
		  G("int len = 0;", "d", "\tset(d->h.num, len);\n\tone(d);\n"),
		  G("int len = 0;", "d", "\tset(d->h.num, len);\n\tone(d);\n\tput(d->h.num);\n"),
		  RUNG_SUBSTITUTION,
		  "put\nset\none\nd\nh\nnum\n" },
	};

	CHECK_ROWS(rows);
}

/* What is learned from a pair of lines. */
static void test_learned(void **state)
{
#define LEARN(what, a, b, added, made, names) \
	{ what, F(a ONE TWO), F(a ONE added TWO), F(b ONE TWO), made, RUNG_SUBSTITUTION, names }
	static const struct row rows[] = {
		LEARN("one word for another", "\tuse(old_name, n, d);\n",
		      "\tuse(new_name, n, d);\n", "\tput(old_name);\n",
		      F("\tuse(new_name, n, d);\n" ONE "\tput(new_name);\n" TWO),
		      "use\nput\nnew_name\n"),
		LEARN("a member of it for a word", "\tuse(old_name, n, d);\n",
		      "\tuse(d->s.name, n, d);\n", "\tput(old_name);\n",
		      F("\tuse(d->s.name, n, d);\n" ONE "\tput(d->s.name);\n" TWO),
		      "use\nput\ns\nname\n"),
		LEARN("a call for a word", "\tuse(old_name, n, d);\n", "\tuse(name_of(d), n, d);\n",
		      "\tput(old_name);\n",
		      F("\tuse(name_of(d), n, d);\n" ONE "\tput(name_of(d));\n" TWO),
		      "use\nput\nname_of\n"),
		LEARN("a word for a call", "\tuse(name_of(d), n, d);\n", "\tuse(d_name, n, d);\n",
		      "\tput(name_of(d));\n",
		      F("\tuse(d_name, n, d);\n" ONE "\tput(d_name);\n" TWO), "use\nput\nd_name\n"),
		LEARN("two of a line", "\tuse(old_name, n, old_size, d);\n",
		      "\tuse(new_name, n, new_size, d);\n",
		      "\tput(old_size, old_name);\n",
		      F("\tuse(new_name, n, new_size, d);\n" ONE "\tput(new_size, new_name);\n"
		      TWO),
		      "use\nput\nnew_name\nnew_size\n"),
		LEARN("nothing for a word, which is left out", "\tuse(mark old_name, n, d);\n",
		      "\tuse(old_name, n, d);\n",
		      "\tput(mark d);\n", F("\tuse(old_name, n, d);\n" ONE "\tput(d);\n" TWO),
		      "use\nput\nold_name\n"),
		{ "a way out is no name", F("\tif (n)\n\t\treturn leave(d, n);\n" ONE TWO),
		  F("\tif (n)\n\t\treturn leave(d, n);\n" ONE "\tput(leave);\n" TWO),
		  F("\tif (n)\n\t\treturn quit(d, n);\n" ONE TWO),
		  F("\tif (n)\n\t\treturn quit(d, n);\n" ONE "\tput(quit);\n" TWO),
		  RUNG_SUBSTITUTION, "put\nquit\n" },
		{ "a constant that B has for another",
		  F("\tuse(d, FLAG_A, n);\n\tuse(d, FLAG_B, n);\n" ONE TWO),
		  F("\tuse(d, FLAG_A, n);\n\tuse(d, FLAG_B, n);\n" ONE "\tput(FLAG_A);\n" TWO),
		  F("\tuse(d, FLAG_B, n);\n\tuse(d, FLAG_B, n);\n" ONE TWO), NULL, 0,
		  "use\nput\nFLAG_B\n" },
		{ "a constant that only B has", F("\tuse(d, FLAG_A, n);\n\tuse(d, FLAG_B, n);\n" ONE
		  TWO),
		  F("\tuse(d, FLAG_A, n);\n\tuse(d, FLAG_B, n);\n" ONE "\tput(FLAG_A);\n" TWO),
		  F("\tuse(d, FLAG_C, n);\n\tuse(d, FLAG_B, n);\n" ONE TWO),
		  F("\tuse(d, FLAG_C, n);\n\tuse(d, FLAG_B, n);\n" ONE "\tput(FLAG_C);\n" TWO),
		  RUNG_SUBSTITUTION,
		  "use\nput\nFLAG_B\nFLAG_C\n" },
		{ "two capitals are no constant", F("\tuse(d, FA, n);\n\tuse(d, FB, n);\n" ONE TWO),
		  F("\tuse(d, FA, n);\n\tuse(d, FB, n);\n" ONE "\tput(FA);\n" TWO),
		  F("\tuse(d, FB, n);\n\tuse(d, FB, n);\n" ONE TWO),
		  F("\tuse(d, FB, n);\n\tuse(d, FB, n);\n" ONE "\tput(FB);\n" TWO),
		  RUNG_SUBSTITUTION, "use\nput\nFB\n" },
	};

	CHECK_ROWS(rows);
}

/* A line that the change moves is B's line. */
static void test_moved_lines(void **state)
{
#define MORE \
	"\tfirst_of(d);\n\tsecond_of(d);\n\tthird_of(d);\n\tfourth_of(d);\n\tfifth_of(d);\n\tsixth_of(d);\n"
	static const struct row rows[] = {
		{ "with B's words", F(MORE "\tcheck_it(d, n, 1);\n"),
		  F("\tcheck_it(d, n, 1);\n" MORE), F(MORE "\tcheck_it(d, n);\n"),
		  F("\tcheck_it(d, n);\n" MORE), RUNG_SUBSTITUTION },
		{ "also behind a tab more", F(MORE "\tif (n)\n\t\tcheck_it(d, n, 1);\n"),
		  F("\tif (n)\n\t\tcheck_it(d, n, 1);\n" MORE),
		  F(MORE "\tif (n)\n\t\tcheck_it(d, n);\n"),
		  F("\tif (n)\n\t\tcheck_it(d, n);\n" MORE), RUNG_SUBSTITUTION },
		{ "two lines for a return", F(MORE "\tif (n) {\n\t\treturn leave_it(d);\n\t}\n"
		  ONE),
		  F("\tif (n) {\n\t\treturn leave_it(d);\n\t}\n" MORE ONE),
		  F(MORE "\tif (n) {\n\t\tn = leave_it(d);\n\t\tgoto out;\n\t}\n" ONE "out:\n" TWO),
		  F("\tif (n) {\n\t\tn = leave_it(d);\n\t\tgoto out;\n\t}\n" MORE ONE "out:\n" TWO),
		  RUNG_SUBSTITUTION },
	};

	CHECK_ROWS(rows);
}

static void read_rules(const char *text, struct renamings *ret_renamings)
{
	_cleanup_error_ struct error *err = NULL;
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "renamings.rules");

	assert_works(file_write(path, text, strlen(text), 0644, &err), err);
	assert_works(renamings_read(path, ret_renamings, &err), err);
	scratch_remove(dir);
}

#define RULE(what, added, made, names) \
	{ what, F(ONE TWO), F(ONE "\t" added ";\n" TWO), F(ONE TWO), made, RUNG_SUBSTITUTION, names }
#define MADE(text) F(ONE "\t" text ";\n" TWO)

static void test_rules(void **state)
{
	static const char rules[] =
		"[renaming \"swapped\"]\n\tfrom = swapped($a, $b)\n\tto = kept($b, $a)\n\treason = r\n"
		"[renaming \"choice\"]\n\tfrom = choice($a)\n\tto = first_choice($a)\n\treason = r\n"
		"[renaming \"choice\"]\n\tfrom = choice($a)\n\tto = second_choice($a)\n\treason = r\n"
		"[renaming \"inner\"]\n\tfrom = outer($a, inner)\n\tto = outer_inner($a)\n\treason = r\n"
		"[renaming \"member\"]\n\tfrom = member($a)\n\tto = $a->part\n\treason = r\n"
		"[renaming \"direct\"]\n\tfrom = direct($a)\n\tto = $a.part\n\treason = r\n"
		"[renaming \"negated\"]\n\tfrom = negated($a)\n\tto = !$a\n\treason = r\n"
		"[renaming \"pointed\"]\n\tfrom = pointed($a)\n\tto = *$a\n\treason = r\n"
		"[renaming \"address\"]\n\tfrom = address($a)\n\tto = &$a\n\treason = r\n"
		"[renaming \"dropped\"]\n\tfrom = dropped($a)\n\tto = $a\n\treason = r\n"
		"[renaming \"only_here\"]\n\tfrom = only_here\n\tto = there\n\treason = r\n\twithout = bad worse\n";
	_cleanup_renamings_ struct renamings renamings = { 0 };
	static const struct row rows[] = {
		RULE("arguments in another order", "swapped(n, d)", MADE("kept(d, n)"), "kept\n"),
		RULE("with brackets and commas in them", "swapped(one(n, 1), d[n, 2])",
		     MADE("kept(d[n, 2], one(n, 1))"), "kept\n"),
		RULE("another number of them", "swapped(n)", NULL, "kept\n"),
		RULE("an argument too many", "swapped(n, d, 1)", NULL, "kept\n"),
		RULE("an argument is empty", "swapped(, d)", NULL, "kept\n"),
		RULE("it is not called", "one(swapped)", NULL, "kept\n"),
		RULE("the result is not there", "swapped(n, d)", NULL, "other\n"),
		RULE("the first whose result is there", "choice(n)", MADE("first_choice(n)"),
		     "first_choice\nsecond_choice\n"),
		RULE("which is the second", "choice(n)", MADE("second_choice(n)"),
		     "second_choice\n"),
		RULE("the name is within the rule", "outer(d, inner)", MADE("outer_inner(d)"),
		     "outer\nouter_inner\n"),
		RULE("the name is not where the rule has it", "outer(inner, d)", NULL,
		     "outer\nouter_inner\n"),
		RULE("a member of a name", "one(member(d))", MADE("one(d->part)"), "part\n"),
		RULE("a member of a member", "one(member(d->a.b))", MADE("one(d->a.b->part)"),
		     "part\na\nb\n"),
		RULE("a member of what a call returns", "one(member(two(d, 1 + n)))",
		     MADE("one(two(d, 1 + n)->part)"), "part\n"),
		RULE("a member of an element", "one(member(d[n + 1]))", MADE("one(d[n + 1]->part)"),
		     "part\n"),
		RULE("a member of a sum", "one(member(d + n))", MADE("one((d + n)->part)"),
		     "part\n"),
		RULE("a member of a sum with a call", "one(member(two(d) + n))",
		     MADE("one((two(d) + n)->part)"), "part\n"),
		RULE("a member of a sum with an element", "one(member(d[n] + n))",
		     MADE("one((d[n] + n)->part)"), "part\n"),
		RULE("a member of what is pointed to", "one(member(*d))", MADE("one((*d)->part)"),
		     "part\n"),
		RULE("a direct member of a sum", "one(direct(d + n))", MADE("one((d + n).part)"),
		     "part\n"),
		RULE("not a sum", "one(negated(d + n))", MADE("one(!(d + n))"), "part\n"),
		RULE("not a name", "one(negated(d))", MADE("one(!d)"), "part\n"),
		RULE("what a sum points to", "one(pointed(d + n))", MADE("one(*(d + n))"),
		     "part\n"),
		RULE("the address of a sum", "one(address(d ? d : n))", MADE("one(&(d ? d : n))"),
		     "part\n"),
		RULE("the address of a member", "one(address(d->a))", MADE("one(&d->a)"), "a\n"),
		RULE("nothing binds to it", "one(dropped(d + n))", MADE("one(d + n)"), "part\n"),
		RULE("two of them in a line", "swapped(choice(n), member(d))",
		     MADE("kept(d->part, second_choice(n))"),
		     "kept\nsecond_choice\npart\n"),
		RULE("words that forbid it are not there", "only_here(n)", MADE("there(n)"),
		     "there\nbad\nworse\n"),
		RULE("the first of them is", "only_here(bad)", NULL, "there\nbad\nworse\n"),
		RULE("the second of them is", "only_here(worse)", NULL, "there\nbad\nworse\n"),
		RULE("a part of the word is none", "only_here(badly)", MADE("there(badly)"),
		     "there\nbadly\n"),
		{ "the word is in another function", F(ONE TWO)
		  "int g(void)\n{\n\treturn bad();\n}\n",
		  F(ONE "\tonly_here(n);\n" TWO) "int g(void)\n{\n\treturn bad();\n}\n", F(ONE TWO)
		  "int g(void)\n{\n\treturn bad();\n}\n",
		  F(ONE "\tthere(n);\n" TWO) "int g(void)\n{\n\treturn bad();\n}\n",
		  RUNG_SUBSTITUTION, "there\nbad\n" },
		{ "B has the name itself", F(ONE TWO), F(ONE "\tswapped(n, d);\n" TWO), F(ONE TWO),
		  F(ONE "\tswapped(n, d);\n" TWO),
		  RUNG_EXACT, "kept\nswapped\n" },
		{ "B's file uses the result", F(ONE TWO), F(ONE "\tswapped(n, d);\n" TWO),
		  F(ONE TWO "\tkept(d, n);\n"),
		  F(ONE "\tkept(d, n);\n" TWO "\tkept(d, n);\n"), RUNG_SUBSTITUTION, "other\n" },
		{ "a line tells, and so no rule is asked", F("\tuse(swapped, n, d);\n" ONE TWO),
		  F("\tuse(swapped, n, d);\n" ONE "\tswapped(n, d);\n" TWO),
		  F("\tuse(straight, n, d);\n" ONE TWO),
		  F("\tuse(straight, n, d);\n" ONE "\tstraight(n, d);\n" TWO), RUNG_SUBSTITUTION,
		  "kept\nstraight\nuse\n" },
	};

	read_rules(rules, &renamings);
	check_rows(rows, ARRAY_SIZE(rows), &renamings);
}

/* A rule has at most eight variables, and an argument is not longer than 64 atoms. */
static void test_limits_of_rules(void **state)
{
	static const char rules[] =
		"[renaming \"eight\"]\n\tfrom = eight($a, $b, $c, $d, $e, $f, $g, $h)\n\tto = kept($h, $a)\n\treason = r\n"
		"[renaming \"nine\"]\n\tfrom = nine($a, $b, $c, $d, $e, $f, $g, $h, $i)\n\tto = kept($h, $a)\n\treason = r\n"
		"[renaming \"long_one\"]\n\tfrom = long_one($a)\n\tto = kept($a)\n\treason = r\n";
	_cleanup_renamings_ struct renamings renamings = { 0 };
#define EIGHT_N "n + n + n + n + n + n + n + n + "
	static const struct row rows[] = {
		RULE("eight", "eight(1, 2, 3, 4, 5, 6, 7, 8)", MADE("kept(8, 1)"), "kept\n"),
		RULE("nine", "nine(1, 2, 3, 4, 5, 6, 7, 8, 9)", NULL, "kept\n"),
		RULE("63 atoms", "long_one(" EIGHT_N EIGHT_N EIGHT_N
		     "n + n + n + n + n + n + n + n)",
		     MADE("kept(" EIGHT_N EIGHT_N EIGHT_N "n + n + n + n + n + n + n + n)"),
		     "kept\n"),
		RULE("65 atoms", "long_one(" EIGHT_N EIGHT_N EIGHT_N EIGHT_N "n)", NULL, "kept\n"),
	};

	read_rules(rules, &renamings);
	check_rows(rows, ARRAY_SIZE(rows), &renamings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_there),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_learned),
		cmocka_unit_test(test_moved_lines),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_limits_of_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
