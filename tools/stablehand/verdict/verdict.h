/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said about one patch on one branch, and the facts behind it. */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

enum verdict {
	VERDICT_NOT_AFFECTED,	/* the branch lacks what the patch is about */
	VERDICT_PRESENT,	/* it is there already */
	VERDICT_SUPERSEDED,	/* something later does its work */
	VERDICT_CLEAN,		/* every hunk on the lines that it names */
	VERDICT_MOVED,		/* every hunk exact, at least one on other lines */
	VERDICT_ADAPTED,	/* context or lines differ */
	VERDICT_RESOLVED,	/* by a recorded resolution */
	VERDICT_REFUSED,
};

/* The word, "not-affected" ... "refused". */
const char *verdict_name(enum verdict verdict);

/* Did the patch become a commit (clean, moved, adapted, resolved)? */
bool verdict_landed(enum verdict verdict);

/* How much a person should look at a patch that landed. */
enum risk {
	RISK_NONE,		/* it did not land, or was not judged */
	RISK_LOW,
	RISK_MEDIUM,
	RISK_HIGH,
};

/* The word, "none" ... "high". */
const char *risk_name(enum risk risk);

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
};

/* The word, "hunk" ... "resolution". */
const char *evidence_kind_name(enum evidence_kind kind);

struct evidence {
	enum evidence_kind kind;
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

/* Move all facts of `from`, which is empty then, behind those of `to`. */
void evidence_move(struct evidence_list *to, struct evidence_list *from);

/* Free what the list holds; it may be used again. */
void evidence_list_release(struct evidence_list *list);
#define _cleanup_evidence_ __attribute__((cleanup(evidence_list_release)))

struct hunk_outcome {
	char *path;		/* in the branch's tree */
	size_t patch_line;	/* of the hunk's @@ line in the patch */
	enum verdict verdict;	/* clean, moved, resolved or refused */
	enum risk risk;		/* adapted: how much a person should look at it */
	size_t wanted;		/* first line that the hunk names in the file before it */
	size_t line;		/* first line where it went; refused: nearest place; 0: none */
	bool adaptable;		/* refused with its file, but by itself it could be adapted */
	char *reason;		/* refused: why, adapted: how; valid UTF-8, perhaps several lines; else NULL */
};

struct hunk_outcome_list {
	struct hunk_outcome *items;
	size_t count, alloc;
};

/* Free what the list holds; it may be used again. */
void hunk_outcome_list_release(struct hunk_outcome_list *list);

#endif
