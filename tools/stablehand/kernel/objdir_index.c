// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/objdir_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash_table.h"
#include "util/progress.h"
#include "util/text.h"

#define MAX_INDEX ((size_t)256 << 20)

struct noted {
	const char *path, *stat;	/* into the index */
	UT_hash_handle hh;
};

struct index {
	struct buf bytes;
	struct noted *entries;		/* of what is not seen yet */
};

static void index_release(struct index *index)
{
	struct noted *entry, *next;

	HASH_ITER(hh, index->entries, entry, next) {
		HASH_DEL(index->entries, entry);
		free(entry);
	}
	buf_release(&index->bytes);
}

static char *stat_text(const struct stat *st)
{
	return xasprintf("%llu %lld %lld.%09ld %lld.%09ld", (unsigned long long)st->st_ino,
			 (long long)st->st_size, (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			 (long long)st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
}

/* Call `f` for each file below obj, links and what else is no folder among them. */
static int each_file(const char *obj, int (*f)(const char *path, const char *stat, void *data,
					       struct error **err),
		     void *data, struct error **err)
{
	char *const roots[] = { (char *)obj, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	size_t skip = strlen(obj) + 1;
	FTSENT *entry;
	int rc = 0;

	if (!fts)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", obj);
	while (!rc && (entry = fts_read(fts))) {
		_cleanup_free_ char *text = NULL;

		if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP)
			continue;
		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS ||
		    entry->fts_info == FTS_ERR) {
			errno = entry->fts_errno;
			rc = error_errno(err, ERROR_ENVIRONMENT, "%s", entry->fts_path);
			continue;
		}
		text = stat_text(entry->fts_statp);
		rc = f(entry->fts_path + skip, text, data, err);
	}
	fts_close(fts);
	return rc;
}

static int add(const char *path, const char *stat, void *data, struct error **err)
{
	struct buf *index = data;

	(void)err;
	buf_printf(index, "%s %s", stat, path);
	buf_add(index, "", 1);
	return 0;
}

static char *index_path(const char *obj)
{
	return xasprintf("%s.index", obj);
}

int objdir_index_write(const char *obj, struct error **err)
{
	_cleanup_free_ char *path = index_path(obj);
	_cleanup_buf_ struct buf index = { 0 };

	return each_file(obj, add, &index, err) ||
	       file_write(path, buf_str(&index), index.len, 0666, err) ? -1 : 0;
}

/* The entry is cut in two: behind its fourth blank is the path. What has none is no entry. */
static void parse(struct index *index)
{
	char *end = index->bytes.data + index->bytes.len;

	for (char *at = index->bytes.data, *next; at < end; at = next) {
		size_t len = strnlen(at, end - at);
		char *blank = at;

		next = at + len + 1;
		for (int i = 0; i < 4 && blank; i++)
			blank = memchr(blank + !!i, ' ', at + len - blank - !!i);
		if (blank && next <= end) {
			struct noted *entry = xcalloc(1, sizeof(*entry));

			*blank = '\0';
			entry->stat = at;
			entry->path = blank + 1;
			HASH_ADD_KEYPTR(hh, index->entries, entry->path, strlen(entry->path), entry);
		}
	}
}

struct taking {
	const char *obj;
	struct index index;
	size_t changed;
	char *example;
	bool config;		/* a header that kconfig made */
};

static int take(const char *path, const char *stat, void *data, struct error **err)
{
	struct taking *taking = data;
	_cleanup_free_ char *full = NULL;
	struct noted *entry;

	HASH_FIND(hh, taking->index.entries, path, strlen(path), entry);
	if (entry && !strcmp(entry->stat, stat))
		return 0;
	full = path_join(taking->obj, "%s", path);
	if (unlink(full))
		return error_errno(err, ERROR_ENVIRONMENT, "removing %s", full);
	taking->config |= !strncmp(path, "include/", strlen("include/"));
	if (!taking->changed++)
		taking->example = text_printable(path, strlen(path), false);
	return 0;
}

int objdir_forget_config(const char *obj, struct error **err)
{
	_cleanup_free_ char *path = path_join(obj, "include/config/auto.conf");

	return path_remove(path, err);
}

int objdir_index_take(const char *obj, struct error **err)
{
	_cleanup_free_ char *path = index_path(obj);
	struct taking taking = { .obj = obj };
	int rc = 0;

	if (!path_exists(path))
		return 0;
	/* One that cannot be read has no entries: then nothing is as it was noted. */
	if (!file_read(path, MAX_INDEX, &taking.index.bytes, NULL))
		parse(&taking.index);
	rc = each_file(obj, take, &taking, err);
	if (!rc && taking.changed)
		progress_note("%s: %zu files changed since the last make (%s%s): made again", obj,
			      taking.changed, taking.example, taking.changed > 1 ? ", ..." : "");
	if (!rc && taking.config)
		rc = objdir_forget_config(obj, err);
	index_release(&taking.index);
	free(taking.example);
	return rc ? -1 : path_remove(path, err);
}
