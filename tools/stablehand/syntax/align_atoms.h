/* SPDX-License-Identifier: GPL-2.0-only */
/* Two runs of atoms aligned. */
#ifndef SYNTAX_ALIGN_ATOMS_H
#define SYNTAX_ALIGN_ATOMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct atom;

/*
 * align() (syntax/align.h) of two runs of atoms, equal ones only, words counting more than
 * operators. Fills partners[0 ... a_count - 1]. false: they are too many.
 */
bool align_atoms(const struct atom *a, size_t a_count, const struct atom *b, size_t b_count,
		 uint32_t *partners);

#endif
