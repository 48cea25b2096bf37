// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/cases.h"
#include "report/format_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

/* What kunit_parser.py takes for the end of a kernel's log, wherever it stands in a line. */
static const char *const ends[] = {
	"List of all partitions:", "Kernel panic - not syncing: VFS:", "reboot: System halted",
};

static bool is_end(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (!strncmp(text, ends[i], strlen(ends[i])))
			return true;
	return false;
}

/* A part of a line: no '#', which begins a directive, and no end of a log. */
static char *plain(const char *text, size_t len)
{
	struct buf to = {0};

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '#' || is_end(text + i))
			buf_printf(&to, "\\x%02x", (unsigned char)text[i]);
		else
			buf_add(&to, text + i, 1);
	}
	buf_str(&to);
	return buf_detach(&to);
}

static void write_detail(const char *indent, const char *detail, struct out *to)
{
	while (*detail) {
		size_t len = strcspn(detail, "\n");
		_cleanup_free_ char *line = plain(detail, len);

		/* The bar, so that none of it is "# Subtest: ...". */
		out_printf(to, "%s# | %s\n", indent, line);
		detail += len + (detail[len] == '\n');
	}
}

static const char *directive(const struct report_case *c)
{
	if (c->status == CASE_SKIPPED)
		return "SKIP";
	if (c->status == CASE_ERROR)
		return c->cause == CAUSE_TIMEOUT ? "TIMEOUT" : "ERROR";
	return "";
}

static void write_case(const struct report_case *c, size_t number, struct out *to)
{
	static const char indent[] = "    ";
	bool good = c->status == CASE_PASSED || c->status == CASE_SKIPPED;
	_cleanup_free_ char *name = plain(c->name, strlen(c->name));
	_cleanup_free_ char *message = plain(c->message, strlen(c->message));
	const char *word = directive(c);

	write_detail(indent, c->detail, to);
	/* A message of its own may look like a directive. */
	out_printf(to, "%s%s %zu %s", indent, good ? "ok" : "not ok", number, name);
	if (*word)
		out_printf(to, " # %s%s%s", word, *message ? " " : "", message);
	else if (*message)
		out_printf(to, " # (%s)", message);
	out_puts(to, "\n");
}

static bool is_good(const struct report_suite *suite)
{
	return !suite->totals[CASE_FAILED] && !suite->totals[CASE_ERROR];
}

/* The head of a subtest. */
static void write_head(const char *indent, const char *name, size_t count, struct out *to)
{
	out_printf(to, "%sKTAP version 1\n%s# Subtest: %s\n%s1..%zu\n", indent, indent, name,
		   indent, count);
}

static void write_suite(const struct report_suite *suite, size_t number, struct out *to)
{
	_cleanup_free_ char *name = plain(suite->name, strlen(suite->name));

	write_head("    ", name, suite->count, to);
	for (size_t i = 0; i < suite->count; i++)
		write_case(&suite->cases[i], i + 1, to);
	out_printf(to, "  %s %zu %s\n", is_good(suite) ? "ok" : "not ok", number, name);
}

/* Behind the last suite of the branch of suites[from]. */
static size_t branch_end(const struct report_suites *suites, size_t from)
{
	size_t end = from;

	while (end < suites->count && suites->items[end].branch == suites->items[from].branch)
		end++;
	return end;
}

static void write_branch(const struct result *result, const struct report_suites *suites,
			 size_t from, size_t end, size_t number, struct out *to)
{
	_cleanup_free_ char *line = case_line(result->branches[suites->items[from].branch].branch);
	_cleanup_free_ char *name = plain(line, strlen(line));
	bool good = true;

	write_head("  ", name, end - from, to);
	for (size_t i = from; i < end; i++) {
		write_suite(&suites->items[i], i - from + 1, to);
		good &= is_good(&suites->items[i]);
	}
	out_printf(to, "%s %zu %s\n", good ? "ok" : "not ok", number, name);
}

int ktap_write(const struct result *result, const struct format_options *options, struct out *to,
	       struct error **err)
{
	_cleanup_(report_suites_release) struct report_suites suites = {0};
	size_t branches = 0, number = 0;

	report_suites_make(result, &suites);
	for (size_t i = 0; i < suites.count; i = branch_end(&suites, i))
		branches++;
	out_printf(to, "KTAP version 1\n1..%zu%s\n", branches,
		   branches ? "" : " # SKIP nothing is known");
	for (size_t i = 0, end; i < suites.count; i = end) {
		end = branch_end(&suites, i);
		write_branch(result, &suites, i, end, ++number, to);
	}
	return 0;
}
