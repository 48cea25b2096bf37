// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/known_result.h"

#include <string.h>

#include "cmd/pipeline_command.h"
#include "git/config.h"
#include "git/start.h"
#include "kernel/branch.h"
#include "report/page.h"
#include "result/join.h"
#include "run/project_conf.h"
#include "run/texts.h"
#include "store/ingest.h"
#include "store/nights.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define NIGHTS_MAX 1000		/* that a page looks back */

/* A branch that no event has looked at, or not in the way that was asked for. */
static int add_unknown(const struct known_question *q, const char *name, bool named,
		       struct result *result, struct error **err)
{
	_cleanup_buf_ struct buf options = {0}, releases = {0};
	struct branch_result *b;

	if (q->context->results && q->release &&
	    results_known_releases(q->context->results, q->context->project, name, q->profile,
				   &releases, err))
		return -1;
	if (strcmp(q->profile, PIPELINE_DEFAULT_PROFILE))
		buf_printf(&options, " --profile %s", q->profile);
	if (q->release)
		buf_printf(&options, " --release %s", q->release);
	b = result_add(result, name);
	b->named = named;
	b->not_fetched = b->not_asked = true;
	if (options.len)
		b->options = xstrdup(buf_str(&options));
	if (q->release)
		error_set(&b->failure, ERROR_ENVIRONMENT, "%s: nothing is known of release %s; known%s%s",
			  name, q->release, releases.len ? ":" : ": none", buf_str(&releases));
	else
		error_set(&b->failure, ERROR_ENVIRONMENT, "%s: nothing is known of it yet: stablehand "
			  "run%s %s", name, buf_str(&options), name);
	return 0;
}

int known_add_branch(const struct known_question *q, const char *name, bool named,
		     struct result *result, struct error **err)
{
	struct result one = {0};
	int found = 0;

	if (q->context->results)
		found = results_known(q->context->results, q->context->project, name, q->profile,
				      q->release, &one, err);
	if (found < 0)
		return -1;
	if (!found)
		return add_unknown(q, name, named, result, err);
	one.branches[0].named = named;
	result_join(result, &one);
	return 0;
}

int known_write_page(struct context *context, const char *profile, const struct result *result,
		     const char *folder, struct error **err)
{
	_cleanup_(nights_release) struct nights nights = {0};

	if (profile && context->results &&
	    results_nights(context->results, context->project, profile, NIGHTS_MAX, &nights, err))
		return -1;
	libgit2_start();
	return page_write(result, &nights, folder, err);
}

int known_nightly_page(struct context *context, const char *profile, struct error **err)
{
	const struct known_question question = {context, profile, NULL};
	_cleanup_free_ char *kernels = path_join(context->project, "kernels"), *folder = NULL;
	_cleanup_(config_free_strings) char **names = NULL;
	_cleanup_(result_release) struct result result = {0};

	if (project_conf_path(context, "nightly.page", &folder, err))
		return -1;
	if (!folder)
		return 0;
	if (branch_list(kernels, &names, err))
		return -1;
	for (char **name = names; *name; name++)
		if (known_add_branch(&question, *name, false, &result, err))
			return -1;
	if (texts_read(context, &result, err))
		return -1;
	return known_write_page(context, profile, &result, folder, err);
}
