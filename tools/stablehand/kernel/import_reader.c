// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/import_reader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/import_xz.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/library_archive.h"

#define BLOCK 65536
#define MAX_CHANGELOG (64 << 20)
#define MAX_TARGET 4096
#define PATH_MAX_BYTES 4096
#define DEB_MAGIC "!<arch>\ndebian-binary"

/* One archive, whose bytes come from the input or from an entry of another one. */
struct layer {
	struct archive *archive;
	struct archive *outer;		/* NULL: the input */
	struct reader *reader;
	struct import_xz *xz;		/* decodes the bytes; NULL: they go as they are */
	const void *first;		/* what was read to see that, and not used yet */
	ssize_t first_len;
	char block[BLOCK];
};

struct reader {
	const struct import_input *input;
	const struct import_sink *sink;
	struct error **err;
	uint64_t at;			/* bytes read of the input */
	uint64_t total, entries, paths;	/* for the limits */
	int64_t newest;
	bool found;			/* of a .deb: the inner tarball */
};

static ssize_t read_input(struct reader *r, char *block, const void **ret)
{
	size_t left;
	ssize_t n;

	if (r->input->fd >= 0) {
		do
			n = pread(r->input->fd, block, BLOCK, r->at);
		while (n < 0 && errno == EINTR);
		*ret = block;
	} else {
		left = r->input->memory_size - r->at;
		n = left < BLOCK ? left : BLOCK;
		*ret = (const char *)r->input->memory + r->at;
	}
	if (n > 0) {
		r->at += n;
		if (r->input->read_bytes)
			atomic_store(r->input->read_bytes, r->at);
	}
	return n;
}

/* The bytes that the layer is made of, undecoded. */
static ssize_t read_raw(void *data, const void **ret)
{
	struct layer *layer = data;
	ssize_t n = layer->first_len;

	if (n) {
		*ret = layer->first;
		layer->first_len = 0;
		return n;
	}
	if (interrupt_pending()) {
		lib_archive_set_error(layer->archive, EINTR, "interrupted");
		return -1;
	}
	if (!layer->outer) {
		n = read_input(layer->reader, layer->block, ret);
		if (n < 0)
			lib_archive_set_error(layer->archive, errno, "%s", strerror(errno));
		return n;
	}
	n = lib_archive_read_data(layer->outer, layer->block, BLOCK);
	if (n < 0)
		lib_archive_set_error(layer->archive, EIO, "%s",
				      lib_archive_error_string(layer->outer));
	*ret = layer->block;
	return n < 0 ? -1 : n;
}

static ssize_t on_read(struct archive *archive, void *data, const void **ret)
{
	struct layer *layer = data;
	const char *why;
	ssize_t n;

	if (!layer->xz)
		return read_raw(layer, ret);
	n = import_xz_read(layer->xz, ret, &why);
	if (n < 0 && why)
		lib_archive_set_error(archive, EIO, "%s", why);
	return n;
}

/* libarchive would decode .xz, too, but with one thread. */
static int look_for_xz(struct layer *layer)
{
	layer->first_len = read_raw(layer, &layer->first);
	if (layer->first_len < 0)
		return -1;
	if (import_xz_begins(layer->first, layer->first_len))
		layer->xz = import_xz_new(read_raw, layer);
	return 0;
}

static int archive_failure(struct reader *r, struct archive *archive)
{
	const char *why = lib_archive_error_string(archive);

	if (interrupt_pending())
		return interrupt_error(r->err);
	return error_set(r->err, ERROR_INPUT, "damaged or truncated: %s", why ? why : "unknown");
}

static void layer_close(struct layer *layer)
{
	if (layer->archive)
		lib_archive_read_free(layer->archive);
	import_xz_free(layer->xz);
}

/* Only what libarchive decodes itself: nothing here may start a program. */
static void support_filters(struct archive *archive)
{
	lib_archive_read_support_filter_gzip(archive);
	lib_archive_read_support_filter_bzip2(archive);
	lib_archive_read_support_filter_lzma(archive);
	lib_archive_read_support_filter_xz(archive);
	lib_archive_read_support_filter_zstd(archive);
}

static int layer_open(struct reader *r, struct layer *layer, struct archive *outer,
		      int (*format)(struct archive *))
{
	layer->reader = r;
	layer->outer = outer;
	layer->archive = lib_archive_read_new();
	if (!layer->archive)
		abort();
	format(layer->archive);
	if (format == lib_archive_read_support_format_tar) {
		support_filters(layer->archive);
		/*
		 * Read on to the end of the data behind the end of the tar, so
		 * that the last checksums of the compression are checked.
		 */
		lib_archive_read_set_option(layer->archive, "tar", "read_concatenated_archives",
					    "1");
	} else if (format == lib_archive_read_support_format_raw) {
		support_filters(layer->archive);
	}
	if ((format != lib_archive_read_support_format_ar && look_for_xz(layer)) ||
	    lib_archive_read_open2(layer->archive, layer, NULL, on_read, NULL, NULL) != ARCHIVE_OK)
		return archive_failure(r, layer->archive);
	return 0;
}

/* The next entry: 1, 0 at the end, -1. */
static int next(struct reader *r, struct layer *layer, struct archive_entry **ret)
{
	int rc = lib_archive_read_next_header(layer->archive, ret);

	if (rc == ARCHIVE_EOF)
		return 0;
	/* A warning is about an attribute, a date say; the name is checked. */
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return archive_failure(r, layer->archive);
	if (++r->entries > IMPORT_MAX_ENTRIES)
		return error_set(r->err, ERROR_INPUT, "more than %llu entries", IMPORT_MAX_ENTRIES);
	return 1;
}

/*
 * A path without "./" in front and "/" behind, allocated; NULL with *err set
 * when it is not safe, "" for the top folder.
 */
static char *clean_path(struct reader *r, const char *path)
{
	size_t len;

	if (!path) {
		error_set(r->err, ERROR_INPUT, "an entry with a name that cannot be read");
		return NULL;
	}
	while (path[0] == '.' && path[1] == '/')
		for (path += 2; *path == '/';)
			path++;
	len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len == 1 && path[0] == '.')
		len = 0;
	if (len > PATH_MAX_BYTES) {
		error_set(r->err, ERROR_INPUT, "a path of %zu bytes, more than %d: %.60s...", len,
			  PATH_MAX_BYTES, path);
		return NULL;
	}
	if (len && !path_is_safe(path, len)) {
		error_set(r->err, ERROR_INPUT, "unsafe path %.200s", path);
		return NULL;
	}
	r->paths += len + 1;
	if (r->paths > IMPORT_MAX_PATHS) {
		error_set(r->err, ERROR_INPUT, "names of more than %llu bytes", IMPORT_MAX_PATHS);
		return NULL;
	}
	return xstrndup(path, len);
}

static int count_bytes(struct reader *r, const char *path, uint64_t len)
{
	uint64_t max = r->input->max_total ? r->input->max_total : IMPORT_MAX_TOTAL;

	if (len > IMPORT_MAX_FILE)
		return error_set(r->err, ERROR_INPUT, "%s: larger than %llu bytes", path,
				 IMPORT_MAX_FILE);
	r->total += len;
	if (r->total > max)
		return error_set(r->err, ERROR_INPUT, "more than %llu bytes in all",
				 (unsigned long long)max);
	return 0;
}

/* The content of a file of len bytes (counted already), to be freed; NULL with *err set. */
static char *read_content(struct reader *r, struct archive *archive, const char *path, size_t len)
{
	_cleanup_free_ char *bytes = xmalloc(len + 1);
	size_t got = 0;

	while (got < len) {
		ssize_t n = lib_archive_read_data(archive, bytes + got, len - got);

		if (n < 0) {
			archive_failure(r, archive);
			return NULL;
		}
		if (!n) {
			error_set(r->err, ERROR_INPUT, "%s: unexpected end of data", path);
			return NULL;
		}
		got += n;
	}
	bytes[len] = '\0';
	return TAKE_PTR(bytes);
}

static int take_file(struct reader *r, struct archive *archive, struct archive_entry *entry,
		     const char *path)
{
	int64_t size = lib_archive_entry_size(entry);
	unsigned int mode = lib_archive_entry_perm(entry) & 0100 ? 0100755 : 0100644;
	char *bytes;

	if (size < 0)
		return error_set(r->err, ERROR_INPUT, "%s: no size", path);
	if (count_bytes(r, path, size))
		return -1;
	bytes = read_content(r, archive, path, size);
	if (!bytes)
		return -1;
	if (lib_archive_entry_mtime(entry) > r->newest)
		r->newest = lib_archive_entry_mtime(entry);
	return r->sink->on_file(path, mode, bytes, size, r->sink->data, r->err);
}

static int take_symlink(struct reader *r, struct archive_entry *entry, const char *path)
{
	const char *target = lib_archive_entry_symlink(entry);
	size_t len = target ? strlen(target) : 0;

	if (!len || len > MAX_TARGET)
		return error_set(r->err, ERROR_INPUT, "%s: symbolic link without a usable target",
				 path);
	if (count_bytes(r, path, len))
		return -1;
	return r->sink->on_file(path, 0120000, xstrdup(target), len, r->sink->data, r->err);
}

static int take_entry(struct reader *r, struct archive *archive, struct archive_entry *entry)
{
	_cleanup_free_ char *path = clean_path(r, lib_archive_entry_pathname(entry));
	_cleanup_free_ char *target = NULL;

	if (!path)
		return -1;
	if (lib_archive_entry_hardlink(entry)) {
		target = clean_path(r, lib_archive_entry_hardlink(entry));
		if (!target)
			return -1;
		if (!*path || !*target)
			return error_set(r->err, ERROR_INPUT, "a link without a name");
		return r->sink->on_link(path, target, r->sink->data, r->err);
	}
	if (lib_archive_entry_filetype(entry) == AE_IFDIR)
		return 0;
	if (!*path)
		return error_set(r->err, ERROR_INPUT, "a file without a name");
	if (lib_archive_entry_filetype(entry) == AE_IFREG)
		return take_file(r, archive, entry, path);
	if (lib_archive_entry_filetype(entry) == AE_IFLNK)
		return take_symlink(r, entry, path);
	return error_set(r->err, ERROR_INPUT, "%s: neither a file, a folder nor a link", path);
}

/* A whole tarball that is the input, or the entry of `outer` that is at hand. */
static int read_tarball(struct reader *r, struct archive *outer)
{
	_cleanup_(layer_close) struct layer tar = {0};
	struct archive_entry *entry;
	int rc;

	if (layer_open(r, &tar, outer, lib_archive_read_support_format_tar))
		return -1;
	while ((rc = next(r, &tar, &entry)) > 0)
		if (take_entry(r, tar.archive, entry))
			return -1;
	return rc;
}

static int read_changelog(struct reader *r, struct archive *outer)
{
	_cleanup_(layer_close) struct layer raw = {0};
	_cleanup_buf_ struct buf text = {0};
	struct archive_entry *entry;
	ssize_t n;

	if (layer_open(r, &raw, outer, lib_archive_read_support_format_raw))
		return -1;
	if (next(r, &raw, &entry) <= 0)
		return archive_failure(r, raw.archive);
	while ((n = lib_archive_read_data(raw.archive, buf_reserve(&text, BLOCK), BLOCK)) > 0) {
		text.len += n;
		text.data[text.len] = '\0';
		if (text.len > MAX_CHANGELOG)
			return error_set(r->err, ERROR_INPUT,
					 "the changelog is larger than %d bytes", MAX_CHANGELOG);
	}
	if (n < 0)
		return archive_failure(r, raw.archive);
	n = text.len;
	return r->sink->on_changelog(buf_detach(&text), n, r->sink->data, r->err);
}

static bool is_source_tarball(const char *path)
{
	const char *base = strrchr(path, '/');

	return !strncmp(path, "usr/src/", 8) && base && !strncmp(base, "/linux-source", 13) &&
	       strstr(base, ".tar");
}

static bool is_changelog(const char *path)
{
	const char *base = strrchr(path, '/');

	return !strncmp(path, "usr/share/doc/", 14) && base &&
	       !strcmp(base, "/changelog.Debian.gz");
}

/* data.tar.* of a .deb, the entry of `deb` that is at hand. */
static int read_deb_data(struct reader *r, struct archive *deb)
{
	_cleanup_(layer_close) struct layer data = {0};
	struct archive_entry *entry;
	int rc;

	if (layer_open(r, &data, deb, lib_archive_read_support_format_tar))
		return -1;
	while ((rc = next(r, &data, &entry)) > 0) {
		_cleanup_free_ char *path = clean_path(r, lib_archive_entry_pathname(entry));

		if (!path)
			return -1;
		if (lib_archive_entry_filetype(entry) != AE_IFREG ||
		    lib_archive_entry_hardlink(entry))
			continue;
		if (is_changelog(path)) {
			if (read_changelog(r, data.archive))
				return -1;
		} else if (is_source_tarball(path)) {
			if (r->found)
				return error_set(r->err, ERROR_INPUT, "contains two source tarballs");
			r->found = true;
			if (read_tarball(r, data.archive))
				return error_wrap(r->err, "%s", path);
		}
	}
	return rc;
}

static int read_deb(struct reader *r)
{
	_cleanup_(layer_close) struct layer ar = {0};
	struct archive_entry *entry;
	int rc;

	if (layer_open(r, &ar, NULL, lib_archive_read_support_format_ar))
		return -1;
	while ((rc = next(r, &ar, &entry)) > 0) {
		const char *name = lib_archive_entry_pathname(entry);

		if (name && !strncmp(name, "data.tar", 8) && read_deb_data(r, ar.archive))
			return -1;
	}
	if (!rc && !r->found)
		return error_set(r->err, ERROR_INPUT,
				 "no usr/src/linux-source*.tar.* in it, or truncated");
	return rc;
}

/*
 * A plain tarball cut off between two files has no other sign of it than that
 * the zero blocks of its end are missing.
 */
static int check_plain_end(struct reader *r, const char *head, size_t len)
{
	char end[1024];
	uint64_t from;

	if (len < 512 || memcmp(head + 257, "ustar", 5))
		return 0;
	if (r->input->fd < 0) {
		from = r->input->memory_size;
		if (from >= sizeof(end))
			memcpy(end, (const char *)r->input->memory + from - sizeof(end),
			       sizeof(end));
	} else {
		off_t size = lseek(r->input->fd, 0, SEEK_END);

		from = size < 0 ? 0 : size;
		if (from >= sizeof(end) &&
		    pread(r->input->fd, end, sizeof(end), from - sizeof(end)) != sizeof(end))
			return error_errno(r->err, ERROR_ENVIRONMENT, "reading the end");
	}
	if (from >= sizeof(end))
		for (from = 0; from < sizeof(end) && !end[from]; from++)
			;
	if (from < sizeof(end))
		return error_set(r->err, ERROR_INPUT,
				 "damaged or truncated: no end of the archive");
	return 0;
}

int import_read(const struct import_input *input, const struct import_sink *sink,
		int64_t *ret_newest, struct error **err)
{
	struct reader r = {.input = input, .sink = sink, .err = err};
	char block[BLOCK];
	const void *head;
	ssize_t n = read_input(&r, block, &head);
	int rc;

	if (n < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "reading");
	if (archive_load(err))
		return -1;
	r.at = 0;
	if ((size_t)n >= strlen(DEB_MAGIC) && !memcmp(head, DEB_MAGIC, strlen(DEB_MAGIC)))
		rc = read_deb(&r);
	else
		rc = check_plain_end(&r, head, n) ? -1 : read_tarball(&r, NULL);
	if (!rc)
		*ret_newest = r.newest;
	return rc;
}
