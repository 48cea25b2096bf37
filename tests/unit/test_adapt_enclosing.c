// SPDX-License-Identifier: GPL-2.0-only
/* What encloses a place, in A and in B: blocks, indentation. */
#include "adapt_steps.h"

#include "adapt/check_block.h"
#include "adapt/indentation.h"
#include "adapt/scope.h"

/* The lines that enclose one, from the inside out, without indentation: "case A:|switch (x) {". */
static char *enclosing(const struct source_file *file, size_t line, bool in_function)
{
	struct scope_place place = {
		.file = file,
		.line = line,
		.columns = atom_line_columns(&file->text, line),
		.end = file->text.line_count,
		.in_function = in_function,
	};
	_cleanup_buf_ struct buf said = { 0 };
	size_t outer;

	while ((outer = scope_outwards(&place)) != SCOPE_NONE) {
		const struct atom_line *l = &file->text.lines[outer];
		const char *text = file->text.data + l->start;
		size_t blank = strspn(text, "\t ");

		assert_true(scope_is_within(
			&(struct scope_place){
				.file = file,
				.line = line,
				.columns = atom_line_columns(&file->text, line),
				.in_function = in_function,
			},
			l->id));
		buf_printf(&said, "%s%.*s", said.len ? "|" : "", (int)(l->len - blank - 1),
			   text + blank);
	}
	return xstrdup(buf_str(&said));
}

static void test_outwards(void **state)
{
	static const struct {
		const char *what, *text, *line;
		const char *outside; /* of a function */
		const char *inside;  /* of one; NULL: the same */
	} rows[] = {
		{ "nothing is around what is not indented", "a;\nb;\n", "b;", "" },
		{ "the line above that is less indented", "a {\n\tb;\n\tc;\n", "\tc;", "a {" },
		{ "and the one around that", "a {\n\tb {\n\t\tc;\n\t\td;\n", "\t\td;", "b {|a {" },
		{ "not a block that is closed", "a {\n\tb {\n\t\tc;\n\t}\n\td;\n", "\td;", "a {" },
		{ "spaces count as columns", "a {\n    b {\n\tc;\n", "\tc;", "b {|a {" },
		{ "neither blank lines nor comments", "a {\n\n/* why */\n\tc;\n", "\tc;", "a {" },
		{ "nor what the preprocessor reads", "a {\n#ifdef X\n\tc;\n", "\tc;", "a {" },
		{ "a label is a section, but none of a function", "a {\nout:\n\tc;\n", "\tc;",
		  "out:", "a {" },
		{ "default: is no label", "a {\ndefault:\n\tc;\n", "\tc;", "default:" },
		{ "nor is a case", "a {\ncase 1:\n\tc;\n", "\tc;", "case 1:" },
		{ "nor a number", "a {\n1:\n\tc;\n", "\tc;", "1:" },
		{ "nor a word that something else follows", "a {\nb;\n\tc;\n", "\tc;", "b;" },
		{ "a label with more on its line begins that", "a {\nout: b {\n\tc;\n", "\tc;",
		  "out: b {" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_steps_ struct steps steps;
		_cleanup_free_ char *outside = NULL, *inside = NULL;
		size_t line;

		steps_begin(&steps, rows[i].text, rows[i].text, "");
		line = line_number(&steps.in.a.text, rows[i].line);
		outside = enclosing(&steps.in.a, line, false);
		assert_row(rows[i].what, outside, rows[i].outside);
		inside = enclosing(&steps.in.a, line, true);
		assert_row(rows[i].what, inside, rows[i].inside ? rows[i].inside : rows[i].outside);
	}
}

/* Not beyond the definition that the place is in. */
static void test_outwards_ends(void **state)
{
	_cleanup_steps_ struct steps steps;
	struct scope_place place;

	steps_begin(&steps, "a {\n\tb;\n\tc;\n", "", "");
	place = (struct scope_place){ .file = &steps.in.a, .line = 2, .columns = 8, .first = 1 };
	assert_int_equal(scope_outwards(&place), SCOPE_NONE);
	place = (struct scope_place){ .file = &steps.in.a, .line = 2, .columns = 8 };
	assert_false(scope_is_within(&place, steps.in.a.text.lines[1].id));
	assert_int_equal(scope_outwards(&place), 0);
	assert_int_equal(scope_outwards(&place), SCOPE_NONE);
}

static void test_first_code(void **state)
{
	_cleanup_steps_ struct steps steps;
	const struct atom_text *text = &steps.in.a.text;

	steps_begin(&steps, "\n/* why */\n#define X\none();\ntwo();\n", "", "");
	assert_int_equal(scope_first_code(text, 0, 5), 3);
	assert_int_equal(scope_first_code(text, 4, 1), 4);
	assert_int_equal(scope_first_code(text, 0, 4), 3);
	assert_int_equal(scope_first_code(text, 0, 3), SCOPE_NONE);
	assert_int_equal(scope_first_code(text, 4, 0), SCOPE_NONE);
}

#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define G(body) "int g(void)\n{\n\treturn 1;\n}\n\n" F(body)

/* Where a change's code is: line, columns, lines of the definition. */
static void test_places(void **state)
{
	static const struct {
		const char *what, *a_old, *a_new, *b_old, *at;
		const char *places; /* "none": the change has no code */
	} rows[] = {
		{ "a line replaced, further in and lower down in B", F("\tone(d);\n\ttwo(d);\n"),
		  F("\tone(d);\n\ttwo(d, 2);\n"), G("\tif (d) {\n\t\tone(d);\n\t\ttwo(d);\n\t}\n"),
		  "\t\ttwo(d);",
		  "line 3 column 8 of 0-6 in a function, line 9 column 16 of 5-13 in a function" },
		{ "the first line of code counts", F("\t/* two */\n\n\ttwo(d);\n"),
		  F("\tthree(d);\n"), F("\t/* two */\n\n\ttwo(d);\n"), "\t/* two */",
		  "line 4 column 8 of 0-7 in a function, line 4 column 8 of 0-7 in a function" },
		{ "only a comment", F("\t/* two */\n\ttwo(d);\n"), F("\t/* 2 */\n\ttwo(d);\n"),
		  F("\t/* two */\n\ttwo(d);\n"), "\t/* two */", "none" },
		{ "code in A, a comment in B", F("\ttwo(d);\n"), F("\ttwo(d, 2);\n"),
		  F("\t/* two */\n\tthree(d);\n"), "\t/* two */", "none" },
		{ "a comment added", F("\ttwo(d);\n"), F("\t/* two */\n\n\ttwo(d);\n"),
		  F("\ttwo(d);\n"), "\ttwo(d);", "none" },
		{ "a line added where B is further in", F("\tone(d);\n\ttwo(d);\n"),
		  F("\tone(d);\n\tmore(d);\n\ttwo(d);\n"),
		  F("\tif (d) {\n\t\tone(d);\n\t\ttwo(d);\n\t}\n"), "\t\ttwo(d);",
		  "line 3 column 8 of 0-6 in a function, line 4 column 16 of 0-8 in a function" },
		{ "a line added where B is less far in",
		  F("\tif (d) {\n\t\tone(d);\n\t\ttwo(d);\n\t}\n"),
		  F("\tif (d) {\n\t\tone(d);\n\t\tmore(d);\n\t\ttwo(d);\n\t}\n"),
		  F("\tone(d);\n\ttwo(d);\n"), "\ttwo(d);",
		  "line 4 column 16 of 0-8 in a function, line 3 column 8 of 0-6 in a function" },
		{ "a line that is in less than B is out", F("\t\t\tone(d);\n\t\t\ttwo(d);\n"),
		  F("\t\t\tone(d);\n\tmore(d);\n\t\t\ttwo(d);\n"), F("one(d);\ntwo(d);\n"),
		  "two(d);",
		  "line 3 column 8 of 0-6 in a function, line 3 column 0 of 0-6 in a function" },
		{ "in a structure", "struct d {\n\tint a;\n\tint z;\n};\n",
		  "struct d {\n\tint a;\n\tint b;\n\tint z;\n};\n",
		  "struct d {\n\tint a;\n\tint z;\n};\n", "\tint z;",
		  "line 2 column 8 of 0-4, line 2 column 8 of 0-4" },
		{ "in none of both", "a:\n\tone\n\ttwo\n", "a:\n\tone\n\tmore\n\ttwo\n",
		  "a:\n\tone\n\ttwo\n", "\ttwo", "line 2 column 8 of 0-3, line 2 column 8 of 0-3" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_steps_ struct steps steps;
		_cleanup_buf_ struct buf said = { 0 };
		struct scope_place places[2];

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		steps_align(&steps);
		steps_place(&steps, &steps.changes.items[0], rows[i].at);
		if (!scope_places(&steps.in, &steps.alignment, &steps.changes.items[0], &places[0],
				  &places[1]))
			buf_printf(&said, "none");
		for (size_t p = 0; !said.len && p < 1; p++)
			for (size_t side = 0; side < 2; side++)
				buf_printf(&said, "%sline %zu column %zu of %zu-%zu%s",
					   side ? ", " : "", places[side].line,
					   places[side].columns, places[side].first,
					   places[side].end,
					   places[side].in_function ? " in a function" : "");
		assert_row(rows[i].what, buf_str(&said), rows[i].places);
	}
}

#define SWITCH(cases) F("\tswitch (d->mode) {\n" cases "\t}\n")
#define ONE(more) "\tcase ONE:\n\t\tone(d);\n" more "\t\tbreak;\n"
#define IN(block) "void f(void)\n{\n" block "\t\tone(d);\n"

/* The change goes in front of the line `at` of B, or replaces it. */
struct block_row {
	const char *what, *a_old, *a_new, *b_old, *at;
	const char *refused; /* NULL: not */
};

static void check_blocks(const struct block_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_steps_ struct steps steps;
		struct adapt_change *change;
		bool stands;

		steps_begin(&steps, rows[i].a_old, rows[i].a_new, rows[i].b_old);
		if (steps.changes.count != 1)
			fail_msg("%s: %zu changes", rows[i].what, steps.changes.count);
		change = &steps.changes.items[0];
		steps_align(&steps);
		if (rows[i].at) {
			steps_place(&steps, change, rows[i].at);
		} else {
			change->b_line = steps.in.b.text.line_count - change->a_count;
			change->b_count = change->a_count;
		}
		stands = check_block(&steps.in, &steps.alignment, change);
		assert_row(rows[i].what, stands ? "stands" : change->text,
			   rows[i].refused ? rows[i].refused : "stands");
		assert_int_equal(stands, change->rung != RUNG_REFUSED);
	}
}
#define CHECK_BLOCKS(rows) check_blocks(rows, ARRAY_SIZE(rows))

#define TWO(more) "\tcase TWO: /* 2 */\n\t\ttwo(d);\n" more "\t\tstop(d);\n"
#define NEW(more) "\tcase NEW:\n\t\tnew(d);\n" more "\t\tleave(d);\n"
#define ADDED "\t\tmark(d);\n"

/* The same block is around it, or one that the other file does not have. */
static void test_blocks(void **state)
{
	static const struct block_row rows[] = {
		{ "in the same case", SWITCH(ONE("") TWO("")), SWITCH(ONE("") TWO(ADDED)),
		  SWITCH(TWO("") ONE("")), "\t\tstop(d);" },
		{ "in another case that A has, too", SWITCH(ONE("") TWO("")),
		  SWITCH(ONE("") TWO(ADDED)), SWITCH(ONE("")), "\t\tbreak;",
		  "would be in a different block: case ONE:" },
		{ "its own case, with a comment, is elsewhere in B", SWITCH(TWO("")),
		  SWITCH(TWO(ADDED)), SWITCH(TWO("") NEW("")), "\t\tleave(d);",
		  "the block that it belongs to is elsewhere in this branch: case TWO: /* 2 */" },
		{ "the case has another name in B", SWITCH(TWO("")), SWITCH(TWO(ADDED)),
		  SWITCH(NEW("")), "\t\tleave(d);" },
		{ "the other case is in another function of A",
		  "int e(struct d *d)\n{\n\tswitch (d->mode) {\n" NEW("") "\t}\n}\n\n" SWITCH(
			  TWO("")),
		  "int e(struct d *d)\n{\n\tswitch (d->mode) {\n" NEW("") "\t}\n}\n\n" SWITCH(
			  TWO(ADDED)),
		  SWITCH(NEW("")), "\t\tleave(d);" },
		{ "an entry is known by its number",
		  "int t[] = {\n\t[0] = {\n\t\t1,\n\t},\n\t[1] = {\n\t\t2,\n\t},\n};\n",
		  "int t[] = {\n\t[0] = {\n\t\t1,\n\t},\n\t[1] = {\n\t\t2, 3,\n\t},\n};\n",
		  "int t[] = {\n\t[0] = {\n\t\t2,\n\t},\n};\n", "\t\t2,",
		  "would be in a different block: [0] = {" },
		{ "or by a string",
		  "int t[] = {\n\t{ \"a\", {\n\t\t1,\n\t},\n\t{ \"b\", {\n\t\t2,\n\t},\n};\n",
		  "int t[] = {\n\t{ \"a\", {\n\t\t1,\n\t},\n\t{ \"b\", {\n\t\t2, 3,\n\t},\n};\n",
		  "int t[] = {\n\t{ \"a\", {\n\t\t2,\n\t},\n};\n", "\t\t2,",
		  "would be in a different block: { \"a\", {" },
		{ "a brace alone says nothing",
		  "x {\n\t{\n\t\tone;\n\t}\n\ttwo\n\t\tthree;\n\t}\n}\n",
		  "x {\n\t{\n\t\tone;\n\t}\n\ttwo\n\t\tthree, 3;\n\t}\n}\n",
		  "x {\n\t{\n\t\tthree;\n\t}\n}\n", "\t\tthree;" },
		{ "code that is not in any block", "a: b\n\nc: d\n", "a: b\n\nc: e\n",
		  "a: b\n\nc: d\n", "c: d" },
		{ "in a block in A, in none in B", "x {\n\tone;\n\ttwo;\n}\n",
		  "x {\n\tone;\n\tmore;\n\ttwo;\n}\n", "x {\n}\none;\ntwo;\n", "two;" },
	};

	CHECK_BLOCKS(rows);
}

/* Of keywords there are many: the branch of an if is known by more than that. */
static void test_keywords(void **state)
{
	static const struct {
		const char *head, *end;
		bool tells;
	} rows[] = {
		{ "else" },
		{ "do {", "\t}\n" },
		{ "default:" },
		{ "return" },
		{ "if" },
		{ "while" },
		{ "case 1:", "", true },
		{ "for (;;) {", "\t}\n", true },
		{ "else if (x) {", "\t}\n", true },
		{ "if (x)", "", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *head = rows[i].head, *end = rows[i].end ? rows[i].end : "";
		_cleanup_free_ char *a_old =
			xasprintf(F("\t%s\n\t\tone;\n\t\tlast;\n%s"), head, end);
		_cleanup_free_ char *a_new =
			xasprintf(F("\t%s\n\t\tone;\n\t\tlast, 1;\n%s"), head, end);
		_cleanup_free_ char *b_old = xasprintf(
			F("\tnew {\n\t\tone;\n\t\tlast;\n\t}\n\t%s\n\t\tother;\n%s"), head, end);
		_cleanup_free_ char *elsewhere = xasprintf(
			"the block that it belongs to is elsewhere in this branch: %s", head);
		struct block_row row = { head,	a_old,	     a_new,
					 b_old, "\t\tlast;", rows[i].tells ? elsewhere : NULL };

		check_blocks(&row, 1);
	}
}

#define OUT(head, close) F("\t" head "\n\t\tout(d);\n" close "\tput(d);\n")
#define ADD(head, close) F("\t" head "\n\t\tmark(d);\n\t\tout(d);\n" close "\tput(d);\n")
#define NO_BRACES "no braces around the statement in this branch: "

/* Where B has a single statement, only one may be there. */
static void test_no_braces(void **state)
{
	static const struct block_row rows[] = {
		{ "if", OUT("if (d->on) {", "\t}\n"), ADD("if (d->on) {", "\t}\n"),
		  OUT("if (d->on)", ""), "\t\tout(d);", NO_BRACES "if (d->on)" },
		{ "brackets in the condition", OUT("if (on((d), 1)) {", "\t}\n"),
		  ADD("if (on((d), 1)) {", "\t}\n"), OUT("if (on((d), 1))", ""), "\t\tout(d);",
		  NO_BRACES "if (on((d), 1))" },
		{ "a comment behind it", OUT("if (d->on) { /* now */", "\t}\n"),
		  ADD("if (d->on) { /* now */", "\t}\n"), OUT("if (d->on) /* now */", ""),
		  "\t\tout(d);", NO_BRACES "if (d->on) /* now */" },
		{ "a comment in front of A's brace", OUT("if (d->on) /* now */ {", "\t}\n"),
		  ADD("if (d->on) /* now */ {", "\t}\n"), OUT("if (d->on)", ""), "\t\tout(d);",
		  NO_BRACES "if (d->on)" },
		{ "a loop by a macro", OUT("for_each_port(d) {", "\t}\n"),
		  ADD("for_each_port(d) {", "\t}\n"), OUT("for_each_port(d)", ""), "\t\tout(d);",
		  NO_BRACES "for_each_port(d)" },
		{ "else", OUT("if (!d)\n\t\tstop();\n\telse {", "\t}\n"),
		  ADD("if (!d)\n\t\tstop();\n\telse {", "\t}\n"),
		  F("\tif (!d)\n\t\tstop();\n\telse\n\t\treturn out;\n\tput(d);\n"),
		  "\t\treturn out;", NO_BRACES "else" },
		{ "else behind a brace", OUT("if (!d) {\n\t\tstop();\n\t} else {", "\t}\n"),
		  ADD("if (!d) {\n\t\tstop();\n\t} else {", "\t}\n"),
		  F("\tif (!d) {\n\t\tstop();\n\t} else\n\t\tx = out;\n\tput(d);\n"),
		  "\t\tx = out;", NO_BRACES "} else" },
		{ "else if", OUT("if (!d) {\n\t\tstop();\n\t} else if (d->on) {", "\t}\n"),
		  ADD("if (!d) {\n\t\tstop();\n\t} else if (d->on) {", "\t}\n"),
		  OUT("if (!d) {\n\t\tstop();\n\t} else if (d->on)", ""), "\t\tout(d);",
		  NO_BRACES "} else if (d->on)" },
		{ "do", OUT("do {", "\t} while (d->on);\n"), ADD("do {", "\t} while (d->on);\n"),
		  F("\tdo\n\t\tx = out;\n\twhile (d->on);\n\tput(d);\n"), "\t\tx = out;",
		  NO_BRACES "do" },
		{ "a call below else", OUT("if (!d)\n\t\tstop();\n\telse {", "\t}\n"),
		  ADD("if (!d)\n\t\tstop();\n\telse {", "\t}\n"),
		  OUT("if (!d)\n\t\tstop();\n\telse", ""), "\t\tout(d);", NO_BRACES "else" },
		{ "a store through a pointer", F("\tif (d) {\n\t\t*x = out;\n\t}\n"),
		  F("\tif (d) {\n\t\tmark();\n\t\t*x = out;\n\t}\n"),
		  F("\tif (d)\n\t\t*x = out;\n"), "\t\t*x = out;", NO_BRACES "if (d)" },
		{ "a counter that goes up", F("\tif (d) {\n\t\t++d->out;\n\t}\n"),
		  F("\tif (d) {\n\t\tmark();\n\t\t++d->out;\n\t}\n"),
		  F("\tif (d)\n\t\t++d->out;\n"), "\t\t++d->out;", NO_BRACES "if (d)" },
		{ "a counter that goes down", F("\tif (d) {\n\t\t--d->out;\n\t}\n"),
		  F("\tif (d) {\n\t\tmark();\n\t\t--d->out;\n\t}\n"),
		  F("\tif (d)\n\t\t--d->out;\n"), "\t\t--d->out;", NO_BRACES "if (d)" },
		{ "a call through a pointer", F("\tif (d) {\n\t\t(*out)(d);\n\t}\n"),
		  F("\tif (d) {\n\t\tmark();\n\t\t(*out)(d);\n\t}\n"),
		  F("\tif (d)\n\t\t(*out)(d);\n"), "\t\t(*out)(d);", NO_BRACES "if (d)" },
		{ "a call that goes on is no condition", OUT("if (d->on) {", "\t}\n"),
		  ADD("if (d->on) {", "\t}\n"), F("\tcall(one,\n\t\tout(d);\n\tput(d);\n"),
		  "\t\tout(d);" },
		{ "B has braces, too", OUT("if (d->on) {", "\t}\n"), ADD("if (d->on) {", "\t}\n"),
		  OUT("if (d->on) {", "\t}\n"), "\t\tout(d);" },
		{ "B has another condition, and braces", OUT("if (d->on) {", "\t}\n"),
		  ADD("if (d->on) {", "\t}\n"), OUT("if (d->off) {", "\t}\n"), "\t\tout(d);" },
		{ "A has none either", F("\tif (d->on)\n\t\tout(d);\n\tput(d);\n"),
		  F("\tif (d->on)\n\t\tmark(d), out(d);\n\tput(d);\n"),
		  F("\tif (d->off)\n\t\tout(d);\n\tput(d);\n"), "\t\tout(d);" },
		{ "what has no condition is no statement with one", OUT("block {", "\t}\n"),
		  ADD("block {", "\t}\n"), OUT("block", ""), "\t\tout(d);" },
		{ "a case has no braces, but is no single statement", SWITCH(TWO("")),
		  SWITCH(TWO(ADDED)), SWITCH("\tcase 2:\n\t\tstop(d);\n"), "\t\tstop(d);" },
		{ "the statement itself is replaced",
		  F("\tgo(d);\n\tif (d->on) {\n\t\tout(d);\n\t}\n"),
		  F("\tgo(d);\n\tif (d->on) {\n\t\tout(d, 1);\n\t}\n"),
		  F("\tgo(d);\n\tif (d->on)\n\t\tout(d);\n"), "\t\tout(d);" },
		{ "the first of two statements of A's block is replaced",
		  F("\tgo(d);\n\tif (d->on) {\n\t\tout(d);\n\t\tput(d);\n\t}\n"),
		  F("\tgo(d);\n\tif (d->on) {\n\t\tout(d, 1);\n\t\tput(d);\n\t}\n"),
		  F("\tgo(d);\n\tif (d->on)\n\t\tout(d);\n"), "\t\tout(d);" },
		{ "by two", OUT("if (d->on) {", "\t}\n"),
		  F("\tif (d->on) {\n\t\tall();\n\t\tgone();\n\t}\n\tput(d);\n"),
		  OUT("if (d->on)", ""), "\t\tout(d);", NO_BRACES "if (d->on)" },
		{ "a comment is added", OUT("if (d->on) {", "\t}\n"),
		  F("\tif (d->on) {\n\t\t/* why */\n\t\tout(d);\n\t}\n\tput(d);\n"),
		  OUT("if (d->on)", ""), "\t\tout(d);" },
		{ "an empty statement is one, too", OUT("if (d->on) {", "\t}\n"),
		  F("\tif (d->on) {\n\t\t;\n\t\tout(d);\n\t}\n\tput(d);\n"), OUT("if (d->on)", ""),
		  "\t\tout(d);", NO_BRACES "if (d->on)" },
		{ "further out it does not matter",
		  F("\tif (d->on) {\n\t\tfor (;;) {\n\t\t\tout(d);\n\t\t}\n\t}\n"),
		  F("\tif (d->on) {\n\t\tfor (;;) {\n\t\t\tmark(d);\n\t\t\tout(d);\n\t\t}\n\t}\n"),
		  F("\tif (d->on)\n\t\tfor (;;) {\n\t\t\tout(d);\n\t\t}\n"), "\t\t\tout(d);" },
	};

	CHECK_BLOCKS(rows);
}

#define OUTSIDE "would be outside of the block that it belongs to: "

/* Behind the end of a block in B, though within it in A. */
static void test_outside(void **state)
{
	static const struct block_row rows[] = {
		{ "behind the brace", OUT("if (d->on) {", "\t}\n"), ADD("if (d->on) {", "\t}\n"),
		  F("\tif (d->off) {\n\t}\n\t\tout(d);\n\tput(d);\n"), "\t\tout(d);",
		  OUTSIDE "if (d->on) {" },
		{ "of a loop with its condition at the end", OUT("if (d->on) {", "\t}\n"),
		  ADD("if (d->on) {", "\t}\n"),
		  F("\tdo {\n\t} while (d->off);\n\t\tout(d);\n\tput(d);\n"), "\t\tout(d);",
		  OUTSIDE "if (d->on) {" },
		{ "the case that it belongs to", SWITCH(TWO("")), SWITCH(TWO(ADDED)),
		  F("\tif (d->off) {\n\t}\n\t\tstop(d);\n"), "\t\tstop(d);" },
		{ "} else { begins another block", OUT("if (d->on) {", "\t}\n"),
		  ADD("if (d->on) {", "\t}\n"),
		  F("\tif (d->off) {\n\t} else {\n\t\tout(d);\n\t}\n\tput(d);\n"), "\t\tout(d);" },
		{ "A's line begins no block", "\tone\n\t\tout;\n", "\tone\n\t\tmark;\n\t\tout;\n",
		  "\ttwo {\n\t}\n\t\tout;\n", "\t\tout;" },
		{ "what is replaced is where it is", OUT("if (d->on) {", "\t}\n"),
		  F("\tif (d->on) {\n\t\tout(d, 1);\n\t}\n\tput(d);\n"),
		  F("\tif (d->off) {\n\t}\n\t\tout(d);\n\tput(d);\n"), "\t\tout(d);" },
	};

	CHECK_BLOCKS(rows);
}

#define HALF(middle) F("\tif (d->on) {\n\t\tone(d);\n" middle "\t}\n")
#define CUT "other code at the end of the block in this branch"

/* What "} else {" cuts off a block is the same in both. */
static void test_cut_blocks(void **state)
{
	static const struct block_row rows[] = {
		{ "the same code below", HALF("\t\ttwo(d);\n"), HALF("\t} else {\n\t\ttwo(d);\n"),
		  HALF("\t\ttwo(d);\n"), "\t\ttwo(d);" },
		{ "the same, blank lines and comments aside", HALF("\t\ttwo(d);\n"),
		  HALF("\t} else {\n\t\ttwo(d);\n"), HALF("\n\t\t/* both */\n\t\ttwo(d);\n"), "" },
		{ "other code in B", HALF("\t\ttwo(d);\n"), HALF("\t} else {\n\t\ttwo(d);\n"),
		  HALF("\t\tnew(d);\n\t\ttwo(d);\n"), "\t\tnew(d);", CUT },
		{ "the block ends in B", HALF("\t\ttwo(d);\n"),
		  HALF("\t}\n\tif (d->off) {\n\t\ttwo(d);\n"), HALF(""), "\t}", CUT },
		{ "a block that is added cuts none", HALF("\t\ttwo(d);\n"),
		  HALF("\t\tif (d) {\n\t\t\tmark(d);\n\t\t}\n\t\ttwo(d);\n"),
		  HALF("\t\tnew(d);\n\t\ttwo(d);\n"), "\t\tnew(d);" },
		{ "it was cut before", HALF("\t} else {\n\t\ttwo(d);\n"),
		  HALF("\t} else if (d->off) {\n\t\ttwo(d);\n"),
		  HALF("\t} else {\n\t\tnew(d);\n\t\ttwo(d);\n"), "\t} else {" },
		{ "nothing below in both", "x {\n\tone;\n", "x {\n\tone;\n} else {\n",
		  "x {\n\tone;\n", NULL },
		{ "something below in B only", "x {\n\tone;\n", "x {\n\tone;\n} else {\n",
		  "x {\n\tone;\n\ttwo;\n", "\ttwo;", CUT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct block_row row = rows[i];

		if (row.at && !*row.at)
			row.at = "\t\t/* both */";
		check_blocks(&row, 1);
	}
}

/* How far further in B's lines are than A's, next to where a line goes in front of last(d). */
static void test_deeper(void **state)
{
	static const struct {
		const char *what, *a, *b, *at;
		int deeper, surely;
	} rows[] = {
		{ "as far in", "\tone;\n\tlast;\n", "\tone;\n\tlast;\n", "\tlast;", 0, 0 },
		{ "further in", "\tone;\n\tlast;\n", "\t\t\tone;\n\t\t\tlast;\n", "\t\t\tlast;", 2,
		  2 },
		{ "further out", "\t\tone;\n\t\tlast;\n", "\tone;\n\tlast;\n", "\tlast;", -1, -1 },
		{ "only the line behind it", "\tone;\n\tlast;\n", "\tone;\n\t\tlast;\n",
		  "\t\tlast;", 1, 0 },
		{ "only the line in front of it", "\tone;\n\tlast;\n", "\t\tone;\n\tlast;\n",
		  "\tlast;", 0, 0 },
		{ "the line in front is the only one of both", "\tone;\n\tlast;\n",
		  "\t\tone;\n\tnew_of_b;\n", "\tnew_of_b;", 1, 0 },
		{ "no line is in both", "\tone;\n\tlast;\n", "\t\tx_of_b;\n\t\ty_of_b;\n",
		  "\t\ty_of_b;", 0, 0 },
		{ "one that is next to it in both comes first", "\tone;\n\tlast;\n",
		  "\t\tone;\n\tnew_of_b;\n\tlast;\n", "\tnew_of_b;", 1, 0 },
		{ "spaces are no tabs", "\tone;\n\tlast;\n", "\t    one;\n\t    last;\n",
		  "\t    last;", 0, 0 },
		{ "twelve lines away", "\tone;\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n\tlast;\n",
		  "\t\tone;\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n\tend_of_b;\n", "\tend_of_b;", 1, 0 },
		{ "thirteen are too far",
		  "\tone;\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n\tlast;\n",
		  "\t\tone;\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n\tend_of_b;\n", "\tend_of_b;", 0,
		  0 },
		{ "the second line below", "\tone;\n\tlast;\n\tend;\n", "\tnew_of_b;\n\t\tend;\n",
		  "\tnew_of_b;", 1, 0 },
		{ "the second line above", "\tfirst;\n\tone;\n\tlast;\n",
		  "\t\tfirst;\n\tx_of_b;\n\ty_of_b;\n", "\ty_of_b;", 1, 0 },
		{ "both sides agree, from further away", "\tfirst;\n\tone;\n\tlast;\n\tend;\n",
		  "\t\tfirst;\n\tx_of_b;\n\ty_of_b;\n\t\tend;\n", "\ty_of_b;", 1, 1 },
		{ "next to it in both, but the second line", "\tfirst;\n\tone;\n\tlast;\n\tend;\n",
		  "\t\t\tfirst;\n\tx_of_b;\n\ty_of_b;\n\tz_of_b;\n\t\tend;\n", "\ty_of_b;", 2, 0 },
		{ "a blank line says nothing", "\tone;\n\n\tlast;\n", "\t\tone;\n\n\tnew_of_b;\n",
		  "\tnew_of_b;", 1, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_steps_ struct steps steps;
		struct adapt_change change = { 0 };

		steps_begin(&steps, rows[i].a, rows[i].a, rows[i].b);
		steps_align(&steps);
		change.a_line = line_number(
			&steps.in.a.text, strstr(rows[i].a, "\t\tlast;") ? "\t\tlast;" : "\tlast;");
		steps_place(&steps, &change, rows[i].at);
		if (indentation_deeper(&steps.alignment, &change) != rows[i].deeper ||
		    indentation_surely_deeper(&steps.alignment, &change) != rows[i].surely)
			fail_msg("%s: %d, surely %d", rows[i].what,
				 indentation_deeper(&steps.alignment, &change),
				 indentation_surely_deeper(&steps.alignment, &change));
	}
}

static void test_shift(void **state)
{
	static const struct {
		const char *what, *text;
		int tabs;
		const char *shifted;
	} rows[] = {
		{ "further in", "a\n\tb\n", 2, "\t\ta\n\t\t\tb\n" },
		{ "further out", "\t\ta\n\t\t\tb\n", -2, "a\n\tb\n" },
		{ "as far out as it goes", "a\n\tb\n\t\tc\n", -2, "a\nb\nc\n" },
		{ "spaces stay", "    a\n", -1, "    a\n" },
		{ "blank lines stay blank", "a\n\nb\n", 1, "\ta\n\n\tb\n" },
		{ "without a newline at the end", "a\nb", 1, "\ta\n\tb" },
		{ "nothing at all", "a\n\tb\n", 0, "a\n\tb\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf text = { 0 };

		buf_add(&text, rows[i].text, strlen(rows[i].text));
		indentation_shift(&text, rows[i].tabs);
		assert_row(rows[i].what, buf_str(&text), rows[i].shifted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outwards),   cmocka_unit_test(test_outwards_ends),
		cmocka_unit_test(test_first_code), cmocka_unit_test(test_places),
		cmocka_unit_test(test_blocks),	   cmocka_unit_test(test_keywords),
		cmocka_unit_test(test_no_braces),  cmocka_unit_test(test_outside),
		cmocka_unit_test(test_cut_blocks), cmocka_unit_test(test_deeper),
		cmocka_unit_test(test_shift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
