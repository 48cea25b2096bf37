/* SPDX-License-Identifier: GPL-2.0-only */
/* Trees and patches of a few lines, for the tests of what a patch is judged by. */
#ifndef JUDGE_FIXTURE_H
#define JUDGE_FIXTURE_H

#include "port_fixture.h"

#include "series/patch.h"
#include "util/buf.h"
#include "verdict/evidence.h"

/* A tree of count files, each a path and its content. The caller frees it. */
static inline git_tree *tree_of_files(const char *const (*files)[2], size_t count)
{
	struct error *err = NULL;
	git_tree *tree;
	git_oid id;

	make_release(files, count);
	assert_works(repo_commit_tree(store.repo, &store.release, &id, &err), err);
	assert_int_equal(git_tree_lookup(&tree, store.repo, &id), 0);
	return tree;
}

#define TREE_OF(...)                                             \
	({                                                       \
		const char *const files_[][2] = { __VA_ARGS__ }; \
		tree_of_files(files_, ARRAY_SIZE(files_));       \
	})

/* A hunk of those lines, each with its ' ', '+' or '-', as if for line 100. Allocated. */
static inline char *hunk_of(const char *heading, const char *lines)
{
	size_t old = 0, new = 0;

	for (const char *at = lines; *at; at = strchr(at, '\n') + 1) {
		old += *at != '+';
		new += *at != '-';
	}
	return xasprintf("@@ -%d,%zu +%d,%zu @@%s%s\n%s", old ? 100 : 0, old, new ? 100 : 0, new,
			 *heading ? " " : "", heading, lines);
}

/* The part of a diff that changes a file by one hunk. Allocated. */
static inline char *diff_of(const char *path, const char *heading, const char *lines)
{
	_cleanup_free_ char *hunk = hunk_of(heading, lines);

	return xasprintf("--- a/%s\n+++ b/%s\n%s", path, path, hunk);
}

/* The patch of a diff, with that title (NULL: none). The caller frees it. */
static inline struct patch *patch_of(const char *title, const char *diff)
{
	_cleanup_free_ char *text = title ? xasprintf(HEADER "%s\n\nWhy.\n---\n%s", title, diff) :
					    xstrdup(diff);
	struct error *err = NULL;
	struct patch *patch;

	assert_works(patch_parse("p.patch", text, strlen(text), &patch, &err), err);
	return patch;
}

/* "kind path:line; ..." of the evidence, in its order. Allocated. */
static inline char *evidence_text(const struct evidence_list *evidence)
{
	struct buf all = { 0 };

	buf_puts(&all, "");
	for (size_t i = 0; i < evidence->count; i++) {
		const struct evidence *fact = &evidence->items[i];

		buf_printf(&all, "%s%s %s:%zu", i ? "; " : "", evidence_kind_name(fact->kind),
			   fact->path ? fact->path : "-", fact->line);
	}
	return buf_detach(&all);
}

#endif
