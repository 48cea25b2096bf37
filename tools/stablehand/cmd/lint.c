// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/print.h"
#include "cmd/print_lint.h"
#include "deliver/lint.h"
#include "door/mailbox.h"
#include "result/json.h"
#include "run/context.h"
#include "run/lint_releases.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/out.h"

/* The mails with patches that are looked at. */
struct linting {
	struct mailbox mailbox;
	struct patch **parsed;
	struct lint_patch *patches;
	char **senders;
	size_t count;
};

static void linting_release(struct linting *l)
{
	for (size_t i = 0; i < l->count; i++) {
		patch_free(l->parsed[i]);
		free(l->senders[i]);
	}
	free(l->parsed);
	free(l->patches);
	free(l->senders);
	mailbox_release(&l->mailbox);
}

static int read_input(struct linting *l, const char *path, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };
	bool standard = !strcmp(path, "-");
	ssize_t n = 0;

	if (!standard) {
		if (stream_read(path, MAILBOX_MAX_BYTES, &text, err))
			return -1;
	} else {
		while ((n = read(STDIN_FILENO, buf_reserve(&text, 65536), 65536)) > 0) {
			text.len += n;
			text.data[text.len] = '\0';
			if (text.len > MAILBOX_MAX_BYTES)
				return error_set(err, ERROR_INPUT, "standard input: too large");
		}
		if (n < 0)
			return error_errno(err, ERROR_ENVIRONMENT, "standard input");
	}
	return mailbox_add(&l->mailbox, standard ? "standard input" : path, &text, err);
}

/* Of a review of what is queued for stable: its maintainers send what others of them signed off. */
static bool is_review(const struct mail *mail)
{
	const char *header = buf_str(&mail->text) + mail->header;
	const char *found = strcasestr(header, "\nX-stable: review");

	return found && found < buf_str(&mail->text) + mail->body;
}

/* "user@host" of "Name <user@host>"; only of what was sent, as a file's is the author's. */
static char *sender_of(const struct mail *mail)
{
	const char *open = strrchr(mail->from, '<'), *close = open ? strchr(open, '>') : NULL;

	if (!mail->message_id || !close || is_review(mail))
		return NULL;
	return xstrndup(open + 1, close - open - 1);
}

/* A cover letter has no diff: what cannot be read as a patch, but is a mail, is none. */
static bool is_cover(const struct mail *mail)
{
	return !strstr(buf_str(&mail->text), "\n--- ") && !strstr(buf_str(&mail->text), "\ndiff ");
}

static int parse(struct linting *l, const char *sender, struct error **err)
{
	l->parsed = xcalloc(l->mailbox.count + 1, sizeof(*l->parsed));
	l->patches = xcalloc(l->mailbox.count + 1, sizeof(*l->patches));
	l->senders = xcalloc(l->mailbox.count + 1, sizeof(*l->senders));
	for (size_t i = 0; i < l->mailbox.count; i++) {
		const struct mail *mail = &l->mailbox.mails[i];
		struct patch *patch;

		if (is_cover(mail))
			continue;
		if (patch_parse(mail->where, buf_str(&mail->text), mail->text.len, &patch, err))
			return -1;
		l->senders[l->count] = sender ? xstrdup(sender) : sender_of(mail);
		l->parsed[l->count] = patch;
		l->patches[l->count] = (struct lint_patch){
			.patch = patch,
			.subject = *mail->subject ? mail->subject : NULL,
			.sender = l->senders[l->count],
		};
		l->count++;
	}
	return 0;
}

static int find_branch(const struct linting *l, const char *given, char **ret)
{
	*ret = xstrdup(given);
	for (size_t i = 0; i < l->count && !*ret; i++)
		if (l->patches[i].subject)
			*ret = lint_branch_of(l->patches[i].subject);
	return 0;
}

/* "-:12: ERROR: ..." is what b4 takes from a hook for each patch: a line, by its word. */
static void print_lines(const struct lint_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct lint_finding *finding = &findings->items[i];

		if (finding->level != LINT_NOTE)
			out_printf(&out_stdout, "%s: %s: %s\n",
				   finding->level == LINT_FAIL ? "ERROR" : "WARNING", finding->rule,
				   finding->text);
	}
}

/* What b4 takes from a hook for a series: an array, one object for each finding. */
static void print_results(size_t patches, const struct lint_findings *findings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct lint_finding *finding = &findings->items[i];
		_cleanup_free_ char *text = xasprintf("%s: %s", finding->rule, finding->text);

		if (finding->level != LINT_NOTE)
			json_array_append_new(
				array, json_pack("{s:s, s:s, s:s}", "tool", "stablehand", "status",
						 finding->level == LINT_FAIL ? "fail" : "warn",
						 "summary", text));
	}
	if (!json_array_size(array))
		json_array_append_new(array, json_pack("{s:s, s:s, s:s}", "tool", "stablehand",
						       "status", "pass", "summary", patches ?
						       "nothing found" : "no patch to look at"));
	print_document(&out_stdout, array, 0);
	json_decref(array);
}

static void print_text(const struct linting *l, const struct lint_findings *findings)
{
	size_t fails = lint_count(findings, LINT_FAIL), warns = lint_count(findings, LINT_WARN);

	for (size_t i = 0; i < l->count; i++) {
		out_printf(&out_stdout, "%s\n", l->patches[i].subject ? l->patches[i].subject :
			   l->patches[i].patch->name);
		print_lint(findings, i, "  ");
	}
	out_printf(&out_stdout, "%zu %s: %zu to be sent back, %zu that may be\n", l->count,
		   l->count == 1 ? "patch" : "patches", fails, warns);
}

static json_t *to_json(const struct linting *l, const struct lint_findings *findings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < l->count; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:o}", "patch",
						l->patches[i].subject ? l->patches[i].subject :
									l->patches[i].patch->name,
						"findings", lint_json(findings, i)));
	return json_pack("{s:i, s:o}", "schema", JSON_SCHEMA, "lint", array);
}

static void print(const struct context *context, const struct linting *l, const char *b4,
		  const struct lint_findings *findings)
{
	if (b4 && !strcmp(b4, "patch"))
		print_lines(findings);
	else if (b4)
		print_results(l->count, findings);
	else if (context->json)
		print_result(&out_stdout, to_json(l, findings));
	else
		print_text(l, findings);
}

static int run_lint(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_(linting_release) struct linting l = { { 0 } };
	_cleanup_lint_findings_ struct lint_findings findings = { 0 };
	_cleanup_lint_releases_ struct lint_releases releases = { 0 };
	_cleanup_free_ char *branch = NULL;
	const char *b4 = argument_value(arguments, "b4");
	struct lint_options options = { .stable = true };

	for (int i = 0; i < arguments->operand_count; i++)
		if (read_input(&l, arguments->operands[i], err))
			return -1;
	if (!arguments->operand_count && read_input(&l, "-", err))
		return -1;
	if (parse(&l, argument_value(arguments, "sender"), err) || context_store(context, err))
		return -1;
	if (!l.count && !b4)
		return error_set(err, ERROR_INPUT, "no mail with a patch in it");
	find_branch(&l, argument_value(arguments, "branch"), &branch);
	if (branch && lint_releases_find(context, branch, &releases, err))
		return -1;
	if (argument_value(arguments, "branch") && !releases.count)
		return error_set(err, ERROR_INPUT, "--branch %s: the store has no release of it",
				 branch);
	options.repo = context->repo;
	options.patches = l.patches;
	options.count = l.count;
	options.release = releases.count ? releases.items : NULL;
	options.newer = releases.items + 1;
	options.newer_count = releases.count ? releases.count - 1 : 0;
	if (lint(&options, &findings, err))
		return -1;
	print(context, &l, b4, &findings);
	return lint_count(&findings, LINT_FAIL) || lint_count(&findings, LINT_WARN) ? 1 : 0;
}

const struct command command_lint = {
	.name = "lint",
	.operands = "[FILE...]",
	.max_operands = -1,
	.summary = "what a stable maintainer would send back",
	.description =
		"Reads mails with patches for a stable branch (files, mailboxes, or standard "
		"input) and says what stable's checking bot and its maintainers would send "
		"back: the commit upstream, subject and author against the histories in the "
		"store, the chain of sign-offs, tags, an author who asks to keep it out, "
		"reverts and later fixes, whether it applies, names in its message that the "
		"branch does not have, and newer branches that need it. That nothing is found "
		"says only that. As a hook of b4: b4.am-perpatch-check-cmd or "
		"b4.prep-perpatch-check-cmd = stablehand -q -C PROJECT lint --b4 patch; "
		"b4.review-series-check-cmd and b4.review-perpatch-check-cmd with --b4 series.",
	.options = (const struct option_spec[]){
		{"branch", 0, "BRANCH",
		 "the branch that they are for (default: as the subject says)"},
		{"sender", 0, "ADDRESS",
		 "who sends them (default: who sent the mail, if it was sent)"},
		{"b4", 0, "HOOK", "print what b4 takes from its hooks", "patch series"},
		{NULL}},
	.needs_project = true,
	.run = run_lint,
};
