/* SPDX-License-Identifier: GPL-2.0-only */
/* A pack on its way, for those who write it (git/pack.h); nothing else needs this. */
#ifndef GIT_PACK_PARTS_H
#define GIT_PACK_PARTS_H

#include <pthread.h>
#include <stdint.h>

#include "git/pack.h"
#include "util/buf.h"
#include "util/hash.h"
#include "util/hash_table.h"

#define PACK_ASIDE "tmp_import_"
#define PACK_GIT_ASIDE "tmp_pack_"
#define PACK_WRITE_CHUNK (1 << 20)
#define PACK_HEADER_BYTES 12

struct packed_object {
	git_oid oid;
	uint32_t crc;
	uint64_t offset;
	UT_hash_handle hh;
};

struct pack {
	git_odb *odb;
	char *folder, *aside, *aside_index;
	int fd;
	pthread_mutex_t lock;	/* for all below, and the odb */
	struct buf pending;
	uint64_t written, flushed;
	struct packed_object *objects;	/* a hash table by id */
	bool published;
};

/* The folder of packs of a repository; the caller frees it. */
char *pack_folder(git_repository *repo);

/* Write it all, also in several pieces; name: for the message. */
int pack_write_all(int fd, const void *data, size_t len, const char *name, struct error **err);

/*
 * The SHA-1 of the first `len` bytes of a file. 1; 0 with errno when they cannot be read or are
 * not there (errno 0); -1 after Ctrl-C.
 */
int pack_sum(int fd, uint64_t len, unsigned char ret_sum[SHA1_BYTES], struct error **err);

/* Write what is pending to the file aside. The lock is held, or nobody else is there. */
int pack_flush(struct pack *pack, struct error **err);

#endif
