// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/cases.h"
#include "report/format_parts.h"
#include "util/alloc.h"
#include "util/library_xml.h"

/* Calls of the writer; the first that fails stays known. */
struct junit {
	xmlTextWriterPtr xml;
	const struct result *result;
	bool failed;
};

static void note(struct junit *j, int rc)
{
	j->failed |= rc < 0;
}

/*
 * The suites' texts are printable UTF-8. Of that XML allows all but U+FFFE and U+FFFF, which
 * become U+FFFD.
 */
static char *allowed(const char *text)
{
	char *copy = xstrdup(text);

	for (char *at = copy; (at = strstr(at, "\xef\xbf")); at += 2)
		if (at[2] == '\xbe' || at[2] == '\xbf')
			at[2] = '\xbd';
	return copy;
}

static void begin(struct junit *j, const char *element)
{
	note(j, lib_xmlTextWriterStartElement(j->xml, BAD_CAST element));
}

static void end(struct junit *j)
{
	note(j, lib_xmlTextWriterEndElement(j->xml));
}

static void attribute(struct junit *j, const char *name, const char *value)
{
	_cleanup_free_ char *good = allowed(value);

	note(j, lib_xmlTextWriterWriteAttribute(j->xml, BAD_CAST name, BAD_CAST good));
}

static void number(struct junit *j, const char *name, size_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", value);
	attribute(j, name, text);
}

static void seconds(struct junit *j, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f", value);
	attribute(j, "time", text);
}

static void write_text(struct junit *j, const char *text)
{
	_cleanup_free_ char *good = allowed(text);

	note(j, lib_xmlTextWriterWriteString(j->xml, BAD_CAST good));
}

static void counts(struct junit *j, const size_t *totals, bool skips)
{
	size_t all = 0;

	for (int i = 0; i < CASE_STATUS_COUNT; i++)
		all += totals[i];
	number(j, "tests", all);
	number(j, "failures", totals[CASE_FAILED]);
	number(j, "errors", totals[CASE_ERROR]);
	if (skips)
		number(j, "skipped", totals[CASE_SKIPPED]);
}

static void property(struct junit *j, const char *name, const char *value)
{
	_cleanup_free_ char *line = NULL;

	if (!value)
		return;
	line = case_line(value);
	begin(j, "property");
	attribute(j, "name", name);
	attribute(j, "value", line);
	end(j);
}

static void properties(struct junit *j, const struct report_suite *suite)
{
	const struct branch_result *b = &j->result->branches[suite->branch];

	begin(j, "properties");
	property(j, "branch", b->branch);
	property(j, "release", b->has_source ? b->source.release.version : NULL);
	property(j, "series", suite->series);
	property(j, "state", suite->state);
	property(j, "variant", suite->variant);
	for (size_t v = 0; suite->variant && v < b->variant_count; v++) {
		if (strcmp(b->variants[v].name, suite->variant))
			continue;
		property(j, "engine", b->variants[v].engine);
		property(j, "accelerator", b->variants[v].accelerator);
	}
	property(j, "program", suite->seen->by);
	end(j);
}

/* "6_1_y.kvm-pferr.ported.default" of the suite "6.1.y/kvm-pferr/ported/default". */
static char *class_of(const struct report_suite *suite)
{
	char *name = xstrdup(suite->name);

	for (char *c = name; *c; c++)
		*c = *c == '.' ? '_' : *c == '/' ? '.' : *c;
	return name;
}

static void write_case(struct junit *j, const char *class, const struct report_case *c)
{
	static const char *const elements[CASE_STATUS_COUNT] = {
		[CASE_FAILED] = "failure", [CASE_ERROR] = "error", [CASE_SKIPPED] = "skipped",
	};
	const char *element = elements[c->status];

	begin(j, "testcase");
	attribute(j, "name", c->name);
	attribute(j, "classname", class);
	seconds(j, c->seconds);
	if (element) {
		begin(j, element);
		attribute(j, "message", c->message);
		if (c->status != CASE_SKIPPED)
			attribute(j, "type", c->cause == CAUSE_TIMEOUT ? "timeout" : element);
		write_text(j, c->detail);
		end(j);
	} else if (*c->message || *c->detail) {
		begin(j, "system-out");
		write_text(j, c->message);
		write_text(j, *c->message ? "\n" : "");
		write_text(j, c->detail);
		end(j);
	}
	end(j);
}

static void write_suite(struct junit *j, const struct report_suite *suite)
{
	_cleanup_free_ char *class = class_of(suite);
	double took = 0;

	begin(j, "testsuite");
	attribute(j, "name", suite->name);
	counts(j, suite->totals, true);
	for (size_t i = 0; i < suite->count; i++)
		took += suite->cases[i].seconds;
	seconds(j, took);
	/* UTC, without the letter, which strict readers do not take. */
	if (suite->seen->at && strlen(suite->seen->at) == strlen("2026-11-24T17:03:59Z")) {
		_cleanup_free_ char *at = xstrndup(suite->seen->at, strlen(suite->seen->at) - 1);

		attribute(j, "timestamp", at);
	}
	properties(j, suite);
	for (size_t i = 0; i < suite->count; i++)
		write_case(j, class, &suite->cases[i]);
	end(j);
}

static void write_document(struct junit *j, const struct report_suites *suites)
{
	size_t totals[CASE_STATUS_COUNT] = {0};

	for (size_t i = 0; i < suites->count; i++)
		for (int k = 0; k < CASE_STATUS_COUNT; k++)
			totals[k] += suites->items[i].totals[k];
	note(j, lib_xmlTextWriterSetIndent(j->xml, 1));
	note(j, lib_xmlTextWriterStartDocument(j->xml, NULL, "UTF-8", NULL));
	begin(j, "testsuites");
	attribute(j, "name", "stablehand");
	counts(j, totals, false);
	for (size_t i = 0; i < suites->count; i++)
		write_suite(j, &suites->items[i]);
	end(j);
	note(j, lib_xmlTextWriterEndDocument(j->xml));
}

int junit_write(const struct result *result, const struct format_options *options, struct out *to,
		struct error **err)
{
	_cleanup_(report_suites_release) struct report_suites suites = {0};
	struct junit j = {.result = result};
	xmlBufferPtr buffer;
	int rc = 0;

	if (xml_load(err))
		return -1;
	report_suites_make(result, &suites);
	buffer = lib_xmlBufferCreate();
	j.xml = buffer ? lib_xmlNewTextWriterMemory(buffer, 0) : NULL;
	if (j.xml) {
		write_document(&j, &suites);
		lib_xmlFreeTextWriter(j.xml);
	}
	if (!j.xml || j.failed)
		rc = error_set(err, ERROR_BUG, "libxml2 cannot write the report");
	else
		out_bytes(to, lib_xmlBufferContent(buffer), lib_xmlBufferLength(buffer));
	if (buffer)
		lib_xmlBufferFree(buffer);
	return rc;
}
