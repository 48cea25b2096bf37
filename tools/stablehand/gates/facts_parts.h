/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the checks ask of a name again and again, found in one pass over a function, a
 * file or the code after, and kept: else each use of a name would cost as much as all.
 */
#ifndef GATES_FACTS_PARTS_H
#define GATES_FACTS_PARTS_H

#include "gates/change_parts.h"
#include "util/hash_table.h"
#include "util/name_set.h"

/* How a word is used in a function. */
struct gate_word {
	UT_hash_handle hh;
	uint32_t labels, uses;	/* in the body: as a label, as anything else */
	uint32_t declaring;	/* behind a '*' or a name, parameters included */
	bool plain;		/* in the body, by itself: gate_is_plain() */
	bool behind_brace;	/* in the body, behind '}' or "(*" */
	char name[];
};

struct gate_function_words {
	const struct gate_code *code;		/* NULL: none read */
	const struct cdef *function;
	struct gate_word *by_name;
	bool has_macro_block;	/* MACRO(x) { */
};

/* The word as a function uses it, or NULL. The words are those of the last function asked for. */
const struct gate_word *gate_word_of(struct gate_function_words *words, struct gate_work *work,
				     const struct gate_code *code, const struct cdef *function,
				     const char *name, size_t len);

void gate_function_words_release(struct gate_function_words *words);

/* Does token i stand where a declaration has its name: behind a '*' or another name? */
bool gate_is_declaring(const struct ctokens *tokens, size_t i);

/*
 * Is token i a name by itself: not called, no label or tag, and no argument either, as
 * macros take names of members, or declare what they are given?
 */
bool gate_is_plain(const struct ctokens *tokens, size_t i);

/* What the whole text of a file says of names. */
struct gate_file_words {
	const struct gate_file *file;	/* NULL: none read */
	struct name_set outside;	/* used outside of functions, no members */
	struct name_set locals;		/* declared by a function, for certain */
	struct name_set pasting;	/* of macros with "##" */
	struct gate_tag {		/* what is behind "struct " before the change, sorted */
		const char *text;
		size_t len;
	} *tags;
	size_t tag_count, tag_alloc;
	bool has_locals, has_pasting, has_tags;	/* they are read */
};

/* Is it a variable of a function of the file, and nothing outside of functions? */
bool gate_is_of_functions(struct gate_file_words *words, struct gate_work *work,
			  const struct gate_file *file, const char *name, size_t len);

/* Does the file define a macro of that name, with arguments, that puts names together? */
bool gate_is_pasting(struct gate_file_words *words, struct gate_work *work,
		     const struct gate_file *file, const char *name, size_t len);

/* Has the file before the change "struct NAME", or a longer name that begins so? */
bool gate_had_tag(struct gate_file_words *words, struct gate_work *work,
		  const struct gate_file *file, const char *name, size_t len);

void gate_file_words_release(struct gate_file_words *words);

/* All definitions of the code after, of all chunks, by name and in their order. */
struct gate_definition {
	const struct gate_code *code;
	const struct cdef *def;
};

struct gate_definitions {
	struct gate_definition *items;
	size_t count, alloc;
};

void gate_definitions_read(struct gate_definitions *definitions, const struct gate_chunks *chunks,
			   struct gate_work *work);

/* Those of a name: their number, and the first. */
size_t gate_definitions_of(const struct gate_definitions *definitions, const char *name,
			   size_t len, const struct gate_definition **ret_first);

#endif
