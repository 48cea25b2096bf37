// SPDX-License-Identifier: GPL-2.0-only
/* What is not of tests: the answer of a branch, the verdicts, the builds. */
#include <string.h>

#include "report/cases_parts.h"
#include "report/next.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"

/* Why there is no answer: an error, unless nobody asked for one. */
static void add_failure(const struct branch_result *b, struct report_suite *suite)
{
	_cleanup_free_ char *why = branch_not_fetched(b);

	suite_add(suite, "answer", why && !b->named ? CASE_SKIPPED : CASE_ERROR, 0,
		  why ? why : b->failure->message, b->failure->message);
}

void suites_add_branch(const struct result *result, size_t branch, struct report_suites *to)
{
	const struct branch_result *b = &result->branches[branch];
	struct report_suite *suite = suite_begin(result, branch, SUITE_BRANCH, &b->seen, to, NULL);

	if (b->failure)
		add_failure(b, suite);
	if (b->interrupted)
		suite_add(suite, "completed", CASE_ERROR, 0, "interrupted before all was done", NULL);
	for (size_t i = 0; i < b->absent_count; i++) {
		const struct absent_variant *a = &b->absent[i];
		_cleanup_free_ char *name = xasprintf("variant %s", a->name);
		_cleanup_free_ char *detail = xasprintf("%s\n%s", a->otherwise, a->reason);

		suite_add(suite, name, CASE_SKIPPED, 0, a->otherwise, detail);
	}
	for (size_t i = 0; i < b->only_compiled_count; i++)
		suite_add(suite, b->only_compiled[i], CASE_SKIPPED, 0, "compiled, not run", NULL);
	suite_end(to);
}

/* --- verdicts */

static enum case_status status_of(enum verdict verdict)
{
	if (verdict_is_missing(verdict))
		return CASE_FAILED;
	return verdict == VERDICT_NOT_AFFECTED ? CASE_SKIPPED : CASE_PASSED;
}

/* "arch/x86/kvm/mmu.c:17: context differs", a line each. */
static void add_reasons(const struct patch_result *p, struct buf *ret)
{
	for (size_t i = 0; i < p->evidence.count; i++) {
		const struct evidence *e = &p->evidence.items[i];

		if (!next_is_reason(p, e))
			continue;
		if (e->path && e->line)
			buf_printf(ret, "%s:%zu: ", e->path, e->line);
		else if (e->path)
			buf_printf(ret, "%s: ", e->path);
		buf_printf(ret, "%s\n", e->text);
	}
	for (size_t i = 0; i < p->hunks.count; i++) {
		const struct hunk_outcome *h = &p->hunks.items[i];

		if (h->verdict == VERDICT_REFUSED && h->reason)
			buf_printf(ret, "%s: hunk of line %zu: %s\n", h->path, h->wanted, h->reason);
	}
}

static void add_patch(const struct result *result, size_t branch, const char *series, size_t patch,
		      const struct patch_result *p, struct report_suite *suite)
{
	const struct result_row *row = result_row_of(result, branch, series, patch);
	_cleanup_free_ char *name = xasprintf("%02zu %s", row->place, p->subject);
	_cleanup_free_ char *message = NULL;
	_cleanup_buf_ struct buf reasons = {0};

	if (verdict_is_missing(p->verdict)) {
		add_reasons(p, &reasons);
		message = xasprintf("%s%s%.*s", verdict_name(p->verdict), reasons.len ? ": " : "",
				    (int)strcspn(buf_str(&reasons), "\n"), buf_str(&reasons));
	} else {
		message = xstrdup(verdict_name(p->verdict));
	}
	suite_add(suite, name, status_of(p->verdict), 0, message, buf_str(&reasons));
}

void suites_add_patches(const struct result *result, size_t branch, size_t series,
			struct report_suites *to)
{
	const struct branch_result *b = &result->branches[branch];
	const struct series_result *s = &b->series[series];
	struct report_suite *suite = suite_begin(result, branch, SUITE_PATCHES, &b->seen, to,
						 s->name, "patches", NULL);

	suite->series = s->name;
	for (size_t i = 0; i < s->patch_count; i++)
		add_patch(result, branch, s->name, i, &s->patches[i], suite);
	suite_end(to);
}

/* --- builds */

static void add_build(const char *name, const struct build_result *build, char *const *warnings,
		      size_t warning_count, struct report_suite *suite)
{
	_cleanup_buf_ struct buf detail = {0};
	_cleanup_free_ char *message = NULL;

	if (build->status == BUILD_NOT_BUILT) {
		suite_add(suite, name, CASE_SKIPPED, 0, "not built", NULL);
		return;
	}
	for (size_t i = 0; i < build->failing_count; i++)
		buf_printf(&detail, "%s\n", build->failing[i]);
	for (size_t i = 0; i < warning_count; i++)
		buf_printf(&detail, "new warning: %s\n", warnings[i]);
	if (build->status == BUILD_FAILED)
		message = xasprintf("does not build%s%s", build->failing_count ? ": " : "",
				    build->failing_count ? build->failing[0] : "");
	else if (warning_count)
		message = xasprintf("builds, with %zu new warning%s", warning_count,
				    warning_count == 1 ? "" : "s");
	suite_add(suite, name, build->status == BUILD_OK ? CASE_PASSED : CASE_FAILED,
		  build->seconds, message, buf_str(&detail));
}

static void add_state(const struct result *result, size_t branch, const char *series,
		      const struct state_result *state, const struct steps_result *steps,
		      struct report_suites *to)
{
	struct report_suite *suite = suite_begin(result, branch, SUITE_BUILD, &state->seen, to,
						 series ? series : state->state, "build", NULL);

	suite->series = series;
	suite->state = state->state;
	if (state->has_build)
		add_build(state->state, &state->build, state->new_warnings,
			  state->new_warning_count, suite);
	for (size_t i = 0; steps && i < steps->count; i++) {
		const struct step_result *step = &steps->items[i];
		_cleanup_free_ char *name = xasprintf("step %zu: %s", step->number, step->subject);

		add_build(name, &step->build, step->new_warnings, step->new_warning_count, suite);
	}
	suite_end(to);
}

void suites_add_builds(const struct result *result, size_t branch, struct report_suites *to)
{
	const struct branch_result *b = &result->branches[branch];

	add_state(result, branch, NULL, &b->base, NULL, to);
	for (size_t s = 0; s < b->series_count; s++)
		add_state(result, branch, b->series[s].name, &b->series[s].ported,
			  &b->series[s].steps, to);
}
