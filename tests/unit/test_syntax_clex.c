// SPDX-License-Identifier: GPL-2.0-only
/* C cut into tokens: every operator, and where each kind of token ends. */
#include "unit.h"

#include <ctype.h>

#include "syntax/clex.h"
#include "util/buf.h"

static const char *const kind_names[] = {
	[CTOKEN_WORD] = "word", [CTOKEN_NUMBER] = "number", [CTOKEN_STRING] = "string",
	[CTOKEN_CHAR] = "char", [CTOKEN_PUNCT] = "op", [CTOKEN_COMMENT] = "comment",
};

/* "kind:text" of each token, a blank between, newlines as '~'. */
static char *spell(const char *text, size_t len, bool comments)
{
	_cleanup_guarded_ struct guarded copy = guarded_copy(text, len);
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	struct buf all = { 0 };

	ctokens_read(&tokens, copy.data, len, comments);
	for (size_t i = 0; i < tokens.count; i++) {
		buf_printf(&all, "%s%s:", i ? " " : "", kind_names[tokens.items[i].kind]);
		for (size_t j = 0; j < tokens.items[i].len; j++) {
			char c = ctoken_text(&tokens, i)[j];

			buf_printf(&all, "%c", c == '\n' ? '~' : c);
		}
	}
	return all.len ? buf_detach(&all) : xstrdup("");
}

static void kinds_and_ends_of_tokens(void **state)
{
	static const struct {
		const char *what, *text, *tokens;
	} cases[] = {
		{ "no text", "", "" },
		{ "every blank of C", " \t\r\f\v\n", "" },
		{ "blanks end words", "a\tb\rc\fd\ve f",
		  "word:a word:b word:c word:d word:e word:f" },
		{ "letters, digits, _ and $ are words", "_a $b c0Z", "word:_a word:$b word:c0Z" },
		{ "a word to the end of the text", "ab", "word:ab" },
		{ "bytes beside the letters are no letters", "@a[`z{A0/9:",
		  "op:@ word:a op:[ op:` word:z op:{ word:A0 op:/ number:9 op::" },
		{ "a byte that begins no token is one", "a\x01\xff",
		  "word:a op:\x01 op:\xff" },
		{ "a backslash that continues no line is a token", "\\ a\\b", "op:\\ word:a op:\\ word:b" },
		{ "a number goes on with letters and dots", "0x1fUL+1.5e3f",
		  "number:0x1fUL op:+ number:1.5e3f" },
		{ "the sign of an exponent is not part of the number", "0x1e-1",
		  "number:0x1e op:- number:1" },
		{ "a number may begin with a dot", ".5-a.b", "number:.5 op:- word:a op:. word:b" },
		{ "a dot at the end of the text", ".", "op:." },
		{ "a number to the end of the text", "12", "number:12" },
		{ "strings and characters", "\"a b\"'c'", "string:\"a b\" char:'c'" },
		{ "an escaped quote does not end them", "\"a\\\"b\" '\\'' x",
		  "string:\"a\\\"b\" char:'\\'' word:x" },
		{ "an escaped backslash does", "\"a\\\\\" b", "string:\"a\\\\\" word:b" },
		{ "the other quote does not end them", "\"'\" '\"' x", "string:\"'\" char:'\"' word:x" },
		{ "an unfinished string ends with its line", "\"a b\nc", "string:\"a b word:c" },
		{ "an unfinished string ends with the text", "\"a", "string:\"a" },
		{ "a quote at the end of the text", "\"", "string:\"" },
		{ "a string that ends in a backslash and the text", "\"a\\", "string:\"a\\" },
		{ "a continued string", "\"a\\\nb\" c", "string:\"a\\~b\" word:c" },
		{ "a continued string with CRLF", "\"a\\\r\nb\" c", "string:\"a\\\r~b\" word:c" },
		{ "a backslash and CR amid a string", "\"a\\\rb\" c", "string:\"a\\\rb\" word:c" },
		{ "a continued word is two", "a\\\nb\\\r\nc", "word:a word:b word:c" },
		{ "a header's name", "#include <a/b.h> x", "op:# word:include string:<a/b.h> word:x" },
		{ "a header's name in quotes", "#include \"b.h\"", "op:# word:include string:\"b.h\"" },
		{ "blanks around include", " # include\t<b>", "op:# word:include string:<b>" },
		{ "an unfinished header's name", "#include <b\nc", "op:# word:include string:<b word:c" },
		{ "include is only a word in code", "include <b>", "word:include op:< word:b op:>" },
		{ "< after another word of a directive", "#if a <b>",
		  "op:# word:if word:a op:< word:b op:>" },
		{ "a word of seven letters is not include", "#pragmas <b>",
		  "op:# word:pragmas op:< word:b op:>" },
		{ "a word that begins as include is not it", "#includes <b>",
		  "op:# word:includes op:< word:b op:>" },
		{ "< on the line behind include", "#include\n<b>", "op:# word:include op:< word:b op:>" },
		{ "comments are left out", "a/* b */c// d\ne", "word:a word:c word:e" },
		{ "a comment's end needs both bytes", "a/*/ * /b*/c", "word:a word:c" },
		{ "stars before the end of a comment", "/***/a/* b **/c", "word:a word:c" },
		{ "a quote in a comment opens nothing", "/* ' */ a // \"\nb", "word:a word:b" },
		{ "no comment begins in a string", "\"/*\" a '//' b",
		  "string:\"/*\" word:a char:'//' word:b" },
		{ "a comment to the end of a line goes on behind a backslash", "// a \\\n b\nc \\\nd",
		  "word:c word:d" },
		{ "and behind one with CRLF", "// a \\\r\n b\nc", "word:c" },
		{ "a block comment does not", "/* \\\n */a", "word:a" },
		{ "an unfinished comment ends with the text", "a /* b\nc", "word:a" },
		{ "one that ends in half of its end", "a /* b *", "word:a" },
		{ "a comment to the end of the text", "a // b", "word:a" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *got = spell(cases[i].text, strlen(cases[i].text), false);

		if (strcmp(got, cases[i].tokens))
			fail_msg("%s: %s", cases[i].what, got);
	}
}

static void comments_when_wanted(void **state)
{
	static const struct {
		const char *text, *tokens;
	} cases[] = {
		{ "a/* b\n */c// d\ne", "word:a comment:/* b~ */ word:c comment:// d word:e" },
		{ "/**/a", "comment:/**/ word:a" },
		{ "// a \\\n b\nc", "comment:// a \\~ b word:c" },
		{ "//\n/", "comment:// op:/" },
		{ "/* a", "comment:/* a" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *got = spell(cases[i].text, strlen(cases[i].text), true);

		assert_string_equal(got, cases[i].tokens);
	}
}

static void text_with_nul_bytes(void **state)
{
	_cleanup_free_ char *got = spell("a\0b", 3, false);

	/* Printed as a string, which ends at the byte. */
	assert_int_equal(strncmp(got, "word:a op:", 10), 0);
}

/* Each operator alone, and in front of a byte that makes it no longer. */
static void the_longest_operator_is_taken(void **state)
{
	static const char *const operators[] = {
		"...", "->", "--", "-=", "<<", "<<=", "<=", ">>", ">>=", ">=", "++", "+=", "&&", "&=",
		"||", "|=", "*=", "/=", "%=", "^=", "!=", "==", "##", "+", "-", "*", "%", "&", "|",
		"^", "~", "!", "<", ">", "=", "?", ":", ";", ",", ".", "(", ")", "[", "]", "{", "}",
		"#", "/", "\\",
	};
	/* What looks like one operator and is two. */
	static const char *const pairs[][2] = {
		{ ".", "." }, { "...", "." }, { "->", ">" }, { "--", ">" }, { "--", "-" },
		{ "<<", "<" }, { ">>", ">" }, { "<", ">" }, { ">", "<" }, { "<=", "=" }, { ">=", "=" },
		{ "<<=", "=" }, { ">>=", "=" }, { "=", ">" }, { "=", "<" }, { "==", "=" },
		{ "+", "-" }, { "-", "+" }, { "++", "+" }, { "&", "|" }, { "|", "&" }, { "&&", "&" },
		{ "||", "|" }, { "*", "*" }, { "%", "%" }, { "^", "^" }, { "!", "!" }, { "~", "=" },
		{ "#", "=" }, { "##", "#" }, { "?", ":" }, { "?", "=" }, { ":", ":" }, { ":", "=" },
		{ ",", "=" }, { "(", "(" }, { "[", "[" }, { "+", ">" }, { "*", ">" }, { "!", ">" },
		{ "&", ">" }, { "|", ">" }, { "-", "<" }, { ".", "=" }, { "+=", "=" }, { "-=", "=" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(operators); i++) {
		_cleanup_free_ char *alone = spell(operators[i], strlen(operators[i]), false);
		_cleanup_free_ char *text = xasprintf("a%sb", operators[i]);
		_cleanup_free_ char *between = spell(text, strlen(text), false);
		_cleanup_free_ char *one = xasprintf("op:%s", operators[i]);
		_cleanup_free_ char *three = xasprintf("word:a op:%s word:b", operators[i]);

		assert_string_equal(alone, one);
		assert_string_equal(between, three);
	}
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		_cleanup_free_ char *text = xasprintf("a%s%sb", pairs[i][0], pairs[i][1]);
		_cleanup_free_ char *got = spell(text, strlen(text), false);
		_cleanup_free_ char *two = xasprintf("word:a op:%s op:%s word:b", pairs[i][0],
						     pairs[i][1]);

		assert_string_equal(got, two);
	}
}

enum first { NOT_FIRST, FIRST, FIRST_COLUMN };

static void lines_and_directives(void **state)
{
	static const char text[] =
		"a b\n"			/* 0 */
		"\tc\n"			/* 1 */
		"/* d */ e /* f */ g\n"	/* 2 */
		"\n"
		"#define h \\\n"	/* 4 */
		" i // j \\\n"		/* 5 */
		" k\n"			/* 6, of the comment */
		"l # m\n"		/* 7 */
		" # n\n"		/* 8 */
		"/* o */ # p\n"		/* 9 */
		"\"q\\\nr\" s\n"	/* 10, 11 */
		"/* t\n*/ u\n"		/* 12, 13 */
		"\r\nv";		/* 14, 15 */
	static const struct {
		const char *token;
		uint32_t line;
		enum first first;
		bool directive;
	} expected[] = {
		{ "a", 0, FIRST_COLUMN, false }, { "b", 0, NOT_FIRST, false },
		{ "c", 1, FIRST, false },
		{ "e", 2, FIRST, false }, { "g", 2, NOT_FIRST, false },
		{ "#", 4, FIRST_COLUMN, true }, { "define", 4, NOT_FIRST, true },
		{ "h", 4, NOT_FIRST, true }, { "i", 5, NOT_FIRST, true },
		{ "l", 7, FIRST_COLUMN, false }, { "#", 7, NOT_FIRST, false },
		{ "m", 7, NOT_FIRST, false },
		{ "#", 8, FIRST, true }, { "n", 8, NOT_FIRST, true },
		{ "#", 9, FIRST, true }, { "p", 9, NOT_FIRST, true },
		{ "\"q\\\nr\"", 10, FIRST_COLUMN, false }, { "s", 11, NOT_FIRST, false },
		{ "u", 13, FIRST, false }, { "v", 15, FIRST_COLUMN, false },
	};
	_cleanup_ctokens_ struct ctokens tokens = { 0 };

	ctokens_read(&tokens, text, strlen(text), false);
	assert_int_equal(tokens.count, ARRAY_SIZE(expected));
	for (size_t i = 0; i < tokens.count; i++) {
		const struct ctoken *token = &tokens.items[i];

		if (!ctoken_is(&tokens, i, expected[i].token) || token->line != expected[i].line ||
		    token->first != expected[i].first || token->directive != expected[i].directive)
			fail_msg("token %zu, %s: line %u, first %u, directive %u", i,
				 expected[i].token, token->line, token->first, token->directive);
	}
}

static void tokens_one_by_one(void **state)
{
	struct ctoken token;
	struct clex lex;

	clex_init(&lex, "a //", 4);
	assert_true(clex_next(&lex, &token));
	assert_int_equal(token.kind, CTOKEN_WORD);
	assert_int_equal(token.start, 0);
	assert_int_equal(token.len, 1);
	assert_true(clex_next(&lex, &token));
	assert_int_equal(token.kind, CTOKEN_COMMENT);
	assert_int_equal(token.start, 2);
	assert_int_equal(token.len, 2);
	assert_false(clex_next(&lex, &token));
	assert_false(clex_next(&lex, &token));
}

/* A long text of short tokens, which are more than there was room for at first. */
static void many_tokens(void **state)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_free_ char *text = xmalloc(1000);

	memset(text, ';', 1000);
	ctokens_read(&tokens, text, 1000, false);
	assert_int_equal(tokens.count, 1000);
	assert_int_equal(tokens.items[999].start, 999);
}

static void comments_are_dropped(void **state)
{
	static const char text[] = "/* a */ b // c\n/* d */ e";
	_cleanup_ctokens_ struct ctokens tokens = { 0 };

	ctokens_read(&tokens, text, strlen(text), true);
	assert_int_equal(tokens.count, 5);
	ctokens_drop_comments(&tokens);
	assert_int_equal(tokens.count, 2);
	assert_true(ctoken_is(&tokens, 0, "b"));
	assert_true(ctoken_is(&tokens, 1, "e"));
	assert_false(ctoken_is(&tokens, 2, "e"));
	ctokens_release(&tokens);
	assert_null(tokens.items);
	assert_int_equal(tokens.count, 0);
}

static void a_token_is_its_whole_text(void **state)
{
	static const char text[] = "ab abc";
	_cleanup_ctokens_ struct ctokens tokens = { 0 };

	ctokens_read(&tokens, text, strlen(text), false);
	assert_true(ctoken_is(&tokens, 0, "ab"));
	assert_false(ctoken_is(&tokens, 0, "abc"));
	assert_false(ctoken_is(&tokens, 0, "a"));
	assert_false(ctoken_is(&tokens, 0, "ac"));
	assert_true(ctoken_is(&tokens, 1, "abc"));
	assert_false(ctoken_is(&tokens, 2, "abc"));
}

static void past_a_bracket(void **state)
{
	static const struct {
		const char *what, *text;
		size_t from, end, behind;	/* tokens */
	} cases[] = {
		{ "a pair", "( ) a", 0, 3, 2 },
		{ "each kind of bracket", "[ a ] { } ( )", 0, 7, 3 },
		{ "braces", "[ a ] { } ( )", 3, 7, 5 },
		{ "nested ones", "( [ { } ] ( ) ) a", 0, 9, 8 },
		{ "inner ones", "( [ { } ] ( ) ) a", 1, 9, 5 },
		{ "one that is not closed", "( a ( b )", 0, 5, 5 },
		{ "one that is closed behind the end", "( a b ) c", 0, 3, 3 },
		{ "one that is closed at the end", "( a b ) c", 0, 4, 4 },
		{ "a closing one alone", ") a )", 0, 3, 1 },
		{ "brackets in strings are none", "( \")\" ')' ) a", 0, 5, 4 },
		{ "nor are longer operators", "( << a ) b", 0, 5, 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		size_t behind;

		ctokens_read(&tokens, cases[i].text, strlen(cases[i].text), false);
		behind = ctokens_skip(&tokens, cases[i].from, cases[i].end);
		if (behind != cases[i].behind)
			fail_msg("%s: %zu", cases[i].what, behind);
		ctokens_pair(&tokens);
		behind = ctokens_skip(&tokens, cases[i].from, cases[i].end);
		if (behind != cases[i].behind)
			fail_msg("%s, paired: %zu", cases[i].what, behind);
	}
}

static void bytes_of_words(void **state)
{
	for (int c = 0; c < 256; c++) {
		bool starts = c < 128 && (isalpha(c) || c == '_' || c == '$');

		assert_int_equal(clex_starts_word(c), starts);
		assert_int_equal(clex_is_word(c), starts || (c < 128 && isdigit(c)));
	}
}

/* The keywords of C11 that the kernel uses, and those of GNU C. */
static void keywords(void **state)
{
	static const char *const words[] = {
		"auto", "break", "case", "char", "const", "continue", "default", "do", "double",
		"else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long",
		"register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
		"switch", "typedef", "union", "unsigned", "void", "volatile", "while", "_Alignof",
		"_Atomic", "_Bool", "_Generic", "_Static_assert", "asm", "typeof", "bool",
		"__alignof__", "__asm__", "__attribute__", "__auto_type", "__inline", "__inline__",
		"__label__", "__typeof__", "__volatile__",
	};
	static const char *const others[] = {
		"", "a", "zzz", "_", "__", "_A", "unlikely", "main", "NULL", "intx", "Int", "IF",
		"__inlin", "__inline_", "u32", "size_t", "then", "voids", "whil", "while_",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		_cleanup_free_ char *longer = xasprintf("%sx", words[i]);

		assert_true(clex_is_keyword(words[i], strlen(words[i])));
		assert_true(clex_is_keyword(longer, strlen(words[i])));
		assert_false(clex_is_keyword(longer, strlen(longer)));
		if (strcmp(words[i], "__inline__"))
			assert_false(clex_is_keyword(words[i], strlen(words[i]) - 1));
	}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_false(clex_is_keyword(others[i], strlen(others[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_and_ends_of_tokens),
		cmocka_unit_test(comments_when_wanted),
		cmocka_unit_test(text_with_nul_bytes),
		cmocka_unit_test(the_longest_operator_is_taken),
		cmocka_unit_test(lines_and_directives),
		cmocka_unit_test(tokens_one_by_one),
		cmocka_unit_test(many_tokens),
		cmocka_unit_test(comments_are_dropped),
		cmocka_unit_test(a_token_is_its_whole_text),
		cmocka_unit_test(past_a_bracket),
		cmocka_unit_test(bytes_of_words),
		cmocka_unit_test(keywords),
	};

	return cmocka_run_group_tests_name("clex", tests, NULL, NULL);
}
