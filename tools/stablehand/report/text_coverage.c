// SPDX-License-Identifier: GPL-2.0-only
/* Which tests ran through what a series changes, as a table. */
#include <errno.h>
#include <string.h>

#include "report/table.h"
#include "report/text_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

#define TESTS_SHOWN 3

/* Could it be watched in none of the variants? Then the first reason, else 0. */
static int unwatched(const struct coverage_result *result, const struct coverage_row *row)
{
	int error = 0;

	for (size_t v = 0; row->symbol && v < result->variant_count; v++) {
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

static bool named_before(const struct coverage_result *result, const struct coverage_row *row,
			 size_t variant, const char *test)
{
	for (size_t v = 0; v < variant; v++)
		for (size_t i = 0; i < row->hits[v].count; i++)
			if (!strcmp(row->hits[v].items[i].test, test))
				return true;
	return false;
}

/* The first few tests by name, of all variants, and how many more. */
static char *tests_of(const struct coverage_result *result, const struct coverage_row *row)
{
	_cleanup_buf_ struct buf text = {0};
	size_t count = 0;

	for (size_t v = 0; v < result->variant_count; v++)
		for (size_t i = 0; i < row->hits[v].count; i++) {
			const char *test = row->hits[v].items[i].test;

			if (!named_before(result, row, v, test) && count++ < TESTS_SHOWN)
				join(&text, ", ", base_name(test));
		}
	if (count > TESTS_SHOWN)
		buf_printf(&text, ", ... (%zu)", count);
	return buf_detach(&text);
}

/* What there is to say in words: the tests, or why there are none. */
static char *remark(const struct coverage_result *result, const struct coverage_row *row)
{
	_cleanup_buf_ struct buf text = {0};
	int error = unwatched(result, row);

	if (row->not_built)
		return xstrdup("not compiled by this configuration");
	if (row->symbol && error == ENOENT)
		return xstrdup("only compiled: no VM loads its module");
	if (row->symbol && error)
		return xasprintf("cannot be watched (%s)", strerror(error));
	if (row->symbol)
		return coverage_ran_itself(result, row) ? tests_of(result, row) : xstrdup("only compiled");
	if (!row->stand_in_count)
		return xstrdup("no symbol: inlined elsewhere, or left out by the configuration");
	buf_puts(&text, coverage_ran(result, row) ? "inlined; see " : "inlined, only compiled; see ");
	for (size_t i = 0; i < row->stand_in_count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", row->stand_ins[i]);
	return buf_detach(&text);
}

static void print_row(const struct coverage_result *result, const struct coverage_row *row,
		      struct table *table)
{
	_cleanup_free_ char *text = remark(result, row);
	bool ran = coverage_ran(result, row);

	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s:%zu", base_name(row->path), row->line);
	table_cell(table, STYLE_PLAIN, "%s", row->symbol ? row->symbol : row->function);
	for (size_t v = 0; v < result->variant_count; v++) {
		if (row->symbol && !row->hits[v].error)
			table_cell(table, row->hits[v].count ? STYLE_GOOD : STYLE_DOUBT, "%zu",
				   row->hits[v].count);
		else
			table_cell(table, STYLE_FAINT, "-");
	}
	table_cell(table, ran ? STYLE_PLAIN : STYLE_DOUBT, "%s", text);
}

static void print_counts(const struct coverage_result *result, struct out *to)
{
	size_t ran = 0, compiled = 0, unclear = 0;

	for (size_t i = 0; i < result->count; i++) {
		const struct coverage_row *row = &result->rows[i];
		int error = unwatched(result, row);

		if (row->unchanged)
			continue;
		if (coverage_ran(result, row))
			ran++;
		else if (row->not_built || (error && error != ENOENT) ||
			 (!row->symbol && !row->stand_in_count))
			unclear++;
		else
			compiled++;
	}
	out_printf(to, "  ran through: %zu, only compiled: %zu, cannot be told: %zu\n", ran, compiled,
		unclear);
}

void text_coverage(const struct coverage_result *result, const char *series, struct out *to)
{
	const char *headings[16] = {"FUNCTION", "SYMBOL"};
	size_t columns = 2;
	char *names[8];
	struct table *table;

	if (!result->variant_count)
		return;
	out_printf(to, "\ncoverage: tests that ran through the functions that %s changes\n", series);
	for (size_t v = 0; v < result->variant_count; v++) {
		out_printf(to, "%s%s: %zu tests", v ? ", " : "  ", result->variants[v].name,
			result->variants[v].tests);
		if (v < ARRAY_SIZE(names))
			headings[columns++] = names[v] = xasprintf(">%s", result->variants[v].name);
	}
	out_puts(to, "\n");
	headings[columns++] = "TESTS";
	table = table_new(headings, to);
	for (size_t i = 0; i < result->count; i++)
		if (!result->rows[i].unchanged)
			print_row(result, &result->rows[i], table);
	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].unchanged)
			print_row(result, &result->rows[i], table);
	table_print(table);
	for (size_t v = 0; v < result->variant_count && v < ARRAY_SIZE(names); v++)
		free(names[v]);
	print_counts(result, to);
	out_puts(to, "  A function that the compiler also inlined is counted where it was called as such; "
	      "one that\n  the series does not change is there as it holds the code of one that it "
	      "does.\n");
}
