/* SPDX-License-Identifier: GPL-2.0-only */
/* How deviation.c is split; nothing else needs this. */
#ifndef PORT_DEVIATION_PARTS_H
#define PORT_DEVIATION_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "port/deviation.h"
#include "util/buf.h"

/* A name that the port has in place of one of the original. */
struct deviation_name {
	char *from, *to;
	bool unclear;		/* another one, elsewhere: not a renaming */
};

/* What the note is made of. */
struct deviation_facts {
	struct deviation_name *names;
	size_t name_count, name_alloc;
	size_t dropped, extra;	/* changed lines that the other side has nothing like */
	bool words;		/* changed lines differ in more than names */
	bool context;		/* lines around them differ */
	struct buf files;	/* about whole files */
};

/* Append text to the deviation, to the last span if that is of the same kind. */
void deviation_add(struct deviation *deviation, enum deviation_kind kind, const char *text,
		   size_t len);

/*
 * Compare replaced lines with their replacement word by word, add both to the deviation and what
 * was learned to the facts. Each line begins with its kind (' ', '-', '+').
 */
void deviation_words(struct deviation *deviation, struct deviation_facts *facts,
		     const struct buf *original, const struct buf *ported);

/* The note that the facts make, allocated, or NULL; releases the facts. */
char *deviation_note(struct deviation_facts *facts);

#endif
