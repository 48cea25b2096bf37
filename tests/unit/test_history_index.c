// SPDX-License-Identifier: GPL-2.0-only
/* A history found by what its messages say. */
#include "port_fixture.h"

#include <dirent.h>

#include "index/history_index.h"

#define OF_A "aaaaaaaaaaaabbbbbbbbccccccccddddddddeeee"
#define OF_B "bbbbbbbbbbbbccccccccddddddddeeeeeeeeffff"

/* A commit with the release's tree; `parents` may name ones that are not there. */
static git_oid commit(const char *message, size_t count, const git_oid *parents)
{
	_cleanup_buf_ struct buf raw = { 0 };
	git_commit *release;
	git_odb *odb;
	git_oid id;

	assert_int_equal(git_commit_lookup(&release, store.repo, &store.release), 0);
	buf_printf(&raw, "tree %s\n", git_oid_tostr_s(git_commit_tree_id(release)));
	git_commit_free(release);
	for (size_t i = 0; i < count; i++)
		buf_printf(&raw, "parent %s\n", git_oid_tostr_s(&parents[i]));
	buf_printf(&raw, "author A <a@example.org> 1000000000 +0000\n"
		   "committer A <a@example.org> 1000000007 +0000\n\n%s", message);
	assert_int_equal(git_repository_odb(&odb, store.repo), 0);
	assert_int_equal(git_odb_write(&id, odb, raw.data, raw.len, GIT_OBJECT_COMMIT), 0);
	git_odb_free(odb);
	return id;
}

static git_oid commits(git_oid parent, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *message = xasprintf("number %zu\n", i);

		parent = commit(message, 1, &parent);
	}
	return parent;
}

static struct history_index *open_index(const git_oid *tip)
{
	struct history_index *index = NULL;
	struct error *err = NULL;

	assert_works(history_index_open(store.repo, tip, &index, &err), err);
	return index;
}

struct finds {
	size_t count, first, last;
};

static void note(const struct history_commit *commit, void *data)
{
	struct finds *finds = data;

	if (!finds->count++)
		finds->first = commit->number;
	finds->last = commit->number;
}

static struct finds find(const struct history_index *index, enum history_saying saying,
			 const char *text)
{
	struct finds finds = { 0 };
	size_t count = history_index_find(index, saying, text, note, &finds);

	assert_int_equal(count, finds.count);
	return finds;
}

static size_t kept(void)
{
	_cleanup_free_ char *path = path_join(store.dir, "store.git/stablehand-history");
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	while (dir && (entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return count;
}

static void what_messages_say(void **state)
{
	git_oid tip = commit("the first\n", 0, NULL);
	struct history_commit told;
	struct history_index *index;
	struct finds finds;

	tip = commit("a: One\n\ncommit " OF_A " upstream.\n\nFixes: BBBBBBBBBBBB (\"b: Two\")\n", 1, &tip);
	tip = commit("b: Two\n\n[ Upstream commit " OF_B " ]\n", 1, &tip);
	tip = commit("Revert \"b: Two\"\n\nThis reverts commit " OF_B ".\n", 1, &tip);
	tip = commit("a: One\n\n(cherry picked from commit aaaaaaaaaaaa)\n", 1, &tip);
	tip = commit("c: after commit " OF_A "\n\nSince commit " OF_A " x.\n"
		     "commit " OF_A " (\"a: One\") did y.\nFixes: 12345\n", 1, &tip);
	index = open_index(&tip);
	assert_int_equal(history_index_count(index), 6);
	/* The nearest to the tip first; whatever else names the id is no copy of it. */
	finds = find(index, HISTORY_OF, OF_A);
	assert_int_equal(finds.count, 2);
	assert_int_equal(finds.first, 1);
	assert_int_equal(finds.last, 4);
	assert_int_equal(find(index, HISTORY_OF, "aaaaaaaaaaaa").count, 2);
	assert_int_equal(find(index, HISTORY_OF, "aaaaaaaa").count, 2);
	assert_int_equal(find(index, HISTORY_OF, "aaaaaaa").count, 0);
	assert_int_equal(find(index, HISTORY_OF, "aaaaaaaaaaaac").count, 1);	/* the short one */
	assert_int_equal(find(index, HISTORY_OF, OF_B).first, 3);
	assert_int_equal(find(index, HISTORY_TITLE, "a: One").count, 2);
	assert_int_equal(find(index, HISTORY_TITLE, "a: On").count, 0);
	assert_int_equal(find(index, HISTORY_REVERTS, "b: Two").first, 2);
	assert_int_equal(find(index, HISTORY_FIXES_ID, OF_B).first, 4);
	assert_int_equal(find(index, HISTORY_FIXES_ID, "12345000").count, 0);
	assert_int_equal(find(index, HISTORY_FIXES_TITLE, "b: Two").first, 4);
	history_index_commit(index, 4, &told);
	assert_string_equal(told.title, "a: One");
	assert_string_equal(told.of, OF_A);
	assert_int_equal(told.time, 1000000007);
	history_index_commit(index, 5, &told);
	assert_string_equal(told.title, "the first");
	assert_null(told.of);
	history_index_free(index);
	assert_int_equal(kept(), 0);
}

static void assert_release(const struct history_index *index, const git_oid *id,
			   const char *release)
{
	struct finds finds = find(index, HISTORY_ID, git_oid_tostr_s(id));
	struct history_commit told;

	assert_int_equal(finds.count, 1);
	history_index_commit(index, finds.first, &told);
	assert_true(git_oid_equal(&told.id, id));
	assert_string_equal(told.release ? told.release : "none", release);
}

/*
 * first -- rc1 -- side -------------- merge -- stable -- late
 *            \-- other -- 6.6 -- more --/
 */
static void first_releases(void **state)
{
	const git_oid first = commit("first\n", 0, NULL);
	const git_oid rc1 = commit("Linux 6.6-rc1\n", 1, &first);
	const git_oid side = commit("side\n", 1, &rc1), other = commit("other\n", 1, &rc1);
	const git_oid release = commit("Linux 6.6\n", 1, &other);
	const git_oid more = commit("more\n", 1, &release);
	const git_oid merge = commit("merge\n", 2, (git_oid[]){ side, more });
	const git_oid stable = commit("Linux 6.6.1\n", 1, &merge);
	const git_oid named = commit("Linux 6.6.2 is out\n", 1, &stable);
	const git_oid late = commit("late\n", 1, &named);
	struct history_index *index = open_index(&late);

	assert_release(index, &first, "v6.6-rc1");
	assert_release(index, &rc1, "v6.6-rc1");
	assert_release(index, &other, "v6.6");
	assert_release(index, &release, "v6.6");
	/* Made before 6.6, and merged after it. */
	assert_release(index, &side, "6.6.1");
	assert_release(index, &more, "6.6.1");
	assert_release(index, &stable, "6.6.1");
	assert_release(index, &named, "none");
	assert_release(index, &late, "none");
	assert_int_equal(find(index, HISTORY_ID, OF_A).count, 0);
	history_index_free(index);
}

static void whole_or_not(void **state)
{
	git_oid absent, first = commit("first\n", 0, NULL), other = commit("other\n", 0, NULL), tip, root;
	struct history_index *index;

	git_oid_fromstr(&absent, ID);
	tip = commits(first, 3);
	index = open_index(&tip);
	assert_true(history_index_whole(index, &root));
	assert_true(git_oid_equal(&root, &first));
	history_index_free(index);

	tip = commit("merge\n", 2, (git_oid[]){ tip, other });
	index = open_index(&tip);
	assert_int_equal(history_index_count(index), 6);
	assert_false(history_index_whole(index, &root));
	history_index_free(index);

	/* One parent is missing: what the others brought is still known. */
	tip = commit("merge\n", 2, (git_oid[]){ absent, first });
	index = open_index(&tip);
	assert_int_equal(history_index_count(index), 2);
	assert_false(history_index_whole(index, &root));
	history_index_free(index);
}

static void kept_and_made_again(void **state)
{
	static const char late_text[] = "late: The one that was missing\n";
	git_oid late, root, tip;
	struct history_index *index;
	_cleanup_free_ char *path = NULL, *folder = path_join(store.dir, "store.git/stablehand-history");
	git_odb *odb;

	/* Its id is known before it is there. */
	late = commit(late_text, 0, NULL);
	tip = commits(late, 100);
	assert_int_equal(git_repository_odb(&odb, store.repo), 0);
	{
		_cleanup_free_ char *loose = xasprintf("%s/store.git/objects/%.2s/%s", store.dir,
						       git_oid_tostr_s(&late), git_oid_tostr_s(&late) + 2);

		assert_int_equal(path_remove(loose, NULL), 0);
	}
	git_odb_free(odb);
	git_repository_free(store.repo);
	path = path_join(store.dir, "store.git");
	assert_works(repo_open(path, &store.repo, NULL), (struct error *)NULL);

	index = open_index(&tip);
	assert_int_equal(history_index_count(index), 100);
	assert_false(history_index_whole(index, &root));
	history_index_free(index);
	assert_int_equal(kept(), 1);
	index = open_index(&tip);
	assert_int_equal(find(index, HISTORY_TITLE, "number 7").first, 92);
	history_index_free(index);

	/* More of the history has come. */
	commit(late_text, 0, NULL);
	index = open_index(&tip);
	assert_int_equal(history_index_count(index), 101);
	assert_int_equal(find(index, HISTORY_TITLE, "late: The one that was missing").first, 100);
	assert_true(history_index_whole(index, &root));
	history_index_free(index);

	/* Cut, or filled with something else, it is made again. */
	for (size_t len = 0; len < 5000; len += 611) {
		_cleanup_free_ char *file = path_join(folder, "%s", git_oid_tostr_s(&tip));
		_cleanup_buf_ struct buf bytes = { 0 };

		assert_works(file_read(file, 1 << 20, &bytes, NULL), (struct error *)NULL);
		assert_works(file_write(file, bytes.data, len, 0644, NULL), (struct error *)NULL);
		index = open_index(&tip);
		assert_int_equal(history_index_count(index), 101);
		history_index_free(index);
		/* Its head with numbers that point anywhere is not trusted either. */
		memset(bytes.data + 64, 0xff, bytes.len - 64);
		bytes.data[bytes.len - 1] = '\0';
		assert_works(file_write(file, bytes.data, bytes.len, 0644, NULL), (struct error *)NULL);
		index = open_index(&tip);
		find(index, HISTORY_TITLE, "number 7");
		find(index, HISTORY_OF, OF_A);
		history_index_free(index);
		assert_works(path_remove(file, NULL), (struct error *)NULL);
		history_index_free(open_index(&tip));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_messages_say, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(first_releases, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(whole_or_not, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(kept_and_made_again, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
