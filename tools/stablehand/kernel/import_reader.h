/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading an archive as a stream: a tarball (plain, gzip, bzip2, xz, lzma,
 * zstd), or a .deb, of which the tarball usr/src/linux-source-*.tar.* is read
 * inside, and the changelog below usr/share/doc. Told apart by content.
 */
#ifndef KERNEL_IMPORT_READER_H
#define KERNEL_IMPORT_READER_H

#include <stdatomic.h>
#include <stdint.h>
#include <stddef.h>

#include "util/error.h"

#define IMPORT_MAX_FILE (256ull << 20)
#define IMPORT_MAX_TOTAL (8ull << 30)
#define IMPORT_MAX_ENTRIES 2000000ull
#define IMPORT_MAX_PATHS (256ull << 20)

struct import_input {
	int fd;				/* of the archive, at its start; -1: memory is read */
	const void *memory;
	size_t memory_size;
	uint64_t max_total;		/* content in all, uncompressed; 0: IMPORT_MAX_TOTAL */
	atomic_ullong *read_bytes;	/* counts what was read of the archive; or NULL */
};

/* What is found; a return other than 0 (with *err set) ends the reading. */
struct import_sink {
	/*
	 * A file or symbolic link: its git mode (0100644, 0100755, 0120000) and
	 * content (a link's target), which the callee frees. The path is safe
	 * (path_is_safe()) and valid during the call.
	 */
	int (*on_file)(const char *path, unsigned int mode, char *bytes, size_t len, void *data,
		       struct error **err);

	/* A hard link to another path of the archive. */
	int (*on_link)(const char *path, const char *target, void *data, struct error **err);

	/* The .deb's changelog as text, which the callee frees. */
	int (*on_changelog)(char *bytes, size_t len, void *data, struct error **err);

	void *data;
};

/*
 * Read it all. *ret_newest is the latest date of a file, in seconds since
 * 1970. Damage, truncation, an entry that is neither file, folder nor link,
 * an unsafe path and a passed limit are ERROR_INPUT (the message does not
 * name the archive); Ctrl-C is ERROR_INTERRUPTED.
 */
int import_read(const struct import_input *input, const struct import_sink *sink,
		int64_t *ret_newest, struct error **err);

#endif
