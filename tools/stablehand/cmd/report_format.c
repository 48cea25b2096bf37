// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/report_format.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/pager.h"
#include "cmd/pipeline_command.h"
#include "git/config.h"
#include "run/context.h"
#include "run/earlier_known.h"
#include "run/identity.h"
#include "run/project_conf.h"
#include "run/rc_apply.h"
#include "series/announcement.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAIL_MAX (1u << 20)

static bool is_mail(const struct report_format *format)
{
	return !strcmp(format->name, "rc-mail");
}

int report_format_read(const struct context *context, const struct arguments *arguments,
		       const struct report_format **ret, struct error **err)
{
	const char *name = argument_value(arguments, "format");
	const char *out = argument_value(arguments, "out");
	const struct report_format *format;

	if (name && context->json && strcmp(name, "json"))
		return error_set(err, ERROR_INPUT, "--json and --format %s: only one of them", name);
	if (context->json && out && strcmp(out, "-"))
		return error_set(err, ERROR_INPUT, "--json prints its object: into a file with "
				 "--format json --out %s", out);
	format = report_format_find(name ? name : context->json ? "json" : "text");
	if (argument_value(arguments, "compare-to") &&
	    (!is_mail(format) || argument_value(arguments, "from")))
		return error_set(err, ERROR_INPUT, "--compare-to is of --format rc-mail, and of what "
				 "the store knows");
	if (argument_value(arguments, "reply-to") && !is_mail(format))
		return error_set(err, ERROR_INPUT, "--reply-to is of --format rc-mail");
	*ret = format;
	return 0;
}

/* Aside, then renamed, so that nobody reads half of it. */
static int write_file(const char *path, const struct report_format *format,
		      const struct format_options *options, const struct result *result,
		      struct error **err)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0;
	struct out to = {.file = open_memstream(&text, &len)};
	struct stat st;
	int rc;

	if (!to.file)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	rc = format->write(result, options, &to, err);
	if (fclose(to.file) && !rc)
		rc = error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (!rc && !stat(path, &st) && !S_ISREG(st.st_mode))
		rc = error_set(err, ERROR_INPUT, "--out %s: not a plain file", path);
	return rc ? rc : file_write(path, text, len, 0644, err);
}

/* [kcidb] origin of stablehand.conf; NULL where nobody says one. Allocated. */
static int read_origin(const struct context *context, char **ret, struct error **err)
{
	_cleanup_free_ char *file = path_join(context->project, PROJECT_CONF);
	_cleanup_git_config_ git_config *config = NULL;

	*ret = NULL;
	if (!path_exists(file))
		return 0;
	if (config_open(file, &config, err))
		return -1;
	*ret = config_string(config, "kcidb.origin");
	return 0;
}

/* What the formats need to know, and what it belongs to. */
struct needs {
	struct format_options options;
	char *origin;
	struct identity identity;
	struct announcement announcement;
	struct format_reply reply;
	struct earlier earlier;
};

static void needs_release(struct needs *needs)
{
	free(needs->origin);
	identity_release(&needs->identity);
	announcement_release(&needs->announcement);
	earlier_release(&needs->earlier);
}

/* The announcement of the release that is reported, if it is an -rc that came with one. */
static int find_announcement(struct context *context, const struct branch_result *b,
			     struct announcement *ret, struct error **err)
{
	if (!b->has_source || context_store(context, err))
		return b->has_source ? -1 : 0;
	return rc_apply_announcement(context->repo, &b->source.release.commit, ret, err);
}

static int read_announcement(const char *path, struct announcement *ret, struct error **err)
{
	_cleanup_buf_ struct buf bytes = {0};

	if (stream_read(path, MAIL_MAX, &bytes, err))
		return -1;
	if (announcement_read(buf_str(&bytes), bytes.len, ret, err))
		return error_wrap(err, "--reply-to %s", path);
	return 1;
}

/* The mail that is answered: the one that is named, else the -rc's own. */
static int read_reply(struct context *context, const struct arguments *arguments,
		      const struct result *result, struct needs *needs, struct error **err)
{
	const char *path = argument_value(arguments, "reply-to");
	struct announcement *a = &needs->announcement;
	int there = 0;

	if (path)
		there = read_announcement(path, a, err);
	else if (result->count == 1 && !argument_value(arguments, "from"))
		there = find_announcement(context, &result->branches[0], a, err);
	if (there <= 0)
		return there;
	needs->reply = (struct format_reply){a->message_id, a->subject, a->name, a->email};
	needs->options.reply = &needs->reply;
	return 0;
}

static int find_needs(struct context *context, const struct arguments *arguments,
		      const struct report_format *format, struct result *result,
		      struct needs *needs, struct error **err)
{
	int found = 0;

	if (!strcmp(format->name, "kcidb") && read_origin(context, &needs->origin, err))
		return -1;
	needs->options.origin = needs->origin;
	if (!is_mail(format))
		return 0;
	if (identity_read(context->project, &needs->identity, err) ||
	    read_reply(context, arguments, result, needs, err))
		return -1;
	needs->options.name = needs->identity.name;
	needs->options.email = needs->identity.email;
	if (result->count == 1 && !argument_value(arguments, "from"))
		found = earlier_known(context, pipeline_profile(arguments), &result->branches[0],
				      argument_value(arguments, "compare-to"), &needs->earlier, err);
	if (found > 0)
		needs->options.earlier = &needs->earlier;
	return found < 0 ? -1 : 0;
}

int report_format_write(struct context *context, const struct arguments *arguments,
			const struct report_format *format, struct result *result,
			struct error **err)
{
	_cleanup_(needs_release) struct needs needs = {0};
	const char *path = argument_value(arguments, "out");

	if (find_needs(context, arguments, format, result, &needs, err))
		return -1;
	if (path && strcmp(path, "-"))
		return write_file(path, format, &needs.options, result, err);
	if (!argument_value(arguments, "format") && !context->json)
		pager_start(context->project, context->pager);
	return format->write(result, &needs.options, &out_stdout, err);
}
