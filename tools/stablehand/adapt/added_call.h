/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A call that a change adds, and what other calls and declarations of the same function, in
 * A and B, tell of how its arguments become B's.
 */
#ifndef ADAPT_ADDED_CALL_H
#define ADAPT_ADDED_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "adapt/argument_lists.h"
#include "adapt/bytes.h"
#include "syntax/cdefs.h"

struct adapt_change;
struct adapt_input;
struct adapt_tree;
struct alignment;
struct source_file;

struct added_call {
	const struct adapt_input *in;
	const struct alignment *alignment;
	struct adapt_change *change;
	const char *name;		/* of the function; not terminated */
	size_t len;
	struct argument_list arguments;	/* that the change passes */
};

/*
 * Does the call come with its own definition: one that the change makes, an earlier patch
 * brings, or, as A's tree has none that takes these arguments either, another part of it?
 */
bool call_is_brought(const struct added_call *call);

/*
 * How A's arguments become B's, from calls on lines that are partners: 1; 0: there are
 * none; -1: they disagree.
 */
int call_map_by_calls(const struct added_call *call, struct argument_mapping *ret_mapping);

/*
 * The same from the parameters of both. What B has more has to be what every call of B's
 * file passes. false: it is not told.
 */
bool call_map_by_declarations(const struct added_call *call, const struct argument_list *a,
			      const struct argument_list *b, struct argument_mapping *ret_mapping);

/*
 * Is a value that B's calls leave out another one in this call than in those of A's file? B
 * then does what the others ask for.
 */
bool call_leaves_out_another(const struct added_call *call, const struct argument_mapping *mapping);

/*
 * What B's calls pass at place k on lines whose partners in A pass the same as this one.
 * false: there is none, or they pass different things. The bytes are those of B.
 */
bool call_passed_instead(const struct added_call *call, size_t k, struct adapt_bytes *ret);

/*
 * The parameters by the function's definition, prototype or macro in a file. false: it has
 * none. The caller releases the list.
 */
bool call_parameters_in_file(const struct source_file *file, const struct added_call *call,
			     struct argument_list *ret_list, enum cdef_kind *ret_kind);

/*
 * The same by the first definition that a tree's file can see (own_folder: and that is in its
 * folder); tree NULL: false. The list's raw bytes do not last: only its items may be used.
 */
bool call_parameters_in_tree(const struct adapt_tree *tree, const struct added_call *call,
			     bool own_folder, struct argument_list *ret_list,
			     enum cdef_kind *ret_kind);

#endif
