/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random messages, authors, dates and changes as commits on a release, and what `git am` makes of
 * their mails.
 */
#ifndef CARRIES_FIXTURE_H
#define CARRIES_FIXTURE_H

#include "port_fixture.h"

#include "deliver/export.h"
#include "util/process.h"

#define git(dir, ...) run_git(dir, (const char *const[]){ "git", "-C", dir, "-c",	\
			      "user.name=Am", "-c", "user.email=am@example.org",	\
			      "-c", "core.autocrlf=false", __VA_ARGS__, NULL })

static inline char *run_git(const char *dir, const char *const *argv)
{
	struct buf output = { 0 };
	struct error *err = NULL;

	assert_works(process_check(argv, &output, &err), err);
	return output.data ? buf_detach(&output) : xstrdup("");
}

/* The same numbers on every machine. */
static uint32_t seed;

static inline uint32_t random_below(uint32_t limit)
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

static inline char *random_name(void)
{
	struct buf name = { 0 };
	int count = 1 + random_below(4);

	for (int i = 0; i < count; i++)
		buf_printf(&name, "%s%s", i ? " " : "", pick(words));
	return buf_detach(&name);
}

/* A message as `git commit` would keep it. */
static inline char *random_message(void)
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

static inline git_oid random_tree(const git_oid *before)
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
static inline bool random_commit(const git_oid *before, git_oid *ret)
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
static inline char *unpacked(void)
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
static inline char *told(const git_oid *id)
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
static inline void fetch_made(const char *tree)
{
	_cleanup_free_ char *source = path_join(store.dir, "store.git");
	_cleanup_free_ char *fetched = git(source, "fetch", "-q", tree, "+HEAD:refs/heads/made");
}

/* Every commit in front of the one that was made last, oldest first. */
static inline size_t list_made(git_oid *ids, size_t room)
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

#endif
