// SPDX-License-Identifier: GPL-2.0-only
#include "port/deviation.h"

#include <git2.h>
#include <string.h>

#include "git/start.h"
#include "port/deviation_parts.h"
#include "syntax/identifier.h"
#include "util/alloc.h"

#define CONTEXT 2

struct file_comparison {
	struct deviation *deviation;
	struct deviation_facts *facts;
	struct buf original, ported;	/* lines that were replaced, and their replacement */
	bool any;			/* a hunk was seen */
};

void deviation_add(struct deviation *deviation, enum deviation_kind kind, const char *text,
		   size_t len)
{
	struct deviation_span *last = deviation->count ? &deviation->spans[deviation->count - 1] :
							 NULL;

	if (!len)
		return;
	if (!last || last->kind != kind) {
		last = ARRAY_ADD(deviation->spans, deviation->count, deviation->alloc);
		last->kind = kind;
	}
	buf_add(&last->text, text, len);
}

/* The function in a hunk's heading: the word before the first '('. */
static void add_heading(struct buf *text, const char *heading)
{
	const char *end = strchr(heading, '('), *start;

	while (end && end > heading && (end[-1] == ' ' || end[-1] == '*'))
		end--;
	start = end;
	while (start && start > heading && identifier_is_part(start[-1]))
		start--;
	buf_puts(text, "@@");
	if (end && start != end)
		buf_printf(text, " %.*s", (int)(end - start), start);
	buf_puts(text, "\n");
}

/* Write the hunks of a file as the lines to compare; nothing if file is NULL. */
static void write_file(const struct patch_file *file, struct buf *text)
{
	for (size_t i = 0; file && i < file->hunk_count; i++) {
		const struct patch_hunk *hunk = &file->hunks[i];

		add_heading(text, hunk->heading);
		for (size_t j = 0; j < hunk->line_count; j++) {
			const struct patch_line *line = &hunk->lines[j];

			buf_add(text, &line->kind, 1);
			for (size_t k = 0; k < line->len; k++)
				buf_add(text, line->text[k] ? line->text + k : "?", 1);
			if (!line->len || line->text[line->len - 1] != '\n')
				buf_puts(text, "\n");
		}
	}
}

static void flush(struct file_comparison *comparison)
{
	if (comparison->original.len || comparison->ported.len)
		deviation_words(comparison->deviation, comparison->facts, &comparison->original,
				&comparison->ported);
	buf_clear(&comparison->original);
	buf_clear(&comparison->ported);
}

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct file_comparison *comparison = data;

	flush(comparison);
	if (comparison->any)
		deviation_add(comparison->deviation, DEVIATION_SAME, "...\n", 4);
	comparison->any = true;
	return 0;
}

static int on_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		   const git_diff_line *line, void *data)
{
	struct file_comparison *comparison = data;

	if (line->origin == GIT_DIFF_LINE_DELETION) {
		buf_add(&comparison->original, line->content, line->content_len);
	} else if (line->origin == GIT_DIFF_LINE_ADDITION) {
		buf_add(&comparison->ported, line->content, line->content_len);
	} else if (line->origin == GIT_DIFF_LINE_CONTEXT) {
		flush(comparison);
		deviation_add(comparison->deviation, DEVIATION_SAME, line->content,
			      line->content_len);
	}
	return 0;
}

static const char *path_of(const struct patch_file *file)
{
	return file->new_path ? file->new_path : file->old_path;
}

static void add_path(struct deviation *deviation, enum deviation_kind kind, const char *path)
{
	_cleanup_free_ char *line = xasprintf("%s\n", path);

	deviation_add(deviation, kind, line, strlen(line));
}

static void say_file(struct deviation_facts *facts, const struct patch_file *original,
		     const struct patch_file *ported)
{
	const char *between = facts->files.len ? ", " : "";

	if (original && ported && strcmp(path_of(original), path_of(ported)))
		buf_printf(&facts->files, "%s%s instead of %s", between, path_of(ported),
			   path_of(original));
	else if (!ported)
		buf_printf(&facts->files, "%sleft out %s", between, path_of(original));
	else if (!original)
		buf_printf(&facts->files, "%schanged %s as well", between, path_of(ported));
}

/* Either may be NULL. */
static void compare_files(struct deviation *deviation, struct deviation_facts *facts,
			  const struct patch_file *original, const struct patch_file *ported)
{
	struct file_comparison comparison = { .deviation = deviation, .facts = facts };
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	_cleanup_buf_ struct buf a = { 0 }, b = { 0 };
	bool moved = !original || !ported || strcmp(path_of(original), path_of(ported));

	write_file(original, &a);
	write_file(ported, &b);
	say_file(facts, original, ported);
	if (!moved && a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len)))
		return;
	if (!moved)
		add_path(deviation, DEVIATION_SAME, path_of(original));
	if (moved && original)
		add_path(deviation, DEVIATION_ORIGINAL, path_of(original));
	if (moved && ported)
		add_path(deviation, DEVIATION_PORTED, path_of(ported));
	if (!original || !ported) {
		/* The whole file is dropped or added: there are no lines to compare. */
		deviation_add(deviation, original ? DEVIATION_ORIGINAL : DEVIATION_PORTED,
			      original ? buf_str(&a) : buf_str(&b), original ? a.len : b.len);
		return;
	}
	options.context_lines = CONTEXT;
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
	libgit2_start();
	if (git_diff_buffers(buf_str(&a), a.len, NULL, buf_str(&b), b.len, NULL, &options, NULL,
			     NULL, on_hunk, on_line, &comparison)) {
		/* Too large to compare: show all of it. */
		buf_clear(&comparison.original);
		buf_clear(&comparison.ported);
		buf_add(&comparison.original, buf_str(&a), a.len);
		buf_add(&comparison.ported, buf_str(&b), b.len);
	}
	flush(&comparison);
	buf_release(&comparison.original);
	buf_release(&comparison.ported);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The port's counterpart of a file: with the same path, else the same name. */
static const struct patch_file *find_ported(const struct patch_file *file,
					    const struct patch *ported, bool *used)
{
	for (int by_name = 0; by_name < 2; by_name++)
		for (size_t i = 0; i < ported->file_count; i++) {
			const char *a = path_of(file), *b = path_of(&ported->files[i]);

			if (used[i] ||
			    (by_name ? strcmp(base_name(a), base_name(b)) : strcmp(a, b)))
				continue;
			used[i] = true;
			return &ported->files[i];
		}
	return NULL;
}

void deviation_compare(const struct patch *original, const struct patch *ported,
		       struct deviation *ret_deviation)
{
	_cleanup_free_ bool *used = xcalloc(ported->file_count + 1, sizeof(*used));
	struct deviation deviation = { 0 };
	struct deviation_facts facts = { 0 };

	for (size_t i = 0; i < original->file_count; i++)
		compare_files(&deviation, &facts, &original->files[i],
			      find_ported(&original->files[i], ported, used));
	for (size_t i = 0; i < ported->file_count; i++)
		if (!used[i])
			compare_files(&deviation, &facts, NULL, &ported->files[i]);
	deviation.note = deviation_note(&facts);
	*ret_deviation = deviation;
}
