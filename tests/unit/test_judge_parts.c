// SPDX-License-Identifier: GPL-2.0-only
/* What judging a patch is made of, each part on its own. */
#include "port_fixture.h"

#include "index/changelog.h"
#include "syntax/function.h"
#include "judge/rules.h"
#include "index/symbols.h"
#include "place/patch_words.h"
#include "syntax/words.h"

struct seen {
	const char *title;
	size_t items, named, reverted, line;
	char version[64];
};

static void on_item(const struct changelog_item *item, void *data)
{
	struct seen *seen = data;
	bool reverts;

	seen->items++;
	if (!changelog_names(item, seen->title, &reverts))
		return;
	*(reverts ? &seen->reverted : &seen->named) += 1;
	seen->line = item->line;
	snprintf(seen->version, sizeof(seen->version), "%s", item->version);
}

static struct seen look(const char *title)
{
	static const char text[] =
		"linux (6.1.9-1) stable; urgency=medium\n\n"
		"  * New upstream stable update:\n"
		"    - [x86] KVM: x86: Do the one\n"
		"      thing (CVE-2023-1)\n"
		"    - [arm64] dts: board: Fix it\n"
		"    - net: Plain title here and more\n\n"
		" -- A <a@example.org>  Mon, 1 Jan 2024 00:00:00 +0000\n\n"
		"linux (6.1.8-1) stable; urgency=medium\n\n"
		"    - [arm64,armhf] Revert \"net: Gone again\"\n"
		"    - net: Plain title";
	struct seen seen = { .title = title };

	changelog_walk(text, strlen(text), on_item, &seen);
	return seen;
}

static void titles_in_a_changelog(void **state)
{
	struct seen seen = look("KVM: x86: Do the one thing");

	assert_int_equal(seen.items, 6);
	assert_int_equal(seen.named, 1);
	assert_int_equal(seen.line, 4);
	assert_string_equal(seen.version, "6.1.9-1");
	assert_int_equal(look("arm64: dts: board: Fix it").named, 1);
	assert_int_equal(look("dts: board: Fix it").named, 1);
	seen = look("net: Plain title");
	assert_int_equal(seen.named, 1);
	assert_string_equal(seen.version, "6.1.8-1");
	assert_int_equal(look("KVM: x86: Do the one").named, 0);
	assert_int_equal(look("Plain title").named, 0);
	assert_int_equal(look("").named, 0);
	seen = look("net: Gone again");
	assert_int_equal(seen.named, 0);
	assert_int_equal(seen.reverted, 1);
}

static void words_of(const char *lines, struct words *words, struct patch **patch)
{
	struct error *err = NULL;
	size_t old = 0, new = 0;
	_cleanup_free_ char *text = NULL;

	for (const char *at = lines; *at; at = strchr(at, '\n') + 1) {
		old += *at != '+';
		new += *at != '-';
	}
	text = xasprintf("--- a/f.c\n+++ b/f.c\n@@ -1,%zu +1,%zu @@\n%s", old, new, lines);
	assert_works(patch_parse("p", text, strlen(text), patch, &err), err);
	words_of_patch(words, *patch);
}

static void assert_word(const char *lines, const char *name, bool declared, bool called)
{
	_cleanup_words_ struct words words = { 0 };
	_cleanup_patch_ struct patch *patch = NULL;
	struct word *word;

	words_of(lines, &words, &patch);
	word = words_find(&words, name, strlen(name));
	assert_non_null(word);
	if (word->declared != declared || word->called != called)
		fail_msg("%s in '%s': declared %d, called %d", name, lines, word->declared,
			 word->called);
}

static void what_a_patch_does_with_words(void **state)
{
	_cleanup_words_ struct words words = { 0 };
	_cleanup_patch_ struct patch *patch = NULL;

	/* Used. */
	assert_word(" {\n+\tif (WARN(code & THE_FLAG))\n", "THE_FLAG", false, false);
	assert_word(" {\n+\tcode &= ~THE_FLAG;\n", "THE_FLAG", false, false);
	assert_word(" {\n+\treturn the_value;\n", "the_value", false, false);
	assert_word(" {\n+\tthe_helper(a, b);\n", "the_helper", false, true);
	assert_word(" {\n+\tx->the_field = 1;\n", "the_field", false, false);
	assert_word(" {\n+\tstruct the_tag *x;\n", "the_tag", false, false);
	assert_word(" {\n+\tf(a,\n+\t  THE_FLAG);\n", "THE_FLAG", false, false);
	assert_word(" {\n+\ta = b |\n+\t\tTHE_FLAG;\n", "THE_FLAG", false, false);
	assert_word(" {\n-\tthe_helper(a);\n+\tp = the_helper;\n", "the_helper", false, true);
	/* Declared. */
	assert_word(" {\n+\tint the_value = 1;\n", "the_value", true, false);
	assert_word(" {\n+\tint a, the_value;\n", "the_value", true, false);
	assert_word(" {\n+\tstruct x *the_value;\n", "the_value", true, false);
	assert_word("-x;\n+static int the_helper(struct x *arg)\n", "the_helper", true, true);
	assert_word("-x;\n+static int the_helper(struct x *arg)\n", "arg", true, false);
	assert_word("-x;\n+int (*the_call)(int n);\n", "the_call", true, false);
	assert_word("-x;\n+#define THE_FLAG 1\n", "THE_FLAG", true, false);
	assert_word(" enum x {\n+\tTHE_FLAG,\n", "THE_FLAG", true, false);
	assert_word(" enum x {\n+\tTHE_FLAG = 3,\n", "THE_FLAG", true, false);
	assert_word("-x;\n+struct the_tag {\n", "the_tag", true, false);
	assert_word("-x;\n+DEFINE_MUTEX(the_lock);\n", "the_lock", true, false);
	assert_word(" {\n+the_label:\n", "the_label", true, false);
	assert_word("-x;\n+enum x { ONE, THE_FLAG };\n", "THE_FLAG", true, false);
	assert_word("-x;\n+#define F(the_parameter) 1\n", "the_parameter", true, false);
	assert_word(" {\n+\ttypeof(x) the_value = x;\n", "the_value", true, false);
	assert_word(" (\n+\t__field(\tu64,\tthe_field\t)\n", "the_field", true, false);
	assert_word("-x;\n+int (*the_array)[3];\n", "the_array", true, false);
	/* Not code. */
	words_of(" {\n+\t/* in_comment\n+\t * in_star\n+\t */\n+\tf(\"in_string\", 'c'); // in_line\n"
		 "+#include <in_include.h>\n+#ifdef IN_IFDEF\n+\tx = 0x1f_not;\n", &words, &patch);
	for (size_t i = 0; i < words.count; i++)
		assert_true(!strcmp(words.items[i]->text, "f") || !strcmp(words.items[i]->text, "x"));
}

static void functions_of_a_file(void **state)
{
	static const char text[] = "int g(int);\nint f(void);\nstatic int f(void)\n{\n\tg(1);\n}\n"
				   "int g(int a,\n      int b)\n{\n}\n";
	_cleanup_lines_ struct lines lines = { 0 };
	struct function_range range;

	assert_true(lines_init(&lines, text, strlen(text)));
	assert_true(function_find(&lines, "f", 1, 0, &range));
	assert_int_equal(range.start, 2);
	assert_int_equal(range.end, 6);
	assert_true(function_find(&lines, "g", 1, 0, &range));
	assert_int_equal(range.start, 6);
	assert_int_equal(range.end, 10);
	assert_false(function_find(&lines, "h", 1, 0, &range));
}

/* The rule for "p" in a file with this content. 1, 0 or -1 as rule_read(). */
static int read_rule(const char *content, struct rule *rule, struct error **err)
{
	_cleanup_free_ char *path = path_join(store.dir, "rules.conf");

	assert_works(file_write(path, content, strlen(content), 0600, NULL), *err);
	return rule_read(path, "p.patch", rule, err);
}

#define RULE "[superseded \"p.patch\"]\ncommit = 0123456789ab\nfunction = f\n"

static bool rule_holds(const char *rest, struct evidence_list *evidence)
{
	_cleanup_free_ char *content = xasprintf(RULE "%s", rest);
	_cleanup_rule_ struct rule rule = { 0 };
	struct error *err = NULL;
	git_commit *commit;
	git_tree *tree;
	bool holds;

	assert_int_equal(read_rule(content, &rule, &err), 1);
	assert_int_equal(git_commit_lookup(&commit, store.repo, &store.release), 0);
	assert_int_equal(git_commit_tree(&tree, commit), 0);
	git_commit_free(commit);
	assert_works(rule_check(&rule, store.repo, tree, evidence, &holds, &err), err);
	git_tree_free(tree);
	return holds;
}

static void rules_are_checked(void **state)
{
	_cleanup_evidence_ struct evidence_list evidence = { 0 };

	assert_false(rule_holds("file = a/f.c\ntext = four()\n", &evidence));
	assert_false(rule_holds("file = b/only.c\ntext = two()\n", &evidence));
	assert_false(rule_holds("file = gone.c\ntext = two()\n", &evidence));
	assert_false(rule_holds("file = a/f.c\ntext = two()\ntext = four()\n", &evidence));
	assert_int_equal(evidence.count, 0);
	assert_true(rule_holds("file = gone.c\nfile = a/f.c\ntext = two()\ntext = three\n",
			       &evidence));
	assert_int_equal(evidence.count, 3);
	assert_non_null(strstr(evidence.items[0].text, "0123456789ab"));
	assert_string_equal(evidence.items[1].path, "a/f.c");
	assert_int_equal(evidence.items[1].line, 4);
	assert_non_null(strstr(evidence.items[1].text, "two();"));
}

static void wrong_rules_are_told(void **state)
{
	struct rule rule = { 0 };
	struct error *err = NULL;

	assert_int_equal(rule_read("/nonexistent/rules", "p.patch", &rule, &err), 0);
	assert_int_equal(read_rule("[superseded \"other.patch\"]\ntext = x\n", &rule, &err), 0);
	assert_fails(read_rule(RULE "file = a/f.c\n", &rule, &err), err, "text is missing");
	assert_fails(read_rule(RULE "text = x\n", &rule, &err), err, "file is missing");
	assert_fails(read_rule(RULE "text = x\nfile = ../x\n", &rule, &err), err, "a path");
	assert_fails(read_rule(RULE "commit = HEAD\ntext = x\nfile = x\n", &rule, &err), err,
		     "hex digits");
	assert_fails(read_rule("[superseded \"p.patch\"\n", &rule, &err), err, "rules.conf");
}

static bool is_there(const char *name, enum symbol_scope scope)
{
	struct symbols symbols = { .repo = store.repo };
	struct symbol_query query = { .name = name };
	struct error *err = NULL;

	assert_works(repo_commit_tree(store.repo, &store.release, &symbols.tree, &err), err);
	assert_works(symbols_find(&symbols, "a/f.c", scope, &query, 1, &err), err);
	symbols_release(&symbols);
	return query.found;
}

static void symbols_of_a_tree(void **state)
{
	/* Twice: indexed, then looked up. */
	for (int i = 0; i < 2; i++) {
		assert_true(is_there("three", SYMBOL_NEAR));
		assert_false(is_there("thre", SYMBOL_NEAR));
		assert_false(is_there("only", SYMBOL_NEAR));
		assert_true(is_there("only", SYMBOL_ANYWHERE));
		assert_false(is_there("nowhere", SYMBOL_ANYWHERE));
		assert_false(is_there("VERSION", SYMBOL_ANYWHERE));
	}
}

static void many_symbols_at_once(void **state)
{
	struct symbol_query queries[] = {
		{ "one" }, { "two" }, { "on" }, { "three" }, { "f" }, { "return" }, { "x" }, { "y" },
	};
	static const bool expected[] = { true, true, false, true, true, true, false, false };

	symbols_mark(C_FILE, strlen(C_FILE), queries, ARRAY_SIZE(queries));
	for (size_t i = 0; i < ARRAY_SIZE(queries); i++)
		assert_int_equal(queries[i].found, expected[i]);
}

/* More words than the table begins with. */
static void many_words(void **state)
{
	_cleanup_words_ struct words words = { 0 };
	char name[16];

	assert_null(words_find(&words, "w1", 2));
	for (int twice = 0; twice < 2; twice++)
		for (int i = 0; i < 5000; i++) {
			snprintf(name, sizeof(name), "w%d", i);
			words_add(&words, name);
		}
	assert_int_equal(words.count, 5000);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "w%d", i);
		assert_string_equal(words_find(&words, name, strlen(name))->text, name);
	}
	assert_null(words_find(&words, "w5000", 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_words),
		cmocka_unit_test(titles_in_a_changelog),
		cmocka_unit_test(what_a_patch_does_with_words),
		cmocka_unit_test(functions_of_a_file),
		cmocka_unit_test(rules_are_checked),
		cmocka_unit_test(wrong_rules_are_told),
		cmocka_unit_test(symbols_of_a_tree),
		cmocka_unit_test(many_symbols_at_once),
	};

	return cmocka_run_group_tests(tests, store_setup, store_teardown);
}
