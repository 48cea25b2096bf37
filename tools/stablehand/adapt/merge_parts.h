/* SPDX-License-Identifier: GPL-2.0-only */
/* How merge.c is split; nothing else needs this. */
#ifndef ADAPT_MERGE_PARTS_H
#define ADAPT_MERGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapt/stretch.h"

struct adapt_input;
struct change_list;
struct pieces;

/* Part of the three stretches between atoms that all have: a[i, ie), n[j, je), b[k, ke). */
struct merge_chunk {
	const struct stretch *a, *n, *b;
	const uint32_t *in_n;		/* atoms of n for those of a, or ALIGN_NONE */
	size_t i, ie, j, je, k, ke;
};

/* Append one atom of a stretch, with the white space given; `added` by the change. */
void merge_emit(struct pieces *pieces, const struct stretch *stretch, size_t i,
		struct adapt_bytes space, bool added);

/* Append atoms [from, to) of A_NEW (added by the change) or of B, with their own white space. */
void merge_emit_n(struct pieces *pieces, const struct merge_chunk *chunk, size_t from, size_t to);
void merge_emit_b(struct pieces *pieces, const struct merge_chunk *chunk, size_t from, size_t to);

/*
 * merge_conflict.c: merge a chunk that the change and B have both changed. alike: the
 * lines of A and B that the chunk is of are nearly the same. false: it is not told what is
 * meant; some pieces may have been appended.
 */
bool merge_conflict(const struct adapt_input *in, const struct change_list *changes,
		    const struct merge_chunk *chunk, bool alike, struct pieces *pieces);

/*
 * merge_doubts.c: is what B has in a chunk more than another way to write what A has, so
 * that to replace it would lose or change what the branch does?
 */
bool merge_has_other_value(const struct merge_chunk *chunk);
bool merge_means_another(const struct adapt_input *in, const struct change_list *changes,
			 const struct merge_chunk *chunk);

/*
 * Atoms [from, to) of `inner` come in place of those at `at` ... `end` of `outer`: do the
 * operators next to these bind the same of them?
 */
bool merge_keeps_binding(const struct stretch *outer, size_t at, size_t end,
			 const struct stretch *inner, size_t from, size_t to);

#endif
