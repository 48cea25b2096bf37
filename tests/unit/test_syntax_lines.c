// SPDX-License-Identifier: GPL-2.0-only
/* A file as lines: equal lines, section headings, functions, sets of words. */
#include "unit.h"

#include "syntax/function.h"
#include "syntax/heading.h"
#include "syntax/identifier.h"
#include "syntax/lines.h"
#include "syntax/words.h"
#include "util/buf.h"

static void equal_lines_have_equal_numbers(void **state)
{
	static const char text[] = "a\nb\n\na\nc\na\nc";
	static const size_t starts[] = { 0, 2, 4, 5, 7, 9, 11, 12 };
	_cleanup_lines_ struct lines lines = { 0 };
	uint32_t a, c;

	assert_true(lines_init(&lines, text, strlen(text)));
	assert_int_equal(lines.count, 7);
	assert_int_equal(lines.id_count, 5);
	for (size_t i = 0; i <= 7; i++)
		assert_int_equal(lines.starts[i], starts[i]);
	assert_ptr_equal(lines_text(&lines, 4), text + 7);
	assert_int_equal(lines_len(&lines, 4), 2);
	assert_int_equal(lines_len(&lines, 6), 1);
	a = lines_id(&lines, "a\n", 2);
	c = lines_id(&lines, "c\n", 2);
	assert_true(a < 5 && c < 5);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(lines.ids[i] == a, i == 0 || i == 3 || i == 5);
	/* A newline is part of the line. */
	assert_int_equal(lines.ids[4], c);
	assert_int_not_equal(lines.ids[6], c);
	assert_int_equal(lines_id(&lines, "c", 1), lines.ids[6]);
	assert_int_equal(lines_id(&lines, "\n", 1), lines.ids[2]);
	assert_int_equal(lines_occurrences(&lines, a), 3);
	assert_int_equal(lines_occurrences(&lines, c), 1);
	assert_int_equal(lines.occurrences[lines.first[a]], 0);
	assert_int_equal(lines.occurrences[lines.first[a] + 1], 3);
	assert_int_equal(lines.occurrences[lines.first[a] + 2], 5);
	assert_int_equal(lines.occurrences[lines.first[c]], 4);
	assert_int_equal(lines_id(&lines, "a", 1), LINES_NONE);
	assert_int_equal(lines_id(&lines, "d\n", 2), LINES_NONE);
	assert_int_equal(lines_id(&lines, "", 0), LINES_NONE);
	assert_int_equal(lines_occurrences(&lines, LINES_NONE), 0);
	lines_release(&lines);
	assert_null(lines.starts);
}

static void no_lines(void **state)
{
	_cleanup_lines_ struct lines lines = { 0 };

	assert_true(lines_init(&lines, "", 0));
	assert_int_equal(lines.count, 0);
	assert_int_equal(lines.starts[0], 0);
	assert_int_equal(lines_id(&lines, "a\n", 2), LINES_NONE);
}

/* Lines that differ in one byte at any place, and in length only. */
static void no_two_lines_are_taken_for_one(void **state)
{
	_cleanup_lines_ struct lines lines = { 0 };
	struct buf text = { 0 };
	char line[40];

	for (int len = 0; len < 33; len++) {
		memset(line, 'a', sizeof(line));
		buf_printf(&text, "%.*s\n", len, line);
		for (int at = 0; at < len; at++) {
			line[at] = 'b';
			buf_printf(&text, "%.*s\n", len, line);
			line[at] = 'a';
		}
	}
	assert_true(lines_init(&lines, text.data, text.len));
	assert_int_equal(lines.count, 33 + 33 * 32 / 2);
	assert_int_equal(lines.id_count, lines.count);
	for (uint32_t i = 0; i < lines.count; i++)
		assert_int_equal(lines_id(&lines, lines_text(&lines, i), lines_len(&lines, i)),
				 lines.ids[i]);
	buf_release(&text);
}

/* Each is found at once, wherever its number is kept: else this would take minutes. */
static void many_different_lines(void **state)
{
	enum { COUNT = 200000 };
	_cleanup_lines_ struct lines lines = { 0 };
	struct buf text = { 0 };

	for (int i = 0; i < COUNT; i++)
		buf_printf(&text, "\tline %d\n", i);
	assert_true(lines_init(&lines, text.data, text.len));
	assert_int_equal(lines.id_count, COUNT);
	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(lines_id(&lines, lines_text(&lines, i), lines_len(&lines, i)), lines.ids[i]);
	buf_release(&text);
}

/* At the limits of the header, and one beyond. */
static void as_large_as_is_allowed(void **state)
{
	_cleanup_free_ char *text = xcalloc(LINES_MAX_BYTES + 1, 1);
	_cleanup_lines_ struct lines lines = { 0 };

	assert_false(lines_init(&lines, text, LINES_MAX_BYTES + 1));
	assert_true(lines_init(&lines, text, LINES_MAX_BYTES));
	assert_int_equal(lines.count, 1);
	lines_release(&lines);
	memset(text, '\n', LINES_MAX + 1);
	assert_false(lines_init(&lines, text, LINES_MAX + 1));
	assert_true(lines_init(&lines, text, LINES_MAX));
	assert_int_equal(lines.count, LINES_MAX);
	assert_int_equal(lines.id_count, 1);
	assert_int_equal(lines_occurrences(&lines, 0), LINES_MAX);
}

static void parts_of_identifiers(void **state)
{
	for (int c = 0; c < 256; c++)
		assert_int_equal(identifier_is_part(c), c && c < 128 &&
				 !!strchr("abcdefghijklmnopqrstuvwxyz_0123456789"
					  "ABCDEFGHIJKLMNOPQRSTUVWXYZ", c));
}

static void files_of_c(void **state)
{
	static const char *const c_files[] = { "a.c", "a/b.h", ".c.h" };
	static const char *const others[] = {
		"", "c", "ac", ".c", "a.S", "a.cc", "a.rs", "a.", "a.c/", "ah", "Kconfig", "a.C",
	};

	for (size_t i = 0; i < ARRAY_SIZE(c_files); i++)
		assert_true(path_is_c_file(c_files[i]));
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(path_is_c_file(others[i]));
}

#define X10 "xxxxxxxxxx"
enum prefix { WHOLE, PREFIX };

static void what_a_heading_identifies(void **state)
{
	static const int none = -1;
	static const struct {
		const char *what, *text;
		int kind;
		const char *names;
		enum prefix prefix;
	} cases[] = {
		{ "a function", "int f(void)", HEADING_NAME, "f" },
		{ "a function whose parameters go on", "static long f_2(int a,", HEADING_NAME, "f_2" },
		{ "a pointer's function", "struct s *f(void)", HEADING_NAME, "f" },
		{ "blanks in front of the bracket", "int f (void)", HEADING_NAME, "f" },
		{ "blanks at the end", "int f(void) \t\n", HEADING_NAME, "f" },
		{ "a variable", "static const struct s two = {", HEADING_NAME, "two" },
		{ "an array", "u8 table[16] = {", HEADING_NAME, "table" },
		{ "what comes first decides", "int x = f(a[1]);x", HEADING_NAME, "x" },
		{ "a name alone", "f(void)", HEADING_NAME, "f" },
		{ "a macro in capitals with its first argument", "DEFINE2(open, int, a)",
		  HEADING_NAME, "DEFINE2(open" },
		{ "one with a single argument", "LIST_HEAD(list)", HEADING_NAME, "LIST_HEAD(list" },
		{ "one without any", "X()", HEADING_NAME, "X(" },
		{ "one that was cut in its argument", "DEFINE2(op", HEADING_NAME, "DEFINE2(op", PREFIX },
		{ "one small letter makes it no macro", "DEFINe2(open, int, a)", HEADING_NAME, "DEFINe2" },
		{ "digits are no small letters", "X2(a, b)", HEADING_NAME, "X2(a" },
		{ "a variable in capitals is no macro", "int X = 3", HEADING_NAME, "X" },
		{ "a label", "out:", HEADING_LABEL, "out:" },
		{ "a label with code behind it", "out_2: return 0", HEADING_LABEL, "out_2: return 0" },
		{ "a line that names nothing", "struct s {", HEADING_LINE, "struct s {" },
		{ "blanks behind it are not part of it", "struct s {  \r\n", HEADING_LINE, "struct s {" },
		{ "a ':' amid a line makes no label", "class a : b", HEADING_LINE, "class a : b" },
		{ "a bracket with nothing before it that is a name", "a-(b) {", HEADING_LINE, "a-(b) {" },
		{ "39 bytes may have been cut", "struct " X10 X10 X10 "yy", HEADING_LINE,
		  "struct " X10 X10 X10 "yy", PREFIX },
		{ "38 bytes are whole", "struct " X10 X10 X10 "y", HEADING_LINE,
		  "struct " X10 X10 X10 "y", WHOLE },
		{ "a label is never cut", "out: " X10 X10 X10 X10 X10, HEADING_LABEL,
		  "out: " X10 X10 X10 X10 X10, WHOLE },
		{ "a function's name is whole in a long line", "int f(" X10 X10 X10 X10, HEADING_NAME, "f" },
		{ "nothing", "", none }, { "blanks", "  \n", none },
		{ "a line that is indented", " int f(void)", none },
		{ "a brace", "{", none }, { "a digit", "0 f(void)", none },
		{ "a directive", "#define X(a)", none },
		{ "what encloses no code", "int f(void);", none },
		{ "with a newline behind", "int f(void); \n", none },
		{ "a list goes on", "struct a,", none },
		{ "'_' begins a section", "__init f(void)", HEADING_NAME, "f" },
		{ "'$' begins a section", "$x", HEADING_LINE, "$x" },
		{ "one letter", "a", HEADING_LINE, "a" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t len = strlen(cases[i].text);
		_cleanup_guarded_ struct guarded copy = guarded_copy(cases[i].text, len);
		struct heading heading = heading_read(copy.data, len);
		bool wanted = cases[i].kind != none;

		if (heading.usable != wanted)
			fail_msg("%s: usable: %d", cases[i].what, heading.usable);
		if (!wanted)
			continue;
		if ((int)heading.kind != cases[i].kind || heading.prefix != cases[i].prefix ||
		    heading.len != strlen(cases[i].names) ||
		    memcmp(heading.text, cases[i].names, heading.len))
			fail_msg("%s: kind %d, prefix %d, '%.*s'", cases[i].what, heading.kind,
				 heading.prefix, (int)heading.len, heading.text);
	}
}

static bool is_label(const char *text)
{
	_cleanup_guarded_ struct guarded copy = guarded_copy(text, strlen(text));

	return heading_is_label(copy.data, strlen(text));
}

static void labels(void **state)
{
	assert_true(is_label("a:"));
	assert_true(is_label("out_2:x"));
	assert_false(is_label(":"));
	assert_false(is_label("out"));
	assert_false(heading_is_label("out:", 3));
	assert_false(is_label("out :"));
	assert_false(is_label("a?b:"));
	assert_false(is_label(""));
}

/* Is the second line of a file the heading that was read from a text? */
static void lines_with_a_heading(void **state)
{
	static const struct {
		const char *what, *heading, *line;
		bool same;
	} cases[] = {
		{ "a function with other parameters", "int f(void)", "long f(int a,", true },
		{ "another function", "int f(void)", "int g(void)", false },
		{ "a longer name", "int f(void)", "int f2(void)", false },
		{ "a shorter name", "int f2(void)", "int f(void)", false },
		{ "a variable of that name", "int f(void)", "int f = {", true },
		{ "a macro with the same argument", "DEFINE2(a, b)", "DEFINE2(a, c, d)", true },
		{ "a macro with another argument", "DEFINE2(a, b)", "DEFINE2(c, b)", false },
		{ "a macro cut in its argument", "DEFINE2(ab", "DEFINE2(abc, d)", true },
		{ "a macro cut at the end of its argument", "DEFINE2(ab", "DEFINE2(ab, d)", true },
		{ "a macro cut behind another argument", "DEFINE2(ab", "DEFINE2(a, b)", false },
		{ "the same line", "struct s {", "struct s {", true },
		{ "the same line but for blanks at its end", "struct s {", "struct s { ", true },
		{ "a line that goes on", "struct s", "struct s {", false },
		{ "a cut line that goes on", "struct " X10 X10 X10 X10, "struct " X10 X10 X10 X10 "y {", true },
		{ "a cut line and a shorter one", "struct " X10 X10 X10 X10, "struct " X10 X10 X10, false },
		{ "a line cut before its name", "static struct " X10 X10 X10 " *f",
		  "static struct " X10 X10 X10 " *find(void)", true },
		{ "a line cut before another name", "static struct " X10 X10 X10 " *f",
		  "static struct " X10 X10 X10 " *get(void)", false },
		{ "a line that was not cut names nothing", "struct s f", "struct s f(void)", false },
		{ "a label", "out:", "out:", true },
		{ "another label", "out:", "err:", false },
		{ "a label is no function", "out:", "int out(void)", false },
		{ "a function is no label", "int out(void)", "out:", false },
		{ "a cut macro is no line", "DEFINE2(ab", "DEFINE2", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("\n%s", cases[i].line);
		_cleanup_guarded_ struct guarded copy = guarded_copy(text, strlen(text));
		struct heading heading = heading_read(cases[i].heading, strlen(cases[i].heading));
		_cleanup_lines_ struct lines lines = { 0 };

		assert_true(heading.usable);
		assert_true(lines_init(&lines, copy.data, strlen(text)));
		if (heading_is_line(&heading, &lines, 1) != cases[i].same)
			fail_msg("%s", cases[i].what);
	}
}

/* A name is sought in the first 400 bytes of a line. */
static void a_very_long_line(void **state)
{
	char text[500];

	memset(text, 'x', sizeof(text));
	text[399] = '(';
	assert_int_equal(heading_read(text, sizeof(text)).kind, HEADING_NAME);
	text[399] = 'x';
	text[400] = '(';
	assert_int_equal(heading_read(text, sizeof(text)).kind, HEADING_LINE);
	assert_int_equal(heading_read(text, sizeof(text)).len, 400);
	assert_true(heading_read(text, sizeof(text)).prefix);
}

static void headings_above_a_place(void **state)
{
	static const char text[] =
		"\n"			/* 0 */
		"int f(void)\n"		/* 1 */
		"{\n"			/* 2 */
		"out:\n"		/* 3 */
		"\treturn 0;\n"		/* 4 */
		"}\n"			/* 5 */
		"int g(void)\n";	/* 6 */
	static const uint32_t no = UINT32_MAX;
	static const uint32_t above[] = { no, no, 1, 1, 1, 1, 1, 6 };
	static const uint32_t label[] = { no, no, 1, 1, 3, 3, 3, 6 };
	struct heading f = heading_read("int f(void)", 11), out = heading_read("out:", 4), unusable = { 0 };
	_cleanup_lines_ struct lines lines = { 0 };
	struct heading_index index;

	assert_true(lines_init(&lines, text, strlen(text)));
	heading_index_init(&index, &lines);
	for (size_t i = 0; i <= 7; i++) {
		assert_int_equal(index.above[i], above[i]);
		assert_int_equal(index.label[i], label[i]);
		assert_int_equal(heading_is_above(&f, &lines, &index, i), above[i] == 1);
		assert_int_equal(heading_is_above(&out, &lines, &index, i), label[i] == 3);
		assert_false(heading_is_above(&unusable, &lines, &index, i));
	}
	heading_index_release(&index);
}

static void definitions_of_functions(void **state)
{
	static const int none = -1;
	static const struct {
		const char *what, *text, *name;
		size_t from;
		int start, end;
	} cases[] = {
		{ "one", "int f(void)\n{\n}\n", "f", 0, 0, 3 },
		{ "behind the line to begin at", "int f(void)\n{\n}\n", "f", 1, none },
		{ "at the line to begin at", "\nint f(void)\n{\n}\n", "f", 1, 1, 4 },
		{ "in a file that ends in it", "int f(void)\n{\n\tx;", "f", 0, 0, 3 },
		{ "up to the first '}' of the first column", "int f(void)\n{\n\t{\n\t}\n}\n}\n", "f", 0, 0, 5 },
		{ "with its brace on its line", "int f(void) {\n}\n", "f", 0, 0, 2 },
		{ "with the brace behind parameters", "int f(int a,\n\tint b) {\n\tg();\n}\n", "f", 0, 0, 4 },
		{ "with blanks behind the brace", "int f(void) { \n\tg();\n}\n", "f", 0, 0, 3 },
		{ "with K&R parameters it is a prototype", "int f(a)\n\tint a;\n{\n}\n", "f", 0, none },
		{ "a prototype", "int f(void);\n", "f", 0, none },
		{ "a prototype of two lines", "int f(int a,\n\tint b);\nint g(void)\n{\n}\n", "f", 0, none },
		{ "blanks behind its ';'", "int f(void); \nint g(void)\n{\n}\n", "f", 0, none },
		{ "a head that the file ends in", "int f(void)\n", "f", 0, none },
		{ "a definition behind a prototype", "int f(void);\nint f(void)\n{\n}\n", "f", 0, 1, 4 },
		{ "a call", "int g(void)\n{\n\tf();\n}\n", "f", 0, none },
		{ "another function", "int g(void)\n{\n}\n", "f", 0, none },
		{ "a name that begins like it", "int f2(void)\n{\n}\n", "f", 0, none },
		{ "a system call", "SYSCALL_DEFINE1(f, int, a)\n{\n}\n", "SYSCALL_DEFINE1(f", 0, 0, 3 },
		{ "a section behind a head ends the search for a ';'",
		  "int f(void)\nint g;\n", "f", 0, 0, 2 },
		{ "a body in one line", "int f(void) { return 0; }\nint g;\n}\n", "f", 0, 0, 3 },
		{ "a ';' behind a body in one line", "int f(void) { return 0; }\n\t;\n}\n", "f", 0, 0, 3 },
		{ "a variable of that name", "int f = {\n};\n", "f", 0, 0, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t len = strlen(cases[i].text);
		_cleanup_guarded_ struct guarded copy = guarded_copy(cases[i].text, len);
		_cleanup_lines_ struct lines lines = { 0 };
		struct function_range range = { 99, 99 };
		bool found;

		assert_true(lines_init(&lines, copy.data, len));
		found = function_find(&lines, cases[i].name, strlen(cases[i].name), cases[i].from,
				      &range);
		if (found != (cases[i].start != none) || (!found && range.start != 99) ||
		    (found && ((int)range.start != cases[i].start || (int)range.end != cases[i].end)))
			fail_msg("%s: %d, %zu to %zu", cases[i].what, found, range.start, range.end);
	}
}

static void quoted_lines(void **state)
{
	char long_line[200];
	_cleanup_lines_ struct lines lines = { 0 };
	_cleanup_free_ char *plain = NULL, *blank = NULL, *last = NULL, *cut = NULL;

	assert_true(lines_init(&lines, "\t a b \t\r\n \n c", 13));
	plain = function_quote(&lines, 0);
	blank = function_quote(&lines, 1);
	last = function_quote(&lines, 2);
	assert_string_equal(plain, "a b");
	assert_string_equal(blank, "");
	assert_string_equal(last, "c");
	lines_release(&lines);
	memset(long_line, 'x', sizeof(long_line));
	assert_true(lines_init(&lines, long_line, sizeof(long_line)));
	cut = function_quote(&lines, 0);
	assert_true(strlen(cut) <= 120 + strlen("..."));
	assert_int_equal(strncmp(cut, long_line, 100), 0);
}

static void sets_of_words(void **state)
{
	_cleanup_words_ struct words words = { 0 };
	struct word *word;

	assert_null(words_find(&words, "ab", 2));
	word = words_get(&words, "abc", 2, "first.c");
	assert_string_equal(word->text, "ab");
	assert_string_equal(word->path, "first.c");
	assert_false(word->before || word->removed || word->added || word->called || word->declared);
	assert_ptr_equal(words_get(&words, "ab", 2, "second.c"), word);
	assert_string_equal(word->path, "first.c");
	assert_ptr_equal(words_find(&words, "ab", 2), word);
	assert_null(words_find(&words, "a", 1));
	assert_null(words_find(&words, "abc", 3));
	words_add(&words, "abc");
	words_add(&words, "abc");
	assert_int_equal(words.count, 2);
	assert_null(words_find(&words, "abc", 3)->path);
	words_release(&words);
	assert_null(words_find(&words, "ab", 2));
}

/* As many as there may be; those that are there are found as ever. */
static void a_full_set_of_words(void **state)
{
	_cleanup_words_ struct words words = { 0 };
	char name[16];

	for (unsigned i = 0; i <= WORDS_MAX; i++) {
		snprintf(name, sizeof(name), "w%u", i);
		if (i < WORDS_MAX)
			assert_non_null(words_get(&words, name, strlen(name), NULL));
		else
			assert_null(words_get(&words, name, strlen(name), NULL));
	}
	assert_int_equal(words.count, WORDS_MAX);
	for (unsigned i = 0; i < WORDS_MAX; i++) {
		snprintf(name, sizeof(name), "w%u", i);
		assert_ptr_equal(words_get(&words, name, strlen(name), NULL), words.items[i]);
	}
	words_add(&words, "more");
	assert_null(words_find(&words, "more", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_lines_have_equal_numbers),
		cmocka_unit_test(no_lines),
		cmocka_unit_test(no_two_lines_are_taken_for_one),
		cmocka_unit_test(many_different_lines),
		cmocka_unit_test(as_large_as_is_allowed),
		cmocka_unit_test(parts_of_identifiers),
		cmocka_unit_test(files_of_c),
		cmocka_unit_test(what_a_heading_identifies),
		cmocka_unit_test(labels),
		cmocka_unit_test(lines_with_a_heading),
		cmocka_unit_test(a_very_long_line),
		cmocka_unit_test(headings_above_a_place),
		cmocka_unit_test(definitions_of_functions),
		cmocka_unit_test(quoted_lines),
		cmocka_unit_test(sets_of_words),
		cmocka_unit_test(a_full_set_of_words),
	};

	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
