/* SPDX-License-Identifier: GPL-2.0-only */
/* What source.c and the kinds of sources share. */
#ifndef KERNEL_SOURCE_KINDS_H
#define KERNEL_SOURCE_KINDS_H

#include "kernel/import.h"
#include "kernel/source.h"
#include "util/process.h"

/*
 * Fetch from one source: fills release, already_there, stale and the counts of
 * `result`, and adds lines to `tried`. A failure leaves the rest untouched.
 */
int source_apt_fetch(const struct source_options *options, const struct branch_source *source,
		     struct source_result *result, struct error **err);
int source_tarball_fetch(const struct source_options *options,
			 const struct branch_source *source, struct source_result *result,
			 struct error **err);
int source_git_fetch(const struct source_options *options, const struct branch_source *source,
		     struct source_result *result, struct error **err);
int source_folder_fetch(const struct source_options *options, const struct branch_source *source,
			struct source_result *result, struct error **err);

/* Add a line to result->tried. */
void source_tried(struct source_result *result, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* import_archive(), its result moved into `result`. */
int source_import(const struct import_options *import, struct source_result *result,
		  struct error **err);

/*
 * A program that downloads to the file `path` (may be NULL) of about `size`
 * bytes (0: not known), with the size of that file as the progress. Its
 * standard output and error are appended to `errors`. Returns 0 when it exits
 * with 0, 1 when it fails otherwise (`errors` says why), -1 on an error.
 */
int source_download(const char *const *argv, const char *const *env, const char *path,
		    double size, struct buf *errors, struct error **err);

/* The last line of a program's complaint that is not empty; owned by `text`, which is cut. */
const char *source_last_line(struct buf *text);

/* Apt's downloads are kept in <cache>/apt, others in <cache>/downloads. */
#define SOURCE_DOWNLOADS "downloads"

#endif
