// SPDX-License-Identifier: GPL-2.0-only
/* A patch made for one release, applied to the tree of another one. */
#include "port_fixture.h"

#include "adapt/apply.h"
#include "adapt/context.h"
#include "adapt/original.h"
#include "adapt/renamings.h"
#include "index/symbols.h"

#define PATH "a/f.c"
#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define HUNKS(path, hunks) "--- a/" path "\n+++ b/" path "\n" hunks
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define CONTEXT(n) " \tkeep" #n "(k" #n ");\n"
#define TEN K(1) K(2) K(3) K(4) K(5) K(6) K(7) K(8) K(9)
/* Behind the third of nine lines. */
#define ADD_HUNK "@@ -3,6 +3,7 @@ int f(struct d *d)\n" CONTEXT(1) CONTEXT(2) CONTEXT(3) "+\tadded(z);\n" CONTEXT(4) CONTEXT(5) CONTEXT(6)

struct files {
	const char *path, *text;	/* path NULL: none */
};

/* The tree of a release with these files. */
static git_oid tree_of(const struct files *files, size_t count)
{
	const char *list[8][2] = { { "Makefile", "VERSION = 6\n" } };
	struct error *err = NULL;
	size_t n = 1;
	git_oid id;

	for (size_t i = 0; i < count && files[i].path; i++) {
		list[n][0] = files[i].path;
		list[n++][1] = files[i].text;
	}
	make_release((const char *const (*)[2])list, n);
	assert_works(repo_commit_tree(store.repo, &store.release, &id, &err), err);
	return id;
}

struct apply_case {
	const char *what;
	const char *diff;
	struct files made_for[3], branch[4];
	const char *path;		/* of the branch's file that is looked at; NULL: PATH */
	const char *content;		/* of it afterwards; NULL: refused */
	enum verdict verdict;
	enum verdict hunks[3];		/* of each, as long as they are not 0 */
	size_t lines[3];		/* where each went; 0: not looked at */
	const char *said;		/* in some evidence; NULL: anything */
	enum risk risk;			/* of the last hunk that is looked at; RISK_NONE: not looked
		at */
	bool placed;			/* only: it could not be adapted, of which there is a note
		*/
};

static bool says(const struct apply_result *result, const char *text)
{
	for (size_t i = 0; i < result->evidence.count; i++)
		if (strstr(result->evidence.items[i].text, text))
			return true;
	for (size_t i = 0; i < result->hunks.count; i++)
		if (result->hunks.items[i].reason && strstr(result->hunks.items[i].reason, text))
			return true;
	return false;
}

static bool has_note(const struct apply_result *result)
{
	for (size_t i = 0; i < result->evidence.count; i++)
		if (result->evidence.items[i].kind == EVIDENCE_NOTE)
			return true;
	return false;
}

static size_t apply_case(const struct apply_case *row, const struct renamings *renamings)
{
	git_oid made = tree_of(row->made_for, ARRAY_SIZE(row->made_for));
	git_oid branch = tree_of(row->branch, ARRAY_SIZE(row->branch));
	struct adapt_source source = { .tree = made, .name = "9.9.y" };
	struct symbols symbols = { .repo = store.repo, .tree = branch };
	_cleanup_apply_result_ struct apply_result result = { 0 };
	_cleanup_patch_ struct patch *patch = NULL;
	struct adapt_context context = { .repo = store.repo, .symbols = &symbols, .renamings =
		renamings };
	_cleanup_free_ char *text = NULL;
	struct error *err = NULL;
	size_t wrong = 0;

	assert_works(patch_parse("p", row->diff, strlen(row->diff), &patch, &err), err);
	context.originals = adapt_originals_new(store.repo, patch, &source, row->made_for[0].path ?
		1 : 0);
	assert_works(apply_patch(store.repo, &branch, patch, APPLY_UNLESS_THERE, &context, NULL, &result, &err), err);
	text = content(&result.tree, row->path ? row->path : PATH);
	wrong += row->content && strcmp(text, row->content);
	wrong += !row->content && !git_oid_equal(&result.tree, &branch);
	wrong += result.verdict != (row->content ? row->verdict : VERDICT_REFUSED);
	for (size_t i = 0; i < ARRAY_SIZE(row->hunks) && row->hunks[i]; i++) {
		wrong += i >= result.hunks.count || result.hunks.items[i].verdict != row->hunks[i];
		if
			(row->risk && i < result.hunks.count &&
			!(i + 1 < ARRAY_SIZE(row->hunks) && row->hunks[i + 1]))
			wrong += result.hunks.items[i].risk != row->risk;
		wrong += i < result.hunks.count && row->lines[i] && result.hunks.items[i].line !=
			row->lines[i];
	}
	wrong += row->said && !says(&result, row->said);
	wrong += row->placed != has_note(&result);
	if (wrong) {
		print_error("%s: verdict %d\n--- made\n%s--- expected\n%s---\n", row->what,
			    result.verdict, text,
			    row->content ? row->content : "(refused)\n");
		for (size_t i = 0; i < result.hunks.count; i++)
			print_error("hunk: %d at %zu: %s\n", result.hunks.items[i].verdict,
				    result.hunks.items[i].line,
				    result.hunks.items[i].reason ? result.hunks.items[i].reason :
				    "-");
		for (size_t i = 0; i < result.evidence.count; i++)
			print_error("evidence: %s\n", result.evidence.items[i].text);
	}
	adapt_originals_free(context.originals);
	symbols_release(&symbols);
	return wrong;
}

static void apply_cases(const struct apply_case *rows, size_t count, const struct renamings
	*renamings)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += !!apply_case(&rows[i], renamings);
	if (wrong)
		fail_msg("%zu of %zu", wrong, count);
}

#define USED "\nvoid use(void)\n{\n\tadded(z);\n\tmore(y);\n}\n"

static void test_hunks(void **state)
{
#define TWO_HUNKS \
	"@@ -3,4 +3,5 @@\n" CONTEXT(1) CONTEXT(2) "+\tadded(z);\n" CONTEXT(3) CONTEXT(4) \
	"@@ -8,5 +9,6 @@\n" CONTEXT(6) CONTEXT(7) "+\tmore(y);\n" CONTEXT(8) CONTEXT(9) " \treturn 0;\n"
#define DONE(n) K(1) K(2) "\tadded(z);\n" K(3) K(4) K(5) K(6) K(7) "\tmore(y);\n" K(8) n
	static const struct apply_case rows[] = {
		{ "at its line", HUNKS(PATH, ADD_HUNK), { { PATH, F(TEN) } },
		  { { PATH, F(TEN) USED } }, NULL,
		  F(K(1) K(2) K(3) "\tadded(z);\n" K(4) K(5) K(6) K(7) K(8) K(9)) USED,
		  VERDICT_CLEAN, { VERDICT_CLEAN }, { 6 } },
		{ "at another line", HUNKS(PATH, ADD_HUNK), { { PATH, F(TEN) } },
		  { { PATH, "int x;\n" F(TEN) USED } }, NULL,
		  "int x;\n" F(K(1) K(2) K(3) "\tadded(z);\n" K(4) K(5) K(6) K(7) K(8) K(9)) USED,
		  VERDICT_MOVED, { VERDICT_MOVED }, { 7 } },
		{ "other lines around it", HUNKS(PATH, ADD_HUNK), { { PATH, F(TEN) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) "\tother(o);\n" K(6)) USED } },
		  NULL, F(K(1) K(2) K(3) "\tadded(z);\n" K(4) "\tother(o);\n" K(6)) USED,
		  VERDICT_ADAPTED, { VERDICT_ADAPTED }, { 6 }, "compared with 9.9.y" },
		{ "the release has it already", HUNKS(PATH, ADD_HUNK),
		  { { PATH, F(K(1) K(2) K(3) "\tadded(z);\n" K(4) K(5) K(6) K(7) K(8) K(9)) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) "\tother(o);\n" K(6)) USED } }, NULL,
		  F(K(1) K(2) K(3) "\tadded(z);\n" K(4) "\tother(o);\n" K(6)) USED, VERDICT_ADAPTED,
		  { VERDICT_ADAPTED }, { 6 },
		  "compared with 9.9.y, which has the patch" },
		{ "two hunks", HUNKS(PATH, TWO_HUNKS), { { PATH, F(TEN) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) K(5) K(6) K(7) K(8) "\tother(o);\n") USED } },
		  NULL,
		  F(DONE("\tother(o);\n")) USED, VERDICT_ADAPTED,
		  { VERDICT_CLEAN, VERDICT_ADAPTED }, { 5, 10 } },
		{ "two hunks, the first is adapted", HUNKS(PATH, TWO_HUNKS), { { PATH, F(TEN) } },
		  { { PATH, F(K(1) K(2) K(3) "\tother(o);\n" K(5) K(6) K(7) K(8) K(9)) USED } },
		  NULL,
		  F(K(1) K(2) "\tadded(z);\n" K(3) "\tother(o);\n" K(5) K(6) K(7) "\tmore(y);\n"
		  K(8) K(9)) USED, VERDICT_ADAPTED,
		  { VERDICT_ADAPTED, VERDICT_CLEAN }, { 5, 10 } },
		{ "two hunks of a release that has them", HUNKS(PATH, TWO_HUNKS),
		  { { PATH, F(DONE(K(9))) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) K(5) K(6) K(7) K(8) "\tother(o);\n") USED } },
		  NULL,
		  F(DONE("\tother(o);\n")) USED, VERDICT_ADAPTED,
		  { VERDICT_CLEAN, VERDICT_ADAPTED }, { 5, 10 } },
		{ "the second of two cannot be", HUNKS(PATH, "@@ -3,4 +3,5 @@\n" CONTEXT(1)
		  CONTEXT(2) "+\tadded(z);\n" CONTEXT(3) CONTEXT(4)
			"@@ -8,5 +9,5 @@\n" CONTEXT(6) CONTEXT(7)
				"-\tkeep8(k8);\n+\tkeep8(k8, 2);\n" CONTEXT(9) " \treturn 0;\n"),
				{ { PATH, F(TEN) } }, { { PATH, F(K(1) K(2) K(3) K(4) K(5)) USED }
				}, NULL, NULL,
		  VERDICT_REFUSED, { VERDICT_CLEAN, VERDICT_REFUSED } },
		{ "it is nowhere where it was made", HUNKS(PATH, ADD_HUNK),
		  { { PATH, F(K(7) K(8)) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) "\tother(o);\n" K(6)) USED } }, NULL, NULL,
		  VERDICT_REFUSED, { VERDICT_REFUSED } },
		{ "no release is known, but it fits", HUNKS(PATH, ADD_HUNK), { { NULL } },
		  { { PATH, F(TEN) USED } }, NULL,
		  F(K(1) K(2) K(3) "\tadded(z);\n" K(4) K(5) K(6) K(7) K(8) K(9)) USED,
		  VERDICT_CLEAN, { VERDICT_CLEAN }, { 6 },
		  "compared with the file of this branch" },
		{ "by its function", HUNKS(PATH, ADD_HUNK), { { PATH, F(TEN) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) "\tother(o);\n" K(6)) USED } },
		  NULL, F(K(1) K(2) K(3) "\tadded(z);\n" K(4) "\tother(o);\n" K(6)) USED,
		  VERDICT_ADAPTED, { VERDICT_ADAPTED }, .risk = RISK_MEDIUM },
		{ "merged by words", HUNKS(PATH, "@@ -3,3 +3,3 @@\n-\tset(d, 1);\n+\tset(d, 2);\n"
		  CONTEXT(1) CONTEXT(2)),
		  { { PATH, F("\tset(d, 1);\n" K(1) K(2)) } },
		  { { PATH, F("\tset(dev, 1);\n" K(1) K(2)) } }, NULL,
		  F("\tset(dev, 2);\n" K(1) K(2)),
		  VERDICT_ADAPTED, { VERDICT_ADAPTED }, .risk = RISK_HIGH },
		{ "with another name", HUNKS(PATH, "@@ -3,4 +3,5 @@\n \tset(old, 1);\n" CONTEXT(1)
		  CONTEXT(2) "+\tadded(old);\n" CONTEXT(3)),
		  { { PATH, F("\tset(old, 1);\n" K(1) K(2) K(3)) } },
		  { { PATH, F("\tset(new, 1);\n" K(1) K(2) K(3)) USED } }, NULL,
		  F("\tset(new, 1);\n" K(1) K(2) "\tadded(new);\n" K(3)) USED, VERDICT_ADAPTED,
		  { VERDICT_ADAPTED }, .risk = RISK_MEDIUM },
		{ "what it adds is nowhere", HUNKS(PATH, ADD_HUNK), { { PATH, F(TEN) } },
		  { { PATH, F(K(1) K(2) K(3) K(4) "\tother(o);\n" K(6)) } }, NULL,
		  NULL, VERDICT_REFUSED, { VERDICT_REFUSED } },
	};

	apply_cases(rows, ARRAY_SIZE(rows), NULL);
}

#define DEF(name) "int " name "(void)\n{\n\treturn " name "_of();\n}\n\n"

/* A file that has another name in the branch: by most of the functions that it defines. */
static void test_another_name(void **state)
{
#define FOUR DEF("one") DEF("two") DEF("three") DEF("four")
#define TWO_HUNK "@@ -6,4 +6,4 @@\n int two(void)\n {\n-\treturn two_of();\n+\treturn one_of();\n }\n"
#define MADE(rest) "int two(void)\n{\n\treturn one_of();\n}\n\n" rest
	static const struct apply_case rows[] = {
		{ "all of them", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "b/new.c", FOUR } }, "b/new.c",
		  DEF("one") MADE(DEF("three") DEF("four")), VERDICT_CLEAN, { VERDICT_CLEAN }, { 8 }
		  },
		{ "half of them", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "b/new.c", DEF("one") DEF("two") } }, "b/new.c",
		  DEF("one") MADE(""), VERDICT_ADAPTED, { VERDICT_ADAPTED } },
		{ "less than half", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "b/new.c", DEF("two") DEF("other") } }, "b/new.c", NULL,
		  VERDICT_REFUSED },
		{ "two files with as many", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "b/new.c", DEF("one") DEF("two") }, { "b/newer.c", DEF("three") DEF("four") }
		  }, "b/new.c", NULL, VERDICT_REFUSED },
		{ "the second file has more", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "b/a.c", DEF("four") }, { "b/b.c", DEF("one") DEF("two") DEF("three") } },
		  "b/b.c", DEF("one") MADE(DEF("three")),
		  VERDICT_CLEAN, { VERDICT_CLEAN } },
		{ "the first file has more", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "b/a.c", DEF("one") DEF("two") DEF("three") }, { "b/b.c", DEF("four") } },
		  "b/a.c", DEF("one") MADE(DEF("three")),
		  VERDICT_CLEAN, { VERDICT_CLEAN } },
		{ "the file is there", HUNKS("a/old.c", TWO_HUNK), { { "a/old.c", FOUR } },
		  { { "a/old.c", FOUR }, { "b/new.c", "int x;\n" } }, "a/old.c",
		  DEF("one") MADE(DEF("three") DEF("four")), VERDICT_CLEAN, { VERDICT_CLEAN } },
	};

	apply_cases(rows, ARRAY_SIZE(rows), NULL);
}

/* Headers that a change includes: where a tree may have them. */
static void test_headers(void **state)
{
#define INCLUDE(name) HUNKS(PATH, "@@ -1,2 +1,3 @@\n #include <linux/a.h>\n+#include <" name ">\n int x;\n")
#define INCLUDES "#include <linux/a.h>\nint x;\n"
#define HEADER_ROW(what, name, there, made) \
	{ what, INCLUDE(name), { { PATH, INCLUDES } }, { { PATH, INCLUDES }, { there, "#define H 1\n" } }, NULL, made, VERDICT_CLEAN }
#define NOT_THERE(what, name, there) \
	{ what, INCLUDE(name), { { PATH, INCLUDES } }, { { PATH, INCLUDES }, { there, "#define H 1\n" } }, NULL, INCLUDED(name), VERDICT_CLEAN, \
	  .placed = true }
#define INCLUDED(name) "#include <linux/a.h>\n#include <" name ">\nint x;\n"
	static const char rules[] =
		"[renaming \"linux/new.h\"]\n\tfrom = <linux/new.h>\n\tto = <linux/old.h>\n\treason = r\n"
		"[renaming \"linux/new.h\"]\n\tfrom = <linux/new.h>\n\tto = <linux/older.h>\n\treason = r\n";
	_cleanup_renamings_ struct renamings renamings = { 0 };
	struct error *err = NULL;
	_cleanup_free_ char *path = path_join(store.dir, "renamings.rules");
	static const struct apply_case rows[] = {
		HEADER_ROW("in include/", "linux/h.h", "include/linux/h.h", INCLUDED("linux/h.h")),
		HEADER_ROW("of user space", "linux/h.h", "include/uapi/linux/h.h",
			   INCLUDED("linux/h.h")),
		HEADER_ROW("of any architecture", "asm/h.h", "include/asm-generic/h.h",
			   INCLUDED("asm/h.h")),
		HEADER_ROW("of one architecture", "asm/h.h", "arch/x86/include/asm/h.h",
			   INCLUDED("asm/h.h")),
		HEADER_ROW("of one architecture, of user space", "asm/h.h",
			   "arch/x86/include/uapi/asm/h.h", INCLUDED("asm/h.h")),
		NOT_THERE("elsewhere", "linux/h.h", "drivers/h.h"),
		NOT_THERE("only asm/ is generic", "linux/h.h", "include/asm-generic/h.h"),
		NOT_THERE("nowhere", "asm/h.h", "arch/x86/asm/h.h"),
		{ "under another name, by rule", INCLUDE("linux/new.h"), { { PATH, INCLUDES } },
		  { { PATH, INCLUDES }, { "include/linux/old.h", "\n" } }, NULL,
		  INCLUDED("linux/old.h"), VERDICT_ADAPTED, { VERDICT_ADAPTED } },
		{ "under the second one", INCLUDE("linux/new.h"), { { PATH, INCLUDES } },
		  { { PATH, INCLUDES }, { "include/linux/older.h", "\n" } }, NULL,
		  INCLUDED("linux/older.h"), VERDICT_ADAPTED, { VERDICT_ADAPTED } },
		{ "under neither", INCLUDE("linux/new.h"), { { PATH, INCLUDES } },
		  { { PATH, INCLUDES }, { "include/linux/oldest.h", "\n" } }, NULL,
		  INCLUDED("linux/new.h"), VERDICT_CLEAN, .placed = true },
		{ "in quotes it is the folder's",
		  HUNKS(PATH,
		  "@@ -1,2 +1,3 @@\n #include <linux/a.h>\n+#include \"h.h\"\n int x;\n"),
		  { { PATH, INCLUDES } },
		  { { PATH, INCLUDES } }, NULL, "#include <linux/a.h>\n#include \"h.h\"\nint x;\n",
		  VERDICT_CLEAN },
	};

	assert_works(file_write(path, rules, strlen(rules), 0644, &err), err);
	assert_works(renamings_read(path, &renamings, &err), err);
	apply_cases(rows, ARRAY_SIZE(rows), &renamings);
}

/* The file that a patch was made for, and where in it the hunks are. */
static void test_original(void **state)
{
	static const char old_text[] = F(TEN), new_text[] = F(DONE(K(9))), diff[] =
		HUNKS(PATH, TWO_HUNKS);

	for (size_t i = 0; i < 2; i++) {
		const struct files made_for[] = { { PATH, i ? new_text : old_text } };
		struct adapt_source sources[] = { { .name = "8.8.y" }, { .name = "9.9.y" } };
		const struct adapt_original *original, *again;
		_cleanup_patch_ struct patch *patch = NULL;
		struct adapt_originals *originals;
		struct error *err = NULL;

		sources[0].tree = tree_of(NULL, 0);
		sources[1].tree = tree_of(made_for, 1);
		assert_works(patch_parse("p", diff, strlen(diff), &patch, &err), err);
		originals = adapt_originals_new(store.repo, patch, sources, ARRAY_SIZE(sources));
		assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err),
			     err);
		assert_non_null(original);
		assert_ptr_equal(original->source, &sources[1]);
		assert_string_equal(buf_str(&original->old), old_text);
		assert_string_equal(buf_str(&original->new), new_text);
		assert_int_equal(original->lines[0], 2);
		assert_int_equal(original->lines[1], 7);
		assert_non_null(strstr(original->where, "9.9.y"));
		assert_works(adapt_originals_find(originals, &patch->files[0], &again, &err), err);
		assert_ptr_equal(again, original);
		adapt_originals_free(originals);
	}
}

/* The original by the ids of the index line. */
static void test_by_id(void **state)
{
	static const char old_text[] = F(TEN), branch_text[] =
		F(K(1) K(2) K(3) K(4) "\tother(o);\n" K(6)) USED;
	static const char new_text[] = F(K(1) K(2) K(3) "\tadded(z);\n" K(4) K(5) K(6) K(7) K(8)
		K(9));
	static const char none[] = "1234567890";
	const struct {
		const char *what;
		const char *text;		/* the blob that the store has */
		size_t digits;
		bool is_old, found;
	} cases[] = {
		{ "of the file before", old_text, 40, true, true },
		{ "abbreviated", old_text, 7, true, true },
		{ "too short", old_text, 6, true, false },
		{ "of the file with the patch", new_text, 12, false, true },
		{ "of something else", "int y;\n", 40, true, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		git_oid id = blob(cases[i].text);
		char hex[GIT_OID_HEXSZ + 1];
		_cleanup_free_ char *named = NULL, *diff = NULL;
		struct apply_case row =
			{ .what = cases[i].what, .branch = { { PATH, branch_text } }, .verdict =
			VERDICT_ADAPTED };

		git_oid_tostr(hex, sizeof(hex), &id);
		named = xstrndup(hex, cases[i].digits);
		diff = xasprintf("diff --git a/" PATH " b/" PATH "\nindex %s..%s 100644\n"
			HUNKS(PATH, ADD_HUNK),
				 cases[i].is_old ? named : none, cases[i].is_old ? none : named);
		row.diff = diff;
		if (cases[i].found)
			row.content = F(K(1) K(2) K(3) "\tadded(z);\n" K(4) "\tother(o);\n" K(6))
				USED;
		assert_int_equal(apply_case(&row, NULL), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_hunks, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_another_name, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_headers, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_original, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_by_id, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
