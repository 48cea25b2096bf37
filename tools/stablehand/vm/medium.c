// SPDX-License-Identifier: GPL-2.0-only
#include "vm/medium.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/library_archive.h"

/* The loader reads no longer line of its configuration. */
#define PARAMETERS_MAX 2000

/*
 * The loader is loaded by the BIOS as it is ("no emulation"), four sectors of
 * it; these read the rest, which they find by the table that the writer of
 * the image puts into them (mkisofs's "boot information table").
 */
#define OPTIONS "boot=isolinux.bin,boot-type=no-emulation,boot-load-size=4,boot-info-table," \
		"!joliet,!rockridge,!zisofs,!limit-depth,volume-id=STABLEHAND"

/* What is on the image: a file here, or a text. */
struct medium_item {
	const char *name;
	const char *source;
	const char *text;
};

static const char *first_that_is(const char *const *places)
{
	for (; *places; places++)
		if (path_exists(*places))
			return *places;
	return NULL;
}

static const char *find_loader(void)
{
	static const char *const places[] = {
		"/usr/lib/ISOLINUX/isolinux.bin",
		"/usr/share/syslinux/isolinux.bin",
		"/usr/lib/syslinux/bios/isolinux.bin",
		NULL,
	};

	return first_that_is(places);
}

/* The loader's second part. */
static const char *find_core(void)
{
	static const char *const places[] = {
		"/usr/lib/syslinux/modules/bios/ldlinux.c32",
		"/usr/share/syslinux/ldlinux.c32",
		"/usr/lib/syslinux/bios/ldlinux.c32",
		NULL,
	};

	return first_that_is(places);
}

int medium_check(struct error **err)
{
	if (!find_loader() || !find_core())
		return error_set(err, ERROR_ENVIRONMENT,
				 "isolinux.bin or ldlinux.c32 is not installed: apt-get install "
				 MEDIUM_PACKAGES);
	return 0;
}

static int failed(struct archive *archive, struct error **err)
{
	errno = lib_archive_errno(archive);
	return error_set(err, errno == ENOSPC ? ERROR_ENVIRONMENT : ERROR_BUG,
			 "writing the boot medium: %s", lib_archive_error_string(archive));
}

static int write_source(struct archive *archive, int fd, const char *source, off_t size,
			struct error **err)
{
	char chunk[65536];

	while (size) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || n > size)
			return error_set(err, ERROR_INPUT, "%s: changed while it was read", source);
		if (lib_archive_write_data(archive, chunk, n) != n)
			return failed(archive, err);
		size -= n;
	}
	return 0;
}

static int write_item(struct archive *archive, const struct medium_item *item, struct error **err)
{
	struct archive_entry *entry = lib_archive_entry_new();
	_cleanup_close_ int fd = -1;
	struct stat st = {0};
	int rc = 0;

	if (item->source) {
		fd = open(item->source, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || fstat(fd, &st))
			rc = error_errno(err, ERROR_INPUT, "%s", item->source);
		else if (!S_ISREG(st.st_mode))
			rc = error_set(err, ERROR_INPUT, "%s: not a file", item->source);
	} else {
		st.st_size = strlen(item->text);
	}
	lib_archive_entry_set_pathname(entry, item->name);
	lib_archive_entry_set_mode(entry, S_IFREG | 0644);
	lib_archive_entry_set_mtime(entry, 0, 0);
	lib_archive_entry_set_size(entry, st.st_size);
	if (!rc && lib_archive_write_header(archive, entry) != ARCHIVE_OK)
		rc = failed(archive, err);
	if (!rc && item->source)
		rc = write_source(archive, fd, item->source, st.st_size, err);
	if (!rc && item->text &&
	    lib_archive_write_data(archive, item->text, st.st_size) != st.st_size)
		rc = failed(archive, err);
	lib_archive_entry_free(entry);
	return rc;
}

static int write_image(int fd, const struct medium_item *items, size_t count, struct error **err)
{
	struct archive *archive = lib_archive_write_new();
	int rc = 0;

	lib_archive_write_set_format_iso9660(archive);
	lib_archive_write_add_filter_none(archive);
	if (lib_archive_write_set_options(archive, OPTIONS) != ARCHIVE_OK ||
	    lib_archive_write_open_fd(archive, fd) != ARCHIVE_OK)
		rc = failed(archive, err);
	for (size_t i = 0; i < count && !rc; i++)
		rc = write_item(archive, &items[i], err);
	if (!rc && lib_archive_write_close(archive) != ARCHIVE_OK)
		rc = failed(archive, err);
	lib_archive_write_free(archive);
	return rc;
}

int medium_make(const char *path, const char *kernel, const char *initramfs,
		const char *parameters, struct error **err)
{
	_cleanup_free_ char *text = xasprintf("DEFAULT test\nPROMPT 0\nLABEL test\n"
					      "LINUX /kernel\nINITRD /initrd\nAPPEND %s\n",
					      parameters);
	_cleanup_free_ char *aside = xasprintf("%s.%d.tmp", path, (int)getpid());
	const struct medium_item items[] = {
		{.name = "isolinux.bin", .source = find_loader()},
		{.name = "ldlinux.c32", .source = find_core()},
		{.name = "isolinux.cfg", .text = text},
		{.name = "kernel", .source = kernel},
		{.name = "initrd", .source = initramfs},
	};
	int fd, rc;

	if (strchr(parameters, '\n') || strlen(parameters) > PARAMETERS_MAX)
		return error_set(err, ERROR_INPUT,
				 "not a kernel command line for a boot medium: %s", parameters);
	if (medium_check(err) || archive_load(err))
		return -1;
	fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", aside);
	rc = write_image(fd, items, ARRAY_SIZE(items), err);
	close(fd);
	if (!rc && rename(aside, path))
		rc = error_errno(err, ERROR_ENVIRONMENT, "writing %s", path);
	if (rc)
		unlink(aside);
	return rc;
}
