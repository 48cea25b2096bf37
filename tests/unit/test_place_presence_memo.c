// SPDX-License-Identifier: GPL-2.0-only
/* What was found of a hunk, for those who ask again. */
#include "presence_table.h"

#include <git2.h>

#include "place/presence_memo.h"

#define HUNK "@@ 1\n a\n+added_line\n b\n"

static git_oid blob_of(const char *text)
{
	git_oid id;

	assert_int_equal(git_odb_hash(&id, text, strlen(text), GIT_OBJECT_BLOB), 0);
	return id;
}

static const struct file_presence *ask(struct presence_memo *memo, const struct patch_file *file,
				       const char *text)
{
	const git_oid id = blob_of(text);

	return presence_memo_find(memo, file, &id, text, strlen(text));
}

static struct patch *patch_of_hunk(void)
{
	_cleanup_free_ char *text = presence_patch("f.c", HUNK);
	struct error *err = NULL;
	struct patch *patch;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	return patch;
}

static void asked_again(void **state)
{
	static const char with[] = "a\nadded_line\nb\n", without[] = "a\nb\n";
	_cleanup_presence_memo_ struct presence_memo *memo = presence_memo_new();
	_cleanup_patch_ struct patch *one = patch_of_hunk(), *two = patch_of_hunk();
	const struct file_presence *first = ask(memo, &one->files[0], with);
	const git_oid id = blob_of(with);

	assert_int_equal(file_presence_sum(first), PRESENCE_THERE);
	/* It is not looked at again: what is given then is not read. */
	assert_ptr_equal(presence_memo_find(memo, &one->files[0], &id, NULL, 0), first);
	/* Another content, another file of a patch. */
	assert_int_equal(file_presence_sum(ask(memo, &one->files[0], without)), PRESENCE_ABSENT);
	assert_ptr_not_equal(ask(memo, &two->files[0], with), first);
	assert_int_equal(file_presence_sum(ask(memo, &two->files[0], with)), PRESENCE_THERE);
	/* What was answered stays. */
	assert_ptr_equal(ask(memo, &one->files[0], with), first);
	assert_int_equal(file_presence_sum(first), PRESENCE_THERE);
}

static void nothing_asked(void **state)
{
	presence_memo_free(presence_memo_new());
	presence_memo_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asked_again),
		cmocka_unit_test(nothing_asked),
	};
	int failed;

	git_libgit2_init();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	git_libgit2_shutdown();
	return failed;
}
