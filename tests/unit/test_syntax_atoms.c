// SPDX-License-Identifier: GPL-2.0-only
/* Texts as lines of atoms. */
#include "unit.h"

#include "syntax/atoms.h"
#include "syntax/lines.h"
#include "util/buf.h"

/* A text cut, with all that it needs. */
struct cut {
	struct guarded copy;
	struct ctokens tokens;
	struct atom_text text;
};

static struct cut cut(struct atom_table *table, const char *text)
{
	size_t len = strlen(text);
	struct cut cut = { .copy = guarded_copy(text, len) };

	ctokens_read(&cut.tokens, cut.copy.data, len, true);
	assert_true(atom_text_init(&cut.text, table, &cut.tokens));
	return cut;
}

static void cut_release(struct cut *cut)
{
	atom_text_release(&cut->text);
	ctokens_release(&cut->tokens);
	guarded_release(&cut->copy);
}
#define _cleanup_cut_ __attribute__((cleanup(cut_release)))

#define _cleanup_table_ __attribute__((cleanup(table_cleanup)))
static void table_cleanup(struct atom_table **table)
{
	atom_table_free(*table);
}

static void atoms_of_lines(void **state)
{
	static const char text[] = "int a = 0x1f;\n\n#define B 'c'\n/* d,\n e */ \"f g\"\n\t;";
	static const struct {
		const char *text;
		enum atom_kind kind;
		size_t line;
		bool directive;
	} expected[] = {
		{ "int", ATOM_WORD, 0 }, { "a", ATOM_WORD, 0 }, { "=", ATOM_PUNCT, 0 },
		{ "0x1f", ATOM_NUMBER, 0 }, { ";", ATOM_PUNCT, 0 },
		{ "#", ATOM_PUNCT, 2, true }, { "define", ATOM_WORD, 2, true },
		{ "B", ATOM_WORD, 2, true }, { "'", ATOM_STRING, 2, true },
		{ "c", ATOM_STRING, 2, true }, { "'", ATOM_STRING, 2, true },
		{ "/", ATOM_COMMENT, 3 }, { "*", ATOM_COMMENT, 3 }, { "d", ATOM_COMMENT, 3 },
		{ ",", ATOM_COMMENT, 3 }, { "e", ATOM_COMMENT, 4 }, { "*", ATOM_COMMENT, 4 },
		{ "/", ATOM_COMMENT, 4 }, { "\"", ATOM_STRING, 4 }, { "f", ATOM_STRING, 4 },
		{ "g", ATOM_STRING, 4 }, { "\"", ATOM_STRING, 4 }, { ";", ATOM_PUNCT, 5 },
	};
	static const struct {
		size_t start, len, count;
	} lines[] = { { 0, 14, 5 }, { 14, 1, 0 }, { 15, 14, 6 }, { 29, 6, 4 }, { 35, 12, 7 }, { 47, 2, 1 } };
	_cleanup_table_ struct atom_table *table = atom_table_new();
	_cleanup_cut_ struct cut all = cut(table, text);

	assert_int_equal(all.text.atom_count, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct atom *atom = &all.text.atoms[i];
		const struct atom_line *line = &all.text.lines[expected[i].line];

		assert_int_equal(atom->len, strlen(expected[i].text));
		assert_int_equal(memcmp(all.text.data + atom->start, expected[i].text, atom->len), 0);
		assert_int_equal(atom->kind, expected[i].kind);
		assert_int_equal(atom->directive, expected[i].directive);
		assert_true(i >= line->first && i < line->first + line->count);
	}
	assert_int_equal(all.text.line_count, ARRAY_SIZE(lines));
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		assert_int_equal(all.text.lines[i].start, lines[i].start);
		assert_int_equal(all.text.lines[i].len, lines[i].len);
		assert_int_equal(all.text.lines[i].count, lines[i].count);
	}
	assert_ptr_equal(atom_line_atoms(&all.text, 2), &all.text.atoms[5]);
}

static void equal_numbers_in_all_texts(void **state)
{
	_cleanup_table_ struct atom_table *table = atom_table_new();
	_cleanup_cut_ struct cut one = cut(table, "a = b;\n\n\ta=b ;\n \nb = a;\na = b\n");
	_cleanup_cut_ struct cut two = cut(table, "  b\n  a  =  b;\n");
	const struct atom_line *lines = one.text.lines;

	/* White space does not count, the order does; 0 is the empty line. */
	assert_int_equal(lines[0].id, lines[2].id);
	assert_int_equal(lines[0].id, two.text.lines[1].id);
	assert_int_not_equal(lines[0].id, lines[4].id);
	assert_int_not_equal(lines[0].id, lines[5].id);
	assert_int_equal(lines[1].id, 0);
	assert_int_equal(lines[3].id, 0);
	assert_int_not_equal(lines[0].id, 0);
	assert_int_equal(lines[1].weight, 0);
	assert_ptr_equal(lines[0].sorted, two.text.lines[1].sorted);
	/* Atoms. */
	assert_int_equal(one.text.atoms[0].id, two.text.atoms[1].id);
	assert_int_equal(one.text.atoms[2].id, two.text.atoms[0].id);
	assert_int_not_equal(one.text.atoms[0].id, one.text.atoms[2].id);
	assert_int_equal(atom_table_word(table, "bc", 1), two.text.atoms[0].id);
	assert_int_equal(atom_table_word(table, "bc", 2), 0);
	assert_int_equal(atom_table_word(table, "c", 1), 0);
}

static void an_empty_table(void **state)
{
	_cleanup_table_ struct atom_table *table = atom_table_new();
	_cleanup_cut_ struct cut none = cut(table, "");

	assert_int_equal(none.text.line_count, 0);
	assert_int_equal(none.text.atom_count, 0);
	assert_int_equal(atom_table_word(table, "a", 1), 0);
	atom_table_free(NULL);
}

/* More atoms than the table begins with, of 1 to 120 bytes, and as many lines. */
static void many_atoms_and_lines(void **state)
{
	enum { COUNT = 4000 };
	_cleanup_table_ struct atom_table *table = atom_table_new();
	static uint32_t ids[COUNT];
	struct buf text = { 0 };
	struct cut all;

	for (int i = 0; i < COUNT; i++)
		buf_printf(&text, "w%0*d x\n", i % 120 + 1, i);
	all = cut(table, buf_str(&text));
	assert_int_equal(all.text.line_count, COUNT);
	for (int i = 0; i < COUNT; i++) {
		_cleanup_free_ char *word = xasprintf("w%0*d", i % 120 + 1, i);

		ids[i] = atom_table_word(table, word, strlen(word));
		assert_int_not_equal(ids[i], 0);
		assert_int_equal(ids[i], atom_line_atoms(&all.text, i)->id);
		assert_int_equal(all.text.lines[i].count, 2);
		assert_int_equal((uintptr_t)all.text.lines[i].sorted % sizeof(uint32_t), 0);
		assert_true(all.text.lines[i].sorted[0] < all.text.lines[i].sorted[1]);
		for (int j = 0; j < i; j += 97)
			assert_true(ids[j] != ids[i] && all.text.lines[j].id != all.text.lines[i].id);
	}
	cut_release(&all);
	/* Once more, they are what they were. */
	all = cut(table, buf_str(&text));
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(ids[i], atom_line_atoms(&all.text, i)->id);
	cut_release(&all);
	buf_release(&text);
}

/* Lines of few and of many atoms, up to more than are kept in one piece. */
static void atoms_are_sorted(void **state)
{
	static const int counts[] = { 1, 2, 31, 32, 33, 40, 30000 };
	_cleanup_table_ struct atom_table *table = atom_table_new();

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct buf text = { 0 };
		struct cut all;
		const struct atom_line *line;

		/* Seen first in their order, then in the opposite one. */
		for (int j = 0; j < counts[i]; j++)
			buf_printf(&text, "s%d_%d ", counts[i], j);
		buf_puts(&text, "\n");
		for (int j = counts[i]; j > 0; j--)
			buf_printf(&text, "s%d_%d ", counts[i], j - 1);
		all = cut(table, buf_str(&text));
		line = &all.text.lines[1];
		assert_int_equal(line->count, counts[i]);
		for (int j = 0; j + 1 < counts[i]; j++)
			assert_true(line->sorted[j] < line->sorted[j + 1]);
		assert_int_equal(memcmp(line->sorted, all.text.lines[0].sorted,
					counts[i] * sizeof(*line->sorted)), 0);
		cut_release(&all);
		buf_release(&text);
	}
}

static void single_atoms_and_lines(void **state)
{
	_cleanup_table_ struct atom_table *table = atom_table_new();
	_cleanup_cut_ struct cut all = cut(table, "if (12)\n\"if\"\n/* if */\n\n#if a\n  }\nab");
	static const bool code[] = { true, true, false, false, false, true, true };

	for (size_t i = 0; i < ARRAY_SIZE(code); i++)
		assert_int_equal(atom_line_is_code(&all.text, i), code[i]);
	assert_true(atom_is(&all.text, &all.text.atoms[0], "if"));
	assert_false(atom_is(&all.text, &all.text.atoms[0], "i"));
	assert_false(atom_is(&all.text, &all.text.atoms[0], "ifs"));
	assert_false(atom_is(&all.text, &all.text.atoms[0], "fi"));
	assert_true(atom_is(&all.text, &all.text.atoms[1], "("));
	/* A number is neither word nor operator, nor is what is in a string. */
	assert_false(atom_is(&all.text, &all.text.atoms[2], "12"));
	assert_false(atom_is(&all.text, &all.text.atoms[5], "if"));
	assert_true(atom_line_begins(&all.text, 0, "if"));
	assert_false(atom_line_begins(&all.text, 0, "("));
	assert_false(atom_line_begins(&all.text, 1, "if"));
	assert_false(atom_line_begins(&all.text, 2, "if"));
	assert_false(atom_line_begins(&all.text, 3, "#"));
	assert_true(atom_line_begins(&all.text, 4, "#"));
	assert_true(atom_line_begins(&all.text, 5, "}"));
	assert_true(atom_line_begins(&all.text, 6, "ab"));
}

static void columns(void **state)
{
	static const struct {
		const char *line;
		size_t columns;
	} cases[] = {
		{ "a", 0 }, { "", 0 }, { " a", 1 }, { "\ta", 8 }, { "\t\ta", 16 }, { "\t  a", 10 },
		{ "  \ta", 8 }, { "       \ta", 8 }, { "        \ta", 16 }, { "\t \ta", 16 },
		{ "a\tb", 0 }, { " a b", 1 }, { "   ", 3 }, { "\t", 8 },
	};
	_cleanup_table_ struct atom_table *table = atom_table_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *amid = xasprintf("x\n%s\n  y", cases[i].line);
		_cleanup_free_ char *last = xasprintf("x\n%s", cases[i].line);
		_cleanup_cut_ struct cut one = cut(table, amid), two = cut(table, last);

		assert_int_equal(atom_line_columns(&one.text, 1), cases[i].columns);
		if (*cases[i].line)
			assert_int_equal(atom_line_columns(&two.text, 1), cases[i].columns);
	}
}

static void lines_that_close_what_others_open(void **state)
{
	static const struct {
		const char *what, *text;
		const char *openers;	/* a digit each line */
	} cases[] = {
		{ "a pair", "f {\n\tx;\n}\n", "010" },
		{ "an inner pair", "f {\n\tif {\n\t\tx;\n\t}\n}\n", "01210" },
		{ "the brace on a line of its own", "f\n{\n\tx;\n}\n", "0121" },
		{ "else between", "f {\n\tif {\n\t} else {\n\t}\n}\n", "01120" },
		{ "two on a line", "f {\n\tif { if {\n\t} }\n}\n", "0110" },
		{ "a pair on a line", "f {\n\tif { }\n\tx;\n}\n", "0120" },
		{ "one that does not begin its line", "f {\n\tx; }\ny\n", "012" },
		{ "one in the first column ends all", "f {\n\tif {\n}\ng {\n}\n", "01033" },
		{ "of the preprocessor", "f {\n#define x {\n\ty;\n}\n", "0120" },
		{ "of the preprocessor in an inner pair", "f {\n\tif {\n#define x {\n\t}\n}\n", "01210" },
		{ "in a string or comment", "f {\n\t\"{\" /* { */;\n\t}\n}\n", "0100" },
		{ "longer operators are none", "f {\n\tx <<= 1;\n}\n", "010" },
		{ "other brackets", "f (\n)\n", "01" },
	};
	_cleanup_table_ struct atom_table *table = atom_table_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_cut_ struct cut all = cut(table, cases[i].text);

		assert_int_equal(all.text.line_count, strlen(cases[i].openers));
		for (size_t j = 0; j < all.text.line_count; j++)
			if (all.text.lines[j].opener != (uint32_t)(cases[i].openers[j] - '0'))
				fail_msg("%s: line %zu: %u", cases[i].what, j, all.text.lines[j].opener);
	}
}

/* Beyond 256 open braces the openers are not known; up to there they are. */
static void deeply_nested_braces(void **state)
{
	enum { DEEP = 260, KNOWN = 256 };
	_cleanup_table_ struct atom_table *table = atom_table_new();
	struct buf text = { 0 };
	struct cut all;

	for (int i = 0; i < DEEP; i++)
		buf_puts(&text, "x {\n");
	for (int i = 0; i < DEEP; i++)
		buf_puts(&text, " }\n");
	all = cut(table, buf_str(&text));
	for (uint32_t i = 0; i < DEEP; i++) {
		uint32_t close = 2 * DEEP - 1 - i;

		assert_int_equal(all.text.lines[close].opener, i < KNOWN ? i : close);
	}
	cut_release(&all);
	buf_release(&text);
}

/* A word or number weighs three times as much as an operator. */
static void how_alike_lines_are(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned likeness;
	} cases[] = {
		{ "a b", "a b", 100 }, { "a b", "a\t b", 100 }, { "", "", 100 }, { "", " ", 100 },
		{ "a", "", 0 }, { "", "a", 0 }, { "a", "b", 0 },
		{ "a b", "a c", 50 },			/* 2 * 3 of 12 */
		{ "a b", "b a", 100 },			/* as bags */
		{ "a", "a b", 66 },			/* 2 * 3 of 9 */
		{ "a = b;", "a = c;", 62 },		/* 2 * 5 of 16 */
		{ "a + b", "a - b", 85 },		/* 2 * 6 of 14 */
		{ "a + 1", "b + 1", 57 },		/* 2 * 4 of 14 */
		{ "a a", "a", 66 },			/* the second has no partner */
		{ "a a a", "b a a", 66 },		/* 2 * 6 of 18 */
		{ "; ;", "a ;", 33 },			/* 2 * 1 of 6 */
		{ "f(x)", "g(y)", 25 },			/* 2 * 2 of 16 */
	};
	_cleanup_table_ struct atom_table *table = atom_table_new();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("%s\n%s\n", cases[i].a, cases[i].b);
		_cleanup_cut_ struct cut one = cut(table, text), two = cut(table, text);
		unsigned there = atom_line_likeness(&one.text, 0, &two.text, 1);
		unsigned back = atom_line_likeness(&one.text, 1, &two.text, 0);

		if (there != cases[i].likeness || back != cases[i].likeness)
			fail_msg("'%s' and '%s': %u and %u", cases[i].a, cases[i].b, there, back);
	}
}

static void as_large_as_is_allowed(void **state)
{
	_cleanup_free_ char *data = xcalloc(LINES_MAX_BYTES, 1);
	_cleanup_table_ struct atom_table *table = atom_table_new();
	struct ctokens tokens = { .text = data, .len = (size_t)LINES_MAX_BYTES + 1 };
	struct atom_text text;

	assert_false(atom_text_init(&text, table, &tokens));
	tokens.len--;
	assert_true(atom_text_init(&text, table, &tokens));
	assert_int_equal(text.line_count, 1);
	atom_text_release(&text);
	assert_null(text.lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(atoms_of_lines),
		cmocka_unit_test(equal_numbers_in_all_texts),
		cmocka_unit_test(an_empty_table),
		cmocka_unit_test(many_atoms_and_lines),
		cmocka_unit_test(atoms_are_sorted),
		cmocka_unit_test(single_atoms_and_lines),
		cmocka_unit_test(columns),
		cmocka_unit_test(lines_that_close_what_others_open),
		cmocka_unit_test(deeply_nested_braces),
		cmocka_unit_test(how_alike_lines_are),
		cmocka_unit_test(as_large_as_is_allowed),
	};

	return cmocka_run_group_tests_name("atoms", tests, NULL, NULL);
}
