/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the store was given before: a checksum of the content of every file of
 * the last import of each branch, with the id of its blob. A release differs
 * from the one before it in a hundredth of its files; of the others the id is
 * known without computing it, and nothing has to be compressed.
 *
 * The checksum is a MAC (util/hash.h) under a key of the store, which only its
 * owner can read: without it nobody can prepare a file that passes for another
 * one. Object ids, being SHA-1, are not relied on for that. Whether the blob is
 * still in the store is for the caller to ask.
 *
 * One file a branch, below stablehand-contents/ in the store, and the key,
 * `.key`. What another key was used for, or is not whole, which its own SHA-256
 * tells, is passed over, and so is all above 64 MiB.
 */
#ifndef KERNEL_IMPORT_CONTENTS_H
#define KERNEL_IMPORT_CONTENTS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/hash.h"

struct import_contents;

/* Load what is known, that of `branch` first. contents_free() frees. */
struct import_contents *contents_load(git_repository *repo, const char *branch);

/* What makes the sums. Each thread has its own; mac_free() frees. */
struct mac *contents_mac(const struct import_contents *contents);

/* The blob with this content, if it was noted by an earlier import. For any thread. */
bool contents_find(const struct import_contents *contents, const unsigned char sum[MAC_BYTES],
		   git_oid *ret_blob);

/* Note a file of this import. For any thread. */
void contents_note(struct import_contents *contents, const unsigned char sum[MAC_BYTES],
		   const git_oid *blob);

/*
 * Keep what was noted as the branch's, in place of what was there. It is a
 * cache: when it cannot be written the next import takes longer.
 */
void contents_save(const struct import_contents *contents);

/* NULL-safe. */
void contents_free(struct import_contents *contents);

#endif
