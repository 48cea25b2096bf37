// SPDX-License-Identifier: GPL-2.0-only
#include "door/series_lines.h"

#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"

struct line {
	const char *text;
	size_t len;		/* with its newline, if it has one */
	const struct series_entry *entry;	/* of this series; or NULL */
};

struct lines {
	struct line *items;
	size_t count, alloc;
};

static void split(const char *text, size_t len, const struct series_conf *conf, const char *series,
		  struct lines *lines)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		const char *next = newline ? newline + 1 : end;
		struct line *line = ARRAY_ADD(lines->items, lines->count, lines->alloc);

		line->text = at;
		line->len = next - at;
		at = next;
	}
	for (size_t i = 0; i < conf->entry_count; i++)
		if (!strcmp(conf->entries[i].series, series))
			lines->items[conf->entries[i].line_number - 1].entry = &conf->entries[i];
}

static const char *name_of(const struct series_entry *entry)
{
	return entry->path + strlen(entry->series) + 1;
}

static size_t find_name(const char *const *names, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(names[i], name))
		i++;
	return i;
}

static const struct line *find_line(const struct lines *lines, const char *name)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->items[i].entry && !strcmp(name_of(lines->items[i].entry), name))
			return &lines->items[i];
	return NULL;
}

static void add_line(struct buf *to, const struct line *line)
{
	buf_add(to, line->text, line->len);
	if (line->len && line->text[line->len - 1] != '\n')
		buf_puts(to, "\n");
}

/* The line of names[i]: the one that was there, or a new one. */
static void add_entry(struct buf *to, const struct lines *lines, const char *series,
		      const char *name)
{
	const struct line *line = find_line(lines, name);

	if (line)
		add_line(to, line);
	else
		buf_printf(to, "\t%s/%s\n", series, name);
}

/* Do those that stay stand in the order of the names? */
static bool keeps_order(const struct lines *lines, const char *const *names, size_t count)
{
	size_t last = 0;

	for (size_t i = 0; i < lines->count; i++) {
		size_t at;

		if (!lines->items[i].entry)
			continue;
		at = find_name(names, count, name_of(lines->items[i].entry));
		if (at == count)
			continue;
		if (at + 1 <= last)
			return false;
		last = at + 1;
	}
	return true;
}

static void add_new_series(struct buf *to, const struct lines *lines, const char *series,
			   const char *title, const char *const *names, size_t count)
{
	for (size_t i = 0; i < lines->count; i++)
		add_line(to, &lines->items[i]);
	if (!count)
		return;
	buf_printf(to, "%s# %s\n", to->len ? "\n" : "", title);
	for (size_t i = 0; i < count; i++)
		add_entry(to, lines, series, names[i]);
}

void series_lines_edit(const char *text, size_t len, const struct series_conf *conf,
		       const char *series, const char *title, const char *const *names,
		       size_t count, struct buf *to)
{
	struct lines lines = { 0 };
	size_t next = 0, first = 0;
	bool ordered;

	split(text, len, conf, series, &lines);
	while (first < lines.count && !lines.items[first].entry)
		first++;
	if (first == lines.count) {
		add_new_series(to, &lines, series, title, names, count);
		free(lines.items);
		return;
	}
	ordered = keeps_order(&lines, names, count);
	for (size_t i = 0; i < lines.count; i++) {
		const struct series_entry *entry = lines.items[i].entry;
		size_t at = entry ? find_name(names, count, name_of(entry)) : count;

		if (i == first)
			for (; next < count && (!ordered || !find_line(&lines, names[next])); next++)
				add_entry(to, &lines, series, names[next]);
		if (!entry)
			add_line(to, &lines.items[i]);
		if (!entry || at == count || at < next)
			continue;
		add_line(to, &lines.items[i]);
		for (next = at + 1; next < count && !find_line(&lines, names[next]); next++)
			add_entry(to, &lines, series, names[next]);
	}
	free(lines.items);
}
