/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * HTML whose every value is escaped: the format is markup, written by us; what an argument
 * brings is text, whatever it holds.
 */
#ifndef REPORT_PAGE_HTML_H
#define REPORT_PAGE_HTML_H

#include "util/buf.h"

/*
 * Append markup. Of printf's conversions there are %s, %.*s, %.Ns, %d, %zu, %llu, %+lld, %.Nf
 * and %%. A text, NULL being "", is escaped so that it is one in an element and between the
 * quotes of an attribute: & < > " ' as entities; a control character but newline and tab, a
 * byte that is no UTF-8 and a character that reorders text as \xNN.
 */
void html_add(struct buf *html, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Append len bytes of text, escaped likewise. */
void html_text(struct buf *html, const char *text, size_t len);

/*
 * Append a text of any size, escaped likewise, as its first and last lines: at most about
 * `max` bytes of it. A line between them says how much was left out.
 */
void html_excerpt(struct buf *html, const char *text, size_t max);

/* "2026-11-24T17:03:59Z" as <time>2026-11-24 17:03 UTC</time>; any other text as it is; NULL: "". */
void html_time(struct buf *html, const char *at);

#endif
