/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One night: what was looked at, what is new since the last night that looked at it to the
 * end, and the findings that are open. All texts are allocated and owned by what holds them;
 * "or NULL" says which may be missing.
 */
#ifndef RESULT_NIGHT_H
#define RESULT_NIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "result/seen.h"

enum news_kind {
	NEWS_RELEASE,			/* a branch has another release */
	NEWS_VERDICT,			/* a patch has another verdict, or another reason for it */
	NEWS_BASE_REGRESSED,		/* a test: by the branch's new release, unpatched */
	NEWS_PORTED_REGRESSED,		/* a test: brought by our patches */
	NEWS_BASE_BUILD_BROKE,
	NEWS_PORTED_BUILD_BROKE,
	NEWS_UNTESTED,			/* tests that could not run, although asked for */
	NEWS_FLAKY,			/* a test contradicts itself: no finding */
	NEWS_LATER_FIX,			/* what was ported has a fix upstream that is not there */
	NEWS_REVERTED,			/* what was ported was reverted upstream */
	NEWS_FAILED,			/* a branch has no answer */
	NEWS_SOURCE,			/* a source has trouble, or answers again: no finding */
	NEWS_FIXED,			/* a finding is closed */
	NEWS_KIND_COUNT
};

/* "release", "verdict", "base-regressed", "ported-regressed", "base-build-broke", ... */
const char *news_kind_name(enum news_kind kind);

struct news {
	enum news_kind kind;
	bool bad;			/* it opened a finding, or changed what is known of one */
	char *branch;
	char *series, *patch;		/* name of the file; or NULL */
	char *test, *variant;		/* or NULL */
	char *state;			/* "base", "ported"; or NULL */
	char *was, *is;			/* releases, verdicts or outcomes; or NULL */
	char *text;			/* one line, whole with the branch alone */
	char **evidence;		/* lines: a path of a log, a reason, a commit */
	size_t evidence_count, evidence_alloc;
	char *finding;			/* key of the finding that it opened or closed; or NULL */
};

/* One of the like failures that a finding stands for. */
struct finding_member {
	char *series, *patch;		/* or NULL */
	char *test, *variant;		/* or NULL */
	char *text;			/* one line: what is seen of this one */
	char *log;			/* path of the console or build log; or NULL */
};

struct night_finding {
	char *key;			/* "6.1.y-4f2a91c03b": stays the same from night to night */
	enum news_kind kind;		/* of the news that opened it */
	char *branch;
	char *series, *state;		/* or NULL */
	char *text;			/* one line */
	char *signature;		/* of the failure, numbers and addresses replaced */
	size_t first_night, last_night;	/* struct night.id: opened in, last seen in */
	char *first_at, *last_at;	/* UTC, of these nights */
	char *release;			/* the branch's when it was opened */
	char *good_release;		/* the last one that did not have it; NULL: not known */
	bool accepted;			/* does not count; then */
	char *accepted_reason;
	char *accepted_on, *accepted_until;	/* "2026-12-01"; until may be NULL */
	char *accepted_lapsed;		/* why an acceptance no longer holds; or NULL */
	struct finding_member *members;	/* at least one */
	size_t member_count, member_alloc;
};

/* What a branch came to. */
struct night_branch {
	char *branch;
	char *release;			/* NULL: none */
	char *was_release;		/* in the last good night; NULL: there was none */
	size_t compared_with;		/* id of that night; 0: there was none */
	bool good;			/* looked at to the end */
	char *failure;			/* why there is no answer, one line; or NULL */
	bool from_store;		/* no source answered: what the store has */
	size_t patches, ported, refused, present, not_needed;
	size_t builds_ok, builds_failed;
	size_t tests, regressed, fixed, flaky;	/* comparisons of base and ported */
	size_t base_passed, ported_passed;	/* of these tests */
};

struct night {
	size_t id;			/* grows; 0: not in the store yet */
	struct seen seen;		/* when it ended, and by which program */
	char *began;			/* UTC */
	char *profile;
	char *stopped;			/* why it did not get to the end: a limit; or NULL */
	size_t jobs;			/* builds and boots that were done in it */
	struct night_branch *branches;	/* as in the result */
	size_t branch_count, branch_alloc;
	struct news *news;		/* by kind, then branch */
	size_t news_count, news_alloc;
	size_t open, accepted;		/* findings: how many count, how many do not */
	struct night_finding *findings;	/* open ones, the not accepted first, then by branch */
	size_t finding_count, finding_alloc;	/* of a night that is past they may not be listed */
};

/* Several nights, the newest first. */
struct nights {
	struct night *items;
	size_t count, alloc;
};

/* When the findings are there: count them. */
void night_count_findings(struct night *night);

/* As if it had not been accepted: whether it is, is said anew each time. */
void night_finding_forget_accepted(struct night_finding *finding);

/* 1 while a finding is open that nobody accepted, else 0. */
int night_exit_code(const struct night *night);

/* Free what they hold and zero them. */
void news_release(struct news *news);
void finding_member_release(struct finding_member *member);
void night_finding_release(struct night_finding *finding);
void night_release(struct night *night);
void nights_release(struct nights *nights);

#endif
