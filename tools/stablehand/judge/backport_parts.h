/* SPDX-License-Identifier: GPL-2.0-only */
/* How backport.c is split. */
#ifndef JUDGE_BACKPORT_PARTS_H
#define JUDGE_BACKPORT_PARTS_H

#include "judge/backport.h"

/* Add a finding; the text is made printable. Ignored when there are enough. */
void backport_add(struct backport_findings *findings, enum backport_fault fault, bool doubtful,
		  const char *path, size_t line, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/*
 * The changes of a file that are in another function than upstream. original_text and text are the
 * file after the commit upstream and after the backport.
 */
void backport_check_places(const struct patch_file *original, const char *original_text,
			   size_t original_len, const struct patch_file *backport,
			   const char *text, size_t len, struct backport_findings *findings);

#endif
