// SPDX-License-Identifier: GPL-2.0-only
/* Lines of C as tokens, and which of their words they declare. */
#include "unit.h"

#include "syntax/line_tokens.h"
#include "util/buf.h"

static void read_lines(struct line_tokens *tokens, const char *text, bool added)
{
	bool in_comment = false;

	for (const char *at = text; *at;) {
		const char *newline = strchr(at, '\n');
		size_t len = newline ? (size_t)(newline - at) + 1 : strlen(at);

		line_tokens_read(tokens, at, len, added, &in_comment);
		at += len;
	}
}

/*
 * The tokens, a blank between. In front of each: '^' the first of its line, '|' in the first
 * column, '#' a word after #define.
 */
static char *spell(const char *text)
{
	struct line_tokens tokens = { 0 };
	struct buf all = { 0 };

	read_lines(&tokens, text, false);
	for (size_t i = 0; i < tokens.count; i++) {
		const struct line_token *token = &tokens.items[i];

		buf_printf(&all, "%s%s%s%s%.*s", i ? " " : "", token->first ? "^" : "",
			   token->column_0 ? "|" : "", token->define ? "#" : "",
			   token->len ? (int)token->len : 1, token->text);
	}
	free(tokens.items);
	return all.len ? buf_detach(&all) : xstrdup("");
}

static void tokens_of_lines(void **state)
{
	static const struct {
		const char *what, *text, *tokens;
	} cases[] = {
		{ "nothing", "", "" },
		{ "a blank line", " \t\n", "" },
		{ "words and bytes", "a = b2->c_3;\n", "^|a = b2 - > c_3 ;" },
		{ "indented", "\ta b\n", "^a b" },
		{ "lines", "a b\nc\n d\n", "^|a b ^|c ^d" },
		{ "numbers are left out", "x = 10 + 0x1f * 5ul;\n", "^|x = + * ;" },
		{ "a number first leaves the next first", "1 + x\n", "^+ x" },
		{ "a string is one token", "f(\"a b\", x)\n", "^|f ( \" , x )" },
		{ "a character is one token", "f('a', x)\n", "^|f ( ' , x )" },
		{ "an escaped quote does not end it", "\"a\\\"b\" '\\'' x\n", "^|\" ' x" },
		{ "an escaped backslash does", "\"a\\\\\" x\n", "^|\" x" },
		{ "an unfinished string ends with its line", "\"a\nb\n", "^|\" ^|b" },
		{ "an escape ends with its line", "\"a\\", "^|\"" },
		{ "what is behind a string", "\"a\"\"b\"c", "^|\" \" c" },
		{ "a comment to the end of the line", "a // b\nc\n", "^|a ^|c" },
		{ "a slash is no comment", "a / b\n", "^|a / b" },
		{ "a slash at the end of the line", "a /", "^|a /" },
		{ "a comment", "a /* b */ c\n", "^|a c" },
		{ "a comment without blanks", "a/*b*/c/**/d", "^|a c d" },
		{ "a comment's end needs both bytes", "a /*/ b */ c\n", "^|a c" },
		{ "a comment over lines", "a /* b\nc\nd */ e\nf\n", "^|a ^e ^|f" },
		{ "a comment that begins at the end", "a /*\nb", "^|a" },
		{ "two comments on a line", "/* a */ b /* c\n */ d\n", "^b ^d" },
		{ "a line of a comment begun before", " * a b\n", "" },
		{ "what follows it is in the comment, too", " * a\nb\n */\nc\n", "^|c" },
		{ "its end ends the comment", " * a */\nb\n", "^|b" },
		{ "its end alone", " */\nb\n", "^|b" },
		{ "a star alone", " *\nb\n*/\nc", "^|c" },
		{ "a star at the end of the text", "\t*", "" },
		{ "a pointer is no comment", " *a = b;\n", "^* a = b ;" },
		{ "a pointer to one is none", "**a = b;\n", "^|* * a = b ;" },
		{ "a directive", "#include <a.h>\nb\n", "^|b" },
		{ "an indented directive", " # if A\nb\n", "^|b" },
		{ "a lone #", "#\nb\n", "^|b" },
		{ "a directive that is no #define", "#defin A\n#undef A\nb", "^|b" },
		{ "#define", "#define A b\n", "^#A b" },
		{ "# define", " #\tdefine A(b) c\n", "^#A ( b ) c" },
		{ "#define of nothing", "#define\nb", "^|b" },
		{ "#define at the end of the text", "#define", "" },
		{ "#define of one letter", "#define A", "^#A" },
		{ "the first word only, whatever is before", "#define 1 A b", "^A b" },
		{ "# in a line is a byte", "a # define b\n", "^|a # define b" },
		{ "no directive in a comment", "/*\n#define A\n*/ b\n", "^b" },
		{ "the next line is no directive", "#define A\nb c", "^#A ^|b c" },
		{ "no comment begins in a string", "\"/*\" a '//' b\n", "^|\" a ' b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *got = spell(cases[i].text);

		if (strcmp(got, cases[i].tokens))
			fail_msg("%s: %s", cases[i].what, got);
	}
}

static void no_byte_behind_the_line(void **state)
{
	static const char *const ends[] = {
		"a", "1", "\"", "\"\\", "/", "/*", "/* *", "//", "*", " *", "#", "# ", "#define",
		"#define A", " ", "'",
	};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t len = strlen(ends[i]);
		_cleanup_guarded_ struct guarded copy = guarded_copy(ends[i], len);
		struct line_tokens tokens = { 0 };
		bool in_comment = false;

		line_tokens_read(&tokens, copy.data, len, false, &in_comment);
		assert_int_equal(in_comment, !strncmp(ends[i], "/*", 2) || ends[i][len - 1] == '*');
		free(tokens.items);
	}
}

static void added_tokens(void **state)
{
	struct line_tokens tokens = { 0 };

	read_lines(&tokens, "a;\n", true);
	read_lines(&tokens, "b\n", false);
	assert_int_equal(tokens.count, 3);
	assert_true(tokens.items[0].added);
	assert_true(tokens.items[1].added);
	assert_false(tokens.items[2].added);
	free(tokens.items);
}

/* What is longer than 200 bytes is no identifier; a million tokens are kept. */
static void limits(void **state)
{
	_cleanup_free_ char *text = xmalloc(1000001);
	struct line_tokens tokens = { 0 };
	bool in_comment = false;

	memset(text, 'x', 201);
	line_tokens_read(&tokens, text, 201, false, &in_comment);
	assert_int_equal(tokens.count, 0);
	line_tokens_read(&tokens, text, 200, false, &in_comment);
	assert_int_equal(tokens.count, 1);
	assert_int_equal(tokens.items[0].len, 200);
	tokens.count = 0;
	memset(text, ';', 1000001);
	line_tokens_read(&tokens, text, 1000001, false, &in_comment);
	assert_int_equal(tokens.count, 1000000);
	free(tokens.items);
}

static void single_tokens(void **state)
{
	static const char *const list[] = { "one", "two" };
	struct line_tokens tokens = { 0 };

	read_lines(&tokens, "two;tw twoo \"", false);
	assert_true(line_token_is_among(&tokens.items[0], list, 2));
	assert_false(line_token_is_among(&tokens.items[0], list, 1));
	assert_false(line_token_is_among(&tokens.items[1], list, 2));
	assert_false(line_token_is_among(&tokens.items[2], list, 2));
	assert_false(line_token_is_among(&tokens.items[3], list, 2));
	assert_true(line_token_is(&tokens, 1, ';'));
	assert_false(line_token_is(&tokens, 1, ','));
	assert_false(line_token_is(&tokens, 0, 't'));
	assert_true(line_token_is(&tokens, 4, '"'));
	assert_false(line_token_is(&tokens, 5, '"'));
	free(tokens.items);
}

/* The words in their order, "!" behind those that are declared. */
static char *declared(const char *text)
{
	struct line_tokens tokens = { 0 };
	struct statement statement = { 0 };
	struct buf all = { 0 };

	read_lines(&tokens, text, true);
	for (size_t i = 0; i < tokens.count; i++) {
		const struct line_token *token = &tokens.items[i];
		bool declares;

		if (!token->len) {
			line_tokens_follow(&tokens, i, &statement);
			continue;
		}
		declares = line_tokens_declare(&tokens, i, &statement);
		statement.declares |= declares && !statement.depth;
		buf_printf(&all, "%s%.*s%s", all.len ? " " : "", (int)token->len, token->text,
			   declares ? "!" : "");
		if (token->define)
			statement = (struct statement){ .start = i + 1 };
	}
	free(tokens.items);
	return all.len ? buf_detach(&all) : xstrdup("");
}

#define DEEP "((((((((((((((((((((((((((((((("	/* 31 brackets */

static void words_that_are_declared(void **state)
{
	static const struct {
		const char *what, *text, *words;
	} cases[] = {
		{ "a variable and its value", "int a = b;\n", "int a! b" },
		{ "two words of type", "static int a;\n", "static int! a!" },
		{ "a value that is assigned", "a = b;\n", "a b" },
		{ "a statement behind another", "a = b; int c;\n", "a b int c!" },
		{ "no statement goes on behind ';'", "int a; b = c;\n", "int a! b c" },
		{ "no statement goes on behind '{'", "int a { b, c;\n", "int a! b c" },
		{ "no statement goes on behind '}'", "int a } b, c;\n", "int a! b c" },
		{ "what is returned", "return a;\n", "return a" },
		{ "what is jumped to", "goto a;\n", "goto a" },
		{ "what is chosen", "case a:\n", "case a" },
		{ "what follows else", "else a();\n", "else a" },
		{ "what follows do", "do a();\n", "do a" },
		{ "what is measured", "sizeof a;\n", "sizeof a" },
		{ "a type by example", "__typeof__ a;\n", "__typeof__ a" },
		{ "more declarators", "int a, b, c;\n", "int a! b! c!" },
		{ "more of what is no declaration", "a, b;\n", "a b" },
		{ "arguments", "f(a, b);\n", "f a b" },
		{ "arguments of what is declared", "int a = f(b, c), d;\n", "int a! f b c d!" },
		{ "parameters", "int f(int a, char b)\n", "int f! int a! char b!" },
		{ "a pointer", "int *a;\n", "int a!" },
		{ "a pointer in a later statement", "x; int *a;\n", "x int a!" },
		{ "a pointer to pointers", "int **a;\n", "int a!" },
		{ "a constant in capitals is multiplied", "int *A;\n", "int A" },
		{ "a pointer's value", "*a = b;\n", "a b" },
		{ "a product", "x = a * b;\n", "x a b" },
		{ "a product that is returned", "return * b;\n", "return b" },
		{ "a pointer of a structure", "const struct s *a;\n", "const struct! s a!" },
		{ "more pointers", "int *a, *b;\n", "int a! b!" },
		{ "a pointer that is an argument", "f(a, *b);\n", "f a b" },
		{ "pointers that are parameters", "int f(int *a, char *b)\n", "int f! int a! char b!" },
		{ "pointers that are assigned in turn", "a, *b = c;\n", "a b c" },
		{ "a pointer to a function", "int (*a)(int b);\n", "int a! int b!" },
		{ "a pointer to an array", "int (*a)[3];\n", "int a!" },
		{ "a pointer in brackets", "f = (*a);\n", "f a" },
		{ "a pointer in brackets and its member", "(*a)->b;\n", "a b" },
		{ "a tag that is used", "struct s a;\n", "struct s a!" },
		{ "a tag that is defined", "struct s {\n", "struct s!" },
		{ "a tag that is said to be there", "union s;\n", "union s!" },
		{ "a tag of an enumeration", "enum s {\n", "enum s!" },
		{ "a tag in a cast", "x = (struct s)y;\n", "x struct s y" },
		{ "members", "struct s {\n\tint a;\n", "struct s! int a!" },
		{ "a type by example", "typeof(x) a = b;\n", "typeof x a! b" },
		{ "a constant of a type by example", "const typeof(x) a;\n", "const typeof! x a!" },
		{ "a word behind other brackets", "f(x) a;\n", "f x a" },
		{ "a type by example in an argument", "f(typeof(x) a);\n", "f typeof x a" },
		{ "a label", "a:\n", "a!" },
		{ "no label amid a line", "x ? a : b;\n", "x a b" },
		{ "no label with two colons", "a::b\n", "a b" },
		{ "behind a label", "a: int b;\n", "a! int b!" },
		{ "';' in brackets ends nothing", "for (int a = 0; b < c; a++)\n", "for int a! b c a" },
		{ "':' in brackets ends nothing", "int a = (b ? c : d), e;\n", "int a! b c d e!" },
		{ "a constant of an enumeration", "\tA,\n", "A!" },
		{ "one with a value", "\tA = 3,\n", "A!" },
		{ "one at the end of its line", "\tA\n\tB\n", "A! B!" },
		{ "one with a value at the end of the text", "\tA = b", "A! b" },
		{ "a value in capitals that is assigned", "\tA = 3;\n", "A" },
		{ "the ';' of the next line is another's", "\tA = 3\n;\n", "A!" },
		{ "small letters are no constant", "\tAa,\n", "Aa" },
		{ "an argument is no constant", "f(b,\n  A,\n  C);\n", "f b A C" },
		{ "a constant in an expression", "\tA | B\n", "A B" },
		{ "a constant amid a line", "\ta, A,\n", "a A" },
		{ "an enumeration", "enum e { A, b = C };\n", "enum e! A! b! C!" },
		{ "an enumeration without name", "enum { A };\n", "enum A!" },
		{ "behind an enumeration", "enum e { a } b;\nc = d;\n", "enum e! a! b c d" },
		{ "no enumeration", "enul e { a }\nx[enum] { b }\n", "enul e! a x enum b" },
		{ "a macro that defines", "\tDEFINE_X(a, b);\n", "DEFINE_X a! b!" },
		{ "a macro that declares", "\tDECLARE_X(a);\n", "DECLARE_X a!" },
		{ "a macro that makes a list", "\tX_LIST_HEAD(a);\n", "X_LIST_HEAD a!" },
		{ "another macro", "\tWARN_ON(a);\n", "WARN_ON a" },
		{ "another macro in the first column", "TRACE_EVENT(a, b)\n", "TRACE_EVENT a! b!" },
		{ "a function in the first column", "trace_Event(a)\n", "trace_Event a" },
		{ "behind a macro's brackets", "DEFINE_X(a) = b;\n", "DEFINE_X a! b" },
		{ "a macro", "#define A(a, b) c\n", "A! a! b! c" },
		{ "behind a macro", "#define A 1\nx = c\n", "A! x c" },
		{ "a field of a trace point", "\t__field(u8, a)\n", "__field u8! a!" },
		{ "a string of a trace point", "\t__string(a, b)\n", "__string a! b!" },
		{ "what is no field", "\t__entry(a, b)\n", "__entry a b" },
		{ "only the innermost brackets count", "__string(a, f(b), c)\n", "__string a! f! b c!" },
		{ "as many brackets as are kept", "f" DEEP "__string(a)\n", "f __string a!" },
		{ "and one more", "f(" DEEP "__string(a)\n", "f __string a" },
		{ "a bracket that was never opened", ") int a, b;\n", "int a! b!" },
		{ "a bracket first", "(a);\n", "a" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *got = declared(cases[i].text);

		if (strcmp(got, cases[i].words))
			fail_msg("%s: %s", cases[i].what, got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_of_lines),
		cmocka_unit_test(no_byte_behind_the_line),
		cmocka_unit_test(added_tokens),
		cmocka_unit_test(limits),
		cmocka_unit_test(single_tokens),
		cmocka_unit_test(words_that_are_declared),
	};

	return cmocka_run_group_tests_name("line tokens", tests, NULL, NULL);
}
