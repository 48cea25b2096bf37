// SPDX-License-Identifier: GPL-2.0-only
#include "run/texts.h"

#include <string.h>

#include "deliver/export.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"

#define PATCH_MAX (1u << 20)	/* bytes of a patch that is shown */

/* --- patches and ports */

static char *read_original(const char *project, const char *series, const char *name)
{
	_cleanup_free_ char *below = xasprintf("patches/%s/%s", series, name);
	_cleanup_free_ char *path = path_join(project, "%s", below);
	_cleanup_buf_ struct buf text = {0};

	if (!path_is_safe(below, strlen(below)) || path_check_links(project, below, NULL) ||
	    file_read(path, PATCH_MAX, &text, NULL))
		return NULL;
	return xstrdup(buf_str(&text));
}

static char *read_ported(git_repository *repo, const char *branch, const git_oid *commit)
{
	_cleanup_free_ char *prefix = xasprintf("PATCH %s", branch);
	_cleanup_buf_ struct buf mail = {0};

	if (export_mail(repo, commit, prefix, 1, 1, &mail, NULL) || mail.len > PATCH_MAX)
		return NULL;
	return xstrdup(buf_str(&mail));
}

static int read_patches(struct context *context, struct branch_result *b, struct error **err)
{
	for (size_t s = 0; s < b->series_count; s++)
		for (size_t i = 0; i < b->series[s].patch_count; i++) {
			struct patch_result *p = &b->series[s].patches[i];

			if (interrupt_pending())
				return interrupt_error(err);
			if (!p->original)
				p->original = read_original(context->project, b->series[s].name,
							    p->name);
			if (!p->ported && p->has_commit && context->repo)
				p->ported = read_ported(context->repo, b->branch, &p->commit);
		}
	return 0;
}

/* --- what tests wrote */

static void take_output(const struct attempts *attempts, const char *test, struct test_record *to)
{
	const struct record *record = to ? attempts_find(attempts, test, 1) : NULL;

	if (record && !to->output)
		to->output = xstrdup(record->output);
}

static int load(struct context *context, const struct test_run *run, struct attempts *ret,
		struct error **err)
{
	return run->run_key ? results_load(context->results, run->run_key, ret, err) : 0;
}

/* Is there one that is worth reading all records of the run for? */
static bool has_notable(const struct comparison_table *table)
{
	for (size_t i = 0; table && i < table->count; i++)
		if (test_row_is_notable(&table->rows[i]))
			return true;
	return false;
}

/* The runs that a table was made from; one without a key gives nothing. */
static int read_outputs(struct context *context, struct comparison_table *table,
			const struct test_run *base, const struct test_run *ported, struct error **err)
{
	_cleanup_(attempts_release) struct attempts base_attempts = {0}, ported_attempts = {0};

	if (!has_notable(table))
		return 0;
	if (load(context, base, &base_attempts, err) || load(context, ported, &ported_attempts, err))
		return -1;
	for (size_t i = 0; i < table->count; i++) {
		struct test_row *row = &table->rows[i];

		if (!test_row_is_notable(row))
			continue;
		take_output(&base_attempts, row->test, row->base);
		take_output(&ported_attempts, row->test, row->ported);
	}
	return 0;
}

static int read_tests(struct context *context, struct branch_result *b, struct error **err)
{
	static const struct test_run none;

	for (size_t v = 0; v < b->base.run_count; v++) {
		const struct test_run *base = &b->base.runs[v];

		if (read_outputs(context, &b->base.runs[v].alone, base, &none, err))
			return -1;
		for (size_t s = 0; s < b->series_count; s++) {
			struct test_run *ported = &b->series[s].ported.runs[v];

			if (read_outputs(context, &ported->alone, &none, ported, err) ||
			    read_outputs(context, b->series[s].comparisons[v], base, ported, err))
				return -1;
		}
	}
	return 0;
}

int texts_read(struct context *context, struct result *result, struct error **err)
{
	_cleanup_free_ char *store = path_join(context->cache, "store.git");

	/* One that cannot be opened has no ports to show; there may be no cache any more. */
	if (path_exists(store))
		context_store(context, NULL);
	for (size_t i = 0; i < result->count; i++)
		if (read_patches(context, &result->branches[i], err) ||
		    (context->results && read_tests(context, &result->branches[i], err)))
			return -1;
	return 0;
}
