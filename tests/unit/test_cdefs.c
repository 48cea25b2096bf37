// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "syntax/cdefs.h"
#include "syntax/cmembers.h"
#include "util/buf.h"

/* "kind name first-last" of each definition, separated by "; ". */
static char *describe(const char *text)
{
	static const char kinds[] = "fpmrectv";
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	char *all = xstrdup("");

	ctokens_read(&tokens, text, strlen(text), false);
	cdefs_read(&tokens, &defs);
	for (size_t i = 0; i < defs.count; i++) {
		const struct cdef *def = &defs.items[i];
		char *longer = xasprintf("%s%s%c %.*s %u-%u", all, *all ? "; " : "",
					 kinds[def->kind], (int)def->name_len, text + def->name,
					 def->first_line, def->last_line);

		free(all);
		all = longer;
	}
	return all;
}

static void test_definitions(void **state)
{
	static const struct {
		const char *text, *found;
	} cases[] = {
		{"static int a(void)\n{\n\treturn 0;\n}\nint b(int x);\n", "f a 0-3; p b 4-4"},
		{"int a(int x)\n\t__acquires(&lock)\n{\n}\n", "f a 0-3"},
		{"static __printf(2, 3) void a(int x, const char *f, ...)\n{\n}\n", "f a 0-2"},
		{"static int FNAME(walk)(struct w *w)\n{\n}\n", "f FNAME(walk) 0-2"},
		{"SYSCALL_DEFINE2(open, int, a, int, b)\n{\n}\n", "f open 0-2"},
		{"module_init(a)\nstatic int b(void)\n{\n}\n", "f b 1-3"},
		{"FLAG(a, b)\n\n#ifdef X\n#define C 1\nstruct s {\n\tint n;\n};\n#endif\n", "m C 3-3; r s 4-6"},
		{"#define A(x) \\\n\t(x)\n#define B (1)\n#undef A\n", "m A 0-1; m B 2-2"},
		{"struct a {\n\tint b;\n};\nunion u { int x; } v;\n", "r a 0-2; r u 3-3; v v 3-3"},
		{"struct a {\n#define C 1\n\tint b;\n} __packed;\n", "r a 0-3; m C 1-1; v __packed 0-3"},
		{"enum e { A, B = F(1, 2),\n#ifdef X\nC\n#endif\n};\n", "e e 0-4; c A 0-0; c B 0-0; c C 2-2"},
		{"typedef int (*fn_t)(int);\ntypedef struct s s_t;\n", "t fn_t 0-0; t s_t 1-1"},
		{"static const struct ops o = {\n\t.f = g,\n};\nint x[3] = { 1 };\n", "v o 0-2; v x 3-3"},
		{"int a(void)\n{\n#ifdef X\n\tif (x) {\n#else\n\tif (y) {\n#endif\n\t}\n}\nint b;\n",
		 "f a 0-8; v b 9-9"},
		{"#ifdef X\nint a(int x)\n#else\nint a(void)\n#endif\n{\n}\n", "f a 1-6"},
		{"int a(void)\n{\n\tif (x {\n}\nint b(void)\n{\n}\n", "f a 0-3; f b 4-6"},
		{"extern \"C\" {\nint a(void);\n}\n", "p a 1-1"},
		{"struct a *b(struct c *d)\n{ }", "f b 0-1"},
		{"int __alloc(int x) { }\n", "f __alloc 0-0"},
		{"struct a;\nenum b;\nstruct c *d;\n", "v d 2-2"},
		{"DEFINE_MUTEX(a);\nEXPORT_SYMBOL(b);\nMODULE_LICENSE(GPL);\n", "v a 0-0"},
		{"((((((", ""}, {"}}}", ""}, {"{", ""}, {"", ""}, {"#define", ""}, {"#", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *found = describe(cases[i].text);

		assert_row(cases[i].text, found, cases[i].found);
	}
}

static void test_tokens(void **state)
{
	static const char text[] =
		"#include <a/b.h>\n a->b<<=0x1fUL; /* c\n */ \"x\\\"y\" 'z' // d\n... 1.5e3 a##b \\\n e\n";
	static const char *const expected[] = {
		"#", "include", "<a/b.h>", "a", "->", "b", "<<=", "0x1fUL", ";", "/* c\n */",
		"\"x\\\"y\"", "'z'", "// d", "...", "1.5e3", "a", "##", "b", "e",
	};
	_cleanup_ctokens_ struct ctokens tokens = { 0 };

	ctokens_read(&tokens, text, strlen(text), true);
	assert_int_equal(tokens.count, ARRAY_SIZE(expected));
	for (size_t i = 0; i < tokens.count; i++)
		assert_true(ctoken_is(&tokens, i, expected[i]));
	assert_int_equal(tokens.items[0].first, 2);
	assert_int_equal(tokens.items[3].first, 1);
	assert_true(tokens.items[2].directive && !tokens.items[3].directive);
	assert_int_equal(tokens.items[10].line, 2);
	assert_int_equal(tokens.items[18].line, 4);
}

static void test_arguments(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		bool variadic;
	} cases[] = {
		{"()", 0, false}, {"(void)", 0, false}, {"(a)", 1, false}, {"(a, b(c, d))", 2, false},
		{"(const char *f, ...)", 2, true}, {"(struct s){ 1, 2 }", 1, false},
		{"((struct s){ 1, 2 }, [1] = 2)", 2, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		size_t count;
		bool variadic;

		ctokens_read(&tokens, cases[i].text, strlen(cases[i].text), false);
		count = ctokens_arguments(&tokens, 0, tokens.count, &variadic);
		if (count != cases[i].count || variadic != cases[i].variadic)
			fail_msg("%s: %zu%s", cases[i].text, count, variadic ? ", variadic" : "");
	}
}

static void test_keywords(void **state)
{
	assert_true(clex_is_keyword("while", 5));
	assert_true(clex_is_keyword("_Alignof", 8));
	assert_true(clex_is_keyword("static_x", 6));
	assert_false(clex_is_keyword("whil", 4));
	assert_false(clex_is_keyword("whiles", 6));
}

struct member_names {
	const struct ctokens *tokens;
	struct buf all;
};

static void add_member(size_t token, bool own, void *data)
{
	struct member_names *names = data;

	buf_printf(&names->all, " %s%.*s", own ? "" : "-", (int)names->tokens->items[token].len,
		   ctoken_text(names->tokens, token));
}

/* Names of the members; "-" before those of a named member, "..." when there may be more. */
static char *members_of(const char *text)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	struct member_names names = { .tokens = &tokens };

	ctokens_read(&tokens, text, strlen(text), false);
	cdefs_read(&tokens, &defs);
	assert_true(defs.count);
	if (!cmembers_read(&tokens, &defs.items[0], add_member, &names))
		buf_puts(&names.all, " ...");
	return buf_detach(&names.all);
}

static void test_members(void **state)
{
	static const struct {
		const char *text, *members;
	} cases[] = {
		{"struct a {\n\tint b, *c;\n\tconst struct d *e[3];\n\tunsigned f:1, g : 2, :4;\n};",
		 " b c e f g"},
		{"struct a { int (*b)(int c, void *d); void (*__user e)(void); };", " b e"},
		{"struct a { union { int b; struct { int c; }; }; struct { int d; } e; };",
		 " b c -d e"},
		{"struct a { struct in { int b; } c __packed; u8 d[] __counted_by(c); };", " -b c d"},
		{"struct a {\n#ifdef X\n\tint b;\n#else\n\tlong b2;\n#endif\n} __packed;", " b b2"},
		{"struct a { DECLARE_BITMAP(b, 32); struct_group(g, int c; int d;); };", " b g c d"},
		{"struct a { COMMON_FIELDS; int b; };", " b ..."},
		{"struct a {\n#include \"x.h\"\n\tint b;\n};", " b ..."},
		{"struct a { spinlock_t lock ____cacheline_aligned; enum { X, Y } state; };",
		 " lock state"},
		{"struct a { __be32 b; u32 __unused; };", " b __unused"},
		{"struct a { int n; u8 data[] ALIGNED, more[2] __packed; };", " n data more"},
		{"struct a { struct { __MEMBERS; }; };", " ..."},
		{"struct a { HEADER COMMON(char) };", " COMMON ..."},
		{"struct a { int n; EACH_OF(MAKE); };", " n MAKE ..."},
		{"struct a { __ptr(struct b *, to_b); };", " b to_b"},
		{"struct a { };", ""}, {"struct a {", ""}, {"struct a { {{{{", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *members = members_of(cases[i].text);

		assert_row(cases[i].text, members ? members : "", cases[i].members);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_keywords),
		cmocka_unit_test(test_members),
	};

	return cmocka_run_group_tests_name("cdefs", tests, NULL, NULL);
}
