/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identifiers and definitions of a release, as one file that is mapped, not
 * read: a question touches one bucket of a hash table. Built once for each tree by
 * reading every C, header and assembler source and Kconfig file, and kept as
 * <store>/stablehand-symbols/<tree>.names; files that another index there has already,
 * with the same name and content, are taken from it. A file that is cut short, of
 * another version or otherwise invalid is built again.
 *
 * The index errs on one side only: it may say that a name exists where it does not, but
 * not that it is missing where it exists. An identifier is any word, one in a comment
 * included. Names are kept as 56 bits of a hash: with the millions of names of a
 * kernel, one that does not exist is found by accident about once in 10^10 questions. So
 * "missing" can refuse a patch, and "exists" proves nothing by itself.
 *
 * An index is used by one thread at a time. Arguments named `from` are paths
 * of the tree ("mm/slub.c"), from which `scope` is seen; NULL: from nowhere.
 */
#ifndef INDEX_SYMBOL_INDEX_H
#define INDEX_SYMBOL_INDEX_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax/cdefs.h"
#include "util/error.h"

enum symbol_scope {
	/*
	 * What the file can include: its folder; include/; the include folders
	 * of all architectures; its top folder, of arch/, drivers/ and sound/
	 * the one below that (arch/x86/).
	 */
	SYMBOL_NEAR,
	SYMBOL_ANYWHERE,	/* all but tools/, scripts/, samples/ and Documentation/ */
};

struct symbol_index;

/*
 * That of a tree of the store, made if need be (seconds for a kernel, with
 * progress). Errors: objects that cannot be read, Ctrl-C. That it cannot be
 * kept is none. The caller frees it.
 */
int symbol_index_open(git_repository *repo, const git_oid *tree, struct symbol_index **ret_index,
		      struct error **err);

/* That of an unpacked tree, built each time. Symbolic links are not followed. */
int symbol_index_open_folder(const char *path, struct symbol_index **ret_index,
			     struct error **err);

/* A file of names, one a line, each seen from everywhere; it defines nothing. */
int symbol_index_open_list(const char *path, struct symbol_index **ret_index, struct error **err);

/* The same from a text. */
struct symbol_index *symbol_index_of_names(const char *text, size_t len);

/* From the bytes of an index file; NULL when they are none. They have to live as long. */
struct symbol_index *symbol_index_of_bytes(const void *data, size_t len);

/* NULL-safe. One that was found damaged is removed from the store. */
void symbol_index_free(struct symbol_index *index);
static inline void symbol_index_free_cleanup_(struct symbol_index **index)
{
	symbol_index_free(*index);
}
#define _cleanup_symbol_index_ __attribute__((cleanup(symbol_index_free_cleanup_)))

/*
 * Was the index valid as far as it was read? Answers of a damaged one may be wrong:
 * ERROR_ENVIRONMENT. To be asked after answers that a verdict depends on.
 */
int symbol_index_check(const struct symbol_index *index, struct error **err);

/* Does the word occur in the scope, as seen from a file? */
bool symbol_index_has(struct symbol_index *index, const char *name, size_t len,
		      enum symbol_scope scope, const char *from);

/* Is there a source or header with that path? */
bool symbol_index_has_file(struct symbol_index *index, const char *path);

/* Is there a folder of that path ("include/linux/") with sources or headers in it or below? */
bool symbol_index_has_folder(struct symbol_index *index, const char *path);

/* Is there arch/<any>/include/<header> or arch/<any>/include/uapi/<header>? */
bool symbol_index_arch_has_file(struct symbol_index *index, const char *header, size_t len);

/* Does the index know what is defined (false for a list of names)? */
bool symbol_index_knows_definitions(const struct symbol_index *index);

/* Is it the name of a member of some structure or union? */
bool symbol_index_is_member(struct symbol_index *index, const char *name, size_t len);

/* A definition. Texts belong to the index. */
struct symbol_def {
	enum cdef_kind kind;
	const char *folder;	/* with its '/'; "" at the top */
	const char *file;	/* its name in there */
	uint32_t line;		/* from 1 */
	bool called;		/* a function, prototype, or macro with parameters */
	uint32_t parameters;	/* of one that is called, without the "..." */
	bool variadic;		/* more may follow */
	bool open;		/* a record some of whose members are made by macros */
	uint32_t member_count;	/* of a record, see symbol_def_member() */
	const uint8_t *members, *end;	/* used inside */
	bool near;		/* it is in the scope that was asked for */
	bool own_folder;	/* it is in the folder of `from` itself */
};

/* Goes through the definitions of a name, by file and line. */
struct symbol_defs {
	struct symbol_index *index;	/* the rest is used inside */
	const uint8_t *at, *end;
	uint32_t file;
	const struct symbol_view *view;
};

/* Begin; `near` of what follows is filled in for the scope and `from`. */
void symbol_defs_of(struct symbol_index *index, const char *name, size_t len,
		    enum symbol_scope scope, const char *from, struct symbol_defs *ret_defs);

/* The next one, false when there is none. */
bool symbol_defs_next(struct symbol_defs *defs, struct symbol_def *ret_def);

/* Can the file that asks include it (a header of its scope), or is it of its own folder? */
bool symbol_def_is_visible(const struct symbol_def *def);

/*
 * The names of a record's members, in their order; those of structures
 * without a name inside it are its own. NULL at the end; *at is 0 at first,
 * *ret_len the length of the name, which no NUL ends.
 */
const char *symbol_def_member(const struct symbol_def *def, size_t *at, size_t *ret_len);

/* Goes through the files that have a word, by path. */
struct symbol_files {
	struct symbol_index *index;	/* the rest is used inside */
	const uint8_t *at, *end;
	uint32_t left, file;
};

void symbol_files_of(struct symbol_index *index, const char *name, size_t len,
		     struct symbol_files *ret_files);

/* The path of the next one, the caller's; NULL at the end, or of a list of names. */
char *symbol_files_next(struct symbol_files *files);

enum symbol_answer {
	SYMBOL_NO,
	SYMBOL_YES,
	SYMBOL_UNKNOWN,		/* the index does not tell */
};

/*
 * Can the function or macro be called with that many arguments, by one of its
 * definitions that a file can see (those in headers of its scope, and in its
 * own folder)? Unknown when it sees none, or one without parameters (an alias).
 */
enum symbol_answer symbol_index_takes(struct symbol_index *index, const char *name, size_t len,
				      uint32_t arguments, const char *from);

/* Has a structure or union of that tag the member? Unknown when no definition tells. */
enum symbol_answer symbol_index_record_has(struct symbol_index *index, const char *tag,
					   size_t tag_len, const char *member, size_t len,
					   const char *from);

#endif
