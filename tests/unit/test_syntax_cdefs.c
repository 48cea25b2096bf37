// SPDX-License-Identifier: GPL-2.0-only
/* What a C file defines: every kind of definition, and what only looks like one. */
#include "unit.h"

#include "syntax/cdefs.h"
#include "syntax/cmembers.h"
#include "util/buf.h"

static const char *const kind_names[] = {
	[CDEF_FUNCTION] = "function", [CDEF_PROTOTYPE] = "prototype", [CDEF_MACRO] = "macro",
	[CDEF_RECORD] = "record", [CDEF_ENUM] = "enum", [CDEF_CONSTANT] = "constant",
	[CDEF_TYPEDEF] = "typedef", [CDEF_VARIABLE] = "variable",
};

struct sample {
	struct guarded copy;
	struct ctokens tokens;
	struct cdefs defs;
};

static struct sample sample(const char *text)
{
	size_t len = strlen(text);
	struct sample sample = { .copy = guarded_copy(text, len) };

	ctokens_read(&sample.tokens, sample.copy.data, len, false);
	cdefs_read(&sample.tokens, &sample.defs);
	return sample;
}

static void sample_release(struct sample *sample)
{
	cdefs_release(&sample->defs);
	assert_null(sample->defs.items);
	ctokens_release(&sample->tokens);
	guarded_release(&sample->copy);
}
#define _cleanup_sample_ __attribute__((cleanup(sample_release)))

/* "kind name FIRST-LAST" of each, by lines from 0, "; " between. */
static char *describe(const struct sample *sample)
{
	struct buf all = { 0 };

	for (size_t i = 0; i < sample->defs.count; i++) {
		const struct cdef *def = &sample->defs.items[i];

		buf_printf(&all, "%s%s %.*s %u-%u", i ? "; " : "", kind_names[def->kind], (int)def->name_len,
			   sample->tokens.text + def->name, def->first_line, def->last_line);
	}
	return all.len ? buf_detach(&all) : xstrdup("");
}

struct row {
	const char *what, *text, *expected;
};

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_sample_ struct sample seen = sample(rows[i].text);
		_cleanup_free_ char *found = describe(&seen);

		if (strcmp(found, rows[i].expected))
			fail_msg("%s: %s", rows[i].what, found);
	}
}

static void functions(void **state)
{
	static const struct row rows[] = {
		{ "one", "int f(void)\n{\n}\n", "function f 0-2" },
		{ "without type", "f(void) { }", "function f 0-0" },
		{ "attributes in front", "__printf(1, 2) int f(char *a)\n{\n}\n", "function f 0-2" },
		{ "a section", "static __section(\"x\") int f(void)\n{\n}\n", "function f 0-2" },
		{ "attributes behind", "int f(void) __acquires(x) __releases(y)\n{\n}\n", "function f 0-2" },
		{ "attributes that begin it in the first column", "__printf(1, 2)\nint f(char *a)\n{\n}\n",
		  "function f 0-3" },
		{ "the name in the first column", "static int\nf(void)\n{\n}\n", "function f 0-3" },
		{ "a name made by a macro", "int FNAME(f)(int a)\n{\n}\n", "function FNAME(f) 0-2" },
		{ "a name made by a macro with parameters", "int X(a, b)(int c)\n{\n}\n", "function X(a, b) 0-2" },
		{ "a system call", "SYSCALL_DEFINE1(f, int, a)\n{\n}\n", "function f 0-2" },
		{ "digits and underscores in a macro's name", "X_2(f, a)\n{\n}\n", "function f 0-2" },
		{ "a small letter makes it a name", "X_a(f, b)\n{\n}\n", "function X_a 0-2" },
		{ "a macro's argument that is no word", "X(1, f)\n{\n}\n", "function X 0-2" },
		{ "a macro behind a type is a name", "int X(f, a)\n{\n}\n", "function X 0-2" },
		{ "returning a pointer to a function", "int (*f(int a))(int)\n{\n}\n", "" },
		{ "after a macro without ';'", "X(a)\nint f(void)\n{\n}\n", "function f 1-3" },
		{ "after two of them", "X(a)\nx(b)\nint f(void)\n{\n}\n", "function f 2-4" },
		{ "after one with a directive behind", "X(a)\n#define B\nint f(void)\n{\n}\n",
		  "macro B 1-1; function f 2-4" },
		{ "a macro without ';' that is indented goes on", "X(a)\n int f(void)\n{\n}\n", "function a 0-3" },
		{ "an #if in the head", "#if A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n}\n", "function f 1-6" },
		{ "two, at once", "int f(void) { } int g(void) { }", "function f 0-0; function g 0-0" },
		{ "what is in it is not defined", "int f(void)\n{\n\tint a;\n\tstruct s { int b; } c;\n}\n", "function f 0-4" },
		{ "but macros are", "int f(void)\n{\n#define A\n}\n", "function f 0-3; macro A 2-2" },
		{ "inner braces", "int f(void)\n{\n\t{\n\t}\n}\nint a;\n", "function f 0-4; variable a 5-5" },
		{ "a brace too many", "int f(void)\n{\n\t{\n}\nint a;\n", "function f 0-3; variable a 4-4" },
		{ "a brace too few", "int f(void)\n{\n\t}\n}\nint a;\n", "function f 0-2; variable a 4-4" },
		{ "an unfinished one", "int f(void)\n{\n\tx;\n", "function f 0-2" },
		{ "halves of an #if that open twice", "int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n"
		  "#endif\n\t}\n\tx;\n }\nint g;\n", "function f 0-9; variable g 10-10" },
		{ "with #ifndef and #elif", "int f(void)\n{\n#ifndef A\n\tif (a) {\n#elif B\n\tif (b) {\n"
		  "#endif\n\t}\n\tx;\n }\nint g;\n", "function f 0-9; variable g 10-10" },
		{ "an #if in an #if", "int f(void)\n{\n#if A\n\t{\n#if B\n\t{\n#else\n\t{\n#endif\n#else\n\t{\n\t{\n#endif\n"
		  "\t} }\n\tx;\n }\nint g;\n", "function f 0-15; variable g 16-16" },
		{ "an #else alone", "int f(void)\n{\n#else\n#endif\n\t{\n\t}\n }\nint g;\n",
		  "function f 0-6; variable g 7-7" },
	};

	check(rows, ARRAY_SIZE(rows));
}

/* The braces of both halves are told apart in any depth of #if. */
static void deeply_nested_conditions(void **state)
{
	for (int depth = 64; depth <= 6400; depth *= 10) {
		struct buf text = { 0 };
		struct sample seen;

		buf_puts(&text, "int f(void)\n{\n");
		for (int i = 0; i < depth; i++)
			buf_puts(&text, "#if A\n");
		buf_puts(&text, "\t{\n#else\n\t{\n");
		for (int i = 0; i < depth; i++)
			buf_puts(&text, "#endif\n");
		buf_puts(&text, "\t}\n }\nint g;\n");
		seen = sample(buf_str(&text));
		/* Else g seems to be in f. */
		assert_int_equal(seen.defs.count, 2);
		sample_release(&seen);
		buf_release(&text);
	}
}

static void macros(void **state)
{
	static const struct row rows[] = {
		{ "with nothing", "#define A", "macro A 0-0" },
		{ "with a value", "#define A 1\n#define B 2\n", "macro A 0-0; macro B 1-1" },
		{ "with parameters", "#define A(b, c) \\\n\tb + \\\n\tc\n", "macro A 0-2" },
		{ "with # in it", "#define A(b) #b #define C\n", "macro A 0-0" },
		{ "with # at the begin of a continued line", "#define A(b) \\\n#b\n#define C\n",
		  "macro A 0-1; macro C 2-2" },
		{ "indented", " # define A\n", "macro A 0-0" },
		{ "of nothing", "#define\n#define 1\n#define (\nint a;\n", "variable a 3-3" },
		{ "other directives", "#undef A\n#if B\n#include <c>\n#endif\n#pragma define D\n", "" },
		{ "amid a declaration", "int a\n#define B\n;\n", "macro B 1-1; variable a 0-2" },
		{ "amid a declaration with a value", "int a\n#ifdef B\n= c\n#else\n= d\n#endif\n;\n", "variable a 0-6" },
		{ "amid the head of a function", "static\n#if defined(A)\nint f(int a)\n#else\nint g(int b)\n#endif\n{\n}\n",
		  "function f 0-7" },
		{ "amid a prototype", "static\n#if defined(A)\nint f(int a)\n#endif\n;\n", "prototype f 0-4" },
		{ "behind a declaration", "int a;\n#define B\nint c;\n",
		  "variable a 0-0; macro B 1-1; variable c 2-2" },
	};
	_cleanup_sample_ struct sample like_function = sample("#define A(b) c\n"), other = sample("#define A (b)\n");
	_cleanup_sample_ struct sample none = sample("#define A\n(b)");

	check(rows, ARRAY_SIZE(rows));
	/* Parameters follow the name at once. */
	assert_int_equal(like_function.defs.items[0].arguments, 3);
	assert_int_equal(other.defs.items[0].arguments, other.defs.items[0].end);
	assert_int_equal(none.defs.items[0].arguments, none.defs.items[0].end);
}

static void records_and_enumerations(void **state)
{
	static const struct row rows[] = {
		{ "a structure", "struct s {\n\tint a;\n};\n", "record s 0-2" },
		{ "a union", "union u { int a; };", "record u 0-0" },
		{ "without a name", "struct { int a; };", "record  0-0" },
		{ "attributes before the name", "struct __attribute__((x)) s { int a; };", "record s 0-0" },
		{ "attributes in front", "__aligned(8) struct s { int a; };", "record s 0-0" },
		{ "an aligned one", "struct __aligned(8) s { int a; };", "record s 0-0" },
		{ "with a variable", "static struct s { int a; } b;", "record s 0-0; variable b 0-0" },
		{ "with a variable and its value", "struct s { int a; } b = { 1 };", "record s 0-0; variable b 0-0" },
		{ "with an array of it", "struct s { int a; } b[2];", "record s 0-0; variable b 0-0" },
		{ "with a pointer to it", "struct s { int a; } *b, c;", "record s 0-0; variable b 0-0" },
		{ "with a type", "typedef struct s { int a; } t;", "record s 0-0; typedef t 0-0" },
		{ "macros in it", "struct s {\n#define A\n\tint a;\n};\n", "record s 0-3; macro A 1-1" },
		{ "said to be there", "struct s;\nunion u;\nenum e;\n", "" },
		{ "an enumeration", "enum e { A, B };", "enum e 0-0; constant A 0-0; constant B 0-0" },
		{ "without a name", "enum { A };", "enum  0-0; constant A 0-0" },
		{ "with values", "enum e {\n\tA = B,\n\tC = (D, E),\n\tF = { G, H }, I[J, K], L\n};\n",
		  "enum e 0-4; constant A 1-1; constant C 2-2; constant F 3-3; constant I 3-3; constant L 3-3" },
		{ "with a comma at the end", "enum e { A, };", "enum e 0-0; constant A 0-0" },
		{ "with no constant", "enum e { };", "enum e 0-0" },
		{ "with numbers in their place", "enum e { 1, A };", "enum e 0-0; constant A 0-0" },
		{ "with directives", "enum e {\n\tA,\n#ifdef X\n\tB,\n#endif\n\tC\n};\n",
		  "enum e 0-6; constant A 1-1; constant B 3-3; constant C 5-5" },
		{ "a directive amid a value", "enum e {\n\tA\n#ifdef X\n\t= 1\n#endif\n\t, B };",
		  "enum e 0-5; constant A 1-1; constant B 5-5" },
		{ "unfinished", "struct s { int a;", "record s 0-0" },
		{ "a structure that is returned", "struct s *f(struct t *a)\n{\n}\n", "function f 0-2" },
		{ "an enumeration that is returned", "enum e f(void)\n{\n}\n", "function f 0-2" },
	};

	check(rows, ARRAY_SIZE(rows));
}

static void declarations(void **state)
{
	static const struct row rows[] = {
		{ "a prototype", "int f(int a);", "prototype f 0-0" },
		{ "of several lines", "extern int\nf(int a,\n  int b);\n", "prototype f 0-2" },
		{ "with attributes", "__printf(1, 2) int f(char *a) __cold;", "prototype f 0-0" },
		{ "of a name made by a macro", "int X(f)(int a);", "prototype X(f) 0-0" },
		{ "a variable", "int a;", "variable a 0-0" },
		{ "with a value", "int a = 1;", "variable a 0-0" },
		{ "with a value in brackets", "int a = (b);", "variable a 0-0" },
		{ "with a call as its value", "int a = f(b);", "variable a 0-0" },
		{ "an array", "int a[3];", "variable a 0-0" },
		{ "several", "int a, b;", "variable a 0-0" },
		{ "a pointer", "struct s *a;", "variable a 0-0" },
		{ "a value in braces", "struct s a = {\n\t.b = c,\n\t.d = {\n\t},\n};\n", "variable a 0-4" },
		{ "what follows it", "int a[] = { 1, 2 };\nint b;", "variable a 0-0; variable b 1-1" },
		{ "a structure's value in a macro", "struct s a = X(b, {\n});\n", "variable a 0-1" },
		{ "a pointer to a function", "int (*a)(int b);", "" },
		{ "a keyword is no name", "int;\nunsigned long;\n", "" },
		{ "a lock", "DEFINE_MUTEX(a);", "variable a 0-0" },
		{ "a static one", "static DEFINE_MUTEX(a);", "prototype DEFINE_MUTEX 0-0" },
		{ "what is declared", "DECLARE_X(a);", "variable a 0-0" },
		{ "a list", "LIST_HEAD(a);", "variable a 0-0" },
		{ "a trace event", "TRACE_EVENT(a, b);", "variable a 0-0" },
		{ "other macros", "EXPORT_SYMBOL(a);\nMODULE_X(b);\nX(c);\n", "" },
		{ "a macro in small letters", "module_init(a);", "prototype module_init 0-0" },
		{ "a type", "typedef int t;", "typedef t 0-0" },
		{ "a type of a structure", "typedef struct s t;", "typedef t 0-0" },
		{ "a type of a pointer to a function", "typedef int (*t)(int a, int b);", "typedef t 0-0" },
		{ "a type of a function", "typedef int t(int a);", "typedef t 0-0" },
		{ "a type with an attribute", "typedef int t __aligned(8);", "typedef t 0-0" },
		{ "a type with an attribute in front", "typedef int __aligned(8) t;", "typedef t 0-0" },
		{ "a type of an array", "typedef int t[3];", "typedef t 0-0" },
		{ "types of structures", "typedef struct { int a; } t;\ntypedef struct { int a; } *p, q;\n",
		  "record  0-0; typedef t 0-0; record  1-1; typedef q 1-1" },
		{ "in C++", "extern \"C\" {\nint f(void);\n}\nint a;\n", "prototype f 1-1; variable a 3-3" },
		{ "braces alone", "{\nint a;\n}\nint b;", "variable a 1-1; variable b 3-3" },
		{ "a lone ';'", ";;int a;", "variable a 0-0" },
		{ "a closing brace too many", "int a; } int b;", "variable a 0-0; variable b 0-0" },
		{ "a bracket that is never closed", "int f(int a;\nint b;\nint g(void);\n",
		  "prototype f 0-0; variable b 1-1; prototype g 2-2" },
		{ "one, and another at the begin of the next", "int f(int a;\n(b);\nint c;\n",
		  "prototype f 0-0; variable c 2-2" },
		{ "a bracket that the text ends in", "int a;\nint b(", "variable a 0-0" },
		{ "';' in brackets", "int a[({ 1; 2; })];\nint b;\n", "variable a 0-0; variable b 1-1" },
	};

	check(rows, ARRAY_SIZE(rows));
}

/* The tokens that a definition points at. */
static void tokens_of_definitions(void **state)
{
	/*                  0   1 2 34    5  6 7 8  9      0 12   34 */
	static const char text[] = "int a; int f(int b) { } struct s { };";
	static const struct {
		enum cdef_kind kind;
		uint32_t first, name, arguments, body, end;
	} expected[] = {
		{ CDEF_VARIABLE, 0, 1, 3, 3, 3 },
		{ CDEF_FUNCTION, 3, 4, 5, 9, 11 },
		{ CDEF_RECORD, 11, 12, 15, 13, 15 },
	};
	_cleanup_sample_ struct sample seen = sample(text);

	assert_int_equal(seen.defs.count, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct cdef *def = &seen.defs.items[i];

		assert_int_equal(def->kind, expected[i].kind);
		assert_int_equal(def->first, expected[i].first);
		assert_int_equal(def->name_token, expected[i].name);
		assert_int_equal(def->arguments, expected[i].arguments);
		assert_int_equal(def->body, expected[i].body);
		assert_int_equal(def->end, expected[i].end);
	}
}

static void definitions_that_are_sought(void **state)
{
	static const char text[] =
		"int f(void)\n"		/* 0 */
		"{\n"
		"#define g\n"		/* 2 */
		"}\n"
		"int g(void);\n"	/* 4 */
		"int g(void)\n"		/* 5 */
		"{\n"
		"}\n"
		"int g(void)\n"		/* 8 */
		"{ }\n";		/* 9 */
	_cleanup_sample_ struct sample seen = sample(text);
	const struct cdef *defs = seen.defs.items;
	size_t at = 0;

	assert_int_equal(seen.defs.count, 5);
	assert_ptr_equal(cdefs_at_line(&seen.defs, CDEF_FUNCTION, 0), &defs[0]);
	assert_ptr_equal(cdefs_at_line(&seen.defs, CDEF_FUNCTION, 3), &defs[0]);
	assert_ptr_equal(cdefs_at_line(&seen.defs, CDEF_FUNCTION, 2), &defs[0]);
	assert_ptr_equal(cdefs_at_line(&seen.defs, CDEF_MACRO, 2), &defs[1]);
	assert_null(cdefs_at_line(&seen.defs, CDEF_MACRO, 3));
	assert_null(cdefs_at_line(&seen.defs, CDEF_FUNCTION, 4));
	assert_ptr_equal(cdefs_at_line(&seen.defs, CDEF_PROTOTYPE, 4), &defs[2]);
	assert_ptr_equal(cdefs_at_line(&seen.defs, CDEF_FUNCTION, 5), &defs[3]);
	assert_null(cdefs_at_line(&seen.defs, CDEF_FUNCTION, 10));

	assert_ptr_equal(cdefs_named(&seen.tokens, &seen.defs, CDEF_FUNCTION, "gh", 1, &at), &defs[3]);
	assert_int_equal(at, 4);
	assert_ptr_equal(cdefs_named(&seen.tokens, &seen.defs, CDEF_FUNCTION, "g", 1, &at), &defs[4]);
	assert_int_equal(at, 5);
	assert_null(cdefs_named(&seen.tokens, &seen.defs, CDEF_FUNCTION, "g", 1, &at));
	assert_int_equal(at, 5);
	at = 0;
	assert_null(cdefs_named(&seen.tokens, &seen.defs, CDEF_FUNCTION, "gh", 2, &at));
	assert_int_equal(at, 5);

	assert_ptr_equal(cdefs_only(&seen.tokens, &seen.defs, CDEF_FUNCTION, "f", 1), &defs[0]);
	assert_ptr_equal(cdefs_only(&seen.tokens, &seen.defs, CDEF_PROTOTYPE, "g", 1), &defs[2]);
	assert_null(cdefs_only(&seen.tokens, &seen.defs, CDEF_FUNCTION, "g", 1));
	assert_null(cdefs_only(&seen.tokens, &seen.defs, CDEF_FUNCTION, "h", 1));
	assert_null(cdefs_only(&seen.tokens, &seen.defs, CDEF_PROTOTYPE, "f", 1));
}

/* Each word in front of a ':' that is a label. */
static void labels(void **state)
{
	static const char text[] = "int f(void)\n{\na: x; b: y; { c: z; } d:e: g();\n"
				   "\th = i ? j : k;\n\tl = m ?\n\tn : o;\n\tcase p: q();\n\tdefault: r();\n"
				   "\tcase\n\ts: t();\n\tint u:3;\n\tv()\n: w();\n"
				   "last:\n\tx = y ? z : (w); b1: y ? z : b2: 0;\n}\n";
	_cleanup_sample_ struct sample seen = sample(text);
	struct buf found = { 0 };

	for (size_t i = 0; i < seen.tokens.count; i++)
		if (ctree_is_label(&seen.defs.tree, &seen.tokens, i))
			buf_printf(&found, "%.*s ", (int)seen.tokens.items[i].len, ctoken_text(&seen.tokens, i));
	assert_string_equal(buf_str(&found), "a b c d e last b1 ");
	buf_release(&found);
}

struct member_names {
	const struct ctokens *tokens;
	struct buf all;
};

static void add_member(size_t token, bool own, void *data)
{
	struct member_names *names = data;

	buf_printf(&names->all, "%s%s%.*s", names->all.len ? " " : "", own ? "" : "-",
		   (int)names->tokens->items[token].len, ctoken_text(names->tokens, token));
}

static void members(void **state)
{
	/* "-" before those of a named member, "..." when there may be more. */
	static const struct row rows[] = {
		{ "one", "int a;", "a" },
		{ "none", "", "" },
		{ "several", "int a, b; long c;", "a b c" },
		{ "pointers", "int *a, **b; struct s *c;", "a b c" },
		{ "arrays", "int a[2], b[3][4]; char c[];", "a b c" },
		{ "bit fields", "int a:1, b : 2; int :3; int c:X, d;", "a b c d" },
		{ "a bit field without name between others", "int a:1, :2, b:3;", "a b" },
		{ "the width of one without name", "int a:1, :X, b:3;", "a b" },
		{ "a width of several tokens", "int a:(1 + X), b:X + 2, c;", "a b c" },
		{ "a pointer to a function", "int (*a)(int b, char *c); int d;", "a d" },
		{ "a pointer to an array", "int (*a)[3];", "a" },
		{ "several pointers to functions", "int (*a)(int b), (*c)(int d);", "a c" },
		{ "a pointer with an attribute", "int (__user *a)(int b); int (*__rcu c)(void);", "c" },
		{ "an array of pointers to functions", "int (*a[3])(int b);", "a" },
		{ "attributes behind the name", "int a __packed; int b __aligned(8), c __x;", "a b c" },
		{ "an attribute alone is a name", "int __a;", "__a" },
		{ "an attribute of the type", "__be32 a; struct s __rcu *b;", "a b" },
		{ "capitals behind an array", "char a[] ALIGNED; char b[2] X, c[3] Y;", "a b c" },
		{ "a structure with a name", "struct { int a; } b;", "-a b" },
		{ "a structure without", "struct { int a; };", "a" },
		{ "a structure with a tag", "struct s { int a; } b, *c;", "-a b c" },
		{ "an array of structures", "struct { int a; } b[2];", "-a b" },
		{ "a packed structure without a name", "struct { int a; } __packed;", "a" },
		{ "an aligned one", "struct { int a; } __aligned(8);", "a" },
		{ "structures in structures", "struct { struct { int a; } b; int c; }; int d;", "-a b c d" },
		{ "a structure in a named one", "struct { struct { int a; }; int b; } c;", "-a -b c" },
		{ "a union", "union { int a; long b; }; union { int c; } d;", "a b -c d" },
		{ "an empty structure", "struct { } a;", "a" },
		{ "an enumeration has no members", "enum { A, B } a; enum e { C }; enum e b;", "a b" },
		{ "a macro that declares", "DECLARE_BITMAP(a, X); int b;", "a X b" },
		{ "a group", "struct_group(a, int b; int c;); int d;", "a b c d" },
		{ "a macro with underscores", "__struct_group(a, b, c, int d;); int e;", "a b c d e" },
		{ "a macro whose argument makes them", "X(MAKE); int a;", "MAKE a ..." },
		{ "one small letter is a name", "X(Make); int a;", "Make a" },
		{ "a word alone", "X; int a;", "a ..." },
		{ "a word with underscores alone", "__X; int a;", "a ..." },
		{ "a word alone in a structure", "struct { X; } a;", "a ..." },
		{ "macros without ';'", "int a; X(b)", "a b ..." },
		{ "directives", "\n#ifdef X\nint a;\n#else\nint b;\n#endif\nint c;", "a b c" },
		{ "what a directive cuts off is a word alone", "int\n#ifdef X\na;\n#else\nb;\n#endif\nint c;",
		  "a c ..." },
		{ "what is included", "\n#include \"x.h\"\nint a;", "a ..." },
		{ "an unfinished one", "int a; int b", "a b ..." },
		{ "a type by example", "typeof(x) a; int b;", "a b" },
		{ "brackets in an array's size", "int a[X(b, c)], d;", "a d" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = xasprintf("struct s {%s};", rows[i].text);
		_cleanup_sample_ struct sample seen = sample(text);
		struct member_names names = { .tokens = &seen.tokens };

		assert_int_equal(seen.defs.items[0].kind, CDEF_RECORD);
		if (!cmembers_read(&seen.tokens, &seen.defs.items[0], add_member, &names))
			buf_puts(&names.all, names.all.len ? " ..." : "...");
		if (strcmp(buf_str(&names.all), rows[i].expected))
			fail_msg("%s: %s", rows[i].what, buf_str(&names.all));
		buf_release(&names.all);
	}
}

/* Structures within structures, down to 32, and one more. */
static void members_deep_inside(void **state)
{
	for (int depth = 32; depth <= 33; depth++) {
		struct buf text = { 0 };
		struct member_names names = { 0 };
		struct sample seen;

		buf_puts(&text, "struct s {");
		for (int i = 0; i < depth; i++)
			buf_puts(&text, "struct {");
		buf_puts(&text, "int a;");
		for (int i = 0; i < depth; i++)
			buf_puts(&text, "};");
		buf_puts(&text, "};");
		seen = sample(buf_str(&text));
		names.tokens = &seen.tokens;
		assert_int_equal(cmembers_read(&seen.tokens, &seen.defs.items[0], add_member, &names), depth == 32);
		assert_string_equal(buf_str(&names.all), depth == 32 ? "a" : "");
		buf_release(&names.all);
		sample_release(&seen);
		buf_release(&text);
	}
}

static void only_records_have_members(void **state)
{
	_cleanup_sample_ struct sample seen = sample("enum e { A }; int f(int a) { int b; }");
	struct member_names names = { .tokens = &seen.tokens };

	for (size_t i = 0; i < seen.defs.count; i++)
		assert_true(cmembers_read(&seen.tokens, &seen.defs.items[i], add_member, &names));
	assert_int_equal(names.all.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions),
		cmocka_unit_test(deeply_nested_conditions),
		cmocka_unit_test(macros),
		cmocka_unit_test(records_and_enumerations),
		cmocka_unit_test(declarations),
		cmocka_unit_test(tokens_of_definitions),
		cmocka_unit_test(definitions_that_are_sought),
		cmocka_unit_test(labels),
		cmocka_unit_test(members),
		cmocka_unit_test(members_deep_inside),
		cmocka_unit_test(only_records_have_members),
	};

	return cmocka_run_group_tests_name("definitions", tests, NULL, NULL);
}
