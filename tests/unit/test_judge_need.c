// SPDX-License-Identifier: GPL-2.0-only
/* Whether a branch needs a patch, and whether it has it by what is said about it. */
#include "judge_fixture.h"

#include "index/kernel_version.h"
#include "judge/contained.h"
#include "judge/need.h"
#include "judge/old_side.h"

/* --- versions */

static void versions_read(void **state)
{
	static const struct {
		const char *text;
		bool read;
		struct kernel_version version;
	} rows[] = {
		{ "v6.6", true, { 6, 6, 0, 0 } },
		{ "6.6", true, { 6, 6, 0, 0 } },
		{ "v6.6-rc3", true, { 6, 6, 0, 3 } },
		{ "6.6.41", true, { 6, 6, 41, 0 } },
		{ "5.15+", true, { 5, 15, 0, 0 } },
		{ "5.15.x", true, { 5, 15, 0, 0 } },
		{ "5.15: abcdef", true, { 5, 15, 0, 0 } },
		{ "v6.6-next", true, { 6, 6, 0, 0 } },
		{ "6", false },
		{ "6.", false },
		{ "v6.6rc3", false },
		{ "6.6.41.2", false },
		{ "6.99999999999999999999", false },
		{ "next", false },
		{ "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kernel_version version = { 0 };

		if (kernel_version_read(rows[i].text, &version) != rows[i].read ||
		    memcmp(&version, &rows[i].version, sizeof(version)))
			fail_msg("%s: %u.%u.%u-rc%u", rows[i].text, version.major, version.minor,
				 version.stable, version.rc);
	}
}

static void versions_of_trees(void **state)
{
	static const struct {
		const char *makefile;
		const char *text;	/* NULL: none */
	} rows[] = {
		{ "# x\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 118\nEXTRAVERSION =\n", "6.12.118" },
		{ "VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 0\nEXTRAVERSION = -rc4\n", "v7.3-rc4" },
		{ "VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 0\nEXTRAVERSION =\n", "v7.3" },
		{ "VERSION=6\nPATCHLEVEL=1\n", "v6.1" },
		{ "VERSION = 6\nMY_PATCHLEVEL = 1\n", NULL },
		{ "all:\n", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		git_tree *tree = TREE_OF({ "Makefile", rows[i].makefile });
		struct kernel_version version;
		bool read = kernel_version_of_tree(tree, &version);
		_cleanup_free_ char *text = read ? kernel_version_text(&version) : xstrdup("none");

		assert_string_equal(text, rows[i].text ? rows[i].text : "none");
		git_tree_free(tree);
	}
}

static void versions_contain(void **state)
{
	static const struct {
		const char *here, *first;
		enum kernel_contains contains;
	} rows[] = {
		{ "6.1.190", "v5.18", KERNEL_CONTAINS_YES },
		{ "6.1.190", "v6.1-rc1", KERNEL_CONTAINS_YES },
		{ "6.1.190", "v6.1", KERNEL_CONTAINS_YES },
		{ "6.1.190", "v6.2-rc1", KERNEL_CONTAINS_NO },
		{ "6.1.190", "v7.0", KERNEL_CONTAINS_NO },
		{ "7.2.1", "v6.12", KERNEL_CONTAINS_YES },
		{ "v7.3-rc2", "v7.3-rc2", KERNEL_CONTAINS_YES },
		{ "v7.3-rc2", "v7.3-rc3", KERNEL_CONTAINS_NO },
		{ "v7.3-rc2", "v7.3", KERNEL_CONTAINS_NO },
		{ "v7.3-rc2", "v7.2", KERNEL_CONTAINS_YES },
		/* A stable release's own: of another branch it says nothing. */
		{ "6.1.190", "6.1.55", KERNEL_CONTAINS_YES },
		{ "6.1.190", "6.1.191", KERNEL_CONTAINS_NO },
		{ "6.6.1", "6.1.55", KERNEL_CONTAINS_UNKNOWN },
		{ "6.1.190", "6.6.3", KERNEL_CONTAINS_NO },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kernel_version here, first;

		assert_true(kernel_version_read(rows[i].here, &here));
		assert_true(kernel_version_read(rows[i].first, &first));
		if (kernel_version_contains(&here, &first) != rows[i].contains)
			fail_msg("%s in %s", rows[i].first, rows[i].here);
	}
}

/* --- what a patch changes, as it was */

#define F_C "int f(void)\n{\n\tint rc;\n\n\tone();\n\trc = two(1);\n\tthree();\n\treturn rc;\n}\n"
#define G_C "int g(void)\n{\n\tone();\n\trc = two(1);\n\tthree();\n}\n"

static void old_sides(void **state)
{
	static const struct {
		const char *name, *file;	/* a/f.c, as it is */
		const char *heading, *lines;	/* the hunk */
		size_t hunks, here;
		const char *text;		/* of the first place */
	} rows[] = {
		{ "as it was", F_C, "int f(void)",
		  " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "changed", "int f(void)\n{\n\tone();\n\trc = two(2);\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 0, NULL },
		{ "in another function", G_C, "int f(void)",
		  " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 0, NULL },
		{ "one line around it differs", "int f(void)\n{\n\tone();\n\trc = two(1);\n\tfour();\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "the other line around it differs", "int f(void)\n{\n\tfive();\n\trc = two(1);\n\tthree();\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "a run of two lines", "int f(void)\n{\n\tone();\n\trc = two(1);\n\trd = two(1);\n\tthree();\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n-\trd = two(1);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "a run of two, the line behind it differs and one is there twice",
		  "int f(void)\n{\n\tone();\n\trc = two(1);\n\trc = two(1);\n\tfour();\n}\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n-\trc = two(1);\n \tthree();\n", 1, 0, NULL },
		{ "a run of two, with both neighbours",
		  "int f(void)\n{\n\tone();\n\trc = two(1);\n\trc = two(1);\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n-\trc = two(1);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "one line of a run of two", "int f(void)\n{\n\tone();\n\trc = two(1);\n\tthree();\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n-\trd = two(1);\n \tthree();\n", 1, 0, NULL },
		{ "a run of two in another order",
		  "int f(void)\n{\n\tone();\n\trd = two(1);\n\trc = two(1);\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n-\trd = two(1);\n \tthree();\n", 1, 0, NULL },
		{ "a blank line between it and its neighbours",
		  "int f(void)\n{\n\tone();\n\n\trc = two(1);\n\n\tthree();\n\trc = two(1);\n}\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "at the end of the file", "int f(void)\n{\n\tone();\n\trc = two(1);\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n-\trd = two(1);\n", 1, 0, NULL },
		{ "the second place is meant",
		  "int f(void)\n{\n\tfive();\n\trc = two(1);\n\tsix();\n\tone();\n\trc = two(1);\n\tthree();\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "a line that the patch adds again says nothing",
		  "int f(void)\n{\n\tone();\n\trc = two(1);\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n-\trc = two(1);\n \tthree();\n+\trc = two(1);\n", 0, 0, NULL },
		{ "nor does a bracket", "int f(void)\n{\n\tone();\n\t}\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n-\t}\n \tthree();\n", 0, 0, NULL },
		{ "only added, the context is there", "int f(void)\n{\n\tone();\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n+\ttwo();\n \tthree();\n", 1, 1,
		  "as it was before the patch, which adds lines behind: one();" },
		{ "only added, something is in between", "int f(void)\n{\n\tone();\n\tfour();\n\tthree();\n}\n",
		  "int f(void)", " \tone();\n+\ttwo();\n \tthree();\n", 1, 0, NULL },
		{ "only added, no context below", "int f(void)\n{\n\tone();\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n+\ttwo();\n", 0, 0, NULL },
		{ "only added, nothing but a bracket above", "int f(void)\n{\n\tone();\n}\n", "int f(void)",
		  " {\n+\ttwo();\n \tone();\n", 0, 0, NULL },
		{ "only a bracket is added", "int f(void)\n{\n\tone();\n\tthree();\n}\n", "int f(void)",
		  " \tone();\n+\t}\n \tthree();\n", 0, 0, NULL },
		{ "the same, of a line that is there twice",
		  "int f(void)\n{\n\tone();\n\trc = two(1);\n\tfour();\n\trc = two(1);\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 0, NULL },
		{ "between other lines", "int f(void)\n{\n\tfive();\n\trc = two(1);\n\tfour();\n}\n",
		  "int f(void)", " \tone();\n-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 0, NULL },
		{ "one of two runs", F_C, "int f(void)",
		  " \tone();\n-\trc = two(1);\n \tthree();\n-\treturn never;\n+\treturn 1;\n }\n",
		  1, 0, "removed by the patch, still here: rc = two(1);" },
		{ "behind the start of the next function", "int f(void)\n{\n\treturn 1;\n}\n\n" G_C,
		  "int f(void)", " \treturn 1;\n }\n \n int g(void)\n {\n \tone();\n"
		  "-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 1,
		  "removed by the patch, still here: rc = two(1);" },
		{ "the same, but that is another function",
		  "int f(void)\n{\n\treturn 1;\n}\n\n" G_C,
		  "int f(void)", " \treturn 1;\n }\n \n int h(void)\n {\n \tone();\n"
		  "-\trc = two(1);\n+\trc = two(2);\n \tthree();\n", 1, 0, NULL },
		{ "moved by the patch", F_C, "int f(void)",
		  "-\tone();\n \trc = two(1);\n+\tone();\n \tthree();\n", 0, 0, NULL },
		{ "only a bracket", F_C, "int f(void)", " \treturn rc;\n-}\n", 0, 0, NULL },
		{ "what it adds is not there", F_C, "int f(void)",
		  " \tone();\n+\tnew();\n \trc = two(1);\n", 1, 1,
		  "as it was before the patch, which adds lines behind: one();" },
		{ "what it adds is there", "int f(void)\n{\n\tone();\n\tnew();\n\trc = two(1);\n}\n",
		  "int f(void)", " \tone();\n+\tnew();\n \trc = two(1);\n", 1, 0, NULL },
		{ "something else is there", "int f(void)\n{\n\tone();\n\tother();\n\trc = two(1);\n}\n",
		  "int f(void)", " \tone();\n+\tnew();\n \trc = two(1);\n", 1, 0, NULL },
		{ "added without a line above", F_C, "", "+\tnew();\n int f(void)\n", 0, 0, NULL },
		{ "only a blank line", F_C, "int f(void)", " \tone();\n+\n \trc = two(1);\n", 0, 0, NULL },
		{ "an empty file", "", "int f(void)", " \tone();\n-\trc = two(1);\n", 1, 0, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *diff = diff_of("a/f.c", rows[i].heading, rows[i].lines);
		_cleanup_patch_ struct patch *patch = patch_of("a: fix", diff);
		git_tree *tree = TREE_OF({ "a/f.c", rows[i].file });
		struct old_side side;
		struct error *err = NULL;
		_cleanup_free_ char *text = NULL;

		assert_works(old_side_find(store.repo, tree, patch, &side, &err), err);
		text = side.place_count ? old_side_text(&side.places[0]) : NULL;
		if (side.hunks != rows[i].hunks || side.here != rows[i].here ||
		    !!text != !!rows[i].text || (text && strcmp(text, rows[i].text)))
			fail_msg("%s: %zu of %zu, %s", rows[i].name, side.here, side.hunks, text);
		if (text)
			assert_string_equal(side.places[0].path, "a/f.c");
		old_side_release(&side);
		git_tree_free(tree);
	}
}

static void a_file_that_goes(void **state)
{
	static const char removal[] = "diff --git a/a/f.c b/a/f.c\ndeleted file mode 100644\n"
				      "--- a/a/f.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-int a;\n-int b;\n";
	static const struct {
		const char *path, *content;
		size_t here;
	} rows[] = {
		{ "a/f.c", "int a;\nint b;\n", 1 },
		{ "a/f.c", "int a;\nint c;\n", 0 },
		{ "a/f.c", "int a;\nint b;\nint c;\n", 0 },
		{ "a/f.c", "int a;\n", 0 },
		{ "a/other.c", "int a;\nint b;\n", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_patch_ struct patch *patch = patch_of("a: remove it", removal);
		git_tree *tree = TREE_OF({ rows[i].path, rows[i].content });
		struct old_side side;
		struct error *err = NULL;

		assert_works(old_side_find(store.repo, tree, patch, &side, &err), err);
		assert_int_equal(side.here, rows[i].here);
		assert_int_equal(side.place_count, rows[i].here);
		old_side_release(&side);
		git_tree_free(tree);
	}
}

/* --- the need */

#define FIX "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,3 +5,3 @@ int f(void)\n \tone();\n" \
	    "-\trc = two(1);\n+\trc = two(2);\n \tthree();\n"
#define ADDS "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,2 +5,3 @@ int f(void)\n \tone();\n+\tnew();\n \trc = two(1);\n"
#define HALF ADDS "@@ -20,2 +21,3 @@ int g(void)\n \tnever();\n+\tnew();\n \there();\n"
#define EDGE "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,3 +5,2 @@ int f(void)\n \tnever();\n-\tone();\n \tthere();\n"
#define RUNS "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,4 +5,2 @@ int f(void)\n \tone();\n" \
	     "-\trc = two(1);\n \tthree();\n-\tnever();\n"
#define CC(tag) "Cc: stable@vger.kernel.org" tag "\n"

static void needs(void **state)
{
	static const struct {
		const char *name, *diff, *trailer;
		enum verdict verdict;
		bool fixed_is_here, fixed_reverted;
		enum need need;
		const char *reasons;	/* of the evidence */
		struct first_release fixed_release;
	} rows[] = {
		{ "there", FIX, "", VERDICT_PRESENT, true, false, NEED_NOT_NEEDED, "" },
		{ "something does it", FIX, "", VERDICT_SUPERSEDED, false, false, NEED_NOT_NEEDED, "" },
		{ "not affected", FIX, CC(" # 5.10+"), VERDICT_NOT_AFFECTED, false, false,
		  NEED_NOT_NEEDED, "" },
		{ "what it removes is here", FIX, "", VERDICT_CLEAN, false, false, NEED_NEEDED,
		  "as-before " },
		{ "refused, and it is here", FIX, "", VERDICT_REFUSED, false, false, NEED_NEEDED,
		  "as-before " },
		{ "blocked, and it is here", FIX, "", VERDICT_BLOCKED, false, false, NEED_NEEDED,
		  "as-before " },
		{ "it applies, though the lines have hardly a neighbour", EDGE, "", VERDICT_CLEAN, false,
		  false, NEED_NEEDED, "as-before " },
		{ "the same, adapted", EDGE, "", VERDICT_ADAPTED, false, false, NEED_UNKNOWN, "" },
		{ "the same, refused", EDGE, "", VERDICT_REFUSED, false, false, NEED_UNKNOWN,
		  "removed-lines-gone " },
		{ "one of two runs, adapted", RUNS, "", VERDICT_ADAPTED, false, false, NEED_NEEDED,
		  "as-before " },
		{ "one of two runs, refused", RUNS, "", VERDICT_REFUSED, false, false, NEED_UNKNOWN,
		  "as-before " },
		{ "added, for what reason?", ADDS, "", VERDICT_MOVED, false, false, NEED_UNKNOWN, "" },
		{ "added, and the fault is here", ADDS, "", VERDICT_MOVED, true, false, NEED_NEEDED,
		  "fixed-commit-here " },
		{ "added, and the fault was reverted", ADDS, "", VERDICT_MOVED, true, true,
		  NEED_UNKNOWN, "fixed-commit-here " },
		{ "added, and what it fixes came before", ADDS, "", VERDICT_MOVED, false, false,
		  NEED_NEEDED, "fixed-commit-here ", { true, { 5, 18 } } },
		{ "the same, but it was reverted here", ADDS, "", VERDICT_MOVED, false, true,
		  NEED_UNKNOWN, "fixed-commit-here ", { true, { 5, 18 } } },
		{ "added, and what it fixes came later", ADDS, "", VERDICT_MOVED, false, false,
		  NEED_UNKNOWN, "fixed-commit-later ", { true, { 6, 8 } } },
		{ "the same, and it was backported", ADDS, "", VERDICT_MOVED, true, false,
		  NEED_NEEDED, "fixed-commit-here ", { true, { 6, 8 } } },
		{ "added, and what it fixes came with another branch", ADDS, "", VERDICT_MOVED,
		  false, false, NEED_UNKNOWN, "", { true, { 5, 15, 3 } } },
		{ "added, and asked for", ADDS, CC(" # v5.15+"), VERDICT_CLEAN, false, false,
		  NEED_NEEDED, "asked-for " },
		{ "added, and asked for later", ADDS, CC(" # 6.6.x"), VERDICT_CLEAN, false, false,
		  NEED_UNKNOWN, "asked-for " },
		{ "for all", ADDS, CC(""), VERDICT_CLEAN, false, false, NEED_UNKNOWN, "" },
		{ "refused, half as it was", HALF, "", VERDICT_REFUSED, true, false, NEED_UNKNOWN,
		  "as-before fixed-commit-here " },
	};
	const struct kernel_version here = { .major = 6, .minor = 1, .stable = 190 };
	git_tree *tree = TREE_OF({ "a/f.c", F_C });

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *mail = xasprintf(HEADER "a: fix it\n\nWhy.\n\n%sSigned-off-by: A "
						      "<a@example.org>\n---\n%s", rows[i].trailer,
						      rows[i].diff);
		struct mention fixed = { .id = ID, .found = rows[i].fixed_is_here,
					 .reverted = rows[i].fixed_reverted };
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_buf_ struct buf reasons = { 0 };
		struct error *err = NULL;
		enum need need;
		struct need_question question = { .repo = store.repo, .tree = tree,
						  .verdict = rows[i].verdict, .version = &here,
						  .fixes = &fixed, .fixes_count = 1,
						  .fixed_releases = &rows[i].fixed_release };
		struct patch *patch;

		if (fixed.found)
			evidence_add(&fixed.evidence, EVIDENCE_NOTE, NULL, 0, "it is there");
		assert_works(patch_parse("p.patch", mail, strlen(mail), &patch, &err), err);
		question.patch = patch;
		assert_works(need_assess(&question, &evidence, &need, &err), err);
		for (size_t e = 0; e < evidence.count; e++) {
			assert_int_equal(evidence.items[e].kind, EVIDENCE_NEED);
			buf_printf(&reasons, "%s ", reason_name(evidence.items[e].reason));
		}
		if (need != rows[i].need || strcmp(buf_str(&reasons), rows[i].reasons))
			fail_msg("%s: %s, %s", rows[i].name, need_name(need), buf_str(&reasons));
		evidence_list_release(&fixed.evidence);
		patch_free(patch);
	}
	git_tree_free(tree);
}

static void what_is_gone(void **state)
{
	_cleanup_patch_ struct patch *patch = patch_of("a: fix", FIX);
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	git_tree *tree = TREE_OF({ "a/f.c", "int f(void)\n{\n\treturn 0;\n}\n" });
	const struct need_question question = { .repo = store.repo, .tree = tree, .patch = patch,
						.verdict = VERDICT_REFUSED };
	struct error *err = NULL;
	enum need need;

	assert_works(need_assess(&question, &evidence, &need, &err), err);
	assert_int_equal(need, NEED_UNKNOWN);
	assert_int_equal(evidence.count, 1);
	assert_int_equal(evidence.items[0].reason, REASON_REMOVED_LINES_GONE);
	git_tree_free(tree);
}

static void asked_from(void **state)
{
	static const struct {
		const char *trailers, *from;
	} rows[] = {
		{ CC(" # 5.10+"), "v5.10" },
		{ CC(" # v6.1"), "v6.1" },
		{ "Cc: <stable@vger.kernel.org> # 5.15.x: abcdef: title\n", "v5.15" },
		{ CC(" # 6.6+") CC(" # 5.15+") CC(" # 6.1+"), "v5.15" },
		{ CC(""), "none" },
		{ CC(" # needs that other one"), "none" },
		{ "Cc: other@example.org # 5.10\n", "none" },
		{ "Link: https://example.org/stable@x # 5.10\n", "none" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *mail = xasprintf(HEADER "a: fix it\n\nWhy.\n\n%s---\n%s",
						      rows[i].trailers, FIX);
		struct kernel_version version;
		struct error *err = NULL;
		struct patch *patch;
		_cleanup_free_ char *from = NULL;

		assert_works(patch_parse("p.patch", mail, strlen(mail), &patch, &err), err);
		from = need_asked_from(patch, &version) ? kernel_version_text(&version) :
							  xstrdup("none");
		assert_string_equal(from, rows[i].from);
		patch_free(patch);
	}
}

/* --- there, by what is said */

static void contained(void **state)
{
	static const char title[] = "a: fix the second argument", grown[] =
		"int f(void)\n{\n\tall_at_once();\n\treturn 0;\n}\n";
	static const struct {
		const char *name, *title, *file;
		struct contained_claim claim;
		enum verdict verdict;
		const char *evidence;
	} rows[] = {
		{ "nobody says so", title, grown, { 0 }, VERDICT_CLEAN, "" },
		{ "by title, and changed later", title, grown, { .named = true }, VERDICT_PRESENT,
		  "note -:0" },
		{ "by a short title", "a: fix it", grown, { .named = true }, VERDICT_REFUSED,
		  "note -:0" },
		{ "by id, with a short title", "a: fix it", grown,
		  { .named = true, .named_by_id = true }, VERDICT_PRESENT, "note -:0" },
		{ "by version", "a: fix it", grown, { .version = "v5.18" }, VERDICT_PRESENT,
		  "commit -:0; note -:0" },
		{ "by version, but it was reverted", title, grown,
		  { .version = "v5.18", .reverted = true }, VERDICT_REFUSED, "commit -:0; note -:0" },
		{ "by id, but the lines are as they were", title, F_C,
		  { .named = true, .named_by_id = true }, VERDICT_REFUSED, "line a/f.c:6; note -:0" },
		{ "by version, but the lines are as they were", title, F_C, { .version = "v5.18" },
		  VERDICT_REFUSED, "commit -:0; line a/f.c:6; note -:0" },
		{ "reverted", title, F_C, { .reverted = true }, VERDICT_REFUSED,
		  "line a/f.c:6; note -:0" },
		{ "the file is gone", title, NULL, { .version = "v5.18" }, VERDICT_PRESENT,
		  "commit -:0; note -:0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_patch_ struct patch *patch = patch_of(rows[i].title, FIX);
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		git_tree *tree = TREE_OF({ rows[i].file ? "a/f.c" : "b/b.c",
					   rows[i].file ? rows[i].file : "int b;\n" });
		enum verdict verdict = VERDICT_CLEAN;
		_cleanup_free_ char *found = NULL;
		struct error *err = NULL;

		assert_works(contained_decide(store.repo, tree, patch, &rows[i].claim, NULL,
					      &evidence, &verdict, &err), err);
		found = evidence_text(&evidence);
		if (verdict != rows[i].verdict || strcmp(found, rows[i].evidence))
			fail_msg("%s: %s, %s", rows[i].name, verdict_name(verdict), found);
		git_tree_free(tree);
	}
}

static void by_version(void **state)
{
	static const struct {
		const char *version, *text;
		struct first_release by_history;
	} rows[] = {
		{ "v5.18", "first released in v5.18, which 6.1.190 contains" },
		{ NULL, "first released in v5.18, which 6.1.190 contains", { true, { 5, 18 } } },
		{ NULL, NULL, { true, { 6, 8 } } },
		{ "next", "first released in v5.18, which 6.1.190 contains", { true, { 5, 18 } } },
		{ "v6.2", NULL, { true, { 5, 18 } } },
		{ "v6.1-rc3", "first released in v6.1-rc3, which 6.1.190 contains" },
		{ "v6.2", NULL },
		{ "6.6.3", NULL },
		{ "next", NULL },
		{ NULL, NULL },
	};
	const struct kernel_version here = { .major = 6, .minor = 1, .stable = 190 };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct patch patch = { .upstream_version = (char *)rows[i].version };
		_cleanup_free_ char *text = contained_by_version(&patch, &rows[i].by_history, &here);

		assert_string_equal(text ? text : "none", rows[i].text ? rows[i].text : "none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_read),
		cmocka_unit_test_setup_teardown(versions_of_trees, store_setup, store_teardown),
		cmocka_unit_test(versions_contain),
		cmocka_unit_test_setup_teardown(old_sides, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(a_file_that_goes, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(needs, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(what_is_gone, store_setup, store_teardown),
		cmocka_unit_test(asked_from),
		cmocka_unit_test_setup_teardown(contained, store_setup, store_teardown),
		cmocka_unit_test(by_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
