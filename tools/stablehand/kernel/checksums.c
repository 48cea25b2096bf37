// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/checksums.h"

#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kernel/manifest.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"
#include "util/text.h"

#define MAX_NOTES (16 << 20)

static bool is_own(const char *name)
{
	return !strcmp(name, MANIFEST_NAME) || !strcmp(name, CHECKSUMS_VERIFIED);
}

int checksums_add(const char *folder, json_t *manifest, struct error **err)
{
	char *const roots[] = {(char *)folder, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	json_t *files = json_object();
	FTSENT *entry;
	int rc = fts ? 0 : error_errno(err, ERROR_ENVIRONMENT, "%s", folder);

	while (!rc && (entry = fts_read(fts))) {
		const char *name = entry->fts_path + strlen(folder) + 1;
		char hex[65];

		if (entry->fts_info != FTS_F || is_own(name))
			continue;
		rc = interrupt_pending() ? interrupt_error(err) :
		     file_sha256(entry->fts_accpath, hex, err);
		if (!rc && json_object_set_new(files, name, json_string(hex)))
			rc = error_set(err, ERROR_INPUT, "%s: a name that is no UTF-8", folder);
	}
	if (fts)
		fts_close(fts);
	if (rc)
		json_decref(files);
	else
		json_object_set_new(manifest, "files", files);
	return rc;
}

/* What "<folder>/.verified" notes of a file. */
static char *note_of(const char *hash, const struct stat *st)
{
	return xasprintf("%s %lld %lld.%09ld %lld.%09ld %llu", hash, (long long)st->st_size,
			 (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			 (long long)st->st_ctim.tv_sec, st->st_ctim.tv_nsec,
			 (unsigned long long)st->st_ino);
}

static json_t *read_notes(const char *folder)
{
	_cleanup_free_ char *path = path_join(folder, CHECKSUMS_VERIFIED);
	_cleanup_buf_ struct buf data = {0};
	json_t *notes = NULL;

	if (!file_read(path, MAX_NOTES, &data, NULL))
		notes = json_loadb(buf_str(&data), data.len, 0, NULL);
	if (json_is_object(notes))
		return notes;
	json_decref(notes);
	return json_object();
}

/* Whoever cannot write there hashes each time. */
static void write_notes(const char *folder, const json_t *notes)
{
	_cleanup_free_ char *path = path_join(folder, CHECKSUMS_VERIFIED);
	_cleanup_free_ char *dump = json_dumps(notes, JSON_INDENT(1) | JSON_SORT_KEYS);

	if (dump)
		file_write(path, dump, strlen(dump), 0666, NULL);
}

struct check {
	const char *folder;
	struct timespec start;
	json_t *before, *after;		/* notes */
	size_t hashed;
	char *damaged;
};

static bool is_racy(const struct check *check, const struct stat *st)
{
	return st->st_ctim.tv_sec > check->start.tv_sec ||
	       (st->st_ctim.tv_sec == check->start.tv_sec &&
		st->st_ctim.tv_nsec >= check->start.tv_nsec);
}

static int say_damaged(struct check *check, const char *name, const char *how)
{
	_cleanup_free_ char *shown = text_printable(name, strlen(name), false);

	check->damaged = xasprintf("%s is %s", shown, how);
	return 0;
}

/* 1, 0 and check->damaged, -1. */
static int check_file(struct check *check, const char *name, const char *hash, struct error **err)
{
	_cleanup_free_ char *path = path_join(check->folder, "%s", name), *note = NULL;
	struct stat st;
	char hex[65];

	if (!hash || !path_is_safe(name, strlen(name)))
		return say_damaged(check, name, "not a name or hash of a file");
	if (lstat(path, &st))
		return say_damaged(check, name, "missing");
	if (!S_ISREG(st.st_mode))
		return say_damaged(check, name, "no file");
	note = note_of(hash, &st);
	if (json_object_get(check->before, name) &&
	    !strcmp(note, json_string_value(json_object_get(check->before, name)) ?: "")) {
		json_object_set(check->after, name, json_object_get(check->before, name));
		return 1;
	}
	check->hashed++;
	if (interrupt_pending())
		return interrupt_error(err);
	if (file_sha256(path, hex, err))
		return -1;
	if (strcmp(hex, hash))
		return say_damaged(check, name, "damaged");
	if (!is_racy(check, &st))
		json_object_set_new(check->after, name, json_string(note));
	return 1;
}

static int check_all(const char *folder, const json_t *manifest, bool notes, char **ret_damaged,
		     size_t *ret_hashed, struct error **err)
{
	json_t *files = json_object_get(manifest, "files"), *hash;
	struct check check = {.folder = folder};
	const char *name;
	int rc = 1;

	if (!json_is_object(files))
		return error_set(err, ERROR_BUG, "%s: a manifest without hashes", folder);
	check.before = notes ? read_notes(folder) : json_object();
	check.after = json_object();
	clock_gettime(CLOCK_REALTIME_COARSE, &check.start);
	json_object_foreach(files, name, hash) {
		rc = check_file(&check, name, json_string_value(hash), err);
		if (rc <= 0)
			break;
	}
	if (rc > 0 && notes && !json_equal(check.before, check.after))
		write_notes(folder, check.after);
	if (ret_hashed)
		*ret_hashed = check.hashed;
	if (!rc)
		*ret_damaged = TAKE_PTR(check.damaged);
	json_decref(check.before);
	json_decref(check.after);
	return rc;
}

int checksums_check(const char *folder, const json_t *manifest, char **ret_damaged,
		    size_t *ret_hashed, struct error **err)
{
	return check_all(folder, manifest, true, ret_damaged, ret_hashed, err);
}

int checksums_check_anew(const char *folder, const json_t *manifest, char **ret_damaged,
			 struct error **err)
{
	return check_all(folder, manifest, false, ret_damaged, NULL, err);
}
