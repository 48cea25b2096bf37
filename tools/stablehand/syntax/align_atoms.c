// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/align_atoms.h"

#include "syntax/align.h"
#include "syntax/atoms.h"

#define WORD 4		/* score of a pair of words, numbers, ... */
#define OPERATOR 1
#define FOLLOWS 2	/* bonus for pairs in a row */

struct atom_pairing {
	const struct atom *a, *b;
};

static int score_atoms(const void *data, size_t i, size_t j)
{
	const struct atom_pairing *pairing = data;

	/* A bracket in a comment is not one of the code. */
	if (pairing->a[i].id != pairing->b[j].id || pairing->a[i].kind != pairing->b[j].kind)
		return 0;
	return pairing->a[i].kind == ATOM_PUNCT ? OPERATOR : WORD;
}

bool align_atoms(const struct atom *a, size_t a_count, const struct atom *b, size_t b_count,
		 uint32_t *partners)
{
	struct atom_pairing pairing = { a, b };

	return align(a_count, b_count, score_atoms, FOLLOWS, NULL, &pairing, partners);
}
