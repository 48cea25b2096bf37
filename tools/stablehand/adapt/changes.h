/* SPDX-License-Identifier: GPL-2.0-only */
/* What turns A_OLD into A_NEW, change by change, and what becomes of each. */
#ifndef ADAPT_CHANGES_H
#define ADAPT_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapt/rung.h"
#include "util/error.h"

struct adapt_change;
struct adapt_input;
struct atom_text;

/* The changes, in no order. Adding one may move them. */
struct change_list {
	struct adapt_change *items;
	size_t count, alloc;
};

/*
 * Find them: a_line, a_count, n_line, n_count and part of each; the rest is 0. Error:
 * libgit2 cannot compare the two. The caller releases *ret_changes, untouched on failure.
 */
int changes_find(const struct adapt_input *in, struct change_list *ret_changes, struct error **err);

void change_list_release(struct change_list *changes);

/* Does one of them replace or remove this line of A_OLD, counted from 0? */
bool changes_remove(const struct change_list *changes, size_t line);

/* The same of any line of A_OLD that is equal to one (its id). */
bool changes_remove_like(const struct change_list *changes, const struct atom_text *a, uint32_t id);

/* Refuse a change; the first reason given stays. Always false, for the caller to return. */
bool change_refuse(struct adapt_change *change, const char *why);

/* Say how a change was made, or why not, in place of what was said. Takes the text over. */
void change_say(struct adapt_change *change, char *text);

/* Raise the rung of a change that is below it. */
void change_raise_rung(struct adapt_change *change, enum rung rung);

#endif
