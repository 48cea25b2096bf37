/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts behind a verdict. */
#ifndef VERDICT_EVIDENCE_H
#define VERDICT_EVIDENCE_H

#include <stddef.h>

#include "verdict/reason.h"
#include "verdict/risk.h"

enum evidence_kind {
	EVIDENCE_HUNK,		/* where a hunk went, or why it went nowhere */
	EVIDENCE_FILE,		/* about a file as a whole */
	EVIDENCE_COMMIT,	/* a commit id, here or upstream */
	EVIDENCE_DEPENDS,	/* an earlier patch of the series decided */
	EVIDENCE_NOTE,		/* anything else worth knowing */
	EVIDENCE_LINE,		/* a line of the tree that shows something */
	EVIDENCE_SYMBOL,	/* an identifier that the tree lacks */
	EVIDENCE_CHANGELOG,	/* an entry of the package's changelog */
	EVIDENCE_RISK,		/* a reason of the risk */
	EVIDENCE_GATE,		/* code that does not fit where it went */
	EVIDENCE_RESOLUTION,	/* one that was taken, or why it was not */
	EVIDENCE_NEED,		/* what says whether the branch needs the patch */
	EVIDENCE_LAST = EVIDENCE_NEED
};

/* The word, "hunk" ... "need". */
const char *evidence_kind_name(enum evidence_kind kind);

struct evidence {
	enum evidence_kind kind;
	enum risk risk;		/* of kind risk: low ... high; else none */
	enum reason reason;	/* of kind risk, gate, need, of a symbol that a gate misses, of a later fix; else none */
	char *path;		/* in the branch's tree; or NULL */
	size_t line;		/* in that file, from 1; 0: none */
	char *text;		/* valid UTF-8; may have several lines */
};

struct evidence_list {
	struct evidence *items;
	size_t count, alloc;
};

/* Add a fact; path may be NULL; the texts are copied. */
void evidence_add(struct evidence_list *list, enum evidence_kind kind, const char *path,
		  size_t line, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Likewise, of kind risk. The text does not say how high the risk is. */
void evidence_add_risk(struct evidence_list *list, enum risk risk, enum reason reason,
		       const char *path, size_t line, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* Likewise, of any kind, but risk, and with a reason. */
void evidence_add_reason(struct evidence_list *list, enum evidence_kind kind, enum reason reason,
			 const char *path, size_t line, const char *text);

/* Move all facts of `from`, which is empty then, behind those of `to`. */
void evidence_move(struct evidence_list *to, struct evidence_list *from);

/* Drop those of kind risk that say that it is low. */
void evidence_drop_low_risk(struct evidence_list *list);

/* Drop those of kind risk: what did not land has none. */
void evidence_drop_risk(struct evidence_list *list);

/* Free what the list holds; it may be used again. */
void evidence_list_release(struct evidence_list *list);
#define _cleanup_evidence_ __attribute__((cleanup(evidence_list_release)))

#endif
