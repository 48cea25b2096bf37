// SPDX-License-Identifier: GPL-2.0-only
/* Which definition of B stands for one of A, and where the lines around a change are in B. */
#include "adapt_steps.h"

#include "adapt/counterparts.h"
#include "adapt/surroundings.h"

#define FUNC(name, body) "int " name "(struct d *d)\n{\n" body "}\n"
/* Of the 10 lines of a body, each as telling as the other. */
#define L1 "\tcall(aa);\n"
#define L2 "\tcall(bb);\n"
#define L3 "\tcall(cc);\n"
#define L4 "\tcall(dd);\n"
#define L5 "\tcall(ee);\n"
#define X1 "\tcall(vv);\n"
#define X2 "\tcall(ww);\n"
#define X3 "\tcall(xx);\n"
#define X4 "\tcall(yy);\n"
#define X5 "\tcall(zz);\n"

static void test_in_common(void **state)
{
	static const struct {
		const char *what, *x, *y;
		struct line_range in_x, in_y;
		unsigned percent;
	} rows[] = {
		{ "all of it", L1 L2, L1 L2, { 0, 2 }, { 0, 2 }, 100 },
		{ "in another order, and more", L1 L2, X1 L2 X2 L1, { 0, 2 }, { 0, 4 }, 100 },
		{ "half of it", L1 L2, L2 X1, { 0, 2 }, { 0, 2 }, 50 },
		{ "nothing", L1 L2, X1 X2, { 0, 2 }, { 0, 2 }, 0 },
		{ "no lines", L1 L2, L1 L2, { 1, 1 }, { 0, 2 }, 0 },
		{ "only blank lines", "\n\n", "\n\n", { 0, 2 }, { 0, 2 }, 0 },
		{ "blank lines do not count", L1 "\n\n", L1, { 0, 3 }, { 0, 1 }, 100 },
		{ "a line counts once for each in x", L1 L1 L2 L3, L1 X1, { 0, 4 }, { 0, 2 }, 50 },
		{ "but not twice for two in y", L1 L2, L1 L1, { 0, 2 }, { 0, 2 }, 50 },
		{ "only the lines that are asked for",
		  L1 L2 L3 L4,
		  L1 L2 L3 L4,
		  { 1, 3 },
		  { 0, 2 },
		  50 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_steps_ struct steps steps;
		unsigned percent;

		steps_begin(&steps, rows[i].x, "", rows[i].y);
		percent = lines_in_common(&steps.in.a.text, rows[i].in_x, &steps.in.b.text,
					  rows[i].in_y);
		if (percent != rows[i].percent)
			fail_msg("%s: %u", rows[i].what, percent);
	}
}

/* The definition of A with its first line `line`: where its counterpart and the renamed one are. */
static void test_counterparts(void **state)
{
#define IF(x, y) "#ifdef X\n" x "#else\n" y "#endif\n"
	static const struct {
		const char *what, *a, *b;
		size_t line;
		const char *found;
	} rows[] = {
		{ "of the same name", FUNC("f", L1), FUNC("e", L1) FUNC("f", X1), 0, "4" },
		{ "of the same name and another kind", FUNC("f", L1), "int f(struct d *d);\n", 0,
		  "none" },
		{ "not of a longer name", FUNC("f", L1), FUNC("f2", X1), 0, "none" },
		{ "of two the one that is more alike", FUNC("f", L1 L2 L3),
		  IF(FUNC("f", L1 X2 X3), FUNC("f", L1 L2 L3)), 0, "8" },
		{ "whichever comes first", FUNC("f", L1 L2 L3),
		  IF(FUNC("f", L1 L2 L3), FUNC("f", L1 X2 X3)), 0, "1" },
		{ "of equals the first", FUNC("f", L1), IF(FUNC("f", L1), FUNC("f", L1)), 0, "1" },
		{ "when A has as many, the one in its place", IF(FUNC("f", L1), FUNC("f", L1)),
		  IF(FUNC("f", L1), FUNC("f", L1)), 6, "6" },
		{ "and the first for the first", IF(FUNC("f", L1), FUNC("f", L1)),
		  IF(FUNC("f", L1), FUNC("f", L1)), 1, "1" },
		{ "B has one of A's two: this one", IF(FUNC("f", L1 L2), FUNC("f", X1 X2)),
		  FUNC("f", X1 X2), 7, "0" },
		{ "B has one of A's two: the other one", IF(FUNC("f", L1 L2), FUNC("f", X1 X2)),
		  FUNC("f", X1 X2), 1, "ambiguous" },
		{ "B has one that both are like", IF(FUNC("f", L1 L2), FUNC("f", L1 L3)),
		  FUNC("f", L1 X2), 1, "ambiguous" },
		{ "another name, with all of its lines", FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", L1 L2 L3 L4 L5), 0, "renamed 0" },
		{ "with too few of its lines", FUNC("f", L1 L2 L3 L4 L5), FUNC("g", L1 X2 X3 X4 X5),
		  0, "none" },
		{ "another one has nearly as many", FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", L1 L2 L3 L4 X5) FUNC("h", L1 L2 L3 L4 L5), 0, "none" },
		{ "whichever comes first", FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", L1 L2 L3 L4 L5) FUNC("h", L1 L2 L3 L4 X5), 0, "none" },
		{ "the next best has clearly fewer", FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", X1 X2 X3 X4 L5) FUNC("h", L1 L2 L3 L4 L5), 0, "renamed 8" },
		{ "the other way round", FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", L1 L2 L3 L4 L5) FUNC("h", X1 X2 X3 X4 L5), 0, "renamed 0" },
		{ "A has that one, too", FUNC("f", L1 L2 L3 L4 L5) FUNC("g", L1),
		  FUNC("g", L1 L2 L3 L4 L5), 0, "none" },
		{ "it is the first of A", FUNC("g", L1) FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", L1 L2 L3 L4 L5), 4, "none" },
		{ "A has that name as another kind", "int g;\n" FUNC("f", L1 L2 L3 L4 L5),
		  FUNC("g", L1 L2 L3 L4 L5), 1, "renamed 0" },
		{ "A has another one that is as much like it",
		  FUNC("f", L1 L2 L3) FUNC("e", L1 L2 L3), FUNC("g", L1 L2 L3), 0, "none" },
		{ "A has one that is less like it", FUNC("f", L1 L2 L3) FUNC("e", L1 X2 X3),
		  FUNC("g", L1 L2 L3), 0, "renamed 0" },
		{ "a structure", "struct f {\n" L1 L2 L3 "};\n", "struct g {\n" L1 L2 L3 "};\n", 0,
		  "renamed 0" },
		{ "a table", "int f[] = {\n" L1 L2 L3 "};\n", "int g[] = {\n" L1 L2 L3 "};\n", 0,
		  "renamed 0" },
		{ "but no function for a structure", "struct f {\n" L1 L2 L3 "};\n",
		  FUNC("g", L1 L2 L3), 0, "none" },
		{ "a macro is known by its name alone", "#define f 1 + \\\n" L1,
		  "#define g 1 + \\\n" L1, 0, "none" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct cdef *def = NULL, *same, *renamed, *either;
		_cleanup_free_ char *found = NULL;
		_cleanup_steps_ struct steps steps;

		steps_begin(&steps, rows[i].a, "", rows[i].b);
		for (size_t d = 0; d < steps.in.a.defs.count && !def; d++)
			if (steps.in.a.defs.items[d].first_line == rows[i].line)
				def = &steps.in.a.defs.items[d];
		assert_non_null(def);
		same = counterpart_of(&steps.in, def);
		renamed = counterpart_renamed(&steps.in, def);
		either = counterpart_or_renamed(&steps.in, def);
		assert_ptr_equal(either, same ? same : renamed);
		found = same ? xasprintf("%u", same->first_line) :
			counterpart_is_ambiguous(&steps.in, def) ? xstrdup("ambiguous") :
			renamed ? xasprintf("renamed %u", renamed->first_line) :
				  xstrdup("none");
		assert_row(rows[i].what, found, rows[i].found);
		assert_false(same && counterpart_is_ambiguous(&steps.in, def));
	}
}

#define ONE FUNC("one", L1 L2 L3 L4 L5)
#define TWO FUNC("two", "\tstop(aa);\n\tstop(bb);\n\tstop(cc);\n\tstop(dd);\n")
#define LAST FUNC("last", "\tend(aa);\n\tend(bb);\n")

/*
 * The lines of A that were aligned, and the partners of those above and below the change, in a
 * definition of the same name ("same") or elsewhere ("moved"); else what is said.
 */
static char *surroundings(const char *a_old, const char *a_new, const char *b_old, bool anywhere)
{
	_cleanup_steps_ struct steps steps;
	struct adapt_change *change;
	size_t first = SIZE_MAX, last = 0, line;
	bool moved = false, found;
	uint32_t above, below;

	steps_begin(&steps, a_old, a_new, b_old);
	change = &steps.changes.items[0];
	found = anywhere ? surroundings_align_anywhere(&steps.in, &steps.alignment, change) :
			   surroundings_align(&steps.in, &steps.alignment, change, &moved);
	if (!found)
		return xstrdup(change->text ? change->text : "not found");
	assert_null(change->text);
	for (line = 0; line < steps.in.a.text.line_count; line++)
		if (alignment_asked(&steps.alignment, line)) {
			first = first == SIZE_MAX ? line : first;
			last = line;
		}
	above = change->a_line ? alignment_partner(&steps.alignment, change->a_line - 1) :
				 ALIGN_NONE;
	below = alignment_partner(&steps.alignment, change->a_line + change->a_count);
	return xasprintf("%s: lines %zu-%zu, between %d and %d", moved ? "moved" : "same", first,
			 last, above == ALIGN_NONE ? -1 : (int)above,
			 below == ALIGN_NONE ? -1 : (int)below);
}

struct where_row {
	const char *what, *a_old, *a_new, *b_old, *where;
};

static void check_where(const struct where_row *rows, size_t count, bool anywhere)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *where =
			surroundings(rows[i].a_old, rows[i].a_new, rows[i].b_old, anywhere);

		assert_row(rows[i].what, where, rows[i].where);
	}
}

/* A line is added to one(), or in front of it. */
static void test_where(void **state)
{
#define ADDED FUNC("one", L1 L2 "\tadded();\n" L3 L4 L5)
	static const struct where_row rows[] = {
		{ "in the function of that name, lower down", TWO "\n" ONE, TWO "\n" ADDED,
		  LAST "\n" TWO "\n" ONE, "same: lines 8-15, between 17 and 18" },
		{ "in one that has its lines under another name", TWO "\n" ONE, TWO "\n" ADDED,
		  TWO "\n" FUNC("uno", L1 L2 L3 L4 L5), "moved: lines 8-15, between 11 and 12" },
		{ "where its lines are in another function", TWO "\n" ONE, TWO "\n" ADDED,
		  FUNC("two", X1 L1 L2 L3 L4 L5 "\tstop(aa);\n"),
		  "moved: lines 8-15, between 4 and 5" },
		{ "nowhere", TWO "\n" ONE, TWO "\n" ADDED, TWO,
		  "one does not exist in this branch, nor do its lines elsewhere" },
		{ "in one of several of that name",
		  "#ifdef X\n" ONE "#else\n" FUNC("one", X1) "#endif\n",
		  "#ifdef X\n" ADDED "#else\n" FUNC("one", X1) "#endif\n", FUNC("one", X1),
		  "one is defined more than once in the source tree, and it is unclear which one this "
		  "branch has" },
		{ "outside of functions, between these", TWO "\n" LAST, TWO "\nint x;\n\n" LAST,
		  TWO "\n" LAST, "same: lines 0-12, between 7 and 8" },
		{ "B has another one between them", TWO "\n" LAST, TWO "\nint x;\n\n" LAST,
		  TWO "\n" ONE "\n" LAST, "same: lines 0-12, between 7 and 17" },
		{ "B has them in another order: the upper one counts", TWO "\n" LAST,
		  TWO "\nint x;\n\n" LAST, LAST "\n" TWO "\n",
		  "same: lines 0-12, between 13 and -1" },
		{ "B lacks the next one above: the one above that", ONE "\n" TWO "\n" LAST,
		  ONE "\n" TWO "\nint x;\n\n" LAST, ONE "\n" LAST,
		  "same: lines 0-21, between -1 and 9" },
		{ "B lacks the next one below: the one below that", TWO "\n" LAST "\n" ONE,
		  TWO "\nint x;\n\n" LAST "\n" ONE, TWO "\n" ONE,
		  "same: lines 0-21, between 7 and -1" },
		{ "in front of all", ONE, "int x;\n" ONE, TWO "\n" ONE,
		  "same: lines 0-7, between -1 and 8" },
		{ "at the end", ONE, ONE "int x;\n", ONE "\n" TWO,
		  "same: lines 0-7, between 7 and -1" },
		{ "a function that is replaced has its place by its neighbours",
		  ONE FUNC("mid", X1) TWO, ONE FUNC("mid", X2) TWO, ONE FUNC("mid", X1) TWO,
		  "same: lines 8-11, between 9 and 11" },
	};

	check_where(rows, ARRAY_SIZE(rows), false);
}

#define ROW(n) "\tr" n "(d);\n"
#define TEN(n)                                                                                  \
	ROW(n "0")                                                                              \
	ROW(n "1") ROW(n "2") ROW(n "3") ROW(n "4") ROW(n "5") ROW(n "6") ROW(n "7") ROW(n "8") \
		ROW(n "9")
#define LONG(name, n) FUNC(name, TEN(n "0") TEN(n "1") TEN(n "2") TEN(n "3") TEN(n "4"))

/* 40 lines of the definitions above and below are aligned, 12 lines around a change elsewhere. */
static void test_how_far(void **state)
{
	static const struct where_row rows[] = {
		{ "of long functions only the edges", LONG("one", "a") "\n" LONG("two", "b"),
		  LONG("one", "a") "\nint x;\n\n" LONG("two", "b"),
		  LONG("one", "a") "\n" LONG("two", "b"), "same: lines 12-94, between 53 and 54" },
		{ "of a function that B lacks the lines around the change", LONG("one", "a"),
		  FUNC("one", TEN("a0") TEN("a1") "\tadded();\n" TEN("a2") TEN("a3") TEN("a4")),
		  FUNC("two", TEN("c0") TEN("a1") TEN("a2") TEN("c3")),
		  "moved: lines 10-33, between 21 and 22" },
	};

	check_where(rows, ARRAY_SIZE(rows), false);
}

/* Whatever function they are in, nearly all lines around the change are there, close together. */
static void test_anywhere(void **state)
{
#define BODY(x) FUNC("one", L1 L2 L3 x L4 L5)
#define CHANGE BODY(""), BODY("\tadded();\n")
	static const struct where_row rows[] = {
		{ "in another function", CHANGE, TWO FUNC("new", L1 L2 L3 L4 L5 X1),
		  "same: lines 0-7, between 11 and 12" },
		{ "most of them", CHANGE, TWO FUNC("new", L1 L2 L3 L4),
		  "same: lines 0-7, between 11 and 12" },
		{ "too few of them", CHANGE, TWO FUNC("new", L2 L3), "not found" },
		{ "scattered", CHANGE,
		  FUNC("n1", L1) FUNC("n2", TEN("b")) FUNC("n3", L2 L3) FUNC("n4", TEN("c"))
			  FUNC("n5", L4 L5),
		  "not found" },
		{ "in a function that A has as well, with these lines",
		  BODY("") FUNC("twin", L1 L2 L3 L4 L5),
		  BODY("\tadded();\n") FUNC("twin", L1 L2 L3 L4 L5), FUNC("twin", L1 L2 L3 L4 L5),
		  "not found" },
		{ "in one that A has without them", BODY("") FUNC("twin", X1 X2 X3 X4 X5),
		  BODY("\tadded();\n") FUNC("twin", X1 X2 X3 X4 X5), FUNC("twin", L1 L2 L3 L4 L5),
		  "same: lines 0-7, between 4 and 5" },
		{ "in the function itself", CHANGE, TWO ONE, "same: lines 0-7, between 11 and 12" },
		{ "nothing around it", "", "int x;\n", ONE, "not found" },
	};

	check_where(rows, ARRAY_SIZE(rows), true);
}

/* What was aligned before is not aligned anew. */
static void test_once(void **state)
{
	_cleanup_steps_ struct steps steps;
	bool moved;

	steps_begin(&steps, TWO ONE, TWO ADDED, TWO ONE);
	assert_true(
		surroundings_align(&steps.in, &steps.alignment, &steps.changes.items[0], &moved));
	alignment_set(&steps.alignment, 10, 1);
	assert_true(
		surroundings_align(&steps.in, &steps.alignment, &steps.changes.items[0], &moved));
	assert_int_equal(alignment_partner(&steps.alignment, 10), 1);
	alignment_forget(&steps.alignment, (struct line_range){ 10, 11 });
	assert_true(
		surroundings_align(&steps.in, &steps.alignment, &steps.changes.items[0], &moved));
	assert_int_equal(alignment_partner(&steps.alignment, 10), ALIGN_NONE);
	alignment_forget(&steps.alignment, (struct line_range){ 7, 8 });
	assert_true(
		surroundings_align(&steps.in, &steps.alignment, &steps.changes.items[0], &moved));
	assert_int_equal(alignment_partner(&steps.alignment, 10), 10);
}

/* Partners: those that say most, in order; what closes a block goes with what opened it. */
static void test_partners(void **state)
{
	static const struct {
		const char *what, *a, *b, *partners;
	} rows[] = {
		{ "the same lines", L1 L2 L3, L1 L2 L3, "0 1 2" },
		{ "one more in B", L1 L2, L1 X1 L2, "0 2" },
		{ "one fewer", L1 L2 L3, L1 L3, "0 - 1" },
		{ "altered", L1 "\tfirst(second, third, 1);\n" L2,
		  L1 "\tfirst(second, third, 2);\n" L2, "0 1 2" },
		{ "another line", L1 "\tfirst(second);\n" L2, L1 "\tother = more;\n" L2, "0 - 2" },
		{ "half alike", "\talpha beta\n", "\talpha gamma\n", "0" },
		{ "less than half alike", "\talpha beta other\n", "\talpha gamma more\n", "-" },
		{ "a line that is four times as long is another one", "\tgo\n",
		  "\tgo go go go go go go\n", "-" },
		{ "blank lines are partners", "\n", "\n", "0" },
		{ "a blank line and another are not", "\n", L1, "-" },
		{ "of two the one that is in a row", L1 L2 L3, L2 X1 X2 L1 L2 L3, "3 4 5" },
		{ "a brace with its own", "\tif (a) {\n" L1 "\t}\n",
		  "\tif (b) {\n" X1 "\t}\n\tif (a) {\n" L1 "\t}\n", "3 4 5" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf said = { 0 };
		_cleanup_steps_ struct steps steps;

		steps_begin(&steps, rows[i].a, "", rows[i].b);
		assert_false(alignment_asked(&steps.alignment, 0));
		assert_int_equal(alignment_partner(&steps.alignment, 0), ALIGN_NONE);
		steps_align(&steps);
		for (size_t line = 0; line < steps.in.a.text.line_count; line++) {
			uint32_t j = alignment_partner(&steps.alignment, line);

			buf_printf(&said, line ? " " : "");
			buf_printf(&said, j == ALIGN_NONE ? "-" : "%u", j);
			assert_int_equal(alignment_is_exact(&steps.alignment, line),
					 j != ALIGN_NONE && steps.in.a.text.lines[line].id ==
								    steps.in.b.text.lines[j].id);
		}
		assert_row(rows[i].what, buf_str(&said), rows[i].partners);
		assert_false(alignment_asked(&steps.alignment, steps.in.a.text.line_count));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_common), cmocka_unit_test(test_counterparts),
		cmocka_unit_test(test_where),	  cmocka_unit_test(test_how_far),
		cmocka_unit_test(test_anywhere),  cmocka_unit_test(test_once),
		cmocka_unit_test(test_partners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
