// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of each hunk of a file when the file is adapted. */
#include "port_fixture.h"

#include "adapt/context.h"
#include "adapt/original.h"
#include "adapt/patch_file.h"
#include "index/symbols.h"
#include "syntax/words.h"

#define PATH "a/f.c"
#define F(body) "int f(struct d *d)\n{\n" body "\treturn 0;\n}\n"
#define K(n) "\tkeep" #n "(k" #n ");\n"
#define CONTEXT(n) " \tkeep" #n "(k" #n ");\n"
#define NAMES "\nvoid use(void)\n{\n\tadded(z);\n\tmore(y);\n}\n"
#define BODY(in1, in2) K(1) K(2) in1 K(3) K(4) K(5) K(6) K(7) K(8) in2 K(9) K(10)
#define ORIGINAL F(BODY("\told(x);\n", "")) NAMES
#define DIFF(hunks) "--- a/" PATH "\n+++ b/" PATH "\n" hunks
/* A line replaced at line 5; one added behind line 11. */
#define FIRST(new)                                        \
	"@@ -3,5 +3,5 @@ int f(struct d *d)\n" CONTEXT(1) \
		CONTEXT(2) "-\told(x);\n+" new CONTEXT(3) CONTEXT(4)
#define SECOND                                                                                    \
	"@@ -10,4 +10,5 @@ int f(struct d *d)\n" CONTEXT(7) CONTEXT(8) "+\tmore(y);\n" CONTEXT(9) \
		CONTEXT(10)

/* Two changes in one hunk. */
#define BOTH(new, more)                                   \
	"@@ -3,5 +3,6 @@ int f(struct d *d)\n" CONTEXT(1) \
		CONTEXT(2) "-\told(x);\n+" new CONTEXT(3) "+" more CONTEXT(4)
#define MISSING \
	F(BODY("\told(x);\n", "")) "\nvoid none(void)\n{\n\tgone(1);\n\tlost(1);\n\tadded(z);\n}\n"

struct outcome_row {
	const char *what, *made_for, *diff, *here;
	const char *hunks; /* "LINE (of WANTED): VERDICT, RISK, REASON; ..." */
	bool adapted;
	const char *evidence;
	const char *own, *brought; /* names that come with the patch, or before it; or NULL */
};

static char *say_hunks(const struct adapt_patch_result *result)
{
	_cleanup_buf_ struct buf said = { 0 };

	for (size_t i = 0; i < result->hunks.count; i++) {
		const struct hunk_outcome *hunk = &result->hunks.items[i];

		assert_string_equal(hunk->path, PATH);
		buf_printf(&said, "%s%zu (of %zu): %s", i ? "; " : "", hunk->line, hunk->wanted,
			   verdict_name(hunk->verdict));
		if (hunk->risk != RISK_NONE)
			buf_printf(&said, ", %s", risk_name(hunk->risk));
		if (hunk->reason)
			buf_printf(&said, ", %s", hunk->reason);
	}
	return xstrdup(buf_str(&said));
}

static void check_outcome(const struct outcome_row *row)
{
	const char *const branch_files[][2] = { { "Makefile", "VERSION = 6\n" },
						{ PATH, row->here } };
	const char *const made_files[][2] = { { PATH, row->made_for ? row->made_for : "" } };
	struct words own = { 0 }, brought = { 0 };
	struct symbols symbols = { .repo = store.repo };
	struct adapt_context context = { .repo = store.repo, .symbols = &symbols };
	_cleanup_adapt_patch_ struct adapt_patch_result result = { 0 };
	struct adapt_source source = { .name = "9.9.y" };
	struct adapt_bytes here = { row->here, strlen(row->here) };
	_cleanup_patch_ struct patch *patch = NULL;
	_cleanup_free_ char *hunks = NULL;
	struct error *err = NULL;

	make_release(made_files, 1);
	assert_works(repo_commit_tree(store.repo, &store.release, &source.tree, &err), err);
	make_release(branch_files, 2);
	assert_works(repo_commit_tree(store.repo, &store.release, &symbols.tree, &err), err);
	assert_works(patch_parse("p", row->diff, strlen(row->diff), &patch, &err), err);
	context.originals = adapt_originals_new(store.repo, patch, &source, row->made_for ? 1 : 0);
	if (row->own) {
		words_get(&own, row->own, strlen(row->own), NULL)->declared = true;
		context.own = &own;
	}
	if (row->brought) {
		words_add(&brought, row->brought);
		context.brought = &brought;
	}
	assert_works(adapt_patch_file(&context, &patch->files[0], PATH, here, &result, &err), err);
	hunks = say_hunks(&result);
	assert_row(row->what, hunks, row->hunks);
	assert_row(row->what, result.evidence.count ? result.evidence.items[0].text : "nothing",
		   row->evidence);
	if (result.evidence.count) {
		assert_string_equal(result.evidence.items[0].path, PATH);
		assert_int_equal(result.evidence.items[0].line, 0);
	}
	if (result.adapted != row->adapted)
		fail_msg("%s: adapted %d", row->what, result.adapted);
	adapt_originals_free(context.originals);
	symbols_release(&symbols);
	words_release(&own);
	words_release(&brought);
}

#define BEHIND "compared with 9.9.y"

static void test_outcomes(void **state)
{
	static const struct outcome_row rows[] = {
		{ "at the same lines", ORIGINAL, DIFF(FIRST("\tadded(z);\n") SECOND), ORIGINAL,
		  "5 (of 3): clean; 12 (of 10): clean", true, BEHIND },
		{ "at other lines", ORIGINAL, DIFF(FIRST("\tadded(z);\n") SECOND),
		  "int x;\n\n" ORIGINAL, "7 (of 3): moved; 14 (of 10): moved", true, BEHIND },
		{ "the line is another one", ORIGINAL, DIFF(FIRST("\told(x, 1);\n") SECOND),
		  F(BODY("\told(xx);\n", "")) NAMES,
		  "5 (of 3): adapted, high, merged token by token with different lines; "
		  "12 (of 10): clean",
		  true, BEHIND },
		{ "lines around it are others", ORIGINAL, DIFF(FIRST("\tadded(z);\n") SECOND),
		  F(K(1) K(2) "\told(x);\n" K(3) K(4) K(5) K(6) K(7) "\tnew_of_b(1);\n" K(9) K(10))
			  NAMES,
		  "5 (of 3): clean; 12 (of 10): adapted, medium, placed by function, context differs",
		  true, BEHIND },
		{ "one of two is refused", ORIGINAL, DIFF(FIRST("\tadded(z);\n") SECOND),
		  F(BODY("", "")) NAMES,
		  "5 (of 3): refused, the code that it changes differs in this branch; "
		  "11 (of 10): moved",
		  false, BEHIND },
		{ "a name is not there",
		  F(BODY("\told(x);\n", "")) "\nvoid none(void)\n{\n\tgone(1);\n}\n",
		  DIFF(FIRST("\tgone(z);\n")), F(BODY("\told(x);\n", "")),
		  "5 (of 3): refused, gone does not exist in this branch", false, BEHIND },
		{ "the patch declares it",
		  F(BODY("\told(x);\n", "")) "\nvoid none(void)\n{\n\tgone(1);\n}\n",
		  DIFF(FIRST("\tgone(x);\n")), F(BODY("\told(x);\n", "")), "5 (of 3): clean", true,
		  BEHIND, .own = "gone" },
		{ "an earlier patch brings it",
		  F(BODY("\told(x);\n", "")) "\nvoid none(void)\n{\n\tgone(1);\n}\n",
		  DIFF(FIRST("\tgone(x);\n")), F(BODY("\told(x);\n", "")), "5 (of 3): clean", true,
		  BEHIND, .brought = "gone" },
		{ "another name is brought",
		  F(BODY("\told(x);\n", "")) "\nvoid none(void)\n{\n\tgone(1);\n}\n",
		  DIFF(FIRST("\tgone(z);\n")), F(BODY("\told(x);\n", "")),
		  "5 (of 3): refused, gone does not exist in this branch", false, BEHIND,
		  .own = "other", .brought = "more" },
		{ "both changes of a hunk are in place", ORIGINAL,
		  DIFF(BOTH("\tadded(z);\n", "\tmore(y);\n")), ORIGINAL, "5 (of 3): clean", true,
		  BEHIND },
		{ "the bolder one counts", ORIGINAL, DIFF(BOTH("\told(x, 1);\n", "\tmore(y);\n")),
		  F(BODY("\told(xx);\n", "")) NAMES,
		  "5 (of 3): adapted, high, merged token by token with different lines", true,
		  BEHIND },
		{ "both are refused: the place is the last one's", MISSING,
		  DIFF(BOTH("\tgone(x);\n", "\tlost(x);\n")), ORIGINAL,
		  "7 (of 3): refused, gone does not exist in this branch; "
		  "lost does not exist in this branch",
		  false, BEHIND },
		{ "the first is refused", MISSING, DIFF(BOTH("\tgone(x);\n", "\tadded(z);\n")),
		  ORIGINAL, "7 (of 3): refused, gone does not exist in this branch", false,
		  BEHIND },
		{ "the second is refused", MISSING, DIFF(BOTH("\tadded(z);\n", "\tlost(x);\n")),
		  ORIGINAL, "5 (of 3): refused, lost does not exist in this branch", false,
		  BEHIND },
		{ "nothing is known but that the hunks fit here", NULL,
		  DIFF(FIRST("\tadded(z);\n") SECOND), "int x;\n\n" ORIGINAL,
		  "7 (of 3): clean; 14 (of 10): clean", true,
		  "compared with the file of this branch" },
		{ "and they do not", NULL, DIFF(FIRST("\tadded(z);\n") SECOND), F(BODY("", "")), "",
		  false, "nothing" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_outcome(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_outcomes, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
