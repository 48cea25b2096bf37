// SPDX-License-Identifier: GPL-2.0-only
/* Statements that nobody writes, each beside the nearest that somebody does. */
#include "gates_fixture.h"

#define END "\treturn 0;\n"

static const char source[] = "int f(void)\n{\n\treturn 0;\n}\n";

/* The body's first line is line 3 of the file. */
#define FRAME(function, reason)                                                                  \
	{                                                                                        \
		.frame = function "\n{\n%s}\n", .source_before = source, .source_after = source, \
		.only = (reason), .says = "f()",                                                 \
	}
#define IN_INT(reason) FRAME("int f(struct item *it, int n)", REASON_BIT(reason))

static void hold(enum reason reason, const struct gate_row *rows, size_t count)
{
	const struct gate_rows in_int = IN_INT(reason);
	/* Without the change's own place there is no telling what its author wrote so. */
	struct gate_rows alone = in_int;

	gate_rows_hold(&in_int, rows, count);
	alone.source_before = alone.source_after = NULL;
	for (size_t i = 0; i < count; i++) {
		struct gate_row row = rows[i];

		row.expected = "";
		gate_rows_hold(&alone, &row, 1);
	}
}

#define HOLD(reason, rows) hold(reason, rows, ARRAY_SIZE(rows))

static void unreachable(void **state)
{
	static const struct gate_row rows[] = {
		{ "behind return", END, "\treturn 0;\n\tuse(1);\n", "unreachable-code 4 refuses" },
		{ "behind goto", "out:\n" END, "\tgoto out;\n\tuse(1);\nout:\n" END,
		  "unreachable-code 4 refuses" },
		{ "behind break", END, "\twhile (n) {\n\t\tbreak;\n\t\tuse(1);\n\t}\n" END,
		  "unreachable-code 5 refuses" },
		{ "behind continue", END, "\twhile (n) {\n\t\tcontinue;\n\t\tuse(1);\n\t}\n" END,
		  "unreachable-code 5 refuses" },
		{ "behind a call", END, "\tuse(0);\n\tuse(1);\n" END, "" },
		{ "what follows it is told with it", END, "\treturn 0;\n\tuse(1);\n\tuse(2);\n",
		  "unreachable-code 4 refuses" },
		{ "an if", END, "\treturn 0;\n\tif (n)\n\t\tuse(1);\n",
		  "unreachable-code 4 refuses" },
		{ "behind such an if", END, "\treturn 0;\n\tif (n)\n\t\tuse(1);\n\tuse(2);\n",
		  "unreachable-code 4 refuses" },
		{ "a loop", END, "\treturn 0;\n\twhile (n)\n\t\tuse(1);\n",
		  "unreachable-code 4 refuses" },
		{ "do", END, "\treturn 0;\n\tdo\n\t\tuse(1);\n\twhile (n);\n", "" },
		{ "a block", END, "\treturn 0;\n\t{\n\t\tuse(1);\n\t}\n", "" },
		{ "an empty statement", END, "\treturn 0;\n\t;\n", "" },
		{ "behind a return that a condition controls", END,
		  "\tif (n)\n\t\treturn 1;\n\tuse(1);\n" END, "" },
		{ "behind a return that an else controls", END,
		  "\tif (n)\n\t\tuse(2);\n\telse\n\t\treturn 1;\n\tuse(1);\n" END, "" },
		{ "behind a return that a do controls", END,
		  "\tdo\n\t\treturn 1;\n\twhile (n);\n\tuse(1);\n" END, "" },
		{ "behind a block that returns", END,
		  "\tif (n) {\n\t\treturn 1;\n\t}\n\tuse(1);\n" END, "" },
		{ "an else behind a return", END,
		  "\tif (n)\n\t\treturn 1;\n\telse\n\t\tuse(1);\n" END, "" },
		{ "behind a label", END, "\treturn 0;\nout:\n\tuse(1);\n\tgoto out;\n", "" },
		{ "behind a macro that may be one", END, "\treturn 0;\nCASES\n\treturn 1;\n", "" },
		{ "behind a case", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\tcase 2:\n\t\tuse(1);\n\t}\n" END, "" },
		{ "behind default", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\tdefault:\n\t\tuse(1);\n\t}\n" END, "" },
		{ "behind the break of a case", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\t\tuse(1);\n\t}\n" END,
		  "unreachable-code 6 refuses" },
		{ "behind a directive", END, "#ifdef A\n\treturn 0;\n#endif\n\tuse(1);\n" END, "" },
		{ "in what is a line of the other half", END,
		  "#ifdef A\n\treturn 0;\n#else\n\treturn 1;\n#endif\n", "" },
		{ "as before", "\treturn 0;\n\tuse(1);\n", "\treturn 1;\n\tuse(1);\n", "" },
		{ "one more than before", "\treturn 0;\n\tuse(1);\n",
		  "\treturn 1;\n\tuse(1);\n\treturn 2;\n\tuse(1);\n",
		  "unreachable-code 4 refuses" },
		{ "another than before", "\treturn 0;\n\tuse(1);\n", "\treturn 0;\n\tuse(2);\n",
		  "unreachable-code 4 refuses" },
		{ "a new function", NULL, "\treturn 0;\n\tuse(1);\n",
		  "unreachable-code 4 refuses" },
		{ "a statement with brackets of all kinds behind", END,
		  "\tn = (int []){ 1; }[0];\n\tuse(1);\n" END, "" },
	};

	HOLD(REASON_UNREACHABLE_CODE, rows);
}

static void declarations_behind_statements(void **state)
{
	static const struct gate_row rows[] = {
		{ "behind a call", END, "\tuse(1);\n\tint k = n;\n" END,
		  "declaration-after-statement 4 refuses" },
		{ "before it", END, "\tint k = n;\n\tuse(1);\n" END, "" },
		{ "behind another declaration", END, "\tint j;\n\tint k = n;\n" END, "" },
		{ "behind an if", END, "\tif (n)\n\t\tuse(1);\n\tint k = n;\n" END,
		  "declaration-after-statement 5 refuses" },
		{ "behind a loop with a block", END, "\twhile (n) {\n\t}\n\tint k = n;\n" END,
		  "declaration-after-statement 5 refuses" },
		{ "behind do", END, "\tdo\n\t\tuse(1);\n\twhile (n);\n\tint k = n;\n" END,
		  "declaration-after-statement 6 refuses" },
		{ "behind a block", END, "\t{\n\t}\n\tint k = n;\n" END,
		  "declaration-after-statement 5 refuses" },
		{ "in a block of its own", END,
		  "\tuse(1);\n\tif (n) {\n\t\tint k = n;\n\t\tuse(k);\n\t}\n" END, "" },
		{ "behind a statement of that block", END,
		  "\tif (n) {\n\t\tuse(1);\n\t\tint k = n;\n\t}\n" END,
		  "declaration-after-statement 5 refuses" },
		{ "behind a macro that may declare", END, "\tLIST_HEAD(list);\n\tint k = n;\n" END,
		  "" },
		{ "behind a macro with a small letter", END,
		  "\tLIST_HeAD(list);\n\tint k = n;\n" END,
		  "declaration-after-statement 4 refuses" },
		{ "behind a statement that begins with no word", END,
		  "\t*A = 1;\n\tint k = n;\n" END, "declaration-after-statement 4 refuses" },
		{ "behind what is declared in a way that is not read", END,
		  "\tunion { int x; } u;\n\tint k = n;\n" END, "" },
		{ "behind a pointer to a function", END, "\tbool (*g)(int);\n\tint k = n;\n" END,
		  "" },
		{ "behind an empty statement", END, "\t;\n\tint k = n;\n" END, "" },
		{ "where it is cleaned up", END, "\tuse(1);\n\tvoid *k __free(kfree) = n;\n" END,
		  "" },
		{ "where another is cleaned up", END,
		  "\tuse(1);\n\tvoid *k = n;\n\tvoid *j __free(kfree) = n;\n" END,
		  "declaration-after-statement 4 refuses" },
		{ "behind a case", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tuse(1);\n\tcase 2:\n\t\tint k = n;\n\t}\n" END,
		  "" },
		{ "as before", "\tuse(1);\n\tint k = n;\n" END, "\tuse(2);\n\tint k = n;\n" END,
		  "" },
		{ "the variable of a for", END,
		  "\tuse(1);\n\tfor (int k = 0; k < n; k++)\n\t\tuse(k);\n" END, "" },
	};
	static const char *const types[] = {
		"struct", "union", "enum", "const", "static", "unsigned",
		"signed", "int",   "long", "char",  "bool",   "void",
	};

	HOLD(REASON_DECLARATION_AFTER_STATEMENT, rows);
	/* What begins as a type does is a declaration, whatever follows. */
	for (size_t i = 0; i < ARRAY_SIZE(types) + 1; i++) {
		bool type = i < ARRAY_SIZE(types);
		_cleanup_free_ char *after = xasprintf("\t%s (*g[2])(int);\n\tint k = n;\n" END,
						       type ? types[i] : "word");
		struct gate_row row = {
			type ? types[i] : "no type",
			END,
			after,
			type ? "" : "declaration-after-statement 4 refuses",
		};

		hold(REASON_DECLARATION_AFTER_STATEMENT, &row, 1);
	}
}

static void without_effect(void **state)
{
	static const struct gate_row rows[] = {
		{ "a member", END, "\tit->count;\n" END, "no-effect 3 refuses" },
		{ "a member of a structure", END, "\tit.count;\n" END, "no-effect 3 refuses" },
		{ "of what a call gives", END, "\tfind(n)->count;\n" END, "no-effect 3 refuses" },
		{ "assigned to", END, "\tit->count = n;\n" END, "" },
		{ "added to", END, "\tit->count += n;\n" END, "" },
		{ "stepped", END, "\tit->count++;\n\tit->count--;\n" END, "" },
		{ "stepped before", END, "\t++it->count;\n\t--it->count;\n" END, "" },
		{ "assigned from", END, "\tn = it->count;\n" END, "" },
		{ "given", END, "\treturn it->count;\n", "" },
		{ "called", END, "\tit->count();\n" END, "" },
		{ "a plain name", END, "\tn;\n" END, "" },
		{ "a member that a macro's loop returns", END,
		  "\tfor_each(it)\n\t\tif (n)\n\t\t\treturn it->count;\n" END, "" },
		{ "a member alone in such a loop", END, "\tfor_each(it)\n\t\tit->count;\n" END,
		  "no-effect 4 refuses" },
		{ "a declaration", END, "\tint k = it->count;\n" END, "" },
		{ "assigned within brackets", END, "\tfind(n = 1)->count;\n" END,
		  "no-effect 3 refuses" },
		{ "an element", END, "\tit->list[1];\n" END, "" },
		{ "no member", END, "\tn + it;\n" END, "" },
		{ "as before", "\tit->count;\n" END, "\tit->count;\n\tuse(1);\n" END, "" },
	};

	HOLD(REASON_NO_EFFECT, rows);
}

static void joined(void **state)
{
	static const struct gate_row rows[] = {
		{ "two calls on a line", END, "\tuse(1); use(2);\n" END,
		  "multiple-statements 3 refuses" },
		{ "each on its own", END, "\tuse(1);\n\tuse(2);\n" END, "" },
		{ "an if behind a call", END, "\tuse(1); if (n)\n\t\tuse(2);\n" END,
		  "multiple-statements 3 refuses" },
		{ "a loop behind a call", END, "\tuse(1); while (n)\n\t\tuse(2);\n" END,
		  "multiple-statements 3 refuses" },
		{ "behind its condition", END, "\tif (n) use(2);\n" END, "" },
		{ "behind a brace", END, "\tif (n) { use(2); }\n" END, "" },
		{ "behind a label", END, "out: use(2);\n\tgoto out;\n", "" },
		{ "behind a loop on its line", END, "\tfor (;;) use(1);\n" END, "" },
		{ "an if in an if", END, "\tif (n) if (it) use(2);\n" END, "" },
		{ "a block behind a block", END,
		  "\tif (n) {\n\t\tuse(1);\n\t} {\n\t\tuse(2);\n\t}\n" END,
		  "multiple-statements 5 refuses" },
		{ "a block on its own line", END,
		  "\tif (n) {\n\t\tuse(1);\n\t}\n\t{\n\t\tuse(2);\n\t}\n" END, "" },
		{ "a block behind a condition behind a block", END,
		  "\tif (n) {\n\t\tuse(1);\n\t} else {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "as before", "\tuse(1); use(2);\n" END, "\tuse(3);\n\tuse(1); use(2);\n" END,
		  "" },
	};

	HOLD(REASON_MULTIPLE_STATEMENTS, rows);
}

static void blocks(void **state)
{
	static const struct gate_row rows[] = {
		{ "behind a call", END, "\tuse(1) {\n\t\tuse(2);\n\t}\n" END,
		  "unexpected-block 3 refuses" },
		{ "behind an if", END, "\tif (n) {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "behind for", END, "\tfor (;;) {\n\t\tuse(2);\n\t}\n", "" },
		{ "behind while", END, "\twhile (n) {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "behind switch", END, "\tswitch (n) {\n\tcase 1:\n\t\tuse(2);\n\t}\n" END, "" },
		{ "for each", END, "\tlist_for_each(it, n) {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "scoped", END, "\tscoped_cond(n) {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "guarded", END, "\tguarded(n) {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "nearly each", END, "\tlist_for_eac(it, n) {\n\t\tuse(2);\n\t}\n" END,
		  "unexpected-block 3 refuses" },
		{ "in capitals", END, "\tFOR_ALL(it, n) {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "a value that is given", END, "\treturn (struct item) { 1 };\n", "" },
		{ "one more than before", "\twalk(n) {\n\t\tuse(2);\n\t}\n" END,
		  "\twalk(n) {\n\t\tuse(2);\n\t}\n\twalk(n) {\n\t\tuse(3);\n\t}\n" END, "" },
		{ "another than before", "\twalk(n) {\n\t\tuse(2);\n\t}\n" END,
		  "\twalk(n) {\n\t\tuse(2);\n\t}\n\tstroll(n) {\n\t\tuse(3);\n\t}\n" END,
		  "unexpected-block 6 refuses" },
	};

	HOLD(REASON_UNEXPECTED_BLOCK, rows);
}

static void jumps(void **state)
{
	static const struct gate_row rows[] = {
		{ "a break of nothing", END, "\tif (n)\n\t\tbreak;\n" END, "stray-jump 4 refuses" },
		{ "a continue of nothing", END, "\tif (n)\n\t\tcontinue;\n" END,
		  "stray-jump 4 refuses" },
		{ "in while", END,
		  "\twhile (n) {\n\t\tif (it)\n\t\t\tbreak;\n\t\tcontinue;\n\t}\n" END, "" },
		{ "in for", END, "\tfor (;;) {\n\t\tif (it)\n\t\t\tbreak;\n\t\tcontinue;\n\t}\n",
		  "" },
		{ "in do", END,
		  "\tdo {\n\t\tif (it)\n\t\t\tbreak;\n\t\tcontinue;\n\t} while (n);\n" END, "" },
		{ "in do without braces", END, "\tdo\n\t\tbreak;\n\twhile (n);\n" END, "" },
		{ "in a macro's loop without braces", END,
		  "\tfor_each(it)\n\t\tif (n)\n\t\t\tbreak;\n" END, "" },
		{ "in while without braces", END, "\twhile (n)\n\t\tcontinue;\n" END, "" },
		{ "behind the loop", END, "\twhile (n)\n\t\tuse(1);\n\tbreak;\n",
		  "stray-jump 5 refuses" },
		{ "behind the loop's block", END, "\twhile (n) {\n\t\tuse(1);\n\t}\n\tcontinue;\n",
		  "stray-jump 6 refuses" },
		{ "a break of a switch", END, "\tswitch (n) {\n\tcase 1:\n\t\tbreak;\n\t}\n" END,
		  "" },
		{ "a break of a switch behind its second case", END,
		  "\tswitch (n) {\n\tcase 1:\n\tcase 2:\n\t\tuse(1);\n\t\tbreak;\n\t}\n" END, "" },
		{ "a continue of a switch", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tcontinue;\n\t}\n" END, "stray-jump 5 refuses" },
		{ "a continue of a switch in a loop", END,
		  "\twhile (n) {\n\t\tswitch (n) {\n\t\tcase 1:\n\t\t\tcontinue;\n\t\t}\n\t}\n" END,
		  "" },
		{ "in a loop's macro", END,
		  "\twalk(n) {\n\t\tif (n)\n\t\t\tbreak;\n\t\tcontinue;\n\t}\n" END, "" },
		{ "in an if of an if of a loop", END,
		  "\twhile (n)\n\t\tif (it)\n\t\t\tif (n > 1)\n\t\t\t\tbreak;\n" END, "" },
		{ "in a block of a loop", END,
		  "\twhile (n) {\n\t\t{\n\t\t\tbreak;\n\t\t}\n\t}\n" END, "" },
		{ "in the else of a loop", END,
		  "\twhile (n)\n\t\tif (it)\n\t\t\tuse(1);\n\t\telse\n\t\t\tbreak;\n" END, "" },
		{ "in an else if of a loop", END,
		  "\twhile (n)\n\t\tif (it)\n\t\t\tuse(1);\n\t\telse if (n > 1)\n\t\t\tcontinue;\n\t\telse\n\t\t\tbreak;\n" END,
		  "" },
		{ "in an else behind a block in a loop", END,
		  "\twhile (n)\n\t\tif (it) {\n\t\t\tuse(1);\n\t\t} else {\n\t\t\tbreak;\n\t\t}\n" END,
		  "" },
		{ "a continue in an else in a switch", END,
		  "\tswitch (n)\n\tcase 1:\n\t\tif (it)\n\t\t\tuse(1);\n\t\telse\n\t\t\tcontinue;\n" END,
		  "stray-jump 8 refuses" },
		{ "in the else of an if around a loop", END,
		  "\tif (n)\n\t\twhile (n)\n\t\t\tif (it)\n\t\t\t\tuse(1);\n\t\t\telse\n\t\t\t\tbreak;\n\telse\n\t\tcontinue;\n" END,
		  "stray-jump 10 refuses" },
		{ "in the else of an if behind a loop", END,
		  "\twhile (n)\n\t\tif (it)\n\t\t\tuse(1);\n\tif (n)\n\t\tuse(2);\n\telse\n\t\tbreak;\n" END,
		  "stray-jump 9 refuses" },
		{ "as before", "\tbreak;\n", "\tuse(1);\n\tbreak;\n", "" },
		{ "a label that is named so", END, "\tgoto breaks;\nbreaks:\n" END, "" },
	};

	HOLD(REASON_STRAY_JUMP, rows);
}

static void elses(void **state)
{
	static const struct gate_row rows[] = {
		{ "of its if", END, "\tif (n)\n\t\tuse(1);\n\telse\n\t\tuse(2);\n" END, "" },
		{ "of nothing", END, "\tuse(1);\n\telse\n\t\tuse(2);\n" END,
		  "else-without-if 4 refuses" },
		{ "behind a second statement", END,
		  "\tif (n)\n\t\tuse(1);\n\tuse(3);\n\telse\n\t\tuse(2);\n" END,
		  "else-without-if 6 refuses" },
		{ "behind a block", END,
		  "\tif (n) {\n\t\tuse(1);\n\t} else {\n\t\tuse(2);\n\t}\n" END, "" },
		{ "behind a loop's block", END,
		  "\twhile (n) {\n\t\tuse(1);\n\t} else {\n\t\tuse(2);\n\t}\n" END,
		  "else-without-if 5 refuses" },
		{ "behind a plain block", END,
		  "\t{\n\t\tuse(1);\n\t} else {\n\t\tuse(2);\n\t}\n" END,
		  "else-without-if 5 refuses" },
		{ "the second of one if", END,
		  "\tif (n)\n\t\tuse(1);\n\telse\n\t\tuse(2);\n\telse\n\t\tuse(3);\n" END,
		  "else-without-if 7 refuses" },
		{ "the second of two ifs", END,
		  "\tif (n)\n\t\tif (it)\n\t\t\tuse(1);\n\t\telse\n\t\t\tuse(2);\n\telse\n\t\tuse(3);\n" END,
		  "" },
		{ "the third of two ifs", END,
		  "\tif (n)\n\t\tif (it)\n\t\t\tuse(1);\n\t\telse\n\t\t\tuse(2);\n\telse\n\t\tuse(3);\n\telse\n\t\tuse(4);\n" END,
		  "else-without-if 10 refuses" },
		{ "else if", END,
		  "\tif (n)\n\t\tuse(1);\n\telse if (it)\n\t\tuse(2);\n\telse\n\t\tuse(3);\n" END,
		  "" },
		{ "else if without more", END,
		  "\tif (n)\n\t\tuse(1);\n\telse if (it)\n\t\tuse(2);\n\telse\n\t\tuse(3);\n\telse\n\t\tuse(4);\n" END,
		  "else-without-if 9 refuses" },
		{ "behind a loop in an if", END,
		  "\tif (n)\n\t\twhile (it)\n\t\t\tuse(1);\n\telse\n\t\tuse(2);\n" END, "" },
		{ "behind an if in a loop in an if", END,
		  "\tif (n)\n\t\twhile (it)\n\t\t\tif (n > 1)\n\t\t\t\tuse(1);\n\t\t\telse\n\t\t\t\tuse(2);\n\telse\n\t\tuse(3);\n" END,
		  "" },
		{ "behind an empty statement of an if", END,
		  "\tif (n)\n\t\t;\n\telse\n\t\tuse(1);\n" END, "" },
		{ "behind an empty statement of nothing", END, "\t;\n\telse\n\t\tuse(1);\n" END,
		  "else-without-if 4 refuses" },
		{ "behind a do in an if", END,
		  "\tif (n)\n\t\tdo {\n\t\t\tuse(1);\n\t\t} while (it);\n\telse\n\t\tuse(1);\n" END,
		  "" },
		{ "behind a do", END,
		  "\tif (n)\n\t\tuse(2);\n\tdo {\n\t\tuse(1);\n\t} while (it);\n\telse\n\t\tuse(1);\n" END,
		  "else-without-if 8 refuses" },
		{ "behind a loop of its own", END,
		  "\tif (n)\n\t\tuse(2);\n\twhile (it)\n\t\tuse(1);\n\telse\n\t\tuse(1);\n" END,
		  "else-without-if 7 refuses" },
		{ "behind a directive", END,
		  "\tif (n)\n\t\tuse(1);\n#ifdef A\n\telse\n\t\tuse(2);\n#endif\n" END, "" },
		{ "behind a block of an else", END,
		  "\tif (n) {\n\t\tuse(1);\n\t} else {\n\t\tuse(2);\n\t} else {\n\t\tuse(3);\n\t}\n" END,
		  "else-without-if 7 refuses" },
		{ "behind a case", END,
		  "\tswitch (n) {\n\tcase 1:\n\t\tif (n)\n\t\t\tuse(1);\n\tcase 2:\n\t\telse\n\t\t\tuse(2);\n\t}\n" END,
		  "else-without-if 8 refuses" },
		{ "as before", "\tuse(1);\n\telse\n\t\tuse(2);\n" END,
		  "\tuse(3);\n\telse\n\t\tuse(2);\n" END, "" },
	};

	HOLD(REASON_ELSE_WITHOUT_IF, rows);
}

static void columns(void **state)
{
	static const struct gate_row rows[] = {
		{ "further in than its condition", END, "\tif (n)\n\t\tuse(1);\n" END, "" },
		{ "one blank further", END, "\tif (n)\n\t use(1);\n" END, "" },
		{ "as far as its condition", END, "\tif (n)\n\tuse(1);\n" END,
		  "misleading-indentation 4 refuses" },
		{ "not as far", END, "\tif (n)\n    use(1);\n" END,
		  "misleading-indentation 4 refuses" },
		{ "on the same line", END, "\tif (n) use(1);\n" END, "" },
		{ "as one that the condition controls", END,
		  "\tif (n)\n\t\tuse(1);\n\t\tuse(2);\n" END, "misleading-indentation 5 refuses" },
		{ "as far as the condition again", END, "\tif (n)\n\t\tuse(1);\n\tuse(2);\n" END,
		  "" },
		{ "further than either", END, "\tif (n)\n\t\tuse(1);\n\t\t\tuse(2);\n" END, "" },
		{ "in eight blanks instead of a tab", END,
		  "\tif (n)\n\t\tuse(1);\n                use(2);\n" END,
		  "misleading-indentation 5 refuses" },
		{ "in seven blanks and a tab", END,
		  "\tif (n)\n\t\tuse(1);\n       \t\tuse(2);\n" END,
		  "misleading-indentation 5 refuses" },
		{ "in eight blanks and a tab", END,
		  "\tif (n)\n\t\tuse(1);\n        \tuse(2);\n" END,
		  "misleading-indentation 5 refuses" },
		{ "in nine blanks and a tab", END,
		  "\tif (n)\n\t\tuse(1);\n         \tuse(2);\n" END,
		  "misleading-indentation 5 refuses" },
		{ "in seventeen blanks", END,
		  "\tif (n)\n\t\tuse(1);\n                 use(2);\n" END, "" },
		{ "behind a block", END, "\tif (n) {\n\t\tuse(1);\n\t}\n\t\tuse(2);\n" END, "" },
		{ "behind an else", END,
		  "\tif (n)\n\t\tuse(3);\n\telse\n\t\tuse(1);\n\t\tuse(2);\n" END,
		  "misleading-indentation 7 refuses" },
		{ "as far as an else", END, "\tif (n)\n\t\tuse(3);\n\telse\n\tuse(1);\n" END,
		  "misleading-indentation 6 refuses" },
		{ "as far as a do", END, "\tdo\n\tuse(1);\n\twhile (n);\n" END,
		  "misleading-indentation 4 refuses" },
		{ "behind a label", END, "\tif (n)\n\t\tuse(1);\nout:\n\t\tuse(2);\n\tgoto out;\n",
		  "" },
		{ "behind a directive", END,
		  "\tif (n)\n\t\tuse(1);\n#ifdef A\n\t\tuse(2);\n#endif\n" END, "" },
		{ "behind another condition", END,
		  "\tif (n)\n\t\tuse(1);\n\tif (it)\n\t\tuse(2);\n" END, "" },
		{ "the third", END, "\tif (n)\n\t\tuse(1);\n\t\tuse(2);\n\t\tuse(3);\n" END,
		  "misleading-indentation 5 refuses" },
		{ "of a statement that begins amid its line", END,
		  "\tif (n) use(1);\n\t\tuse(2);\n" END, "" },
		{ "behind a statement that its condition has beside it", END,
		  "\tif (n)\n\t\tuse(1);\n\tuse(2); use(3);\n" END, "" },
		{ "in both halves of an #if", END,
		  "\tif (n)\n#ifdef A\n\t\tuse(1);\n#else\n\t\tuse(2);\n#endif\n" END, "" },
		{ "in the second half as far as the condition", END,
		  "\tif (n)\n#ifdef A\n\t\tuse(1);\n#else\n\tuse(2);\n#endif\n" END,
		  "misleading-indentation 7 refuses" },
		{ "in both halves of an else", END,
		  "\tif (n)\n\t\tuse(1);\n\telse\n#ifdef A\n\t\tuse(2);\n#else\n\t\tuse(3);\n"
		  "#endif\n" END, "" },
		{ "as before", "\tif (n)\n\tuse(1);\n" END, "\tif (it)\n\tuse(1);\n" END, "" },
	};

	HOLD(REASON_MISLEADING_INDENTATION, rows);
}

static void redeclared(void **state)
{
	static const struct gate_row rows[] = {
		{ "twice in the function", END, "\tint k;\n\tlong k;\n" END,
		  "redeclaration 4 refuses" },
		{ "twice in a statement", END, "\tint k, k;\n" END, "redeclaration 3 refuses" },
		{ "a parameter", END, "\tint n;\n" END, "redeclaration 3 refuses" },
		{ "a parameter, in a block", END, "\tif (it) {\n\t\tint n;\n\t\tuse(n);\n\t}\n" END,
		  "" },
		{ "another name", END, "\tint k;\n\tlong kk, j;\n" END, "" },
		{ "in two blocks", END,
		  "\tif (n) {\n\t\tint k;\n\t\tuse(k);\n\t} else {\n\t\tint k;\n\t\tuse(k);\n\t}\n" END,
		  "" },
		{ "in a block and around it", END,
		  "\tint k;\n\tif (n) {\n\t\tint k;\n\t\tuse(k);\n\t}\n" END, "" },
		{ "twice in a block", END,
		  "\tif (n) {\n\t\tint k;\n\t\tint k;\n\t\tuse(k);\n\t}\n" END,
		  "redeclaration 5 refuses" },
		{ "in the two halves of an #if", END,
		  "#ifdef A\n\tint k;\n#else\n\tlong k;\n#endif\n" END, "" },
		{ "in one half twice", END, "#ifdef A\n\tint k;\n\tlong k;\n#endif\n" END,
		  "redeclaration 5 refuses" },
		{ "in a half and behind it", END, "#ifdef A\n\tint k;\n#endif\n\tlong k;\n" END,
		  "" },
		{ "before an #if and in it", END, "\tint k;\n#ifdef A\n\tlong k;\n#endif\n" END,
		  "redeclaration 5 refuses" },
		{ "as before", "\tint k;\n\tlong k;\n" END, "\tint k;\n\tlong k;\n\tuse(k);\n" END,
		  "" },
	};

	HOLD(REASON_REDECLARATION, rows);
}

static void scopes(void **state)
{
#define BLOCK "\tif (n) {\n\t\tint k = n;\n\t\tuse(k);\n\t}\n"
	static const struct gate_row rows[] = {
		{ "behind its block", END, BLOCK "\tuse(k);\n" END, "out-of-scope 7 refuses" },
		{ "in its block", END, BLOCK END, "" },
		{ "before its block", END, "\tuse(k);\n" BLOCK END, "out-of-scope 3 refuses" },
		{ "in a block of its block", END,
		  "\tif (n) {\n\t\tint k = n;\n\t\tif (it) {\n\t\t\tuse(k);\n\t\t}\n\t\tuse(k);\n\t}\n" END,
		  "" },
		{ "in the condition of an if", END, BLOCK "\tif (k)\n\t\tuse(1);\n" END,
		  "out-of-scope 7 refuses" },
		{ "in the condition of a loop", END, BLOCK "\twhile (k)\n\t\tuse(1);\n" END,
		  "out-of-scope 7 refuses" },
		{ "in the condition of a do", END,
		  BLOCK "\tdo {\n\t\tuse(1);\n\t} while (k);\n" END, "out-of-scope 9 refuses" },
		{ "in the condition of a do whose block has it", END,
		  "\tdo {\n\t\tint k = n;\n\t\tuse(k);\n\t} while (k);\n" END,
		  "out-of-scope 6 refuses" },
		{ "behind the condition of a do", END,
		  "\tdo {\n\t\tuse(1);\n\t} while (n);\n" BLOCK END, "" },
		{ "in a case", END, BLOCK "\tswitch (n) {\n\tcase k:\n\t\tuse(1);\n\t}\n" END,
		  "out-of-scope 8 refuses" },
		{ "a case of a number", END,
		  BLOCK "\tswitch (n) {\n\tcase 1:\n\t\tuse(1);\n\t}\n" END, "" },
		{ "a member of that name", END, BLOCK "\tuse(it->k + it->m.k);\n" END, "" },
		{ "a tag of that name", END,
		  BLOCK "\tuse(sizeof(struct k) + sizeof(union k) + sizeof(enum k));\n" END, "" },
		{ "a label of that name", END, BLOCK "\tif (n)\n\t\tgoto k;\nk:\n" END, "" },
		{ "another name", END, BLOCK "\tuse(kk);\n" END, "" },
		{ "a parameter", END, BLOCK "\tuse(n);\n" END, "" },
		{ "one of the function's own", END, "\tint k = 1;\n" BLOCK "\tuse(k);\n" END, "" },
		{ "one in each of two blocks", END, BLOCK BLOCK, "" },
		{ "one in each of two blocks, and behind them", END, BLOCK BLOCK "\tuse(k);\n" END,
		  "out-of-scope 11 refuses" },
		{ "used where it is made", END, "\tint k = k;\n" END, "" },
		{ "one that a for declares", END,
		  "\tfor (int k = 0; k < n; k++)\n\t\tuse(k);\n\tuse(k);\n" END, "" },
		/* What a half of an #if declares is there in that half only. */
		{ "behind its #ifndef", END, "#ifndef A\n\tint k = n;\n#endif\n\tuse(k);\n" END,
		  "out-of-scope 6 refuses" },
		{ "behind its plain #if", END, "#if A\n\tint k = n;\n#endif\n\tuse(k);\n" END,
		  "out-of-scope 6 refuses" },
		{ "under the same condition again, with a macro of several lines", END,
		  "#ifdef A\n#define M \\\n\tdo \\\n\tif (n) use(1)\n\tint k = n;\n#endif\n\tuse(n);\n#ifdef A\n\tuse(k);\n#endif\n" END,
		  "" },
		{ "behind another directive", END,
		  "#define A 1\n\tint k = n;\n#undef A\n\tuse(k);\n" END, "" },
		{ "behind its #if", END, "#ifdef A\n\tint k = n;\n#endif\n\tuse(k);\n" END,
		  "out-of-scope 6 refuses" },
		{ "in its #if", END, "#ifdef A\n\tint k = n;\n\tuse(k);\n#endif\n" END, "" },
		{ "in the other half", END,
		  "#ifdef A\n\tint k = n;\n#else\n\tuse(k);\n#endif\n" END,
		  "out-of-scope 6 refuses" },
		{ "behind an #elif", END,
		  "#ifdef A\n\tint k = n;\n#elif defined(B)\n\tuse(k);\n#endif\n" END,
		  "out-of-scope 6 refuses" },
		{ "declared in both halves", END,
		  "#ifdef A\n\tint k = n;\n#else\n\tint k = 1;\n#endif\n\tuse(k);\n" END, "" },
		{ "under the same condition again", END,
		  "#ifdef A\n\tint k = n;\n#endif\n\tuse(n);\n#ifdef A\n\tuse(k);\n#endif\n" END,
		  "" },
		{ "under another condition", END,
		  "#ifdef A\n\tint k = n;\n#endif\n\tuse(n);\n#ifdef B\n\tuse(k);\n#endif\n" END,
		  "out-of-scope 8 refuses" },
		{ "under the contrary", END,
		  "#ifdef A\n\tint k = n;\n#endif\n\tuse(n);\n#ifndef A\n\tuse(k);\n#endif\n" END,
		  "out-of-scope 8 refuses" },
		{ "in the other half of the same condition", END,
		  "#ifdef A\n\tuse(1);\n#else\n\tint k = n;\n#endif\n\tuse(n);\n#ifdef A\n\tuse(2);\n#else\n\tuse(k);\n#endif\n" END,
		  "" },
		{ "in the other half of another condition", END,
		  "#ifdef A\n\tuse(1);\n#else\n\tint k = n;\n#endif\n\tuse(n);\n#ifdef B\n\tuse(2);\n#else\n\tuse(k);\n#endif\n" END,
		  "out-of-scope 12 refuses" },
		{ "in a condition within its own", END,
		  "#if A\n\tint k = n;\n#if B\n\tuse(k);\n#endif\n#endif\n" END, "" },
		{ "outside of the inner one", END,
		  "#if A\n#if B\n\tint k = n;\n#endif\n\tuse(k);\n#endif\n" END,
		  "out-of-scope 7 refuses" },
		{ "in a line of a directive", END,
		  "#ifdef A\n\tint k = n;\n#endif\n#define K k\n" END, "" },
		{ "one in a block of a half", END,
		  "#ifdef A\n\tif (n) {\n\t\tint k = n;\n\t\tuse(k);\n\t}\n#endif\n" END, "" },
		{ "as before", "#ifdef A\n\tint k = n;\n#endif\n\tuse(k);\n" END,
		  "#ifdef A\n\tint k = n;\n#endif\n\tuse(1);\n\tuse(k);\n" END, "" },
	};

	HOLD(REASON_OUT_OF_SCOPE, rows);
	{
		/* A function's first variable is one of a for, which may be read in another way than it is. */
		const struct gate_rows in_void =
			FRAME("int f(void)", REASON_BIT(REASON_OUT_OF_SCOPE));
		static const struct gate_row first[] = {
			{ "the first variable", END,
			  "\tfor (int k = 0; k < 9; k++)\n\t\tuse(k);\n\tuse(k);\n" END, "" },
			{ "the first variable, of a block", END,
			  "\tif (g) {\n\t\tint k = 1;\n\t\tuse(k);\n\t}\n\tuse(k);\n" END,
			  "out-of-scope 7 refuses" },
		};

		gate_rows_hold(&in_void, first, ARRAY_SIZE(first));
	}
}

/* What a return gives, by the type of the function. */
static void returns(void **state)
{
	/* In this order: nothing, a number below 0, NULL, an error pointer, true, false, a call, a sum. */
	static const char *const gives[] = {
		"return;",	"return -1;",	 "return NULL;",   "return ERR_PTR(n);",
		"return true;", "return false;", "return use(1);", "return n + it;",
	};
	static const struct {
		const char *function, *wrong; /* '!' where it is none of that type */
	} rows[] = {
		{ "void f(int it, int n)", " !! !! !" },
		{ "bool f(int it, int n)", "!!      " },
		{ "int f(int it, int n)", "! !!    " },
		{ "long f(int it, int n)", "! !!    " },
		{ "unsigned f(int it, int n)", "! !!    " },
		{ "static ssize_t f(int it, int n)", "! !!    " },
		{ "size_t f(int it, int n)", "! !!    " },
		{ "struct item *f(int it, int n)", "!!  !!  " },
		{ "void *f(int it, int n)", "!!  !!  " },
		{ "bool *f(int it, int n)", "!!  !!  " },
		{ "struct item f(int it, int n)", "!       " },
		{ "enum kind f(int it, int n)", "!       " },
		{ "u8 f(int it, int n)", "!       " },
		{ "u16 f(int it, int n)", "!       " },
		{ "u32 f(int it, int n)", "!       " },
		{ "u64 f(int it, int n)", "!       " },
		{ "s64 f(int it, int n)", "!       " },
		{ "static irqreturn_t f(int it, int n)", "!       " },
		{ "char f(int it, int n)", "!       " },
		{ "unheard_of_t f(int it, int n)", "        " },
	};

	for (size_t r = 0; r < ARRAY_SIZE(rows); r++)
		for (size_t g = 0; g < ARRAY_SIZE(gives); g++) {
			_cleanup_free_ char *frame = xasprintf("%s\n{\n%%s}\n", rows[r].function);
			_cleanup_free_ char *name = xasprintf("%s: %s", rows[r].function, gives[g]);
			_cleanup_free_ char *after =
				xasprintf("\tif (n)\n\t\t%s\n\tuse(2);\n", gives[g]);
			const struct gate_rows in_it = {
				.frame = frame,
				.source_before = source,
				.source_after = source,
				.only = REASON_BIT(REASON_RETURN_TYPE),
			};
			const struct gate_row row = {
				name,
				"\tuse(2);\n",
				after,
				rows[r].wrong[g] == '!' ? "return-type 4 refuses" : "",
			};

			gate_rows_hold(&in_it, &row, 1);
		}
}

/* A block may be 63 deep; conditions of the preprocessor are told apart to a depth of 16. */
static void limits(void **state)
{
	for (int depth = 62; depth < 65; depth++) {
		struct buf after = { 0 };
		struct gate_row row = { "blocks", END, NULL, "" };
		_cleanup_free_ char *expected = xasprintf("unreachable-code %d refuses", depth + 4);

		for (int i = 0; i < depth; i++)
			buf_puts(&after, "\tif (n) {\n");
		buf_puts(&after, "\treturn 1;\n\tuse(1);\n");
		for (int i = 0; i < depth; i++)
			buf_puts(&after, "\t}\n");
		buf_puts(&after, END);
		row.after = buf_str(&after);
		if (depth < 64)
			row.expected = expected;
		hold(REASON_UNREACHABLE_CODE, &row, 1);
		buf_release(&after);
	}
	for (int depth = 15; depth < 18; depth++) {
		struct buf after = { 0 };
		struct gate_row row = { "conditions", END, NULL, "" };
		_cleanup_free_ char *expected = xasprintf("out-of-scope %d refuses", depth + 6);

		for (int i = 0; i < depth; i++)
			buf_printf(&after, "#if A%d\n", i);
		buf_puts(&after, "\tint k = n;\n\tuse(k);\n#endif\n\tuse(k);\n");
		for (int i = 1; i < depth; i++)
			buf_puts(&after, "#endif\n");
		buf_puts(&after, END);
		row.after = buf_str(&after);
		if (depth < 17)
			row.expected = expected;
		hold(REASON_OUT_OF_SCOPE, &row, 1);
		buf_release(&after);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unreachable),	  cmocka_unit_test(declarations_behind_statements),
		cmocka_unit_test(without_effect), cmocka_unit_test(joined),
		cmocka_unit_test(blocks),	  cmocka_unit_test(jumps),
		cmocka_unit_test(elses),	  cmocka_unit_test(columns),
		cmocka_unit_test(redeclared),	  cmocka_unit_test(scopes),
		cmocka_unit_test(returns),	  cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests_name("gates: statements", tests, NULL, NULL);
}
