// SPDX-License-Identifier: GPL-2.0-only
/* The diff of a quoted patch, whose white space may be lost, made whole by trees. */
#include <ctype.h>
#include <string.h>

#include "door/indent.h"
#include "door/quoted_parts.h"
#include "git/tree.h"
#include "util/alloc.h"
#include "util/text.h"

#define ABOVE_MAX 400		/* lines of the file above a hunk that tell how it is indented */
#define HUNK_LINES_MAX 1000000u
#define TRAILING_BLANK_MAX 3

struct hunk_line {
	char kind;		/* ' ', '-', '+' or '\\' */
	const char *text;	/* behind the kind, white space at both ends taken off */
	size_t len;
	struct indent_line exact;	/* what it becomes */
	char *made;		/* what exact points to, when it was made here */
};

struct hunk {
	size_t old_start, old_count, new_start, new_count;
	size_t number;		/* of its line in the mail */
	const char *heading;
	size_t heading_len;
	struct hunk_line *lines;
	size_t count, alloc;
	size_t place;		/* index of its first old line in the file */
	const char *begins;	/* its @@ line as it is */
	size_t begins_len;
};

struct section {
	const struct quoted_line *header;	/* "diff --git" up to "+++ " */
	size_t header_count;
	struct hunk *hunks;
	size_t count, alloc;
	char *old_path;		/* NULL: the file is new */
	char *old_blob;		/* abbreviated; or NULL */
};

/* A file of a tree, its lines. */
struct file_lines {
	struct buf text;
	struct indent_line *items;
	size_t count, alloc;
};

struct mending {
	const struct quoted_lines *lines;
	const char *where;
	const struct door_trees *trees;
	struct buf *diff;
	struct quoted_mended *mended;
};

static bool begins(const struct quoted_line *line, const char *with)
{
	size_t n = strlen(with);

	return line->len >= n && !memcmp(line->text, with, n);
}

static int fault(const struct mending *mending, size_t number, const char *what, struct error **err)
{
	return error_set(err, ERROR_INPUT, "%s:%zu: %s", mending->where, number, what);
}

static void trim(const char **text, size_t *len)
{
	while (*len && isspace((unsigned char)**text))
		++*text, --*len;
	while (*len && isspace((unsigned char)(*text)[*len - 1]))
		--*len;
}

/* Are two lines the same but for white space at their ends and how much of it is inside? */
static bool same_words(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, j = 0;

	trim(&a, &a_len);
	trim(&b, &b_len);
	while (i < a_len && j < b_len) {
		bool space = isspace((unsigned char)a[i]);

		if (space != !!isspace((unsigned char)b[j]))
			return false;
		if (!space) {
			if (a[i++] != b[j++])
				return false;
			continue;
		}
		while (i < a_len && isspace((unsigned char)a[i]))
			i++;
		while (j < b_len && isspace((unsigned char)b[j]))
			j++;
	}
	return i == a_len && j == b_len;
}

static size_t read_number(const char **at, const char *end)
{
	size_t number = 0;

	while (*at < end && isdigit((unsigned char)**at) && number < 100000000)
		number = number * 10 + (*(*at)++ - '0');
	return number;
}

/* "-5742,6" */
static bool read_range(const char **at, const char *end, char sign, size_t *start, size_t *count)
{
	while (*at < end && **at == ' ')
		++*at;
	if (*at == end || **at != sign)
		return false;
	++*at;
	if (*at == end || !isdigit((unsigned char)**at))
		return false;
	*start = read_number(at, end);
	*count = 1;
	if (*at < end && **at == ',') {
		++*at;
		*count = read_number(at, end);
	}
	return true;
}

static bool read_hunk_header(const struct quoted_line *line, struct hunk *hunk)
{
	const char *at = line->text + 2, *end = line->text + line->len;

	if (!begins(line, "@@ ") ||
	    !read_range(&at, end, '-', &hunk->old_start, &hunk->old_count) ||
	    !read_range(&at, end, '+', &hunk->new_start, &hunk->new_count))
		return false;
	hunk->number = line->number;
	hunk->begins = line->text;
	hunk->begins_len = line->len;
	return end - at >= 3 && !memcmp(at, " @@", 3) &&
	       hunk->old_count <= HUNK_LINES_MAX && hunk->new_count <= HUNK_LINES_MAX;
}

static void add_line(struct hunk *hunk, char kind, const char *text, size_t len)
{
	struct hunk_line *line = ARRAY_ADD(hunk->lines, hunk->count, hunk->alloc);

	line->kind = kind;
	line->text = text;
	line->len = len;
	trim(&line->text, &line->len);
}

/* Read lines from `at` on until the counts are met. Returns where the next thing begins. */
static int read_hunk(const struct mending *mending, size_t at, struct hunk *hunk, size_t *ret_next,
		     struct error **err)
{
	size_t old = hunk->old_count, new = hunk->new_count;
	const struct quoted_lines *lines = mending->lines;

	for (; (old || new) && at < lines->count; at++) {
		const struct quoted_line *line = &lines->items[at];
		char kind = line->len ? *line->text : ' ';

		if (begins(line, "diff --git ") || begins(line, "@@ "))
			break;
		if (kind == '\\') {
			add_line(hunk, kind, line->text + 1, line->len - 1);
			continue;
		}
		if (kind != '+' && kind != '-')
			add_line(hunk, ' ', line->text, line->len);
		else
			add_line(hunk, kind, line->text + 1, line->len - 1);
		if ((kind != '+' && !old) || (kind != '-' && !new))
			return fault(mending, line->number, "a hunk with more lines than it says", err);
		old -= kind != '+';
		new -= kind != '-';
	}
	/* Blank lines at the end are what mails lose first. */
	for (; old && old == new && old <= TRAILING_BLANK_MAX; old--, new--)
		add_line(hunk, ' ', "", 0);
	if (old || new)
		return fault(mending, hunk->number, "a hunk with fewer lines than it says", err);
	if (at < lines->count && lines->items[at].len && *lines->items[at].text == '\\') {
		add_line(hunk, '\\', lines->items[at].text + 1, lines->items[at].len - 1);
		at++;
	}
	*ret_next = at;
	return 0;
}

static char *header_path(const struct quoted_line *line, size_t skip)
{
	const char *text = line->text + skip;
	size_t len = line->len - skip;
	const char *tab = memchr(text, '\t', len);

	if (tab)
		len = tab - text;
	trim(&text, &len);
	if (len > 2 && text[1] == '/')
		return xstrndup(text + 2, len - 2);
	return NULL;
}

static void read_index(const struct quoted_line *line, struct section *section)
{
	size_t hex = 0;

	while (6 + hex < line->len && isxdigit((unsigned char)line->text[6 + hex]))
		hex++;
	if (hex >= 7 && hex <= 40)
		section->old_blob = xstrndup(line->text + 6, hex);
}

/* Is it the end of a diff: a signature, or what git puts behind the last file? */
static bool is_tail(const struct quoted_line *line)
{
	return !line->len || begins(line, "base-commit:") || begins(line, "prerequisite-") ||
	       (begins(line, "--") && (line->len == 2 || (line->len == 3 && line->text[2] == ' ')));
}

static int read_section(struct mending *mending, size_t at, struct section *section,
			size_t *ret_next, struct error **err)
{
	const struct quoted_lines *lines = mending->lines;

	section->header = &lines->items[at];
	for (; at < lines->count && !begins(&lines->items[at], "@@ "); at++) {
		const struct quoted_line *line = &lines->items[at];

		if (begins(line, "diff --git ") && section->header != line)
			break;
		if (begins(line, "index ") && !section->old_blob)
			read_index(line, section);
		if (begins(line, "--- ") && !section->old_path)
			section->old_path = header_path(line, 4);
		if (is_tail(line))
			break;
		section->header_count++;
	}
	while (at < lines->count && !begins(&lines->items[at], "diff --git ")) {
		struct hunk hunk = { 0 };

		if (!read_hunk_header(&lines->items[at], &hunk)) {
			if (begins(&lines->items[at], "@@ "))
				return fault(mending, lines->items[at].number, "a hunk's header that "
					     "cannot be read", err);
			mending->mended->left_out += !is_tail(&lines->items[at]);
			at++;
			continue;
		}
		/* Owned by the section, also when it is not whole. */
		*ARRAY_ADD(section->hunks, section->count, section->alloc) = hunk;
		if (read_hunk(mending, at + 1, &section->hunks[section->count - 1], &at, err))
			return -1;
	}
	*ret_next = at;
	return 0;
}

static bool read_file(const struct door_tree *tree, const char *path, struct file_lines *file,
		      git_oid *ret_id)
{
	git_filemode_t mode;
	git_tree *root;
	bool found;

	if (git_tree_lookup(&root, tree->repo, &tree->id))
		return false;
	found = tree_lookup(root, path, ret_id, &mode) && tree_read(root, path, &file->text);
	git_tree_free(root);
	if (!found)
		return false;
	for (const char *at = buf_str(&file->text), *end = at + file->text.len; at < end;) {
		const char *newline = memchr(at, '\n', end - at);
		struct indent_line *line = ARRAY_ADD(file->items, file->count, file->alloc);

		line->text = at;
		line->len = (newline ? newline : end) - at;
		at = newline ? newline + 1 : end;
	}
	return true;
}

static void file_release(struct file_lines *file)
{
	buf_release(&file->text);
	free(file->items);
	*file = (struct file_lines){ 0 };
}

static bool fits_at(const struct hunk *hunk, const struct file_lines *file, size_t place)
{
	size_t at = place;

	for (size_t i = 0; i < hunk->count; i++) {
		const struct hunk_line *line = &hunk->lines[i];

		if (line->kind == '+' || line->kind == '\\')
			continue;
		if (at >= file->count || !same_words(line->text, line->len, file->items[at].text,
						     file->items[at].len))
			return false;
		at++;
	}
	return true;
}

static bool same_lines(const struct file_lines *file, size_t a, size_t b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (file->items[a + i].len != file->items[b + i].len ||
		    memcmp(file->items[a + i].text, file->items[b + i].text, file->items[a + i].len))
			return false;
	return true;
}

/* The place nearest to the one that the hunk names. *ret_sure: others are the same text. */
static bool place_hunk(struct hunk *hunk, const struct file_lines *file, bool *ret_sure)
{
	size_t wanted = hunk->old_start ? hunk->old_start - 1 : 0, best = 0, distance = 0;
	bool found = false, sure = true;

	for (size_t at = 0; at + hunk->old_count <= file->count; at++) {
		size_t far = at > wanted ? at - wanted : wanted - at;

		if (!fits_at(hunk, file, at))
			continue;
		sure &= !found || same_lines(file, best, at, hunk->old_count);
		if (!found || far < distance) {
			best = at;
			distance = far;
		}
		found = true;
	}
	hunk->place = best;
	*ret_sure = sure;
	return found;
}

static bool place_all(struct section *section, const struct file_lines *file, bool *ret_sure)
{
	*ret_sure = true;
	for (size_t i = 0; i < section->count; i++) {
		bool sure;

		if (!place_hunk(&section->hunks[i], file, &sure))
			return false;
		*ret_sure &= sure;
	}
	return true;
}

static bool is_blob(const git_oid *id, const char *abbreviated)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return abbreviated && !strncmp(hex, abbreviated, strlen(abbreviated));
}

/*
 * The file in which all hunks are found: that of the blob that the diff names, else the first in
 * which each has one place, else the first. NULL name: none.
 */
static const char *find_file(const struct mending *mending, struct section *section,
			     struct file_lines *ret_file)
{
	const char *name = NULL;
	bool taken_sure = false;

	for (size_t i = 0; i < mending->trees->count; i++) {
		const struct door_tree *tree = &mending->trees->items[i];
		struct file_lines file = { 0 };
		bool sure = false, exact = false, fits;
		git_oid id;

		fits = read_file(tree, section->old_path, &file, &id) &&
		       place_all(section, &file, &sure);
		exact = fits && is_blob(&id, section->old_blob);
		if (!fits || (name && !exact && (taken_sure || !sure))) {
			file_release(&file);
			continue;
		}
		file_release(ret_file);
		*ret_file = file;
		name = tree->name;
		taken_sure = sure;
		if (exact)
			break;
	}
	if (name) {
		place_all(section, ret_file, &taken_sure);
		mending->mended->near |= !taken_sure;
	}
	return name;
}

static void take_exact(struct hunk *hunk, const struct file_lines *file)
{
	size_t at = hunk->place;

	for (size_t i = 0; i < hunk->count; i++)
		if (hunk->lines[i].kind == ' ' || hunk->lines[i].kind == '-')
			hunk->lines[i].exact = file->items[at++];
}

/* Lines of the new file above line i of a hunk, as far as they are known. */
static void lines_above(const struct hunk *hunk, const struct file_lines *file, size_t i,
			struct indent_line **ret_lines, size_t *ret_count)
{
	size_t from = hunk->place > ABOVE_MAX ? hunk->place - ABOVE_MAX : 0, count = 0, alloc = 0;
	struct indent_line *lines = NULL;

	for (size_t at = from; at < hunk->place && at < file->count; at++)
		*ARRAY_ADD(lines, count, alloc) = file->items[at];
	for (size_t at = 0; at < i; at++)
		if (hunk->lines[at].kind == ' ' || hunk->lines[at].kind == '+')
			*ARRAY_ADD(lines, count, alloc) = hunk->lines[at].exact;
	*ret_lines = lines;
	*ret_count = count;
}

/* The run of added lines from `first` in a file that has it behind the same line. */
static bool find_run(const struct hunk *hunk, size_t first, size_t count,
		     const struct file_lines *file, size_t *ret_at)
{
	const struct hunk_line *before = NULL;

	for (size_t i = 0; i < first; i++)
		if (hunk->lines[i].kind == ' ' || hunk->lines[i].kind == '+')
			before = &hunk->lines[i];
	if (!before)
		return false;
	for (size_t at = 1; at + count <= file->count; at++) {
		size_t n = 0;

		if (file->items[at - 1].len != before->exact.len ||
		    memcmp(file->items[at - 1].text, before->exact.text, before->exact.len))
			continue;
		while (n < count && same_words(hunk->lines[first + n].text, hunk->lines[first + n].len,
					       file->items[at + n].text, file->items[at + n].len))
			n++;
		if (n == count) {
			*ret_at = at;
			return true;
		}
	}
	return false;
}

static bool is_blank_run(const struct hunk *hunk, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (hunk->lines[first + i].len)
			return false;
	return true;
}

/* A run that some tree has: its lines become what they are there. */
static bool take_run(const struct mending *mending, const struct section *section,
		     struct hunk *hunk, size_t first, size_t count)
{
	for (size_t i = 0; section->old_path && i < mending->trees->count; i++) {
		struct file_lines file = { 0 };
		git_oid id;
		size_t at;

		if (!read_file(&mending->trees->items[i], section->old_path, &file, &id) ||
		    !find_run(hunk, first, count, &file, &at)) {
			file_release(&file);
			continue;
		}
		for (size_t n = 0; n < count; n++) {
			struct hunk_line *line = &hunk->lines[first + n];

			line->made = xstrndup(file.items[at + n].text, file.items[at + n].len);
			line->exact = (struct indent_line){ line->made, file.items[at + n].len };
		}
		file_release(&file);
		return true;
	}
	return false;
}

static void guess_line(struct hunk *hunk, const struct file_lines *file, size_t i)
{
	struct hunk_line *line = &hunk->lines[i];
	_cleanup_free_ struct indent_line *above = NULL;
	_cleanup_free_ char *indent = NULL;
	size_t count;

	if (!line->len) {
		line->exact = (struct indent_line){ "", 0 };
		return;
	}
	lines_above(hunk, file, i, &above, &count);
	indent = indent_guess(above, count, line->text, line->len);
	line->made = xasprintf("%s%.*s", indent, (int)line->len, line->text);
	line->exact = (struct indent_line){ line->made, strlen(line->made) };
}

/* Does the first line behind a guessed run stand where it would have been guessed? */
static bool agrees(const struct hunk *hunk, const struct file_lines *file, size_t i)
{
	_cleanup_free_ struct indent_line *above = NULL;
	_cleanup_free_ char *indent = NULL;
	const struct indent_line *line;
	size_t count;

	while (i < hunk->count && (hunk->lines[i].kind != ' ' || !hunk->lines[i].len))
		i++;
	if (i == hunk->count)
		return true;
	line = &hunk->lines[i].exact;
	lines_above(hunk, file, i, &above, &count);
	indent = indent_guess(above, count, hunk->lines[i].text, hunk->lines[i].len);
	return line->len >= strlen(indent) && !memcmp(line->text, indent, strlen(indent)) &&
	       !isspace((unsigned char)line->text[strlen(indent)]);
}

static void mend_added(struct mending *mending, const struct section *section, struct hunk *hunk,
		       const struct file_lines *file)
{
	for (size_t i = 0; i < hunk->count;) {
		size_t count = 0;

		while (i + count < hunk->count && hunk->lines[i + count].kind == '+')
			count++;
		if (!count) {
			i++;
			continue;
		}
		if (!is_blank_run(hunk, i, count) && take_run(mending, section, hunk, i, count)) {
			mending->mended->known += count;
		} else {
			for (size_t n = 0; n < count; n++) {
				guess_line(hunk, file, i + n);
				mending->mended->guessed += hunk->lines[i + n].len > 0;
			}
			mending->mended->against += !agrees(hunk, file, i + count);
		}
		i += count;
	}
}

static void write_section(const struct section *section, struct buf *diff)
{
	for (size_t i = 0; i < section->header_count; i++) {
		buf_add(diff, section->header[i].text, section->header[i].len);
		buf_puts(diff, "\n");
	}
	for (size_t h = 0; h < section->count; h++) {
		const struct hunk *hunk = &section->hunks[h];

		buf_add(diff, hunk->begins, hunk->begins_len);
		buf_puts(diff, "\n");
		for (size_t i = 0; i < hunk->count; i++) {
			const struct hunk_line *line = &hunk->lines[i];

			buf_add(diff, &line->kind, 1);
			if (line->kind == '\\')
				buf_printf(diff, " %.*s", (int)line->len, line->text);
			else
				buf_add(diff, line->exact.text, line->exact.len);
			buf_puts(diff, "\n");
		}
	}
}

static int mend_section(struct mending *mending, struct section *section, struct error **err)
{
	struct file_lines file = { 0 };
	const char *tree = NULL;

	if (section->old_path && section->count) {
		tree = find_file(mending, section, &file);
		if (!tree)
			return error_set(err, ERROR_INPUT, "%s:%zu: the white space of this diff is lost, "
					 "and no release that is known has these lines of %s "
					 "(stablehand fetch, or [upstream] path in stablehand.conf)",
					 mending->where, section->hunks[0].number, section->old_path);
		free(mending->mended->tree);
		mending->mended->tree = xstrdup(tree);
	}
	for (size_t i = 0; i < section->count; i++) {
		struct hunk *hunk = &section->hunks[i];

		take_exact(hunk, &file);
		mending->mended->context += hunk->old_count;
		mend_added(mending, section, hunk, &file);
	}
	write_section(section, mending->diff);
	file_release(&file);
	return 0;
}

static void section_release(struct section *section)
{
	for (size_t h = 0; h < section->count; h++) {
		for (size_t i = 0; i < section->hunks[h].count; i++)
			free(section->hunks[h].lines[i].made);
		free(section->hunks[h].lines);
	}
	free(section->hunks);
	free(section->old_path);
	free(section->old_blob);
}

int quoted_mend(const struct quoted_lines *lines, size_t from, const char *where,
		const struct door_trees *trees, struct buf *diff, struct quoted_mended *ret_mended,
		struct error **err)
{
	struct quoted_mended mended = { 0 };
	struct mending mending = { lines, where, trees, diff, &mended };

	for (size_t at = from; at < lines->count;) {
		_cleanup_(section_release) struct section section = { 0 };

		if (read_section(&mending, at, &section, &at, err) ||
		    mend_section(&mending, &section, err)) {
			free(mended.tree);
			return -1;
		}
	}
	*ret_mended = mended;
	return 0;
}
