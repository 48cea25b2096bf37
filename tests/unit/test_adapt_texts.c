// SPDX-License-Identifier: GPL-2.0-only
/* What steps ask of lines, atoms and pieces. */
#include "adapt_steps.h"

#include "adapt/stretch.h"

#define TEXT \
	"struct s {\n\tint a;\n\tstruct {\n\t\tint b;\n\t};\n};\n\nenum e {\n\tC,\n};\nint f(void)\n{\n\treturn 0;\n}\n"

/* The first line of the definition around some lines; -1: there is none. */
static void test_around(void **state)
{
	static const struct {
		const char *what;
		size_t start, end;
		int first;
	} rows[] = {
		{ "a line of a structure", 1, 2, 0 },
		{ "the largest of several", 3, 4, 0 },
		{ "its first line", 0, 1, 0 },
		{ "its last line", 5, 6, 0 },
		{ "all of it", 0, 6, 0 },
		{ "one more", 0, 7, -1 },
		{ "one that begins above", 6, 8, -1 },
		{ "an enumeration, not its constant", 8, 9, 7 },
		{ "between two", 6, 7, -1 },
		{ "an insertion within", 1, 1, 0 },
		{ "in front of the closing brace", 5, 5, 0 },
		{ "in front of it", 0, 0, -1 },
		{ "behind it", 6, 6, -1 },
		{ "between two that touch", 10, 10, -1 },
		{ "in a function", 12, 12, 10 },
		{ "behind the end", 14, 14, -1 },
	};
	_cleanup_steps_ struct steps steps;

	steps_begin(&steps, TEXT, "", "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct cdef *def = definition_around(&steps.in.a, rows[i].start, rows[i].end);

		if ((def ? (int)def->first_line : -1) != rows[i].first)
			fail_msg("%s: %d", rows[i].what, def ? (int)def->first_line : -1);
		if (def)
			assert_int_equal(definition_lines(def).end, def->last_line + 1);
	}
}

static void test_same_name(void **state)
{
	_cleanup_steps_ struct steps steps;
	const struct cdef *a, *b;

	steps_begin(&steps, "struct one { int x; };\nenum { C };\n", "",
		    "int one;\nint ones;\nint two;\nenum { D };\n");
	a = steps.in.a.defs.items;
	b = steps.in.b.defs.items;
	assert_true(definitions_same_name(&steps.in.a, &a[0], &steps.in.b, &b[0]));
	assert_false(definitions_same_name(&steps.in.a, &a[0], &steps.in.b, &b[1]));
	assert_false(definitions_same_name(&steps.in.a, &a[0], &steps.in.b, &b[2]));
	/* Neither has a name. */
	assert_int_equal(a[1].name_len + b[3].name_len, 0);
	assert_false(definitions_same_name(&steps.in.a, &a[1], &steps.in.b, &b[3]));
}

static void test_words(void **state)
{
	static const struct {
		const char *word;
		bool found;
	} rows[] = { { "first", true },
		     { "last", true },
		     { "said", false },
		     { "told", false },
		     { "fir", false } };
	_cleanup_steps_ struct steps steps;

	steps_begin(&steps, "first = \"said\"; /* told */ last", "fir\n", "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t id = atom_table_word(steps.in.table, rows[i].word, strlen(rows[i].word));

		assert_int_not_equal(id, 0);
		if (text_has_word(&steps.in.a.text, id) != rows[i].found)
			fail_msg("%s", rows[i].word);
	}
}

static void test_lines(void **state)
{
	static const struct {
		size_t line, count;
		const char *bytes;
	} rows[] = {
		{ 0, 1, "one\n" },   { 1, 2, "\ttwo\nthree" }, { 0, 0, "" },
		{ 2, 1, "three" },   { 2, 5, "three" },	       { 3, 1, "" },
		{ 1, 1, "\ttwo\n" },
	};
	_cleanup_steps_ struct steps steps;
	const struct atom_text *a = &steps.in.a.text, *b = &steps.in.b.text;

	steps_begin(&steps, "one\n\ttwo\nthree", "", "one\n  two\nthree\none \n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct adapt_bytes bytes = text_lines(a, rows[i].line, rows[i].count);

		if (bytes.len != strlen(rows[i].bytes) ||
		    memcmp(bytes.data, rows[i].bytes, bytes.len))
			fail_msg("%zu lines from %zu: %.*s", rows[i].count, rows[i].line,
				 (int)bytes.len, bytes.data);
	}
	assert_true(text_same_line(a, 0, b, 0));
	assert_false(text_same_line(a, 0, b, 2));
	assert_false(text_same_line(a, 1, b, 1));
	assert_false(text_same_line(a, 0, b, 3));
	assert_false(text_same_line(a, 2, b, 2)); /* without its newline */
}

static void test_declares(void **state)
{
	static const struct {
		const char *line;
		bool declares;
	} rows[] = {
		{ "int x;", true },
		{ "struct d *d;", true },
		{ "char *x = p;", true },
		{ "char **x;", true },
		{ "u8 x = 1;", true },
		{ "x = 1;", false },
		{ "x *= 2;", false },
		{ "go(x);", false },
		{ "return x;", false },
		{ "goto out;", false },
		{ "else x;", false },
		{ "case X:", false },
		{ "x;", false },
		{ "int x", false },
		{ "1 x;", false },
		{ "*x y;", false },
		{ "", false },
		{ "returned x;", true },
		{ "int * ;", false },
		{ "int & x;", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = xasprintf("a b c;\n%s\n", rows[i].line);
		_cleanup_steps_ struct steps steps;

		steps_begin(&steps, text, "", "");
		if (line_declares(&steps.in.a.text, 1) != rows[i].declares)
			fail_msg("%s", rows[i].line);
		assert_false(line_declares(&steps.in.a.text, 2));
	}
}

/* Of the atoms of a line: u an operator in front of an operand, b one between two, o the end of an operand. */
static void test_operators(void **state)
{
	static const struct {
		const char *line, *atoms;
	} rows[] = {
		{ "a + b", "obo" },
		{ "a - 1", "oBo" },
		{ "- a", "uo" },
		{ "! a && ~ b", "uobuo" },
		{ "a & b", "oBo" },
		{ "a * b", "oBo" },
		{ "f ( a )", "o.oo" },
		{ "t [ i ] - 1", "o.ooBo" },
		{ "( a ) * b", ".ooBo" },
		{ "a -> b", "o.o" },
		{ "a ++", "o." },
		{ "a --", "o." },
		{ "a , b", "o.o" },
		{ "a . b", "o.o" },
		{ "a ; b", "o.o" },
		{ "a ? b : c", "obo.o" },
		{ "a << b | c ^ d % e / f", "obobobobobo" },
		{ "a <= b != c", "obobo" },
		{ "= a", ".o" },
		{ "a && & b", "obuo" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = xasprintf("x\n%s\n* y\n", rows[i].line);
		_cleanup_buf_ struct buf said = { 0 };
		_cleanup_steps_ struct steps steps;
		struct stretch stretch;

		steps_begin(&steps, text, "", "");
		stretch = stretch_of(&steps.in.a.text, 1, 2);
		for (size_t k = 0; k < stretch.count; k++) {
			bool unary = stretch_is_unary(&stretch, k),
			     binary = stretch_is_binary(&stretch, k);

			buf_printf(&said, "%s",
				   stretch_ends_operand(&stretch, k) ? "o" :
				   unary && binary		     ? "B" :
				   unary			     ? "u" :
				   binary			     ? "b" :
								       ".");
		}
		assert_row(rows[i].line, buf_str(&said), rows[i].atoms);
		assert_false(stretch_is_unary(&stretch, stretch.count));
	}
}

static bool bytes_are(struct adapt_bytes bytes, const char *text)
{
	return bytes.len == strlen(text) && !memcmp(bytes.data, text, bytes.len);
}

static void test_stretches(void **state)
{
	_cleanup_steps_ struct steps steps;
	struct stretch x, y, none, blank;

	steps_begin(&steps, "a\n\tb  c\n d \n\n", "", "c d b c b\n");
	x = stretch_of(&steps.in.a.text, 1, 3);
	y = stretch_of(&steps.in.b.text, 0, 1);
	none = stretch_of(&steps.in.a.text, 1, 1);
	blank = stretch_of(&steps.in.a.text, 3, 4);
	assert_int_equal(x.count, 3);
	assert_int_equal(y.count, 5);
	assert_int_equal(none.count, 0);
	assert_int_equal(none.end - none.start, 0);
	assert_int_equal(blank.count, 0);
	assert_true(bytes_are(stretch_space_before(&x, 0), "\t"));
	assert_true(bytes_are(stretch_space_before(&x, 1), "  "));
	assert_true(bytes_are(stretch_space_before(&x, 2), "\n "));
	assert_true(bytes_are(stretch_space_behind(&x), " \n"));
	assert_true(bytes_are(stretch_space_behind(&blank), "\n"));
	assert_true(bytes_are(stretch_bytes(&x, 1), "c"));

	assert_true(stretch_same(&x, 0, 2, &y, 2, 4));
	assert_false(stretch_same(&x, 0, 2, &y, 2, 5));
	assert_false(stretch_same(&x, 0, 2, &y, 1, 3));
	assert_false(stretch_same(&x, 0, 2, &y, 3, 5));
	assert_true(stretch_same(&x, 1, 1, &y, 2, 2));
	assert_int_equal(stretch_find(&x, 0, 2, &y, 0, 5), 2);
	assert_int_equal(stretch_find(&x, 0, 2, &y, 2, 4), 2);
	assert_int_equal(stretch_find(&x, 0, 2, &y, 0, 3), 3);
	assert_int_equal(stretch_find(&x, 0, 2, &y, 3, 5), 5);
	assert_int_equal(stretch_find(&x, 0, 1, &y, 3, 5), 4);
}

static char *written(const struct pieces *pieces)
{
	struct buf text = { 0 };

	pieces_write(pieces, &text);
	return buf_detach(&text);
}

static void test_pieces(void **state)
{
	struct piece with[] = {
		{ .space = bytes_of(" "), .text = bytes_of("p") },
		{ .text = bytes_of("q") },
		{ .space = bytes_of(" "), .text = bytes_of("r") },
	};
	static const struct {
		const char *what;
		size_t at, count, with;
		const char *text;
	} rows[] = {
		{ "one for one", 1, 1, 1, "a p c d\n" },
		{ "more for fewer", 1, 1, 3, "a pq r c d\n" },
		{ "fewer for more", 0, 3, 1, " p d\n" },
		{ "nothing for some", 1, 2, 0, "a d\n" },
		{ "something for nothing", 2, 0, 2, "a b pq c d\n" },
		{ "at the end", 4, 0, 1, "a b c d p\n" },
		{ "the last", 3, 1, 1, "a b c p\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_pieces_ struct pieces pieces = { 0 };
		_cleanup_free_ char *text = NULL;
		_cleanup_steps_ struct steps steps;

		steps_begin(&steps, "", "a b c d\n", "");
		steps_pieces(&steps, &steps.changes.items[0], &pieces);
		assert_true(piece_is(&pieces, 3, "d"));
		assert_false(piece_is(&pieces, 3, "dd"));
		assert_false(piece_is(&pieces, 4, "d"));
		pieces_replace(&pieces, rows[i].at, rows[i].count, with, rows[i].with);
		text = written(&pieces);
		assert_row(rows[i].what, text, rows[i].text);
		assert_int_equal(pieces.count, 4 - rows[i].count + rows[i].with);
		assert_true(bytes_are(pieces_keep(&pieces, xstrdup("kept")), "kept"));
		assert_true(bytes_are(pieces_keep(&pieces, xstrdup("too")), "too"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_around),	  cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_words),	  cmocka_unit_test(test_lines),
		cmocka_unit_test(test_declares),  cmocka_unit_test(test_operators),
		cmocka_unit_test(test_stretches), cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
