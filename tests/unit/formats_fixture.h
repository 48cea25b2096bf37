/* SPDX-License-Identifier: GPL-2.0-only */
/* Made-up results, and what a format makes of them. */
#ifndef FORMATS_FIXTURE_H
#define FORMATS_FIXTURE_H

#include "unit.h"

#include "report/format.h"
#include "util/text.h"

/* A branch with one variant, whose base and ported state of a series ran. */
static inline struct branch_result *make_branch(struct result *result, const char *variant)
{
	struct branch_result *b = result_add(result, "9.1.y");
	struct series_result *s;

	branch_add_variant(b, variant, NULL, xstrdup("an engine"), NULL);
	s = ARRAY_ADD(b->series, b->series_count, b->series_alloc);
	s->name = xstrdup("fix");
	s->ported.state = xstrdup("ported");
	branch_make_runs(b);
	s->comparisons[0] = xcalloc(1, sizeof(*s->comparisons[0]));
	return b;
}

static inline struct test_record *make_record(enum outcome outcome, const char *message)
{
	struct test_record *r = xcalloc(1, sizeof(*r));

	r->outcome = outcome;
	r->seconds = 1.25;
	r->message = xstrdup(message);
	r->kernel_log = xstrdup("");
	r->log = xstrdup("");
	return r;
}

/* base or ported may be OUTCOME_COUNT: it did not run there. */
static inline struct test_row *add_row(struct branch_result *b, const char *test, enum outcome base,
				enum outcome ported, enum comparison comparison)
{
	struct comparison_table *t = b->series[0].comparisons[0];
	struct test_row *row = ARRAY_ADD(t->rows, t->count, t->alloc);

	row->test = xstrdup(test);
	row->base = base == OUTCOME_COUNT ? NULL : make_record(base, "");
	row->ported = ported == OUTCOME_COUNT ? NULL : make_record(ported, "");
	row->comparison = comparison;
	row->reason = xstrdup(comparison == COMPARISON_SAME ? "" : "why");
	return row;
}

static inline char *written(const char *format, const struct result *result)
{
	const struct format_options options = {.name = "A Person", .email = "person@example.org"};
	struct error *err = NULL;
	char *text = NULL;
	size_t len;
	struct out to = {.file = open_memstream(&text, &len)};

	assert_non_null(report_format_find(format));
	assert_works(report_format_find(format)->write(result, &options, &to, &err), err);
	fclose(to.file);
	return text;
}

static inline size_t occurrences(const char *text, const char *part)
{
	size_t count = 0;

	while ((text = strstr(text, part))) {
		count++;
		text += strlen(part);
	}
	return count;
}

/* Nothing but printable UTF-8 and newlines, whatever the names are. */
static inline void assert_clean(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len;) {
		size_t n = text[i] == '\n' ? 1 : text_printable_length(text + i, len - i);

		if (!n)
			fail_msg("byte %zu: \\x%02x", i, (unsigned char)text[i]);
		i += n;
	}
}

#endif
