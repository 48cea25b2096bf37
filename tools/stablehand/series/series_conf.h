/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * series.conf: which patch goes where, in the syntax of quilt's and SUSE's
 * "guards". One patch a line, its path relative to patches/, its series being
 * the first folder of the path; before it any number of guards:
 *
 *	# comment, to the end of the line
 *	        kvm-pferr/0001-guard.patch
 *	+6.1.y  kvm-pferr/0002-only-there.patch
 *	-stable kvm-pferr/0003-not-for-stable.patch
 *
 * Symbols are the branch ("6.1.y") and the profile ("stable", "distro").
 * +x matches when x is set and takes the patch, -x matches when x is set and
 * leaves it out; +!x and -!x match when x is not set. The last guard that
 * matches decides. When none does, the first guard's sign decides: a patch
 * whose list starts with + is left out, with - it is taken. A patch without
 * guards always goes in.
 */
#ifndef SERIES_SERIES_CONF_H
#define SERIES_SERIES_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct series_guard {
	char sign;		/* '+' or '-' */
	bool negated;		/* "!": matches when the symbol is not set */
	char *symbol;
};

struct series_entry {
	char *path;		/* relative to patches/, checked */
	char *series;		/* first folder of path: part of a ref's and a folder's name */
	size_t line_number;
	struct series_guard *guards;
	size_t guard_count;
};

struct series_conf {
	struct series_entry *entries;	/* in the order of the file */
	size_t entry_count;
};

/*
 * Parse len bytes. name is used in messages ("series.conf:3: ..."). With
 * patches_dir (may be NULL) each patch has to be a file there. A guard that
 * is not one, text after the path, a path that is unsafe or has no folder,
 * the same patch twice, a patch that is not there: ERROR_INPUT with the line;
 * of several each is a line of the message, of more than 20 the first.
 * The caller frees *ret_conf.
 */
int series_conf_parse(const char *name, const char *data, size_t len, const char *patches_dir,
		      struct series_conf **ret_conf, struct error **err);

/* Read and parse a file. */
int series_conf_read(const char *path, const char *patches_dir, struct series_conf **ret_conf,
		     struct error **err);

/* NULL-safe. */
void series_conf_free(struct series_conf *conf);

static inline void series_conf_free_cleanup_(struct series_conf **conf)
{
	series_conf_free(*conf);
}
#define _cleanup_series_conf_ __attribute__((cleanup(series_conf_free_cleanup_)))

/*
 * Are the symbols of all guards among these (NULL-terminated)? A guard that is spelled
 * wrongly would match nothing, and take a patch where it must not go. ERROR_INPUT names each
 * with its line, and what there is. name as for series_conf_parse().
 */
int series_conf_check(const struct series_conf *conf, const char *name, const char *const *symbols,
		      struct error **err);

/*
 * The patches for a branch and a profile (either may be NULL: no such symbol
 * is set), of one series or, with series NULL, of all. *ret_entries is an
 * array of *ret_count pointers into conf, in its order; the caller frees the
 * array.
 */
void series_conf_select(const struct series_conf *conf, const char *branch, const char *profile,
			const char *series, const struct series_entry ***ret_entries,
			size_t *ret_count);

/*
 * The names of all series of the file, each once, in the order in which they
 * first appear: a NULL-terminated array of names that belong to conf; the
 * caller frees the array.
 */
const char **series_conf_names(const struct series_conf *conf);

#endif
