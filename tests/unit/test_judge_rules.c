// SPDX-License-Identifier: GPL-2.0-only
/* The rules kept beside the patches: what is read, what is wrong, and when one holds. */
#include "judge_fixture.h"

#include "judge/rules.h"

static char *write_rules(const char *content)
{
	char *path = path_join(store.dir, "rules.conf");

	assert_works(file_write(path, content, strlen(content), 0600, NULL), (struct error *)NULL);
	return path;
}

/* A text of count bytes. Allocated. */
static char *long_text(size_t count)
{
	char *text = xcalloc(count + 1, 1);

	memset(text, 'x', count);
	return text;
}

struct rule_row {
	const char *name, *content;
	int expected; /* of the patch "p.patch": 1 a rule, 0 none, -1 a wrong one */
};

static void check_rows(const struct rule_row *rows, size_t count, bool subject)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *path = write_rules(rows[i].content);
		_cleanup_subject_rule_ struct subject_rule about = { 0 };
		_cleanup_rule_ struct rule rule = { 0 };
		struct error *err = NULL;
		int found = subject ? subject_rule_read(path, "p.patch", &about, &err) :
				      rule_read(path, "p.patch", &rule, &err);

		if (found != rows[i].expected)
			fail_msg("%s: %d, wanted %d", rows[i].name, found, rows[i].expected);
		/* A wrong rule is told with its file, and leaves nothing behind. */
		assert_int_equal(!!err, found < 0);
		if (err) {
			assert_int_equal(err->kind, ERROR_INPUT);
			assert_non_null(strstr(err->message, "rules.conf"));
		}
		if (found < 1) {
			assert_null(rule.files);
			assert_null(about.identifiers);
		}
		error_clear(&err);
	}
}

#define S "[superseded \"p.patch\"]\n"
#define ID12 "commit = 0123456789ab\n"
#define FN "function = f\n"
#define FILES "file = a/f.c\n"
#define TEXT "text = two\n"

static void superseding_rules_are_read(void **state)
{
	static const struct rule_row rows[] = {
		{ "whole", S ID12 FN FILES TEXT, 1 },
		{ "with a version", S ID12 FN FILES TEXT "version = v6.10\n", 1 },
		{ "for another patch", "[superseded \"q.patch\"]\n" ID12 FN FILES TEXT, 0 },
		{ "of another kind", "[not-affected \"p.patch\"]\nwithout = x\n", 0 },
		{ "empty", "", 0 },
		{ "only a version", S "version = v6.10\n", 0 },
		{ "no commit", S FN FILES TEXT, -1 },
		{ "no function", S ID12 FILES TEXT, -1 },
		{ "no file", S ID12 FN TEXT, -1 },
		{ "no text", S ID12 FN FILES, -1 },
		{ "only a commit", S ID12, -1 },
		{ "only a function", S FN, -1 },
		{ "only a file", S FILES, -1 },
		{ "only a text", S TEXT, -1 },
		{ "11 digits", S "commit = 0123456789a\n" FN FILES TEXT, -1 },
		{ "40 digits", S "commit = " ID "\n" FN FILES TEXT, 1 },
		{ "41 digits", S "commit = " ID "0\n" FN FILES TEXT, -1 },
		{ "no digits", S "commit = 0123456789ag\n" FN FILES TEXT, -1 },
		{ "an empty function", S ID12 "function =\n" FILES TEXT, -1 },
		{ "a file above the tree", S ID12 FN "file = ../f.c\n" TEXT, -1 },
		{ "a second file above the tree", S ID12 FN FILES "file = /f.c\n" TEXT, -1 },
		{ "an empty text", S ID12 FN FILES "text =\n", -1 },
		{ "a second text that is empty", S ID12 FN FILES TEXT "text =\n", -1 },
		{ "a text of two lines", S ID12 FN FILES "text = \"a\\nb\"\n", -1 },
		{ "not in that syntax", "[superseded \"p.patch\"\n", -1 },
	};
	_cleanup_free_ char *path = write_rules(
		S "commit = 0123456789ab\nversion = v6.10\n" FN FILES "file = b/g.c\n" TEXT);
	_cleanup_rule_ struct rule rule = { 0 };
	struct error *err = NULL;

	check_rows(rows, ARRAY_SIZE(rows), false);
	free(write_rules(S "commit = 0123456789ab\nversion = v6.10\n" FN FILES
			   "file = b/g.c\n" TEXT));
	assert_int_equal(rule_read(path, "p.patch", &rule, &err), 1);
	assert_string_equal(rule.commit, "0123456789ab");
	assert_string_equal(rule.version, "v6.10");
	assert_string_equal(rule.function, "f");
	assert_string_equal(rule.files[0], "a/f.c");
	assert_string_equal(rule.files[1], "b/g.c");
	assert_null(rule.files[2]);
	assert_string_equal(rule.texts[0], "two");
	assert_null(rule.texts[1]);
	/* What cannot be a name of a section has no rule. */
	assert_int_equal(rule_read(path, "p\"", &rule, &err), 0);
	assert_int_equal(rule_read(path, "p\n", &rule, &err), 0);
	assert_int_equal(rule_read("/nonexistent/rules.conf", "p.patch", &rule, &err), 0);
}

static void subject_rules_are_read(void **state)
{
#define A "[not-affected \"p.patch\"]\n"
	static const struct rule_row rows[] = {
		{ "one name", A "without = A_FLAG\n", 1 },
		{ "a name of one letter", A "without = a\n", 1 },
		{ "two names and a file", A "without = A_FLAG\nwithout = b2\nfile = a/f.c\n", 1 },
		{ "for another patch", "[not-affected \"q.patch\"]\nwithout = A_FLAG\n", 0 },
		{ "of another kind", S ID12 FN FILES TEXT, 0 },
		{ "empty", "", 0 },
		{ "only a file", A "file = a/f.c\n", -1 },
		{ "no name", A "without =\n", -1 },
		{ "two words", A "without = a b\n", -1 },
		{ "a number", A "without = 2b\n", -1 },
		{ "a second one that is none", A "without = b\nwithout = -\n", -1 },
		{ "a file above the tree", A "without = b\nfile = ../a\n", -1 },
		{ "a second file above the tree", A "without = b\nfile = a\nfile = b/../../a\n",
		  -1 },
		{ "not in that syntax", "[not-affected \"p.patch\"\n", -1 },
	};
	_cleanup_subject_rule_ struct subject_rule rule = { 0 };
	_cleanup_free_ char *path = write_rules(A "without = A_FLAG\n");
	struct error *err = NULL;

	check_rows(rows, ARRAY_SIZE(rows), true);
	free(write_rules(A "without = A_FLAG\nwithout = b\nfile = a/f.c\n"));
	assert_int_equal(subject_rule_read(path, "p.patch", &rule, &err), 1);
	assert_string_equal(rule.identifiers[0], "A_FLAG");
	assert_string_equal(rule.identifiers[1], "b");
	assert_null(rule.identifiers[2]);
	assert_string_equal(rule.files[0], "a/f.c");
	assert_null(rule.files[1]);
	assert_int_equal(subject_rule_read(path, "p\"", &rule, &err), 0);
	assert_int_equal(subject_rule_read("/nonexistent/rules.conf", "p.patch", &rule, &err), 0);
}

/* 32 files, texts and names; 400 bytes of a function, a text and a name. */
static void limits(void **state)
{
	for (int extra = 0; extra < 2; extra++) {
		_cleanup_free_ char *text = long_text(400 + extra);
		struct buf files = { 0 }, texts = { 0 }, names = { 0 };
		struct rule_row row = { "limits", NULL, extra ? -1 : 1 };
		_cleanup_free_ char *contents[7] = { 0 };

		for (int i = 0; i < 32 + extra; i++) {
			buf_printf(&files, "file = a/%d.c\n", i);
			buf_printf(&texts, "text = %d\n", i);
			buf_printf(&names, "without = n%d\n", i);
		}
		contents[0] = xasprintf(S ID12 FN "%s" TEXT, buf_str(&files));
		contents[1] = xasprintf(S ID12 FN FILES "%s", buf_str(&texts));
		contents[2] = xasprintf(S ID12 FN FILES "text = %s\n", text);
		contents[3] = xasprintf(S ID12 "function = %s\n" FILES TEXT, text);
		contents[4] = xasprintf(A "without = %s\n", text);
		contents[5] = xasprintf(A "%s", buf_str(&names));
		contents[6] = xasprintf(A "without = n\n%s", buf_str(&files));
		for (size_t i = 0; i < ARRAY_SIZE(contents); i++) {
			row.content = contents[i];
			check_rows(&row, 1, i >= 4);
		}
		for (size_t i = 1; i < ARRAY_SIZE(contents); i++)
			free(contents[i]);
		buf_release(&files);
		buf_release(&texts);
		buf_release(&names);
	}
}

/* Sections, patches and keys that nobody would read. */
static void unknown_rules(void **state)
{
	static const char *const names[] = { "p.patch", "0002-a.b.patch", NULL };
	static const struct {
		const char *name, *content, *named; /* part of what is told; NULL: it is right */
	} rows[] = {
		{ "nothing", "", NULL },
		{ "all keys of the one kind", S ID12 FN FILES TEXT "version = v6.10\n", NULL },
		{ "all keys of the other", A "without = b\nfile = a\n", NULL },
		{ "a second patch, with dots", "[superseded \"0002-a.b.patch\"]\n" ID12, NULL },
		{ "an unknown section", "[supersede \"p.patch\"]\n" ID12, "supersede" },
		{ "a section with more", "[superseded-by \"p.patch\"]\n" ID12, "superseded-by" },
		{ "a patch of no series", "[superseded \"q.patch\"]\n" ID12, "q.patch" },
		{ "a patch whose name goes on", "[superseded \"p.patch2\"]\n" ID12, "p.patch2" },
		{ "a patch whose name is a part", "[superseded \"p\"]\n" ID12, "\"p\"" },
		{ "no patch", "[superseded]\n" ID12, "superseded" },
		{ "an unknown key", S "commits = x\n", "commits" },
		{ "a key of the other kind", S "without = x\n", "without" },
		{ "a key of the one kind in the other", A "commit = x\n", "commit" },
		{ "the second of two", S ID12 "texts = x\n", "texts" },
		{ "not in that syntax", "[superseded", "rules.conf" },
		{ "the series as a whole", "[series]\nwhole = true\nmax-risk = medium\n", NULL },
		{ "the series not as a whole", "[series]\nwhole = false\nmax-risk = high\n", NULL },
		{ "whole without a value", "[series]\nwhole\n", "true or false" },
		{ "whole as a number", "[series]\nwhole = 1\n", "true or false" },
		{ "a risk that there is not", "[series]\nmax-risk = huge\n", "low, medium or high" },
		{ "no risk", "[series]\nmax-risk = none\n", "low, medium or high" },
		{ "an unknown key of the series", "[series]\nwholes = true\n", "wholes" },
		{ "a note", "[note \"p.patch\"]\ntext = 6.1.y It only WARNs.\n", NULL },
		{ "a note of nothing", "[note \"p.patch\"]\ntext = 6.1.y\n", "what is to be said" },
		{ "an empty note", "[note \"p.patch\"]\ntext\n", "what is to be said" },
		{ "a note of a patch of no series", "[note \"q.patch\"]\ntext = * a\n", "q.patch" },
		{ "an unknown key of a note", "[note \"p.patch\"]\ntexts = * a\n", "texts" },
		{ "a patch's series", "[series \"p.patch\"]\nwhole = true\n", "series" },
	};
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *path = write_rules(rows[i].content);
		int rc = rules_check(path, names, &err);

		if (rc != (rows[i].named ? -1 : 0))
			fail_msg("%s: %d", rows[i].name, rc);
		if (!rc)
			continue;
		assert_int_equal(err->kind, ERROR_INPUT);
		if (!strstr(err->message, rows[i].named))
			fail_msg("%s: %s", rows[i].name, err->message);
		error_clear(&err);
	}
	assert_works(rules_check("/nonexistent/rules.conf", names, &err), err);
}

/* What a file says of the series. */
static void notes_are_read(void **state)
{
	static const struct {
		const char *name, *content, *text; /* NULL: it is wrong */
	} rows[] = {
		{ "none", "", "" },
		{ "of the branch", "text = 6.1.y It only WARNs.\n", "It only WARNs.\n" },
		{ "of another", "text = 6.12.y It only WARNs.\n", "" },
		{ "of one that begins like it", "text = 6.1 It only WARNs.\n", "" },
		{ "of a pattern", "text = 6.[16].y \t It  only WARNs. \n", "It only WARNs.\n" },
		{ "two", "text = * One.\ntext = 6.6.y No.\ntext = 6.1.y Two.\n", "One.\n\nTwo.\n" },
		{ "of several lines", "text = 6.1.y One word and another, and so on until the line is \\\n"
		  "\t\tas long as lines are in messages\n",
		  "One word and another, and so on until the line is as long as lines are\nin messages\n" },
		{ "a word that is longer", "text = 6.1.y One "
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa two\n",
		  "One\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
		  "two\n" },
		{ "with an escape sequence", "text = 6.1.y a\033[31mb\n", "a\\x1b[31mb\n" },
		{ "of nothing", "text = 6.1.y\n", NULL },
	};
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *content = xasprintf("[note \"p.patch\"]\n%s", rows[i].content);
		_cleanup_free_ char *path = write_rules(content);
		_cleanup_buf_ struct buf text = { 0 };

		if (!rows[i].text) {
			assert_fails(rule_notes_read(path, "p.patch", "6.1.y", &text, &err), err,
				     "what is to be said");
			continue;
		}
		assert_works(rule_notes_read(path, "p.patch", "6.1.y", &text, &err), err);
		buf_puts(&text, "");
		if (strcmp(buf_str(&text), rows[i].text))
			fail_msg("%s: '%s'", rows[i].name, buf_str(&text));
		buf_clear(&text);
		assert_works(rule_notes_read(path, "q.patch", "6.1.y", &text, &err), err);
		assert_int_equal(text.len, 0);
	}
	assert_int_equal(rule_notes_read("/nonexistent/rules.conf", "p.patch", "6.1.y",
					 &(struct buf){ 0 }, &err), 0);
}

static void series_rules_are_read(void **state)
{
	static const struct {
		const char *content;
		bool whole;
		enum risk max_risk;
	} rows[] = {
		{ "", false, RISK_NONE },
		{ "[series]\nwhole = true\n", true, RISK_NONE },
		{ "[series]\nwhole = false\n", false, RISK_NONE },
		{ "[series]\nmax-risk = low\n", false, RISK_LOW },
		{ "[series]\nwhole = true\nmax-risk = medium\n", true, RISK_MEDIUM },
		{ "[series]\nmax-risk = high\n" S ID12, false, RISK_HIGH },
		{ S ID12, false, RISK_NONE },
	};
	struct series_rule rule = { .whole = true, .max_risk = RISK_HIGH };
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *path = write_rules(rows[i].content);

		assert_works(series_rule_read(path, &rule, &err), err);
		if (rule.whole != rows[i].whole || rule.max_risk != rows[i].max_risk)
			fail_msg("%s: %d %d", rows[i].content, rule.whole, rule.max_risk);
	}
	assert_works(series_rule_read("/nonexistent/rules.conf", &rule, &err), err);
	assert_false(rule.whole);
	assert_int_equal(rule.max_risk, RISK_NONE);
	free(write_rules("[series\n"));
	{
		_cleanup_free_ char *path = path_join(store.dir, "rules.conf");

		assert_int_equal(series_rule_read(path, &rule, &err), -1);
	}
	error_clear(&err);
}

/* What was released may be released again, and read anew. */
static void released_twice(void **state)
{
	_cleanup_free_ char *path = write_rules(S ID12 FN FILES TEXT A "without = b\n");
	struct subject_rule about = { 0 };
	struct rule rule = { 0 };
	struct error *err = NULL;

	assert_int_equal(rule_read(path, "p.patch", &rule, &err), 1);
	assert_int_equal(subject_rule_read(path, "p.patch", &about, &err), 1);
	rule_release(&rule);
	subject_rule_release(&about);
	assert_memory_equal(&rule, &(struct rule){ 0 }, sizeof(rule));
	assert_memory_equal(&about, &(struct subject_rule){ 0 }, sizeof(about));
	rule_release(&rule);
	subject_rule_release(&about);
}

static const char *const files[][2] = {
	{ "a/f.c",
	  "int g(void)\n{\n\tfour();\n}\n\nint f(void)\n{\n\tone();\n\ttwo(A_FLAG);\n\ttwo(B_FLAG);\n}\n" },
	{ "a/twice.c",
	  "#ifdef A\nint f(void)\n{\n\tone();\n}\n#else\nint f(void)\n{\n\tthree();\n}\n#endif\n" },
	{ "a/link.c", "int f(void)\n{\n\tone();\n}\n" },
};

static void when_one_holds(void **state)
{
	static const struct {
		const char *name, *function, *rest, *expected;
	} rows[] = {
		{ "one text", "f", FILES TEXT, "commit -:0; line a/f.c:9" },
		{ "two texts", "f", FILES "text = B_FLAG\ntext = one\n",
		  "commit -:0; line a/f.c:10; line a/f.c:8" },
		{ "one of two texts", "f", FILES TEXT "text = four\n", NULL },
		{ "the other of two texts", "f", FILES "text = four\n" TEXT, NULL },
		{ "no text", "f", FILES "text = five\n", NULL },
		{ "a text of another function", "f", FILES "text = four\n", NULL },
		{ "that function", "g", FILES "text = four\n", "commit -:0; line a/f.c:3" },
		{ "no such function", "h", FILES "text = four\n", NULL },
		{ "a text of the function's own line", "f", FILES "text = int f\n",
		  "commit -:0; line a/f.c:6" },
		{ "texts on two lines", "f", FILES "text = \"one();two\"\n", NULL },
		{ "the second of two files", "f", "file = a/twice.c\n" FILES TEXT,
		  "commit -:0; line a/f.c:9" },
		{ "the first of two files, once", "f", FILES "file = a/twice.c\ntext = one\n",
		  "commit -:0; line a/f.c:8" },
		{ "a file that is gone", "f", "file = a/gone.c\n" TEXT, NULL },
		{ "a folder", "f", "file = a\n" TEXT, NULL },
		{ "a symbolic link", "f", "file = a/link.c\ntext = one\n", NULL },
		{ "the second function of the name", "f", "file = a/twice.c\ntext = three\n",
		  "commit -:0; line a/twice.c:9" },
		{ "one text in each function of the name", "f",
		  "file = a/twice.c\ntext = one\ntext = three\n", NULL },
	};
	git_tree *tree = tree_of_files(files, ARRAY_SIZE(files));

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *content =
			xasprintf(S ID12 "function = %s\n%s", rows[i].function, rows[i].rest);
		_cleanup_free_ char *path = write_rules(content), *found = NULL;
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_rule_ struct rule rule = { 0 };
		struct error *err = NULL;
		bool holds = true;

		assert_int_equal(rule_read(path, "p.patch", &rule, &err), 1);
		assert_works(rule_check(&rule, store.repo, tree, &evidence, &holds, &err), err);
		found = evidence_text(&evidence);
		if (holds != !!rows[i].expected ||
		    strcmp(found, rows[i].expected ? rows[i].expected : ""))
			fail_msg("%s: %d, %s", rows[i].name, holds, found);
		if (holds)
			assert_non_null(strstr(evidence.items[0].text, "0123456789ab"));
	}
	git_tree_free(tree);
}

static void when_the_subject_is_absent(void **state)
{
	static const struct {
		const char *name, *rest, *expected;
	} rows[] = {
		{ "there", "without = A_FLAG\n", NULL },
		{ "nowhere", "without = C_FLAG\n", "symbol -:0" },
		{ "the one of two", "without = A_FLAG\nwithout = C_FLAG\n", "symbol -:0" },
		{ "both of two", "without = D_FLAG\nwithout = C_FLAG\n", "symbol -:0; symbol -:0" },
		{ "a part of a name", "without = A_FLA\n", "symbol -:0" },
		{ "in that file", "without = A_FLAG\nfile = a/f.c\n", NULL },
		{ "in another file", "without = A_FLAG\nfile = a/twice.c\n", "symbol a/twice.c:0" },
		{ "in one of two files", "without = A_FLAG\nfile = a/twice.c\nfile = a/f.c\n",
		  NULL },
		{ "no such file", "without = C_FLAG\nfile = a/gone.c\n", NULL },
		{ "a folder", "without = C_FLAG\nfile = a\n", NULL },
		{ "a symbolic link", "without = C_FLAG\nfile = a/link.c\n", NULL },
		{ "one of the files is gone", "without = C_FLAG\nfile = a/gone.c\nfile = a/f.c\n",
		  "symbol a/gone.c:0" },
	};
	git_tree *tree = tree_of_files(files, ARRAY_SIZE(files));
	struct symbols symbols = { .repo = store.repo, .tree = *git_tree_id(tree) };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *content = xasprintf(A "%s", rows[i].rest);
		_cleanup_free_ char *path = write_rules(content), *found = NULL;
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_subject_rule_ struct subject_rule rule = { 0 };
		struct error *err = NULL;
		bool absent = !rows[i].expected;

		assert_int_equal(subject_rule_read(path, "p.patch", &rule, &err), 1);
		assert_works(subject_rule_check(&rule, &symbols, &evidence, &absent, &err), err);
		found = evidence_text(&evidence);
		if (absent != !!rows[i].expected ||
		    strcmp(found, rows[i].expected ? rows[i].expected : ""))
			fail_msg("%s: %d, %s", rows[i].name, absent, found);
	}
	symbols_release(&symbols);
	git_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(superseding_rules_are_read),
		cmocka_unit_test(subject_rules_are_read),
		cmocka_unit_test(limits),
		cmocka_unit_test(unknown_rules),
		cmocka_unit_test(series_rules_are_read),
		cmocka_unit_test(notes_are_read),
		cmocka_unit_test(released_twice),
		cmocka_unit_test(when_one_holds),
		cmocka_unit_test(when_the_subject_is_absent),
	};

	return cmocka_run_group_tests_name("judge: rules", tests, store_setup, store_teardown);
}
