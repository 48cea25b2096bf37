/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one way out for text: all that is printed for people goes through here,
 * on standard output, on standard error and in files that people read. Nothing
 * that came from outside (a patch, a tree, an archive, a guest) can move the
 * cursor, colour, retitle or forge a line, since every control character but
 * newline and tab, every character that reorders text and every byte that is
 * no UTF-8 is written as \xNN, whoever printed it. Colours are asked for by
 * name, never put into the text.
 */
#ifndef UTIL_OUT_H
#define UTIL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/error.h"

enum style {
	STYLE_PLAIN,
	STYLE_GOOD,
	STYLE_BAD,
	STYLE_DOUBT,
	STYLE_FAINT,
	STYLE_STRONG,
};

struct out {
	FILE *file;		/* NULL in the two below: stdout, stderr */
	bool color;		/* styles are shown */
	bool rich;		/* with the 256 colours of xterm, not the terminal's own eight */
	size_t width;		/* columns, where no terminal is asked (report/table.h); 0: ask */
	int error;		/* errno of the first write that failed; 0: none did */
};

/* Standard output and standard error. Both may be written to at any time. */
extern struct out out_stdout, out_stderr;

/*
 * First of all in main(): where descriptors 0 to 2 are closed they are opened on
 * the null device, so that no file that is opened later gets their number and
 * what is printed for one of them. Writing to a standard output that was closed
 * fails; what goes to a closed standard error is dropped.
 */
void out_open_standard(void);

/* Print. What the arguments bring may be anything; the format as well. */
void out_printf(struct out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_puts(struct out *out, const char *text);
void out_text(struct out *out, const char *text, size_t len);

/* What turns a style on; "" where none is shown. */
const char *out_style_sequence(const struct out *out, enum style style);

/* A line's worth of text, with a style where these are shown. */
void out_styled(struct out *out, enum style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Text with colour sequences ("ESC [ digits m") that were put around cells which
 * text_printable() made: these pass, all else is escaped as ever.
 */
void out_rendered(struct out *out, const char *text, size_t len);

/*
 * A JSON document: what would be escaped is written as \uNNNN, which in its strings,
 * and nowhere else can it be, means the same.
 */
void out_json(struct out *out, const char *document, size_t len);

/* What a program is to read and no person: bytes as they are. */
void out_bytes(struct out *out, const void *data, size_t len);

/* What it writes to, for asking what is behind it. */
FILE *out_file(const struct out *out);

/* On a terminal: go back to the start of the line and clear it. */
void out_wipe_line(struct out *out);

/* The same of the line and so many above it. */
void out_wipe_lines(struct out *out, size_t above);

/*
 * Write out what is buffered. ERROR_ENVIRONMENT when anything so far could not be
 * written; *ret_broken_pipe tells that it is the reader who went, which is no fault.
 */
int out_flush(struct out *out, bool *ret_broken_pipe, struct error **err);

#endif
