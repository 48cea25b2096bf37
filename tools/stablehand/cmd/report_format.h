/* SPDX-License-Identifier: GPL-2.0-only */
/* A result in the format that was asked for, printed or in a file. */
#ifndef CMD_REPORT_FORMAT_H
#define CMD_REPORT_FORMAT_H

#include "cmd/command.h"
#include "report/format.h"
#include "result/result.h"

/* Use in a command's table. */
#define REPORT_FORMAT_OPTIONS                                                                      \
	{"format", 0, "NAME", "text, json, junit, ktap, kcidb or rc-mail",                         \
	 "text json junit ktap kcidb rc-mail"},                                                    \
	{"compare-to", 0, "VERSION", "rc-mail: with this release, not the one before"},            \
	{"reply-to", 0, "FILE", "rc-mail: the mail that it answers, else the -rc's own announcement"}, \
	{"out", 0, "FILE", "write it there; - is standard output"}

/* Which one, as text where none is asked for. ERROR_INPUT when options contradict each other. */
int report_format_read(const struct context *context, const struct arguments *arguments,
		       const struct report_format **ret, struct error **err);

/*
 * Write it, with what the format needs to know of the project, the user and the store. A file
 * appears whole; one that is no plain file is not replaced.
 */
int report_format_write(struct context *context, const struct arguments *arguments,
			const struct report_format *format, struct result *result,
			struct error **err);

#endif
