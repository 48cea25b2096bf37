// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mail is the commit: random messages, authors, dates and changes are written as mails and
 * given to the real `git am`, which has to make the same tree, author, date and message of
 * them; or they are refused, and then for a reason that the test knows, too.
 */
#include "carries_fixture.h"

#define COMMITS 160

static void mail_is_the_commit(void **state)
{
	_cleanup_free_ char *tree = unpacked(), *file = path_join(store.dir, "mbox");
	_cleanup_free_ char *applied = NULL;
	_cleanup_buf_ struct buf mbox = { 0 };
	static git_oid sent[COMMITS], made[COMMITS + 1];
	size_t count = 0, tried = 0, wrong = 0;
	git_oid last = store.release, next;
	struct error *err = NULL;

	seed = getenv("SEED") ? atoi(getenv("SEED")) : 1;
	while (count < COMMITS) {
		assert_true(++tried < 10 * COMMITS);
		if (!random_commit(&last, &next))
			continue;
		if (export_mail(store.repo, &next, "PATCH 6.1.y", 1, 1, &mbox, &err)) {
			if (!strstr(err->message, "git am"))
				fail_msg("%s", err->message);
			error_clear(&err);
			continue;
		}
		sent[count++] = last = next;
	}
	assert_true(count > tried / 2);
	assert_works(file_write(file, mbox.data, mbox.len, 0644, &err), err);
	applied = git(tree, "am", "-q", "--keep-non-patch", file);
	fetch_made(tree);
	assert_int_equal(list_made(made, COMMITS + 1), COMMITS);
	for (size_t i = 0; i < COMMITS; i++) {
		_cleanup_free_ char *was = told(&sent[i]), *is = told(&made[i]);

		if (!strcmp(was, is))
			continue;
		print_message("sent:\n%s\nmade:\n%s\n", was, is);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Mails as they come in, each with one change of b/only.c. */
static const struct {
	const char *description, *header, *body;
} received[] = {
	{ "a name of two letters", "From: Xi <xi@example.org>\nSubject: a\n", "x\n" },
	{ "a name of 70 bytes", "From: Aaaaaaaaaa Bbbbbbbbbb Cccccccccc Dddddddddd Eeeeeeeeee Ffffffffff "
	  "Ggg <xi@example.org>\nSubject: a\n", "x\n" },
	{ "a name with a full stop at its end", "From: A Jr. <xi@example.org>\nSubject: a\n", "x\n" },
	{ "a name in quotes", "From: \"A \\\"Q\\\" \\\\ B, C\" <xi@example.org>\nSubject: a\n", "x\n" },
	{ "quotes in a name that is encoded",
	  "From: =?utf-8?q?J=C3=B6rg_=22Q=22_A?= <xi@example.org>\nSubject: a\n", "x\n" },
	{ "an address for a name", "From: xi@example.org\nSubject: a\n", "x\n" },
	{ "an address in a name", "From: \"x@y z\" <xi@example.org>\nSubject: a\n", "x\n" },
	{ "no address", "From: Xi Xi <xi>\nSubject: a\n", "x\n" },
	{ "a quoted address", "From: X Y <\"a b\"@example.org>\nSubject: a\n", "x\n" },
	{ "newlines in a name", "From: =?utf-8?q?A_B=0ASigned-off-by=3A_C=0D=0A?= <xi@example.org>\n"
	  "Subject: a\n", "x\n" },
	{ "newlines in a subject", "From: A B <xi@example.org>\nSubject: =?utf-8?q?a=0Ab=0Dc=0A=0Ad?=\n",
	  "x\n" },
	{ "a subject that reads like an encoded word", "From: A B <xi@example.org>\n"
	  "Subject: =?utf-8?q?a_=3D=3FUTF-8=3Fq=3Fb=3F=3D?=\n", "x\n" },
	{ "a colon before the subject", "From: A B <xi@example.org>\nSubject: [PATCH] : Re: a\n", "x\n" },
	{ "a date past 2106", "From: A B <xi@example.org>\nDate: Thu, 1 Jan 2150 00:00:00 +0100\n"
	  "Subject: a\n", "x\n" },
	{ "a date in seconds", "From: A B <xi@example.org>\nDate: @5680281600 +0100\nSubject: a\n",
	  "x\n" },
	{ "a message that begins with [PATCH]", "From: A B <xi@example.org>\nSubject: a\n",
	  "[PATCH] x\n\ny\n" },
	{ "a message that begins with >From", "From: A B <xi@example.org>\nSubject: a\n",
	  ">From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\ny\n" },
};

static char *received_mail(size_t i)
{
	_cleanup_free_ char *was = i ? xasprintf("text %zu", i - 1) : xstrdup("only");

	return xasprintf("%s\n%s---\n--- a/b/only.c\n+++ b/b/only.c\n@@ -1 +1 @@\n-%s\n+text %zu\n",
			 received[i].header, received[i].body, was, i);
}

/* What is ported has mails that are its commits, whatever it came in. */
static void whatever_came_in(void **state)
{
	const size_t count = ARRAY_SIZE(received);
	_cleanup_free_ char *tree = unpacked(), *out = path_join(store.dir, "out");
	_cleanup_free_ char *applied = NULL, *all = NULL;
	char *texts[ARRAY_SIZE(received) + 1] = { 0 }, **written;
	git_oid made[ARRAY_SIZE(received) + 1];
	struct buf mbox = { 0 };
	struct port_result result;
	struct error *err = NULL;

	for (size_t i = 0; i < count; i++)
		texts[i] = received_mail(i);
	port_texts((const char *const *)texts, &result);
	for (size_t i = 0; i < count; i++)
		if (!result.patches[i].has_commit)
			fail_msg("%s: %s", received[i].description,
				 verdict_name(result.patches[i].verdict));
	assert_works(port_write_patches(&result, out, &written, NULL, &err), err);
	for (size_t i = 0; written[i]; free(written[i++]))
		assert_works(file_read(written[i], 1 << 20, &mbox, &err), err);
	all = path_join(store.dir, "mbox");
	assert_works(file_write(all, mbox.data, mbox.len, 0644, &err), err);
	applied = git(tree, "am", "-q", all);
	fetch_made(tree);
	assert_int_equal(list_made(made, count + 1), count);
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *was = told(&result.patches[i].commit), *is = told(&made[i]);

		if (strcmp(was, is))
			fail_msg("%s\nported:\n%s\nmade of the mail:\n%s", received[i].description, was,
				 is);
		free(texts[i]);
	}
	free(written);
	buf_release(&mbox);
	port_result_release(&result);
}

/* A name that no folder takes is one for which there is no mail. */
static void names_too_long(void **state)
{
	char name[300] = "";
	_cleanup_buf_ struct buf mail = { 0 };
	git_tree_update update = { .action = GIT_TREE_UPDATE_UPSERT, .path = name,
				   .filemode = GIT_FILEMODE_BLOB, .id = blob("x\n") };
	struct error *err = NULL;
	git_signature *who;
	git_commit *release;
	git_tree *tree;
	git_oid id;
	const git_commit *parents[1];

	memset(name, 'n', 256);
	assert_int_equal(git_commit_lookup(&release, store.repo, &store.release), 0);
	assert_int_equal(git_commit_tree(&tree, release), 0);
	assert_int_equal(git_tree_create_updated(&id, store.repo, tree, 1, &update), 0);
	git_tree_free(tree);
	assert_int_equal(git_tree_lookup(&tree, store.repo, &id), 0);
	assert_int_equal(git_signature_new(&who, "A B", "a@example.org", 1, 0), 0);
	parents[0] = release;
	assert_int_equal(git_commit_create(&id, store.repo, NULL, who, who, NULL, "s\n", tree, 1,
					   (void *)parents), 0);
	assert_fails(export_mail(store.repo, &id, "PATCH", 1, 1, &mail, &err), err,
		     "a file whose name has 256 bytes");
	assert_int_equal(mail.len, 0);
	git_signature_free(who);
	git_tree_free(tree);
	git_commit_free(release);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(mail_is_the_commit, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(whatever_came_in, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(names_too_long, store_setup, store_teardown),
	};

	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
