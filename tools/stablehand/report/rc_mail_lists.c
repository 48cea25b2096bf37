// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/cases.h"
#include "report/rc_mail_parts.h"
#include "util/alloc.h"
#include "util/name_set.h"
#include "util/text.h"

#define ITEMS_MAX 200		/* of one list; the others are counted */
#define LOG_LINES 10

/* A base being looked at. */
struct look {
	const struct branch_result *branch;
	const struct earlier *earlier;
	struct rc_lists *lists;
};

static void add_item(struct buf *list, size_t *count, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* On one line, whatever the arguments bring. */
static void add_item(struct buf *list, size_t *count, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL, *line = NULL;
	va_list ap;

	if (++*count > ITEMS_MAX)
		return;
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	for (char *c = text; (c = strchr(c, '\n'));)
		*c = ' ';
	line = case_line(text);
	buf_printf(list, "* %s\n", line);
}

static void add_log(struct buf *list, size_t count, const char *log)
{
	for (int i = 0; *log && i < LOG_LINES && count <= ITEMS_MAX; i++) {
		size_t len = strcspn(log, "\n");
		_cleanup_free_ char *raw = xstrndup(log, len), *line = case_line(raw);

		buf_printf(list, "  | %s\n", line);
		log += len + (log[len] == '\n');
	}
}

static void tell_rest(struct buf *list, size_t count)
{
	if (count > ITEMS_MAX)
		buf_printf(list, "* and %zu more\n", count - ITEMS_MAX);
}

/* --- one test */

static bool is_fine(const struct test_record *r)
{
	return r->outcome == OUTCOME_PASS || r->outcome == OUTCOME_SKIP;
}

static void add_failing(const struct look *look, const char *variant, const char *test,
			const struct test_record *r)
{
	struct rc_lists *l = look->lists;

	if (is_fine(r) && !*r->kernel_log)
		return;
	add_item(&l->failing, &l->failing_count, "%s, %s: %s%s%s%s", variant, test,
		 outcome_name(r->outcome), *r->message ? " (" : "", r->message,
		 *r->message ? ")" : "");
	add_log(&l->failing, l->failing_count, r->kernel_log);
}

/* A row of the earlier release against this one. */
static void add_compared(const struct look *look, const char *variant, const struct test_row *row)
{
	struct rc_lists *l = look->lists;

	if (!row->ported) {
		add_item(&l->untested, &l->untested_count, "%s, %s: not run, as it was before",
			 variant, row->test);
		return;
	}
	if (!row->base && is_fine(row->ported))
		return;
	switch (row->base ? row->comparison : COMPARISON_REGRESSED) {
	case COMPARISON_SAME:
		add_failing(look, variant, row->test, row->ported);
		return;
	case COMPARISON_FIXED:
		add_item(&l->fixed, &l->fixed_count, "%s, %s: %s", variant, row->test, row->reason);
		return;
	case COMPARISON_REGRESSED:
		add_item(&l->regressed, &l->regressed_count, "%s, %s: %s", variant, row->test,
			 row->base ? row->reason : "new, and does not pass");
		add_log(&l->regressed, l->regressed_count, row->ported->kernel_log);
		return;
	default:
		add_item(&l->unsettled, &l->unsettled_count, "%s, %s: %s: %s", variant, row->test,
			 comparison_name(row->comparison), row->reason);
	}
}

/* --- a variant */

/* The outcomes of base in a variant: alone, or in the tables of the series. */
struct outcomes {
	struct name_set seen;
	size_t totals[OUTCOME_COUNT], count;
};

static void collect(const struct look *look, size_t v, const struct comparison_table *table,
		    struct outcomes *o)
{
	for (size_t i = 0; table && i < table->count; i++) {
		const struct test_row *row = &table->rows[i];

		if (!row->base || !name_set_add(&o->seen, row->test, strlen(row->test)))
			continue;
		o->totals[row->base->outcome]++;
		o->count++;
		if (!look->earlier || !look->earlier->tables[v])
			add_failing(look, look->branch->variants[v].name, row->test, row->base);
	}
}

static void add_totals(const struct look *look, const char *variant, const struct outcomes *o)
{
	size_t lines = 0;

	add_item(&look->lists->totals, &lines, "%s: %zu tests: %zu pass, %zu fail, %zu skip, "
		 "%zu timeout, %zu crash, %zu not built", variant, o->count,
		 o->totals[OUTCOME_PASS], o->totals[OUTCOME_FAIL], o->totals[OUTCOME_SKIP],
		 o->totals[OUTCOME_TIMEOUT], o->totals[OUTCOME_CRASH],
		 o->totals[OUTCOME_NOT_BUILT]);
}

/* Tests that there are, and that have no outcome: nobody asked for them, or it was cut short. */
static void add_missing(const struct look *look, const char *variant, const struct outcomes *o)
{
	const struct build_result *build = &look->branch->base.build;
	struct rc_lists *l = look->lists;
	size_t missing = 0;

	for (size_t i = 0; build->has_selftests && i < build->selftests.count; i++) {
		const struct selftest *t = &build->selftests.tests[i];

		missing += t->kind != SELFTEST_HELPER &&
			   !name_set_has(&o->seen, t->name, strlen(t->name));
	}
	if (missing)
		add_item(&l->untested, &l->untested_count, "%s: %zu test%s of the suite", variant,
			 missing, missing == 1 ? "" : "s");
}

static void look_at_variant(const struct look *look, size_t v)
{
	const struct branch_result *b = look->branch;
	const struct comparison_table *compared = look->earlier ? look->earlier->tables[v] : NULL;
	const struct test_run *run = v < b->base.run_count ? &b->base.runs[v] : NULL;
	const char *variant = b->variants[v].name;
	struct rc_lists *l = look->lists;
	struct outcomes o = {0};

	for (size_t i = 0; compared && i < compared->count; i++)
		add_compared(look, variant, &compared->rows[i]);
	for (size_t s = 0; s < b->series_count; s++)
		if (v < b->series[s].comparison_count)
			collect(look, v, b->series[s].comparisons[v], &o);
	if (run)
		collect(look, v, &run->alone, &o);
	if (run && run->not_run)
		add_item(&l->untested, &l->untested_count, "%s: %s", variant, run->not_run);
	else if (!o.count)
		add_item(&l->untested, &l->untested_count, "%s: no test was run", variant);
	if (o.count) {
		add_missing(look, variant, &o);
		add_totals(look, variant, &o);
	}
	if (look->earlier && !compared && o.count)
		add_item(&l->untested, &l->untested_count, "%s: not run at %s, so not compared",
			 variant, look->earlier->release);
	name_set_release(&o.seen);
}

/* --- all */

static void look_at_branch(const struct look *look)
{
	const struct branch_result *b = look->branch;
	struct rc_lists *l = look->lists;

	if (b->failure)
		add_item(&l->untested, &l->untested_count, "%s", b->failure->message);
	if (b->interrupted)
		add_item(&l->untested, &l->untested_count, "interrupted before all was done");
	if (!b->base.has_build || b->base.build.status != BUILD_OK)
		add_item(&l->untested, &l->untested_count, "no kernel to test: %s",
			 b->base.has_build ? build_status_name(b->base.build.status) : "not built");
	for (size_t v = 0; v < b->variant_count; v++)
		look_at_variant(look, v);
	if (!b->variant_count)
		add_item(&l->untested, &l->untested_count, "no test was run");
	for (size_t i = 0; i < b->absent_count; i++)
		add_item(&l->untested, &l->untested_count, "%s: %s", b->absent[i].name,
			 b->absent[i].reason);
}

void rc_lists_make(const struct branch_result *branch, const struct earlier *earlier,
		   struct rc_lists *ret)
{
	const struct look look = {branch, earlier, ret};

	*ret = (struct rc_lists){0};
	look_at_branch(&look);
	ret->well = !ret->regressed_count && !ret->unsettled_count && !ret->untested_count &&
		    (earlier || !ret->failing_count);
	tell_rest(&ret->regressed, ret->regressed_count);
	tell_rest(&ret->fixed, ret->fixed_count);
	tell_rest(&ret->unsettled, ret->unsettled_count);
	tell_rest(&ret->failing, ret->failing_count);
	tell_rest(&ret->untested, ret->untested_count);
}

void rc_lists_release(struct rc_lists *lists)
{
	buf_release(&lists->regressed);
	buf_release(&lists->fixed);
	buf_release(&lists->unsettled);
	buf_release(&lists->failing);
	buf_release(&lists->untested);
	buf_release(&lists->totals);
}
