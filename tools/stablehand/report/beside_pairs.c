// SPDX-License-Identifier: GPL-2.0-only
#include "report/beside_pairs.h"

#include <git2.h>
#include <stdint.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

char *pair_line(const char *line, size_t len)
{
	_cleanup_free_ char *printable = text_printable(line, len, true);
	_cleanup_buf_ struct buf text = {0};
	size_t column = 0;

	while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	for (const char *at = printable; *at && *at != '\n'; at++) {
		if (*at == '\t') {
			size_t blanks = 8 - column % 8;

			buf_printf(&text, "%*s", (int)blanks, "");
			column += blanks;
		} else {
			buf_add(&text, at, 1);
			column += (*at & 0xc0) != 0x80;
		}
	}
	return xstrdup(buf_str(&text));
}

/* A removed line waits for an added one, to stand beside it. */
static int add_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		    const git_diff_line *line, void *data)
{
	struct pairs *pairs = data;
	_cleanup_free_ char *text = pair_line(line->content, line->content_len);

	(void)delta;
	(void)hunk;
	switch (line->origin) {
	case GIT_DIFF_LINE_CONTEXT:
		*ARRAY_ADD(pairs->items, pairs->count, pairs->alloc) =
			(struct pair){xstrdup(text), TAKE_PTR(text)};
		pairs->open = pairs->count;
		break;
	case GIT_DIFF_LINE_DELETION:
		ARRAY_ADD(pairs->items, pairs->count, pairs->alloc)->left = TAKE_PTR(text);
		break;
	case GIT_DIFF_LINE_ADDITION:
		if (pairs->open == pairs->count)
			(void)ARRAY_ADD(pairs->items, pairs->count, pairs->alloc);
		pairs->items[pairs->open++].right = TAKE_PTR(text);
		break;
	}
	return 0;
}

void pairs_release(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		free(pairs->items[i].left);
		free(pairs->items[i].right);
	}
	free(pairs->items);
	*pairs = (struct pairs){0};
}

/* Of two texts that do not differ there is no difference to walk. */
static void pair_all(const char *text, struct pairs *pairs)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		struct pair *pair = ARRAY_ADD(pairs->items, pairs->count, pairs->alloc);

		pair->left = pair_line(text, len);
		pair->right = xstrdup(pair->left);
		text += len + (text[len] == '\n');
	}
}

int pairs_align(const char *left, const char *right, struct pairs *ret_pairs, struct error **err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	struct pairs pairs = {0};

	options.context_lines = UINT32_MAX / 4;
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE;
	if (git_diff_buffers(left, strlen(left), NULL, right, strlen(right), NULL, &options, NULL,
			     NULL, NULL, add_line, &pairs)) {
		pairs_release(&pairs);
		return error_git(err, ERROR_BUG, "comparing two patches");
	}
	if (!pairs.count)
		pair_all(left, &pairs);
	*ret_pairs = pairs;
	return 0;
}

bool pair_is_same(const struct pair *pair)
{
	return pair->left && pair->right && !strcmp(pair->left, pair->right);
}
