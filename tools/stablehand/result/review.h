/* SPDX-License-Identifier: GPL-2.0-only */
/* What was found in what a stable branch ships, as values that own what they hold. */
#ifndef RESULT_REVIEW_H
#define RESULT_REVIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum review_kind {
	REVIEW_CODE,		/* it does not fit the release that it is in (gates/gates.h) */
	REVIEW_LEFT_OUT,	/* something of the commit upstream */
	REVIEW_MISPLACED,	/* a change that is in another function upstream */
	REVIEW_LATER_FIX,	/* upstream fixes it, which the branch does not have */
	REVIEW_REVERTED,	/* upstream, but not in the branch */
	REVIEW_NOT_APPLIED,	/* a patch of a queue that does not apply */
	REVIEW_KIND_LAST = REVIEW_NOT_APPLIED
};

/* The word, "code", "left-out", "misplaced", "later-fix", "reverted", "not-applied". */
const char *review_kind_name(enum review_kind kind);

enum review_sureness {
	REVIEW_CERTAIN,
	REVIEW_LIKELY,
	REVIEW_POSSIBLE,	/* many of these are no faults */
	REVIEW_SURENESS_LAST = REVIEW_POSSIBLE
};

/* The word, "certain", "likely", "possible". */
const char *review_sureness_name(enum review_sureness sureness);

enum review_harm {
	REVIEW_HARM_BUILD,	/* where it is built, it does not compile */
	REVIEW_HARM_RUN,
	REVIEW_HARM_NONE,	/* it reads badly, or does nothing */
	REVIEW_HARM_LAST = REVIEW_HARM_NONE
};

/* The word, "build", "run", "none". */
const char *review_harm_name(enum review_harm harm);

struct review_finding {
	enum review_kind kind;
	enum review_sureness sureness;
	enum review_harm harm;
	char *reason;		/* of code: the gate's word, "missing-name"; else NULL */
	char *path;		/* in the release; or NULL */
	size_t line;		/* from 1; 0: none */
	char *name;		/* identifier that it is about; or NULL */
	char *text;		/* what is wrong */
	char *commit;		/* of the branch, hex, or the patch of the queue; NULL: not known */
	char *title;		/* its title; or NULL */
	char *upstream;		/* the commit upstream that it is a copy of, hex; or NULL */
};

struct review {
	char *branch;		/* "6.1.y"; NULL: commits of a repository */
	char *from, *to;	/* releases or revisions; `to` of a queue: what is laid over `from` */
	size_t files;		/* C and headers that were checked */
	size_t others;		/* other files that differ */
	size_t too_large;	/* C that was not checked for its size */
	size_t commits;		/* of the history, or patches of the queue */
	size_t compared;	/* of these, those that were held against upstream's */
	size_t unnamed;		/* of these, those that name no commit upstream */
	size_t absent;		/* of these, those whose commit upstream is not in any repository */
	bool fixes_known;	/* upstream's history was looked through for later fixes */
	bool cut;		/* there are more findings, or commits, than are kept */
	char **notes;		/* what was not checked, and why */
	size_t note_count, note_alloc;
	struct review_finding *findings;	/* review_sort() */
	size_t count, alloc;
};

/* Add one, zeroed; it is the review's. */
struct review_finding *review_add(struct review *review);

/* Add a note; the text is copied. */
void review_note(struct review *review, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The surest and the most harmful first, those by file and line. */
void review_sort(struct review *review);

/* How many are that sure. */
size_t review_count(const struct review *review, enum review_sureness sureness);

/* The object that --json prints; all: findings that are only possible, too. A new reference. */
json_t *review_to_json(const struct review *review, bool all);

void review_release(struct review *review);

#endif
