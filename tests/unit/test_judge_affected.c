// SPDX-License-Identifier: GPL-2.0-only
/* When what a patch is about is not in a branch, and what a patch misses there. */
#include "judge_fixture.h"

#include "judge/affected.h"
#include "place/patch_words.h"

struct affected_row {
	const char *name, *title;
	const char *path, *heading, *lines; /* of the patch's hunk */
	const char *files[4][2];	    /* of the branch */
	const char *brought, *spoken_of;    /* a word that earlier patches add, or only name */
	const char *expected; /* "not affected: " before the evidence, where it is not */
};

static char *judge_diff(const struct affected_row *row, const char *diff, bool missing)
{
	_cleanup_patch_ struct patch *patch = patch_of(row->title, diff);
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	_cleanup_words_ struct words words = { 0 }, brought = { 0 }, lacks = { 0 };
	_cleanup_free_ char *facts = NULL;
	struct symbols symbols = { .repo = store.repo };
	struct mentions mentions = { 0 };
	struct error *err = NULL;
	bool not_affected = false;
	git_tree *tree;
	size_t count = 0;

	while (count < ARRAY_SIZE(row->files) && row->files[count][0])
		count++;
	tree = tree_of_files(row->files, count);
	symbols.tree = *git_tree_id(tree);
	words_of_patch(&words, patch);
	if (row->brought)
		words_get(&brought, row->brought, strlen(row->brought), NULL)->added = true;
	if (row->spoken_of)
		words_get(&brought, row->spoken_of, strlen(row->spoken_of), NULL)->before = true;
	{
		const struct affected affected = {
			.repo = store.repo,
			.symbols = &symbols,
			.tree = tree,
			.patch = patch,
			.words = &words,
			.brought = &brought,
			.mentions = &mentions,
		};

		if (missing)
			assert_works(affected_missing(&affected, &evidence, &lacks, &err), err);
		else
			assert_works(affected_check(&affected, &evidence, &not_affected, &err),
				     err);
	}
	git_tree_free(tree);
	symbols_release(&symbols);
	if (missing) {
		struct buf all = { 0 };

		buf_puts(&all, "");
		for (size_t i = 0; i < lacks.count; i++)
			buf_printf(&all, "%s%s", i ? " " : "", lacks.items[i]->text);
		/* Each is told. */
		assert_int_equal(evidence.count, lacks.count < 20 ? lacks.count : 20);
		return buf_detach(&all);
	}
	facts = evidence_text(&evidence);
	return xasprintf("%s%s", not_affected ? "not affected: " : "", facts);
}

static void check_rows(const struct affected_row *rows, size_t count, bool missing)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *diff = diff_of(rows[i].path, rows[i].heading, rows[i].lines);
		_cleanup_free_ char *found = judge_diff(&rows[i], diff, missing);

		if (strcmp(found, rows[i].expected)) {
			print_error("%s: '%s', wanted '%s'\n", rows[i].name, found,
				    rows[i].expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

#define F "a/f.c", "int f(void)"
#define USES(word) " \tone();\n+\tif (code & " word ")\n \ttwo();\n"
#define HAS_F                                                                   \
	{                                                                       \
		"a/f.c", "int f(void)\n{\n\tone();\n\ttwo();\n\tcode = 0;\n}\n" \
	}
#define NOT_AFFECTED "not affected: symbol a/f.c:0"

/* It is about an identifier that its title names and that is nowhere. */
static void about_an_identifier(void **state)
{
	static const struct affected_row rows[] = {
		{ "named, and nowhere",
		  "a: guard A_FLAG",
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "named, and there",
		  "a: guard A_FLAG",
		  F,
		  USES("A_FLAG"),
		  { HAS_F, { "b/b.c", "int A_FLAG;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "named, and only its beginning is there",
		  "a: guard A_FLAG",
		  F,
		  USES("A_FLAG"),
		  { HAS_F, { "b/b.c", "int A_FLAGS;\n" } },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "not named", "a: guard the flag", F, USES("A_FLAG"), { HAS_F }, NULL, NULL, "" },
		{ "only a longer one is named",
		  "a: guard A_FLAGS",
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "no title", NULL, F, USES("A_FLAG"), { HAS_F }, NULL, NULL, "" },
		{ "in small letters, with an underline",
		  "a: guard a_flag",
		  F,
		  USES("a_flag"),
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "with a digit",
		  "a: guard flag2",
		  F,
		  USES("flag2"),
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "with a capital",
		  "a: guard flagX",
		  F,
		  USES("flagX"),
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "a plain word", "a: guard flag", F, USES("flag"), { HAS_F }, NULL, NULL, "" },
		{ "of three letters",
		  "a: guard XYZ",
		  F,
		  USES("XYZ"),
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "of two letters", "a: guard XY", F, USES("XY"), { HAS_F }, NULL, NULL, "" },
		{ "a function",
		  "a: call a_helper",
		  F,
		  " \tone();\n+\ta_helper();\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "declared by the patch",
		  "a: guard a_flag",
		  F,
		  " \tone();\n+\tint a_flag = 1;\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "brought by an earlier patch",
		  "a: guard A_FLAG",
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  "A_FLAG",
		  NULL,
		  "" },
		{ "another one is brought",
		  "a: guard A_FLAG",
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  "B_FLAG",
		  NULL,
		  NOT_AFFECTED },
		{ "an earlier patch only names it",
		  "a: guard A_FLAG",
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  NULL,
		  "A_FLAG",
		  NOT_AFFECTED },
		{ "made by the kernel's macros",
		  "a: guard CONFIG_A",
		  F,
		  USES("CONFIG_A"),
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "two, one of which is there",
		  "a: A_FLAG and B_FLAG",
		  F,
		  USES("A_FLAG & B_FLAG"),
		  { HAS_F, { "b/b.c", "int A_FLAG;\n" } },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "two, none of which is there",
		  "a: A_FLAG and B_FLAG",
		  F,
		  USES("A_FLAG & B_FLAG"),
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED "; symbol a/f.c:0" },
		/* What it removes is here: so is what it changes. */
		{ "a line that it removes is here",
		  "a: guard A_FLAG",
		  F,
		  " \tone();\n-\tcode = 0;\n+\tcode = A_FLAG;\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "a line that it removes is not here",
		  "a: guard A_FLAG",
		  F,
		  " \tone();\n-\tcode = 1;\n+\tcode = A_FLAG;\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "a line without words that it removes is here",
		  "a: guard A_FLAG",
		  F,
		  " \tone();\n-}\n+\tcode = A_FLAG;\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "the second line that it removes is here",
		  "a: guard A_FLAG",
		  F,
		  " \tone();\n-\tcode = 1;\n-\tcode = 0;\n+\tcode = A_FLAG;\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "a line that stays is here",
		  "a: guard A_FLAG",
		  F,
		  " \tcode = 0;\n+\tcode = A_FLAG;\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "a line that it adds is here",
		  "a: guard A_FLAG",
		  F,
		  " \tone();\n+\tcode = 0;\n+\tif (A_FLAG)\n \ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
		{ "a line that it removes is in another file",
		  "a: guard A_FLAG",
		  F,
		  " \tone();\n-\tcode = 1;\n+\tcode = A_FLAG;\n \ttwo();\n",
		  { HAS_F, { "a/g.c", "\tcode = 1;\n" } },
		  NULL,
		  NULL,
		  NOT_AFFECTED },
	};

	check_rows(rows, ARRAY_SIZE(rows), false);
}

/* None of its files is there, nor a namesake, nor a function that its hunks name. */
static void about_files(void **state)
{
	static const struct affected_row rows[] = {
		{ "neither",
		  "a: fix",
		  F,
		  " \tone();\n+\tnine();\n",
		  { { "b/g.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "not affected: file a/f.c:0; symbol -:0" },
		{ "the file is there",
		  "a: fix",
		  F,
		  " \tone();\n+\tnine();\n",
		  { { "a/f.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "a file of its name",
		  "a: fix",
		  F,
		  " \tone();\n+\tnine();\n",
		  { { "b/f.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "the function is there",
		  "a: fix",
		  F,
		  " \tone();\n+\tnine();\n",
		  { { "b/g.c", "int f;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "no function is named",
		  "a: fix",
		  "a/f.c",
		  "",
		  " \tone();\n+\tnine();\n",
		  { { "b/g.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "a label is named",
		  "a: fix",
		  "a/f.c",
		  "out:",
		  " \tone();\n+\tnine();\n",
		  { { "b/g.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "a structure is named",
		  "a: fix",
		  "a/f.c",
		  "struct s {",
		  " \tone();\n+\tnine();\n",
		  { { "b/g.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "" },
		/* Its code may have got other names. */
		{ "a field of its code is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tx->rare_field = 1;\n+\tnine();\n",
		  { { "drivers/b/g.c", "int g = rare_field;\n" } },
		  NULL,
		  NULL,
		  "symbol -:0" },
		{ "a field of its code is where it could see it",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tx->rare_field = 1;\n+\tnine();\n",
		  { { "include/g.h", "int g = rare_field;\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "a field of its code is nowhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tx->rare_field = 1;\n+\tnine();\n",
		  { { "drivers/b/g.c", "int g;\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "a field that it adds is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tone();\n+\tx->rare_field = 1;\n",
		  { { "drivers/b/g.c", "int g = rare_field;\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "a field that it removes is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tone();\n-\tx->rare_field = 1;\n",
		  { { "drivers/b/g.c", "int g = rare_field;\n" } },
		  NULL,
		  NULL,
		  "symbol -:0" },
		{ "a plain word of its code is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tx->field = 1;\n+\tnine();\n",
		  { { "drivers/b/g.c", "int g = field;\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "a function of its code is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \trare_call(x);\n+\tnine();\n",
		  { { "drivers/b/g.c", "int rare_call(int g);\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "a variable that its code declares is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tint rare_field;\n+\tnine();\n",
		  { { "drivers/b/g.c", "int g = rare_field;\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "a name of the kernel's macros is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tx = CONFIG_RARE;\n+\tnine();\n",
		  { { "drivers/b/g.c", "int g = CONFIG_RARE;\n" } },
		  NULL,
		  NULL,
		  "not affected: file net/a/f.c:0; symbol -:0" },
		{ "two fields, the second one is elsewhere",
		  "a: fix",
		  "net/a/f.c",
		  "int f(void)",
		  " \tx->gone_field = x->rare_field;\n+\tnine();\n",
		  { { "drivers/b/g.c", "int g = rare_field;\n" } },
		  NULL,
		  NULL,
		  "symbol -:0" },
	};
	_cleanup_free_ char *f = diff_of("a/f.c", "int f(void)", " \tone();\n+\tnine();\n");
	_cleanup_free_ char *g = diff_of("a/g.c", "int g(void)", " \tone();\n+\tnine();\n");
	_cleanup_free_ char *again = hunk_of("int f(void)", " \tone();\n+\tten();\n");
	_cleanup_free_ char *both = xasprintf("%s%s", f, g);
	_cleanup_free_ char *f_twice =
		xasprintf("%s@@ -200,1 +201,2 @@%s", f, strstr(again + 2, "@@") + 2);
	_cleanup_free_ char *added =
		xasprintf("%s--- /dev/null\n+++ b/a/new.c\n@@ -0,0 +1 @@\n+int nine;\n", f);
	static const struct {
		const char *files[4][2];
		const char *expected;
	} pairs[] = {
		{ { { "b/b.c", "int b;\n" } },
		  "not affected: file a/f.c:0; file a/g.c:0; symbol -:0; symbol -:0" },
		{ { { "a/g.c", "int b;\n" } }, "" },
		{ { { "a/f.c", "int b;\n" } }, "" },
		{ { { "b/g.c", "int b;\n" } }, "" },
		{ { { "b/b.c", "int g;\n" } }, "" },
		{ { { "b/b.c", "int f;\n" } }, "" },
	};
	struct affected_row row = { "several", "a: fix", .files = { { "b/b.c", "int b;\n" } } };

	check_rows(rows, ARRAY_SIZE(rows), false);
	{
		_cleanup_free_ char *once = judge_diff(&row, f_twice, false);
		_cleanup_free_ char *new_file = judge_diff(&row, added, false);

		assert_string_equal(once, "not affected: file a/f.c:0; symbol -:0");
		assert_string_equal(new_file, "");
	}
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		memcpy(row.files, pairs[i].files, sizeof(row.files));
		_cleanup_free_ char *found = judge_diff(&row, both, false);

		assert_string_equal(found, pairs[i].expected);
	}
}

/* Of 64 files it is said, of more it is not; of the functions and names 20 are told. */
static void of_many_files(void **state)
{
	for (int count = 63; count < 66; count++) {
		struct affected_row row = { "many", "a: fix",
					    .files = { { "b/b.c", "int b;\n" } } };
		struct buf diff = { 0 };
		_cleanup_free_ char *found = NULL;
		size_t symbols = 0;

		for (int i = 0; i < count; i++)
			buf_printf(
				&diff,
				"--- a/a/f%d.c\n+++ b/a/f%d.c\n@@ -10 +10,2 @@ int g%d(void)\n \tone();\n+\tnine();\n",
				i, i, i);
		found = judge_diff(&row, buf_str(&diff), false);
		for (const char *at = found; (at = strstr(at, "symbol")); at++)
			symbols++;
		assert_int_equal(!strncmp(found, "not affected", 12), count <= 64);
		assert_int_equal(symbols, count <= 64 ? 20 : 0);
		buf_release(&diff);
	}
	{
		struct affected_row row = { "many fields", "a: fix" };
		struct buf lines = { 0 }, there = { 0 };
		_cleanup_free_ char *diff = NULL, *found = NULL;
		size_t symbols = 0;

		for (int i = 0; i < 30; i++) {
			buf_printf(&lines, " \tx->rare_%d = 1;\n", i);
			buf_printf(&there, "int rare_%d;\n", i);
		}
		buf_puts(&lines, "+\tnine();\n");
		diff = diff_of("net/f.c", "int f(void)", buf_str(&lines));
		row.files[0][0] = "drivers/b/g.c";
		row.files[0][1] = buf_str(&there);
		found = judge_diff(&row, diff, false);
		for (const char *at = found; (at = strstr(at, "symbol")); at++)
			symbols++;
		assert_int_equal(symbols, 20);
		buf_release(&lines);
		buf_release(&there);
	}
}

/* What Fixes: names is absent from a whole history, or not mentioned by another one. */
static void what_it_fixes(void **state)
{
	static const char old_file[][2][32] = { { "a/f.c", "int z;\n" }, { "b/b.c", "int z;\n" } };
	static const struct {
		const char *name;
		bool whole, root_has_file;
		size_t commits, fixes;
		const char *ids[2];
		bool found[2];
		bool not_affected;
		const char *expected;
	} rows[] = {
		{ "absent from the whole history",
		  true,
		  false,
		  2,
		  1,
		  { ID },
		  { false },
		  true,
		  "commit -:0" },
		{ "absent from a history that is not whole",
		  false,
		  false,
		  2,
		  1,
		  { ID },
		  { false },
		  false,
		  "" },
		{ "absent from a history of one commit",
		  true,
		  false,
		  1,
		  1,
		  { ID },
		  { false },
		  false,
		  "" },
		{ "absent from a history that began with the file",
		  true,
		  true,
		  2,
		  1,
		  { ID },
		  { false },
		  false,
		  "" },
		{ "there", true, false, 2, 1, { ID }, { true }, false, "" },
		{ "one of two is there",
		  true,
		  false,
		  2,
		  2,
		  { ID, ID },
		  { false, true },
		  false,
		  "" },
		{ "the other of two is there",
		  true,
		  false,
		  2,
		  2,
		  { ID, ID },
		  { true, false },
		  false,
		  "" },
		{ "two are absent",
		  true,
		  false,
		  2,
		  2,
		  { ID, ID },
		  { false, false },
		  true,
		  "commit -:0; commit -:0" },
		{ "one is known by its title only",
		  true,
		  false,
		  2,
		  2,
		  { ID, NULL },
		  { false, false },
		  false,
		  "" },
		{ "it fixes nothing", true, false, 2, 0, { NULL }, { false }, false, "" },
	};
	/* The code is here: nothing else says that the branch is not affected. */
	git_tree *tree = TREE_OF(HAS_F);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *diff = diff_of(F, USES("one")), *found = NULL;
		_cleanup_patch_ struct patch *patch = patch_of("a: fix", diff);
		_cleanup_words_ struct words words = { 0 }, brought = { 0 };
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		struct symbols symbols = { .repo = store.repo, .tree = *git_tree_id(tree) };
		struct mentions mentions = { .whole = rows[i].whole, .commits = rows[i].commits };
		struct mention fixes[2] = { 0 };
		bool not_affected = !rows[i].not_affected;
		struct error *err = NULL;
		const char *const files[][2] = { { old_file[!rows[i].root_has_file][0],
						   old_file[0][1] } };

		git_tree_free(tree_of_files(files, 1));
		mentions.root = store.release;
		for (size_t f = 0; f < rows[i].fixes; f++) {
			fixes[f] = (struct mention){ .id = rows[i].ids[f],
						     .title = "a title",
						     .found = rows[i].found[f] };
			for (int e = 0; e < 2 && fixes[f].found; e++)
				evidence_add(&fixes[f].evidence, EVIDENCE_NOTE, NULL, 0,
					     "it is there");
		}
		words_of_patch(&words, patch);
		{
			const struct affected affected = {
				.repo = store.repo,
				.symbols = &symbols,
				.tree = tree,
				.patch = patch,
				.words = &words,
				.brought = &brought,
				.mentions = &mentions,
				.fixes = fixes,
				.fixes_count = rows[i].fixes,
			};

			assert_works(affected_check(&affected, &evidence, &not_affected, &err),
				     err);
		}
		found = evidence_text(&evidence);
		if (not_affected != rows[i].not_affected || strcmp(found, rows[i].expected))
			fail_msg("%s: %d, %s", rows[i].name, not_affected, found);
		for (size_t f = 0; f < 2; f++)
			evidence_list_release(&fixes[f].evidence);
		symbols_release(&symbols);
	}
	git_tree_free(tree);
}

/* A commit that it fixes is there: then it is affected, whatever else is absent. */
static void a_fault_that_is_there(void **state)
{
	_cleanup_free_ char *diff = diff_of(F, USES("A_FLAG"));
	_cleanup_patch_ struct patch *patch = patch_of("a: guard A_FLAG", diff);
	_cleanup_words_ struct words words = { 0 }, brought = { 0 };

	words_of_patch(&words, patch);
	for (int there = 0; there < 2; there++) {
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		git_tree *tree = TREE_OF(HAS_F);
		struct symbols symbols = { .repo = store.repo, .tree = *git_tree_id(tree) };
		struct mentions mentions = { .commits = 1 };
		const struct mention fixed = { .id = ID, .found = there };
		const struct affected affected = {
			.repo = store.repo,
			.symbols = &symbols,
			.tree = tree,
			.patch = patch,
			.words = &words,
			.brought = &brought,
			.mentions = &mentions,
			.fixes = &fixed,
			.fixes_count = 1,
		};
		struct error *err = NULL;
		bool not_affected;

		assert_works(affected_check(&affected, &evidence, &not_affected, &err), err);
		assert_int_equal(not_affected, !there);
		symbols_release(&symbols);
		git_tree_free(tree);
	}
}

/* Identifiers that added lines use and that are nowhere where the file could see them. */
static void missing(void **state)
{
	static const struct affected_row rows[] = {
		{ "nowhere", NULL, F, USES("A_FLAG"), { HAS_F }, NULL, NULL, "A_FLAG" },
		{ "in the file itself",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { { "a/f.c", "int one, two, code, A_FLAG;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "where the file could see it",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { HAS_F, { "include/a.h", "int A_FLAG;\n" } },
		  NULL,
		  NULL,
		  "" },
		{ "where the file could not see it",
		  NULL,
		  "net/f.c",
		  "",
		  USES("A_FLAG"),
		  { { "net/f.c", "int one, two, code;\n" }, { "drivers/b/a.h", "int A_FLAG;\n" } },
		  NULL,
		  NULL,
		  "A_FLAG" },
		{ "a part of another",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { HAS_F, { "include/a.h", "int A_FLAGS;\n" } },
		  NULL,
		  NULL,
		  "A_FLAG" },
		{ "a function, too",
		  NULL,
		  F,
		  " \tone();\n+\tnine();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "nine" },
		{ "on a line that stays",
		  NULL,
		  F,
		  " \tnine();\n+\ttwo();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "on a line that stays, and on one that comes",
		  NULL,
		  F,
		  " \tnine();\n+\ttwo(nine);\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "on a line that goes",
		  NULL,
		  F,
		  " \tone();\n-\tnine();\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "declared by the patch",
		  NULL,
		  F,
		  " \tone();\n+\tint nine;\n",
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "brought by an earlier patch",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  "A_FLAG",
		  NULL,
		  "" },
		{ "an earlier patch only names it",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { HAS_F },
		  NULL,
		  "A_FLAG",
		  "A_FLAG" },
		{ "made by the kernel's macros",
		  NULL,
		  F,
		  USES("CONFIG_A"),
		  { HAS_F },
		  NULL,
		  NULL,
		  "" },
		{ "two", NULL, F, USES("A_FLAG & B_FLAG"), { HAS_F }, NULL, NULL, "A_FLAG B_FLAG" },
		{ "the second of two",
		  NULL,
		  F,
		  USES("A_FLAG & B_FLAG"),
		  { HAS_F, { "include/a.h", "int A_FLAG;\n" } },
		  NULL,
		  NULL,
		  "B_FLAG" },
		{ "a file that is not there",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { { "b/b.c", "int b;\n" } },
		  NULL,
		  NULL,
		  "code A_FLAG" },
		{ "a file that is a folder",
		  NULL,
		  F,
		  USES("A_FLAG"),
		  { { "a/f.c/x.c", "int code;\n" } },
		  NULL,
		  NULL,
		  "A_FLAG" },
	};
	struct affected_row row = { "more than are told", .files = { HAS_F } };
	struct buf lines = { 0 };
	_cleanup_free_ char *f = diff_of("a/f.c", "", USES("A_FLAG")),
			    *g = diff_of("a/g.c", "", USES("B_FLAG"));
	_cleanup_free_ char *both = xasprintf("%s%s", f, g),
			    *in_both = judge_diff(&row, both, true), *diff = NULL, *found = NULL;

	check_rows(rows, ARRAY_SIZE(rows), true);
	assert_string_equal(in_both, "A_FLAG B_FLAG");
	buf_puts(&lines, " \tone();\n");
	for (int i = 0; i < 25; i++)
		buf_printf(&lines, "+\tcode = FLAG_%d;\n", i);
	diff = diff_of("a/f.c", "", buf_str(&lines));
	found = judge_diff(&row, diff, true);
	assert_non_null(strstr(found, "FLAG_24"));
	buf_release(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(about_an_identifier),	 cmocka_unit_test(about_files),
		cmocka_unit_test(of_many_files),	 cmocka_unit_test(what_it_fixes),
		cmocka_unit_test(a_fault_that_is_there), cmocka_unit_test(missing),
	};

	return cmocka_run_group_tests_name("judge: affected", tests, store_setup, store_teardown);
}
