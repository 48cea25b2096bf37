// SPDX-License-Identifier: GPL-2.0-only
#include "vm/initramfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/manifest.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/library_archive.h"
#include "vm/modinfo.h"

#define MODULE_MAX (256 << 20)

struct initramfs_item {
	char *path;		/* in the guest */
	char *source;		/* host file; or NULL */
	char *text;		/* content; or NULL: a folder or a device */
	mode_t mode;
	dev_t device;
};

struct initramfs_items {
	struct initramfs_item *items;
	size_t count, alloc;
};

static void items_release(struct initramfs_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		free(items->items[i].path);
		free(items->items[i].source);
		free(items->items[i].text);
	}
	free(items->items);
}

static struct initramfs_item *add(struct initramfs_items *items, const char *path, mode_t mode)
{
	struct initramfs_item *item = ARRAY_ADD(items->items, items->count, items->alloc);

	item->path = xstrdup(path);
	item->mode = mode;
	return item;
}

/* A script may have lost its permission to run in an archive or a mail. */
static bool is_script(const char *source)
{
	_cleanup_close_ int fd = open(source, O_RDONLY | O_CLOEXEC);
	char start[2];

	return fd >= 0 && read(fd, start, 2) == 2 && !memcmp(start, "#!", 2);
}

static int add_source(struct initramfs_items *items, const char *path, const char *source,
		      struct error **err)
{
	struct stat st;

	if (!path_is_safe(path, strlen(path)))
		return error_set(err, ERROR_INPUT, "unsafe guest path: %s", path);
	if (stat(source, &st))
		return error_errno(err, ERROR_INPUT, "%s", source);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a file", source);
	add(items, path, S_IFREG | (st.st_mode & 0111 || is_script(source) ? 0755 : 0644))->source =
		xstrdup(source);
	return 0;
}

/* The modules as files, and the list that PID 1 loads them by. */
static int add_modules(struct initramfs_items *items, const struct initramfs_options *options,
		       struct error **err)
{
	size_t count = options->module_count;
	_cleanup_free_ struct modinfo *info = xcalloc(count + 1, sizeof(*info));
	_cleanup_free_ size_t *order = xcalloc(count + 1, sizeof(*order));
	_cleanup_buf_ struct buf list = {0};
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++) {
		_cleanup_buf_ struct buf file = {0};
		_cleanup_free_ char *path = NULL;

		rc = file_read(options->modules[i].source, MODULE_MAX, &file, err);
		if (rc)
			break;
		rc = modinfo_parse(buf_str(&file), file.len, &info[i], err);
		if (rc) {
			error_wrap(err, "%s", options->modules[i].source);
			break;
		}
		path = xasprintf("lib/modules/%s.ko", info[i].name);
		rc = add_source(items, path, options->modules[i].source, err);
	}
	if (!rc) {
		modinfo_order(info, count, order);
		for (size_t i = 0; i < count; i++) {
			const char *parameters = options->modules[order[i]].parameters;

			if (parameters && strchr(parameters, '\n'))
				rc = error_set(err, ERROR_INPUT, "module parameters contain a newline");
			buf_printf(&list, "/lib/modules/%s.ko %s\n", info[order[i]].name,
				   parameters ? parameters : "");
		}
		add(items, "etc/modules", S_IFREG | 0644)->text = buf_detach(&list);
	}
	for (size_t i = 0; i < count; i++)
		modinfo_release(&info[i]);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct initramfs_item *)a)->path,
		      ((const struct initramfs_item *)b)->path);
}

/* Add the folders above every item; sort; refuse what is there twice. */
static int complete(struct initramfs_items *items, struct error **err)
{
	size_t files = items->count, kept = 0;

	for (size_t i = 0; i < files; i++) {
		_cleanup_free_ char *folder = xstrdup(items->items[i].path);
		char *slash;

		while ((slash = strrchr(folder, '/'))) {
			*slash = '\0';
			add(items, folder, S_IFDIR | 0755);
		}
	}
	qsort(items->items, items->count, sizeof(*items->items), by_path);
	for (size_t i = 0; i < items->count; i++) {
		struct initramfs_item *item = &items->items[i];
		struct initramfs_item *last = kept ? &items->items[kept - 1] : NULL;

		if (last && !strcmp(last->path, item->path)) {
			if (!S_ISDIR(last->mode) || !S_ISDIR(item->mode))
				return error_set(err, ERROR_INPUT, "duplicate guest path: %s",
						 item->path);
			free(item->path);
			item->path = NULL;
			continue;
		}
		if (kept != i) {
			items->items[kept] = *item;
			*item = (struct initramfs_item){0};
		}
		kept++;
	}
	items->count = kept;
	return 0;
}

static int collect(struct initramfs_items *items, const struct initramfs_options *options,
		   struct error **err)
{
	static const char *const folders[] = {"dev", "proc", "sys", "tmp"};
	struct initramfs_item *console;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		add(items, folders[i], S_IFDIR | 0755);
	console = add(items, "dev/console", S_IFCHR | 0600);
	console->device = makedev(5, 1);
	if (add_source(items, "init", options->init, err) ||
	    (options->busybox && add_source(items, "bin/busybox", options->busybox, err)) ||
	    add_modules(items, options, err))
		return -1;
	if (options->busybox) {
		/* Scripts ask for these by name; busybox has no links for them. */
		add(items, "bin/bash", S_IFREG | 0755)->text =
			xstrdup("#!/bin/busybox sh\nexec /bin/busybox sh \"$@\"\n");
		add(items, "bin/sudo", S_IFREG | 0755)->text =
			xstrdup("#!/bin/busybox sh\nexec \"$@\"\n");
	}
	for (size_t i = 0; i < options->file_count; i++)
		if (add_source(items, options->files[i].path, options->files[i].source, err))
			return -1;
	return complete(items, err);
}

/* Hex SHA-256 over all that decides the archive's bytes. */
static int content_name(const struct initramfs_items *items, char ret_hex[65], struct error **err)
{
	_cleanup_buf_ struct buf text = {0};

	for (size_t i = 0; i < items->count; i++) {
		const struct initramfs_item *item = &items->items[i];
		char hex[65] = "-";

		if (item->source && file_sha256(item->source, hex, err))
			return -1;
		if (item->text)
			data_sha256(item->text, strlen(item->text), hex);
		buf_printf(&text, "%o %s %s\n", (unsigned int)item->mode, hex, item->path);
	}
	data_sha256(buf_str(&text), text.len, ret_hex);
	return 0;
}

static int archive_failed(struct archive *archive, struct error **err)
{
	errno = lib_archive_errno(archive);
	return error_set(err, errno == ENOSPC ? ERROR_ENVIRONMENT : ERROR_BUG,
			 "writing the initramfs: %s", lib_archive_error_string(archive));
}

static int write_source(struct archive *archive, const char *source, off_t size,
			struct error **err)
{
	_cleanup_close_ int fd = open(source, O_RDONLY | O_CLOEXEC);
	char chunk[65536];

	while (fd >= 0 && size) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || n > size)
			break;
		if (lib_archive_write_data(archive, chunk, n) != n)
			return archive_failed(archive, err);
		size -= n;
	}
	if (fd < 0 || size)
		return error_set(err, ERROR_INPUT, "%s: changed while it was read", source);
	return 0;
}

static int write_item(struct archive *archive, const struct initramfs_item *item,
		      struct error **err)
{
	struct archive_entry *entry = lib_archive_entry_new();
	size_t text_len = item->text ? strlen(item->text) : 0;
	struct stat st;
	int rc = 0;

	lib_archive_entry_set_pathname(entry, item->path);
	lib_archive_entry_set_mode(entry, item->mode);
	lib_archive_entry_set_mtime(entry, 0, 0);
	lib_archive_entry_set_nlink(entry, 1);
	lib_archive_entry_set_size(entry, text_len);
	if (S_ISCHR(item->mode))
		lib_archive_entry_set_rdev(entry, item->device);
	if (item->source) {
		if (stat(item->source, &st))
			rc = error_errno(err, ERROR_INPUT, "%s", item->source);
		else
			lib_archive_entry_set_size(entry, st.st_size);
	}
	if (!rc && lib_archive_write_header(archive, entry) != ARCHIVE_OK)
		rc = archive_failed(archive, err);
	if (!rc && item->source)
		rc = write_source(archive, item->source, st.st_size, err);
	if (!rc && text_len && lib_archive_write_data(archive, item->text, text_len) < 0)
		rc = archive_failed(archive, err);
	lib_archive_entry_free(entry);
	return rc;
}

static int write_archive(const struct initramfs_items *items, int fd, struct error **err)
{
	struct archive *archive = lib_archive_write_new();
	int rc = 0;

	lib_archive_write_set_format_cpio_newc(archive);
	lib_archive_write_add_filter_none(archive);
	if (lib_archive_write_open_fd(archive, fd) != ARCHIVE_OK)
		rc = archive_failed(archive, err);
	for (size_t i = 0; i < items->count && !rc; i++)
		rc = write_item(archive, &items->items[i], err);
	if (!rc && lib_archive_write_close(archive) != ARCHIVE_OK)
		rc = archive_failed(archive, err);
	lib_archive_write_free(archive);
	return rc;
}

/* What was built has to be what was published. */
static int check_sources(const struct initramfs_options *options, struct error **err)
{
	_cleanup_free_ char *known = NULL;

	for (size_t i = 0; i < options->module_count; i++)
		if (manifest_require(options->modules[i].source, &known, err))
			return -1;
	for (size_t i = 0; i < options->file_count; i++)
		if (manifest_require(options->files[i].source, &known, err))
			return -1;
	return 0;
}

static char *sum_path(const char *path)
{
	return xasprintf("%s.sha256", path);
}

/* 1, 0: it is not what was written, or there is no sum. -1. */
static int is_whole(const char *path, struct error **err)
{
	_cleanup_free_ char *name = sum_path(path);
	_cleanup_buf_ struct buf sum = {0};
	char hex[65];
	struct stat st;

	if (lstat(path, &st) || !S_ISREG(st.st_mode) || file_read(name, sizeof(hex), &sum, NULL))
		return 0;
	return file_sha256(path, hex, err) ? -1 : !strcmp(buf_str(&sum), hex);
}

int initramfs_require(const char *path, struct error **err)
{
	_cleanup_free_ char *name = sum_path(path);
	int rc = path_exists(name) ? is_whole(path, err) : 1;

	if (rc)
		return rc < 0 ? -1 : 0;
	return error_set(err, ERROR_ENVIRONMENT, "%s is damaged; the next run makes it again", path);
}

int initramfs_make(const struct initramfs_options *options, char **ret_path, struct error **err)
{
	_cleanup_(items_release) struct initramfs_items items = {0};
	_cleanup_free_ char *path = NULL, *aside = NULL, *sum = NULL;
	char hex[65];
	int fd, rc;

	if (check_sources(options, err) || archive_load(err) || collect(&items, options, err) ||
	    content_name(&items, hex, err) || dir_make(options->folder, err))
		return -1;
	path = path_join(options->folder, "%s.cpio", hex);
	rc = is_whole(path, err);
	if (rc < 0)
		return -1;
	if (rc) {
		*ret_path = TAKE_PTR(path);
		return 0;
	}
	sum = sum_path(path);
	aside = xasprintf("%s.%d.tmp", path, (int)getpid());
	fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", aside);
	rc = write_archive(&items, fd, err);
	if (!rc)
		rc = file_sha256(aside, hex, err) || file_write(sum, hex, strlen(hex), 0666, err);
	if (!rc && (fsync(fd) || rename(aside, path)))
		rc = error_errno(err, ERROR_ENVIRONMENT, "writing %s", path);
	close(fd);
	if (rc) {
		unlink(aside);
		return -1;
	}
	*ret_path = TAKE_PTR(path);
	return 0;
}

/* Does it start without a dynamic linker, whose name would be near the file's start? */
static bool is_static(const char *path)
{
	_cleanup_buf_ struct buf file = {0};

	return !access(path, X_OK) && !file_read(path, 16 << 20, &file, NULL) &&
	       !memmem(buf_str(&file), file.len < 4096 ? file.len : 4096, "ld-linux", 8);
}

char *initramfs_find_busybox(const struct arch *arch)
{
	static const char *const places[] = {
		"/usr/bin/busybox", "/bin/busybox",
	};
	struct utsname host;

	if (uname(&host) || strcmp(host.machine, arch->vm.host))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (is_static(places[i]))
			return xstrdup(places[i]);
	return NULL;
}
