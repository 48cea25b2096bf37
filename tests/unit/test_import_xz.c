// SPDX-License-Identifier: GPL-2.0-only
/* .xz of several blocks, which are decoded side by side: whole, cut off and damaged. */
#include "kernel_fixture.h"

#include <lzma.h>

#include "kernel/import.h"

#define FILES 12
#define FILE_BYTES 50000
#define BLOCK_BYTES (64 << 10)

/* Text that compresses, of a tree of half a megabyte. */
static void make_tree(const char *path)
{
	static char texts[FILES][FILE_BYTES + 1], names[FILES][24];
	struct item items[FILES + 2] = {{"x/Makefile", MAKEFILE("5")}};
	uint32_t x = 1;

	for (int i = 0; i < FILES; i++) {
		for (int j = 0; j < FILE_BYTES; j++)
			texts[i][j] = "abcdefgh\n"[((x = x * 1664525 + 1013904223) >> 24) % 9];
		snprintf(names[i], sizeof(names[i]), "x/d%d/f%d.c", i % 7, i);
		items[1 + i] = (struct item){names[i], texts[i]};
	}
	make_tarball(path, items, true);
}

/* `plain` as blocks of 64 KiB, appended to ret. */
static void compress(const char *plain, struct buf *ret)
{
	lzma_mt options = {.threads = 2, .block_size = BLOCK_BYTES, .preset = 0,
			   .check = LZMA_CHECK_CRC64};
	_cleanup_buf_ struct buf bytes = {0};
	lzma_stream stream = LZMA_STREAM_INIT;
	size_t start = ret->len;

	assert_int_equal(file_read(plain, 1 << 24, &bytes, NULL), 0);
	assert_int_equal(lzma_stream_encoder_mt(&stream, &options), LZMA_OK);
	stream.next_in = (void *)bytes.data;
	stream.avail_in = bytes.len;
	stream.next_out = (void *)buf_reserve(ret, 2 * bytes.len);
	stream.avail_out = 2 * bytes.len;
	assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	ret->len = start + stream.total_out;
	ret->data[ret->len] = '\0';
	lzma_end(&stream);
}

static int import(struct fixture *f, const char *path, const void *bytes, size_t len,
		  struct import_result *ret, struct error **err)
{
	struct import_options options = {.repo = f->repo, .path = path, .branch = "6.1.y",
					 .version = "6.1.5"};

	if (bytes)
		assert_int_equal(file_write(path, bytes, len, 0644, NULL), 0);
	return import_archive(&options, ret, err);
}

static void test_whole(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *plain = path_join(f->dir, "t.tar"), *path = path_join(f->dir, "t.xz");
	_cleanup_(import_result_clear) struct import_result result = {0}, other = {0};
	_cleanup_buf_ struct buf xz = {0};
	struct error *err = NULL;
	git_oid tree, expected;
	git_reference *ref;

	make_tree(plain);
	assert_works(import(f, plain, NULL, 0, &other, &err), err);
	assert_works(repo_commit_tree(f->repo, &other.release.commit, &expected, &err), err);
	assert_int_equal(git_reference_lookup(&ref, f->repo, other.release.ref), 0);
	assert_int_equal(git_reference_delete(ref), 0);
	git_reference_free(ref);
	compress(plain, &xz);
	assert_works(import(f, path, xz.data, xz.len, &result, &err), err);
	assert_int_equal(result.files, FILES + 1);
	assert_works(repo_commit_tree(f->repo, &result.release.commit, &tree, &err), err);
	assert_true(git_oid_equal(&tree, &expected));
}

/* A second stream behind the first: what is in it counts, and so does its damage. */
static void test_two_streams(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *plain = path_join(f->dir, "t.tar"), *path = path_join(f->dir, "t.xz");
	_cleanup_buf_ struct buf xz = {0};
	struct error *err = NULL;
	struct import_result result;
	size_t first;

	make_tree(plain);
	compress(plain, &xz);
	first = xz.len;
	compress(plain, &xz);
	assert_int_equal(import(f, path, xz.data, xz.len, &result, &err), -1);
	expect_error(&err, ERROR_INPUT, "duplicate entry");
	assert_int_equal(import(f, path, xz.data, first + (xz.len - first) / 2, &result, &err), -1);
	expect_error(&err, ERROR_INPUT, "damaged or truncated");
}

static void test_truncated(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *plain = path_join(f->dir, "t.tar"), *cut = path_join(f->dir, "cut");
	_cleanup_buf_ struct buf xz = {0};

	make_tree(plain);
	compress(plain, &xz);
	/* In blocks, between them, in the index and in the last bytes. */
	for (size_t left = 1; left < xz.len; left += left < 256 ? 8 : xz.len / 41) {
		struct error *err = NULL;
		struct import_result result;

		if (!import(f, cut, xz.data, xz.len - left, &result, &err))
			fail_msg("without its last %zu bytes it went through", left);
		expect_error(&err, ERROR_INPUT, "damaged or truncated");
		assert_int_equal(pack_files(f->repo), 0);
	}
}

static void test_damaged(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *plain = path_join(f->dir, "t.tar"), *bad = path_join(f->dir, "bad");
	_cleanup_buf_ struct buf xz = {0};

	make_tree(plain);
	compress(plain, &xz);
	for (size_t at = 6; at < xz.len; at += xz.len / 31) {
		struct error *err = NULL;
		struct import_result result;

		xz.data[at] ^= 0x10;
		if (!import(f, bad, xz.data, xz.len, &result, &err))
			fail_msg("with byte %zu changed it went through", at);
		xz.data[at] ^= 0x10;
		expect_error(&err, ERROR_INPUT, bad);
		assert_int_equal(pack_files(f->repo), 0);
	}
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_whole),
		WITH_STORE(test_two_streams),
		WITH_STORE(test_truncated),
		WITH_STORE(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
