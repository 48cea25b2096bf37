// SPDX-License-Identifier: GPL-2.0-only
/* The parameters and local variables of a function. */
#include "unit.h"

#include "syntax/locals.h"
#include "util/buf.h"

/* A function, read with what is in it. */
struct sample {
	struct guarded copy;
	struct ctokens tokens;
	struct cdefs defs;
	struct locals locals;
};

static struct sample sample(const char *text)
{
	size_t len = strlen(text);
	struct sample sample = { .copy = guarded_copy(text, len) };

	ctokens_read(&sample.tokens, sample.copy.data, len, false);
	cdefs_read(&sample.tokens, &sample.defs);
	assert_true(sample.defs.count > 0);
	assert_int_equal(sample.defs.items[0].kind, CDEF_FUNCTION);
	locals_read(&sample.locals, &sample.tokens, &sample.defs.items[0]);
	return sample;
}

static void sample_release(struct sample *sample)
{
	locals_release(&sample->locals);
	assert_null(sample->locals.items);
	cdefs_release(&sample->defs);
	ctokens_release(&sample->tokens);
	guarded_release(&sample->copy);
}
#define _cleanup_sample_ __attribute__((cleanup(sample_release)))

/*
 * "type name" of each, "; " between; "(...)" around a parameter, '?' behind what is in doubt.
 * The type of a further name is all that is in front of it: "int a, b" has "int a" and "int a , b".
 */
static char *describe(const struct sample *sample)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < sample->locals.count; i++) {
		const struct local *local = &sample->locals.items[i];

		buf_printf(&all, "%s%s", i ? "; " : "", local->parameter ? "(" : "");
		for (size_t j = local->type; j < local->type_end; j++)
			buf_printf(&all, "%.*s ", (int)sample->tokens.items[j].len,
				   ctoken_text(&sample->tokens, j));
		buf_printf(&all, "%.*s%s%s", (int)local->len, sample->tokens.text + local->start,
			   local->parameter ? ")" : "", local->certain ? "" : "?");
	}
	return all.len ? buf_detach(&all) : xstrdup("");
}

static void check(const char *what, const char *text, const char *expected)
{
	_cleanup_sample_ struct sample seen = sample(text);
	_cleanup_free_ char *locals = describe(&seen);

	if (strcmp(locals, expected))
		fail_msg("%s: %s", what, locals);
}

static void parameters(void **state)
{
	static const struct {
		const char *what, *head, *locals;
	} cases[] = {
		{ "none", "int f()", "" },
		{ "one", "int f(int a)", "(int a)" },
		{ "several", "int f(int a, unsigned long b, u8 c)", "(int a); (unsigned long b); (u8 c)" },
		{ "pointers", "int f(struct s *a, char **b)", "(struct s * a); (char * * b)" },
		{ "an array", "int f(int a[3], char *b[])", "(int a); (char * b)" },
		{ "more that is not named", "int f(int a, ...)", "(int a)" },
		{ "a function and its own parameters", "int f(int (*a)(int x, int y), int b)",
		  "(int ( * a); (int b)" },
		{ "brackets that name no function", "int f(int a, __x(y) int b)", "(int a); (__x ( y ) int b)" },
		{ "an attribute behind the name", "int f(int a __unused, int b)", "(int a); (int b)" },
		{ "a name with underscores", "int f(int *__a)", "(int * __a)" },
		{ "a short name", "int f(int __)", "(int __)" },
		{ "a name alone", "int f(__a, b)", "(__a); (b)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("%s\n{\n\treturn 0;\n}", cases[i].head);

		check(cases[i].what, text, cases[i].locals);
	}
}

static void variables(void **state)
{
	static const struct {
		const char *what, *body, *locals;
	} cases[] = {
		{ "none", "", "" },
		{ "one", "int a;", "int a" },
		{ "with a value", "int a = f(b, c);", "int a" },
		{ "several", "int a, b = 1, c[2], d;", "int a; int a , b; int a , b = 1 , c; int a , b = 1 , c [ 2 ] , d" },
		{ "pointers", "struct s *a, **b;", "struct s * a; struct s * a , * * b" },
		{ "an array", "char a[3] = { 1, 2 };", "char a" },
		{ "a value with commas", "int a = (b, c), d = {e, g}, h = i[j, k];",
		  "int a; int a = ( b , c ) , d; int a = ( b , c ) , d = { e , g } , h" },
		{ "several words of type", "static const unsigned long a;", "static const unsigned long a" },
		{ "a bit field", "int a:3;", "int a" },
		{ "more than one statement", "int a; char b;", "int a; char b" },
		{ "in an inner block", "if (x) { int a; } else { int b; }", "int a; int b" },
		{ "behind an inner block", "{ x(); } int a;", "int a" },
		{ "in a loop", "for (int a = 0; a < b; a++) c;", "int a" },
		{ "in other brackets", "while (int a = 0) b;", "" },
		{ "behind a label", "out:\nint a;", "int a" },
		{ "not behind ?:", "a = b ? c : d e;", "" },
		{ "behind a directive", "#ifdef X\nint a;\n#endif\nint b;", "int a; int b" },
		{ "not in a directive", "#define X int a;\nx();", "" },
		{ "a structure", "struct { int x; } a;", "struct { int x ; } a; int x" },
		{ "a structure with a tag", "struct s { int x; } a = { 1 };", "struct s { int x ; } a; int x" },
		{ "a union", "union { int x; } a;", "union { int x ; } a; int x" },
		{ "a record without a name", "struct { int x; };", "int x" },
		{ "a block behind words is none", "a b { int x; } c;", "int x" },
		{ "of a type by example", "typeof(x) a = x;", "typeof ( x ) a" },
		{ "of a type by example of GNU C", "__typeof__(x) a; __typeof(y) b;",
		  "__typeof__ ( x ) a; __typeof ( y ) b" },
		{ "an attribute behind the name", "int a __x(y);", "int a?; int a" },
		{ "an attribute of the type", "struct s __x(y) a;", "struct s?; struct s __x ( y ) a" },
		{ "in a macro that declares", "LIST_HEAD(a);", "a?" },
		{ "all words in it", "DECLARE_X(a, 3, b);", "a?; b?" },
		{ "not in a call", "list_head(a);", "" },
		{ "nor with one small letter", "LIST_HEaD(a);", "" },
		{ "a call", "f(a, b);", "" },
		{ "an assignment", "a = 1;", "" },
		{ "an expression", "a + b;", "" },
		{ "what looks like a pointer", "a * b;", "a * b" },
		{ "two words that end otherwise", "a b + c;", "" },
		{ "a word that is a statement", "a;", "" },
		{ "what is returned", "return a;", "" },
		{ "where is jumped to", "goto a;", "" },
		{ "words of control", "case a: break; continue; default: do b; while (c);", "" },
		{ "types that are defined", "typedef int a;", "" },
		{ "assembler", "asm volatile (\"x\");", "" },
		{ "what is measured", "sizeof a;", "" },
		{ "behind else", "else a b;", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("int f()\n{\n%s\n}", cases[i].body);

		check(cases[i].what, text, cases[i].locals);
	}
}

static void one_that_is_sought(void **state)
{
	_cleanup_sample_ struct sample seen = sample("int f(int a)\n{\n\tchar ab, b;\n\tlong a;\n}");
	const struct local *a = locals_find(&seen.locals, "abc", 1);

	assert_ptr_equal(a, &seen.locals.items[0]);
	assert_true(a->parameter);
	assert_ptr_equal(locals_find(&seen.locals, "abc", 2), &seen.locals.items[1]);
	assert_null(locals_find(&seen.locals, "abc", 3));
	assert_null(locals_find(&seen.locals, "c", 1));
	assert_true(locals_have(&seen.locals, "b", 1));
	assert_false(locals_have(&seen.locals, "bc", 2));
}

/* Only what is in the function, which is the first of two. */
static void no_more_than_the_function(void **state)
{
	check("behind it", "int f(int a)\n{\n\tint b;\n}\nint g(int c)\n{\n\tint d;\n}\n", "(int a); int b");
	check("unfinished", "int f(int a)\n{\n\tint b", "(int a)");
	check("ends in a bracket", "int f(int a)\n{\n\tfor (", "(int a)");
	check("ends in a ':'", "int f(int a)\n{\nout:", "(int a)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters),
		cmocka_unit_test(variables),
		cmocka_unit_test(one_that_is_sought),
		cmocka_unit_test(no_more_than_the_function),
	};

	return cmocka_run_group_tests_name("locals", tests, NULL, NULL);
}
