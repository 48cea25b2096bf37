// SPDX-License-Identifier: GPL-2.0-only
#include "run/rc_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/repo.h"
#include "index/kernel_version.h"
#include "kernel/version.h"
#include "run/rc_apply.h"
#include "run/rc_queue.h"
#include "util/alloc.h"
#include "util/hash.h"
#include "util/progress.h"

struct rc {
	const struct source_options *options;
	const struct branch_source *source;
	struct source_result *result;
	struct rc_queue queue;
	struct kernel_version next;	/* that the queue is to become; all 0: not known */
	struct branch others;		/* the branch with its other sources alone; borrowed */
};

static void rc_release(struct rc *rc)
{
	rc_queue_release(&rc->queue);
	free(rc->others.sources);
}

/* The queue leads to "6.1.193-rc1": is that of this branch, and of a stable release? */
static int check_version(struct rc *rc, struct error **err)
{
	const char *version = rc->queue.version, *rc_number;

	if (rc->options->want_version && (!version || strcmp(version, rc->options->want_version)))
		return error_set(err, ERROR_INPUT, "it holds %s", version ? version :
				 "a queue that was not announced");
	if (!version)
		return 0;
	rc_number = strstr(version, "-rc");
	if (!kernel_version_read(version, &rc->next) || !rc_number ||
	    sscanf(rc_number, "-rc%4u", &rc->next.rc) != 1 || !rc->next.rc)
		return error_set(err, ERROR_INPUT, "%s announces %s, which is no -rc",
				 rc->source->location, version);
	if (!branch_takes(rc->options->branch->name, version))
		return error_set(err, ERROR_INPUT, "%s announces %s, which is not one of %s",
				 rc->source->location, version, rc->options->branch->name);
	return 0;
}

static void find_others(struct rc *rc)
{
	const struct branch *branch = rc->options->branch;

	rc->others = *branch;
	rc->others.sources = xcalloc(branch->source_count + 1, sizeof(*rc->others.sources));
	rc->others.source_count = 0;
	for (size_t i = 0; i < branch->source_count; i++)
		if (branch->sources[i].kind != SOURCE_RC)
			rc->others.sources[rc->others.source_count++] = branch->sources[i];
}

/* Ask the other sources: 1 and *ret; 0: none has it, which is told; -1. */
static int ask_others(struct rc *rc, const char *version, struct source_result *ret,
		      struct error **err)
{
	struct source_options options = *rc->options;
	_cleanup_error_ struct error *why = NULL;

	if (!rc->others.source_count)
		return 0;
	options.branch = &rc->others;
	options.want_version = version;
	options.fall_back = false;
	options.max_age = 0;
	options.ret_no_answer = NULL;
	if (!source_fetch(&options, ret, &why))
		return 1;
	if (why->kind != ERROR_ENVIRONMENT && why->kind != ERROR_INPUT) {
		error_move(err, &why);
		return -1;
	}
	source_add_tried(rc->result, why->message);
	return 0;
}

/* Is the release that was under review there? */
static bool is_over(const struct rc *rc, const char *newest)
{
	struct kernel_version there;

	if (!rc->next.rc || !kernel_version_read(newest, &there) || there.rc)
		return false;
	return there.major == rc->next.major && there.minor == rc->next.minor &&
	       there.stable >= rc->next.stable;
}

/* "6.1.192" of 6.1.193-rc1. */
static char *before(const struct kernel_version *next)
{
	return next->stable > 1 ? xasprintf("%u.%u.%u", next->major, next->minor, next->stable - 1) :
				  xasprintf("%u.%u", next->major, next->minor);
}

/* The release that the queue is for, in the store. */
static int find_base(struct rc *rc, const struct source_result *newest, struct release *ret,
		     struct error **err)
{
	const struct source_options *o = rc->options;
	_cleanup_(source_result_clear) struct source_result found = {0};
	_cleanup_free_ char *version = NULL;
	int there;

	if (!rc->source->base && !rc->next.rc && newest)
		return release_find(o->repo, o->branch->name, newest->release.version, ret, err) > 0 ?
		       0 : -1;
	if (!rc->source->base && !rc->next.rc)
		return error_set(err, ERROR_ENVIRONMENT, "which release the queue is for is not "
				 "known: no other source gives one, and base = says none");
	if (!rc->source->base && !rc->next.stable)
		return error_set(err, ERROR_INPUT, "%s is no stable release's: base = has to say what "
				 "it is for", rc->queue.version);
	version = rc->source->base ? xstrdup(rc->source->base) : before(&rc->next);
	if (newest && release_is_of(newest->release.version, version))
		return release_find(o->repo, o->branch->name, newest->release.version, ret, err) > 0 ?
		       0 : -1;
	there = release_find_of(o->repo, o->branch->name, version, ret, err);
	if (there)
		return there < 0 ? -1 : 0;
	there = ask_others(rc, version, &found, err);
	if (!there)
		return error_set(err, ERROR_ENVIRONMENT, "%s, which the queue is for, is in no source",
				 version);
	if (there > 0) {
		*ret = found.release;
		found.release = (struct release){0};
	}
	return there < 0 ? -1 : 0;
}

/* What the release is called, when the base is known; -g and a hash if the store has another. */
static int choose_version(struct rc *rc, const struct release *base, const char *key,
			  char **ret_makefile, char **ret_version, struct error **err)
{
	_cleanup_(release_clear) struct release other = {0};
	_cleanup_free_ char *version = NULL;
	struct kernel_version v;
	int there;

	if (rc->queue.version)
		version = xstrdup(rc->queue.version);
	else if (kernel_version_read(base->version, &v))
		version = xasprintf("%u.%u.%u-rc0", v.major, v.minor, v.stable + 1);
	else
		return error_set(err, ERROR_INPUT, "%s: not the version of a kernel", base->version);
	there = release_find(rc->options->repo, rc->options->branch->name, version, &other, err);
	if (there < 0)
		return -1;
	*ret_version = there ? xasprintf("%s-g%.12s", version, key) : xstrdup(version);
	*ret_makefile = TAKE_PTR(version);
	return 0;
}

static int apply(struct rc *rc, const struct release *base, const char *key, struct error **err)
{
	const struct source_options *o = rc->options;
	_cleanup_free_ char *version = NULL, *ref = NULL, *makefile = NULL;
	git_oid commit;

	if (choose_version(rc, base, key, &makefile, &version, err) ||
	    rc_apply(&(struct rc_apply_options){
			     .repo = o->repo,
			     .branch = o->branch->name,
			     .queue = &rc->queue,
			     .base = base,
			     .makefile_version = makefile,
			     .version = version,
			     .key = key,
		     }, &commit, err))
		return -1;
	ref = release_ref(o->branch->name, version);
	if (repo_ref_set(o->repo, ref, &commit, "fetch", err))
		return -1;
	return release_find(o->repo, o->branch->name, version, &rc->result->release, err) > 0 ? 0 : -1;
}

static int from_base(struct rc *rc, const struct source_result *newest, struct error **err)
{
	const struct source_options *o = rc->options;
	_cleanup_(release_clear) struct release base = {0};
	_cleanup_free_ char *text = NULL;
	char key[65];
	int there;

	if (find_base(rc, newest, &base, err))
		return -1;
	text = xasprintf("rc %s %s", git_oid_tostr_s(&base.commit), rc->queue.sha256);
	data_sha256(text, strlen(text), key);
	there = release_find_archive(o->repo, o->branch->name, key, &rc->result->release, err);
	rc->result->already_there = there > 0;
	if (there)
		return there < 0 ? -1 : 0;
	return apply(rc, &base, key, err);
}

/* The newest release of the other sources takes the place of the queue. */
static void take_newest(struct rc *rc, struct source_result *newest)
{
	struct source_result *to = rc->result;

	_cleanup_free_ char *line = xasprintf("%s: %s is over: %s has %s", rc->source->name,
					      rc->queue.version, newest->source,
					      newest->release.version);

	source_add_tried(to, line);
	progress_note("%s: %s", rc->options->branch->name, line);
	to->release = newest->release;
	to->source = newest->source;
	to->already_there = newest->already_there;
	to->from_store = newest->from_store;
	to->stale = newest->stale;
	to->objects_written = newest->objects_written;
	to->bytes_written = newest->bytes_written;
	to->bytes_read = newest->bytes_read;
	newest->release = (struct release){0};
	newest->source = NULL;
}

int rc_source_fetch(const struct source_options *options, const struct branch_source *source,
		    struct source_result *result, struct error **err)
{
	_cleanup_(rc_release) struct rc rc = {.options = options, .source = source, .result = result};
	_cleanup_(source_result_clear) struct source_result newest = {0};
	int there = 0;

	if (rc_queue_read(source->location, &rc.queue, err) || check_version(&rc, err))
		return -1;
	find_others(&rc);
	if (!options->want_version)
		there = ask_others(&rc, NULL, &newest, err);
	if (there < 0)
		return -1;
	if (there && is_over(&rc, newest.release.version)) {
		take_newest(&rc, &newest);
		return 0;
	}
	return from_base(&rc, there ? &newest : NULL, err);
}
