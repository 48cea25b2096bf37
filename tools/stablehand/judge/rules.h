/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules kept beside the patches of a series, in git-config syntax: what shows
 * in a tree that something later does the work of a patch, or that the tree
 * does not have what the patch is about.
 *
 *	[superseded "0001-some.patch"]
 *		commit = dee281e4b435		; what supersedes it, upstream
 *		version = v6.10			; the release that it came with; may be left out
 *		file = arch/x86/kvm/svm/svm.c	; several: each is looked at
 *		function = npf_interception
 *		text = PFERR_SYNTHETIC_MASK	; to be found on a line of that function
 *
 * `text` may be given several times; each has to be on a line of one and the
 * same function.
 *
 *	[not-affected "0002-other.patch"]
 *		without = PFERR_IMPLICIT_ACCESS	; several: one that is not there is enough
 *		file = arch/x86/kvm/svm/svm.c	; looked for in these; without: in the whole tree
 *
 * A file that is not there shows nothing, but one of several has to be.
 *
 * Such a rule is a claim that is checked against every tree, never a verdict on
 * its own. Beside them, what who gets a patch on a branch has to know, and its message
 * does not say:
 *
 *	[note "0001-some.patch"]
 *		text = 6.1.y It only WARNs there.	; several: a paragraph each
 *
 * The first word is the branch, or a pattern of branches as in fnmatch(3). And of the series:
 *
 *	[series]
 *		whole = true		; it makes sense only as a whole; else false
 *		max-risk = medium	; what is riskier is refused: low, medium or high
 */
#ifndef JUDGE_RULES_H
#define JUDGE_RULES_H

#include <git2.h>
#include <stdbool.h>

#include "index/symbols.h"
#include "util/buf.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/risk.h"

struct rule {
	char *commit;		/* lower-case hex */
	char *version;		/* or NULL */
	char *function;
	char **files;		/* NULL-terminated, checked, at least one */
	char **texts;		/* NULL-terminated, at least one, none empty */
};

/*
 * Read the rule of a patch, named as its file is. 1: *ret_rule is set, and the
 * caller releases it; 0: the file or a rule of that name is not there; -1: it
 * is there and wrong (ERROR_INPUT).
 */
int rule_read(const char *path, const char *patch_name, struct rule *ret_rule,
	      struct error **err);

/*
 * Is all that the file says known, and of a patch of the series? `names` are those of
 * its patches' files, NULL-terminated. A file that is not there is right. ERROR_INPUT
 * names all that is not known, a line each: a rule that nobody reads would change a verdict unseen.
 */
int rules_check(const char *path, const char *const *names, struct error **err);

/*
 * Does it hold in a tree? Where it does, *ret_holds is set and the lines that
 * show it and the superseding commit are added to the evidence.
 */
int rule_check(const struct rule *rule, git_repository *repo, const git_tree *tree,
	       struct evidence_list *evidence, bool *ret_holds, struct error **err);

void rule_release(struct rule *rule);
#define _cleanup_rule_ __attribute__((cleanup(rule_release)))

/*
 * Append what [note] says of a patch on a branch to the text: paragraphs in lines of at most 72
 * columns, an empty line between two. Nothing if there is no such file or note; ERROR_INPUT if a
 * note of the patch is wrong.
 */
int rule_notes_read(const char *path, const char *patch_name, const char *branch,
		    struct buf *text, struct error **err);

/* What is wrong with a value of note.text (or NULL); NULL: nothing. */
const char *rule_note_fault(const char *value);

/* What a patch is about. */
struct subject_rule {
	char **identifiers;	/* NULL-terminated, at least one */
	char **files;		/* NULL-terminated, checked; none: the whole tree */
};

/* As rule_read(), of [not-affected]. */
int subject_rule_read(const char *path, const char *patch_name, struct subject_rule *ret_rule,
		      struct error **err);

/*
 * Is one of them missing in the release (symbols->tree), as the rule says? Then
 * *ret_absent is set, and what is missing where is added to the evidence.
 */
int subject_rule_check(const struct subject_rule *rule, struct symbols *symbols,
		       struct evidence_list *evidence, bool *ret_absent, struct error **err);

void subject_rule_release(struct subject_rule *rule);
#define _cleanup_subject_rule_ __attribute__((cleanup(subject_rule_release)))

/* What is said of the series as a whole. */
struct series_rule {
	bool whole;		/* nothing is ported unless every patch that is needed is */
	enum risk max_risk;	/* of a patch; more is refused; none: any is taken */
};

/* Read it. All zero where the file does not say otherwise or is not there. */
int series_rule_read(const char *path, struct series_rule *ret_rule, struct error **err);

#endif
