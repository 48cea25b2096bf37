// SPDX-License-Identifier: GPL-2.0-only
#include "result/json.h"

#include <string.h>

#include "result/json_parts.h"
#include "result/order.h"
#include "result/rows.h"
#include "result/summary.h"
#include "util/name_set.h"

/* What follows from the rest: written only. */
void json_id(struct json_io *io, const struct result_row *row)
{
	_cleanup_free_ char *id = io->reading || !row->place ? NULL : result_row_id(row);

	if (id)
		io_text(io, "id", &id);
}

static void row(struct json_io *io, struct result_row *r)
{
	io_size(io, "number", &r->number);
	io_text(io, "series", &r->series);
	if (io_has(io, "in_series", r->place, true))
		io_size(io, "in_series", &r->place);
	json_id(io, r);
	io_text(io, "patch", &r->name);
	io_text_or_null(io, "subject", &r->subject);
}

/* --- what follows from the rest: written only */

static void gap(struct json_io *io, const struct result *result, const struct order_gap *gap)
{
	struct result_row *r = &result->rows[gap->row];
	struct json_list list;

	io_text(io, "series", &r->series);
	io_text(io, "patch", &r->name);
	io_size(io, "number", &r->number);
	json_id(io, r);
	io_text(io, "goes_to", &result->branches[gap->oldest].branch);
	list = io_list(io, "lacking", gap->lack_count);
	for (size_t i = 0; i < gap->lack_count; i++) {
		struct json_io item = io_item(&list, i);
		char *why = (char *)gap->lacks[i].why;

		io_text(&item, "branch", &result->branches[gap->lacks[i].branch].branch);
		io_text(&item, "why", &why);
		io_enum(&item, "need", &gap->lacks[i].need, NEED_NOT_NEEDED, need_name);
	}
}

static void order(struct json_io *io, const struct result *result)
{
	_cleanup_(order_gaps_release) struct order_gaps gaps;
	struct json_list list;

	order_check(result, &gaps);
	list = io_list(io, "order", gaps.count);
	for (size_t i = 0; i < gaps.count; i++) {
		struct json_io item = io_item(&list, i);

		gap(&item, result, &gaps.items[i]);
	}
}

static json_t *summary(const struct result *result)
{
	const struct summary s = result_summary(result);
	const struct {
		const char *name;
		size_t count;
	} counts[] = {
		{"branches", s.branches}, {"failures", s.failures},
		{"not_fetched", s.not_fetched}, {"ported", s.landed}, {"refused", s.refused},
		{"blocked", s.blocked}, {"unreadable", s.unreadable},
		{"not_needed", s.other}, {"builds_ok", s.builds_ok},
		{"builds_failed", s.builds_failed}, {"steps_ok", s.steps_ok},
		{"steps_failed", s.steps_failed}, {"untested", s.untested}, {"tests", s.tests},
		{"new_and_bad", s.new_and_bad}, {"exit_code", result_exit_code(result)},
	};
	json_t *object = json_object(), *comparisons = json_object(), *behaviour = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		json_object_set_new(object, counts[i].name, json_integer(counts[i].count));
	for (int c = 0; c < COMPARISON_COUNT; c++)
		json_object_set_new(comparisons, comparison_name(c), json_integer(s.comparisons[c]));
	for (int c = 0; c < CELL_COUNT; c++)
		json_object_set_new(behaviour, cell_result_name(c), json_integer(s.behaviour[c]));
	json_object_set_new(object, "comparisons", comparisons);
	json_object_set_new(object, "behaviour", behaviour);
	return object;
}

/* --- the whole */

static void rows(struct json_io *io, struct result *result)
{
	struct name_set names = {0};

	io_values(io, "rows", result->rows, result->row_count, result->row_alloc, row);
	for (size_t i = 0; io->reading && i < result->row_count && !*io->failed; i++) {
		const struct result_row *r = &result->rows[i];
		_cleanup_free_ char *name = xasprintf("%s/%s", r->series, r->name);

		if (!name_set_add(&names, name, strlen(name)))
			io_complain(io, "rows", "%s twice", name);
	}
	name_set_release(&names);
	if (io->reading && !*io->failed)
		result_place_rows(result);
}

static void check_branch(struct json_io *io, const struct result *result, size_t index)
{
	for (size_t i = 0; i < index && !*io->failed; i++)
		if (!strcmp(result->branches[i].branch, result->branches[index].branch))
			io_complain(io, "branch", "%s twice", result->branches[i].branch);
}

static void describe(struct json_io *io, struct result *result)
{
	struct json_list list;

	rows(io, result);
	list = io_list(io, "branches", result->count);
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		if (io->reading)
			(void)ARRAY_ADD(result->branches, result->count, result->alloc);
		if (io->reading)
			result->branches[i].base.state = xstrdup("base");
		json_branch(&item, result, i);
		check_branch(&item, result, i);
	}
}

json_t *result_to_json(const struct result *result)
{
	json_t *object = json_pack("{s:i}", "schema", JSON_SCHEMA);
	bool failed = false;
	struct json_io io = json_io_writing(object, &failed);

	describe(&io, (struct result *)result);
	order(&io, result);
	json_object_set_new(object, "summary", summary(result));
	return object;
}

static int check_schema(const json_t *object, struct error **err)
{
	const json_t *schema = json_object_get(object, "schema");

	if (!json_is_integer(schema) || !json_object_get(object, "branches"))
		return error_set(err, ERROR_INPUT, "not what run, build, test or report --json print");
	if (json_integer_value(schema) != JSON_SCHEMA)
		return error_set(err, ERROR_INPUT, "schema %lld; this program reads schema %d",
				 (long long)json_integer_value(schema), JSON_SCHEMA);
	return 0;
}

int result_from_object(const json_t *object, struct result *ret_result, struct error **err)
{
	struct result result = {0};
	bool failed = false;
	struct json_io io;

	if (check_schema(object, err))
		return -1;
	io = json_io_reading(object, &failed, err);
	describe(&io, &result);
	if (failed) {
		result_release(&result);
		return -1;
	}
	*ret_result = result;
	return 0;
}

int result_from_json(const char *bytes, size_t len, struct result *ret_result,
		     struct error **err)
{
	json_error_t why;
	json_t *object = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &why);
	int rc;

	if (!object)
		return error_set(err, ERROR_INPUT, "line %d: %s", why.line, why.text);
	rc = result_from_object(object, ret_result, err);
	json_decref(object);
	return rc;
}

json_t *patch_to_json(const struct result *result, size_t branch, size_t index)
{
	const struct branch_result *b = &result->branches[branch];
	struct result_row *r = &result->rows[index];
	char *release = b->has_source ? b->source.release.version : NULL;
	json_t *object = json_pack("{s:i}", "schema", JSON_SCHEMA);
	bool failed = false;
	struct json_io io = json_io_writing(object, &failed), patch;

	io_text(&io, "branch", (char **)&b->branch);
	io_text_or_null(&io, "release", &release);
	io_size(&io, "number", &r->number);
	json_id(&io, r);
	patch = io_object(&io, "patch");
	io_text(&patch, "series", &r->series);
	io_size(&patch, "number", &r->number);
	json_id(&patch, r);
	json_patch(&patch, (struct patch_result *)result_patch(result, branch, index));
	return object;
}

json_t *json_strings(char *const *items, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(items[i]));
	return array;
}

json_t *error_to_object(const struct error *error)
{
	struct error *said = (struct error *)error;
	json_t *object = json_object();
	bool failed = false;
	struct json_io io = json_io_writing(object, &failed);

	json_error(&io, &said);
	return object;
}

bool error_from_object(const json_t *object, struct error **ret_error)
{
	_cleanup_error_ struct error *error = NULL;
	bool failed = false;
	struct json_io io = json_io_reading(object, &failed, NULL);

	json_error(&io, &error);
	if (failed)
		return false;
	error_move(ret_error, &error);
	return true;
}

json_t *error_to_json(const struct error *error)
{
	return json_pack("{s:i, s:o}", "schema", JSON_SCHEMA, "error", error_to_object(error));
}
