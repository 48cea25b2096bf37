// SPDX-License-Identifier: GPL-2.0-only
/* Addresses that an archive made unreadable. */
#include <string.h>

#include "door/quoted_parts.h"
#include "git/tree.h"
#include "util/alloc.h"

#define FILE_NAME "MAINTAINERS"

struct maintainers {
	const struct door_trees *trees;
	struct buf *texts;	/* of each tree */
};

static void read_all(struct maintainers *maintainers)
{
	const struct door_trees *trees = maintainers->trees;

	maintainers->texts = xcalloc(trees->count + 1, sizeof(*maintainers->texts));
	for (size_t i = 0; i < trees->count; i++) {
		git_tree *tree;

		if (git_tree_lookup(&tree, trees->items[i].repo, &trees->items[i].id))
			continue;
		if (!tree_read(tree, FILE_NAME, &maintainers->texts[i]))
			buf_clear(&maintainers->texts[i]);
		git_tree_free(tree);
	}
}

/* The host of "name <user@", n bytes at start, in a line of MAINTAINERS, of `len` bytes. */
static const char *find_host(const struct maintainers *maintainers, const char *start, size_t n,
			     size_t len)
{
	for (size_t i = 0; i < maintainers->trees->count; i++) {
		const struct buf *text = &maintainers->texts[i];
		const char *at = buf_str(text), *end = at + text->len;

		while ((at = memmem(at, end - at, start, n))) {
			at += n;
			if ((size_t)(end - at) > len && at[len] == '>' && !memchr(at, '\n', len))
				return at;
		}
	}
	return NULL;
}

/* Where a name begins that ends before '<': behind the line's start or "Key: ". */
static const char *name_start(const char *text, const char *less)
{
	const char *at = less;

	while (at > text && at[-1] != '\n' && !(at[-1] == ' ' && at - 1 > text && at[-2] == ':'))
		at--;
	return at;
}

char *quoted_addresses(const char *text, const struct door_trees *trees, size_t *ret_count,
		       size_t *ret_left)
{
	struct maintainers maintainers = { .trees = trees };
	struct buf mended = { 0 };
	const char *at = text, *found;

	*ret_count = *ret_left = 0;
	buf_puts(&mended, "");
	while ((found = strstr(at, "@xxx"))) {
		size_t len = strspn(found + 1, "x");
		const char *less = found, *host = NULL;

		while (less > at && *less != '<' && *less != '\n')
			less--;
		if (found[1 + len] == '>' && *less == '<') {
			const char *name = name_start(text, less);

			if (!maintainers.texts)
				read_all(&maintainers);
			host = find_host(&maintainers, name, found + 1 - name, len);
			++*(host ? ret_count : ret_left);
		}
		buf_add(&mended, at, found + 1 - at);
		buf_add(&mended, host ? host : found + 1, len);
		at = found + 1 + len;
	}
	buf_puts(&mended, at);
	for (size_t i = 0; maintainers.texts && i < trees->count; i++)
		buf_release(&maintainers.texts[i]);
	free(maintainers.texts);
	return buf_detach(&mended);
}
