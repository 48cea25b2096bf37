// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/objdir.h"

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

#define DOUBT_SECONDS 60

static FTS *walk(const char *obj, struct error **err)
{
	char *const roots[] = {(char *)obj, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

	if (!fts)
		error_errno(err, ERROR_ENVIRONMENT, "%s", obj);
	return fts;
}

static int newest_file(const char *obj, time_t *ret_newest, struct error **err)
{
	FTS *fts = walk(obj, err);
	FTSENT *entry;

	if (!fts)
		return -1;
	*ret_newest = 0;
	while ((entry = fts_read(fts)))
		if (entry->fts_info == FTS_F && entry->fts_statp->st_mtime > *ret_newest)
			*ret_newest = entry->fts_statp->st_mtime;
	fts_close(fts);
	return 0;
}

static int remove_newer(const char *obj, time_t from, bool *ret_config, struct error **err)
{
	_cleanup_free_ char *include = path_join(obj, "include/");
	FTS *fts = walk(obj, err);
	FTSENT *entry;
	int rc = 0;

	if (!fts)
		return -1;
	while (!rc && (entry = fts_read(fts))) {
		if (entry->fts_info != FTS_F || entry->fts_statp->st_mtime < from)
			continue;
		*ret_config |= !strncmp(entry->fts_accpath, include, strlen(include));
		if (unlink(entry->fts_accpath))
			rc = error_errno(err, ERROR_ENVIRONMENT, "removing %s",
					 entry->fts_accpath);
	}
	fts_close(fts);
	return rc;
}

static int repair(const char *obj, struct error **err)
{
	bool config = false;
	time_t newest;

	if (newest_file(obj, &newest, err) ||
	    remove_newer(obj, newest - DOUBT_SECONDS, &config, err))
		return -1;
	return config ? objdir_forget_config(obj, err) : 0;
}

static bool holds(const char *path, const char *text)
{
	_cleanup_buf_ struct buf content = {0};

	return !file_read(path, 65536, &content, NULL) && !strcmp(buf_str(&content), text);
}

static char *trust_text(const char *word)
{
	_cleanup_buf_ struct buf boot = {0};

	if (file_read("/proc/sys/kernel/random/boot_id", 256, &boot, NULL))
		buf_puts(&boot, "unknown boot\n");
	return xasprintf("%s%s\n", buf_str(&boot), word);
}

static int set_trust(const char *work, const char *word, struct error **err)
{
	_cleanup_free_ char *path = path_join(work, "trust"), *text = trust_text(word);

	return file_write(path, text, strlen(text), 0666, err);
}

bool objdir_is_done(const char *work)
{
	_cleanup_free_ char *path = path_join(work, "trust"), *done = trust_text("done");

	return holds(path, done);
}

int objdir_begin(const char *work, const char *obj, const char *toolchain_identity,
		 struct error **err)
{
	_cleanup_free_ char *toolchain = path_join(work, "toolchain");

	if (path_exists(obj) && !holds(toolchain, toolchain_identity) && path_remove(obj, err))
		return -1;
	if (dir_make(obj, err) || objdir_index_take(obj, err))
		return -1;
	if (!objdir_is_done(work) && repair(obj, err))
		return -1;
	if (!holds(toolchain, toolchain_identity) &&
	    file_write(toolchain, toolchain_identity, strlen(toolchain_identity), 0666, err))
		return -1;
	return set_trust(work, "making", err);
}

int objdir_end(const char *work, const char *obj, struct error **err)
{
	return objdir_index_write(obj, err) || set_trust(work, "done", err) ? -1 : 0;
}

static char *past_path(const char *work, enum objdir_kind kind)
{
	return path_join(work, "%s", kind == OBJDIR_FULL ? "last-full" : "last-incremental");
}

struct objdir_past objdir_past(const char *work, enum objdir_kind kind)
{
	_cleanup_free_ char *path = past_path(work, kind);
	_cleanup_buf_ struct buf text = {0};
	struct objdir_past past = {0};

	if (file_read(path, 256, &text, NULL) ||
	    sscanf(buf_str(&text), "%zu steps %lf seconds", &past.steps, &past.seconds) != 2)
		return (struct objdir_past){0};
	return past;
}

int objdir_remember(const char *work, enum objdir_kind kind, struct objdir_past past,
		    struct error **err)
{
	_cleanup_free_ char *path = past_path(work, kind);
	_cleanup_free_ char *text = xasprintf("%zu steps %.1f seconds\n", past.steps,
					      past.seconds);

	return file_write(path, text, strlen(text), 0666, err);
}
