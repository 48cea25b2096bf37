// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/sources_used.h"

#include <fts.h>
#include <search.h>
#include <string.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"

#define MAX_CMD (16 << 20)
#define MAX_LIST (64 << 20)
#define MAX_PATH 4096

/* The words of one line; true when it ends in a backslash. */
static bool parse_words(const char *at, const char *end,
			void (*found)(const char *path, size_t len, void *data), void *data)
{
	bool inside = false;	/* $( ... ) */

	while (at < end) {
		const char *word = at;
		size_t len;

		while (at < end && *at != ' ' && *at != '\t')
			at++;
		len = at - word;
		if (at < end)
			at++;
		if (!len)
			continue;
		if (len == 1 && *word == '\\' && at >= end)
			return true;
		inside |= *word == '$';
		if (!inside && !memchr(word, '\0', len))
			found(word, len, data);
		if (word[len - 1] == ')')
			inside = false;
	}
	return false;
}

void sources_used_parse(const char *text, size_t len,
			void (*found)(const char *path, size_t len, void *data), void *data)
{
	const char *end = text + len;
	bool list = false;

	for (const char *line = text; line < end;) {
		const char *eol = memchr(line, '\n', end - line), *value;

		if (!eol)
			eol = end;
		if (list) {
			list = parse_words(line, eol, found, data);
		} else if ((eol - line > 7 && !memcmp(line, "source_", 7)) ||
			   (eol - line > 5 && !memcmp(line, "deps_", 5))) {
			value = memmem(line, eol - line, " := ", 4);
			if (value)
				list = parse_words(value + 4, eol, found, data) && *line == 'd';
		}
		line = eol + 1;
	}
}

/* What one walk over obj knows. */
struct collection {
	char *src[2];		/* as given, and as make may call it; no '/' at the end */
	const char *obj;
	void *tree;		/* of tsearch(): paths relative to src */
};

static int compare_paths(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* "/a/b/../c//./d" to "/a/c/d". The text starts with '/'. Returns the length. */
static size_t resolve(char *path)
{
	size_t to = 0;

	for (const char *at = path; *at;) {
		size_t len;

		at += strspn(at, "/");
		len = strcspn(at, "/");
		if (len == 2 && at[0] == '.' && at[1] == '.') {
			while (to && path[--to] != '/')
				;
		} else if (len && !(len == 1 && *at == '.')) {
			path[to++] = '/';
			memmove(path + to, at, len);
			to += len;
		}
		at += len;
	}
	path[to] = '\0';
	return to;
}

/* The part of an absolute path below the work tree, or NULL. */
static const char *below_src(const struct collection *c, const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(c->src); i++) {
		size_t len = c->src[i] ? strlen(c->src[i]) : 0;

		if (len && !strncmp(path, c->src[i], len) && path[len] == '/')
			return path + len + 1;
	}
	return NULL;
}

static void collect_path(const char *path, size_t len, void *data)
{
	struct collection *c = data;
	char whole[2 * MAX_PATH + 2];
	size_t obj = *path == '/' ? 0 : strlen(c->obj);
	_cleanup_free_ char *file = NULL;
	const char *relative;

	if (len > MAX_PATH || obj > MAX_PATH)
		return;
	memcpy(whole, c->obj, obj);
	whole[obj] = '/';
	memcpy(whole + obj + 1, path, len);
	whole[obj + 1 + len] = '\0';
	resolve(whole);
	relative = below_src(c, whole);
	/* Known ones first: most are headers that every file reads. */
	if (!relative || tfind(relative, &c->tree, compare_paths) ||
	    !path_is_safe(relative, strlen(relative)))
		return;
	/* A state before this one may have had it. */
	file = path_join(c->src[0], "%s", relative);
	if (path_exists(file))
		tsearch(xstrdup(relative), &c->tree, compare_paths);
}

static bool is_cmd_file(const FTSENT *entry)
{
	return entry->fts_info == FTS_F && entry->fts_name[0] == '.' && entry->fts_namelen > 5 &&
	       !strcmp(entry->fts_name + entry->fts_namelen - 4, ".cmd");
}

static int collect_all(struct collection *c, FTS *fts, struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	FTSENT *entry;

	while ((entry = fts_read(fts))) {
		if (interrupt_pending())
			return error_set(err, ERROR_INTERRUPTED, "interrupted");
		if (!is_cmd_file(entry))
			continue;
		buf_clear(&text);
		if (file_read(entry->fts_accpath, MAX_CMD, &text, err))
			return -1;
		sources_used_parse(buf_str(&text), text.len, collect_path, c);
	}
	return 0;
}

static void add_line(const void *node, VISIT which, void *data)
{
	if (which == postorder || which == leaf) {
		buf_puts(data, *(const char *const *)node);
		buf_puts(data, "\n");
	}
}

int sources_used_collect(const char *src, const char *obj, struct buf *list, struct error **err)
{
	char *const roots[] = {(char *)obj, NULL};
	struct collection c = {.src = {xstrdup(src), realpath(src, NULL)}, .obj = obj};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	int rc;

	resolve(c.src[0]);
	if (!fts) {
		rc = error_errno(err, ERROR_ENVIRONMENT, "%s", obj);
	} else {
		rc = collect_all(&c, fts, err);
		fts_close(fts);
	}
	if (!rc)
		twalk_r(c.tree, add_line, list);
	tdestroy(c.tree, free);
	free(c.src[0]);
	free(c.src[1]);
	return rc;
}

int sources_used_read(const char *folder, struct sources_used *ret_used, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, SOURCES_USED_NAME);
	struct sources_used used = {0};
	struct buf text = {0};

	if (!path_exists(path))
		return 0;
	if (file_read(path, MAX_LIST, &text, err)) {
		buf_release(&text);
		return -1;
	}
	buf_puts(&text, "");
	used.text = buf_detach(&text);
	for (char *at = used.text, *eol; at && (eol = strchr(at, '\n')); at = eol + 1) {
		*eol = '\0';
		*ARRAY_ADD(used.paths, used.count, used.alloc) = at;
	}
	*ret_used = used;
	return 1;
}

static int compare_entry(const void *path, const void *entry)
{
	return strcmp(path, *(const char *const *)entry);
}

bool sources_used_contains(const struct sources_used *used, const char *path)
{
	return used->count && bsearch(path, used->paths, used->count, sizeof(*used->paths),
				      compare_entry);
}

bool sources_used_is_code(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("chS", path[len - 1]);
}

void sources_used_release(struct sources_used *used)
{
	free(used->text);
	free(used->paths);
	*used = (struct sources_used){0};
}
