// SPDX-License-Identifier: GPL-2.0-only
/* What has to be known before the first step: branches, series, who commits. */
#include <string.h>

#include "git/config.h"
#include "kernel/branch.h"
#include "result/rows.h"
#include "run/pipeline_parts.h"
#include "run/series_data.h"
#include "run/series_rows.h"
#include "run/testing.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/confine.h"
#include "util/file.h"
#include "util/progress.h"
#include "util/suggest.h"

/* What names the same patches of the same release, tested alike, in a command of its own. */
static void note_options(const struct pipeline_options *options, struct result *result)
{
	_cleanup_buf_ struct buf words = {0};

	if (strcmp(options->profile, PIPELINE_DEFAULT_PROFILE))
		buf_printf(&words, " --profile %s", options->profile);
	if (options->max_risk != RISK_NONE)
		buf_printf(&words, " --max-risk %s", risk_name(options->max_risk));
	if (options->version)
		buf_printf(&words, " --release %s", options->version);
	if (options->patient)
		buf_puts(&words, " --patient");
	for (size_t i = 0; i < result->count && words.len; i++)
		result->branches[i].options = xstrdup(buf_str(&words));
}

static int check_series(const struct pipeline *p, struct error **err)
{
	_cleanup_free_ const char **names = series_conf_names(p->conf);
	struct suggestion suggestion = {.word = p->options.series};
	_cleanup_buf_ struct buf known = {0};
	_cleanup_free_ char *meant = NULL;

	if (!p->options.series)
		return 0;
	for (const char **name = names; *name; name++) {
		if (!strcmp(*name, p->options.series))
			return 0;
		suggest_look(&suggestion, *name);
		buf_printf(&known, " %s", *name);
	}
	meant = suggest_text(&suggestion);
	return error_set(err, ERROR_INPUT, "--series %s: no such series in series.conf%s; there are:%s",
			 p->options.series, meant, buf_str(&known));
}

static int find_identity(const struct context *context, bool known_only, struct identity *ret,
			 struct error **err)
{
	_cleanup_error_ struct error *why = NULL;

	if (!identity_read(context->project, ret, &why))
		return 0;
	/* Only commits carry it, not verdicts. */
	if (known_only && why->kind == ERROR_ENVIRONMENT)
		return identity_nobody(ret);
	error_move(err, &why);
	return -1;
}

static int no_such_branch(const char *name, const char *kernels, char *const *names,
			  struct error **err)
{
	struct suggestion suggestion = {.word = name};
	_cleanup_buf_ struct buf known = { 0 };
	_cleanup_free_ char *meant = NULL;

	for (; *names; names++) {
		suggest_look(&suggestion, *names);
		buf_printf(&known, " %s", *names);
	}
	meant = suggest_text(&suggestion);
	return error_set(err, ERROR_INPUT, "%s: no such branch (no %s/%s.conf)%s; there are:%s", name,
			 kernels, name, meant, buf_str(&known));
}

int pipeline_check_branch(const char *name, const char *kernels, char *const *names,
			  struct error **err)
{
	for (char *const *known = names; *known; known++)
		if (!strcmp(*known, name))
			return 0;
	return no_such_branch(name, kernels, names, err);
}

/*
 * The branches named, each once; without names all of kernels/, or those of a release that was
 * asked for (version; or NULL).
 */
static int add_branches(const struct context *context, char *const *wanted, size_t count,
			const char *version, struct result *result, struct error **err)
{
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;

	if (branch_list(kernels, &names, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		bool found = true;

		if (pipeline_check_branch(wanted[i], kernels, names, err))
			return -1;
		if (version && !branch_takes(wanted[i], version))
			return error_set(err, ERROR_INPUT, "--release %s: not a release of %s", version,
					 wanted[i]);
		for (size_t b = 0; b < result->count; b++)
			found &= strcmp(result->branches[b].branch, wanted[i]) != 0;
		if (found)
			result_add(result, wanted[i])->named = true;
	}
	if (!*names)
		return error_set(err, ERROR_INPUT, "%s: no branch (no *.conf)", kernels);
	for (char **name = names; *name && !count; name++)
		if (!version || branch_takes(*name, version))
			result_add(result, *name);
	if (!result->count)
		return error_set(err, ERROR_INPUT, "--release %s: not a release of any branch in %s",
				 version, kernels);
	return 0;
}

/* That what is built and run could do anything here is said once, before it starts. */
static int tell_confinement(struct error **err)
{
	const char *why;
	int confined = confine_state(&why, err);

	if (!confined && why)
		progress_note("not confined: %s", why);
	return confined < 0 ? -1 : 0;
}

int pipeline_open(struct pipeline *p, char *const *branches, size_t count, struct error **err)
{
	const struct pipeline_options *options = &p->options;

	if (add_branches(p->context, branches, count, options->version, p->result, err))
		return -1;
	note_options(options, p->result);
	if (options->last >= STEP_PORT) {
		if (series_data_read(p->context, &p->conf, err) || check_series(p, err) ||
		    find_identity(p->context, options->known_only, &p->identity, err))
			return -1;
		if (options->last >= STEP_TEST && testing_check_options(p->context, options, err))
			return -1;
		series_rows_add(p->result, p->conf, options->profile, options->series);
	}
	if (options->last >= STEP_BUILD && tell_confinement(err))
		return -1;
	return context_store(p->context, err) ||
	       (options->last >= STEP_TEST && context_results(p->context, err)) ? -1 : 0;
}
