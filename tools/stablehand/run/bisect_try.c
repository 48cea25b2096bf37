// SPDX-License-Identifier: GPL-2.0-only
/* One commit, built and tested as the base of a branch. */
#include <stdio.h>
#include <string.h>

#include "git/copy_tree.h"
#include "git/repo.h"
#include "result/result.h"
#include "run/bisect_parts.h"
#include "run/build_states.h"
#include "run/record_event.h"
#include "run/testing.h"
#include "run/walk.h"
#include "util/alloc.h"
#include "util/buf.h"

#define SHOWN 12	/* digits of an id */

struct trying {
	struct branch_run run;
	struct pipeline_options options;
	struct chain chain;
};

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct trying *t = data;

	if (build_states_add(&t->chain, &t->run, err))
		return -1;
	testing_add(&t->chain, &t->run);
	return 0;
}

/* The commit as one of the store; its own repository stays as it is. */
static int bring(struct context *context, const struct bisect_line *line, const git_oid *id,
		 git_oid *ret_commit, struct error **err)
{
	_cleanup_free_ char *message = xasprintf("The tree of %s", git_oid_tostr_s(id));
	git_oid tree;

	if (!line->own) {
		*ret_commit = *id;
		return 0;
	}
	return repo_commit_tree(line->repo, id, &tree, err) ||
	       copy_tree(line->repo, &tree, context->repo, message, ret_commit, err) ? -1 : 0;
}

/* A branch that is at this commit. */
static struct branch_result *add_branch(struct result *result, const struct branch *branch,
					const git_oid *id, const git_oid *commit)
{
	struct branch_result *b = result_add(result, branch->name);
	const char *hex = git_oid_tostr_s(id);

	free(b->base.state);
	b->base.state = xasprintf("commit %.*s", SHOWN, hex);
	b->has_source = true;
	b->source = (struct source_result){
		.release = { xasprintf("%.*s", SHOWN, hex), xstrdup(""), *commit },
		.source = xstrdup("git"),
		.already_there = true,
	};
	return b;
}

/* Ctrl-C, a machine that lacks something: all ends. What the tree is to blame for is a result. */
static int judge_error(const struct error *error, struct bisect_outcome *outcome,
		       struct error **err)
{
	struct error *copy;

	if (error->kind == ERROR_INPUT) {
		outcome->skip = xstrdup(error->message);
		return 0;
	}
	copy = error_copy(error);
	error_move(err, &copy);
	return -1;
}

static int take_attempt(struct bisect_outcome *outcome, const struct record *record,
			struct error **err)
{
	outcome->attempts++;
	if (!outcome->test) {
		outcome->test = xstrdup(record->test);
		outcome->outcome = record->outcome;
		outcome->message = xstrdup(record->message);
		outcome->kernel_log = xstrdup(record->kernel_log);
		outcome->log = *record->boot ? xstrdup(record->boot) : NULL;
		return 0;
	}
	if (strcmp(outcome->test, record->test))
		return error_set(err, ERROR_INPUT, "more than one test has this name: %s, %s",
				 outcome->test, record->test);
	if (outcome->outcome != record->outcome && !outcome->skip)
		outcome->skip = xasprintf("contradicts itself: %s, then %s",
					  outcome_name(outcome->outcome),
					  outcome_name(record->outcome));
	return 0;
}

static int take_records(const struct branch_result *b, struct bisect_outcome *outcome,
			struct error **err)
{
	const struct test_run *run = b->base.run_count ? &b->base.runs[0] : NULL;

	for (size_t i = 0; run && i < run->attempts.count; i++)
		if (take_attempt(outcome, &run->attempts.items[i].record, err))
			return -1;
	if (outcome->skip)
		return 0;
	if (!outcome->test)
		outcome->skip = xasprintf("was not tested: %s",
					  run && run->not_run ? run->not_run : "no VM ran");
	else if (outcome->outcome == OUTCOME_SKIP || outcome->outcome == OUTCOME_NOT_BUILT)
		outcome->skip = xasprintf("%s%s%s", outcome_name(outcome->outcome),
					  *outcome->message ? ": " : "", outcome->message);
	return 0;
}

static int take(const struct branch_result *b, struct bisect_outcome *outcome, struct error **err)
{
	const struct build_result *build = &b->base.build;

	if (b->base.has_build)
		outcome->build = xstrdup(build->key);
	if (outcome->skip)
		return 0;
	if (b->base.has_build && build->status != BUILD_OK) {
		outcome->skip = xasprintf("does not build: %s", build->failing_count ?
					  build->failing[0] : "see the log");
		outcome->log = xstrdup(build->log);
		return 0;
	}
	return take_records(b, outcome, err);
}

/* In the store, with the builds and runs that it saw; nothing is known of the branch by it. */
static int record(struct context *context, const struct trying *t,
		  const struct bisect_options *options, struct result *result, struct error **err)
{
	json_t *given = json_pack("[s, s, s, s, s, s]", "--good", options->good, "--bad",
				  options->bad, options->branch, options->test);
	_cleanup_free_ char *text = json_dumps(given, JSON_COMPACT);
	struct pipeline_options looked = t->options;

	json_decref(given);
	looked.known_only = true;
	return event_record(context, &looked, "bisect", text ? text : "[]", 0, result, err);
}

static int walk(struct context *context, struct trying *t, struct bisect_outcome *outcome,
		struct error **err)
{
	struct walk walk;
	const struct error *error;
	int rc;

	walk_open(&walk, context);
	t->chain.walk = &walk;
	chain_add(&t->chain, &(struct graph_step){
		.name = t->run.result->branch, .begin = begin, .data = t });
	chain_add(&t->chain, &(struct graph_step){ .name = t->run.result->branch });
	rc = graph_walk(walk.graph, err);
	error = rc ? NULL : chain_error(&t->chain);
	if (error)
		rc = judge_error(error, outcome, err);
	if (!rc)
		rc = take(t->run.result, outcome, err);
	chain_release(&t->chain);
	walk_close(&walk);
	return rc;
}

int bisect_try(struct context *context, const struct bisect_options *options,
	       const struct branch *branch, const char *variant, const struct bisect_line *line,
	       const git_oid *id, struct bisect_outcome *outcome, struct error **err)
{
	_cleanup_(result_release) struct result result = {0};
	struct trying t = {
		.options = {
			.last = STEP_TEST,
			.profile = PIPELINE_DEFAULT_PROFILE,
			.state = "base",
			.selftests = true,
			.base_too = true,
			.repeat_all = true,
			.variant = variant,
			.tests = options->test,
			.jobs = options->jobs,
		},
	};
	git_oid commit;

	*outcome = (struct bisect_outcome){0};
	if (bring(context, line, id, &commit, err))
		return -1;
	t.run = (struct branch_run){
		.context = context,
		.options = &t.options,
		.branch = branch,
		.result = add_branch(&result, branch, id, &commit),
	};
	if (walk(context, &t, outcome, err))
		return -1;
	return record(context, &t, options, &result, err);
}

void bisect_outcome_release(struct bisect_outcome *outcome)
{
	free(outcome->test);
	free(outcome->kernel_log);
	free(outcome->skip);
	free(outcome->message);
	free(outcome->build);
	free(outcome->log);
	*outcome = (struct bisect_outcome){0};
}
