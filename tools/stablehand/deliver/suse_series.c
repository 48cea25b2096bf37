// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/suse_series.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "index/kernel_version.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAX_PATCH (64u << 20)
#define SORTED "# sorted patches"
#define END "# end of sorted patches"
#define OUT_OF_TREE "# out-of-tree patches"

enum part {
	PART_BEFORE,		/* the sorted section */
	PART_MAINLINE,
	PART_REPOSITORY,	/* what another repository has */
	PART_OUT_OF_TREE,
	PART_BEHIND,
};

struct line {
	const char *at;
	size_t len;		/* with its newline, if it has one */
	enum part part;
	bool heads;		/* it begins the sorted section, or "out-of-tree" in it */
	char *path;		/* of the patch that it names; or NULL */
	bool has_version;
	struct kernel_version version;	/* of its Patch-mainline */
};

struct place {
	struct kernel_version version;
	const struct line *there;	/* it is there already */
	size_t behind;			/* the index of a line; line_count: of none */
};

struct insertion {
	const char *folder;
	const struct suse_patch *patches;
	struct place *places;
	size_t *order;			/* of the patches, by version */
	size_t count;
	struct line *lines;
	size_t line_count, line_alloc;
	bool sorted, has_out_of_tree;
	size_t start;			/* the line at which the sorted section begins */
};

static void insertion_release(struct insertion *in)
{
	for (size_t i = 0; i < in->line_count; i++)
		free(in->lines[i].path);
	free(in->lines);
	free(in->places);
	free(in->order);
}

/* Less than 0: a is older. */
static int compare(const struct kernel_version *a, const struct kernel_version *b)
{
	const unsigned int x[] = { a->major, a->minor, a->stable, a->rc ? a->rc : UINT_MAX };
	const unsigned int y[] = { b->major, b->minor, b->stable, b->rc ? b->rc : UINT_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(x); i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

static bool is_comment(const char *line, size_t len, const char *comment)
{
	size_t n = strlen(comment);

	return len == n && !strncasecmp(line, comment, n);
}

/* "patches.suse/x" of "	+guard patches.suse/x # why"; NULL: none. Allocated. */
static char *path_of(const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end) {
		size_t n = 0;

		while (line + n < end && !isspace((unsigned char)line[n]))
			n++;
		if (n && *line == '#')
			return NULL;
		if (n && *line != '+' && *line != '-')
			return xstrndup(line, n);
		line += n + (line + n < end);
	}
	return NULL;
}

static enum part read_comment(struct insertion *in, struct line *line, const char *text, size_t len,
			      enum part part)
{
	if (part == PART_BEFORE) {
		if (!is_comment(text, len, SORTED))
			return part;
		in->sorted = line->heads = true;
		in->start = line - in->lines;
		return PART_MAINLINE;
	}
	/* The frame of the heading belongs to it. */
	if ((size_t)(line - in->lines) == in->start + 1 && strspn(text, "#") >= len)
		line->heads = true;
	if (part == PART_BEHIND || is_comment(text, len, END))
		return PART_BEHIND;
	if (is_comment(text, len, OUT_OF_TREE)) {
		line->heads = in->has_out_of_tree = true;
		return PART_OUT_OF_TREE;
	}
	return len > 2 && text[1] == ' ' && memmem(text, len, "://", 3) ? PART_REPOSITORY : part;
}

static void read_lines(struct insertion *in, const char *text)
{
	enum part part = PART_BEFORE;

	for (const char *at = text, *next; *at; at = next) {
		struct line *line = ARRAY_ADD(in->lines, in->line_count, in->line_alloc);
		size_t blank, len = strcspn(at, "\n");

		next = at + len + (at[len] == '\n');
		*line = (struct line){ .at = at, .len = next - at };
		while (len && isspace((unsigned char)at[len - 1]))
			len--;
		for (blank = 0; blank < len && isspace((unsigned char)at[blank]);)
			blank++;
		if (blank < len && at[blank] == '#')
			part = read_comment(in, line, at + blank, len - blank, part);
		else
			line->path = path_of(at, len);
		line->part = part;
	}
}

/* A line of the header of the patch that a line of series.conf names. */
static void read_tag(struct insertion *in, struct line *line, const char *text)
{
	static const char mainline[] = "Patch-mainline:", commit[] = "Git-commit:";

	if (!strncasecmp(text, mainline, sizeof(mainline) - 1)) {
		text += sizeof(mainline) - 1;
		line->has_version = kernel_version_read(text + strspn(text, " \t"), &line->version);
	} else if (!strncasecmp(text, commit, sizeof(commit) - 1)) {
		text += sizeof(commit) - 1;
		text += strspn(text, " \t");
		for (size_t i = 0; i < in->count; i++)
			if (in->patches[i].commit && !in->places[i].there &&
			    !strncasecmp(text, in->patches[i].commit,
					 strlen(in->patches[i].commit)))
				in->places[i].there = line;
	}
}

/* Files that are not there, or not below the folder, tell nothing. */
static void read_header(struct insertion *in, struct line *line)
{
	_cleanup_free_ char *path = path_join(in->folder, "%s", line->path);
	_cleanup_buf_ struct buf text = { 0 };

	if (!path_is_safe(line->path, strlen(line->path)) ||
	    file_read(path, MAX_PATCH, &text, NULL))
		return;
	for (const char *at = buf_str(&text); *at;) {
		size_t len = strcspn(at, "\n");

		if (text_begins_diff(at, len))
			break;
		read_tag(in, line, at);
		at += len + (at[len] == '\n');
	}
}

static int read_entries(struct insertion *in, struct error **err)
{
	for (size_t k = 0; k < in->line_count; k++) {
		struct line *line = &in->lines[k];

		if (!line->path)
			continue;
		read_header(in, line);
		for (size_t i = 0; i < in->count; i++) {
			if (strcmp(line->path, in->patches[i].path) || in->places[i].there)
				continue;
			if (in->patches[i].commit)
				return error_set(err, ERROR_INPUT,
						 "%s: series.conf has another patch of that name",
						 line->path);
			in->places[i].there = line;
		}
	}
	return 0;
}

/* The line behind which what came with a version goes. */
static size_t find_mainline(const struct insertion *in, const struct kernel_version *version)
{
	size_t behind = in->line_count;

	for (size_t k = 0; k < in->line_count; k++) {
		const struct line *line = &in->lines[k];

		if (line->part != PART_MAINLINE)
			continue;
		if (line->path && line->has_version && compare(&line->version, version) > 0)
			break;
		if (line->heads || (line->path && line->has_version))
			behind = k;
	}
	return behind;
}

/* The last line of the part, or of the sorted section where there is no such part. */
static size_t find_out_of_tree(const struct insertion *in)
{
	size_t behind = in->line_count;

	for (size_t k = 0; k < in->line_count; k++) {
		const struct line *line = &in->lines[k];
		bool inside = line->part != PART_BEFORE && line->part != PART_BEHIND;

		if (in->has_out_of_tree ? line->part == PART_OUT_OF_TREE : inside)
			if (line->path || line->heads)
				behind = k;
	}
	return behind;
}

static void find_places(struct insertion *in)
{
	for (size_t i = 0; i < in->count; i++) {
		struct place *place = &in->places[i];

		if (!in->sorted)
			place->behind = in->line_count ? in->line_count - 1 : 0;
		else if (in->patches[i].commit)
			place->behind = find_mainline(in, &place->version);
		else
			place->behind = find_out_of_tree(in);
	}
}

static bool is_before(const struct insertion *in, size_t a, size_t b)
{
	return in->patches[a].commit && (!in->patches[b].commit ||
		compare(&in->places[a].version, &in->places[b].version) < 0);
}

/* Those of mainline stand by their versions, all else as they were given. */
static void sort_patches(struct insertion *in)
{
	for (size_t i = 0; i < in->count; i++) {
		size_t k = i;

		for (; k && is_before(in, i, in->order[k - 1]); k--)
			in->order[k] = in->order[k - 1];
		in->order[k] = i;
	}
}

static void end_line(struct buf *ret)
{
	if (ret->len && ret->data[ret->len - 1] != '\n')
		buf_puts(ret, "\n");
}

static void add_patches(struct insertion *in, size_t behind, struct buf *ret)
{
	for (size_t k = 0; k < in->count; k++) {
		size_t i = in->order[k];

		if (in->places[i].there || in->places[i].behind != behind)
			continue;
		end_line(ret);
		if (in->sorted && !in->patches[i].commit && !in->has_out_of_tree) {
			buf_puts(ret, "\n\t" OUT_OF_TREE "\n");
			in->has_out_of_tree = true;
		}
		buf_printf(ret, "\t%s\n", in->patches[i].path);
	}
}

static void note_neighbour(const struct insertion *in, const struct place *place, struct buf *notes)
{
	const struct line *line = &in->lines[place->behind];

	if (!line->path) {
		buf_puts(notes, "first of the sorted section\n");
		return;
	}
	buf_printf(notes, "behind %s", line->path);
	if (line->has_version) {
		_cleanup_free_ char *version = kernel_version_text(&line->version);

		buf_printf(notes, " (%s)", version);
	}
	buf_puts(notes, line->has_version && !compare(&line->version, &place->version) ?
		 "; scripts/series_sort knows the order within a release\n" : "\n");
}

static void add_notes(const struct insertion *in, struct buf *notes)
{
	for (size_t k = 0; k < in->count; k++) {
		const struct suse_patch *patch = &in->patches[in->order[k]];
		const struct place *place = &in->places[in->order[k]];

		buf_printf(notes, "%s: ", patch->path);
		if (place->there)
			buf_printf(notes, "is there already, as %s\n", place->there->path);
		else if (!in->sorted)
			buf_puts(notes, "at the end, as there is no sorted section\n");
		else if (!patch->commit)
			buf_puts(notes, "not upstream: last of the out-of-tree patches\n");
		else
			note_neighbour(in, place, notes);
	}
}

int suse_series_insert(const char *folder, const char *text, const struct suse_patch *patches,
		       size_t count, struct buf *ret, struct buf *notes, struct error **err)
{
	_cleanup_(insertion_release) struct insertion in = {
		.folder = folder,
		.patches = patches,
		.places = xcalloc(count + 1, sizeof(*in.places)),
		.order = xcalloc(count + 1, sizeof(*in.order)),
		.count = count,
	};

	for (size_t i = 0; i < count; i++)
		if (patches[i].commit &&
		    !kernel_version_read(patches[i].mainline, &in.places[i].version))
			return error_set(err, ERROR_INPUT, "%s: not a version: %s", patches[i].path,
					 patches[i].mainline);
	read_lines(&in, text);
	if (read_entries(&in, err))
		return -1;
	find_places(&in);
	sort_patches(&in);
	add_notes(&in, notes);
	if (!in.line_count)
		add_patches(&in, 0, ret);
	for (size_t k = 0; k < in.line_count; k++) {
		buf_add(ret, in.lines[k].at, in.lines[k].len);
		add_patches(&in, k, ret);
	}
	return 0;
}
