// SPDX-License-Identifier: GPL-2.0-only
#include "port_fixture.h"

#include "port/conflict.h"
#include "port/resolution.h"
#include "series/patch_part.h"

#define FIELDS "Patch: 0001-the-name.patch\nSettles: 0123456789abcdef a/f.c\n"	\
	       "Made-on: 6.12.y 6.12.1-1\nAuthor: A <a@example.org>\nDate: 2026-01-31\n"
#define DIFF "diff --git a/a/f.c b/a/f.c\n--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,4 @@ int f(void)\n" \
	     " \tone();\n \ttwo();\n+\tmore();\n \tthree();\n"

/* Fits nowhere in the fixture's a/f.c. */
#define STRANGE "--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,4 @@ int f(void)\n"	\
		" \tuno();\n \tdue();\n+\tmore();\n \ttre();\n"

static void reads_what_it_writes(void **state)
{
	static const char text[] = FIELDS "\nWhy it\nis so.\n\n" DIFF;
	struct error *err = NULL;
	struct resolution *resolution;
	_cleanup_buf_ struct buf written = { 0 };

	assert_works(resolution_parse("r", text, strlen(text), &resolution, &err), err);
	assert_string_equal(resolution->patch, "0001-the-name.patch");
	assert_int_equal(resolution->settle_count, 1);
	assert_string_equal(resolution->settles[0].digest, "0123456789abcdef");
	assert_string_equal(resolution->settles[0].path, "a/f.c");
	assert_string_equal(resolution->branch, "6.12.y");
	assert_string_equal(resolution->release, "6.12.1-1");
	assert_string_equal(resolution->note, "Why it\nis so.\n");
	assert_int_equal(resolution->diff->file_count, 1);
	resolution_write(resolution, DIFF, &written);
	assert_string_equal(buf_str(&written), text);
	resolution_free(resolution);
}

static void refuses_what_is_none(void **state)
{
	static const struct {
		const char *text, *complaint;
	} wrong[] = {
		{ "", "r:1: Patch is missing" },
		{ "Patch: x\n\n" DIFF, "r:2: Settles is missing" },
		{ FIELDS "Patch: y\n\n" DIFF, "r:6: duplicate Patch" },
		{ FIELDS "Made-on: a b\n\n" DIFF, "r:6: duplicate Made-on" },
		{ FIELDS "Color: red\n\n" DIFF, "r:6: unknown field Color" },
		{ FIELDS "Color\n\n" DIFF, "r:6: expected \"Field: value\"" },
		{ FIELDS "Dropped: 0123456789abcdef gone\n\n" DIFF, "r:6: Dropped needs \"Version: 2\" above it" },
		{ "Version: 4\n" FIELDS "\n" DIFF, "r:1: Version: expected 1, 2 or 3" },
		{ "Version: 3\n" FIELDS "\nMessage:\n s\nb\n" DIFF,
		  "r:10: Message: a line is not indented" },
		{ "Version: 3\n" FIELDS "\nWhy.\n\nMessage: \t\nb\n" DIFF,
		  "r:11: Message: a line is not indented" },
		{ "Version: 3\n" FIELDS "\nMessage:\n" DIFF,
		  "r:9: Message: expected a subject and an empty line" },
		{ "Version: 3\n" FIELDS "\nMessage:\n s\n b\n" DIFF,
		  "r:11: Message: expected a subject and an empty line" },
		{ "Version: 3\n" FIELDS "\nMessage:\n s\n\n b\033[31m\n" DIFF, "r:11: not printable" },
		{ FIELDS "Version: 2\n\n" DIFF, "r:6: Version is not on the first line" },
		{ "Version: 2\n" FIELDS "Dropped: 1123456789abcdef x\n\n" DIFF,
		  "r:7: Dropped: no part of that digest is settled above" },
		{ "Version: 2\n" FIELDS "Dropped: 0123456789abcdef 1x\n\n" DIFF,
		  "r:7: Dropped: expected 16 hex digits and an identifier or -" },
		{ "Settles: 0123456789abcdef ../x\n", "r:1: Settles: expected 16 hex digits and a path" },
		{ "Settles: 0123456789abcdeg a\n", "r:1: Settles: expected 16 hex digits and a path" },
		{ "Settles: 0123 a\n", "r:1: Settles: expected 16 hex digits and a path" },
		{ "Made-on: 6.1.y\n", "r:1: Made-on: expected a branch and a release" },
		{ "Patch: a\033[31m\n", "r:1: not printable" },
		{ FIELDS "\nno\001te\n" DIFF, "r:7: not printable" },
		{ FIELDS "\nnote only\n", "r:8: no diff (a line \"diff --git ...\")" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		_cleanup_error_ struct error *err = NULL;
		struct resolution *resolution = NULL;

		assert_int_equal(resolution_parse("r", wrong[i].text, strlen(wrong[i].text),
						  &resolution, &err), -1);
		assert_null(resolution);
		assert_int_equal(err->kind, ERROR_INPUT);
		assert_string_equal(err->message, wrong[i].complaint);
	}
}

static void names_the_line_of_a_bad_diff(void **state)
{
	static const char text[] = FIELDS "\nnote\n\ndiff --git a/a/f.c b/a/f.c\n--- a/a/f.c\n"
				   "+++ b/a/f.c\n@@ -3,3 +3,4 @@\n x\n";
	_cleanup_error_ struct error *err = NULL;
	struct resolution *resolution = NULL;

	assert_int_equal(resolution_parse("r", text, strlen(text), &resolution, &err), -1);
	assert_true(!strncmp(err->message, "r:1", 3));
}

static void refuses_conflict_markers(void **state)
{
	static const char text[] = FIELDS "\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,1 +1,2 @@\n"
				   " a\n+>>>>>>> theirs\n";
	_cleanup_error_ struct error *err = NULL;
	struct resolution *resolution = NULL;

	assert_int_equal(resolution_parse("r", text, strlen(text), &resolution, &err), -1);
	assert_non_null(strstr(err->message, "conflict marker"));
	assert_true(resolution_is_marker("<<<<<<<", 7));
	assert_true(resolution_is_marker("||||||| base\n", 13));
	assert_false(resolution_is_marker("=======", 7));
	assert_false(resolution_is_marker("<<<<<<<<", 8));
}

static struct patch *parse(const char *name, const char *text)
{
	struct error *err = NULL;
	struct patch *patch;

	assert_works(patch_parse(name, text, strlen(text), &patch, &err), err);
	return patch;
}

static void parts_have_their_digests(void **state)
{
	_cleanup_patch_ struct patch *one = parse("p", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
						  "@@ -9 +9 @@\n-a\n+b\n@@ -19 +19 @@\n-a\n+c\n"
						  "diff --git a/y b/y\nold mode 100644\nnew mode 100755\n");
	_cleanup_patch_ struct patch *moved = parse("p", "--- a/x\n+++ b/x\n@@ -5 +5 @@\n-a\n+b\n");
	_cleanup_free_ struct patch_part *parts = NULL, *other = NULL;
	static const bool left_out[] = { true, false, true, true };
	_cleanup_patch_without_ struct patch *rest = NULL;
	size_t count, other_count;

	patch_parts(one, &parts, &count);
	patch_parts(moved, &other, &other_count);
	assert_int_equal(count, 4);
	assert_int_equal(other_count, 1);
	/* Not where, but what. */
	assert_string_equal(parts[0].digest, other[0].digest);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(parts[i].digest, parts[j].digest);
	assert_null(parts[3].hunk);
	rest = patch_without(one, left_out);
	assert_int_equal(rest->file_count, 1);
	assert_int_equal(rest->files[0].hunk_count, 1);
	assert_int_equal(rest->files[0].hunks[0].old_start, 9);
}

/* A resolution of all of `patch` with that diff, made on `branch`. */
static void add(struct resolution_set *set, const struct patch *patch, const char *branch,
		const char *diff)
{
	_cleanup_free_ struct patch_part *parts = NULL;
	_cleanup_free_ char *text = NULL, *name = NULL;
	struct error *err = NULL;
	struct resolution *resolution;
	size_t count;

	patch_parts(patch, &parts, &count);
	text = xasprintf("Patch: %s\nSettles: %s a/f.c\nMade-on: %s 1\nAuthor: A <a@b>\nDate: today\n\n%s",
			 patch->name, parts[0].digest, branch, diff);
	name = xasprintf("%zu.resolution", set->count);
	assert_works(resolution_parse(name, text, strlen(text), &resolution, &err), err);
	*ARRAY_ADD(set->items, set->count, set->alloc) = resolution;
}

static void take(const struct patch *patch, const struct resolution_set *set,
		 struct evidence_list *evidence, struct resolution_result *result)
{
	struct error *err = NULL;
	git_oid tree;

	assert_works(repo_commit_tree(store.repo, &store.release, &tree, &err), err);
	assert_works(resolution_take(store.repo, &tree, patch, set, "6.1.y", NULL, 0, evidence, result, &err),
		     err);
}

static void takes_one_that_fits(void **state)
{
	_cleanup_patch_ struct patch *patch = parse("0001-the-name.patch", STRANGE);
	_cleanup_resolution_set_ struct resolution_set set = { 0 };
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct resolution_result result;

	add(&set, patch, "6.12.y", DIFF);
	take(patch, &set, &evidence, &result);
	assert_ptr_equal(result.taken, set.items[0]);
	assert_int_equal(result.applied.verdict, VERDICT_RESOLVED);
	assert_int_equal(result.applied.hunks.count, 1);
	assert_int_equal(result.applied.hunks.items[0].verdict, VERDICT_RESOLVED);
	assert_content(&result.applied.tree, "a/f.c", "int f(void)\n{\n\tone();\n\ttwo();\n\tmore();\n"
		       "\tthree();\n\treturn 0;\n}\n");
	assert_int_equal(result.placed->file_count, 1);
	assert_int_equal(evidence.count, 1);
	assert_int_equal(evidence.items[0].kind, EVIDENCE_RESOLUTION);
	resolution_result_release(&result);
}

#define OTHER_DIFF "diff --git a/a/f.c b/a/f.c\n--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,4 @@ int f(void)\n" \
		   " \tone();\n \ttwo();\n+\tother();\n \tthree();\n"
#define NO_DIFF "diff --git a/a/f.c b/a/f.c\n--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,4 @@ int f(void)\n" \
		" \tone();\n \tzwei();\n+\tother();\n \tthree();\n"

static void the_branch_s_own_comes_first(void **state)
{
	_cleanup_patch_ struct patch *patch = parse("0001-the-name.patch", STRANGE);
	_cleanup_resolution_set_ struct resolution_set set = { 0 };
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct resolution_result result;

	add(&set, patch, "6.12.y", DIFF);
	add(&set, patch, "6.1.y", OTHER_DIFF);
	add(&set, patch, "5.10.y", NO_DIFF);
	add(&set, patch, "6.1.y", NO_DIFF);
	take(patch, &set, &evidence, &result);
	assert_ptr_equal(result.taken, set.items[1]);
	/* That another one of the branch fits no more is told, of others it is not. */
	assert_int_equal(evidence.count, 2);
	assert_non_null(strstr(evidence.items[0].text, "3.resolution, made on 6.1.y"));
	assert_non_null(strstr(evidence.items[1].text, "1.resolution: 1 part"));
	resolution_result_release(&result);
}

static void takes_none_of_two_that_differ(void **state)
{
	_cleanup_patch_ struct patch *patch = parse("0001-the-name.patch", STRANGE);
	_cleanup_resolution_set_ struct resolution_set set = { 0 };
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct resolution_result result;

	add(&set, patch, "6.12.y", DIFF);
	add(&set, patch, "5.10.y", OTHER_DIFF);
	take(patch, &set, &evidence, &result);
	assert_null(result.taken);
	assert_int_equal(evidence.count, 1);
	assert_non_null(strstr(evidence.items[0].text, "with a different result"));
	resolution_result_release(&result);
}

/* A part that was left out on another branch: is what it lacked there lacking here, too? */
static void leaves_out_as_there(void **state)
{
	static const struct {
		const char *branch, *lacks;
		const char *says;	/* why it is not taken; NULL: it is */
	} rows[] = {
		{ "6.12.y", "elsewhere_only", NULL },
		{ "6.12.y", "three", "three is not in this file there, but here it is" },
		{ "6.12.y", "-", "for reasons of that branch" },
		{ "6.1.y", "three", NULL },
		{ "6.1.y", "-", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_patch_ struct patch *patch = parse("0001-the-name.patch", STRANGE);
		_cleanup_resolution_set_ struct resolution_set set = { 0 };
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		struct resolution_result result;

		add(&set, patch, rows[i].branch, DIFF);
		set.items[0]->settles[0].dropped = true;
		set.items[0]->settles[0].lacks = strcmp(rows[i].lacks, "-") ? xstrdup(rows[i].lacks) : NULL;
		take(patch, &set, &evidence, &result);
		assert_int_equal(!result.taken, !!rows[i].says);
		if (rows[i].says)
			assert_non_null(strstr(evidence.items[0].text, rows[i].says));
		resolution_result_release(&result);
	}
}

static void reads_what_was_left_out(void **state)
{
	static const char text[] = "Version: 2\n" "Patch: 0001-the-name.patch\nSettles: 0123456789abcdef a/f.c\n"
		"Settles: 1123456789abcdef a/g.c\nSettles: 2123456789abcdef a/h.c\nDropped: 1123456789abcdef gone\n"
		"Dropped: 2123456789abcdef -\nMade-on: 6.12.y 6.12.1-1\nAuthor: A <a@example.org>\nDate: 2026-01-31\n\n" DIFF;
	_cleanup_buf_ struct buf written = { 0 };
	struct error *err = NULL;
	struct resolution *resolution;

	assert_works(resolution_parse("r", text, strlen(text), &resolution, &err), err);
	assert_false(resolution->settles[0].dropped);
	assert_true(resolution->settles[1].dropped);
	assert_string_equal(resolution->settles[1].lacks, "gone");
	assert_true(resolution->settles[2].dropped);
	assert_null(resolution->settles[2].lacks);
	resolution_write(resolution, DIFF, &written);
	assert_string_equal(buf_str(&written), text);
	resolution_free(resolution);
}

/* In a file of version 2 the same lines are a note. */
static void reads_a_message(void **state)
{
	static const char rest[] = "Patch: 0001-the-name.patch\nSettles: 0123456789abcdef a/f.c\n"
		"Made-on: 6.12.y 6.12.1-1\nAuthor: A <a@example.org>\nDate: 2026-01-31\n\nWhy.\n\n"
		"Message:\n a: do it here\n\n Not there.\n  Indented.\n\n" DIFF;
	static const struct {
		unsigned version;
		const char *note, *message;
	} rows[] = {
		{ 3, "Why.\n", "a: do it here\n\nNot there.\n Indented.\n" },
		{ 2, "Why.\n\nMessage:\n a: do it here\n\n Not there.\n  Indented.\n", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = xasprintf("Version: %u\n%s", rows[i].version, rest);
		_cleanup_buf_ struct buf written = { 0 };
		struct error *err = NULL;
		struct resolution *resolution;

		assert_works(resolution_parse("r", text, strlen(text), &resolution, &err), err);
		assert_string_equal(resolution->note, rows[i].note);
		if (rows[i].message)
			assert_string_equal(resolution->message, rows[i].message);
		else
			assert_null(resolution->message);
		resolution_write(resolution, DIFF, &written);
		assert_string_equal(buf_str(&written), text);
		resolution_free(resolution);
	}
}

/* The first name of removed lines that the file lacks, else of the context; a file with a change is not left out. */
static void tells_what_was_left_out(void **state)
{
	_cleanup_patch_ struct patch *patch = parse("p", "--- a/a/f.c\n+++ b/a/f.c\n@@ -1,2 +1 @@\n one();\n-if (fresh) two();\n"
		"--- a/a/gone.c\n+++ b/a/gone.c\n@@ -1 +1,2 @@\n context();\n+new();\n"
		"--- a/a/f.h\n+++ b/a/f.h\n@@ -1 +1 @@\n-a\n+b\n");
	_cleanup_patch_ struct patch *diff = parse("d", "--- a/a/f.h\n+++ b/a/f.h\n@@ -1 +1 @@\n-x\n+y\n");
	_cleanup_free_ struct patch_part *parts = NULL;
	struct settled settles[3] = { { .path = "a/f.c" }, { .path = "a/gone.c" }, { .path = "a/f.h" } };
	struct error *err = NULL;
	bool any = false;
	git_oid tree;
	size_t count;

	patch_parts(patch, &parts, &count);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		strcpy(settles[i].digest, parts[i].digest);
	assert_works(repo_commit_tree(store.repo, &store.release, &tree, &err), err);
	assert_works(resolution_tell_dropped(store.repo, &tree, patch, diff, settles, 3, &any, &err), err);
	assert_true(any);
	assert_string_equal(settles[0].lacks, "fresh");
	assert_string_equal(settles[1].lacks, "context");
	assert_true(settles[0].dropped && settles[1].dropped && !settles[2].dropped);
	assert_null(settles[2].lacks);
	free(settles[0].lacks);
	free(settles[1].lacks);
}

static void tells_one_that_does_not_fit(void **state)
{
	_cleanup_patch_ struct patch *patch = parse("0001-the-name.patch", STRANGE);
	_cleanup_patch_ struct patch *changed = parse("0001-the-name.patch", DIFF);
	_cleanup_resolution_set_ struct resolution_set set = { 0 };
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct resolution_result result;

	add(&set, patch, "6.12.y", NO_DIFF);
	add(&set, changed, "6.12.y", DIFF);
	take(patch, &set, &evidence, &result);
	assert_null(result.taken);
	assert_int_equal(evidence.count, 2);
	assert_non_null(strstr(evidence.items[0].text, "does not apply here"));
	assert_string_equal(evidence.items[0].path, "a/f.c");
	assert_non_null(strstr(evidence.items[1].text, "the patch has changed since"));
	resolution_result_release(&result);
}

static void shows_what_is_left(void **state)
{
	_cleanup_patch_ struct patch *patch = parse("p.patch", "--- a/a/f.c\n+++ b/a/f.c\n"
		"@@ -1,3 +1,4 @@\n int f(void)\n {\n+\tzero();\n \tone();\n"
		"@@ -4,3 +5,4 @@ int f(void)\n \ttwo();\n \tdrei();\n+\tdrei_and_a_half();\n \treturn 0;\n");
	_cleanup_conflict_ struct conflict conflict = { 0 };
	_cleanup_apply_result_ struct apply_result applied = { 0 };
	struct error *err = NULL;
	git_oid tree;

	assert_works(repo_commit_tree(store.repo, &store.release, &tree, &err), err);
	assert_works(apply_patch(store.repo, &tree, patch, APPLY_AS_IS, NULL, NULL, &applied, &err), err);
	assert_int_equal(applied.verdict, VERDICT_REFUSED);
	assert_works(conflict_make(store.repo, &tree, patch, &applied.hunks, NULL, "ours", &conflict, &err),
		     err);
	assert_content(&conflict.rest, "a/f.c", "int f(void)\n{\n\tzero();\n\tone();\n\ttwo();\n"
		       "\tthree();\n\treturn 0;\n}\n");
	assert_int_equal(conflict.part_count, 1);
	assert_int_equal(conflict.file_count, 1);
	assert_int_equal(conflict.files[0].conflicts, 1);
	assert_string_equal(buf_str(&conflict.files[0].text),
			    "int f(void)\n{\n\tzero();\n\tone();\n\ttwo();\n"
			    "<<<<<<< ours\n\tthree();\n||||||| what the patch changes\n\tdrei();\n"
			    "=======\n\tdrei();\n\tdrei_and_a_half();\n>>>>>>> p.patch\n"
			    "\treturn 0;\n}\n");
}

/* The tree that a diff makes of one. */
static git_oid with(const git_oid *tree, const char *diff)
{
	_cleanup_patch_ struct patch *patch = parse("p.patch", diff);
	struct apply_result applied;
	struct error *err = NULL;
	git_oid made;

	assert_works(apply_patch(store.repo, tree, patch, APPLY_AS_IS, NULL, NULL, &applied, &err), err);
	assert_int_not_equal(applied.verdict, VERDICT_REFUSED);
	made = applied.tree;
	apply_result_release(&applied);
	return made;
}

static void tells_an_answer_from_another_version(void **state)
{
	struct conflict conflict = { 0 };
	struct error *err = NULL;
	git_oid base, answer;
	bool undone;

	assert_works(repo_commit_tree(store.repo, &store.release, &base, &err), err);
	conflict.rest = with(&base, "--- a/a/f.c\n+++ b/a/f.c\n@@ -3,2 +3,3 @@\n \tone();\n"
			     "+\tnew();\n \ttwo();\n");
	answer = with(&conflict.rest, "--- a/a/f.c\n+++ b/a/f.c\n@@ -6,2 +6,3 @@\n \tthree();\n"
		      "+\tfour();\n \treturn 0;\n");
	assert_works(conflict_undone(store.repo, &base, &conflict, &answer, &undone, &err), err);
	assert_false(undone);
	answer = with(&conflict.rest, "--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,3 @@\n \tone();\n"
		      "-\tnew();\n+\tnewer();\n \ttwo();\n");
	assert_works(conflict_undone(store.repo, &base, &conflict, &answer, &undone, &err), err);
	assert_true(undone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_writes),
		cmocka_unit_test(refuses_what_is_none),
		cmocka_unit_test(names_the_line_of_a_bad_diff),
		cmocka_unit_test(refuses_conflict_markers),
		cmocka_unit_test(parts_have_their_digests),
		cmocka_unit_test_setup_teardown(takes_one_that_fits, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(the_branch_s_own_comes_first, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(takes_none_of_two_that_differ, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(leaves_out_as_there, store_setup, store_teardown),
		cmocka_unit_test(reads_what_was_left_out),
		cmocka_unit_test(reads_a_message),
		cmocka_unit_test_setup_teardown(tells_what_was_left_out, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(tells_one_that_does_not_fit, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(shows_what_is_left, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(tells_an_answer_from_another_version, store_setup,
						store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
