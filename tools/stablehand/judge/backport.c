// SPDX-License-Identifier: GPL-2.0-only
#include "judge/backport_parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "place/place.h"
#include "place/presence.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/interrupt.h"
#include "util/text.h"

#define FINDINGS_MAX 100u
#define FILE_MAX_BYTES (8u << 20)	/* larger ones are not compared */

void backport_add(struct backport_findings *findings, enum backport_fault fault, bool doubtful,
		  const char *path, size_t line, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	if (findings->count >= FINDINGS_MAX)
		return;
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	*ARRAY_ADD(findings->items, findings->count, findings->alloc) = (struct backport_finding){
		.fault = fault,
		.doubtful = doubtful,
		.path = xstrdup(path),
		.line = line,
		.text = text_printable(text, strlen(text), true),
	};
}

void backport_findings_release(struct backport_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->items[i].path);
		free(findings->items[i].text);
	}
	free(findings->items);
	*findings = (struct backport_findings){ 0 };
}

/* The text of a file; false: it is not there, no plain file, or too large. */
static bool read_text(const git_tree *tree, const char *path, struct buf *text)
{
	git_filemode_t mode;
	git_oid id;

	return path && tree_lookup(tree, path, &id, &mode) &&
	       (mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE) &&
	       tree_read(tree, path, text) && text->len <= FILE_MAX_BYTES;
}

/* The file of the backport that is the original's: of that path, or the only one of that name. */
static const struct patch_file *counterpart(const struct patch *backport,
					    const struct patch_file *original)
{
	const char *path = original->new_path ? original->new_path : original->old_path;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const struct patch_file *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < backport->file_count; i++) {
		const struct patch_file *file = &backport->files[i];
		const char *other = file->new_path ? file->new_path : file->old_path;
		const char *end = strrchr(other, '/');

		if (!strcmp(other, path))
			return file;
		if (!strcmp(end ? end + 1 : other, name)) {
			found = file;
			count++;
		}
	}
	return count == 1 ? found : NULL;
}

/* What is left out of documentation and of programs is often meant. */
static bool is_beside(const char *path)
{
	static const char *const folders[] = { "Documentation/", "tools/", "samples/", "scripts/" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	return !path_is_c_file(path);
}

/* Can the hunk still be placed in the file, and where? */
static bool still_fits(const struct patch_file *file, const struct patch_hunk *hunk,
		       const char *path, const struct buf *text, size_t *ret_line)
{
	struct patch_file alone = *file;
	const struct place_options options = {
		.data = text->data,
		.len = text->len,
		.path = path,
		.file = &alone,
	};
	_cleanup_place_result_ struct place_result result = { 0 };

	alone.hunks = (struct patch_hunk *)hunk;
	alone.hunk_count = 1;
	place_hunks(&options, &result);
	if (result.placed && result.hunks.count)
		*ret_line = result.hunks.items[0].line;
	return result.placed;
}

static void check_hunks(const struct patch_file *original, const char *path,
			const struct buf *text, bool touched, struct backport_findings *findings)
{
	_cleanup_file_presence_ struct file_presence presence = { 0 };

	presence_find(original, buf_str(text), text->len, &presence);
	for (size_t h = 0; h < presence.count; h++) {
		const struct hunk_presence *hunk = &presence.hunks[h];
		size_t line = 0;

		if (hunk->presence == PRESENCE_THERE || hunk->presence == PRESENCE_GONE ||
		    hunk->is_comment ||
		    !still_fits(original, &original->hunks[h], path, text, &line))
			continue;
		backport_add(findings, BACKPORT_LEFT_OUT,
			     hunk->presence == PRESENCE_PART || is_beside(path), path, line,
			     "hunk #%zu of %zu of the original%s is left out, although it applies",
			     h + 1, presence.count,
			     touched ? "" : " (the backport does not touch this file)");
	}
}

/* Other lines than empty ones are added. */
static void check_new_file(const struct backport_question *question,
			   const struct patch_file *original, struct backport_findings *findings)
{
	git_filemode_t mode;
	git_oid id;

	if (counterpart(question->backport, original) ||
	    tree_lookup(question->after, original->new_path, &id, &mode))
		return;
	backport_add(findings, BACKPORT_LEFT_OUT, true, original->new_path, 0,
		     "the original adds this file, which is left out");
}

static void check_file(const struct backport_question *question,
		       const struct patch_file *original, struct backport_findings *findings)
{
	const struct patch_file *file = counterpart(question->backport, original);
	const char *path = file && file->new_path ? file->new_path : original->old_path;
	_cleanup_buf_ struct buf text = { 0 }, theirs = { 0 };

	if (original->change == PATCH_ADD) {
		check_new_file(question, original, findings);
		return;
	}
	if (!original->hunk_count || original->binary || !original->new_path ||
	    !read_text(question->after, path, &text))
		return;
	check_hunks(original, path, &text, file != NULL, findings);
	if (file && path_is_c_file(path) &&
	    read_text(question->original_after, original->new_path, &theirs))
		backport_check_places(original, buf_str(&theirs), theirs.len, file, buf_str(&text),
				      text.len, findings);
}

int backport_compare(const struct backport_question *question, struct backport_findings *ret,
		     struct error **err)
{
	_cleanup_backport_findings_ struct backport_findings findings = { 0 };

	for (size_t i = 0; i < question->original->file_count; i++) {
		if (interrupt_pending())
			return interrupt_error(err);
		check_file(question, &question->original->files[i], &findings);
	}
	*ret = findings;
	findings = (struct backport_findings){ 0 };
	return 0;
}
