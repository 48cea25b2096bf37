// SPDX-License-Identifier: GPL-2.0-only
#include "report/cases.h"

#include <stdarg.h>
#include <string.h>

#include "report/cases_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

/* How many bytes of a text fit, in whole characters. */
static size_t whole_characters(const char *text, size_t len, size_t max)
{
	size_t end = max;

	if (len <= max)
		return len;
	while (end && max - end < 3 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

static char *bounded(const char *text, size_t len, size_t max, bool lines)
{
	size_t end = whole_characters(text, len, max);
	_cleanup_free_ char *clean = text_printable(text, end, lines);
	size_t clean_len = strlen(clean), keep = whole_characters(clean, clean_len, max);

	if (end == len && keep == clean_len)
		return TAKE_PTR(clean);
	return xasprintf("%.*s%s[%zu bytes in all]", (int)keep, clean, lines ? "\n" : " ... ", len);
}

char *case_line(const char *text)
{
	const char *line = text ? text + strspn(text, "\n \t\r") : "";
	size_t len = strcspn(line, "\n");

	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	return bounded(line, len, CASE_LINE_MAX, false);
}

char *case_lines(const char *text)
{
	return text ? bounded(text, strlen(text), CASE_DETAIL_MAX, true) : xstrdup("");
}

enum case_status case_status_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASS:
		return CASE_PASSED;
	case OUTCOME_FAIL:
	case OUTCOME_CRASH:
		return CASE_FAILED;
	case OUTCOME_SKIP:
		return CASE_SKIPPED;
	default:
		return CASE_ERROR;
	}
}

struct report_suite *suite_begin(const struct result *result, size_t branch, enum suite_kind kind,
				 const struct seen *seen, struct report_suites *to, ...)
{
	const struct branch_result *b = &result->branches[branch];
	struct report_suite *suite = ARRAY_ADD(to->items, to->count, to->alloc);
	_cleanup_buf_ struct buf name = {0};
	const char *part;
	va_list ap;

	buf_puts(&name, b->branch);
	va_start(ap, to);
	while ((part = va_arg(ap, const char *)))
		buf_printf(&name, "/%s", part);
	va_end(ap);
	suite->kind = kind;
	suite->branch = branch;
	suite->seen = seen->at ? seen : &b->seen;
	suite->name = case_line(buf_str(&name));
	return suite;
}

void suite_end(struct report_suites *suites)
{
	struct report_suite *last = &suites->items[suites->count - 1];

	if (last->count)
		return;
	free(last->name);
	suites->count--;
}

struct report_case *suite_add(struct report_suite *suite, const char *name,
			      enum case_status status, double seconds, const char *message,
			      const char *detail)
{
	struct report_case *c = ARRAY_ADD(suite->cases, suite->count, suite->alloc);

	c->name = case_line(name);
	if (!*c->name) {
		free(c->name);
		c->name = xstrdup("(no name)");
	}
	c->status = status;
	/* What is no number, or beyond all reason, is not known. */
	c->seconds = seconds > 0 && seconds < 1e9 ? seconds : 0;
	c->message = case_line(message);
	c->detail = case_lines(detail);
	suite->totals[status]++;
	return c;
}

void report_suites_make(const struct result *result, struct report_suites *ret)
{
	*ret = (struct report_suites){0};
	for (size_t i = 0; i < result->count; i++) {
		suites_add_branch(result, i, ret);
		for (size_t s = 0; s < result->branches[i].series_count; s++)
			suites_add_patches(result, i, s, ret);
		suites_add_builds(result, i, ret);
		suites_add_tests(result, i, ret);
	}
}

void report_suites_release(struct report_suites *suites)
{
	for (size_t i = 0; i < suites->count; i++) {
		struct report_suite *suite = &suites->items[i];

		for (size_t k = 0; k < suite->count; k++) {
			free(suite->cases[k].name);
			free(suite->cases[k].message);
			free(suite->cases[k].detail);
		}
		free(suite->cases);
		free(suite->name);
	}
	free(suites->items);
	*suites = (struct report_suites){0};
}
