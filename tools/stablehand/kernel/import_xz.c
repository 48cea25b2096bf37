// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/import_xz.h"

#include <lzma.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"

#define PIECE (1 << 20)
#define MAX_THREADS 4
/* A thread of `xz -6` takes 36 MB with what waits; one of `xz -9` three times that. */
#define MEMORY_THREADS (192ull << 20)	/* above it there are fewer threads */
#define MEMORY_MAX (256ull << 20)	/* above it the data is refused */

struct import_xz {
	lzma_stream stream;
	ssize_t (*fill)(void *data, const void **ret);
	void *data;
	bool all_read, ended;
	lzma_ret started;
	unsigned char piece[PIECE];
};

bool import_xz_begins(const void *data, size_t len)
{
	static const unsigned char magic[] = {0xfd, '7', 'z', 'X', 'Z', 0};

	return len >= sizeof(magic) && !memcmp(data, magic, sizeof(magic));
}

struct import_xz *import_xz_new(ssize_t (*fill)(void *data, const void **ret), void *data)
{
	struct import_xz *xz = xcalloc(1, sizeof(*xz));
	long count = sysconf(_SC_NPROCESSORS_ONLN);
	lzma_mt options = {
		.flags = LZMA_CONCATENATED,
		.threads = count < 1 ? 1 : count > MAX_THREADS ? MAX_THREADS : count,
		.memlimit_threading = MEMORY_THREADS,
		.memlimit_stop = MEMORY_MAX,
	};

	xz->fill = fill;
	xz->data = data;
	xz->started = lzma_stream_decoder_mt(&xz->stream, &options);
	return xz;
}

static const char *explain(lzma_ret rc)
{
	switch (rc) {
	case LZMA_MEM_ERROR:
		return "out of memory";
	case LZMA_MEMLIMIT_ERROR:
		return "the xz data wants too much memory";
	case LZMA_OPTIONS_ERROR:
		return "xz data of an unknown kind";
	case LZMA_BUF_ERROR:
		return "unexpected end of the xz data";
	default:
		return "the xz data is corrupt";
	}
}

ssize_t import_xz_read(struct import_xz *xz, const void **ret, const char **ret_why)
{
	lzma_stream *stream = &xz->stream;
	lzma_ret rc = xz->started;

	*ret_why = NULL;
	stream->next_out = xz->piece;
	stream->avail_out = PIECE;
	while (rc == LZMA_OK && stream->avail_out && !xz->ended) {
		if (!stream->avail_in && !xz->all_read) {
			const void *more;
			ssize_t n = xz->fill(xz->data, &more);

			if (n < 0)
				return -1;
			xz->all_read = !n;
			stream->next_in = more;
			stream->avail_in = n;
		}
		rc = lzma_code(stream, xz->all_read ? LZMA_FINISH : LZMA_RUN);
		if (rc == LZMA_STREAM_END) {
			xz->ended = true;
			rc = LZMA_OK;
		}
	}
	if (rc != LZMA_OK) {
		*ret_why = explain(rc);
		return -1;
	}
	*ret = xz->piece;
	return PIECE - stream->avail_out;
}

void import_xz_free(struct import_xz *xz)
{
	if (!xz)
		return;
	lzma_end(&xz->stream);
	free(xz);
}
