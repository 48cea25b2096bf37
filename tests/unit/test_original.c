// SPDX-License-Identifier: GPL-2.0-only
/* The file that a patch was made for: where it is found, and that it is looked for once. */
#include "port_fixture.h"

#include "adapt/original.h"
#include "series/patch_part.h"

#define BEFORE "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n"
#define AFTER "1\n2\n3\n4\nfour and a half\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n18\n19\n20\n"
#define FILE_HEADER "--- a/n.txt\n+++ b/n.txt\n"
#define HUNKS \
	"@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+four and a half\n 5\n 6\n 7\n" \
	"@@ -14,7 +15,6 @@\n 14\n 15\n 16\n-17\n 18\n 19\n 20\n"

static git_oid tree_with(const char *text)
{
	const char *const files[][2] = { { "n.txt", text } };
	struct error *err = NULL;
	git_oid id;

	make_release(files, 1);
	assert_works(repo_commit_tree(store.repo, &store.release, &id, &err), err);
	return id;
}

static struct patch *parse(const char *text)
{
	struct error *err = NULL;
	struct patch *patch;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	return patch;
}

/* Whoever looks there again fails. */
static void make_unreadable(struct adapt_source *source)
{
	memset(&source->tree, 0x5a, sizeof(source->tree));
}

static void assert_original(const struct adapt_original *original, const char *where, size_t second)
{
	assert_non_null(original);
	assert_string_equal(original->where, where);
	assert_string_equal(buf_str(&original->old), BEFORE);
	assert_string_equal(buf_str(&original->new), AFTER);
	assert_int_equal(original->lines[0], 1);
	assert_int_equal(original->lines[1], second);
}

static void found_in_the_likeliest_source(void **state)
{
	static const struct {
		const char *what, *first, *second, *where;
		size_t source;
	} rows[] = {
		{ "as it is", BEFORE, AFTER, "one", 0 },
		{ "backwards", AFTER, BEFORE, "one, which has the patch", 0 },
		{ "only in the second", "other\n", BEFORE, "two", 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct adapt_source sources[] = {
			{ .tree = tree_with(rows[i].first), .name = "one" },
			{ .tree = tree_with(rows[i].second), .name = "two" },
		};
		struct patch *patch = parse(FILE_HEADER HUNKS);
		struct adapt_originals *originals =
			adapt_originals_new(store.repo, patch, sources, 2);
		const struct adapt_original *original;
		struct error *err = NULL;

		print_message("%s\n", rows[i].what);
		assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err),
			     err);
		assert_original(original, rows[i].where, 13);
		assert_ptr_equal(original->source, &sources[rows[i].source]);
		adapt_originals_free(originals);
		patch_free(patch);
	}
}

/* The ids of an index line come before any source, and tell of none. */
static void found_by_id(void **state)
{
	static const char *const files[] = { BEFORE, AFTER };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct adapt_source source = { .tree = tree_with(BEFORE), .name = "one" };
		const struct adapt_original *original;
		struct adapt_originals *originals;
		_cleanup_free_ char *text = NULL, *where = NULL;
		char hex[GIT_OID_HEXSZ + 1];
		git_oid id = blob(files[i]);
		struct error *err = NULL;
		struct patch *patch;

		git_oid_tostr(hex, sizeof(hex), &id);
		text = xasprintf(
			"diff --git a/n.txt b/n.txt\nindex %s..%s 100644\n" FILE_HEADER HUNKS,
			i ? "1111111" : hex, i ? hex : "1111111");
		where = xasprintf("blob %s of its index line", hex);
		patch = parse(text);
		make_unreadable(&source);
		originals = adapt_originals_new(store.repo, patch, &source, 1);
		assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err),
			     err);
		assert_original(original, where, 13);
		assert_null(original->source);
		adapt_originals_free(originals);
		patch_free(patch);
	}
}

static void looked_for_once(void **state)
{
	/* Found or not. */
	static const char *const texts[] = { BEFORE, "other\n" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct adapt_source source = { .tree = tree_with(texts[i]), .name = "one" };
		struct patch *patch = parse(FILE_HEADER HUNKS);
		struct adapt_originals *originals =
			adapt_originals_new(store.repo, patch, &source, 1);
		const struct adapt_original *first, *second;
		struct error *err = NULL;

		assert_works(adapt_originals_find(originals, &patch->files[0], &first, &err), err);
		make_unreadable(&source);
		assert_works(adapt_originals_find(originals, &patch->files[0], &second, &err), err);
		assert_ptr_equal(first, second);
		assert_true(!first == (i == 1));
		adapt_originals_free(originals);
		/* Nobody looked before. */
		originals = adapt_originals_new(store.repo, patch, &source, 1);
		assert_fails(adapt_originals_find(originals, &patch->files[0], &first, &err), err,
			     "reading the tree of one");
		adapt_originals_free(originals);
		patch_free(patch);
	}
}

/* A part of the patch takes what the whole has found, of files that it has whole. */
static void shared_by_a_part(void **state)
{
	static const bool none[] = { false, false }, second[] = { false, true };
	struct adapt_source source = { .tree = tree_with(BEFORE), .name = "one" };
	struct patch *patch = parse(FILE_HEADER HUNKS);
	struct patch *all = patch_without(patch, none), *some = patch_without(patch, second);
	struct adapt_originals *whole = adapt_originals_new(store.repo, patch, &source, 1);
	struct adapt_originals *of_all = adapt_originals_of_part(whole, all);
	struct adapt_originals *of_some = adapt_originals_of_part(whole, some);
	const struct adapt_original *original, *same;
	struct error *err = NULL;

	assert_works(adapt_originals_find(whole, &patch->files[0], &original, &err), err);
	assert_works(adapt_originals_find(of_some, &some->files[0], &same, &err), err);
	assert_ptr_not_equal(original, same);
	assert_string_equal(buf_str(&same->old), BEFORE);
	make_unreadable(&source);
	assert_works(adapt_originals_find(of_all, &all->files[0], &same, &err), err);
	assert_ptr_equal(original, same);
	adapt_originals_free(of_some);
	adapt_originals_free(of_all);
	adapt_originals_free(whole);
	patch_without_free(some);
	patch_without_free(all);
	patch_free(patch);
}

/* What is over the limit is dropped, and looked for again. */
static void bounded(void **state)
{
	const char *const files[][2] = { { "n.txt", BEFORE }, { "o.txt", BEFORE } };
	struct adapt_source source = { .name = "one" };
	struct patch *patch = parse(FILE_HEADER HUNKS "--- a/o.txt\n+++ b/o.txt\n" HUNKS);
	struct adapt_originals *originals = adapt_originals_new(store.repo, patch, &source, 1);
	const struct adapt_original *original;
	struct error *err = NULL;

	make_release(files, 2);
	assert_works(repo_commit_tree(store.repo, &store.release, &source.tree, &err), err);
	adapt_originals_limit(originals, strlen(BEFORE) + strlen(AFTER));
	for (size_t i = 0; i < 3; i++) {
		assert_works(adapt_originals_find(originals, &patch->files[i % 2], &original, &err),
			     err);
		assert_original(original, "one", 13);
	}
	make_unreadable(&source);
	assert_works(adapt_originals_find(originals, &patch->files[0], &original, &err), err);
	assert_fails(adapt_originals_find(originals, &patch->files[1], &original, &err), err,
		     "reading the tree of one");
	adapt_originals_free(originals);
	patch_free(patch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(found_in_the_likeliest_source, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(found_by_id, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(looked_for_once, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(shared_by_a_part, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(bounded, store_setup, store_teardown),
	};

	return cmocka_run_group_tests_name("original", tests, NULL, NULL);
}
