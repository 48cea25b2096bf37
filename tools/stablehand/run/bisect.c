// SPDX-License-Identifier: GPL-2.0-only
#include "run/bisect.h"

#include <string.h>

#include "git/config.h"
#include "result/comparison.h"
#include "run/bisect_parts.h"
#include "run/bisect_range.h"
#include "run/branch_lock.h"
#include "run/pipeline.h"
#include "run/testing.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

struct bisecting {
	struct context *context;
	const struct bisect_options *options;
	struct branch *branch;
	struct bisect_line line;
	struct bisect *bisect;
	struct bisect_outcome good;	/* what the test says where all is well */
	int lock;
};

static void bisecting_release(struct bisecting *b)
{
	branch_free(&b->branch);
	bisect_line_release(&b->line);
	bisect_outcome_release(&b->good);
	if (b->lock >= 0)
		close(b->lock);
}

static char *why_text(const struct bisect_outcome *outcome)
{
	if (outcome->skip)
		return xstrdup(outcome->skip);
	return xasprintf("%s%s%s", outcome_name(outcome->outcome),
			 outcome->message && *outcome->message ? ": " : "",
			 outcome->message ? outcome->message : "");
}

static struct bisect_step *add_step(struct bisecting *b, const struct bisect_outcome *outcome,
				    const git_oid *id, struct error **err)
{
	struct bisect_commit commit;
	struct bisect_step *step;

	if (bisect_describe(b->line.repo, id, &commit, err))
		return NULL;
	step = ARRAY_ADD(b->bisect->steps, b->bisect->step_count, b->bisect->step_alloc);
	*step = (struct bisect_step){
		.commit = commit,
		.verdict = BISECT_SKIPPED,
		.why = why_text(outcome),
		.attempts = outcome->attempts,
		.build = xstrdup(outcome->build),
		.log = xstrdup(outcome->log),
	};
	return step;
}

/* Is it worse than where all is well? */
static bool is_bad(const struct bisecting *b, const struct bisect_outcome *outcome)
{
	return outcome_direction(b->good.outcome, b->good.kernel_log, outcome->outcome,
				 outcome->kernel_log) < 0;
}

static int try_good(struct bisecting *b, struct error **err)
{
	struct bisect_outcome *good = &b->good;
	struct bisect_step *step;

	if (bisect_try(b->context, b->options, b->branch, b->bisect->variant, &b->line, &b->line.good, good, err))
		return -1;
	step = add_step(b, good, &b->line.good, err);
	if (!step)
		return -1;
	if (good->skip)
		return error_set(err, ERROR_INPUT, "%s on %s: %s", b->options->test, b->options->good,
				 good->skip);
	if (good->outcome != OUTCOME_PASS)
		return error_set(err, ERROR_INPUT, "%s is bad already: %s on it: %s%s%s",
				 b->options->good, good->test, step->why, good->log ? "; log: " : "",
				 good->log ? good->log : "");
	b->bisect->test = xstrdup(good->test);
	step->verdict = BISECT_GOOD;
	return 0;
}

static int try_bad(struct bisecting *b, struct error **err)
{
	_cleanup_(bisect_outcome_release) struct bisect_outcome bad = {0};
	const git_oid *id = &b->line.commits[b->line.count - 1];
	struct bisect_step *step;

	if (bisect_try(b->context, b->options, b->branch, b->bisect->variant, &b->line, id, &bad, err))
		return -1;
	step = add_step(b, &bad, id, err);
	if (!step)
		return -1;
	if (bad.skip)
		return error_set(err, ERROR_INPUT, "%s on %s: %s", b->options->test, b->options->bad,
				 bad.skip);
	if (!is_bad(b, &bad))
		return error_set(err, ERROR_INPUT, "%s is good: %s on it: %s", b->options->bad, bad.test,
				 step->why);
	step->verdict = BISECT_BAD;
	return 0;
}

static int try_one(struct bisecting *b, struct bisect_range *range, size_t commit,
		   struct error **err)
{
	_cleanup_(bisect_outcome_release) struct bisect_outcome outcome = {0};
	const git_oid *id = &b->line.commits[commit];
	struct bisect_step *step;

	if (bisect_try(b->context, b->options, b->branch, b->bisect->variant, &b->line, id, &outcome, err))
		return -1;
	step = add_step(b, &outcome, id, err);
	if (!step)
		return -1;
	if (outcome.skip) {
		bisect_range_skip(range, commit);
	} else if (is_bad(b, &outcome)) {
		step->verdict = BISECT_BAD;
		bisect_range_bad(range, commit);
	} else {
		step->verdict = BISECT_GOOD;
		bisect_range_good(range, commit);
	}
	progress_note("%s: %.12s is %s (%s): %s", b->options->branch, step->commit.id,
		      bisect_verdict_name(step->verdict), step->why, step->commit.subject);
	return 0;
}

/* The bad one, and those before it of which nothing can be said. */
static int note_found(struct bisecting *b, const struct bisect_range *range, struct error **err)
{
	for (size_t i = range->first; i <= range->bad; i++) {
		struct bisect_commit commit;

		if (bisect_describe(b->line.repo, &b->line.commits[i], &commit, err))
			return -1;
		*ARRAY_ADD(b->bisect->found, b->bisect->found_count, b->bisect->found_alloc) = commit;
	}
	return 0;
}

static int search(struct bisecting *b, struct bisect_range *range, struct error **err)
{
	size_t commit;

	while (bisect_range_next(range, &commit)) {
		size_t left = bisect_range_left(range), steps = 0;

		for (size_t n = left - 1; n; n /= 2)
			steps++;
		progress_note("%s: one of %zu commits, about %zu more to look at",
			      b->options->branch, left, steps);
		if (try_one(b, range, commit, err))
			return -1;
	}
	return note_found(b, range, err);
}

static int open_branch(struct bisecting *b, struct error **err)
{
	const struct bisect_options *o = b->options;
	const struct pipeline_options variant = { .variant = o->variant };
	_cleanup_free_ char *kernels = path_join(b->context->project, "kernels");
	_cleanup_free_ char *path = path_join(kernels, "%s.conf", o->branch);
	_cleanup_(config_free_strings) char **names = NULL;

	if (!*o->test || strchr(o->test, ','))
		return error_set(err, ERROR_INPUT, "\"%s\": name one test", o->test);
	if (branch_list(kernels, &names, err) ||
	    pipeline_check_branch(o->branch, kernels, names, err) ||
	    branch_load(path, &b->branch, err) ||
	    testing_check_options(b->context, &variant, err))
		return -1;
	if (!b->branch->tests_folder)
		return error_set(err, ERROR_INPUT, "%s: no selftests (folder in [tests] of %s)", o->branch,
				 path);
	if (o->variant)
		b->bisect->variant = xstrdup(o->variant);
	else if (testing_first_variant(b->context, b->branch, &b->bisect->variant, err))
		return -1;
	return context_store(b->context, err) || context_results(b->context, err) ? -1 : 0;
}

int bisect_run(struct context *context, const struct bisect_options *options,
	       struct bisect *bisect, struct error **err)
{
	_cleanup_(bisecting_release) struct bisecting b = {
		.context = context,
		.options = options,
		.bisect = bisect,
		.lock = -1,
	};
	struct bisect_range range;
	int rc;

	*bisect = (struct bisect){
		.branch = xstrdup(options->branch),
		.good = xstrdup(options->good),
		.bad = xstrdup(options->bad),
	};
	if (open_branch(&b, err) || bisect_line_find(context, options, &b.line, err) ||
	    branch_lock(context, options->branch, &b.lock, err))
		return -1;
	bisect->commits = b.line.count;
	if (try_good(&b, err) || try_bad(&b, err))
		return -1;
	bisect_range_init(&range, b.line.count);
	rc = search(&b, &range, err);
	bisect_range_release(&range);
	return rc;
}
