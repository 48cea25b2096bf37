// SPDX-License-Identifier: GPL-2.0-only
/* What histories tell of a patch: later fixes, where a name came from, what Fixes: names. */
#include "judge_fixture.h"

#include "judge/fixed_content.h"
#include "judge/history.h"
#include "judge/judge.h"
#include "judge/need.h"

/* A commit of those files at that time, on top of `parent` (NULL: none). */
static git_oid commit_at(const git_oid *parent, const git_oid *other_parent, int64_t time,
			 const char *message, git_tree *tree)
{
	git_commit *parents[2] = { 0 };
	git_signature *who;
	size_t count = 0;
	git_oid id;

	if (parent)
		assert_int_equal(git_commit_lookup(&parents[count++], store.repo, parent), 0);
	if (other_parent)
		assert_int_equal(git_commit_lookup(&parents[count++], store.repo, other_parent), 0);
	assert_int_equal(git_signature_new(&who, "A", "a@example.org", 1000000000 + time, 0), 0);
	assert_int_equal(git_commit_create(&id, store.repo, NULL, who, who, NULL, message, tree,
					   count, (void *)parents),
			 0);
	git_signature_free(who);
	git_commit_free(parents[0]);
	git_commit_free(parents[1]);
	git_tree_free(tree);
	return id;
}

static void make_branch(const char *name, const git_oid *tip)
{
	_cleanup_free_ char *ref_name = xasprintf("refs/kernels/%s", name);
	git_reference *ref;

	assert_int_equal(git_reference_create(&ref, store.repo, ref_name, tip, 1, NULL), 0);
	git_reference_free(ref);
}

static void drop_branch(const char *name)
{
	_cleanup_free_ char *ref_name = xasprintf("refs/kernels/%s", name);

	assert_int_equal(git_reference_remove(store.repo, ref_name), 0);
}

#define NO_FILES TREE_OF({ "Makefile", "" })
#define FIXES_IT "Fixes: 0123456789ab (\"x: another title\")\n"

/* --- first releases */

static void earliest_of_all_histories(void **state)
{
	const git_oid first = commit_at(NULL, NULL, 0, "first", NO_FILES);
	const git_oid fix = commit_at(&first, NULL, 1, "fix", NO_FILES);
	const git_oid v66 = commit_at(&fix, NULL, 2, "Linux 6.6", NO_FILES);
	const git_oid v67 = commit_at(&fix, NULL, 3, "Linux 6.7", NO_FILES);
	const git_oid late = commit_at(&v67, NULL, 4, "late", NO_FILES);
	char fix_id[13], late_id[GIT_OID_HEXSZ + 1];
	const char *const ids[] = { git_oid_tostr(fix_id, sizeof(fix_id), &fix), NULL, ID,
				    git_oid_tostr(late_id, sizeof(late_id), &late) };
	struct first_release releases[ARRAY_SIZE(ids)];
	struct error *err = NULL;

	for (int both = 0; both < 2; both++) {
		make_branch("a/1", &late);
		if (both)
			make_branch("b/1", &v66);
		assert_works(history_first_releases(store.repo, ids, ARRAY_SIZE(ids), releases,
						    &err), err);
		assert_true(releases[0].known);
		assert_int_equal(releases[0].version.minor, both ? 6 : 7);
		/* No id, one that is nowhere, and a commit that is in no release. */
		for (size_t i = 1; i < ARRAY_SIZE(ids); i++)
			assert_false(releases[i].known);
	}
	drop_branch("a/1");
	drop_branch("b/1");
}

/* --- later fixes */

static struct patch *named_patch(const char *title, bool upstream)
{
	_cleanup_free_ char *diff = diff_of("a/f.c", "", " \tone();\n+\tnine();\n");
	_cleanup_free_ char *text =
		xasprintf(HEADER "%s\n%s\n\nWhy.\n---\n%s", title,
			  upstream ? "X-Upstream-Commit: " ID " (v6.6)" : "X-Nothing: 1", diff);
	struct error *err = NULL;
	struct patch *patch;

	assert_works(patch_parse("p.patch", text, strlen(text), &patch, &err), err);
	assert_int_equal(!!patch->upstream, upstream);
	return patch;
}

/* "patch id title; ..." of the fixes of two patches. */
static char *fixes_of(const struct patch *a, const struct patch *b)
{
	const struct patch *const patches[] = { a, b };
	struct later_fixes fixes = { 0 };
	struct error *err = NULL;
	struct buf all = { 0 };

	assert_works(history_find_fixes(store.repo, patches, 2, &fixes, &err), err);
	buf_puts(&all, "");
	for (size_t i = 0; i < fixes.count; i++)
		buf_printf(&all, "%s%zu %.4s %s", i ? "; " : "", fixes.items[i].patch,
			   fixes.items[i].id, fixes.items[i].title);
	later_fixes_release(&fixes);
	assert_int_equal(fixes.count, 0);
	return buf_detach(&all);
}

#define OF(id) "\n\ncommit " id " upstream.\n\n"
#define AAAA "aaaa3456789abcdef0123456789abcdef0123456"
#define BBBB "bbbb3456789abcdef0123456789abcdef0123456"

static void later_fixes(void **state)
{
	static const struct {
		const char *name, *messages[3], *expected;
	} rows[] = {
		{ "none", { "first", "second", "third" }, "" },
		{ "by the id", { "first", "fix it" OF(AAAA) FIXES_IT, "third" }, "0 aaaa fix it" },
		{ "by the title",
		  { "first", "fix it" OF(AAAA) "Fixes: 999999999999 (\"the long title\")\n",
		    "third" },
		  "1 aaaa fix it" },
		{ "by a title of eleven letters",
		  { "first", "fix it" OF(AAAA) "Fixes: 999999999999 (\"short title\")\n", "third" },
		  "0 aaaa fix it" },
		{ "by both",
		  { "first", "fix it" OF(AAAA) "Fixes: 0123456789ab (\"short title\")\n", "third" },
		  "0 aaaa fix it" },
		{ "two",
		  { "fix it" OF(AAAA) FIXES_IT, "fix more" OF(BBBB) FIXES_IT, "third" },
		  "0 bbbb fix more; 0 aaaa fix it" },
		{ "two of one title",
		  { "fix it" OF(AAAA) FIXES_IT, "fix it" OF(BBBB) FIXES_IT, "third" },
		  "0 bbbb fix it" },
		{ "two of one id",
		  { "fix it" OF(AAAA) FIXES_IT, "fix more" OF(AAAA) FIXES_IT, "third" },
		  "0 aaaa fix more" },
		{ "of both patches",
		  { "fix it" OF(AAAA) FIXES_IT "Fixes: 999999999999 (\"the long title\")\n",
		    "second", "third" },
		  "0 aaaa fix it; 1 aaaa fix it" },
		{ "of another",
		  { "first",
		    "fix it" OF(AAAA) "Fixes: 999999999999 (\"a title that is not known\")\n",
		    "third" },
		  "" },
	};
	struct patch *a = named_patch("short title", true),
		     *b = named_patch("the long title", false);
	struct patch *c = named_patch("ten letter", false);
	git_oid tip, own;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = NULL;

		tip = commit_at(NULL, NULL, 0, "root", NO_FILES);
		for (int m = 0; m < 3; m++)
			tip = commit_at(&tip, NULL, m + 1, rows[i].messages[m], NO_FILES);
		/* Two releases with the same history tell it once. */
		make_branch("6.6.y/6.6.1", &tip);
		make_branch("6.6.y/6.6.2", &tip);
		found = fixes_of(a, b);
		if (strcmp(found, rows[i].expected))
			fail_msg("%s: %s", rows[i].name, found);
	}
	/* A commit that copies nothing is told by its own id; titles of ten letters are not looked for. */
	tip = commit_at(NULL, NULL, 0, "root", NO_FILES);
	own = tip = commit_at(&tip, NULL, 1, "fix it\n\n" FIXES_IT, NO_FILES);
	tip = commit_at(&tip, NULL, 2, "fix that\n\nFixes: 999999999999 (\"ten letter\")\n",
			NO_FILES);
	make_branch("6.6.y/6.6.1", &tip);
	make_branch("6.6.y/6.6.2", &tip);
	{
		_cleanup_free_ char *found = fixes_of(a, c), *expected = NULL;
		char hex[GIT_OID_HEXSZ + 1];

		expected = xasprintf("0 %.4s fix it", git_oid_tostr(hex, sizeof(hex), &own));
		assert_string_equal(found, expected);
	}
	drop_branch("6.6.y/6.6.1");
	drop_branch("6.6.y/6.6.2");
	{
		_cleanup_free_ char *found = fixes_of(a, b);

		assert_string_equal(found, "");
	}
	patch_free(a);
	patch_free(b);
	patch_free(c);
}

/* --- where names came from */

/* What is told of "fresh": the commit's title, or "". */
static char *origin_of_fresh(void)
{
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	_cleanup_words_ struct words names = { 0 };
	struct error *err = NULL;
	const char *open;

	words_add(&names, "fresh");
	assert_works(history_tell_origins(store.repo, &names, &evidence, &err), err);
	if (!evidence.count)
		return xstrdup("");
	assert_int_equal(evidence.count, 1);
	assert_int_equal(evidence.items[0].kind, EVIDENCE_COMMIT);
	assert_int_equal(evidence.items[0].line, 0);
	assert_null(evidence.items[0].path);
	open = strstr(evidence.items[0].text, "(\"");
	assert_non_null(open);
	return xstrndup(open + 2, strchr(open + 2, '"') - open - 2);
}

static void origins(void **state)
{
	/* What a.c and b.h are, from one commit to the next. */
	static const struct {
		const char *name, *a[4], *b[4], *expected;
	} rows[] = {
		{ "nowhere", { "", "int x;\n", "int x, y;\n", "int z;\n" }, { "", "", "", "" }, "" },
		{ "used",
		  { "", "int x = fresh;\n", "int x = fresh, y;\n", "" },
		  { "", "", "", "" },
		  "1" },
		{ "used twice",
		  { "", "int x = fresh;\n", "", "int x = fresh;\n" },
		  { "", "", "", "" },
		  "1" },
		{ "used before it is defined",
		  { "", "int x = fresh;\n", "int x = fresh;\n", "int x = fresh;\n" },
		  { "", "", "#define fresh 1\n", "" },
		  "2" },
		{ "defined before it is used",
		  { "", "", "", "int x = fresh;\n" },
		  { "", "#define fresh 1\n", "#define fresh 1\n", "" },
		  "1" },
		{ "defined twice",
		  { "", "", "int fresh(void)\n{\n}\n", "" },
		  { "", "#define fresh 1\n", "#define fresh 1\n", "" },
		  "1" },
		{ "declared before it is defined",
		  { "", "", "", "int fresh(void)\n{\n}\n" },
		  { "", "int fresh(void);\n", "int fresh(void);\n", "" },
		  "3" },
		{ "a longer name is defined",
		  { "", "int x = fresh;\n", "", "" },
		  { "", "", "#define fresher 1\n", "" },
		  "1" },
		{ "in the first commit",
		  { "int x = fresh;\n", "int x = fresh, y;\n", "", "" },
		  { "", "", "", "" },
		  "" },
		{ "there before",
		  { "int x = fresh;\n", "int x = fresh, y;\n", "int x;\n", "int x = fresh;\n" },
		  { "", "", "", "" },
		  "3" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = NULL;
		git_oid tip;

		for (int c = 0; c < 4; c++) {
			char title[2] = { '0' + c };

			tip = commit_at(c ? &tip : NULL, NULL, c, title,
					TREE_OF({ "a.c", rows[i].a[c] }, { "b.h", rows[i].b[c] }));
		}
		make_branch("6.6.y/6.6.1", &tip);
		found = origin_of_fresh();
		if (strcmp(found, rows[i].expected))
			fail_msg("%s: %s, wanted %s", rows[i].name, found, rows[i].expected);
		drop_branch("6.6.y/6.6.1");
	}
}

/* Commits of several histories by their time; merges and files that are no C files tell nothing. */
static void origins_of_several_histories(void **state)
{
	git_oid root, a, b, merge;
	_cleanup_free_ char *first = NULL, *second = NULL, *text = NULL, *merged = NULL;

	root = commit_at(NULL, NULL, 0, "root", NO_FILES);
	a = commit_at(&root, NULL, 10, "late", TREE_OF({ "a.c", "int fresh;\n" }));
	a = commit_at(&a, NULL, 20, "more", TREE_OF({ "a.c", "int fresh, y;\n" }));
	b = commit_at(&root, NULL, 5, "early", TREE_OF({ "a.c", "int fresh;\n" }));
	b = commit_at(&b, NULL, 30, "more", TREE_OF({ "a.c", "int fresh, y;\n" }));
	make_branch("6.1.y/6.1.1", &a);
	make_branch("6.6.y/6.6.1", &b);
	first = origin_of_fresh();
	assert_string_equal(first, "early");
	make_branch("6.1.y/6.1.1", &b);
	make_branch("6.6.y/6.6.1", &a);
	second = origin_of_fresh();
	assert_string_equal(second, "early");
	drop_branch("6.1.y/6.1.1");
	drop_branch("6.6.y/6.6.1");

	a = commit_at(&root, NULL, 10, "text", TREE_OF({ "a.txt", "fresh\n" }));
	make_branch("6.1.y/6.1.1", &a);
	text = origin_of_fresh();
	assert_string_equal(text, "");

	/* Each side has its own; the merge brings it to the other side. */
	a = commit_at(&root, NULL, 10, "one side", TREE_OF({ "a.c", "int x;\n" }));
	b = commit_at(&root, NULL, 11, "other side", TREE_OF({ "b.c", "int fresh;\n" }));
	merge = commit_at(&a, &b, 12, "merge",
			  TREE_OF({ "a.c", "int x;\n" }, { "b.c", "int fresh;\n" }));
	merge = commit_at(&merge, NULL, 13, "tip",
			  TREE_OF({ "a.c", "int y;\n" }, { "b.c", "int fresh;\n" }));
	make_branch("6.1.y/6.1.1", &merge);
	merged = origin_of_fresh();
	assert_string_equal(merged, "other side");
	drop_branch("6.1.y/6.1.1");
}

/* Of 64 names it is told where they came from; no name, nothing to tell. */
static void origins_of_many_names(void **state)
{
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	_cleanup_words_ struct words names = { 0 }, none = { 0 };
	struct error *err = NULL;
	struct buf text = { 0 };
	git_oid tip;

	for (int i = 0; i < 66; i++) {
		char name[16];

		snprintf(name, sizeof(name), "name%d", i);
		words_add(&names, name);
		buf_printf(&text, "int %s;\n", name);
	}
	tip = commit_at(NULL, NULL, 0, "root", NO_FILES);
	tip = commit_at(&tip, NULL, 1, "all", TREE_OF({ "a.c", buf_str(&text) }));
	make_branch("6.1.y/6.1.1", &tip);
	assert_works(history_tell_origins(store.repo, &names, &evidence, &err), err);
	assert_int_equal(evidence.count, 64);
	assert_works(history_tell_origins(store.repo, &none, &evidence, &err), err);
	assert_int_equal(evidence.count, 64);
	drop_branch("6.1.y/6.1.1");
	buf_release(&text);
}

/* --- what a patch says that it fixes */

/*
 * The verdict of a patch with these lines in its changelog, on a release whose history is
 * whole: not affected, when all that they name is known by an id and absent. NULL: to be placed.
 */
static char *say_fixes(const git_oid *release, const char *lines, struct evidence_list *evidence)
{
	_cleanup_free_ char *diff = diff_of("a/f.c", "int f(void)", " \tone();\n+\ttwo();\n");
	_cleanup_free_ char *text =
		xasprintf(HEADER "a: fix it\n\nWhy.\n\n%sSigned-off-by: A <a@example.org>\n---\n%s",
			  lines, diff);
	struct error *err = NULL;
	struct patch *patch;
	const struct patch *patches[1];
	struct judge_options options = {
		.repo = store.repo, .release = *release, .patches = patches, .patch_count = 1
	};
	enum verdict verdict;
	struct judge *judge;
	bool decided;

	assert_works(repo_commit_tree(store.repo, release, &options.base_tree, &err), err);
	assert_works(patch_parse("p.patch", text, strlen(text), &patch, &err), err);
	patches[0] = patch;
	assert_works(judge_new(&options, &judge, &err), err);
	assert_works(judge_patch(judge, 0, &options.base_tree, evidence, &decided, &verdict, &err),
		     err);
	judge_free(judge);
	patch_free(patch);
	return xstrdup(decided ? verdict_name(verdict) : "placed");
}

static void what_fixes_names(void **state)
{
#define GONE "Fixes: fedcba9876543210fedcba9876543210fedcba98 (\"a: gone\")\n"
	static const struct {
		const char *name, *lines, *expected;
	} rows[] = {
		{ "nothing", "", "placed" },
		{ "40 digits", GONE, "not-affected" },
		{ "41 digits", "Fixes: fedcba9876543210fedcba9876543210fedcba980 (\"a: gone\")\n",
		  "placed" },
		{ "12 digits", "Fixes: fedcba987654 (\"a: gone\")\n", "not-affected" },
		{ "12 digits without a title", "Fixes: fedcba987654\n", "not-affected" },
		{ "11 digits", "Fixes: fedcba98765 (\"a: gone\")\n", "placed" },
		{ "only a title", "Fixes: (\"a: gone\")\n", "placed" },
		{ "in small letters", "fixes: fedcba987654 (\"a: gone\")\n", "not-affected" },
		{ "blanks before it", "Fixes: \t fedcba987654 (\"a: gone\")\n", "not-affected" },
		{ "another line", "Fixed: fedcba987654 (\"a: gone\")\n", "placed" },
		{ "two", GONE "Fixes: fedcba987653 (\"a: gone\")\n", "not-affected" },
		{ "two, one by its title", GONE "Fixes: fedc (\"a: gone\")\n", "placed" },
		{ "two, one of eight digits", GONE "Fixes: fedcba98\n", "placed" },
		{ "two, one of seven digits, which is none", GONE "Fixes: fedcba9\n",
		  "not-affected" },
		{ "the title is there", "Fixes: fedcba987654 (\"a: the commit that is there\")\n",
		  "placed" },
		{ "the id is there", "Fixes: abcdefabcdef (\"a: gone\")\n", "placed" },
		{ "the id is there, in capitals", "Fixes: ABCDEFABCDEF (\"a: gone\")\n", "placed" },
		{ "an empty title", "Fixes: fedcba987654 (\"\")\n", "not-affected" },
		{ "a title of one letter", "Fixes: fedcba987654 (\"a\")\n", "placed" },
		{ "a title with quotes", "Fixes: fedcba987654 (\"a: \"quoted\" title\")\n",
		  "placed" },
	};
	git_oid release;

	release = commit_at(NULL, NULL, 0, "root", NO_FILES);
	release = commit_at(&release, NULL, 1, "a: the commit that is there\n",
			    TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n\ttwo(1);\n}\n" }));
	release = commit_at(&release, NULL, 2,
			    "x\n\ncommit abcdefabcdefabcdefabcdefabcdefabcdefabcd upstream.\n",
			    TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n\ttwo(2);\n}\n" }));
	release = commit_at(&release, NULL, 3, "a: \"quoted\" title\n",
			    TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n\ttwo(3);\n}\n" }));
	release = commit_at(&release, NULL, 3, "a\n",
			    TREE_OF({ "a/f.c", "int f(void)\n{\n\tone();\n\ttwo(4);\n}\n" }));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_free_ char *found = say_fixes(&release, rows[i].lines, &evidence);

		if (strcmp(found, rows[i].expected))
			fail_msg("%s: %s, wanted %s", rows[i].name, found, rows[i].expected);
	}
	/* 64 of them are looked at. */
	for (int count = 63; count < 66; count++) {
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_free_ char *found = NULL;
		struct buf lines = { 0 };

		for (int i = 1; i < count; i++)
			buf_printf(&lines, "Fixes: fedcba98%04d\n", i);
		buf_puts(&lines, "Fixes: fedcba98\n");
		found = say_fixes(&release, buf_str(&lines), &evidence);
		assert_string_equal(found, count <= 64 ? "placed" : "not-affected");
		buf_release(&lines);
	}
}

/* --- what is there, by the content of the commit that a patch fixes */

/* The need of a patch that fixes a commit, of which neither history nor release tells anything. */
static enum need need_by_content(const git_tree *tree, const struct first_release *fixed,
				 enum verdict verdict, bool reverted, char **ret_evidence)
{
	_cleanup_free_ char *diff = diff_of("a/other.c", "", " \tone();\n+\ttwo();\n \tthree();\n");
	_cleanup_patch_ struct patch *patch = patch_of("a: fix it", diff);
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct mention mention = { .id = ID, .reverted = reverted };
	const struct need_question question = {
		.repo = store.repo,
		.tree = tree,
		.patch = patch,
		.verdict = verdict,
		.fixes = &mention,
		.fixed_releases = fixed,
		.fixes_count = 1,
	};
	struct error *err = NULL;
	enum need need;

	assert_works(need_assess(&question, &evidence, &need, &err), err);
	*ret_evidence = evidence_text(&evidence);
	return need;
}

/* Does the evidence name this line of the file, and nothing else? */
static bool here_at(const char *told, size_t line)
{
	_cleanup_free_ char *wanted = xasprintf("need a/g.c:%zu", line);

	return line && !strcmp(told, wanted);
}

static void by_content(void **state)
{
#define G(lines) "int g(int a)\n{\n\tint ret;\n\n\tret = first_step(a);\n" lines "\treturn ret;\n}\n"
#define FAULT "\tif (ret)\n\t\tsecond_step_of_it(a, ret);\n"
	static const struct {
		const char *name, *file; /* a/g.c of the branch; NULL: it has none */
		size_t line;		 /* that shows it; 0: it is not there */
	} rows[] = {
		/* The line of those added that says most. */
		{ "as the commit made it", G(FAULT), 7 },
		{ "further down, with more around it", "int x;\n\n" G(FAULT "\tthird_step(a);\n"), 9 },
		{ "as it was before", G(""), 0 },
		{ "in another form", G("\tif (ret && a)\n\t\tother_step(a, ret);\n"), 0 },
		{ "no such file", NULL, 0 },
	};
	const git_oid root = commit_at(NULL, NULL, 0, "root", TREE_OF({ "a/g.c", G("") }));
	const git_oid fault = commit_at(&root, NULL, 1, "fault", TREE_OF({ "a/g.c", G(FAULT) }));
	const git_oid copy = commit_at(&root, NULL, 2, "copy\n\ncommit " ID " upstream.\n",
				       TREE_OF({ "a/g.c", G(FAULT) }));
	const git_oid merge = commit_at(&fault, &copy, 3, "merge", TREE_OF({ "a/g.c", G("") }));
	char hex[13];
	const char *const ids[] = { git_oid_tostr(hex, sizeof(hex), &fault), ID, AAAA, NULL };
	struct first_release releases[ARRAY_SIZE(ids)];
	struct error *err = NULL;

	make_branch("a/1", &merge);
	assert_works(history_first_releases(store.repo, ids, ARRAY_SIZE(ids), releases, &err), err);
	assert_true(releases[0].has_commit && git_oid_equal(&releases[0].commit, &fault));
	assert_true(releases[1].has_commit && git_oid_equal(&releases[1].commit, &copy));
	assert_false(releases[0].known || releases[1].known);
	assert_false(releases[2].has_commit || releases[3].has_commit);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		git_tree *tree = rows[i].file ? TREE_OF({ "a/g.c", rows[i].file }) : NO_FILES;
		_cleanup_free_ char *path = NULL;
		size_t line = 0;
		bool here;

		assert_works(fixed_content_find(store.repo, &fault, tree, &here, &path, &line, &err), err);
		if (here != !!rows[i].line || line != rows[i].line || !!path != here)
			fail_msg("%s: %d, line %zu", rows[i].name, here, line);
		/* The first commit, a merge and one that is not there show nothing. */
		for (int k = 0; k < 3; k++) {
			const git_oid none = { { 1 } }, *id = k == 0 ? &root : k == 1 ? &merge : &none;

			assert_works(fixed_content_find(store.repo, id, tree, &here, &path, &line, &err),
				     err);
			assert_false(here);
		}
		{
			const enum need wanted = rows[i].line ? NEED_NEEDED : NEED_UNKNOWN;
			_cleanup_free_ char *told = NULL, *refused = NULL, *reverted = NULL, *unknown = NULL;
			struct first_release nowhere = { 0 };

			assert_int_equal(need_by_content(tree, &releases[0], VERDICT_MOVED, false, &told),
					 wanted);
			assert_int_equal(!!*told, here_at(told, rows[i].line));
			/* It is told of a refused one as well, but shows nothing. */
			assert_int_equal(need_by_content(tree, &releases[0], VERDICT_REFUSED, false, &refused),
					 NEED_UNKNOWN);
			assert_string_equal(refused, told);
			assert_int_equal(need_by_content(tree, &releases[0], VERDICT_MOVED, true, &reverted),
					 NEED_UNKNOWN);
			assert_string_equal(reverted, "");
			assert_int_equal(need_by_content(tree, &nowhere, VERDICT_MOVED, false, &unknown),
					 NEED_UNKNOWN);
			assert_string_equal(unknown, "");
		}
		git_tree_free(tree);
	}
	drop_branch("a/1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(earliest_of_all_histories),
		cmocka_unit_test(later_fixes),
		cmocka_unit_test(origins),
		cmocka_unit_test(origins_of_several_histories),
		cmocka_unit_test(origins_of_many_names),
		cmocka_unit_test(what_fixes_names),
		cmocka_unit_test(by_content),
	};

	return cmocka_run_group_tests_name("judge: history", tests, store_setup, store_teardown);
}
