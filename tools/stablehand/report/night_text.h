/* SPDX-License-Identifier: GPL-2.0-only */
/* A night as a person reads it in the morning. */
#ifndef REPORT_NIGHT_TEXT_H
#define REPORT_NIGHT_TEXT_H

#include "result/night.h"
#include "util/out.h"

/*
 * One line when nothing is new; else what is new, each with its evidence, then what is open, then
 * how many findings are accepted.
 */
void night_text(const struct night *night, struct out *to);

/* The same as text without colours, for a mail. The caller frees it. */
char *night_news_text(const struct night *night);

/* "nothing new: 5 branches, 41 patches, ...": what the night came to, in a line. Allocated. */
char *night_summary(const struct night *night);

/* The findings that are open, those that are accepted with their reason. */
void night_findings_text(const struct night_finding *findings, size_t count, struct out *to);

/* Nights, a line each. */
void nights_text(const struct nights *nights, struct out *to);

#endif
