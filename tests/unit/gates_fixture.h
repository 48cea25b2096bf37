/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of C code before and after a change, with what the gates have to find in it. */
#ifndef GATES_FIXTURE_H
#define GATES_FIXTURE_H

#include "allocations.h"
#include "unit.h"

#include "gates/gates.h"
#include "util/buf.h"

struct gate_row {
	const char *name;	    /* what the row shows; printed when it fails */
	const char *before, *after; /* the code; NULL before: the file is new */
	/* "REASON LINE refuses|high|medium NAME; ..." as they come; the name only where rows have it. */
	const char *expected;
};

struct gate_rows {
	const char *path;  /* of the file; NULL: "mm/a.c" */
	const char *frame; /* a format that the code is put into; NULL: it is the whole file */
	/* What the file is where the change was made, before and after; NULL: not known. */
	const char *source_before, *source_after;
	struct gates gates;
	uint32_t only;	  /* a bit for each reason that is looked at; 0: all */
	bool with_names;  /* expect the identifiers, too */
	const char *says; /* what the text of each finding has to hold; NULL: anything */
	bool any_order;	  /* expected are in the order of their text */
};

#define REASON_BIT(reason) (1u << (reason))

static inline int gate_words_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "REASON LINE risk NAME; ..." of what was found. Allocated. */
static inline char *gate_findings_text(const struct gate_rows *rows,
				       const struct finding_list *findings)
{
	char **texts = xcalloc(findings->count + 1, sizeof(*texts));
	struct buf all = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->items[i];
		bool named = rows->with_names && f->name;

		if (rows->only && !(rows->only & REASON_BIT(f->reason)))
			continue;
		texts[count++] = xasprintf("%s %zu %s%s%s", reason_name(f->reason), f->line,
					   f->refuses ? "refuses" : risk_name(f->risk),
					   named ? " " : "", named ? f->name : "");
	}
	if (rows->any_order)
		qsort(texts, count, sizeof(*texts), gate_words_compare);
	buf_puts(&all, "");
	for (size_t i = 0; i < count; i++) {
		buf_printf(&all, "%s%s", i ? "; " : "", texts[i]);
		free(texts[i]);
	}
	free(texts);
	return buf_detach(&all);
}

static inline char *gate_framed(const struct gate_rows *rows, const char *code)
{
	const char *at = rows->frame ? strstr(rows->frame, "%s") : NULL;

	if (!code)
		return NULL;
	return at ? xasprintf("%.*s%s%s", (int)(at - rows->frame), rows->frame, code, at + 2) :
		    xstrdup(code);
}

static inline size_t gate_length(const char *text)
{
	return text ? strlen(text) : 0;
}

/* One row; false, and told, where something else is found. */
static inline bool gate_row_holds(const struct gate_rows *rows, const struct gate_row *row)
{
	_cleanup_free_ char *before = gate_framed(rows, row->before);
	_cleanup_free_ char *after = gate_framed(rows, row->after);
	const struct gate_file file = {
		.path = rows->path ? rows->path : "mm/a.c",
		.before = before,
		.before_len = gate_length(before),
		.after = after,
		.after_len = gate_length(after),
		.source_before = rows->source_before,
		.source_before_len = gate_length(rows->source_before),
		.source_after = rows->source_after,
		.source_after_len = gate_length(rows->source_after),
	};
	_cleanup_findings_ struct finding_list findings = { 0 };
	_cleanup_free_ char *found = NULL;
	bool said = true;

	gates_check(&rows->gates, &file, 1, &findings);
	found = gate_findings_text(rows, &findings);
	for (size_t i = 0; i < findings.count; i++)
		said &= !strstr(findings.items[i].text, "(null)");
	for (size_t i = 0; i < findings.count && rows->says; i++)
		said &= (rows->only && !(rows->only & REASON_BIT(findings.items[i].reason))) ||
			strstr(findings.items[i].text, rows->says);
	if (!strcmp(found, row->expected) && said)
		return true;
	print_error("%s: found '%s', wanted '%s'\n%s\n", row->name, found, row->expected, after);
	return false;
}

/* All rows; those that do not hold are told before it fails. Nor may they leave memory behind. */
static inline void gate_rows_hold(const struct gate_rows *rows, const struct gate_row *row,
				  size_t count)
{
	size_t wrong = 0, before = 0;

	/* What is kept on purpose is there after the first round. */
	for (int round = 0; round < 2 && !wrong; round++) {
		before = allocations;
		for (size_t i = 0; i < count; i++)
			wrong += !gate_row_holds(rows, &row[i]);
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(allocations, before);
}

#endif
