/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the adaptation share. */
#ifndef ADAPT_ADAPT_PARTS_H
#define ADAPT_ADAPT_PARTS_H

#include "adapt/adapt.h"
#include "syntax/align.h"
#include "syntax/atoms.h"
#include "syntax/cdefs.h"

/* One of the three files. */
struct side {
	struct atom_text text;
	struct ctokens tokens;	/* without comments */
	struct cdefs defs;
};

/* Replace `from` (atoms of A) by `to` (atoms of B): seen on lines that are partners. */
struct swap {
	const struct atom *from, *to;
	size_t from_count, to_count;
	bool whole;		/* a whole line that the change moves */
};

/* An atom of the result. */
struct piece {
	struct adapt_bytes space, text;
	uint32_t id;
	uint8_t kind, directive;
	bool added;		/* by the change, rather than B's own */
};

struct pieces {
	struct piece *items;
	size_t count, alloc;
	struct adapt_bytes tail;	/* white space behind the last */
};

struct adapter {
	const struct adapt_options *options;
	struct atom_table *table;
	struct side a, n, b;	/* A_OLD, A_NEW, B_OLD */
	uint32_t *partners;	/* line of B for each line of A, or ALIGN_NONE */
	uint8_t *aligned;	/* lines of A for which partners was asked */
	struct swap *swaps;
	size_t swap_count, swap_alloc;
	char **kept;		/* texts made on the way */
	size_t kept_count, kept_alloc;
	struct adapt_result result;
};

/* B's line for one of A's, or ALIGN_NONE: it has none, or was not asked for. */
static inline uint32_t adapt_partner(const struct adapter *adapter, size_t line)
{
	return line < adapter->a.text.line_count && adapter->aligned[line] ? adapter->partners[line] : ALIGN_NONE;
}

/* Find the partners of the lines around change [a_start, a_end). Sets *ret_moved. */
bool adapt_align_around(struct adapter *adapter, size_t a_start, size_t a_end, bool *ret_moved,
			char **ret_why);

/*
 * Look for the lines around a change in all of B, whatever function they are in.
 * false unless nearly all of them are there, close together; partners of these
 * lines are set anyway.
 */
bool adapt_align_window(struct adapter *adapter, size_t start, size_t end);

/* Find the partners of lines [a, a_end) of A among [b, b_end) of B. false: too many. */
bool adapt_align_lines(struct adapter *adapter, size_t a, size_t a_end, size_t b, size_t b_end);

/* Fill the changes of the result: what turns A_OLD into A_NEW. */
int adapt_find_changes(struct adapter *adapter, struct error **err);

/* Refuse a change; the first reason given stays. Always false. */
bool adapt_refuse(struct adapt_change *change, const char *why);

/* Find the place of a change in B (b_line, b_count) and its rung. false: refused. */
bool adapt_locate(struct adapter *adapter, size_t index);

/* The place of a change whose lines have their partners. false: refused. */
bool adapt_place(struct adapter *adapter, struct adapt_change *change);

/*
 * Move a place that is amid a statement of B, but between statements in A, over
 * lines that only B has. false: refused, none is near.
 */
bool adapt_mend_seams(const struct adapter *adapter, struct adapt_change *change);

/*
 * Is the place that a change was given within what it is within in A: the same case, branch,
 * entry, section? Only what shows that it is not counts: that B has it elsewhere, or
 * that it would be within another one that A has, too; or that braces are missing
 * for what is added. false: refused.
 */
bool adapt_keep_block(const struct adapter *adapter, struct adapt_change *change);

/*
 * The place of whole definitions, which are added or removed and whose neighbours are other
 * ones in B: behind the one that they follow in A, or where they are. false: neither is told.
 */
bool adapt_place_whole(const struct adapter *adapter, struct adapt_change *change);

/* Definitions that would go between one of B and the EXPORT_SYMBOL() behind it go behind that. */
void adapt_pass_exports(const struct adapter *adapter, struct adapt_change *change);

/*
 * Do the ways out that a change adds lead where they do in A? false: refused, as B goes to a
 * label next to a return that is new, or has another loop or switch around a jump, or
 * falls through where a case is added.
 */
bool adapt_keep_exits(const struct adapter *adapter, struct adapt_change *change);

/* Is a change to a table to the entry that it is to in A, and one that it adds not there yet? false: refused. */
bool adapt_keep_entries(const struct adapter *adapter, struct adapt_change *change);

/*
 * The places of a change to a function that B lacks, in the functions that have
 * its code instead: the change's own and, for more than one, changes that are
 * added to the result. false unless all of them are certain; *ret_doubtful, with
 * the reason in its text, if only some are.
 */
bool adapt_find_inlined(struct adapter *adapter, size_t index, bool *ret_doubtful);

/* How many tabs further in than A's the lines next to a change are in B. */
int adapt_deeper(const struct adapter *adapter, const struct adapt_change *change);

/* Does the line look like a declaration: two words, or word and pointer, up to ; or =? */
bool adapt_declares(const struct atom_text *text, size_t line);

/* Say how a change was made, or why not. Takes the text over. */
void adapt_say(struct adapt_change *change, char *text);

/* Why lines that are added at a place are there already; NULL: they are not. */
const char *adapt_is_there(const struct adapter *adapter, const struct adapt_change *change);

/*
 * Merge the atoms of a change's lines with those of B that it has been given.
 * false when both have changed the same and there is no telling what is meant.
 */
bool adapt_merge(struct adapter *adapter, const struct adapt_change *change, struct pieces *pieces);

/* Some lines of a text, from 0, as bytes of it; less where it ends. */
struct adapt_bytes adapt_lines_of(const struct atom_text *text, size_t line, size_t count);

/* Let lines that a change brings end as B's do, where all of A_NEW's and all of B's end alike. */
void adapt_end_lines(const struct adapter *adapter, struct buf *text);

/* B with all changes, whose texts are given, as the result's content; false: two are about the same lines. */
bool adapt_compose(struct adapter *adapter, const struct buf *texts);

/*
 * What is wrong with the file that was made: definitions other than the change
 * makes, variables without declaration, labels that nothing goes to or that
 * are missing. Allocated; NULL: nothing.
 */
char *adapt_check(const struct adapter *adapter, const struct side *made);

/*
 * Where the rest of B's file does not fit what the change does to a definition: calls with
 * the old arguments, uses of what is gone, what is there already. Allocated; NULL: it fits.
 */
char *adapt_check_definitions(const struct adapter *adapter, const struct side *made);

/*
 * Take out of the result B's variables and labels that nothing uses any more. Gives the
 * tokens and definitions of what is left, which point into the result's content and which
 * the caller releases; it has no atoms.
 */
void adapt_drop_unused(struct adapter *adapter, struct side *ret_made);

/* align() of two runs of atoms, words counting more than operators. */
bool adapt_align_atoms(const struct atom *a, size_t a_count, const struct atom *b, size_t b_count,
		       uint32_t *partners);

/* Keep a text that was made until the adaptation ends. Takes it over. */
struct adapt_bytes adapt_keep(struct adapter *adapter, char *text);

/* The definition of the file that has all of these lines; the largest. Or NULL. */
const struct cdef *adapt_definition_around(const struct side *side, size_t start, size_t end);

/* Its counterpart in B: same kind and name. Or NULL. */
const struct cdef *adapt_counterpart(const struct adapter *adapter, const struct cdef *def);

/* Its counterpart, or the definition of another name that has most of its lines. Or NULL. */
const struct cdef *adapt_stand_in(const struct adapter *adapter, const struct cdef *def);

/* Learn swaps from the lines of A that have been aligned so far. */
void adapt_learn(struct adapter *adapter);

/*
 * Replace the names that a change adds and B does not have. false, with the
 * reason in change->text, when one is left. Sets *ret_swapped when any was.
 */
bool adapt_names(struct adapter *adapter, struct adapt_change *change, struct pieces *pieces,
		 bool *ret_swapped);

/*
 * Replace the name at piece i, which B does not have, by a rule all of whose
 * names B has. false: there is none.
 */
bool adapt_rename_by_rule(const struct adapter *adapter, const struct adapt_change *change,
			  struct pieces *pieces, size_t i);

/*
 * If an #include begins at piece i, of a header that B does not have: replace it by
 * that under which B has it (*ret_swapped). false, with the reason in change->text:
 * it has none.
 */
bool adapt_settle_include(const struct adapter *adapter, struct adapt_change *change,
			  struct pieces *pieces, size_t i, bool *ret_swapped);

/* Does the text have this word, as a word of the code? */
bool adapt_in_text(const struct atom_text *text, uint32_t id);

/* Is piece i (false behind the end) just this text? */
bool adapt_piece_is(const struct pieces *pieces, size_t i, const char *text);

/* Put `with` in place of some pieces. */
void adapt_replace(struct pieces *pieces, size_t at, size_t count, const struct piece *with,
		   size_t with_count);

/*
 * Give the calls that a change adds the arguments that B's functions take.
 * false, with both signatures in change->text, when it is not told which these
 * are. Sets *ret_changed when any call was changed, with the same text.
 */
bool adapt_signatures(struct adapter *adapter, struct adapt_change *change, struct pieces *pieces,
		      bool *ret_changed);

/*
 * Write variables of the file as B declares them, pointers or objects. false, with the
 * reason in change->text, where that cannot be. Sets *ret_changed when any was written otherwise.
 */
bool adapt_pointers(struct adapter *adapter, struct adapt_change *change, struct pieces *pieces,
		    bool *ret_changed);

/* Does the change replace or remove this line of A, counted from 0? */
bool adapt_removes(const struct adapter *adapter, size_t line);

/* The same of any line that is equal to one (its id). */
bool adapt_removes_like(const struct adapter *adapter, uint32_t id);

#endif
