// SPDX-License-Identifier: GPL-2.0-only
/* Which boot variants a branch is tested in, and what runs their VMs. */
#include <string.h>

#include "git/config.h"
#include "run/testing.h"
#include "run/testing_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/suggest.h"

/* Does a series that was built change what the variant is for? */
bool testing_concerns(const struct variant *variant, const struct series_result *series)
{
	const char **paths = NULL;
	size_t count = 0, alloc = 0;
	bool yes;

	for (size_t p = 0; p < series->patch_count; p++) {
		const struct patch_result *patch = &series->patches[p];

		for (size_t h = 0; verdict_landed(patch->verdict) && h < patch->hunks.count; h++)
			*ARRAY_ADD(paths, count, alloc) = patch->hunks.items[h].path;
	}
	yes = variant_concerns(variant, paths, count);
	free(paths);
	return yes;
}

/* Is there a state to run in this variant? Where no series was built: base, in all. */
static bool needed(const struct testing *t, const struct variant *variant)
{
	bool any = false;

	for (size_t i = 0; i < t->result->series_count; i++) {
		const struct series_result *series = &t->result->series[i];

		if (!state_testable(&series->ported))
			continue;
		any = true;
		if (testing_concerns(variant, series))
			return true;
	}
	return !any;
}

static void add_once(struct branch_result *result, char *owned)
{
	for (size_t i = 0; i < result->only_compiled_count; i++) {
		if (!strcmp(result->only_compiled[i], owned)) {
			free(owned);
			return;
		}
	}
	*ARRAY_ADD(result->only_compiled, result->only_compiled_count,
		   result->only_compiled_alloc) = owned;
}

/* What the series changes for hardware that no engine has. */
static void note_only_compiled(struct testing *t, const struct variant *variant)
{
	struct branch_result *result = t->result;

	for (size_t i = 0; i < result->series_count; i++) {
		const struct series_result *series = &result->series[i];

		for (size_t p = 0; p < series->patch_count; p++) {
			const struct patch_result *patch = &series->patches[p];

			for (size_t h = 0; verdict_landed(patch->verdict) && h < patch->hunks.count;
			     h++) {
				const char *path = patch->hunks.items[h].path;

				if (variant_concerns(variant, &path, 1))
					add_once(result, xasprintf(
						"%s (%s, which no engine has: %s)", path,
						variant->name, variant->what ? variant->what : ""));
			}
		}
	}
}

static bool named(char **names, const char *name)
{
	bool found = !*names;

	for (; *names; names++)
		found |= !strcmp(*names, name);
	return found;
}

int testing_check_options(const struct context *context, const struct pipeline_options *options,
			  struct error **err)
{
	_cleanup_free_ char *path = path_join(context->project, "kernels/vm/variants.conf");
	_cleanup_(variants_release) struct variants variants = {0};
	struct suggestion suggestion = {.word = options->variant};
	_cleanup_buf_ struct buf known = {0};
	_cleanup_free_ char *meant = NULL;

	/* Behaviour tests bring variants of their own. */
	if (!options->variant || options->behaviour || options->coverage)
		return 0;
	if (variants_read(path, &variants, err))
		return -1;
	if (variants_find(&variants, options->variant))
		return 0;
	for (size_t i = 0; i < variants.count; i++) {
		suggest_look(&suggestion, variants.items[i].name);
		buf_printf(&known, " %s", variants.items[i].name);
	}
	meant = suggest_text(&suggestion);
	return error_set(err, ERROR_INPUT, "--variant %s: no such boot variant%s; there are:%s",
			 options->variant, meant, buf_str(&known));
}

static int check_names(const struct testing *t, const char *where, char **names,
		       struct error **err)
{
	for (; *names; names++)
		if (!variants_find(&t->variants, *names))
			return error_set(err, ERROR_INPUT, "%s: no such boot variant: %s", where,
					 *names);
	return 0;
}

int testing_choose_variants(struct testing *t, const struct branch *branch, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_(config_free_strings) char **names = NULL;
	char *asked[] = {(char *)t->options->variant, NULL};

	if (config_open(branch->path, &config, err))
		return -1;
	names = config_strings(config, "tests.variant");
	if (check_names(t, branch->path, names, err) || check_names(t, "--variant", asked, err))
		return -1;
	for (size_t i = 0; i < t->variants.count; i++) {
		const struct variant *variant = &t->variants.items[i];

		if (variant->arch != branch->arch)
			continue;
		if (!strcmp(variant->engine, VARIANT_NO_ENGINE)) {
			note_only_compiled(t, variant);
			continue;
		}
		if (*asked ? !strcmp(*asked, variant->name) :
			     named(names, variant->name) && needed(t, variant))
			*ARRAY_ADD(t->chosen, t->chosen_count, t->chosen_alloc) = variant;
	}
	return 0;
}

int testing_first_variant(const struct context *context, const struct branch *branch,
			  char **ret_name, struct error **err)
{
	_cleanup_free_ char *path = path_join(context->project, "kernels/vm/variants.conf");
	_cleanup_(variants_release) struct variants variants = {0};
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_(config_free_strings) char **names = NULL;

	if (config_open(branch->path, &config, err) || variants_read(path, &variants, err))
		return -1;
	variants_complete(&variants, branch->arch);
	names = config_strings(config, "tests.variant");
	for (size_t i = 0; i < variants.count; i++)
		if (variants.items[i].arch == branch->arch &&
		    strcmp(variants.items[i].engine, VARIANT_NO_ENGINE) &&
		    named(names, variants.items[i].name)) {
			*ret_name = xstrdup(variants.items[i].name);
			return 0;
		}
	return error_set(err, ERROR_INPUT, "%s: no boot variant that could be run", branch->path);
}

/* The engine of that name, opened once for all variants that want it. */
static int open_engine(struct testing *t, const char *name, struct engine **ret_engine,
		       struct error **err)
{
	struct engine *engine;

	for (size_t i = 0; i < t->opened_count; i++) {
		if (!strcmp(engine_name(t->opened[i]), name)) {
			*ret_engine = t->opened[i];
			return 0;
		}
	}
	if (engine_open(name, t->arch, NULL, &engine, err))
		return -1;
	*ret_engine = *ARRAY_ADD(t->opened, t->opened_count, t->opened_alloc) = engine;
	return 0;
}

/*
 * May the run do without a variant whose engine is not there (why)? That is said
 * in the result; it is an error where the user asked for that very variant.
 */
static bool dispensable(const struct testing *t, const struct variant *variant,
			const struct error *why)
{
	if (why->kind != ERROR_ENVIRONMENT || !variant->otherwise || t->options->variant)
		return false;
	branch_add_absent(t->result, variant->name, variant->what, variant->otherwise,
			  why->message);
	return true;
}

int testing_engines(struct testing *t, struct error **err)
{
	size_t chosen = t->chosen_count;

	t->machines = xcalloc(chosen + 1, sizeof(*t->machines));
	t->engines = xcalloc(chosen + 1, sizeof(*t->engines));
	t->chosen_count = 0;
	for (size_t i = 0; i < chosen; i++) {
		const struct variant *variant = t->chosen[i];
		struct machine machine = variant_machine(variant);
		_cleanup_error_ struct error *why = NULL;
		size_t to = t->chosen_count;

		if (open_engine(t, variant->engine, &t->engines[to], &why)) {
			if (dispensable(t, variant, why))
				continue;
			error_move(err, &why);
			return error_wrap(err, "variant %s", variant->name);
		}
		t->chosen[to] = variant;
		t->machines[to] = engine_describe(t->engines[to], &machine);
		t->chosen_count++;
	}
	return 0;
}
