// SPDX-License-Identifier: GPL-2.0-only
#include "run/earlier_known.h"

#include <string.h>

#include "kernel/version.h"
#include "result/result.h"
#include "store/ingest.h"
#include "util/alloc.h"
#include "util/buf.h"

static int load(struct results *results, struct branch_result *b, struct error **err)
{
	for (size_t v = 0; v < b->base.run_count; v++) {
		struct test_run *run = &b->base.runs[v];

		if (run->run_key && !run->attempts.count &&
		    results_load(results, run->run_key, &run->attempts, err))
			return -1;
	}
	return 0;
}

/* 1: compared; 0: nothing is known of that release, or it was not tested; -1. */
static int compare(struct context *context, const char *profile, struct branch_result *branch,
		   const char *release, bool tested, struct earlier *ret, struct error **err)
{
	_cleanup_(result_release) struct result before = {0};
	struct earlier earlier = {0};
	int found = results_known(context->results, context->project, branch->branch, profile,
				  release, &before, err);

	if (found <= 0)
		return found;
	if (!before.branches[0].has_source)
		return 0;
	if (load(context->results, &before.branches[0], err))
		return -1;
	earlier_compare(&before.branches[0], branch, &earlier);
	if (tested && !earlier_is_tested(&earlier)) {
		earlier_release(&earlier);
		return 0;
	}
	*ret = earlier;
	return 1;
}

/* The newest of the words (" 9.1.7 9.1.6") that is older than `than`; NULL: none. Allocated. */
static char *newest_before(const char *words, const char *than)
{
	char *best = NULL;

	while (*(words += strspn(words, " "))) {
		size_t len = strcspn(words, " ");
		_cleanup_free_ char *word = xstrndup(words, len);

		words += len;
		if (version_compare(word, than) < 0 &&
		    (!best || version_compare(word, best) > 0)) {
			free(best);
			best = TAKE_PTR(word);
		}
	}
	return best;
}

static int find(struct context *context, const char *profile, struct branch_result *branch,
		struct earlier *ret, struct error **err)
{
	_cleanup_free_ char *than = xstrdup(branch->source.release.version);
	_cleanup_buf_ struct buf known = {0};
	int found = 0;

	if (results_known_releases(context->results, context->project, branch->branch, profile,
				   &known, err))
		return -1;
	while (!found) {
		char *next = newest_before(buf_str(&known), than);

		if (!next)
			break;
		free(than);
		than = next;
		found = compare(context, profile, branch, than, true, ret, err);
	}
	return found;
}

int earlier_known(struct context *context, const char *profile, struct branch_result *branch,
		  const char *release, struct earlier *ret, struct error **err)
{
	int found;

	if (!context->results || !branch->has_source)
		return 0;
	if (load(context->results, branch, err))
		return -1;
	if (!release)
		return find(context, profile, branch, ret, err);
	found = compare(context, profile, branch, release, false, ret, err);
	if (!found)
		return error_set(err, ERROR_INPUT, "%s: nothing is known of release %s to compare "
				 "with", branch->branch, release);
	return found;
}
