// SPDX-License-Identifier: GPL-2.0-only
#include "run/port_all.h"

#include <string.h>

#include "deliver/export.h"
#include "git/config.h"
#include "run/port_branch.h"
#include "run/port_gone.h"
#include "run/port_values.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"

struct writing {
	const char *out;
	char **written;
	char *aside;
};

static int write_patches(const struct port_result *result, void *data, struct error **err)
{
	struct writing *w = data;

	return port_write_patches(result, w->out, &w->written, &w->aside, err);
}

/* How many patches that the profile gives would profile stable not? */
static size_t kept_from_stable(const struct series_conf *conf, const char *branch,
			       const char *profile, const char *series)
{
	_cleanup_free_ const struct series_entry **given = NULL, **stable = NULL;
	size_t given_count, stable_count, kept = 0;

	series_conf_select(conf, branch, profile, series, &given, &given_count);
	series_conf_select(conf, branch, "stable", series, &stable, &stable_count);
	for (size_t i = 0; i < given_count; i++) {
		bool both = false;

		for (size_t s = 0; s < stable_count; s++)
			both |= stable[s] == given[i];
		kept += !both;
	}
	return kept;
}

static int port_one(const struct branch_run *run, const struct series_conf *conf,
		    const struct identity *identity, const char *series,
		    struct port_progress *progress, struct error **err)
{
	const struct pipeline_options *options = run->options;
	struct branch_result *result = run->result;
	struct writing writing = {.out = options->out};
	const struct porting porting = {
		.context = run->context,
		.identity = identity,
		.conf = conf,
		.profile = options->profile,
		.max_risk = options->max_risk,
		.result = result,
		.keep_ref = options->known_only,
		.on_result = options->known_only ? NULL : write_patches,
		.data = &writing,
		.progress = progress,
		.unapplied = run->unapplied,
	};
	struct series_result *sr;
	struct port_result ported;
	size_t count;

	if (porting_run(&porting, series, &ported, &count, err)) {
		free(writing.aside);
		config_free_strings(&writing.written);
		return -1;
	}
	if (!count) {
		/* Not for this branch (any more). */
		if (writing.aside)
			progress_note("%s: the patches of an earlier run were moved to %s",
				      result->branch, writing.aside);
		free(writing.aside);
		config_free_strings(&writing.written);
		port_result_release(&ported);
		return 0;
	}
	sr = ARRAY_ADD(result->series, result->series_count, result->series_alloc);
	port_values_take(&ported, sr);
	sr->kept_from_stable = kept_from_stable(conf, result->branch, options->profile, series);
	sr->written = writing.written;
	sr->aside = writing.aside;
	if (options->ret_ports)
		*ARRAY_ADD(options->ret_ports->items, options->ret_ports->count,
			   options->ret_ports->alloc) = ported;
	else
		port_result_release(&ported);
	return 0;
}

/* Of all series that are asked for. */
static size_t count_patches(const struct branch_run *run, const struct series_conf *conf,
			    const char *const *names)
{
	const char *only = run->options->series;
	size_t total = 0;

	for (; *names; names++) {
		_cleanup_free_ const struct series_entry **entries = NULL;
		size_t count = 0;

		if (!only || !strcmp(only, *names))
			series_conf_select(conf, run->result->branch, run->options->profile, *names,
					   &entries, &count);
		total += count;
	}
	return total;
}

/* "6.1.y: porting: 151 present, 14 refused (9.1 s)" */
static void end_progress(const struct branch_result *result)
{
	size_t counts[VERDICT_LAST + 1] = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	for (size_t s = 0; s < result->series_count; s++)
		for (size_t i = 0; i < result->series[s].patch_count; i++)
			counts[result->series[s].patches[i].verdict]++;
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		if (counts[i])
			buf_printf(&text, "%s%zu %s", text.len ? ", " : "", counts[i],
				   verdict_name(i));
	progress_end("%s", buf_str(&text));
}

int port_all(const struct branch_run *run, const struct series_conf *conf,
	     const struct identity *identity, struct error **err)
{
	const char *only = run->options->series;
	_cleanup_free_ const char **names = series_conf_names(conf);
	struct port_progress progress = {
		.since = clock_seconds(),
		.total = count_patches(run, conf, names),
	};

	for (const char **name = names; *name; name++)
		if ((!only || !strcmp(only, *name)) &&
		    port_one(run, conf, identity, *name, &progress, err)) {
			if (progress.shown)
				progress_end("failed");
			return -1;
		}
	if (progress.shown)
		end_progress(run->result);
	return only || run->options->known_only ? 0 : port_gone(run, names, err);
}
