// SPDX-License-Identifier: GPL-2.0-only
#include "run/series_data.h"

#include <string.h>

#include "git/config.h"
#include "judge/rules.h"
#include "kernel/branch.h"
#include "run/pipeline.h"
#include "run/port_branch.h"
#include "util/alloc.h"
#include "util/file.h"

static int check_guards(const struct context *context, const struct series_conf *conf,
			struct error **err)
{
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **branches = NULL;
	_cleanup_free_ const char **symbols = NULL;
	size_t count = 0, alloc = 0;

	if (branch_list(kernels, &branches, err))
		return -1;
	for (char **name = branches; *name; name++)
		*ARRAY_ADD(symbols, count, alloc) = *name;
	for (const char *const *profile = pipeline_profiles; *profile; profile++)
		*ARRAY_ADD(symbols, count, alloc) = *profile;
	*ARRAY_ADD(symbols, count, alloc) = NULL;
	return series_conf_check(conf, "series.conf", symbols, err);
}

static int check_rules(const struct context *context, const struct series_conf *conf,
		       const char *series, struct error **err)
{
	_cleanup_free_ char *path = path_join(context->project, "patches/%s/" PORTING_RULES, series);
	_cleanup_free_ const char **names = xcalloc(conf->entry_count + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < conf->entry_count; i++)
		if (!strcmp(conf->entries[i].series, series))
			names[count++] = strrchr(conf->entries[i].path, '/') + 1;
	return rules_check(path, names, err);
}

int series_data_read(const struct context *context, struct series_conf **ret_conf,
		     struct error **err)
{
	_cleanup_free_ char *path = path_join(context->project, "series.conf");
	_cleanup_free_ char *patches = path_join(context->project, "patches");
	_cleanup_series_conf_ struct series_conf *conf = NULL;
	_cleanup_free_ const char **series = NULL;
	_cleanup_error_ struct error *faults = NULL, *fault = NULL;

	if (series_conf_read(path, patches, &conf, err))
		return -1;
	check_guards(context, conf, &fault);
	error_join(&faults, &fault);
	series = series_conf_names(conf);
	for (const char **name = series; *name; name++) {
		check_rules(context, conf, *name, &fault);
		error_join(&faults, &fault);
	}
	if (faults) {
		error_move(err, &faults);
		return -1;
	}
	*ret_conf = TAKE_PTR(conf);
	return 0;
}
