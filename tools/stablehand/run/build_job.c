// SPDX-License-Identifier: GPL-2.0-only
#include "run/build_job.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "git/config.h"
#include "kernel/check.h"
#include "kernel/step.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/text.h"

#define MAX_ITEMS 1000

static const char *const external_names[] = {
	[EXTERNAL_MODULE] = "module",
	[EXTERNAL_PROGRAM] = "program",
	[EXTERNAL_SELFTEST] = "selftest",
};

static json_t *list_of(const char *const *words)
{
	json_t *list = json_array();

	for (; words && *words; words++)
		json_array_append_new(list, job_text(*words));
	return list;
}

/* Each with the sum of its content, which is what matters of it. */
static int add_fragments(json_t *inputs, const char *const *paths, struct error **err)
{
	json_t *list = json_array();

	json_object_set_new(inputs, "fragments", list);
	for (; *paths; paths++) {
		char sum[65];

		if (file_sha256(*paths, sum, err))
			return -1;
		json_array_append_new(list, json_pack("{s:o, s:s}", "path", job_text(*paths),
						      "sha256", sum));
	}
	return 0;
}

static json_t *items_of(const struct build_job *build)
{
	json_t *list = json_array();

	for (size_t i = 0; i < build->item_count; i++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "kind",
						      external_names[build->items[i].kind], "name",
						      job_text(build->items[i].name), "source",
						      job_text(build->items[i].source)));
	return list;
}

int build_job_new(const struct build_job *build, struct job **ret_job, struct error **err)
{
	const struct build_options *o = &build->options;
	char tree[GIT_OID_HEXSZ + 1];
	json_t *inputs = json_pack("{s:o, s:s, s:o, s:s, s:o, s:o*, s:o*}", "branch",
				   job_text(o->branch), "arch", arch_or_default(o->arch)->name,
				   "state", job_text(o->state), "tree",
				   git_oid_tostr(tree, sizeof(tree), &o->tree), "modules",
				   list_of(o->modules), "suite", job_text(o->suite), "build",
				   job_text(build->key));

	if (add_fragments(inputs, o->fragments, err)) {
		json_decref(inputs);
		return -1;
	}
	if (o->retry_failed) {
		/* To try again is another question each time. */
		_cleanup_free_ char *now = xasprintf("%lld by %ld", (long long)time(NULL),
						     (long)getpid());

		json_object_set_new(inputs, "retry", job_text(now));
	}
	if (build->kind == BUILD_JOB_CHECK)
		json_object_set_new(inputs, "folders", list_of((const char *const *)build->folders));
	if (build->kind == BUILD_JOB_EXTERNAL) {
		json_object_set_new(inputs, "folder", job_text(build->folder));
		json_object_set_new(inputs, "items", items_of(build));
	}
	*ret_job = job_new(build_job_kinds[build->kind].name, inputs,
			   json_pack("{s:i}", "jobs", (int)o->jobs));
	return 0;
}

/* What a job of these was given; points into the job. */
struct given {
	struct build_options options;
	const char **fragments, **modules, **folders;
	const char *key, *folder;
	struct external_item *items;
	size_t item_count;
};

static void given_release(struct given *given)
{
	free(given->fragments);
	free(given->modules);
	free(given->folders);
	free(given->items);
}

static int bad(const struct job *job, const char *what, struct error **err)
{
	return error_set(err, ERROR_INPUT, "%s job: missing or invalid %s",
			 job->kind, what);
}

/* A list of strings, NULL-terminated; those are the job's. */
static int take_list(const struct job *job, const char *name, const char ***ret_words,
		     struct error **err)
{
	json_t *list = json_object_get(job->inputs, name);
	const char **words;

	if (!json_is_array(list))
		return bad(job, name, err);
	words = xcalloc(json_array_size(list) + 1, sizeof(*words));
	*ret_words = words;
	for (size_t i = 0; i < json_array_size(list); i++) {
		words[i] = json_string_value(json_array_get(list, i));
		if (!words[i])
			return bad(job, name, err);
	}
	return 0;
}

static int take_fragments(const struct job *job, const char ***ret_paths, struct error **err)
{
	json_t *list = json_object_get(job->inputs, "fragments");
	const char **paths;

	if (!json_is_array(list))
		return bad(job, "fragments", err);
	paths = xcalloc(json_array_size(list) + 1, sizeof(*paths));
	*ret_paths = paths;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *sum;
		char now[65];

		if (json_unpack(json_array_get(list, i), "{s:s, s:s!}", "path", &paths[i], "sha256",
				&sum))
			return bad(job, "fragments", err);
		if (file_sha256(paths[i], now, err))
			return -1;
		if (strcmp(now, sum))
			return error_set(err, ERROR_INPUT, "%s has changed since the job was created",
					 paths[i]);
	}
	return 0;
}

static bool are_names(const char *const *names)
{
	while (*names && path_is_name(*names))
		names++;
	return !*names;
}

/* Folders of the tree, each with the slash behind it that kbuild wants. */
static bool are_folders(const char *const *folders)
{
	for (; *folders; folders++) {
		size_t len = strlen(*folders);

		if (!path_is_safe(*folders, len && (*folders)[len - 1] == '/' ? len - 1 : len))
			return false;
	}
	return true;
}

static int take_items(const struct job *job, struct given *given, struct error **err)
{
	json_t *list = json_object_get(job->inputs, "items");

	given->folder = json_string_value(json_object_get(job->inputs, "folder"));
	if (!given->folder || *given->folder != '/' ||
	    !path_is_safe(given->folder + 1, strlen(given->folder + 1)))
		return bad(job, "folder", err);
	if (!json_is_array(list) || json_array_size(list) > MAX_ITEMS)
		return bad(job, "items", err);
	given->items = xcalloc(json_array_size(list) + 1, sizeof(*given->items));
	for (; given->item_count < json_array_size(list); given->item_count++) {
		struct external_item *item = &given->items[given->item_count];
		const char *kind;
		size_t k = 0;

		if (json_unpack(json_array_get(list, given->item_count), "{s:s, s:s, s:s!}", "kind",
				&kind, "name", &item->name, "source", &item->source))
			return bad(job, "items", err);
		while (k < ARRAY_SIZE(external_names) && strcmp(kind, external_names[k]))
			k++;
		if (k == ARRAY_SIZE(external_names) ||
		    !path_is_safe(item->name, strlen(item->name)) ||
		    (strcmp(item->source, ".") && !path_is_safe(item->source, strlen(item->source))))
			return bad(job, "items", err);
		item->kind = k;
	}
	return 0;
}

static int take(struct job_work *work, enum build_job_kind kind, struct given *given,
		struct error **err)
{
	const struct job *job = work->job;
	struct build_options *o = &given->options;
	long jobs = json_integer_value(json_object_get(job->hints, "jobs"));
	const char *tree, *arch = arch_default()->name;

	if (json_unpack(job->inputs, "{s:s, s?:s, s:s, s:s, s?:s, s?:s}", "branch", &o->branch, "arch",
			&arch, "state", &o->state, "tree", &tree, "suite", &o->suite, "build", &given->key))
		return bad(job, "branch, state or tree", err);
	/* They become names of folders and words of make's command line. */
	if (!path_is_name(o->branch))
		return bad(job, "branch", err);
	if (!path_is_name(o->state))
		return bad(job, "state", err);
	if (o->suite && !path_is_safe(o->suite, strlen(o->suite)))
		return bad(job, "suite", err);
	/* Of what is no hex, libgit2 must not be asked before context_store() has started it. */
	if (!text_is_hex(tree, strlen(tree), GIT_OID_HEXSZ, GIT_OID_HEXSZ) ||
	    git_oid_fromstr(&o->tree, tree))
		return bad(job, "tree", err);
	o->arch = arch_find(arch);
	if (!o->arch)
		return bad(job, "arch", err);
	if (take_fragments(job, &given->fragments, err) ||
	    take_list(job, "modules", &given->modules, err) ||
	    (kind == BUILD_JOB_CHECK && take_list(job, "folders", &given->folders, err)) ||
	    (kind == BUILD_JOB_EXTERNAL && take_items(job, given, err)))
		return -1;
	if (!are_names(given->modules))
		return bad(job, "modules", err);
	if (given->folders && !are_folders(given->folders))
		return bad(job, "folders", err);
	if (context_store(work->context, err))
		return -1;
	o->fragments = given->fragments;
	o->modules = given->modules;
	o->jobs = jobs > 0 && jobs <= 4096 ? jobs : 0;
	o->retry_failed = json_object_get(job->inputs, "retry");
	o->repo = work->context->repo;
	o->cache = work->context->cache;
	return 0;
}

static void tell(struct job_work *work, const struct build_result *result)
{
	json_object_update_new(work->values, json_pack(
		"{s:s, s:s, s:b}", "build", result->key, "status",
		build_status_name(result->status), "cached", result->cached));
	if (result->has_selftests)
		json_object_update_new(work->values, json_pack(
			"{s:s, s:b}", "selftests", result->selftests.key, "selftests_cached",
			result->selftests.cached));
}

/* The compiler may be another one than where the job was made. */
static int check_key(const struct given *given, const struct build_result *result,
		     struct error **err)
{
	if (!given->key || !strcmp(given->key, result->key))
		return 0;
	return error_set(err, ERROR_ENVIRONMENT, "build key is %s, expected %s: the toolchain or the "
			 "configuration differs on this machine", result->key, given->key);
}

static int run_build(struct job_work *work, struct given *given, struct error **err)
{
	struct build_result result = {0};
	int rc;

	if (build_run(&given->options, &result, err))
		return -1;
	tell(work, &result);
	rc = check_key(given, &result, err);
	build_result_release(&result);
	return rc;
}

static int run_step(struct job_work *work, struct given *given, struct error **err)
{
	struct build_result result = {0};
	int rc;

	if (step_build(&given->options, &result, err))
		return -1;
	tell(work, &result);
	rc = check_key(given, &result, err);
	build_result_release(&result);
	return rc;
}

static int run_restore(struct job_work *work, struct given *given, struct error **err)
{
	(void)work;
	return step_restore(&given->options, err);
}

static int run_check(struct job_work *work, struct given *given, struct error **err)
{
	struct check_result result = {0};

	if (check_run(&given->options, (char *const *)given->folders, &result, err))
		return -1;
	json_object_set_new(work->values, "status", json_string(build_status_name(result.status)));
	check_result_release(&result);
	return 0;
}

/* The kernel that it is built against has to be there. */
static int run_external(struct job_work *work, struct given *given, struct error **err)
{
	struct build_options look = given->options;
	struct build_result kernel = {0};
	struct external_result result = {0};
	int rc;

	look.known_only = true;
	look.retry_failed = false;
	if (build_run(&look, &kernel, err))
		return -1;
	if (kernel.status == BUILD_OK)
		rc = external_build(&(struct external_options){
					    .build = &given->options,
					    .kernel = &kernel,
					    .folder = given->folder,
					    .items = given->items,
					    .count = given->item_count,
				    }, &result, err);
	else
		rc = error_set(err, ERROR_INPUT, "%s of %s has not been built", given->options.state,
			       given->options.branch);
	if (!rc)
		json_object_set_new(work->values, "external", json_string(result.key));
	external_result_release(&result);
	build_result_release(&kernel);
	return rc;
}

static int run(struct job_work *work, enum build_job_kind kind, struct error **err)
{
	static int (*const runs[])(struct job_work *work, struct given *given, struct error **err) = {
		[BUILD_JOB_BUILD] = run_build,
		[BUILD_JOB_STEP] = run_step,
		[BUILD_JOB_RESTORE] = run_restore,
		[BUILD_JOB_CHECK] = run_check,
		[BUILD_JOB_EXTERNAL] = run_external,
	};
	struct given given = {0};
	int rc = take(work, kind, &given, err) || runs[kind](work, &given, err) ? -1 : 0;

	given_release(&given);
	return rc;
}

/* Never by the job's folder: what it made is elsewhere, and was looked for there. */
static bool never(const struct context *context, const struct job *job,
		  const struct job_result *result)
{
	return false;
}

#define KIND(name_, kind_)							\
	static int do_##name_(struct job_work *work, struct error **err)	\
	{									\
		return run(work, kind_, err);					\
	}
KIND(build, BUILD_JOB_BUILD)
KIND(step, BUILD_JOB_STEP)
KIND(restore, BUILD_JOB_RESTORE)
KIND(check, BUILD_JOB_CHECK)
KIND(external, BUILD_JOB_EXTERNAL)

const struct job_kind build_job_kinds[BUILD_JOB_COUNT] = {
	[BUILD_JOB_BUILD] = {"build", do_build, never},
	[BUILD_JOB_STEP] = {"step", do_step, never},
	[BUILD_JOB_RESTORE] = {"restore", do_restore, never},
	[BUILD_JOB_CHECK] = {"check", do_check, never},
	[BUILD_JOB_EXTERNAL] = {"external", do_external, never},
};

bool build_job_cached(const json_t *values)
{
	return json_is_true(json_object_get(values, "cached"));
}

bool build_job_selftests_cached(const json_t *values)
{
	return json_is_true(json_object_get(values, "selftests_cached"));
}
