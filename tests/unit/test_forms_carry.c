// SPDX-License-Identifier: GPL-2.0-only
/* In every form, too, a mail is the commit: what `git am` makes of it is what it says it is. */
#include "carries_fixture.h"

#include "deliver/form.h"

/* What a form says of a patch, of which some is not known. */
static const char *const notes[] = {
	NULL, "context differs in f()", "s/timer_delete/del_timer/, \303\244 \"x\"; adjusted context, "
	"which takes more columns than there are in a line of a message", "From: x <y@example.org>",
};

#define FORM_COMMITS 24
#define UPSTREAM "89abcdef0123456789abcdef0123456789abcdef"

static bool is_patch(const char *path)
{
	size_t len = strlen(path);

	return len > 6 && !strcmp(path + len - 6, ".patch") && !strstr(path, "0000-cover-letter");
}

/* The id of the commit that a mail says it is. */
static git_oid said_id(const struct buf *mail)
{
	git_oid id;

	assert_int_equal(strncmp(mail->data, "From ", 5), 0);
	assert_int_equal(git_oid_fromstrn(&id, mail->data + 5, GIT_OID_HEXSZ), 0);
	return id;
}

/* Give a form's mails to git am: each makes the commit that it says it is. */
static void form_is_its_commits(const char *form, const struct delivery *delivery, const char *tree)
{
	_cleanup_free_ char *file = path_join(store.dir, "%s.mbox", form), *reset = NULL;
	_cleanup_free_ char *applied = NULL;
	_cleanup_delivery_files_ struct delivery_files files = { 0 };
	_cleanup_buf_ struct buf mbox = { 0 };
	git_oid said[FORM_COMMITS], made[FORM_COMMITS + 1];
	struct error *err = NULL;
	size_t count = 0;

	assert_works(form_write(form_find(form), delivery, &files, &err), err);
	for (size_t i = 0; i < files.count; i++) {
		const struct buf *text = &files.items[i].text;

		if (!is_patch(files.items[i].path))
			continue;
		said[count++] = said_id(text);
		buf_add(&mbox, text->data, text->len);
	}
	assert_int_equal(count, FORM_COMMITS);
	assert_works(file_write(file, mbox.data, mbox.len, 0644, &err), err);
	reset = git(tree, "reset", "-q", "--hard", "FETCH_HEAD");
	applied = git(tree, "am", "-q", file);
	fetch_made(tree);
	assert_int_equal(list_made(made, FORM_COMMITS + 1), FORM_COMMITS);
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *was = told(&said[i]), *is = told(&made[i]);

		if (strcmp(was, is))
			fail_msg("%s\nsaid:\n%s\nmade of the mail:\n%s", form, was, is);
	}
}

/* Whatever subjects, authors and messages are, in every form the mail is the commit. */
static void forms_are_their_commits(void **state)
{
	_cleanup_free_ char *tree = unpacked();
	struct delivery_patch patches[FORM_COMMITS];
	char *said[FORM_COMMITS];
	struct delivery delivery = {
		.repo = store.repo, .branch = "6.1.y", .series = "s", .version = "6.1.1",
		.base = store.release, .patches = patches, .committer_name = "Comm\303\255t. \"T\"",
		.committer_email = "c@example.org", .cve = "CVE-2026-1234", .release_names = "J",
	};
	git_oid last = store.release, next;

	seed = getenv("SEED") ? atoi(getenv("SEED")) : 1;
	while (delivery.count < FORM_COMMITS) {
		_cleanup_buf_ struct buf mail = { 0 };
		size_t i = delivery.count;
		git_commit *commit;

		if (!random_commit(&last, &next) ||
		    export_mail(store.repo, &next, "PATCH", 1, 1, &mail, NULL))
			continue;
		assert_int_equal(git_commit_lookup(&commit, store.repo, &next), 0);
		said[i] = xstrdup(git_commit_summary(commit));
		git_commit_free(commit);
		patches[i] = (struct delivery_patch){
			.commit = last = next, .name = "0001-x.patch", .subject = said[i],
			.upstream = random_below(3) ? UPSTREAM : NULL, .upstream_version = "v6.6",
			.note = pick(notes), .verdict = "adapted",
		};
		delivery.count++;
	}
	for (const struct form *const *form = forms; *form; form++) {
		if (!strcmp((*form)->name, "git"))
			continue;
		delivery.bug = (*form)->bug_help ? "12" : NULL;
		form_is_its_commits((*form)->name, &delivery, tree);
	}
	for (size_t i = 0; i < FORM_COMMITS; i++)
		free(said[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(forms_are_their_commits, store_setup, store_teardown),
	};

	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
