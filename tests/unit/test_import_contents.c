// SPDX-License-Identifier: GPL-2.0-only
/* What is known of earlier imports saves work, and never changes what is imported. */
#include "kernel_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "kernel/import.h"
#include "kernel/import_contents.h"
#include "util/process.h"

#define TREE(sublevel, text)			\
	(const struct item[]){			\
		{"x/Makefile", MAKEFILE(sublevel)},	\
		{"x/a/same.c", "int same;\n"},		\
		{"x/a/copy.c", "int same;\n"},		\
		{"x/b/changed.c", text},		\
		{0}					\
	}

static void import(struct fixture *f, const char *branch, const struct item *items,
		   struct import_result *ret)
{
	_cleanup_free_ char *path = path_join(f->dir, "t.tar");
	struct import_options options = {.repo = f->repo, .path = path, .branch = branch};
	struct error *err = NULL;

	make_tarball(path, items, true);
	assert_works(import_archive(&options, ret, &err), err);
}

static void check_text(git_repository *repo, const git_oid *commit, const char *path,
		       const char *text)
{
	_cleanup_free_ char *spec = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	git_object *object;

	git_oid_tostr(hex, sizeof(hex), commit);
	spec = xasprintf("%s:%s", hex, path);
	assert_int_equal(git_revparse_single(&object, repo, spec), 0);
	assert_int_equal(git_blob_rawsize((git_blob *)object), strlen(text));
	assert_memory_equal(git_blob_rawcontent((git_blob *)object), text, strlen(text));
	git_object_free(object);
}

static void check_fsck(const struct fixture *f)
{
	const char *argv[] = {"git", "-C", git_repository_path(f->repo), "fsck", "--full",
			      "--strict", NULL};
	struct error *err = NULL;

	assert_works(process_check(argv, NULL, &err), err);
}

static bool knows(struct fixture *f, const char *branch, const char *text)
{
	struct import_contents *contents = contents_load(f->repo, branch);
	struct mac *mac = contents_mac(contents);
	unsigned char sum[MAC_BYTES];
	git_oid found, expected;
	bool known;

	mac_sum(mac, text, strlen(text), sum);
	mac_free(mac);
	known = contents_find(contents, sum, &found);
	contents_free(contents);
	assert_int_equal(git_odb_hash(&expected, text, strlen(text), GIT_OBJECT_BLOB), 0);
	if (known)
		assert_true(git_oid_equal(&found, &expected));
	return known;
}

static void test_next_release(void **state)
{
	struct fixture *f = *state;
	_cleanup_(import_result_clear) struct import_result first = {0}, next = {0};

	assert_false(knows(f, "6.1.y", "int same;\n"));
	import(f, "6.1.y", TREE("5", "int old;\n"), &first);
	assert_true(knows(f, "6.1.y", "int same;\n"));
	assert_true(knows(f, "6.1.y", "int old;\n"));
	import(f, "6.1.y", TREE("6", "int new;\n"), &next);
	/* Makefile, changed.c, b/, the root and the commit. */
	assert_int_equal(next.objects_written, 5);
	check_text(f->repo, &next.release.commit, "a/same.c", "int same;\n");
	check_text(f->repo, &next.release.commit, "b/changed.c", "int new;\n");
	assert_true(knows(f, "6.1.y", "int new;\n"));
	/* Only the last release of a branch is kept; another branch profits, too. */
	assert_false(knows(f, "6.1.y", "int old;\n"));
	assert_true(knows(f, "6.6.y", "int new;\n"));
	check_fsck(f);
}

/* Somebody threw objects away: what is known of them must not be relied on. */
static void test_blobs_gone(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *packs = path_join(git_repository_path(f->repo), "objects/pack");
	_cleanup_free_ char *store = path_join(f->dir, "store");
	_cleanup_(import_result_clear) struct import_result first = {0}, next = {0};
	struct error *err = NULL;
	git_reference *ref;

	import(f, "6.1.y", TREE("5", "int old;\n"), &first);
	assert_int_equal(git_reference_lookup(&ref, f->repo, first.release.ref), 0);
	assert_int_equal(git_reference_delete(ref), 0);
	git_reference_free(ref);
	assert_works(path_remove(packs, &err), err);
	assert_works(dir_make(packs, &err), err);
	git_repository_free(f->repo);
	assert_works(repo_open(store, &f->repo, &err), err);
	assert_true(knows(f, "6.1.y", "int same;\n"));
	import(f, "6.1.y", TREE("6", "int new;\n"), &next);
	check_text(f->repo, &next.release.commit, "a/same.c", "int same;\n");
	check_fsck(f);
}

/* A file that is not whole is not believed, wherever it is damaged. */
static void test_damaged(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *path = path_join(git_repository_path(f->repo),
					      "stablehand-contents/6.1.y");
	_cleanup_(import_result_clear) struct import_result first = {0};
	_cleanup_buf_ struct buf file = {0};

	import(f, "6.1.y", TREE("5", "int old;\n"), &first);
	assert_int_equal(file_read(path, 1 << 20, &file, NULL), 0);
	for (size_t at = 0; at < file.len; at++) {
		file.data[at] ^= 1;
		assert_int_equal(file_write(path, file.data, file.len, 0644, NULL), 0);
		assert_false(knows(f, "6.1.y", "int same;\n"));
		file.data[at] ^= 1;
	}
	for (size_t len = 0; len < file.len; len += 7) {
		assert_int_equal(file_write(path, file.data, len, 0644, NULL), 0);
		assert_false(knows(f, "6.1.y", "int same;\n"));
	}
	assert_int_equal(file_write(path, file.data, file.len, 0644, NULL), 0);
	assert_true(knows(f, "6.1.y", "int same;\n"));
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

/* Sums under another key say nothing, and the key is nobody else's. */
static void test_key(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *path = path_join(git_repository_path(f->repo), "stablehand-contents/.key");
	_cleanup_(import_result_clear) struct import_result first = {0}, next = {0};
	_cleanup_buf_ struct buf key = {0};
	struct stat st;

	import(f, "6.1.y", TREE("5", "int old;\n"), &first);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(file_read(path, 1 << 20, &key, NULL), 0);
	assert_int_equal(key.len, MAC_KEY_BYTES);
	assert_true(knows(f, "6.1.y", "int same;\n"));
	key.data[0] ^= 1;
	assert_int_equal(file_write(path, key.data, key.len, 0600, NULL), 0);
	assert_false(knows(f, "6.1.y", "int same;\n"));
	/* One that is gone, or not whole, is made anew, and what it is needed for with it. */
	assert_int_equal(unlink(path), 0);
	assert_false(knows(f, "6.1.y", "int same;\n"));
	assert_int_equal(truncate(path, 7), 0);
	import(f, "6.1.y", TREE("6", "int new;\n"), &next);
	check_text(f->repo, &next.release.commit, "a/same.c", "int same;\n");
	assert_true(knows(f, "6.1.y", "int same;\n"));
	check_fsck(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_next_release),
		WITH_STORE(test_blobs_gone),
		WITH_STORE(test_damaged),
		WITH_STORE(test_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
