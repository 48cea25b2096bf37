// SPDX-License-Identifier: GPL-2.0-only
#include "run/fetch_job.h"

#include <string.h>

#include "kernel/branch.h"
#include "run/branch_lock.h"
#include "run/rc_source.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"

#define MAX_TRIED 1000

static char *branch_file(const struct context *context, const char *branch)
{
	return path_join(context->project, "kernels/%s.conf", branch);
}

int fetch_job_new(const struct context *context, const struct fetch_job *fetch,
		  struct job **ret_job, struct error **err)
{
	_cleanup_free_ char *path = branch_file(context, fetch->branch);
	char file[65];

	if (file_sha256(path, file, err))
		return -1;
	*ret_job = job_new("fetch", json_pack("{s:o, s:s, s:o*, s:b, s:b, s:o}", "branch",
					      job_text(fetch->branch), "branch_file", file,
					      "version", job_text(fetch->version), "recent",
					      fetch->recent_is_enough, "fall_back",
					      fetch->fall_back, "asked", job_text(fetch->asked)),
			   NULL);
	return 0;
}

static json_t *to_json(const struct source_result *source)
{
	json_t *tried = json_array();

	for (size_t i = 0; i < source->tried_count; i++)
		json_array_append_new(tried, job_text(source->tried[i]));
	return json_pack("{s:o, s:s, s:o, s:b, s:b, s:b, s:I, s:I, s:I, s:o}", "release",
			 job_text(source->release.version), "commit",
			 git_oid_tostr_s(&source->release.commit), "source",
			 job_text(source->source), "already_there", source->already_there,
			 "from_store", source->from_store, "stale", source->stale,
			 "objects_written", (json_int_t)source->objects_written, "bytes_written",
			 (json_int_t)source->bytes_written, "bytes_read",
			 (json_int_t)source->bytes_read, "tried", tried);
}

/* The inputs, whose strings are the job's. */
static int read_inputs(const struct job *job, struct fetch_job *ret, const char **ret_file,
		       struct error **err)
{
	int recent, fall_back;
	json_error_t why;

	if (json_unpack_ex(job->inputs, &why, JSON_STRICT, "{s:s, s:s, s?:s, s:b, s:b, s:s}",
			   "branch", &ret->branch, "branch_file", ret_file, "version",
			   &ret->version, "recent", &recent, "fall_back", &fall_back, "asked",
			   &ret->asked))
		return error_set(err, ERROR_INPUT, "fetch job: %s", why.text);
	if (!path_is_safe(ret->branch, strlen(ret->branch)) || strchr(ret->branch, '/'))
		return error_set(err, ERROR_INPUT, "fetch job: invalid branch name '%s'", ret->branch);
	ret->recent_is_enough = recent;
	ret->fall_back = fall_back;
	return 0;
}

/* The branch, by the very file that the job was made for. */
static int load_branch(const struct context *context, const char *name, const char *file,
		       struct branch **ret_branch, struct error **err)
{
	_cleanup_free_ char *path = branch_file(context, name);
	char now[65];

	if (file_sha256(path, now, err))
		return -1;
	if (strcmp(now, file))
		return error_set(err, ERROR_INPUT, "%s has changed since the job was created", path);
	return branch_load(path, ret_branch, err);
}

static int run(struct job_work *work, struct error **err)
{
	struct context *context = work->context;
	struct fetch_job fetch = {0};
	const char *file;
	_cleanup_close_ int lock = -1;
	_cleanup_branch_ struct branch *branch = NULL;
	_cleanup_(source_result_clear) struct source_result source = {0};
	bool no_answer = false;
	struct source_options options;
	json_t *said;

	if (read_inputs(work->job, &fetch, &file, err) ||
	    load_branch(context, fetch.branch, file, &branch, err) ||
	    branch_lock(context, fetch.branch, &lock, err) || context_store(context, err))
		return -1;
	options = (struct source_options){
		.repo = context->repo,
		.branch = branch,
		.cache_dir = context->cache,
		.want_version = fetch.version,
		.max_age = fetch.recent_is_enough ? FETCH_RECENT_SECONDS : 0,
		.fetch_rc = rc_source_fetch,
		.fall_back = fetch.fall_back,
		.ret_no_answer = &no_answer,
	};
	if (source_fetch(&options, &source, err)) {
		json_object_set_new(work->values, "no_answer", json_boolean(no_answer));
		return -1;
	}
	said = to_json(&source);
	if (!said)
		return error_set(err, ERROR_BUG, "%s: the result cannot be encoded as JSON", fetch.branch);
	json_object_update_new(work->values, said);
	return 0;
}

const struct job_kind fetch_job_kind = {
	.name = "fetch",
	.run = run,
};

bool fetched_release_read(const json_t *values, struct fetched_release *ret)
{
	const char *version = json_string_value(json_object_get(values, "release"));
	const char *source = json_string_value(json_object_get(values, "source"));
	const json_t *tried = json_object_get(values, "tried");

	if (!version || !source || !json_is_array(tried) || json_array_size(tried) > MAX_TRIED)
		return false;
	*ret = (struct fetched_release){.version = xstrdup(version), .source = xstrdup(source)};
	for (size_t i = 0; i < json_array_size(tried); i++) {
		const char *line = json_string_value(json_array_get(tried, i));

		if (line)
			*ARRAY_ADD(ret->tried, ret->tried_count, ret->tried_alloc) = xstrdup(line);
	}
	return true;
}

void fetched_release_clear(struct fetched_release *fetched)
{
	free(fetched->version);
	free(fetched->source);
	for (size_t i = 0; i < fetched->tried_count; i++)
		free(fetched->tried[i]);
	free(fetched->tried);
	*fetched = (struct fetched_release){0};
}

bool fetch_job_no_answer(const json_t *values)
{
	return json_is_true(json_object_get(values, "no_answer"));
}
