// SPDX-License-Identifier: GPL-2.0-only
/* What the behaviour tests of each series showed, and which functions tests ran through. */
#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"

#define ROWS_MAX 1000
#define TEXT_MAX 2000

static void add_cell(struct buf *html, const struct behaviour_cell *cell)
{
	html_add(html, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td>", cell->test, cell->variant,
		 cell->state);
	html_mark_cell(html, mark_of_cell(cell->result));
	html_add(html, "<td>%s</td><td class=\"why\">", cell->outcome);
	html_excerpt(html, cell->result == CELL_MET ? cell->shown ? cell->shown : "" :
			   cell->why ? cell->why : "", TEXT_MAX);
	html_add(html, "</td></tr>\n");
}

static void add_cells(struct doc *doc, const struct behaviour_result *behaviour, const char *series)
{
	static const char *const columns[] = {"Test", "Variant", "State", "Expected", "Outcome",
					      "Seen, or why not", NULL};
	_cleanup_free_ char *caption = xasprintf("Behaviour tests of %s", series);

	html_table_begin(doc, "list", caption, columns);
	for (size_t i = 0; i < behaviour->count && i < ROWS_MAX; i++)
		add_cell(&doc->html, &behaviour->cells[i]);
	html_table_end(doc);
	for (size_t i = 0; i < behaviour->note_count; i++)
		html_add(&doc->html, "<p>%s</p>\n", behaviour->notes[i]);
	if (behaviour->count > ROWS_MAX)
		html_add(&doc->html, "<p class=\"cut\">%zu more</p>\n", behaviour->count - ROWS_MAX);
}

static void add_function(struct buf *html, const struct coverage_result *coverage,
			 const struct coverage_row *r)
{
	struct mark ran = {"good", "\u2713", "ran"}, not_ran = {"doubt", "\u2013", "only compiled"};
	struct mark not_built = {"doubt", "\u2013", "not compiled"};

	html_add(html, "<tr><th scope=\"row\"><code>%s()</code></th><td><code>%s:%zu</code></td>", r->function,
		 r->path, r->line);
	html_mark_cell(html, r->not_built ? not_built : coverage_ran(coverage, r) ? ran : not_ran);
	for (size_t v = 0; v < coverage->variant_count; v++)
		if (r->symbol && !r->hits[v].error)
			html_add(html, "<td class=\"num %s\">%zu</td>", r->hits[v].count ? "" : "zero",
				 r->hits[v].count);
		else
			html_add(html, "<td class=\"num none\">\u2013</td>");
	html_add(html, "</tr>\n");
}

static void add_coverage(struct doc *doc, const struct coverage_result *coverage, const char *series)
{
	_cleanup_free_ char *caption = xasprintf("Tests that ran through the functions that %s changes", series);
	_cleanup_free_ const char **columns = xcalloc(coverage->variant_count + 4, sizeof(*columns));
	_cleanup_free_ char **names = xcalloc(coverage->variant_count + 1, sizeof(*names));
	size_t count = 0;

	columns[count++] = "Function";
	columns[count++] = "Where";
	columns[count++] = "Ran";
	for (size_t v = 0; v < coverage->variant_count; v++)
		columns[count++] = names[v] = xasprintf(">%s", coverage->variants[v].name);
	html_table_begin(doc, "list", caption, columns);
	for (size_t i = 0; i < coverage->count && i < ROWS_MAX; i++)
		if (!coverage->rows[i].unchanged)
			add_function(&doc->html, coverage, &coverage->rows[i]);
	html_table_end(doc);
	for (size_t v = 0; v < coverage->variant_count; v++)
		free(names[v]);
}

void page_behaviour(struct doc *doc, const struct branch_result *b)
{
	bool cells = false, functions = false;

	for (size_t i = 0; i < b->series_count; i++) {
		cells |= b->series[i].behaviour.count != 0;
		functions |= b->series[i].coverage.variant_count != 0;
	}
	if (cells) {
		section_begin(doc, "behaviour", "Behaviour");
		for (size_t i = 0; i < b->series_count; i++)
			if (b->series[i].behaviour.count)
				add_cells(doc, &b->series[i].behaviour, b->series[i].name);
		section_end(doc);
	}
	if (functions) {
		section_begin(doc, "coverage", "Coverage");
		for (size_t i = 0; i < b->series_count; i++)
			if (b->series[i].coverage.variant_count)
				add_coverage(doc, &b->series[i].coverage, b->series[i].name);
		section_end(doc);
	}
}
