// SPDX-License-Identifier: GPL-2.0-only
/* The identifiers of a patch, and what it does with each. */
#include "unit.h"

#include "place/patch_words.h"
#include "util/buf.h"

static struct patch *parse(const char *text)
{
	struct patch *patch = NULL;
	struct error *err = NULL;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	return patch;
}

/* A patch to one file with a hunk of these lines. */
static char *one_hunk(const char *path, const char *lines)
{
	size_t old = 0, new = 0;

	for (const char *at = lines; *at; at = strchr(at, '\n') + 1) {
		old += *at != '+';
		new += *at != '-';
	}
	return xasprintf("--- a/%s\n+++ b/%s\n@@ -%d,%zu +%d,%zu @@\n%s", path, path, !!old, old, !!new, new,
			 lines);
}

/*
 * Each word, a blank between, in the order in which they are met: first those of the lines
 * after the change. Behind it '=' there before, '-' removed, '+' added, '(' called, '!' declared.
 */
static char *describe(const char *text)
{
	_cleanup_patch_ struct patch *patch = parse(text);
	_cleanup_words_ struct words words = { 0 };
	struct buf all = { 0 };

	words_of_patch(&words, patch);
	for (size_t i = 0; i < words.count; i++) {
		const struct word *word = words.items[i];

		buf_printf(&all, "%s%s%s%s%s%s%s", i ? " " : "", word->text, word->before ? "=" : "",
			   word->removed ? "-" : "", word->added ? "+" : "", word->called ? "(" : "",
			   word->declared ? "!" : "");
	}
	return all.len ? buf_detach(&all) : xstrdup("");
}

static void what_becomes_of_words(void **state)
{
	static const struct {
		const char *what, *lines, *words;
	} cases[] = {
		{ "context", " a = b;\n+;\n", "a= b=" },
		{ "added", " ;\n+a = b;\n", "a+ b+" },
		{ "removed", " ;\n-a = b;\n", "a=- b=-" },
		{ "replaced", "-a = b;\n+a = c;\n", "a=-+ c+ b=-" },
		{ "in all ways", " a;\n-a;\n+a;\n", "a=-+" },
		{ "called before", "-a(b);\n+c;\n", "c+ a=-( b=-" },
		{ "called after", "-c;\n+a(b);\n", "a+( b+ c=-" },
		{ "called in context", " a(b);\n+c;\n", "a=( b= c+" },
		{ "called once of several times", " a;\n+a(b);\n+a;\n", "a=+( b+" },
		{ "called once of several times before", "-a(b);\n-a;\n+c;\n", "c+ a=-( b=-" },
		{ "declared after", " ;\n+int a;\n", "a+!" },
		{ "declared before only", " ;\n-int a;\n", "a=-" },
		{ "declared in context", " int a;\n+b;\n", "a=! b+" },
		{ "declared once of several times", " ;\n+a = 1;\n+int a;\n+a = 2;\n", "a+!" },
		{ "declared behind a declaration", " ;\n+int a, b;\n", "a+! b+!" },
		{ "not declared behind a use", " ;\n+a, b;\n", "a+ b+" },
		{ "not declared in brackets of a declaration", " ;\n+int a(int b, c), d;\n", "a+(! b+! c+ d+!" },
		{ "brackets that declare do not make a declaration", " ;\n+f(int a), b;\n", "f+( a+! b+" },
		{ "a macro", " ;\n+#define A(b) (c)\n+d = e;\n", "A+(! b+! c+ d+ e+" },
		{ "lines of the preprocessor", " ;\n+#if A\n+#include <b.h>\n", "" },
		{ "keywords", " ;\n+if (sizeof(int) && a) return __func__;\n+static __attribute__((b)) void c;\n",
		  "a+ b+ c+!" },
		{ "strings, numbers and comments", " ;\n+a = \"b\" + 'c' + 0xd; /* e */ // f\n", "a+" },
		{ "a comment over added lines", " ;\n+a /* b\n+c */ d\n", "a+ d+!" },
		{ "a comment that only the old side has", "-/* a\n+b\n c;\n-d */\n", "b+ c=!" },
		{ "a removed comment over lines", " ;\n-a /* b\n-c */ d\n", "a=- d=-" },
		{ "no word is made of two sides", "-int\n+a;\n", "a+" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = one_hunk("f.c", cases[i].lines);
		_cleanup_free_ char *words = describe(text);

		if (strcmp(words, cases[i].words))
			fail_msg("%s: %s", cases[i].what, words);
	}
}

static void only_files_of_c(void **state)
{
	static const char *const others[] = { "f.S", "Kconfig", "f.rst" };
	_cleanup_free_ char *header = one_hunk("f.h", " ;\n+a\n");
	_cleanup_free_ char *words = describe(header);

	assert_string_equal(words, "a+");
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		_cleanup_free_ char *text = one_hunk(others[i], " ;\n+a\n");
		_cleanup_free_ char *none = describe(text);

		assert_string_equal(none, "");
	}
}

/* Each hunk begins anew: no comment, statement or bracket goes on from the one before. */
static void hunks_and_files(void **state)
{
	static const char text[] =
		"diff --git a/one.c b/one.c\n--- a/one.c\n+++ b/one.c\n"
		"@@ -1 +1,2 @@\n ;\n+a /* b\n"
		"@@ -5 +6,2 @@\n ;\n+c = f(\n"
		"@@ -9 +11,2 @@\n ;\n+int d, e;\n"
		"@@ -20 +23,2 @@\n ;\n+J\n"
		"diff --git a/Makefile b/Makefile\n--- a/Makefile\n+++ b/Makefile\n"
		"@@ -1 +1,2 @@\n ;\n+g\n"
		"diff --git a/gone.c b/gone.c\ndeleted file mode 100644\n--- a/gone.c\n+++ /dev/null\n"
		"@@ -1 +0,0 @@\n-h;\n"
		"diff --git a/new.c b/new.c\nnew file mode 100644\n--- /dev/null\n+++ b/new.c\n"
		"@@ -0,0 +1 @@\n+a = i;\n";
	_cleanup_free_ char *all = describe(text);
	_cleanup_patch_ struct patch *patch = parse(text);
	_cleanup_words_ struct words words = { 0 };

	assert_string_equal(all, "a+ c+ f+( d+! e+! J+! h=- i+");
	words_of_patch(&words, patch);
	/* The file where it was first. */
	assert_string_equal(words_find(&words, "a", 1)->path, "one.c");
	assert_string_equal(words_find(&words, "h", 1)->path, "gone.c");
	assert_string_equal(words_find(&words, "i", 1)->path, "new.c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_becomes_of_words),
		cmocka_unit_test(only_files_of_c),
		cmocka_unit_test(hunks_and_files),
	};

	return cmocka_run_group_tests_name("patch words", tests, NULL, NULL);
}
