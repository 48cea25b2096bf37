// SPDX-License-Identifier: GPL-2.0-only
/* A result as JSON. Every text is made printable first. */
#include <string.h>

#include <jansson.h>

#include "result/json.h"
#include "result/json_parts.h"
#include "result/order.h"
#include "result/rows.h"
#include "result/summary.h"
#include "util/alloc.h"
#include "util/text.h"

static json_t *text(const char *value)
{
	_cleanup_free_ char *printable = NULL;

	if (!value)
		return json_null();
	printable = text_printable(value, strlen(value), true);
	return json_string(printable);
}

static json_t *oid(const git_oid *id)
{
	return json_string(git_oid_tostr_s(id));
}

static json_t *lines(const char *value)
{
	json_t *array = json_array();

	while (*value) {
		size_t len = strcspn(value, "\n");
		_cleanup_free_ char *line = text_printable(value, len, false);

		json_array_append_new(array, json_string(line));
		value += len + (value[len] == '\n');
	}
	return array;
}

static json_t *evidence(const struct evidence_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct evidence *e = &list->items[i];
		json_t *item = json_pack("{s:s, s:o}", "kind", evidence_kind_name(e->kind), "text",
					 text(e->text));

		if (e->risk != RISK_NONE)
			json_object_set_new(item, "risk", json_string(risk_name(e->risk)));
		if (e->reason != REASON_NONE)
			json_object_set_new(item, "reason", json_string(reason_name(e->reason)));
		if (e->path)
			json_object_set_new(item, "file", text(e->path));
		if (e->line)
			json_object_set_new(item, "line", json_integer(e->line));
		json_array_append_new(array, item);
	}
	return array;
}

static json_t *hunks(const struct hunk_outcome_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct hunk_outcome *h = &list->items[i];

		json_array_append_new(array, json_pack(
			"{s:o, s:I, s:s, s:I, s:I, s:o}", "file", text(h->path), "patch_line",
			(json_int_t)h->patch_line, "verdict", verdict_name(h->verdict), "wanted",
			(json_int_t)h->wanted, "line", (json_int_t)h->line, "reason",
			text(h->reason)));
	}
	return array;
}

static json_t *deviation(const struct deviation *d)
{
	json_t *array = json_array();

	for (size_t i = 0; i < d->count; i++)
		json_array_append_new(array, json_pack("{s:s, s:o}", "is",
						       deviation_kind_name(d->spans[i].kind), "text",
						       text(buf_str(&d->spans[i].text))));
	return array;
}

static json_t *patch(const char *series, const struct patch_result *p)
{
	json_t *item = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o}", "series", text(series), "patch",
		text(p->name), "subject", text(p->subject), "upstream", text(p->upstream),
		"upstream_version", text(p->upstream_version), "verdict",
		verdict_name(p->verdict), "risk", risk_name(p->risk), "evidence",
		evidence(&p->evidence), "hunks", hunks(&p->hunks));

	if (p->deviation.note)
		json_object_set_new(item, "note", text(p->deviation.note));
	if (p->deviation.count)
		json_object_set_new(item, "deviation", deviation(&p->deviation));
	if (p->has_commit)
		json_object_set_new(item, "commit", oid(&p->commit));
	return item;
}

static void add_patches(json_t *array, const struct series_result *series)
{
	for (size_t i = 0; i < series->patch_count; i++)
		json_array_append_new(array, patch(series->name, &series->patches[i]));
}

/* null when the build does not tell what it read. */
static json_t *not_built(const struct state_result *state)
{
	json_t *array;

	if (!state->knows_sources)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < state->not_built_count; i++)
		json_array_append_new(array, text(state->not_built[i]));
	return array;
}

static json_t *new_warnings(const struct state_result *state)
{
	json_t *array = json_array();

	for (size_t i = 0; i < state->new_warning_count; i++)
		json_array_append_new(array, text(state->new_warnings[i]));
	return array;
}

/* null: there are not both builds. */
static json_t *code_sizes(const struct series_result *series)
{
	json_t *array;

	if (!series->knows_sizes)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < series->sizes.count; i++) {
		const struct code_size *size = &series->sizes.items[i];

		json_array_append_new(array, json_pack(
			"{s:o, s:o, s:o}", "module", text(size->module), "base",
			size->in_base ? json_integer(size->base) : json_null(), "ported",
			size->in_ported ? json_integer(size->ported) : json_null()));
	}
	return array;
}

static json_t *checks(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t s = 0; s < b->series_count; s++)
		if (b->series[s].check.made)
			json_array_append_new(array, json_pack(
				"{s:o, s:o}", "series", text(b->series[s].name), "check",
				json_check(&b->series[s].check)));
	return array;
}

static json_t *cost(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t s = 0; s < b->series_count; s++)
		json_array_append_new(array, json_pack(
			"{s:o, s:I, s:o, s:I}", "series", text(b->series[s].name),
			"kept_from_stable", (json_int_t)b->series[s].kept_from_stable, "code_bytes",
			code_sizes(&b->series[s]), "modules_same",
			(json_int_t)b->series[s].sizes.same));
	return array;
}

static void add_build(json_t *array, const struct state_result *state, const char *series)
{
	const struct build_result *b = &state->build;
	json_t *item, *failing = json_array(), *ungranted = json_array();

	if (!state->has_build) {
		json_decref(failing);
		json_decref(ungranted);
		return;
	}
	for (size_t i = 0; i < b->failing_count; i++)
		json_array_append_new(failing, text(b->failing[i]));
	for (size_t i = 0; i < b->ungranted.count; i++) {
		const struct kconfig_gap *gap = &b->ungranted.gaps[i];

		json_array_append_new(ungranted, json_pack(
			"{s:o, s:o, s:o, s:o, s:I}", "symbol", text(gap->symbol), "wanted",
			text(gap->wanted), "got", text(gap->got), "file", text(gap->file), "line",
			(json_int_t)gap->line));
	}
	item = json_pack("{s:o, s:s, s:s, s:s, s:b, s:f, s:I, s:o, s:o, s:o, s:o, s:o}", "series",
			 text(series), "state", state->state, "status",
			 build_status_name(b->status), "key", b->key, "cached", b->cached,
			 "seconds", b->seconds, "objects", (json_int_t)b->compiled, "failing",
			 failing, "ungranted", ungranted, "folder", text(b->folder), "log",
			 text(b->log), "toolchain", text(b->toolchain));
	if (b->has_selftests)
		json_object_set_new(item, "selftests", json_pack(
			"{s:s, s:I, s:I}", "key", b->selftests.key, "built",
			(json_int_t)b->selftests.built, "not_built",
			(json_int_t)b->selftests.not_built));
	if (series)
		json_object_set_new(item, "not_built_here", not_built(state));
	if (state->new_warning_count)
		json_object_set_new(item, "new_warnings", new_warnings(state));
	if (state->code.compared)
		json_object_set_new(item, "code", json_code(&state->code));
	if (state_not_run(state))
		json_object_set_new(item, "not_run", text(state_not_run(state)));
	json_array_append_new(array, item);
}

static json_t *record(const struct record *r)
{
	if (!r)
		return json_null();
	return json_pack("{s:s, s:o, s:f, s:o, s:o}", "outcome", outcome_name(r->outcome),
			 "message", text(r->message), "seconds", r->seconds, "kernel_log",
			 lines(r->kernel_log), "log", text(r->boot));
}

/* `swapped`: the table's base side holds the records of ported. */
static void add_tests(json_t *array, const char *series, const char *variant,
		      const struct comparison_table *table, bool swapped)
{
	for (size_t i = 0; i < table->count; i++) {
		struct test_row turned = table->rows[i];
		const struct test_row *row = &turned;
		double seconds = (row->base ? row->base->seconds : 0) +
				 (row->ported ? row->ported->seconds : 0);

		if (swapped)
			turned.ported = TAKE_PTR(turned.base);
		json_array_append_new(array, json_pack(
			"{s:o, s:o, s:o, s:s?, s:s?, s:s, s:f, s:o, s:{s:o, s:o}}", "series",
			text(series), "variant", text(variant), "name", text(row->test), "base",
			row->base ? outcome_name(row->base->outcome) : NULL, "ported",
			row->ported ? outcome_name(row->ported->outcome) : NULL, "comparison",
			comparison_name(row->comparison), "seconds", seconds, "reason",
			text(row->reason), "records", "base", record(row->base), "ported",
			record(row->ported)));
	}
}

/* What made the records of each state in each variant. */
static void add_runs(json_t *array, const struct branch_result *b, const struct state_result *state,
		     const char *series)
{
	for (size_t v = 0; v < state->run_count; v++) {
		const struct test_run *run = &state->runs[v];

		if (run->run_key)
			json_array_append_new(array, json_pack(
				"{s:o, s:s, s:o, s:o, s:o}", "series", text(series), "state",
				state->state, "variant", text(b->variants[v].name), "key",
				text(run->run_key), "made_by", lines(run->made_by)));
	}
}

static json_t *runs(const struct branch_result *b)
{
	json_t *array = json_array();

	add_runs(array, b, &b->base, NULL);
	for (size_t s = 0; s < b->series_count; s++)
		add_runs(array, b, &b->series[s].ported, b->series[s].name);
	return array;
}

static json_t *only_compiled(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t i = 0; i < b->only_compiled_count; i++)
		json_array_append_new(array, text(b->only_compiled[i]));
	return array;
}

static json_t *behaviour(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t s = 0; s < b->series_count; s++)
		if (b->series[s].behaviour.count)
			json_array_append_new(array, json_pack(
				"{s:o, s:o}", "series", text(b->series[s].name), "cells",
				json_behaviour(&b->series[s].behaviour)));
	return array;
}

static json_t *coverage(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t s = 0; s < b->series_count; s++)
		if (b->series[s].coverage.variant_count)
			json_array_append_new(array, json_pack(
				"{s:o, s:o}", "series", text(b->series[s].name), "coverage",
				json_coverage(&b->series[s].coverage)));
	return array;
}

static json_t *steps(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t s = 0; s < b->series_count; s++)
		if (b->series[s].steps.count)
			json_array_append_new(array, json_pack(
				"{s:o, s:o}", "series", text(b->series[s].name), "steps",
				json_steps(&b->series[s].steps)));
	return array;
}

static void add_series_tests(json_t *array, const struct branch_result *b,
			     const struct series_result *series)
{
	const char *name = series->name;

	for (size_t v = 0; v < series->ported.run_count; v++)
		add_tests(array, name, b->variants[v].name, &series->ported.runs[v].alone, true);
	for (size_t v = 0; v < series->comparison_count; v++)
		if (series->comparisons[v])
			add_tests(array, name, b->variants[v].name, series->comparisons[v], false);
}

static json_t *variants(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t v = 0; v < b->variant_count; v++)
		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o}", "name",
						       text(b->variants[v].name), "what",
						       text(b->variants[v].what), "engine",
						       text(b->variants[v].engine), "accelerator",
						       text(b->variants[v].accelerator)));
	return array;
}

static json_t *absent(const struct branch_result *b)
{
	json_t *array = json_array();

	for (size_t v = 0; v < b->absent_count; v++)
		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o}", "name",
						       text(b->absent[v].name), "what",
						       text(b->absent[v].what), "otherwise",
						       text(b->absent[v].otherwise), "reason",
						       text(b->absent[v].reason)));
	return array;
}

static json_t *branch(const struct branch_result *b)
{
	json_t *patches = json_array(), *builds = json_array(), *tests = json_array(), *item;
	json_t *tried = json_array();

	for (size_t i = 0; b->has_source && i < b->source.tried_count; i++)
		json_array_append_new(tried, text(b->source.tried[i]));
	add_build(builds, &b->base, NULL);
	for (size_t v = 0; v < b->base.run_count; v++)
		add_tests(tests, NULL, b->variants[v].name, &b->base.runs[v].alone, false);
	for (size_t s = 0; s < b->series_count; s++) {
		add_patches(patches, &b->series[s]);
		add_build(builds, &b->series[s].ported, b->series[s].name);
		add_series_tests(tests, b, &b->series[s]);
	}
	item = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "branch", text(b->branch),
			 "release", text(b->has_source ? b->source.release.version : NULL),
			 "source", text(b->has_source ? b->source.source : NULL), "passed_over",
			 tried, "patches", patches, "builds", builds, "tests", tests, "variants",
			 variants(b));
	json_object_set_new(item, "runs", runs(b));
	json_object_set_new(item, "each_step", steps(b));
	json_object_set_new(item, "cost", cost(b));
	json_object_set_new(item, "checks", checks(b));
	json_object_set_new(item, "only_compiled", only_compiled(b));
	json_object_set_new(item, "behaviour", behaviour(b));
	json_object_set_new(item, "coverage", coverage(b));
	json_object_set_new(item, "variants_not_run", absent(b));
	json_object_set_new(item, "eol", text(b->eol));
	json_object_set_new(item, "fetched", json_boolean(!b->not_fetched));
	if (b->failure)
		json_object_set_new(item, "failure", text(b->failure->message));
	return item;
}

static json_t *order(const struct result *result)
{
	_cleanup_(order_gaps_release) struct order_gaps gaps;
	json_t *array = json_array();

	order_check(result, &gaps);
	for (size_t i = 0; i < gaps.count; i++) {
		const struct order_gap *gap = &gaps.items[i];
		const struct result_row *row = &result->rows[gap->row];
		json_t *lacks = json_array();

		for (size_t l = 0; l < gap->lack_count; l++)
			json_array_append_new(lacks, json_pack(
				"{s:o, s:s}", "branch",
				text(result->branches[gap->lacks[l].branch].branch), "why",
				gap->lacks[l].why));
		json_array_append_new(array, json_pack(
			"{s:o, s:o, s:I, s:o, s:o}", "series", text(row->series), "patch",
			text(row->name), "number", (json_int_t)row->number, "goes_to",
			text(result->branches[gap->oldest].branch), "lacking", lacks));
	}
	return array;
}

static json_t *summary(const struct result *result)
{
	struct summary s = result_summary(result);
	json_t *comparisons = json_object();

	for (int c = 0; c < COMPARISON_COUNT; c++)
		json_object_set_new(comparisons, comparison_name(c), json_integer(s.comparisons[c]));
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:i, s:I, s:I}", "branches",
			 (json_int_t)s.branches, "failures", (json_int_t)s.failures,
			 "not_fetched", (json_int_t)s.not_fetched, "ported",
			 (json_int_t)s.landed, "refused", (json_int_t)s.refused, "not_needed",
			 (json_int_t)s.other, "builds_ok", (json_int_t)s.builds_ok,
			 "builds_failed", (json_int_t)s.builds_failed, "tests",
			 (json_int_t)s.tests, "comparisons", comparisons, "exit_code",
			 result_exit_code(result), "steps_ok", (json_int_t)s.steps_ok,
			 "steps_failed", (json_int_t)s.steps_failed);
}

static int dump(json_t *whole, FILE *to)
{
	int rc = json_dumpf(whole, to, JSON_INDENT(1));

	json_decref(whole);
	return rc || fputc('\n', to) == EOF ? -1 : 0;
}

int result_write_json(const struct result *result, FILE *to)
{
	json_t *branches = json_array(), *whole;
	for (size_t i = 0; i < result->count; i++)
		json_array_append_new(branches, branch(&result->branches[i]));
	whole = json_pack("{s:i, s:o, s:o, s:o}", "schema", 1, "branches", branches, "order",
			  order(result), "summary", summary(result));
	return dump(whole, to);
}

int patch_write_json(const struct result *result, size_t branch_index, size_t row, FILE *to)
{
	const struct branch_result *b = &result->branches[branch_index];

	return dump(json_pack("{s:i, s:o, s:o, s:I, s:o}", "schema", 1, "branch", text(b->branch),
			      "release", text(b->source.release.version), "number",
			      (json_int_t)result->rows[row].number, "patch",
			      patch(result->rows[row].series,
				    result_patch(result, branch_index, row))), to);
}
