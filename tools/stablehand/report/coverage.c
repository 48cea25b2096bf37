// SPDX-License-Identifier: GPL-2.0-only
#include "report/coverage.h"

#include <errno.h>
#include <string.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define TESTS_SHOWN 3

struct coverage_row *coverage_find(const struct coverage_report *report, const char *symbol)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->rows[i].symbol && !strcmp(report->rows[i].symbol, symbol))
			return &report->rows[i];
	return NULL;
}

static bool ran_itself(const struct coverage_report *report, const struct coverage_row *row)
{
	for (size_t v = 0; row->symbol && v < report->variant_count; v++)
		if (row->hits[v].count)
			return true;
	return false;
}

bool coverage_ran(const struct coverage_report *report, const struct coverage_row *row)
{
	bool ran = ran_itself(report, row);

	for (size_t i = 0; i < row->stand_in_count && !ran; i++)
		ran = ran_itself(report, coverage_find(report, row->stand_ins[i]));
	return ran;
}

/* Could it be watched in none of the variants? Then the first reason, else 0. */
static int unwatched(const struct coverage_report *report, const struct coverage_row *row)
{
	int error = 0;

	for (size_t v = 0; row->symbol && v < report->variant_count; v++) {
		if (!row->hits[v].error)
			return 0;
		/* Not being loaded says less than any other reason. */
		if (!error || error == ENOENT)
			error = row->hits[v].error;
	}
	return error;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void join(struct buf *text, const char *separator, const char *word)
{
	buf_printf(text, "%s%s", text->len ? separator : "", word);
}

static bool named_before(const struct coverage_report *report, const struct coverage_row *row,
			 size_t variant, const char *test)
{
	for (size_t v = 0; v < variant; v++)
		for (size_t i = 0; i < row->hits[v].count; i++)
			if (!strcmp(row->hits[v].items[i].test, test))
				return true;
	return false;
}

/* The first few tests by name, of all variants, and how many more. */
static char *tests_of(const struct coverage_report *report, const struct coverage_row *row)
{
	_cleanup_buf_ struct buf text = {0};
	size_t count = 0;

	for (size_t v = 0; v < report->variant_count; v++)
		for (size_t i = 0; i < row->hits[v].count; i++) {
			const char *test = row->hits[v].items[i].test;

			if (!named_before(report, row, v, test) && count++ < TESTS_SHOWN)
				join(&text, ", ", base_name(test));
		}
	if (count > TESTS_SHOWN)
		buf_printf(&text, ", ... (%zu)", count);
	return buf_detach(&text);
}

/* What there is to say in words: the tests, or why there are none. */
static char *remark(const struct coverage_report *report, const struct coverage_row *row)
{
	_cleanup_buf_ struct buf text = {0};
	int error = unwatched(report, row);

	if (row->not_built)
		return xstrdup("not compiled by this configuration");
	if (row->symbol && error == ENOENT)
		return xstrdup("only compiled: no VM loads its module");
	if (row->symbol && error)
		return xasprintf("cannot be watched (%s)", strerror(error));
	if (row->symbol)
		return ran_itself(report, row) ? tests_of(report, row) : xstrdup("only compiled");
	if (!row->stand_in_count)
		return xstrdup("no symbol: inlined elsewhere, or left out by the configuration");
	buf_puts(&text, coverage_ran(report, row) ? "inlined; see " : "inlined, only compiled; see ");
	for (size_t i = 0; i < row->stand_in_count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", row->stand_ins[i]);
	return buf_detach(&text);
}

static void print_row(const struct coverage_report *report, const struct coverage_row *row,
		      struct table *table)
{
	_cleanup_free_ char *text = remark(report, row);
	bool ran = coverage_ran(report, row);

	table_row(table);
	table_cell(table, TABLE_PLAIN, "%s:%zu", base_name(row->path), row->line);
	table_cell(table, TABLE_PLAIN, "%s", row->symbol ? row->symbol : row->function);
	for (size_t v = 0; v < report->variant_count; v++) {
		if (row->symbol && !row->hits[v].error)
			table_cell(table, row->hits[v].count ? TABLE_GOOD : TABLE_DOUBT, "%zu",
				   row->hits[v].count);
		else
			table_cell(table, TABLE_FAINT, "-");
	}
	table_cell(table, ran ? TABLE_PLAIN : TABLE_DOUBT, "%s", text);
}

static void print_counts(const struct coverage_report *report, FILE *to)
{
	size_t ran = 0, compiled = 0, unclear = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct coverage_row *row = &report->rows[i];
		int error = unwatched(report, row);

		if (row->unchanged)
			continue;
		if (coverage_ran(report, row))
			ran++;
		else if (row->not_built || (error && error != ENOENT) ||
			 (!row->symbol && !row->stand_in_count))
			unclear++;
		else
			compiled++;
	}
	fprintf(to, "  ran through: %zu, only compiled: %zu, cannot be told: %zu\n", ran, compiled,
		unclear);
}

void coverage_report_text(const struct coverage_report *report, const char *series, FILE *to,
			  bool color)
{
	const char *headings[16] = {"FUNCTION", "SYMBOL"};
	size_t columns = 2;
	char *names[8];
	struct table *table;

	if (!report->variant_count)
		return;
	fprintf(to, "\ncoverage: tests that ran through the functions that %s changes\n", series);
	for (size_t v = 0; v < report->variant_count; v++) {
		fprintf(to, "%s%s: %zu tests", v ? ", " : "  ", report->variants[v].name,
			report->variants[v].tests);
		if (v < ARRAY_SIZE(names))
			headings[columns++] = names[v] = xasprintf(">%s", report->variants[v].name);
	}
	fputc('\n', to);
	headings[columns++] = "TESTS";
	table = table_new(headings, to, color);
	for (size_t i = 0; i < report->count; i++)
		if (!report->rows[i].unchanged)
			print_row(report, &report->rows[i], table);
	for (size_t i = 0; i < report->count; i++)
		if (report->rows[i].unchanged)
			print_row(report, &report->rows[i], table);
	table_print(table);
	for (size_t v = 0; v < report->variant_count && v < ARRAY_SIZE(names); v++)
		free(names[v]);
	print_counts(report, to);
	fputs("  A function that the compiler also inlined is counted where it was called as such; "
	      "one that\n  the series does not change is there as it holds the code of one that it "
	      "does.\n", to);
}

static json_t *text_json(const char *text)
{
	_cleanup_free_ char *printable = NULL;

	if (!text)
		return json_null();
	printable = text_printable(text, strlen(text), false);
	return json_string(printable);
}

static json_t *hits_json(const struct coverage_report *report, const struct coverage_row *row)
{
	json_t *array = json_array();

	for (size_t v = 0; row->symbol && v < report->variant_count; v++) {
		const struct coverage_hits *hits = &row->hits[v];
		json_t *tests = json_array();

		for (size_t i = 0; i < hits->count; i++)
			json_array_append_new(tests, json_pack(
				"{s:o, s:I}", "test", text_json(hits->items[i].test), "count",
				(json_int_t)hits->items[i].count));
		json_array_append_new(array, json_pack(
			"{s:o, s:o, s:o}", "variant", text_json(report->variants[v].name), "error",
			hits->error ? json_string(strerror(hits->error)) : json_null(), "tests",
			tests));
	}
	return array;
}

json_t *coverage_report_json(const struct coverage_report *report)
{
	json_t *variants = json_array(), *rows = json_array();

	for (size_t v = 0; v < report->variant_count; v++)
		json_array_append_new(variants, json_pack(
			"{s:o, s:I}", "name", text_json(report->variants[v].name), "tests",
			(json_int_t)report->variants[v].tests));
	for (size_t i = 0; i < report->count; i++) {
		const struct coverage_row *row = &report->rows[i];
		json_t *stand_ins = json_array();

		for (size_t s = 0; s < row->stand_in_count; s++)
			json_array_append_new(stand_ins, text_json(row->stand_ins[s]));
		json_array_append_new(rows, json_pack(
			"{s:o, s:I, s:o, s:o, s:o, s:b, s:b, s:b, s:o}", "file",
			text_json(row->path), "line", (json_int_t)row->line, "function",
			text_json(row->function), "symbol", text_json(row->symbol), "inlined_in",
			stand_ins, "changed", !row->unchanged, "built", !row->not_built, "ran",
			coverage_ran(report, row), "variants", hits_json(report, row)));
	}
	return json_pack("{s:o, s:o}", "variants", variants, "functions", rows);
}

static void hits_release(struct coverage_hits *hits)
{
	for (size_t i = 0; i < hits->count; i++)
		free(hits->items[i].test);
	free(hits->items);
}

void coverage_report_release(struct coverage_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		struct coverage_row *row = &report->rows[i];

		free(row->path);
		free(row->function);
		free(row->symbol);
		for (size_t s = 0; s < row->stand_in_count; s++)
			free(row->stand_ins[s]);
		free(row->stand_ins);
		for (size_t v = 0; row->hits && v < report->variant_count; v++)
			hits_release(&row->hits[v]);
		free(row->hits);
	}
	free(report->rows);
	for (size_t v = 0; v < report->variant_count; v++)
		free(report->variants[v].name);
	free(report->variants);
	*report = (struct coverage_report){0};
}
