// SPDX-License-Identifier: GPL-2.0-only
/* The builds of a branch, and what they tell: warnings, code, sizes, steps, checks. */
#include <string.h>

#include "report/page_parts.h"
#include "util/alloc.h"
#include "util/text.h"

#define LIST_MAX 200
#define LINE_MAX_BYTES 1000

static void add_build(struct buf *html, const struct state_result *state, const char *series)
{
	const struct build_result *build = &state->build;
	_cleanup_free_ char *took = NULL;

	if (!state->has_build)
		return;
	took = text_duration(build->seconds);
	html_add(html, series ? "<tr><th scope=\"row\">%s (%s)</th>" : "<tr><th scope=\"row\">%s</th>",
		 state->state, series);
	html_mark_cell(html, mark_of_build(build->status));
	html_add(html, "<td class=\"num\">%s</td><td class=\"num\">%zu</td>", took, build->compiled);
	if (build->has_selftests)
		html_add(html, "<td class=\"num\">%zu of %zu</td>", build->selftests.built,
			 build->selftests.built + build->selftests.not_built);
	else
		html_add(html, "<td class=\"num none\">none</td>");
	html_add(html, "<td class=\"num %s\">%zu</td><td>", state->new_warning_count ? "bad" : "zero",
		 state->new_warning_count);
	html_time(html, state->seen.at);
	html_add(html, "</td></tr>\n");
}

/* Lines under a heading, bounded. */
static void add_lines(struct doc *doc, const char *heading, char *const *lines, size_t count)
{
	if (!count)
		return;
	html_add(&doc->html, "<h3>%s</h3>\n<ul class=\"code\">\n", heading);
	for (size_t i = 0; i < count && i < LIST_MAX; i++) {
		html_add(&doc->html, "<li>");
		html_excerpt(&doc->html, lines[i], LINE_MAX_BYTES);
		html_add(&doc->html, "</li>\n");
	}
	html_add(&doc->html, "</ul>\n");
	if (count > LIST_MAX)
		html_add(&doc->html, "<p class=\"cut\">%zu more</p>\n", count - LIST_MAX);
}

static void add_state_lines(struct doc *doc, const struct state_result *state, const char *series)
{
	const struct build_result *build = &state->build;
	const char *of = series ? series : "base";
	_cleanup_free_ char *failing = xasprintf("Why the build failed (%s)", of);
	_cleanup_free_ char *warnings = xasprintf("New warnings (%s)", of);

	if (!state->has_build)
		return;
	if (build->status == BUILD_FAILED)
		add_lines(doc, failing, build->failing, build->failing_count);
	add_lines(doc, warnings, state->new_warnings, state->new_warning_count);
	for (size_t i = 0; i < build->ungranted.count && i < LIST_MAX; i++) {
		const struct kconfig_gap *gap = &build->ungranted.gaps[i];

		html_add(&doc->html, "<p>%s: <code>%s=%s</code> asked for (%s:%zu), got <code>%s</code></p>\n",
			 state->state, gap->symbol, gap->wanted, gap->file, gap->line, gap->got);
	}
}

static void add_sizes(struct doc *doc, const struct series_result *s)
{
	static const char *const columns[] = {"Module", ">Base", ">Ported", ">Bytes more", NULL};
	_cleanup_free_ char *caption = xasprintf("Code of the modules in bytes, base against ported (%s); "
						 "the same code: %zu others", s->name, s->sizes.same);

	if (!s->knows_sizes || !s->sizes.count)
		return;
	html_table_begin(doc, "list", caption, columns);
	for (size_t i = 0; i < s->sizes.count && i < LIST_MAX; i++) {
		const struct code_size *size = &s->sizes.items[i];

		html_add(&doc->html, "<tr><th scope=\"row\">%s</th><td class=\"num\">%llu</td>"
			 "<td class=\"num\">%llu</td><td class=\"num\">%+lld</td></tr>\n", size->module,
			 (unsigned long long)size->base, (unsigned long long)size->ported,
			 (long long)size->ported - (long long)size->base);
	}
	html_table_end(doc);
}

static void add_steps(struct doc *doc, const struct series_result *s)
{
	static const char *const columns[] = {">Step", "Build", ">Time", ">Objects", ">New warnings",
					      "Patch", NULL};
	_cleanup_free_ char *caption = xasprintf("Each patch of %s built by itself", s->name);

	if (!s->steps.count)
		return;
	html_table_begin(doc, "list", caption, columns);
	for (size_t i = 0; i < s->steps.count; i++) {
		const struct step_result *step = &s->steps.items[i];
		_cleanup_free_ char *took = text_duration(step->build.seconds);

		html_add(&doc->html, "<tr><td class=\"num\">%zu</td>", step->number);
		html_mark_cell(&doc->html, mark_of_build(step->build.status));
		html_add(&doc->html, "<td class=\"num\">%s</td><td class=\"num\">%zu</td>"
			 "<td class=\"num %s\">%zu</td><th scope=\"row\">%s</th></tr>\n", took,
			 step->build.compiled, step->new_warning_count ? "bad" : "zero",
			 step->new_warning_count, step->subject);
	}
	html_table_end(doc);
}

static void add_check(struct doc *doc, const struct check_comparison *check, const char *series)
{
	_cleanup_free_ char *messages = xasprintf("New messages of W=1 and sparse (%s)", series);
	_cleanup_free_ char *structures = xasprintf("Structures of the kABI that change (%s)", series);
	size_t changed = 0;

	if (!check->made)
		return;
	for (size_t i = 0; i < check->symbol_count; i++)
		changed += check->symbols[i].change == ABI_CHANGED;
	html_add(&doc->html, "<p>Check of %s: %zu new messages; kABI: %zu of %zu exported symbols get "
		 "another checksum.</p>\n", series, check->new_message_count, changed, check->exported);
	add_lines(doc, messages, check->new_messages, check->new_message_count);
	add_lines(doc, structures, check->structures, check->structure_count);
}

static void add_code(struct doc *doc, const struct code_result *code, const char *series)
{
	size_t same = 0, lines = 0;

	for (size_t i = 0; i < code->count; i++) {
		same += code->items[i].is == CODE_IDENTICAL;
		lines += code->items[i].is == CODE_LINES;
	}
	if (code->count)
		html_add(&doc->html, "<p>Code of the modules that %s touches: %zu differ from base, %zu but for "
			 "line numbers, %zu are identical.</p>\n", series, code->count - same - lines, lines,
			 same);
}

void page_builds(struct doc *doc, const struct branch_result *b)
{
	static const char *const columns[] = {"State", "Build", ">Time", ">Objects", ">Selftests built",
					      ">New warnings", "When", NULL};
	bool any = b->base.has_build;

	for (size_t i = 0; i < b->series_count; i++)
		any |= b->series[i].ported.has_build;
	section_begin(doc, "builds", "Builds");
	if (!any) {
		html_add(&doc->html, "<p>Nothing was built.</p>\n");
		section_end(doc);
		return;
	}
	html_table_begin(doc, "list", "Builds of each state", columns);
	add_build(&doc->html, &b->base, NULL);
	for (size_t i = 0; i < b->series_count; i++)
		add_build(&doc->html, &b->series[i].ported, b->series[i].name);
	html_table_end(doc);
	add_state_lines(doc, &b->base, NULL);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *s = &b->series[i];

		add_state_lines(doc, &s->ported, s->name);
		add_code(doc, &s->ported.code, s->name);
		add_sizes(doc, s);
		add_steps(doc, s);
		add_check(doc, &s->check, s->name);
	}
	section_end(doc);
}
