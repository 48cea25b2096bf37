// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "report/cases.h"
#include "report/format_parts.h"
#include "report/rc_mail_parts.h"
#include "util/alloc.h"
#include "util/library_gmime.h"

/* What goes on one line behind a word. */
static void write_item(const char *word, const char *text, struct out *to)
{
	_cleanup_free_ char *line = case_line(text);

	if (*line)
		out_printf(to, "* %s: %s\n", word, line);
}

static void write_tree(const struct branch_result *b, struct out *to)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &b->source.release.commit);
	out_printf(to, "* git commit: %s (as imported)\n", hex);
	if (!b->series_count)
		return;
	git_oid_tostr(hex, sizeof(hex), &b->series[0].base_tree);
	out_printf(to, "* git tree: %s\n", hex);
}

static void write_build(const struct branch_result *b, struct out *to)
{
	const struct build_result *build = &b->base.build;

	out_puts(to, "\n## Build\n");
	write_item("kernel", b->source.release.version, to);
	write_item("git branch", b->branch, to);
	write_item("source", b->source.source, to);
	write_tree(b, to);
	if (!b->base.has_build || build->status == BUILD_NOT_BUILT) {
		out_puts(to, "* build: not built\n");
		return;
	}
	write_item("toolchain", build->toolchain, to);
	out_printf(to, "* build: %s\n", build_status_name(build->status));
	for (size_t i = 0; i < build->failing_count && i < 20; i++) {
		_cleanup_free_ char *line = case_line(build->failing[i]);

		out_printf(to, "  | %s\n", line);
	}
	for (size_t v = 0; v < b->variant_count; v++) {
		const struct variant_result *variant = &b->variants[v];
		_cleanup_free_ char *text = NULL;

		text = xasprintf("%s, in %s%s%s", variant->name,
				 variant->engine ? variant->engine : "a VM",
				 variant->accelerator ? ", " : "",
				 variant->accelerator ? variant->accelerator : "");
		write_item("tests", text, to);
	}
}

/* A heading and its list; nothing where it is empty and has no word for that. */
static void write_list(const char *heading, const char *against, const struct buf *list,
		       const char *none, struct out *to)
{
	if (!list->len && !none)
		return;
	out_printf(to, "\n## %s%s%s%s\n", heading, against ? " (compared to " : "",
		   against ? against : "", against ? ")" : "");
	out_puts(to, list->len ? buf_str(list) : none);
}

static void write_verdict(const struct branch_result *b, const struct rc_lists *lists,
			  const char *against, struct out *to)
{
	_cleanup_free_ char *version = case_line(b->source.release.version);

	if (b->base.has_build && b->base.build.status == BUILD_FAILED)
		out_printf(to, "Build failure: %s does not build.\n", version);
	else if (lists->regressed_count)
		out_printf(to, "Regressions in %s: %zu.\n", version, lists->regressed_count);
	else if (lists->well)
		out_printf(to, "No regressions in %s%s%s.\n", version,
			   against ? ", compared to " : "", against ? against : "");
	else if (lists->untested_count)
		out_printf(to, "Not tested to the end: %s; no regressions were seen.\n", version);
	else if (lists->unsettled_count)
		out_printf(to, "Not settled: %zu tests of %s.\n", lists->unsettled_count, version);
	else
		out_printf(to, "Failures in %s, with no earlier release to compare with.\n",
			   version);
}

/* Of a long text several encoded words may stand on lines of their own. */
static void unfold(char *text)
{
	for (; *text; text++)
		if (*text == '\n' || *text == '\r')
			*text = ' ';
}

/* "Name <address>" with the name as a header has it: quoted, or encoded where it is not ASCII. */
static void write_person(const char *field, const char *name, const char *email, struct out *to)
{
	char *phrase = lib_g_mime_utils_header_encode_phrase(NULL, name, NULL);

	unfold(phrase);
	out_printf(to, *name ? "%s: %s <%s>\n" : "%s: %s%s\n", field, phrase, email);
	lib_g_free(phrase);
}

static void write_subject(const char *subject, struct out *to)
{
	_cleanup_free_ char *line = case_line(subject);
	char *text = lib_g_mime_utils_header_encode_text(NULL, line, NULL);

	unfold(text);
	out_printf(to, "Subject: Re: %s\n", text);
	lib_g_free(text);
}

static int write_head(const struct branch_result *b, const struct format_options *options,
		      struct out *to, struct error **err)
{
	const struct format_reply *reply = options->reply;
	_cleanup_free_ char *subject = xasprintf("%s review", b->source.release.version);

	if (gmime_load(err))
		return -1;
	write_person("From", options->name, options->email, to);
	if (reply)
		write_person("To", reply->name, reply->email, to);
	write_subject(reply ? reply->subject : subject, to);
	if (reply)
		out_printf(to, "In-Reply-To: <%s>\nReferences: <%s>\n", reply->message_id,
			   reply->message_id);
	out_puts(to, "MIME-Version: 1.0\n"
		 "Content-Type: text/plain; charset=UTF-8\n"
		 "Content-Transfer-Encoding: 8bit\n\n");
	return 0;
}

static void write_body(const struct branch_result *b, const struct format_options *options,
		       const struct rc_lists *lists, struct out *to)
{
	_cleanup_free_ char *against = options->earlier ? case_line(options->earlier->release) :
							  NULL;

	write_verdict(b, lists, against, to);
	write_build(b, to);
	write_list("Test Regressions", against, &lists->regressed,
		   against ? "* none\n" : "* no earlier release to compare with\n", to);
	write_list("Test Fixes", against, &lists->fixed, against ? "* none\n" : NULL, to);
	write_list("Not settled", against, &lists->unsettled, NULL, to);
	write_list(against ? "Failing as before" : "Failing", against, &lists->failing, NULL, to);
	write_list("Not tested", NULL, &lists->untested, NULL, to);
	write_list("Totals", NULL, &lists->totals, "* no test was run\n", to);
	if (lists->well)
		out_printf(to, "\nTested-by: %s <%s>\n", options->name, options->email);
}

/* Someone whose name cannot end a line, or hold an address of its own. */
static bool is_identity(const struct format_options *options)
{
	_cleanup_free_ char *name = options->name ? case_line(options->name) : NULL;
	const char *email = options->email;

	return name && email && *name && *email && !strcmp(name, options->name) &&
	       !strpbrk(name, "<>") && !email[strcspn(email, " \t\r\n<>")];
}

int rc_mail_write(const struct result *result, const struct format_options *options,
		  struct out *to, struct error **err)
{
	const struct branch_result *b = result->branches;
	struct rc_lists lists;

	if (result->count != 1)
		return error_set(err, ERROR_INPUT, "a mail is of one branch, not of %zu: name it",
				 result->count);
	if (!b->has_source)
		return error_set(err, ERROR_INPUT, "%s: nothing is known of it that could be mailed",
				 b->branch);
	if (!is_identity(options))
		return error_set(err, ERROR_INPUT, "a mail needs a user.name and user.email that can "
				 "stand in its From: line");
	if (write_head(b, options, to, err))
		return -1;
	rc_lists_make(b, options->earlier, &lists);
	write_body(b, options, &lists, to);
	rc_lists_release(&lists);
	return 0;
}
