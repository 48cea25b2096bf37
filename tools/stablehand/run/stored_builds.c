// SPDX-License-Identifier: GPL-2.0-only
/* Jobs, and the folders that they published. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kernel/manifest.h"
#include "run/job_result.h"
#include "run/stored_parts.h"
#include "store/uses.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash_table.h"
#include "util/text.h"

#define VERIFIED ".verified"	/* written when the files of a build are checked for use */

/* What a job says of a folder that it published. */
struct stored_link {
	char *name;
	char *branch, *state, *tree;
	UT_hash_handle hh;
};

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void add_link(struct listing *l, const struct job *job, const char *name)
{
	struct stored_link *link;

	if (!name)
		return;
	HASH_FIND(hh, l->links, name, strlen(name), link);
	if (link)
		return;
	link = xcalloc(1, sizeof(*link));
	link->name = xstrdup(name);
	link->branch = xstrdup(text_of(job->inputs, "branch"));
	link->state = xstrdup(text_of(job->inputs, "state"));
	link->tree = xstrdup(text_of(job->inputs, "tree"));
	HASH_ADD_KEYPTR(hh, l->links, link->name, strlen(link->name), link);
}

void listing_release_links(struct listing *l)
{
	struct stored_link *link, *next;

	HASH_ITER(hh, l->links, link, next) {
		HASH_DEL(l->links, link);
		free(link->name);
		free(link->branch);
		free(link->state);
		free(link->tree);
		free(link);
	}
}

static bool is_key(const char *name)
{
	return text_is_hex(name, strlen(name), JOB_KEY_CHARS, JOB_KEY_CHARS);
}

static int add_job(struct listing *l, const char *path, const char *name, struct error **err)
{
	_cleanup_free_ char *below = path_join("jobs", "%s", name);
	_cleanup_free_ char *file = path_join(path, "job.json");
	_cleanup_job_result_ struct job_result result = {0};
	_cleanup_job_ struct job *job = NULL;
	struct stored_thing *thing;

	if (!is_key(name))
		return listing_measure(l, stored_add(l->stored, STORED_LEFTOVER, NULL, "jobs", below),
				       path, err);
	if (!job_read(file, &job, NULL) &&
	    job_result_read(l->context->cache, job->kind, job->key, &result, NULL) > 0) {
		add_link(l, job, text_of(result.values, "selftests"));
		add_link(l, job, text_of(result.values, "external"));
	}
	thing = stored_add(l->stored, STORED_JOB, job ? text_of(job->inputs, "branch") : NULL,
			   job ? job->kind : NULL, below);
	return listing_measure(l, thing, path, err);
}

int listing_jobs(struct listing *l, struct error **err)
{
	_cleanup_free_ char *folder = path_join(l->context->cache, "jobs");

	return listing_each(l, folder, add_job, err);
}

static enum stored_kind kind_of(const char *name)
{
	static const struct {
		const char *start;
		enum stored_kind kind;
	} kinds[] = {
		{ "selftests-", STORED_SELFTESTS }, { "external-", STORED_EXTERNAL },
		{ "step-", STORED_STEP }, { "check-", STORED_CHECK }, { ".", STORED_LEFTOVER },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strncmp(name, kinds[i].start, strlen(kinds[i].start)))
			return kinds[i].kind;
	return is_key(name) ? STORED_BUILD : STORED_OTHER;
}

static void take_link(const struct listing *l, const char *name, struct manifest_subject *subject)
{
	struct stored_link *link;

	HASH_FIND(hh, l->links, name, strlen(name), link);
	if (!link || subject->tree)
		return;
	manifest_subject_release(subject);
	subject->branch = xstrdup(link->branch);
	subject->state = xstrdup(link->state);
	subject->tree = xstrdup(link->tree);
}

static int add_build(struct listing *l, const char *path, const char *name, struct error **err)
{
	_cleanup_(manifest_subject_release) struct manifest_subject subject = {0};
	_cleanup_free_ char *below = path_join("builds", "%s", name);
	_cleanup_free_ char *verified = path_join(path, VERIFIED);
	enum stored_kind kind = kind_of(name);
	struct stored_thing *thing;
	struct stat st;

	if (kind != STORED_LEFTOVER && kind != STORED_OTHER) {
		manifest_look(path, &subject);
		take_link(l, name, &subject);
	}
	thing = stored_add(l->stored, kind, subject.branch,
			   kind == STORED_LEFTOVER ? "builds" : subject.state, below);
	if (listing_measure(l, thing, path, err))
		return -1;
	thing->tree = TAKE_PTR(subject.tree);
	if (!lstat(verified, &st) && st.st_mtime > thing->used)
		thing->used = st.st_mtime;
	return 0;
}

/* An event that saw a build used it. */
static void note_use(const char *key, const char *at, void *data)
{
	const struct listing *l = data;
	struct tm tm = {0};
	time_t used;

	if (!strptime(at, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return;
	used = timegm(&tm);
	for (size_t i = 0; i < l->stored->count; i++) {
		struct stored_thing *thing = &l->stored->things[i];
		const char *name = thing->name ? strchr(thing->name, '/') : NULL;

		if (thing->kind == STORED_BUILD && name && !strcmp(name + 1, key) &&
		    used > thing->used)
			thing->used = used;
	}
}

int listing_builds(struct listing *l, struct error **err)
{
	_cleanup_free_ char *folder = path_join(l->context->cache, "builds");

	if (listing_each(l, folder, add_build, err))
		return -1;
	return l->context->results ? results_build_uses(l->context->results, note_use, l, err) : 0;
}
