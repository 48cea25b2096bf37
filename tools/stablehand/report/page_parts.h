/* SPDX-License-Identifier: GPL-2.0-only */
/* How page_write() is split; nothing else needs this. */
#ifndef REPORT_PAGE_PARTS_H
#define REPORT_PAGE_PARTS_H

#include <stdbool.h>

#include "report/page_html.h"
#include "report/page_site.h"
#include "result/night.h"
#include "result/result.h"

/* A test that has a page: it differs, did not pass, or made the kernel complain. */
struct page_test {
	size_t branch, variant;
	const struct series_result *series;	/* NULL: base alone */
	const struct test_row *row;
	char *file;
};

/* What all pages are made from. Names of files are without ".html". */
struct pages {
	const struct result *result;
	const struct nights *nights;	/* the newest first; perhaps none */
	struct page_site *site;
	char **branches;		/* one each: branch/NAME, folders patch/NAME, test/NAME */
	char **patches;			/* of branch b, row r: [b * row_count + r]; NULL: no answer */
	struct page_test *tests;	/* in the order of the result */
	size_t test_count, test_alloc;
	size_t tests_left_out;		/* that had one, but for their number */
};

/* A page on its way. */
struct doc {
	const struct pages *pages;
	const char *root;		/* "", "../": from the page to the folder of index.html */
	struct buf html;
	size_t ids;			/* given to parts that are pointed at */
};

/* --- page_frame.c: what is around each page's own */

/* Up to and with <main>; the way to it is crumbs[0..]: pairs of text and link, NULL-terminated. */
void doc_begin(struct doc *doc, const char *title, const char *const *crumbs);

/* The rest; write it to `path`. */
int doc_end(struct doc *doc, const char *path, struct error **err);

/* <section> with a heading of level 2; id as well as heading may be anything that needs no escape. */
void section_begin(struct doc *doc, const char *id, const char *heading);
void section_end(struct doc *doc);

/*
 * A table in a container that scrolls and can be reached by the keyboard. `caption` names both
 * and is unlike those of other tables of the page. The header's columns are names; a '>' in
 * front aligns that one to the right. table_begin() leaves the table within its <tbody>.
 */
void html_table_begin(struct doc *doc, const char *class, const char *caption,
		      const char *const *columns);
void html_table_end(struct doc *doc);

/* --- page_words.c: how a value is shown: a colour, a sign and a word */

struct mark {
	const char *class, *sign, *word;
};

struct mark mark_of_verdict(enum verdict verdict);
struct mark mark_of_need(enum need need);
struct mark mark_of_risk(enum risk risk);
struct mark mark_of_outcome(enum outcome outcome);
struct mark mark_of_comparison(enum comparison comparison);
struct mark mark_of_build(enum build_status status);
struct mark mark_of_cell(enum cell_result result);

/* As a label of its own; as the contents of what has its class already. */
void html_chip(struct buf *html, struct mark mark);
void html_mark(struct buf *html, struct mark mark);

/* <td> of that class. */
void html_mark_cell(struct buf *html, struct mark mark);

/* --- the parts of pages */

/* page_matrix.c: all verdicts, patches down, branches across, and what the signs mean. */
void page_matrix(struct doc *doc);

/* page_findings.c: what there is to do about a branch, as <li>; how many. */
size_t page_findings(struct doc *doc, size_t branch);

/* page_untested.c: what was not tested of a branch and why, as rows of a table; how many. */
size_t page_untested(struct doc *doc, size_t branch, size_t max);

/* page_index.c, page_branch.c, page_test.c, page_patch.c: one page. */
int page_index(const struct pages *pages, struct error **err);
int page_branch(const struct pages *pages, size_t branch, struct error **err);
int page_patch(const struct pages *pages, size_t branch, size_t row, struct error **err);
int page_test(const struct pages *pages, const struct page_test *test, struct error **err);

/* page_builds.c: builds and what they tell. */
void page_builds(struct doc *doc, const struct branch_result *b);

/* page_tests.c: selftests of a branch in each variant. page_behaviour.c: behaviour, coverage. */
void page_tests(struct doc *doc, size_t branch);
void page_behaviour(struct doc *doc, const struct branch_result *b);

/* page_evidence.c: why a patch has its verdict. */
void page_evidence(struct doc *doc, size_t branch, size_t row);

/* page_beside.c: two patches beside each other. -1: comparing failed. */
int page_beside(struct doc *doc, const char *original, const char *ported, struct error **err);

/* page_nights.c: of the newest night, the news as a section, and what is open. */
void page_news(struct doc *doc);
void page_night_findings(struct doc *doc);

/* The nights of a branch, with their trend, as a section; nothing where there are none. */
void page_nights(struct doc *doc, const char *branch);

/* What nights told of a test, likewise. */
void page_test_nights(struct doc *doc, const char *branch, const char *variant, const char *test);

/* page_trend.c: as a cell of a table; as a drawing with its words. */
void page_trend_small(struct doc *doc, const char *branch);
void page_trend(struct doc *doc, const char *branch);

/* The page of a test, or NULL: it has none. */
const struct page_test *pages_test(const struct pages *pages, const struct test_row *row);

/* page_style.c */
extern const char page_style[];

#endif
