// SPDX-License-Identifier: GPL-2.0-only
/* The files of a diff: git's extended headers and the plain "---", "+++" form. */
#include <stdlib.h>
#include <string.h>

#include "series/mail_text.h"
#include "series/patch_hunk.h"
#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/text.h"

static int fail_here(const struct diff_reader *reader, struct error **err, const char *what)
{
	return patch_error(err, reader->place, reader->line_number, "%s", what);
}

static int read_path(const struct diff_reader *reader, const struct diff_line *line,
		     size_t skip, enum patch_strip strip, char **ret_path, struct error **err)
{
	size_t used;
	char *path;
	const char *problem = patch_path(line->text + skip, line->len - skip, strip, &path, &used);

	if (!problem && skip + used < line->len && line->text[skip + used] != '\t') {
		free(path);
		problem = "text after a quoted path";
	}
	if (problem)
		return fail_here(reader, err, problem);
	*ret_path = path;
	return 0;
}

/*
 * The path of "diff --git a/x b/x", which is the same twice: needed when no
 * other line names it. NULL when it cannot be told.
 */
static char *git_line_path(const struct diff_line *line, enum patch_strip strip)
{
	static const char start[] = "diff --git ";
	const char *text = line->text + strlen(start);
	size_t len = line->len - strlen(start), used = 0;
	_cleanup_free_ char *first = NULL, *second = NULL;

	if (len > 4 * 8192)
		return NULL;
	if (*text == '"') {
		if (patch_path(text, len, strip, &first, &used))
			return NULL;
	} else {
		used = len / 2;
		if (used >= len || patch_path(text, used, strip, &first, NULL))
			return NULL;
	}
	if (used >= len || text[used] != ' ' ||
	    patch_path(text + used + 1, len - used - 1, strip, &second, NULL))
		return NULL;
	return first && second && !strcmp(first, second) ? TAKE_PTR(first) : NULL;
}

static int read_mode(const struct diff_reader *reader, const struct diff_line *line,
		     size_t skip, unsigned *ret_mode, struct error **err)
{
	static const char *const known[] = { "100644", "100755", "120000", "160000" };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (line->len - skip == 6 && !memcmp(line->text + skip, known[i], 6)) {
			*ret_mode = strtoul(known[i], NULL, 8);
			return 0;
		}
	}
	return fail_here(reader, err, "not a file mode that git knows");
}

/* "index 60397a1beda3..228a483d3746 100644" */
static int read_index(const struct diff_reader *reader, const struct diff_line *line,
		      struct patch_file *file, struct error **err)
{
	const char *at = line->text + strlen("index "), *end = line->text + line->len;
	const char *dots = memmem(at, end - at, "..", 2), *space;

	space = dots ? memchr(dots, ' ', end - dots) : NULL;
	if (!dots || file->old_blob || !text_is_hex(at, dots - at, 4, 64) ||
	    !text_is_hex(dots + 2, (space ? space : end) - dots - 2, 4, 64))
		return fail_here(reader, err, "not an index line like \"index 60397a1..228a483\"");
	file->old_blob = xstrndup(at, dots - at);
	file->new_blob = xstrndup(dots + 2, (space ? space : end) - dots - 2);
	return 0;
}

/* One line of git's extended header. Returns 1 when it is something else. */
static int read_extended(const struct diff_reader *reader, const struct diff_line *line,
			 struct patch_file *file, struct error **err)
{
	static const struct {
		const char *start;
		enum { OLD_MODE, NEW_MODE, OLD_PATH, NEW_PATH, INDEX, NOTHING } what;
		enum patch_change change;
	} headers[] = {
		{ "old mode ", OLD_MODE, PATCH_MODIFY },
		{ "new mode ", NEW_MODE, PATCH_MODIFY },
		{ "new file mode ", NEW_MODE, PATCH_ADD },
		{ "deleted file mode ", OLD_MODE, PATCH_DELETE },
		{ "rename from ", OLD_PATH, PATCH_RENAME },
		{ "rename to ", NEW_PATH, PATCH_RENAME },
		{ "copy from ", OLD_PATH, PATCH_COPY },
		{ "copy to ", NEW_PATH, PATCH_COPY },
		{ "index ", INDEX, PATCH_MODIFY },
		{ "similarity index ", NOTHING, PATCH_MODIFY },
		{ "dissimilarity index ", NOTHING, PATCH_MODIFY },
	};
	size_t i = 0, skip;

	while (i < ARRAY_SIZE(headers) && !diff_line_is(line, headers[i].start))
		i++;
	if (i == ARRAY_SIZE(headers))
		return 1;
	skip = strlen(headers[i].start);
	if (headers[i].change != PATCH_MODIFY) {
		if (file->change != PATCH_MODIFY && file->change != headers[i].change)
			return fail_here(reader, err, "contradicts the lines above");
		file->change = headers[i].change;
	}
	switch (headers[i].what) {
	case OLD_MODE:
		return read_mode(reader, line, skip, &file->old_mode, err);
	case NEW_MODE:
		return read_mode(reader, line, skip, &file->new_mode, err);
	case OLD_PATH:
	case NEW_PATH: {
		char **path = headers[i].what == OLD_PATH ? &file->old_path : &file->new_path;

		if (*path)
			return fail_here(reader, err, "duplicate header line");
		return read_path(reader, line, skip, STRIP_HEADER, path, err);
	}
	case INDEX:
		return read_index(reader, line, file, err);
	default:
		return 0;
	}
}

/* GNU diff dates a file that is not there with the epoch. */
static bool has_epoch(const struct diff_line *line)
{
	const char *tab = memchr(line->text, '\t', line->len);

	return tab && line->text + line->len - tab > 11 &&
	       (!memcmp(tab + 1, "1970-01-01 ", 11) || !memcmp(tab + 1, "1969-12-31 ", 11));
}

static int read_hunks(struct diff_reader *reader, struct patch_file *file, struct error **err)
{
	struct diff_line line;
	size_t alloc = 0, after = 0;

	while (diff_peek(reader, &line) && diff_line_is(&line, "@@ ")) {
		struct patch_hunk hunk = { 0 };

		if (diff_read_hunk(reader, after, &hunk, err))
			return -1;
		after = hunk.old_count ? hunk.old_start + hunk.old_count - 1 : hunk.old_start;
		*ARRAY_ADD(file->hunks, file->hunk_count, alloc) = hunk;
	}
	if (!file->hunk_count)
		return fail_here(reader, err, "file names without a hunk");
	return 0;
}

/* The lines "--- a/x" and "+++ b/x" at the reader, then hunks. */
static int read_names_and_hunks(struct diff_reader *reader, bool git, struct patch_file *file,
				struct error **err)
{
	_cleanup_free_ char *old_path = NULL, *new_path = NULL;
	struct diff_line line;
	bool old_gone, new_gone;

	diff_peek(reader, &line);
	if (read_path(reader, &line, 4, reader->strip, &old_path, err))
		return -1;
	old_gone = !git && has_epoch(&line);
	diff_next(reader);
	if (!diff_peek(reader, &line) || !diff_line_is(&line, "+++ "))
		return fail_here(reader, err, "\"+++ file\" has to follow \"--- file\"");
	if (read_path(reader, &line, 4, reader->strip, &new_path, err))
		return -1;
	new_gone = !git && has_epoch(&line);
	if (!old_path && !new_path)
		return fail_here(reader, err, "both files are /dev/null");
	if (!git) {
		if (!old_path || old_gone)
			file->change = PATCH_ADD;
		else if (!new_path || new_gone)
			file->change = PATCH_DELETE;
		if (old_path)
			patch_path_drop_backup(old_path, new_path);
		if (file->change != PATCH_ADD)
			file->old_path = TAKE_PTR(old_path);
		if (file->change != PATCH_DELETE)
			file->new_path = TAKE_PTR(new_path);
		if (file->change == PATCH_MODIFY && strcmp(file->old_path, file->new_path))
			return fail_here(reader, err,
					 "two names for one file: a rename needs git's header");
	} else {
		if ((!old_path != (file->change == PATCH_ADD)) ||
		    (!new_path != (file->change == PATCH_DELETE)) ||
		    (old_path && file->old_path && strcmp(old_path, file->old_path)) ||
		    (new_path && file->new_path && strcmp(new_path, file->new_path)) ||
		    (file->change == PATCH_MODIFY && strcmp(old_path, new_path)))
			return fail_here(reader, err, "these names contradict the header above");
		free(file->old_path);
		free(file->new_path);
		file->old_path = TAKE_PTR(old_path);
		file->new_path = TAKE_PTR(new_path);
	}
	diff_next(reader);
	return read_hunks(reader, file, err);
}

static int check_file(const struct diff_reader *reader, const struct patch_file *file,
		      struct error **err)
{
	size_t line = file->line_number;

	if ((file->change == PATCH_ADD || file->change == PATCH_DELETE) && file->hunk_count) {
		const struct patch_hunk *hunk = &file->hunks[0];

		if (file->hunk_count > 1 ||
		    (file->change == PATCH_ADD ? hunk->old_count : hunk->new_count))
			return patch_error(
				err, reader->place, line,
				"an added or deleted file has to be one hunk of all of it");
	}
	if (file->change == PATCH_MODIFY && !file->hunk_count && !file->binary &&
	    (!file->new_mode || file->new_mode == file->old_mode))
		return patch_error(err, reader->place, line, "no change to this file");
	return 0;
}

static int read_git_file(struct diff_reader *reader, struct patch_file *file, struct error **err)
{
	_cleanup_free_ char *path = NULL;
	struct diff_line line;
	int rc = 0;

	diff_peek(reader, &line);
	path = git_line_path(&line, reader->strip);
	diff_next(reader);
	while (diff_peek(reader, &line)) {
		rc = read_extended(reader, &line, file, err);
		if (rc)
			break;
		diff_next(reader);
	}
	if (rc < 0)
		return -1;
	file->binary = rc && (diff_line_is(&line, "GIT binary patch") ||
			      diff_line_is(&line, "Binary files "));
	if (file->binary)
		diff_next(reader);
	if (rc && !file->binary && diff_line_is(&line, "--- ")) {
		struct diff_reader ahead = *reader;
		struct diff_line next;

		diff_next(&ahead);
		if (diff_peek(&ahead, &next) && diff_line_is(&next, "+++ "))
			return read_names_and_hunks(reader, true, file, err) ||
			       check_file(reader, file, err) ? -1 : 0;
	}
	if (file->change == PATCH_RENAME || file->change == PATCH_COPY) {
		if (!file->old_path || !file->new_path)
			return patch_error(err, reader->place, file->line_number,
					   "a rename or copy without both names");
	} else {
		if (!path)
			return patch_error(err, reader->place, file->line_number,
					   "cannot tell the file's name from this line");
		if (file->change != PATCH_ADD)
			file->old_path = xstrdup(path);
		if (file->change != PATCH_DELETE)
			file->new_path = xstrdup(path);
	}
	return check_file(reader, file, err);
}

/* Text around the files that must not be passed over in silence. */
static int check_other(const struct diff_reader *reader, const struct diff_line *line,
		       struct error **err)
{
	if (diff_line_is(line, "@@ -"))
		return fail_here(reader, err, "hunk without file names above it");
	if (diff_line_is(line, "@@@ ") || diff_line_is(line, "diff --cc ") ||
	    diff_line_is(line, "diff --combined "))
		return fail_here(reader, err,
				 "the combined diff of a merge, which cannot be ported");
	if (diff_line_is(line, "GIT binary patch") || diff_line_is(line, "Binary files "))
		return fail_here(reader, err,
				 "a binary file without git's header: cannot be ported");
	if (text_begins_mail(line->text, line->len))
		return fail_here(reader, err, PATCH_SECOND_MAIL);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * No file may be used up (changed, deleted, renamed) or made twice: which
 * result would be meant is not clear.
 */
static int check_names(const struct patch *patch, const struct patch_place *place,
		       bool made, struct error **err)
{
	_cleanup_free_ const char **names = xcalloc(patch->file_count, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];
		const char *name = made ? file->new_path : file->old_path;

		if (name && (made || file->change != PATCH_COPY))
			names[count++] = name;
	}
	qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 1; i < count; i++)
		if (!strcmp(names[i - 1], names[i]))
			return patch_error(err, place, patch->files[0].line_number,
					   "duplicate entry: %s is changed twice", names[i]);
	return 0;
}

/* Is the first file of the diff named as `patch -p0` takes it? */
static enum patch_strip choose_strip(const struct diff_reader *reader, bool git)
{
	static const char git_start[] = "diff --git ", nothing[] = "/dev/null";
	struct diff_reader ahead = *reader;
	struct diff_line line;
	bool at_top = true;

	diff_peek(&ahead, &line);
	if (git) {
		size_t skip = strlen(git_start) + (line.text[strlen(git_start)] == '"');

		return patch_path_is_at_top(line.text + skip, line.len - skip) ? STRIP_NOTHING :
										 STRIP_FIRST;
	}
	for (int i = 0; i < 2 && diff_peek(&ahead, &line); i++, diff_next(&ahead))
		if (line.len < 4 + strlen(nothing) ||
		    memcmp(line.text + 4, nothing, strlen(nothing)))
			at_top &= patch_path_is_at_top(line.text + 4, line.len - 4);
	return at_top ? STRIP_NOTHING : STRIP_FIRST;
}

int patch_diff_read(struct patch *patch, size_t start, size_t line,
		    const struct patch_place *place, struct error **err)
{
	struct diff_reader reader = {
		.patch = patch,
		.place = place,
		.at = buf_str(&patch->text) + start,
		.end = buf_str(&patch->text) + patch->text.len,
		.line_number = line,
	};
	const struct patch_line *lines;
	struct diff_line at, next;
	size_t alloc = 0;

	while (diff_peek(&reader, &at)) {
		bool git = diff_line_is(&at, "diff --git "), plain = false;
		struct patch_file *file;

		if (!git && diff_line_is(&at, "--- ")) {
			struct diff_reader ahead = reader;

			diff_next(&ahead);
			plain = diff_peek(&ahead, &next) && diff_line_is(&next, "+++ ");
		}
		if (!git && !plain) {
			if (check_other(&reader, &at, err))
				return -1;
			diff_next(&reader);
			continue;
		}
		if (!patch->file_count)
			reader.strip = choose_strip(&reader, git);
		if (patch->file_count >= PATCH_MAX_FILES)
			return patch_error(err, reader.place, reader.line_number,
					   "more than %u files", PATCH_MAX_FILES);
		file = ARRAY_ADD(patch->files, patch->file_count, alloc);
		file->line_number = reader.line_number;
		if (git ? read_git_file(&reader, file, err) :
			  read_names_and_hunks(&reader, false, file, err) ||
			  check_file(&reader, file, err))
			return -1;
	}
	if (!patch->file_count)
		return patch_error(err, place, line,
				   "no diff in it (quoted with \"> \", or its white space lost?)");
	lines = patch->lines;
	for (size_t i = 0; i < patch->file_count; i++) {
		for (size_t j = 0; j < patch->files[i].hunk_count; j++) {
			patch->files[i].hunks[j].lines = lines;
			lines += patch->files[i].hunks[j].line_count;
		}
	}
	if (check_names(patch, place, false, err))
		return -1;
	return check_names(patch, place, true, err);
}
