/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a maintainer of a stable branch would send back, told before it is sent: the checks of
 * stable's bot, the rules of Documentation/process/stable-kernel-rules.rst, and what is known
 * of the branches. That nothing is found says only that these rules found nothing.
 */
#ifndef DELIVER_LINT_H
#define DELIVER_LINT_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/verdict.h"

enum lint_level {
	LINT_NOTE,		/* worth a look */
	LINT_WARN,		/* may be sent back */
	LINT_FAIL,		/* is sent back */
};

/* "note", "warn", "fail". */
const char *lint_level_name(enum lint_level level);

struct lint_finding {
	const char *rule;	/* its name, "no-upstream": constant */
	enum lint_level level;
	size_t patch;		/* index */
	char *text;
};

struct lint_findings {
	struct lint_finding *items;	/* by patch */
	size_t count, alloc;
};

/* A patch as it is to be sent. Nothing belongs to it. */
struct lint_patch {
	const struct patch *patch;
	const char *subject;	/* of the mail, with what is in brackets; NULL: the patch's */
	const char *sender;	/* address of who sends it; NULL: not known */
};

/* A release that is asked about. */
struct lint_release {
	const char *branch;		/* "6.1.y" */
	const char *version;
	git_oid commit;
	const git_oid *changelog;	/* blob; NULL: not known */
};

struct lint_options {
	git_repository *repo;		/* the store; NULL: no question that needs it */
	const struct lint_patch *patches;
	size_t count;
	bool stable;			/* the rules of stable@, too; false: those that all have */
	const struct lint_release *release;	/* that they are for; NULL: not known */
	const struct lint_release *newer;	/* releases of newer branches */
	size_t newer_count;
	bool judged;			/* whether branches need the patches is known elsewhere */
};

/*
 * Look. Errors are what keeps from looking: objects that cannot be read, Ctrl-C. The caller
 * releases *ret.
 */
int lint(const struct lint_options *options, struct lint_findings *ret, struct error **err);

void lint_findings_release(struct lint_findings *findings);
#define _cleanup_lint_findings_ __attribute__((cleanup(lint_findings_release)))

/* How many are of this level. */
size_t lint_count(const struct lint_findings *findings, enum lint_level level);

/* The branch that a mail's subject is for, "[PATCH 6.1.y 2/3]" or "[PATCH 6.1 2/3]": "6.1.y",
 * allocated; NULL: it says none. */
char *lint_branch_of(const char *subject);

/* The rules, for help: name and what it asks, NULL-terminated. */
struct lint_rule {
	const char *name, *asks;
};
extern const struct lint_rule lint_rules[];

#endif
