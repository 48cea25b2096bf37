/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The best common course of two sequences: pairs (i, j), rising in both, that
 * give the highest sum of scores, a pair that follows another without a gap
 * getting a bonus. By dynamic programming (Needleman and Wunsch, J. Mol. Biol.
 * 48, 1970, with gaps that cost nothing and a second state for adjacency).
 */
#ifndef SYNTAX_ALIGN_H
#define SYNTAX_ALIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALIGN_NONE UINT32_MAX
#define ALIGN_MAX_CELLS (48u << 20)	/* a byte each */

/* What pairing i with j is worth; 0 or less: it may not be paired. */
typedef int align_score_fn(const void *data, size_t i, size_t j);

/*
 * Fill partners[0 ... n - 1] with the j of each i, or ALIGN_NONE. Takes time and
 * memory n * m once common ends are off, which `same` tells (NULL: nothing is
 * cut off). false when that is more than ALIGN_MAX_CELLS; partners are all
 * ALIGN_NONE then but for the common ends.
 */
bool align(size_t n, size_t m, align_score_fn *score, int bonus,
	   bool (*same)(const void *data, size_t i, size_t j), const void *data,
	   uint32_t *partners);

#endif
