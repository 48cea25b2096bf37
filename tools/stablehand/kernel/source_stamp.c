// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/source_stamp.h"

#include <errno.h>
#include <fts.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"

/* A file system may give two changes within a tick of its clock the same time. */
#define TICK_SECONDS 2

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add(struct buf *text, const FTSENT *entry, size_t root_len, time_t *newest)
{
	const struct stat *st = entry->fts_statp;

	const int64_t facts[] = {
		st->st_mode, st->st_size, (int64_t)st->st_ino, st->st_mtim.tv_sec,
		st->st_mtim.tv_nsec, st->st_ctim.tv_sec, st->st_ctim.tv_nsec,
	};

	buf_add(text, facts, sizeof(facts));
	buf_add(text, entry->fts_path + root_len, strlen(entry->fts_path + root_len) + 1);
	if (st->st_ctim.tv_sec > *newest)
		*newest = st->st_ctim.tv_sec;
}

/* 1: go on; 0: the end; -1. */
static int step(FTS *walk, struct buf *text, size_t root_len, time_t *newest, struct error **err)
{
	FTSENT *entry;

	errno = 0;
	entry = fts_read(walk);
	if (!entry)
		return errno ? error_errno(err, ERROR_ENVIRONMENT, "reading a folder") : 0;
	if (interrupt_pending())
		return interrupt_error(err);
	switch (entry->fts_info) {
	case FTS_DP:
		return 1;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = entry->fts_errno;
		return error_errno(err, ERROR_ENVIRONMENT, "%s", entry->fts_path);
	default:
		break;
	}
	if (entry->fts_level == 1 && !strcmp(entry->fts_name, ".git")) {
		fts_set(walk, entry, FTS_SKIP);
		return 1;
	}
	/* The time of the folder itself changes with its .git. */
	if (entry->fts_level || entry->fts_info != FTS_D)
		add(text, entry, root_len, newest);
	return 1;
}

int source_stamp_take(const char *path, struct source_stamp *ret_stamp, struct error **err)
{
	char *const roots[] = {(char *)path, NULL};
	_cleanup_buf_ struct buf text = {0};
	time_t newest = 0, now = time(NULL);
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_name);
	int rc;

	if (!walk)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	buf_printf(&text, "%s\n", path);
	while ((rc = step(walk, &text, strlen(path), &newest, err)) > 0)
		;
	fts_close(walk);
	if (rc)
		return -1;
	data_sha256(text.data, text.len, ret_stamp->hash);
	ret_stamp->settled = newest < now - TICK_SECONDS;
	return 0;
}

/* <cache>/checked/<branch>+<hash of the source's name> */
static char *file_of(const struct source_options *options, const struct branch_source *source)
{
	char hash[65];

	data_sha256(source->name, strlen(source->name), hash);
	return path_join(options->cache_dir, "checked/%s+%.16s", options->branch->name, hash);
}

int source_stamp_find(const struct source_options *options, const struct branch_source *source,
		      const struct source_stamp *stamp, struct release *ret, struct error **err)
{
	_cleanup_free_ char *file = file_of(options, source);
	_cleanup_buf_ struct buf kept = {0};
	size_t hash_len = strlen(stamp->hash);
	const char *version;

	if (!path_exists(file) || file_read(file, 1000, &kept, NULL) || kept.len <= hash_len + 1 ||
	    memcmp(kept.data, stamp->hash, hash_len) || kept.data[hash_len] != ' ')
		return 0;
	version = kept.data + hash_len + 1;
	return release_find(options->repo, options->branch->name, version, ret, err);
}

void source_stamp_keep(const struct source_options *options, const struct branch_source *source,
		       const struct source_stamp *stamp, const char *version)
{
	_cleanup_free_ char *folder = path_join(options->cache_dir, "checked");
	_cleanup_free_ char *file = file_of(options, source);
	_cleanup_free_ char *text = xasprintf("%s %s", stamp->hash, version);

	if (stamp->settled && !dir_make(folder, NULL))
		file_write(file, text, strlen(text), 0666, NULL);
}
