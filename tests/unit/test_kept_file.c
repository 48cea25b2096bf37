// SPDX-License-Identifier: GPL-2.0-only
/* Indexes kept in the store: what was written is what is read, or nothing. */
#include "unit.h"

#include <fcntl.h>

#include "git/repo.h"
#include "index/kept_file.h"
#include "util/buf.h"

#define FOLDER "stablehand-kept"
#define ID "0123456789012345678901234567890123456789"
#define TEXT "what is kept"

struct fixture {
	char *scratch, *path;
	git_repository *repo;
	git_oid id;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	_cleanup_free_ char *store = NULL;

	f->scratch = scratch_make();
	store = path_join(f->scratch, "store.git");
	assert_int_equal(repo_open(store, &f->repo, NULL), 0);
	git_oid_fromstr(&f->id, ID);
	f->path = path_join(store, FOLDER "/" ID);
	kept_file_write(f->repo, FOLDER, &f->id, TEXT, strlen(TEXT));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	git_repository_free(f->repo);
	scratch_remove(f->scratch);
	free(f->path);
	free(f);
	return 0;
}

static bool is_kept(struct fixture *f)
{
	struct kept_file file;

	if (!kept_file_map(f->repo, FOLDER, &f->id, &file))
		return false;
	assert_int_equal(file.len, strlen(TEXT));
	assert_memory_equal(file.data, TEXT, strlen(TEXT));
	kept_file_release(&file);
	return true;
}

static void test_what_was_written_is_read(void **state)
{
	assert_true(is_kept(*state));
}

/* Wherever a bit flips, in the bytes or in their checksum. */
static void test_a_flipped_bit_is_noticed(void **state)
{
	struct fixture *f = *state;
	_cleanup_buf_ struct buf bytes = {0};

	assert_int_equal(file_read(f->path, 4096, &bytes, NULL), 0);
	for (size_t i = 0; i < bytes.len * 8; i++) {
		bytes.data[i / 8] ^= 1 << i % 8;
		assert_int_equal(file_write(f->path, bytes.data, bytes.len, 0644, NULL), 0);
		assert_false(is_kept(f));
		bytes.data[i / 8] ^= 1 << i % 8;
	}
}

static void test_a_short_file_is_noticed(void **state)
{
	struct fixture *f = *state;
	_cleanup_buf_ struct buf bytes = {0};

	assert_int_equal(file_read(f->path, 4096, &bytes, NULL), 0);
	for (size_t len = bytes.len; len--;) {
		assert_int_equal(truncate(f->path, len), 0);
		assert_false(is_kept(f));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_was_written_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_flipped_bit_is_noticed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_short_file_is_noticed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
