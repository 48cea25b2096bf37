// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/export_lint.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "cmd/print_lint.h"
#include "deliver/form.h"
#include "git/config.h"
#include "kernel/branch.h"
#include "report/delivery_text.h"
#include "result/json.h"
#include "run/context.h"
#include "run/delivery_of.h"
#include "run/port_branch.h"
#include "series/cover.h"
#include "store/ingest.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/out.h"
#include "util/progress.h"

#define FORMS "stable debian ubuntu suse rpm rpm-ark rpm-ciq yocto git"

/* What was asked for, and what is known. */
struct exporting {
	struct context *context;
	const struct arguments *arguments;
	const struct form *form;
	const char *profile, *reply_to;
	char *out;
	struct identity identity;
	struct result result;
	struct ports ports;
	json_t *deliveries;		/* with --json */
	size_t count, fails;		/* written; what lint() found in them */
};

static void exporting_release(struct exporting *e)
{
	free(e->out);
	identity_release(&e->identity);
	ports_release(&e->ports);
	result_release(&e->result);
	json_decref(e->deliveries);
}

/* The message id without its brackets; nothing in it may end a line of a header. */
static int read_reply(const char *value, char **ret, struct error **err)
{
	size_t len = value ? strlen(value) : 0;
	const char *id = value;

	if (!value)
		return 0;
	if (len > 2 && *id == '<' && id[len - 1] == '>')
		id++, len -= 2;
	for (size_t i = 0; i < len; i++)
		if (!isgraph((unsigned char)id[i]) || id[i] == '<' || id[i] == '>')
			len = 0;
	if (!len || !memchr(id, '@', len))
		return error_set(err, ERROR_INPUT, "--in-reply-to %s: not a message id", value);
	*ret = xstrndup(id, len);
	return 0;
}

static bool is_word(const char *text, const char *more)
{
	bool good = *text && strlen(text) <= 200;

	for (; *text; text++)
		good &= isalnum((unsigned char)*text) || strchr(more, *text);
	return good;
}

static int check_words(const struct arguments *a, const struct form *form, struct error **err)
{
	const char *bug = argument_value(a, "bug"), *cve = argument_value(a, "cve");
	const char *names = argument_value(a, "for");

	if (names && !is_word(names, "/.-"))
		return error_set(err, ERROR_INPUT, "--for %s: not names of series", names);
	if (argument_value(a, "series-conf") && !form->has_series_conf)
		return error_set(err, ERROR_INPUT, "--series-conf: form %s has none", form->name);
	if (bug && !form->bug_help)
		return error_set(err, ERROR_INPUT, "--bug: form %s names none", form->name);
	if (bug && !is_word(bug, "#:/.-_?=&+%~"))
		return error_set(err, ERROR_INPUT, "--bug %s: not a number or address", bug);
	if (cve && (strncmp(cve, "CVE-", 4) || !is_word(cve, "-")))
		return error_set(err, ERROR_INPUT, "--cve %s: not CVE-YEAR-NUMBER", cve);
	return 0;
}

static bool is_wanted(const struct exporting *e, const char *branch)
{
	const struct arguments *a = e->arguments;

	for (int i = 0; i < a->operand_count; i++)
		if (!strcmp(a->operands[i], branch))
			return true;
	return !a->operand_count;
}

static int check_branches(const struct exporting *e, struct error **err)
{
	_cleanup_free_ char *kernels = path_join(e->context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;
	int rc = branch_list(kernels, &names, err);

	for (int i = 0; i < e->arguments->operand_count && !rc; i++)
		rc = pipeline_check_branch(e->arguments->operands[i], kernels, names, err);
	return rc;
}

/* The verdicts on all branches, also of those that are not asked for: covers tell them. */
static int port(struct exporting *e, struct error **err)
{
	const struct arguments *a = e->arguments;
	const char *max_risk = argument_value(a, "max-risk");
	struct pipeline_options options = {
		.last = STEP_PORT,
		.known_only = true,
		.profile = e->profile,
		.series = argument_value(a, "series"),
		.max_risk = max_risk ? risk_of_name(max_risk) : RISK_NONE,
		.ret_ports = &e->ports,
	};

	return pipeline_run(e->context, &options, NULL, 0, NULL, &e->result, err);
}

static const struct port_result *find_port(const struct exporting *e, const char *branch,
					   const char *series)
{
	for (size_t i = 0; i < e->ports.count; i++)
		if (!strcmp(e->ports.items[i].branch, branch) &&
		    !strcmp(e->ports.items[i].series, series))
			return &e->ports.items[i];
	return NULL;
}

static int tell_tested(const struct exporting *e, const struct series_result *series,
		       const char *branch, struct buf *ret, struct error **err)
{
	_cleanup_(result_release) struct result known = { 0 };
	_cleanup_buf_ struct buf untested = { 0 };
	int found = 0;

	if (e->context->results)
		found = results_known(e->context->results, e->context->project, branch, e->profile,
				      NULL, &known, err);
	if (found < 0 || (found && delivery_untested(e->context->project, series,
						     &known.branches[0], &untested, err)))
		return -1;
	delivery_tested(found ? &known.branches[0] : NULL, series->name, &series->tree,
			buf_str(&untested), ret);
	return 0;
}

static void print_lines(const char *text, const char *indent)
{
	while (*text) {
		int len = strcspn(text, "\n");

		out_printf(&out_stdout, "%s%.*s\n", indent, len, text);
		text += len + (text[len] == '\n');
	}
}

static json_t *lines_json(const char *text)
{
	json_t *array = json_array();

	while (*text) {
		size_t len = strcspn(text, "\n");

		json_array_append_new(array, json_stringn(text, len));
		text += len + (text[len] == '\n');
	}
	return array;
}

static json_t *findings_json(const struct delivery *delivery, const struct lint_findings *findings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < delivery->count; i++)
		json_array_append_new(array, lint_json(findings, i));
	return array;
}

static void print_findings(const struct delivery *delivery, const struct lint_findings *findings)
{
	for (size_t i = 0; i < delivery->count; i++) {
		_cleanup_free_ char *indent = xasprintf("  %s: ", delivery->patches[i].name);

		print_lint(findings, i, indent);
	}
}

static void tell(struct exporting *e, const struct delivery *delivery, const char *folder,
		 const struct delivery_files *files, const struct lint_findings *findings,
		 const char *aside)
{
	json_t *list = json_array(), *object;

	if (!e->context->json) {
		out_printf(&out_stdout, "%s %s: %zu %s in %s\n", delivery->branch, delivery->series,
			   delivery->count, delivery->count == 1 ? "patch" : "patches", folder);
		if (aside)
			out_printf(&out_stdout, "  moved aside: %s\n", aside);
		print_lines(delivery->open ? delivery->open : "", "  open: ");
		print_findings(delivery, findings);
		print_lines(buf_str(&files->next), "  ");
		json_decref(list);
		return;
	}
	for (size_t i = 0; i < files->count; i++)
		json_array_append_new(list, json_string(files->items[i].path));
	object = json_pack("{s:s, s:s, s:i, s:s, s:o, s:o}", "branch", delivery->branch, "series",
			   delivery->series, "patches", (int)delivery->count, "folder", folder,
			   "files", list, "next", lines_json(buf_str(&files->next)));
	if (aside)
		json_object_set_new(object, "aside", json_string(aside));
	if (delivery->reply_to)
		json_object_set_new(object, "in_reply_to", json_string(delivery->reply_to));
	json_object_set_new(object, "open", lines_json(delivery->open ? delivery->open : ""));
	json_object_set_new(object, "lint", findings_json(delivery, findings));
	json_array_append_new(e->deliveries, object);
}

static int export_one(struct exporting *e, size_t branch, const struct series_result *series,
		      struct error **err)
{
	const struct branch_result *b = &e->result.branches[branch];
	_cleanup_free_ char *path = path_join(e->context->project, "patches/%s/" ANSWERS_FILE,
					      series->name);
	_cleanup_free_ char *folder = path_join(e->out, "%s/%s/%s", e->form->name, b->branch,
						series->name);
	_cleanup_free_ char *rules = path_join(e->context->project, "patches/%s/" PORTING_RULES,
					       series->name);
	_cleanup_(config_free_strings) char **remarks = NULL;
	_cleanup_free_ struct delivery_patch *patches = NULL;
	_cleanup_answers_ struct answers answers = { 0 };
	_cleanup_delivery_files_ struct delivery_files files = { 0 };
	_cleanup_free_ char *cover = path_join(e->context->project, "patches/%s/" COVER_FILE,
					       series->name);
	_cleanup_buf_ struct buf verdicts = { 0 }, tested = { 0 }, open = { 0 }, letter = { 0 };
	_cleanup_lint_findings_ struct lint_findings findings = { 0 };
	_cleanup_free_ char *aside = NULL, *title = NULL;
	struct delivery delivery = {
		.reply_to = e->reply_to,
		.bug = argument_value(e->arguments, "bug"),
		.cve = argument_value(e->arguments, "cve"),
		.release_names = argument_value(e->arguments, "for"),
		.series_conf = argument_value(e->arguments, "series-conf"),
	};

	if (answers_read(path, &answers, err))
		return -1;
	delivery_of(b, series, find_port(e, b->branch, series->name), &e->identity, &answers,
		    &delivery, &patches);
	if (!delivery.count)
		return 0;
	if (delivery_take_remarks(rules, &delivery, patches, &remarks, err) ||
	    cover_read(cover, &title, &letter, err) < 0 ||
	    tell_tested(e, series, b->branch, &tested, err))
		return -1;
	delivery_verdicts(&e->result, series->name, &verdicts);
	delivery_open(&e->result, branch, series->name, &open);
	delivery.verdicts = buf_str(&verdicts);
	delivery.letter = letter.len ? buf_str(&letter) : NULL;
	delivery.title = title;
	delivery.tested = buf_str(&tested);
	delivery.open = open.len ? buf_str(&open) : NULL;
	if (export_lint(e->context, &delivery, e->form == form_find("stable"), &findings, err) ||
	    form_write(e->form, &delivery, &files, err) ||
	    delivery_publish(folder, &files, &aside, err))
		return error_wrap(err, "%s %s", b->branch, series->name);
	e->count++;
	e->fails += lint_count(&findings, LINT_FAIL);
	tell(e, &delivery, folder, &files, &findings, aside);
	return 0;
}

static int export_all(struct exporting *e, struct error **err)
{
	for (size_t i = 0; i < e->result.count; i++) {
		const struct branch_result *b = &e->result.branches[i];

		if (!is_wanted(e, b->branch))
			continue;
		if (b->failure && e->arguments->operand_count) {
			*err = error_copy(b->failure);
			return error_wrap(err, "%s", b->branch);
		}
		for (size_t s = 0; s < b->series_count; s++)
			if (export_one(e, i, &b->series[s], err))
				return -1;
	}
	return 0;
}

static int run_export(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	_cleanup_(exporting_release) struct exporting e = { context, arguments };
	_cleanup_free_ char *reply_to = NULL;
	const char *out = argument_value(arguments, "out"),
		   *form = argument_value(arguments, "form");

	if (!form)
		return error_set(err, ERROR_INPUT, "--form NAME: " FORMS);
	e.form = form_find(form);
	e.profile = pipeline_profile(arguments);
	if (read_reply(argument_value(arguments, "in-reply-to"), &reply_to, err) ||
	    check_words(arguments, e.form, err) ||
	    check_branches(&e, err) || identity_read(context->project, &e.identity, err) ||
	    context_results_to_read(context, err))
		return -1;
	if (out && !*out)
		return error_set(err, ERROR_INPUT, "--out: names no folder");
	e.reply_to = reply_to;
	e.out = out ? xstrdup(out) : path_join(context->project, "out");
	e.deliveries = json_array();
	if (port(&e, err))
		return -1;
	progress_end(NULL);
	if (export_all(&e, err))
		return -1;
	if (context->json)
		print_result(&out_stdout,
			     json_pack("{s:i, s:s, s:O}", "schema", JSON_SCHEMA, "form",
				       e.form->name, "deliveries", e.deliveries));
	else if (!e.count)
		out_puts(&out_stdout, "nothing was ported: there is nothing to export\n");
	return e.count && !e.fails ? 0 : 1;
}

const struct command command_export = {
	.name = "export",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "the ported patches in the form that a maintainer takes",
	.description =
		"Writes the commits of `port` to out/FORM/BRANCH/SERIES, and prints the "
		"commands that come next; nothing is sent. Forms: stable (mails to "
		"stable@vger.kernel.org, all of a series answering one message: that of a "
		"failed patch, if the series was imported from one), debian (quilt and DEP-3), "
		"ubuntu (mails of a stable release update), suse (headers and places for "
		"series.conf), rpm (lines of a spec file), rpm-ark and rpm-ciq (the same with "
		"messages as kernel-ark and CIQ have them), yocto (.scc), git (a bundle). What "
		"was tested of the very trees, and what was not, is said where the form has a "
		"place for it. Mails to stable name what they are on top of: base-commit where "
		"the branch comes from a repository; of an archive, whose commit nobody else "
		"has, the release and the id of its tree. The same again is the same, byte for byte; what an earlier "
		"export wrote is moved aside when it was something else.",
	.options = (const struct option_spec[]){
		{"form", 'f', "NAME", "whose form", FORMS},
		{"in-reply-to", 0, "ID", "form stable: the message that is answered"},
		{"bug", 0, "BUG",
		 "its number or address: Launchpad (ubuntu), Debian's BTS (debian), References "
		 "(suse), jira (rpm-ark, rpm-ciq)"},
		{"for", 0, "NAMES", "form ubuntu: Ubuntu's series that it is for, J/N"},
		{"series-conf", 0, "FILE",
		 "form suse: put the patches into this series.conf, whose folder has the patches "
		 "that it names"},
		{"cve", 0, "ID", "CVE-YEAR-NUMBER, where the form names it"},
		{"profile", 0, "NAME",
		 "stable (default) or distro: which patches series.conf selects",
		 "stable distro"},
		PIPELINE_JUDGE_OPTIONS,
		{"series", 0, "NAME", "only this series"},
		{"out", 0, "DIR", "write below DIR (default: out in the project)"},
		{NULL}},
	.needs_project = true,
	.run = run_export,
};
