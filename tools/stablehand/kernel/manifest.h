/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * manifest.json of a published folder: what it holds, how it came about, and the hash
 * of every other file (kernel/checksums.h). What is not as it was published is not used:
 * reading a manifest checks the files, too, and that the folder has the name of its key.
 *
 * Folders that an older program published have no hashes. They are taken as they are, if
 * what they have to hold is there, and get the hashes at the first sight.
 */
#ifndef KERNEL_MANIFEST_H
#define KERNEL_MANIFEST_H

#include "kernel/build.h"
#include "kernel/selftests.h"
#include "util/error.h"

#define MANIFEST_NAME "manifest.json"

/* Write the manifest of a kernel build to <folder>/manifest.json, when all else is there. */
int manifest_write_build(const char *folder, const struct build_result *result,
			 const struct build_options *options, struct error **err);

/*
 * Read it back: 1 and *ret_result filled (folder, log, image, config made
 * absolute, cached set); 0 when there is none of this version, or a file is not what was
 * published; -1 (ERROR_ENVIRONMENT) when it cannot be read. With 0, *ret_damaged (may be
 * NULL) is set if something is damaged: one line, which the caller frees.
 */
int manifest_read_build(const char *folder, struct build_result *ret_result, char **ret_damaged,
			struct error **err);

/* The same for a suite of selftests. */
int manifest_write_selftests(const char *folder, const struct selftests *selftests,
			     struct error **err);
int manifest_read_selftests(const char *folder, struct selftests *ret_selftests,
			    char **ret_damaged, struct error **err);

/* One with nothing but the hashes, and the key under which the folder is published. */
int manifest_write_plain(const char *folder, const char *key, struct error **err);

/*
 * Are the files of any folder that has a manifest what was published? For just before
 * they are used. 1, 0 and *ret_damaged, -1. One without hashes yet passes.
 */
int manifest_check(const char *folder, char **ret_damaged, struct error **err);

/* The same of a small folder: every file is read, and nothing is noted there. 1, 0, -1. */
int manifest_check_anew(const char *folder, struct error **err);

/*
 * The same for the folder that a file lies in, "<cache>/builds/<key>/...", as an
 * ERROR_ENVIRONMENT that says what to do. A file that lies elsewhere, or in one without a
 * manifest, passes. *known (may be NULL; allocated): the last folder that was found right,
 * so that many files of one are one check.
 */
int manifest_require(const char *path, char **known, struct error **err);

/* What a published folder is of. */
struct manifest_subject {
	char *branch, *state;		/* NULL: it does not say */
	char *tree;			/* 40 hex digits; NULL as well */
};

/*
 * What the manifest of a folder says of it; its files are not looked at. 1, 0 when there is
 * none that can be read. The caller releases *ret_subject.
 */
int manifest_look(const char *folder, struct manifest_subject *ret_subject);
void manifest_subject_release(struct manifest_subject *subject);

/* How messages name a folder: "builds/0123456789ab...". The caller frees it. */
char *manifest_folder_name(const char *folder);

#endif
