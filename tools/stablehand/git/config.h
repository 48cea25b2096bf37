/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration files in git-config syntax, read by libgit2's own parser.
 * Keys are "section.name" or "section.subsection.name", section and name in
 * lower case.
 */
#ifndef GIT_CONFIG_H
#define GIT_CONFIG_H

#include <git2.h>

#include "util/error.h"

#define _cleanup_git_config_ __attribute__((cleanup(config_close)))

/* Open one file. The caller closes it with config_close(). */
int config_open(const char *path, git_config **ret_config, struct error **err);

/* Close and set to NULL. NULL-safe; fits the cleanup attribute. */
void config_close(git_config **config);

/* The last value of a key, allocated, or NULL when it is not set. */
char *config_string(git_config *config, const char *key);

/*
 * All values of a key, in the order of the file: a NULL-terminated array, to
 * be freed with config_free_strings(). Never NULL.
 */
char **config_strings(git_config *config, const char *key);
void config_free_strings(char ***strings);

/*
 * Call on_entry for every key of the file, in its order; a return other than
 * 0 ends the walk and is returned.
 */
int config_walk(git_config *config,
		int (*on_entry)(const char *key, const char *value, void *data), void *data);

#endif
