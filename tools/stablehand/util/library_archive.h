/* SPDX-License-Identifier: GPL-2.0-only */
/* libarchive: archives read and written. */
#ifndef UTIL_LIBRARY_ARCHIVE_H
#define UTIL_LIBRARY_ARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

#include "util/library.h"

#define ARCHIVE_FUNCTIONS(FUNCTION) \
	FUNCTION(archive_entry_filetype) \
	FUNCTION(archive_entry_free) \
	FUNCTION(archive_entry_hardlink) \
	FUNCTION(archive_entry_mtime) \
	FUNCTION(archive_entry_new) \
	FUNCTION(archive_entry_pathname) \
	FUNCTION(archive_entry_perm) \
	FUNCTION(archive_entry_set_mode) \
	FUNCTION(archive_entry_set_mtime) \
	FUNCTION(archive_entry_set_nlink) \
	FUNCTION(archive_entry_set_pathname) \
	FUNCTION(archive_entry_set_rdev) \
	FUNCTION(archive_entry_set_size) \
	FUNCTION(archive_entry_size) \
	FUNCTION(archive_entry_symlink) \
	FUNCTION(archive_errno) \
	FUNCTION(archive_error_string) \
	FUNCTION(archive_read_data) \
	FUNCTION(archive_read_free) \
	FUNCTION(archive_read_new) \
	FUNCTION(archive_read_next_header) \
	FUNCTION(archive_read_open2) \
	FUNCTION(archive_read_set_option) \
	FUNCTION(archive_read_support_filter_bzip2) \
	FUNCTION(archive_read_support_filter_gzip) \
	FUNCTION(archive_read_support_filter_lzma) \
	FUNCTION(archive_read_support_filter_xz) \
	FUNCTION(archive_read_support_filter_zstd) \
	FUNCTION(archive_read_support_format_ar) \
	FUNCTION(archive_read_support_format_raw) \
	FUNCTION(archive_read_support_format_tar) \
	FUNCTION(archive_set_error) \
	FUNCTION(archive_write_add_filter_none) \
	FUNCTION(archive_write_close) \
	FUNCTION(archive_write_data) \
	FUNCTION(archive_write_free) \
	FUNCTION(archive_write_header) \
	FUNCTION(archive_write_new) \
	FUNCTION(archive_write_open_fd) \
	FUNCTION(archive_write_set_format_cpio_newc) \
	FUNCTION(archive_write_set_format_iso9660) \
	FUNCTION(archive_write_set_options)

ARCHIVE_FUNCTIONS(LIBRARY_DECLARE)

/* See library_load(). */
int archive_load(struct error **err);

#endif
