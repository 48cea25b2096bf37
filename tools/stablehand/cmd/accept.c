// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "cmd/commands.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "report/night_text.h"
#include "result/json.h"
#include "run/accepted.h"
#include "store/nights.h"
#include "util/alloc.h"
#include "util/buf.h"

/* The findings that are open, and what is accepted of them by now. */
struct accepting {
	struct context *context;
	struct acceptances accepted;
	struct night_finding *open;
	size_t count;
};

static void accepting_release(struct accepting *a)
{
	for (size_t i = 0; i < a->count; i++)
		night_finding_release(&a->open[i]);
	free(a->open);
	acceptances_release(&a->accepted);
}

static int look(struct accepting *a, const char *profile, struct error **err)
{
	struct context *context = a->context;
	char today[11];

	accepted_today(today);
	if (context_results_to_read(context, err) ||
	    (context->results && results_open_findings(context->results, context->project, profile,
						       &a->open, &a->count, err)) ||
	    accepted_read(context, &a->accepted, err))
		return -1;
	accepted_apply(&a->accepted, today, a->open, a->count);
	return 0;
}

static const struct night_finding *find(const struct accepting *a, const char *key)
{
	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(a->open[i].key, key))
			return &a->open[i];
	return NULL;
}

static int no_such(const struct accepting *a, const char *key, struct error **err)
{
	_cleanup_buf_ struct buf keys = {0};

	for (size_t i = 0; i < a->count; i++)
		buf_printf(&keys, " %s", a->open[i].key);
	return error_set(err, ERROR_INPUT, "%s: no such open finding; there %s%s", key,
			 a->count ? "are:" : "is none", buf_str(&keys));
}

static json_t *entry(const struct accepting *a, const struct acceptance *item)
{
	const struct night_finding *open = find(a, item->key);
	json_t *object = json_pack("{s:s, s:b, s:b}", "key", item->key, "open", open != NULL,
				   "holds", open && open->accepted);
	const struct {
		const char *name, *text;
	} fields[] = {
		{"reason", item->reason}, {"on", item->on},
		{"until", item->until}, {"text", item->text},
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (fields[i].text)
			json_object_set_new(object, fields[i].name, json_string(fields[i].text));
	return object;
}

static json_t *to_json(const struct accepting *a)
{
	json_t *accepted = json_array(), *open = json_array();

	for (size_t i = 0; i < a->accepted.count; i++)
		json_array_append_new(accepted, entry(a, &a->accepted.items[i]));
	for (size_t i = 0; i < a->count; i++)
		json_array_append_new(open, finding_to_object(&a->open[i]));
	return json_pack("{s:i, s:o, s:o}", "schema", JSON_SCHEMA, "accepted", accepted,
			 "open_findings", open);
}

static void list_text(const struct accepting *a)
{
	size_t kept = 0;

	if (!a->count)
		out_puts(&out_stdout, "no finding is open\n");
	night_findings_text(a->open, a->count, &out_stdout);
	for (size_t i = 0; i < a->accepted.count; i++) {
		const struct acceptance *item = &a->accepted.items[i];

		if (find(a, item->key))
			continue;
		if (!kept++)
			out_puts(&out_stdout, "accepted, and not open:\n");
		out_printf(&out_stdout, "  %s  %s\n", item->key, item->text ? item->text : "");
	}
}

static int show(const struct accepting *a)
{
	if (a->context->json)
		print_result(&out_stdout, to_json(a));
	else
		list_text(a);
	return 0;
}

static int change(struct accepting *a, const struct arguments *arguments, struct error **err)
{
	const char *key = arguments->operands[0], *reason = argument_value(arguments, "reason");
	const char *until = argument_value(arguments, "until");
	const struct night_finding *open = find(a, key);

	if (argument_value(arguments, "drop")) {
		if (reason || until)
			return error_set(err, ERROR_INPUT, "--drop: not with --reason or --until");
		return accepted_drop(a->context, key, err);
	}
	if (!open)
		return no_such(a, key, err);
	if (!reason)
		return error_set(err, ERROR_INPUT, "accept %s: say why: --reason TEXT", key);
	return accepted_add(a->context, open, reason, until, err);
}

static int run_accept(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	_cleanup_(accepting_release) struct accepting a = {.context = context}, after = {0};
	const char *profile = pipeline_profile(arguments);
	bool given = argument_value(arguments, "reason") || argument_value(arguments, "until") ||
		     argument_value(arguments, "drop");

	if (!arguments->operand_count && given)
		return error_set(err, ERROR_INPUT,
				 "accept: which finding? (stablehand accept lists them)");
	if (look(&a, profile, err))
		return -1;
	if (!arguments->operand_count)
		return show(&a);
	if (change(&a, arguments, err))
		return -1;
	after.context = context;
	results_close(context->results);
	context->results = NULL;
	return look(&after, profile, err) ? -1 : show(&after);
}

const struct command command_accept = {
	.name = "accept",
	.operands = "[KEY]",
	.max_operands = 1,
	.summary = "findings of nightly that are known and meant",
	.description =
		"Lists the findings that are open, with their keys, and which of them are "
		"accepted. With a KEY and --reason: from now on that finding does not count for "
		"the exit code of nightly. That is written to accepted.conf in the project, with "
		"the date, to be kept with it under version control. A finding that fails in "
		"another way than when it was accepted, or whose date (--until) is past, counts "
		"again.",
	.options = (const struct option_spec[]){
		{"reason", 0, "TEXT", "why"},
		{"until", 0, "DATE", "only until then: 2027-01-31"},
		{"drop", 0, NULL, "no longer accept it"},
		{"profile", 0, "NAME", "stable (default) or distro: of which nights",
		 PIPELINE_PROFILES},
		{NULL}},
	.needs_project = true,
	.run = run_accept,
};
