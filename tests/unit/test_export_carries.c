// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mail is the commit: random messages, authors, dates and changes are written as mails and
 * given to the real `git am`, which has to make the same tree, author, date and message of
 * them; or they are refused, and then for a reason that the test knows, too.
 */
#include "port_fixture.h"

#include "deliver/export.h"
#include "deliver/form.h"
#include "util/process.h"

#define COMMITS 160

#define git(dir, ...) run_git(dir, (const char *const[]){ "git", "-C", dir, "-c",	\
			      "user.name=Am", "-c", "user.email=am@example.org",	\
			      "-c", "core.autocrlf=false", __VA_ARGS__, NULL })

static char *run_git(const char *dir, const char *const *argv)
{
	struct buf output = { 0 };
	struct error *err = NULL;

	assert_works(process_check(argv, &output, &err), err);
	return output.data ? buf_detach(&output) : xstrdup("");
}

/* The same numbers on every machine. */
static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % limit;
}

#define pick(list) (list)[random_below(ARRAY_SIZE(list))]

static const char *const subjects[] = {
	"KVM: x86: Guard the fault code", "x", "Revert \"x: y\"", "a: =?UTF-8?q?b=C3=A4?= c",
	"=?x?=", "a =? b", "=?utf-8?B?w6Q=?=", "\303\244: \303\266 =?UTF-8?q?x?=", "a \342\202\254",
	"caf\303\251 \303\251 x \303\251\303\251", "a: b: [c] d", "tab\tin it? no: a", "subject: x",
	"a <b@example.org>", "\"quoted\" 'words'", "a = b ? c : d", "under_score =5F", "re-add x",
	"a, b; c (d) \\e", "a.. b", "From: x", "Re-read it", "--- x", "diff -u x", "a ] b",
};

static const char *const lines[] = {
	"[PATCH] x", ">From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001",
	"Subject: another", "From: Other <other@example.org>", "Date: Thu, 1 Jan 1970 00:00:01 +0000",
	"From here on", ">From here on", "From: nobody", "Content-Type: text/plain; charset=latin1",
	"subject: lower", "[PATCH 2/3] y", "\tindented", "  two spaces", "caf\303\251", "commit "
	"0123456789abcdef0123456789abcdef01234567 upstream.", "Plain text.", "- a list", "-- ",
	"-- x", "--", "----", "- -- -", ">8", "-- >8 --", "@@ -1 +1 @@", "+++ b/x", "Index:",
	"index: x", "diff", "Fixes: 0123456789ab (\"x\")", "=?UTF-8?q?b=C3=A4?=", "=3D", "=", "a\\",
	"\342\202\254", "Content-Transfer-Encoding: base64", "Message-Id: <x>", "#hash", "\"", "a\rb",
	"Signed-off-by: J\303\266rg <j@example.org>", "[ Name: note ]", "MIME-Version: 1.0", ".",
	"Bcc: x@example.org", "format=flowed", "> quoted", ">", ">>From x Mon Sep 17 00:00:00 2001",
};

static const char *const words[] = {
	"J\303\266rg", "\"Q.\"", "Author", "(at work)", "A.", "B,", "O'Neil", "back\\slash", ":x;",
	"\342\202\254", "=?x?=", "=?UTF-8?q?b=C3=A4?=", "\346\235\216", "x=y", "a_b", "?", "=", "-",
	"\"", "\\", "[x]", "Averylongnamethatsomebodyreallyhas", "#1", "'", "`", "e\314\201", "(", ")",
};

static const char *const emails[] = {
	"a@example.org", "a.b+c@example.org", "a", "a@", "@b", "a b@example.org", "a@b@c",
	"\"a b\"@example.org", "(a)@example.org", "\303\244@example.org", "a@example.org.",
	"a=?x?=@example.org",
};

static const int64_t dates[] = {
	0, 1, 59, 86399, 100000000, 999999999, 1687538798, 2147483647, 2147483648, 4102444799,
	4102444800, 4294967295, 4294967296, 4294967297, 8589934592, 99999999999,
};

static const int offsets[] = { 0, -420, 330, 345, 720, 840, -720, 1, -1, 59 };

static const char *const paths[] = {
	"a/f.c", "b/only.c", "new", "sp ace/x y", "\303\244/\303\266.c", "quo\"te", "back\\slash",
	"-dash", "a b/-- c", "tab\tx", "b/dev/null", "c/diff --git a", "x=>y", "{a => b}",
};

static const char *const contents[] = {
	"x\n", "", "no newline", "-- \n", "From x Mon Sep 17 00:00:00 2001\n", "diff --git a/x b/x\n",
	"\n\n\n", "---\n", "a\n\nb\n\tc\n", "caf\351\n", "line\n-- \nstablehand\n\n", "\\ x\n",
	"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n",
};

static char *random_name(void)
{
	struct buf name = { 0 };
	int count = 1 + random_below(4);

	for (int i = 0; i < count; i++)
		buf_printf(&name, "%s%s", i ? " " : "", pick(words));
	return buf_detach(&name);
}

/* A message as `git commit` would keep it. */
static char *random_message(void)
{
	struct buf text = { 0 };
	int count = random_below(7);

	buf_printf(&text, "%s", pick(subjects));
	if (!random_below(4))
		for (int i = 0; i < 30; i++)
			buf_puts(&text, random_below(3) ? " word" : " w\303\266rd");
	buf_puts(&text, "\n");
	for (int i = 0; i < count; i++) {
		const char *line = pick(lines);

		buf_printf(&text, "%s%s\n", i && random_below(4) ? "" : "\n",
			   strcmp(line, "-- ") ? line : "--");
	}
	return buf_detach(&text);
}

static git_oid random_tree(const git_oid *before)
{
	git_tree_update update = { .action = GIT_TREE_UPDATE_UPSERT };
	git_tree *tree;
	git_oid id;

	assert_int_equal(git_tree_lookup(&tree, store.repo, before), 0);
	do {
		update.path = pick(paths);
		update.id = blob(pick(contents));
		update.filemode = random_below(5) ? GIT_FILEMODE_BLOB : GIT_FILEMODE_BLOB_EXECUTABLE;
		assert_int_equal(git_tree_create_updated(&id, store.repo, tree, 1, &update), 0);
	} while (git_oid_equal(&id, before));
	git_tree_free(tree);
	return id;
}

/* A commit on another one; false: libgit2 makes none of such a name or address. */
static bool random_commit(const git_oid *before, git_oid *ret)
{
	_cleanup_free_ char *name = random_name(), *message = random_message();
	const char *email = random_below(3) ? emails[0] : pick(emails);
	git_commit *parent;
	git_signature *who;
	git_tree *tree;
	git_oid tree_id;
	const git_commit *parents[1];

	if (git_signature_new(&who, name, email, pick(dates), pick(offsets)))
		return false;
	assert_int_equal(git_commit_lookup(&parent, store.repo, before), 0);
	tree_id = random_tree(git_commit_tree_id(parent));
	assert_int_equal(git_tree_lookup(&tree, store.repo, &tree_id), 0);
	parents[0] = parent;
	assert_int_equal(git_commit_create(ret, store.repo, NULL, who, who, NULL, message, tree, 1,
					   (void *)parents), 0);
	git_tree_free(tree);
	git_commit_free(parent);
	git_signature_free(who);
	return true;
}

/* The release in a repository of its own, with its work tree. Allocated path. */
static char *unpacked(void)
{
	_cleanup_free_ char *source = path_join(store.dir, "store.git");
	_cleanup_free_ char *made = NULL, *fetched = NULL, *out = NULL;
	char *dir = path_join(store.dir, "tree");
	git_reference *ref;

	assert_int_equal(git_reference_create(&ref, store.repo, "refs/heads/release",
					      &store.release, 1, NULL), 0);
	git_reference_free(ref);
	assert_int_equal(dir_make(dir, NULL), 0);
	made = git(dir, "init", "-q", "-b", "main");
	fetched = git(dir, "fetch", "-q", source, "release");
	out = git(dir, "reset", "-q", "--hard", "FETCH_HEAD");
	return dir;
}

/* What has to be the same: tree, author, date, message. */
static char *told(const git_oid *id)
{
	git_commit *commit;
	char tree[GIT_OID_HEXSZ + 1], *text;
	const git_signature *author;

	assert_int_equal(git_commit_lookup(&commit, store.repo, id), 0);
	git_oid_tostr(tree, sizeof(tree), git_commit_tree_id(commit));
	author = git_commit_author(commit);
	text = xasprintf("%s\n%s <%s>\n%lld %+d\n%s", tree, author->name, author->email,
			 (long long)author->when.time, author->when.offset,
			 git_commit_message(commit));
	git_commit_free(commit);
	return text;
}

/* Fetch what was made into the store, so that both can be asked alike. */
static void fetch_made(const char *tree)
{
	_cleanup_free_ char *source = path_join(store.dir, "store.git");
	_cleanup_free_ char *fetched = git(source, "fetch", "-q", tree, "+HEAD:refs/heads/made");
}

/* Every commit in front of the one that was made last, oldest first. */
static size_t list_made(git_oid *ids, size_t room)
{
	git_revwalk *walk;
	size_t count = 0;

	assert_int_equal(git_revwalk_new(&walk, store.repo), 0);
	git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
	assert_int_equal(git_revwalk_push_ref(walk, "refs/heads/made"), 0);
	assert_int_equal(git_revwalk_hide(walk, &store.release), 0);
	while (count < room && !git_revwalk_next(&ids[count], walk))
		count++;
	git_revwalk_free(walk);
	return count;
}

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
		cmocka_unit_test_setup_teardown(forms_are_their_commits, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(whatever_came_in, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(names_too_long, store_setup, store_teardown),
	};

	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
