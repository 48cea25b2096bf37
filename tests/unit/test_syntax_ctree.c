// SPDX-License-Identifier: GPL-2.0-only
/* The tree of a file: forms of kernel code, what cannot be read, and how the work grows. */
#include "unit.h"

#include <signal.h>

#include "syntax/ctree.h"
#include "util/buf.h"
#include "util/interrupt.h"

struct sample {
	struct guarded copy;
	struct ctokens tokens;
	struct ctree tree;
};

static void sample_read(struct sample *sample, const char *text, size_t len)
{
	sample->copy = guarded_copy(text, len);
	ctokens_read(&sample->tokens, sample->copy.data, len, false);
	ctree_read(&sample->tree, &sample->tokens);
}

static void sample_release(struct sample *sample)
{
	ctree_release(&sample->tree);
	assert_null(sample->tree.nodes);
	ctokens_release(&sample->tokens);
	guarded_release(&sample->copy);
}
#define _cleanup_sample_ __attribute__((cleanup(sample_release)))

/* "kind(inner kind, ...)"; "~" behind a kind: cut. */
static void describe(const struct ctree *tree, uint32_t node, struct buf *text)
{
	uint32_t child = ctree_child(tree, node);

	buf_printf(text, "%s%s", ctree_kind_name(tree->nodes[node].kind),
		   tree->nodes[node].flags & CTREE_CUT ? "~" : "");
	if (child == CTREE_NONE)
		return;
	buf_puts(text, "(");
	for (; child != CTREE_NONE; child = ctree_next(tree, child)) {
		describe(tree, child, text);
		if (ctree_next(tree, child) != CTREE_NONE)
			buf_puts(text, " ");
	}
	buf_puts(text, ")");
}

struct row {
	const char *what, *text, *expected;
};

/* Of rows with `inside`, the text is a function's body, and what is in its block expected. */
static void check(const struct row *rows, size_t count, bool inside)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *text = xasprintf(inside ? "int f(void)\n{\n%s\n}\n" : "%s",
						      rows[i].text);
		_cleanup_free_ char *expected =
			xasprintf(inside ? "file(function(arguments block(%s)))" : "file(%s)",
				  rows[i].expected);
		_cleanup_sample_ struct sample sample = { 0 };
		struct buf found = { 0 };

		sample_read(&sample, text, strlen(text));
		describe(&sample.tree, 0, &found);
		if (strcmp(found.data, expected))
			fail_msg("%s:\n%s\nis\n%s\nand not\n%s", rows[i].what, rows[i].text,
				 found.data, expected);
		buf_release(&found);
	}
}

static void test_definitions(void **state)
{
	static const struct row rows[] = {
		{ "prototype and function", "int f(int a);\nstatic int f(int a)\n{\n}\n",
		  "declaration(arguments) function(arguments block)" },
		{ "attributes in front and behind",
		  "static __always_inline __printf(1, 2) void f(char *x, ...) __must_hold(a)\n{\n}\n",
		  "function(parentheses arguments parentheses block)" },
		{ "a name that a macro makes", "static int FNAME(walk)(struct x *y)\n{\n\treturn 0;\n}\n",
		  "function(arguments arguments block(jump))" },
		{ "a system call", "SYSCALL_DEFINE3(open, const char __user *, name, int, flags)\n{\n}\n",
		  "function(arguments block)" },
		{ "macros that define, with ';' and without",
		  "DEFINE_MUTEX(lock);\nEXPORT_SYMBOL_GPL(f)\nint g(void)\n{\n}\n",
		  "declaration(arguments) macro(arguments) function(arguments block)" },
		{ "a structure with another one, a bit field and a macro",
		  "struct a {\n\tunion {\n\t\tint b;\n\t\tlong c:3;\n\t};\n\tDECLARE_BITMAP(d, 4);\n} __packed;\n",
		  "declaration(members(declaration(members(declaration declaration)) "
		  "declaration(arguments)))" },
		{ "an enumeration", "enum a { B, C = 1 << 2, };\n", "declaration(enumerators)" },
		{ "designated initialisers",
		  "static const struct a b[] = {\n\t[1] = { .c = f(2), .d = &e[3] },\n\t{ }\n};\n",
		  "declaration(index braces(index braces(arguments index) braces))" },
		{ "a structure that a macro defines", "define_machine(x) {\n\t.name = \"x\",\n};\n",
		  "function(arguments braces) declaration" },
		{ "a pointer to a function, and a type of one",
		  "static int (*f)(int a);\ntypedef void (*g)(void);\n",
		  "declaration(parentheses arguments) declaration(parentheses arguments)" },
		{ "extern \"C\"", "extern \"C\" {\nint f(void);\n}\n",
		  "linkage(declaration(arguments))" },
		{ "a function within an #if, and an #include",
		  "#include <linux/a.h>\n#ifdef A\nint f(void)\n{\n}\n#endif\n",
		  "directive directive function(arguments block) directive" },
	};

	(void)state;
	check(rows, ARRAY_SIZE(rows), false);
}

static void test_defines(void **state)
{
	static const struct row rows[] = {
		{ "nothing", "#define A\n#define B()\n", "directive directive" },
		{ "an expression", "#define A(x) ((x) + B(1))\n",
		  "directive(macro-body(parentheses(parentheses arguments)))" },
		{ "do { } while (0)", "#define A(x) do { \\\n\tif (x) \\\n\t\tf(x); \\\n} while (0)\n",
		  "directive(macro-body(do~(block(if(condition statement(arguments))) condition)))" },
		{ "a statement expression", "#define A(x) ({ int y = (x); y; })\n",
		  "directive(macro-body(statement-expression(block(declaration(parentheses) statement))))" },
		{ "a half of a block", "#define A(x) if (x) {\nint b;\n",
		  "directive(macro-body(if~(condition block~))) declaration" },
		{ "a loop", "#define each(x) for (x = 0; x < 3; x++)\n",
		  "directive(macro-body(loop~(condition)))" },
		{ "a closing half", "#define A }\nint b;\n", "directive(macro-body(unknown)) declaration" },
	};

	(void)state;
	check(rows, ARRAY_SIZE(rows), false);
}

static void test_statements(void **state)
{
	static const struct row rows[] = {
		{ "declarations", "\tint a, *b = &a;\n\tu32 c[3];\n\tstruct d *e;\n\tunsigned long g:3;",
		  "declaration declaration(index) declaration declaration" },
		{ "what is no declaration", "\ta = b * c;\n\tg(a);\n\t*a = 1;\n\ta->b++;\n\t;",
		  "statement statement(arguments) statement statement statement" },
		{ "cleaned up", "\tvoid *p __free(kfree) = g();", "declaration(arguments arguments)" },
		{ "typeof", "\ttypeof(*a) *b = c;", "declaration(parentheses)" },
		{ "a pointer to a function", "\tint (*g)(int);\n\tu32 (*h)(int) = g;",
		  "declaration(parentheses arguments) declaration(parentheses arguments)" },
		{ "a structure of its own", "\tstruct { int a; } b = { 1 };",
		  "declaration(members(declaration) braces)" },
		{ "if and else", "\tif (a)\n\t\tg();\n\telse if (b) {\n\t\th();\n\t} else\n\t\ti();\n\tj();",
		  "if(condition statement(arguments) else(if(condition block(statement(arguments)) "
		  "else(statement(arguments))))) statement(arguments)" },
		{ "an else belongs to the nearer if", "\tif (a)\n\t\tif (b)\n\t\t\tg();\n\t\telse\n\t\t\th();",
		  "if(condition if(condition statement(arguments) else(statement(arguments))))" },
		{ "the condition in a macro", "\tif IS_ENABLED(A)\n\t\treturn 1;",
		  "if(condition jump)" },
		{ "loops", "\tfor (int i = 0; i < 3; i++)\n\t\tg();\n\twhile (a)\n\t\tcontinue;\n\tdo\n\t\tg();\n\twhile (b);\n\tdo {\n\t} while (0);",
		  "loop(condition statement(arguments)) loop(condition jump) "
		  "do(statement(arguments) condition) do(block condition)" },
		{ "switch, ranges, ?:, default and labels",
		  "\tswitch (a) {\n\tcase 1 ... 3:\n\tcase b ? 2 : 4: {\n\t\tbreak;\n\t}\n\tdefault:\n\t\tgoto out;\n\t}\nout:\n\treturn 0;",
		  "switch(condition block(case case block(jump) case jump)) label jump" },
		{ "?: is no label", "\ta = b ? c : d;", "statement" },
		{ "macros that take a block",
		  "\tlist_for_each_entry(a, &b, c) {\n\t\tg(a);\n\t}\n\tscoped_guard(mutex, &m)\n\t\tg(a);",
		  "macro(arguments block(statement(arguments))) "
		  "macro(arguments statement(arguments))" },
		{ "a macro without ';'", "\tASSERT(a)\n\tg();\n\tASSERT(b)",
		  "macro(arguments) statement(arguments) macro(arguments)" },
		{ "a macro for a type", "\tGENRADIX(struct a) b;\n\tint c;", "declaration(arguments) declaration" },
		{ "a guard", "\tguard(mutex)(&m);\n\tCLASS(fd, f)(1);",
		  "statement(arguments arguments) statement(arguments arguments)" },
		{ "a statement expression", "\ta = ({ int b = g(); b; });",
		  "statement(statement-expression(block(declaration(arguments) statement)))" },
		{ "inline assembly", "\tasm volatile(\"nop\" : \"=r\" (a) : [b] \"m\" (c));\n\tasm goto (\"\" :::: out);",
		  "asm(parentheses(parentheses index parentheses)) asm(parentheses)" },
		{ "a literal of a structure", "\ta = (struct b) { .c = 1 };\n\treturn (struct b){ };",
		  "statement(parentheses braces) jump(parentheses braces)" },
		{ "code as a macro's argument", "\twait_event_cmd(q, a, { g(); h(); }, i());",
		  "statement(arguments(braces(arguments arguments) arguments))" },
		{ "sizeof, casts and strings", "\ta = sizeof(b) + (int)c + strlen(\"}\" B \"{\");",
		  "statement(parentheses parentheses arguments)" },
		{ "blocks and empty statements", "\t{\n\t\t{ }\n\t}\n\tfor (;;)\n\t\t;",
		  "block(block) loop(condition statement)" },
	};

	(void)state;
	check(rows, ARRAY_SIZE(rows), true);
}

static void test_halves(void **state)
{
	static const struct row rows[] = {
		{ "a whole statement each",
		  "#ifdef A\n\tg();\n#else\n\th();\n#endif\n\ti();",
		  "directive statement(arguments) directive statement(arguments) directive "
		  "statement(arguments)" },
		{ "each begins a block that both end",
		  "#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tg();\n\t}\n\th();",
		  "directive if~(condition block~(directive)) if(condition block(directive "
		  "statement(arguments))) statement(arguments)" },
		{ "each ends the block of both",
		  "\tif (a) {\n#ifdef A\n\t\tg();\n\t}\n#else\n\t\th();\n\t}\n#endif\n\ti();",
		  "if~(condition block~(directive statement(arguments))) directive "
		  "if~(block~(statement(arguments))) directive statement(arguments)" },
		{ "a condition is cut",
		  "\tif (a\n#ifdef A\n\t    && b)\n#else\n\t    && c)\n#endif\n\t\tg();",
		  "if(condition~(directive) directive condition~ directive statement(arguments))" },
		{ "an else in one half only", "\tif (a)\n\t\tg();\n#ifdef A\n\telse\n\t\th();\n#endif\n\ti();",
		  "if(condition statement(arguments) directive else(statement(arguments))) directive "
		  "statement(arguments)" },
		{ "the body is one of two",
		  "\tif (a)\n#ifdef A\n\t\tg();\n#else\n\t\th();\n#endif\n\ti();",
		  "if~(condition directive statement(arguments)) directive if~(statement(arguments)) "
		  "directive statement(arguments)" },
		{ "an if in one half only", "#ifdef A\n\tif (a)\n#endif\n\t\tg();\n\th();",
		  "directive if(condition directive statement(arguments)) statement(arguments)" },
		{ "a half without code changes nothing",
		  "\ta = 1\n#ifdef A\n\t\t+ b;\n#else\n#error\n#endif\n\tg();",
		  "statement(directive) directive directive directive statement(arguments)" },
		{ "one in another", "#if A\n#if B\n\tif (a) {\n#else\n\tif (b) {\n#endif\n#elif C\n\tif (c) {\n#endif\n\t}\n\tg();",
		  "directive directive if~(condition block~(directive)) if~(condition block~(directive "
		  "directive)) if(condition block(directive)) statement(arguments)" },
		{ "an #else and #endif without #if", "#else\n\tg();\n#endif\n\th();",
		  "directive statement(arguments) directive statement(arguments)" },
	};
	static const struct row heads[] = {
		{ "two heads of one function",
		  "#ifdef A\nint f(int a)\n{\n#else\nint f(void)\n{\n#endif\n\tg();\n}\nint h;\n",
		  "directive function~(arguments block~(directive)) function(arguments "
		  "block(directive statement(arguments))) declaration" },
		{ "parameters in both halves",
		  "int f(int a,\n#ifdef A\n\tint b)\n{\n}\n#else\n\tint c)\n{\n}\n#endif\nint h;\n",
		  "function~(arguments~(directive) block) directive function~(arguments~ block) "
		  "directive declaration" },
	};

	(void)state;
	check(rows, ARRAY_SIZE(rows), true);
	check(heads, ARRAY_SIZE(heads), false);
}

static void test_unknown(void **state)
{
	static const struct row rows[] = {
		{ "a stray bracket", "\tg(a));\n\th();",
		  "unknown(arguments unknown) statement(arguments)" },
		{ "a bracket that is not closed", "\tif (a) {\n\t\tg(b;\n\t}\n\th();",
		  "if(condition block(unknown(unknown))) statement(arguments)" },
		{ "one in another that is not closed", "\tg(a[b);", "statement(arguments(unknown))" },
		{ "an else without if", "\telse\n\t\tg();\n\th();",
		  "unknown statement(arguments) statement(arguments)" },
		{ "a missing ';'", "\ta = b\n\treturn 0;", "unknown jump" },
		{ "words that make no sense", "\ta = b c;\n\th();", "unknown statement(arguments)" },
		{ "an if without statement", "\t{\n\t\tif (a)\n\t}\n\th();",
		  "block(unknown(condition)) statement(arguments)" },
		{ "braces amid a statement", "\ta = b + { 1 };", "unknown(braces)" },
		{ "case without ':'", "\tcase 1;\n\th();", "unknown statement(arguments)" },
	};
	static const struct row definitions[] = {
		{ "a '}' too many", "int f(void)\n{\n}\n}\nint a;\n",
		  "function(arguments block) unknown declaration" },
		{ "a '}' too few", "int f(void)\n{\n\tif (a) {\n}\nint g(void)\n{\n}\n",
		  "function(arguments block(unknown(condition unknown))) function(arguments block)" },
		{ "a '(' that is not closed", "int f(int a;\n\nint g(void)\n{\n\treturn 0;\n}\nint b;\n",
		  "declaration(unknown) function(arguments block(jump)) declaration" },
		{ "one in front of a '{'", "int f(int a\n{\n\treturn 0;\n}\nint b;\n",
		  "function(unknown block(jump)) declaration" },
		{ "a '(' that is not closed, of a prototype", "int f(int a;\nint b;\n",
		  "declaration(unknown) declaration" },
		{ "the end comes too early", "int f(void)\n{\n\tg(a",
		  "function(arguments unknown(unknown(unknown)))" },
		{ "braces of nothing", "{\n};\nA b { };\n",
		  "unknown unknown declaration unknown(braces)" },
	};

	(void)state;
	check(rows, ARRAY_SIZE(rows), true);
	check(definitions, ARRAY_SIZE(definitions), false);
}

static void test_innermost_node(void **state)
{
	static const char text[] = "int f(void)\n{\n\tif (a)\n\t\tg(b);\n}\n";
	_cleanup_sample_ struct sample sample = { 0 };
	uint32_t node;

	(void)state;
	sample_read(&sample, text, sizeof(text) - 1);
	for (size_t i = 0; i < sample.tokens.count; i++)
		if (ctoken_is(&sample.tokens, i, "b")) {
			node = ctree_at(&sample.tree, i);
			assert_int_equal(sample.tree.nodes[node].kind, CTREE_ARGUMENTS);
			node = ctree_at(&sample.tree, i + 2);
			assert_int_equal(sample.tree.nodes[node].kind, CTREE_STATEMENT);
			node = ctree_at(&sample.tree, i + 3);
			assert_int_equal(sample.tree.nodes[node].kind, CTREE_BLOCK);
		}
	assert_int_equal(ctree_at(&sample.tree, 0), 1);
	assert_int_equal(ctree_child_of(&sample.tree, 1, CTREE_BLOCK), 3);
	assert_int_equal(ctree_child_of(&sample.tree, 1, CTREE_ASM), CTREE_NONE);
}

/* `count` times a piece, with what comes before and behind all. */
static char *repeated(const char *before, const char *piece, size_t count, const char *behind)
{
	size_t first = strlen(before), len = strlen(piece);
	char *text = xmalloc(first + len * count + strlen(behind) + 1);

	memcpy(text, before, first);
	for (size_t i = 0; i < count; i++)
		memcpy(text + first + i * len, piece, len);
	strcpy(text + first + len * count, behind);
	return text;
}

static uint64_t steps_of(const char *text)
{
	_cleanup_ctokens_ struct ctokens tokens;
	_cleanup_ctree_ struct ctree tree;

	ctokens_read(&tokens, text, strlen(text), false);
	ctree_read(&tree, &tokens);
	assert_true(tree.count <= tokens.count * 2 + 1);
	return tree.steps;
}

/* Twice the text takes twice the work, whatever it is. */
static void test_growth(void **state)
{
	static const struct row pieces[] = {
		{ "functions", "", "int f(int a)\n{\n\tif (a)\n\t\treturn g(a);\n\treturn 0;\n}\n" },
		{ "open brackets", "int f(void)\n{\n", "f(" },
		{ "open blocks", "int f(void)\n{\n", "{" },
		{ "ifs", "int f(void)\n{\n", "if (a)\n" },
		{ "else ifs", "int f(void)\n{\n", "if (a) b; else\n" },
		{ "ifs with an else each, from within", "int f(void)\n{\nif (a) ", "if (b) c; else d;\n" },
		{ "wrong brackets", "int f(void)\n{\n", "[)(]" },
		{ "one bracket, closed wrongly", "int f(void)\n{\na[[[[[[[[[[[[[[[[[[[[", ")" },
		{ "a long #define", "#define A \\\n", "f(x); \\\n" },
		{ "many of them", "int f(void)\n{\n a;\n", "#define A if (x) y;\n" },
		{ "#if that opens", "int f(void)\n{\n", "#if A\n{\n#else\n{\n#endif\n" },
		{ "#if in #if", "int f(void)\n{\n", "#if A\nif (b) {\n" },
		{ "halves that open again what the first closed",
		  "int f(void)\n{\n{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{\n#if A\n}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}\n",
		  "#elif B\n" },
		{ "directives between statements", "int f(void)\n{\nif (a) b;\n", "#pragma x\n" },
		{ "macros", "int f(void)\n{\n", "A(b)\n" },
		{ "members", "struct a {\n", "struct { int b; };\n" },
		{ "conditions", "int f(void)\n{\nswitch (a) {\n", "case a ? b : c:\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		_cleanup_free_ char *once = repeated(pieces[i].text, pieces[i].expected, 3000, "");
		_cleanup_free_ char *twice = repeated(pieces[i].text, pieces[i].expected, 6000, "");
		uint64_t first = steps_of(once), second = steps_of(twice);

		if (second > first * 21 / 10)
			fail_msg("%s: %lu steps, and of twice as many %lu", pieces[i].what, first,
				 second);
	}
}

static void test_limits(void **state)
{
	static const struct {
		const char *before, *piece;
		size_t count;
	} large[] = {
		{ "", "int f(void) { }\n", 300000 },
		{ "", "#define A \\\n", 500000 },
		{ "", "f(", 1000000 },
		{ "int f(void) {", "if (a) {", 1000000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(large); i++) {
		_cleanup_free_ char *text = repeated(large[i].before, large[i].piece,
						     large[i].count, "");

		steps_of(text);
	}
}

static void test_deep(void **state)
{
	_cleanup_free_ char *text = repeated("int f(void)\n{\n\ta = ", "(", CTREE_MAX_DEPTH * 2, "b");
	_cleanup_free_ char *all = repeated(text, ")", CTREE_MAX_DEPTH * 2, ";\n\tg();\n}\nint h;\n");
	_cleanup_sample_ struct sample sample = { 0 };
	uint32_t unknown = 0;

	(void)state;
	sample_read(&sample, all, strlen(all));
	for (uint32_t i = 0; i < sample.tree.count; i++)
		unknown += sample.tree.nodes[i].kind == CTREE_UNKNOWN;
	assert_int_equal(unknown, 1);
	assert_true(sample.tree.count < CTREE_MAX_DEPTH + 10);
	/* What follows is read again. */
	assert_int_equal(sample.tree.nodes[sample.tree.count - 1].kind, CTREE_DECLARATION);
	assert_int_equal(sample.tree.nodes[sample.tree.count - 1].parent, 0);
	assert_int_equal(sample.tree.nodes[sample.tree.count - 2].kind, CTREE_ARGUMENTS);
}

/* Ctrl-C is heard amid a file. It cannot be taken back: last of all tests. */
static void test_interrupted(void **state)
{
	_cleanup_free_ char *text = repeated("", "int f(void) { return 0; }\n", 10000, "");
	_cleanup_ctokens_ struct ctokens tokens;
	_cleanup_ctree_ struct ctree tree;

	(void)state;
	ctokens_read(&tokens, text, strlen(text), false);
	interrupt_install();
	raise(SIGINT);
	ctree_read(&tree, &tokens);
	assert_true(tree.count < 10);
	assert_int_equal(tree.nodes[tree.count - 1].kind, CTREE_UNKNOWN);
	assert_int_equal(tree.nodes[tree.count - 1].end, tokens.count);
	assert_int_equal(tree.nodes[0].end, tokens.count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_defines),
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_halves),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_innermost_node),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
