/* SPDX-License-Identifier: GPL-2.0-only */
/* A small store with one release, for the tests of porting and exporting. */
#ifndef PORT_FIXTURE_H
#define PORT_FIXTURE_H

#include "unit.h"

#include "git/repo.h"
#include "index/symbol_index.h"
#include "port/port.h"
#include "util/buf.h"

#define C_FILE "int f(void)\n{\n\tone();\n\ttwo();\n\tthree();\n\treturn 0;\n}\n"
#define ID "0123456789abcdef0123456789abcdef01234567"
#define HEADER "From: =?utf-8?q?J=C3=B6rg?= \"Q.\" Author <author@example.org>\n"	\
	       "Date: Fri, 23 Jun 2023 09:46:38 -0700\nSubject: [PATCH] "

#define UNREADABLE "Of b/old.c, but no diff.\n"

static struct {
	char *dir;
	git_repository *repo;
	git_oid release;
} store;

static inline git_oid blob(const char *text)
{
	git_oid id;

	assert_int_equal(git_blob_create_from_buffer(&id, store.repo, text, strlen(text)), 0);
	return id;
}

static inline void make_release(const char *const (*files)[2], size_t count)
{
	git_signature *who;
	git_tree_update *updates = xcalloc(count, sizeof(*updates));
	git_treebuilder *empty;
	git_tree *tree;
	git_oid id;

	for (size_t i = 0; i < count; i++) {
		updates[i].path = files[i][0];
		updates[i].id = blob(files[i][1]);
		updates[i].filemode = strstr(files[i][0], "link") ? GIT_FILEMODE_LINK :
				      GIT_FILEMODE_BLOB;
	}
	assert_int_equal(git_treebuilder_new(&empty, store.repo, NULL), 0);
	assert_int_equal(git_treebuilder_write(&id, empty), 0);
	git_treebuilder_free(empty);
	assert_int_equal(git_tree_lookup(&tree, store.repo, &id), 0);
	assert_int_equal(git_tree_create_updated(&id, store.repo, tree, count, updates), 0);
	git_tree_free(tree);
	free(updates);
	assert_int_equal(git_tree_lookup(&tree, store.repo, &id), 0);
	assert_int_equal(git_signature_new(&who, "Release", "r@example.org", 1000000000, 0), 0);
	assert_int_equal(git_commit_create(&store.release, store.repo, NULL, who, who, NULL,
					   "6.1.1", tree, 0, NULL), 0);
	git_signature_free(who);
	git_tree_free(tree);
}

/* A release of these files, each a path and a text, and its index, which the caller frees. */
static inline struct symbol_index *index_of_release(const char *const (*files)[2], size_t count)
{
	struct symbol_index *index;
	struct error *err = NULL;
	git_oid tree;

	make_release(files, count);
	assert_works(repo_commit_tree(store.repo, &store.release, &tree, &err), err);
	assert_works(symbol_index_open(store.repo, &tree, &index, &err), err);
	return index;
}

/* Append the file with that path to the text; false: there is none. */
static inline bool listed_file(const char *const (*files)[2], size_t count, const char *path,
			       struct buf *text)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(path, files[i][0])) {
			buf_puts(text, files[i][1]);
			return true;
		}
	return false;
}

static inline int store_setup(void **state)
{
	static const char *const files[][2] = {
		{ "Makefile", "VERSION = 6\nPATCHLEVEL = 1\n" },
		{ "a/f.c", C_FILE },
		{ "a/bytes.txt", "caf\351\nline\nline2\nno newline" },
		{ "a/empty", "" },
		{ "b/only.c", "only\n" },
		{ "b/old.c", "1\n2\n3\n4\n5\n6\n7\n8\n9\n" },
		{ "link", "a/f.c" },
	};
	_cleanup_free_ char *path = NULL;
	struct error *err = NULL;

	store.dir = scratch_make();
	path = path_join(store.dir, "store.git");
	assert_works(repo_open(path, &store.repo, &err), err);
	make_release(files, ARRAY_SIZE(files));
	return 0;
}

static inline int store_teardown(void **state)
{
	git_repository_free(store.repo);
	scratch_remove(store.dir);
	return 0;
}

/* Port patches given as texts as series "s" to 6.1.y; NULL: one that cannot be read. */
static inline void port_texts_of(const char *const *texts, size_t count, bool whole,
				 struct port_result *ret_result)
{
	struct port_options options = {
		.repo = store.repo,
		.release = store.release,
		.branch = "6.1.y",
		.series = "s",
		.whole = whole,
		.committer_name = "Comm\303\255tter",
		.committer_email = "c@example.org",
	};
	struct patch *patches[32];
	struct error *err = NULL;

	for (; options.patch_count < count; options.patch_count++) {
		const char *text = texts[options.patch_count];
		struct patch **patch = &patches[options.patch_count];
		_cleanup_free_ char *name = xasprintf("%04zu-the-name.patch",
						      options.patch_count + 1);
		_cleanup_free_ char *why = xasprintf("%s: no patch", name);
		_cleanup_free_ char *path = path_join(store.dir, "%s", name);

		assert_true(options.patch_count < ARRAY_SIZE(patches));
		if (text) {
			assert_works(patch_parse(name, text, strlen(text), patch, &err), err);
			continue;
		}
		assert_works(file_write(path, UNREADABLE, strlen(UNREADABLE), 0600, &err), err);
		*patch = patch_unreadable(path, why);
	}
	options.patches = (const struct patch *const *)patches;
	assert_works(port_series(&options, ret_result, &err), err);
	for (size_t i = 0; i < options.patch_count; i++)
		patch_free(patches[i]);
}

static inline size_t count_texts(const char *const *texts)
{
	size_t count = 0;

	while (texts[count])
		count++;
	return count;
}

/* The same, NULL-terminated, of a series that need not be whole. */
static inline void port_texts(const char *const *texts, struct port_result *ret_result)
{
	port_texts_of(texts, count_texts(texts), false, ret_result);
}

/* And of one that has to be. */
static inline void port_whole_texts(const char *const *texts, struct port_result *ret_result)
{
	port_texts_of(texts, count_texts(texts), true, ret_result);
}

/* The content at a path of a tree, "(none)" when there is nothing. Allocated. */
static inline char *content(const git_oid *tree_id, const char *path)
{
	git_tree_entry *entry;
	git_tree *tree;
	git_blob *found;
	char *text;
	int rc;

	assert_int_equal(git_tree_lookup(&tree, store.repo, tree_id), 0);
	rc = git_tree_entry_bypath(&entry, tree, path);
	git_tree_free(tree);
	if (rc)
		return xstrdup("(none)");
	assert_int_equal(git_blob_lookup(&found, store.repo, git_tree_entry_id(entry)), 0);
	git_tree_entry_free(entry);
	text = xstrndup(git_blob_rawcontent(found), git_blob_rawsize(found));
	git_blob_free(found);
	return text;
}

static inline void assert_content(const git_oid *tree, const char *path, const char *expected)
{
	_cleanup_free_ char *text = content(tree, path);

	assert_string_equal(text, expected);
}

#endif
