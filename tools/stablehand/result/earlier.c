// SPDX-License-Identifier: GPL-2.0-only
#include "result/earlier.h"

#include <string.h>

#include "util/alloc.h"

/* The run of base in a variant, or NULL. */
static const struct test_run *find_run(const struct branch_result *b, const char *variant)
{
	for (size_t v = 0; v < b->variant_count && v < b->base.run_count; v++)
		if (!strcmp(b->variants[v].name, variant) && b->base.runs[v].attempts.count)
			return &b->base.runs[v];
	return NULL;
}

void earlier_compare(const struct branch_result *before, const struct branch_result *now,
		     struct earlier *ret)
{
	ret->release = xstrdup(before->source.release.version);
	ret->count = now->variant_count;
	ret->tables = xcalloc(now->variant_count + 1, sizeof(*ret->tables));
	for (size_t v = 0; v < now->variant_count; v++) {
		const struct test_run *was = find_run(before, now->variants[v].name);
		const struct test_run *is = find_run(now, now->variants[v].name);

		if (!was || !is)
			continue;
		ret->tables[v] = xcalloc(1, sizeof(*ret->tables[v]));
		comparison_make(&was->attempts, &is->attempts, ret->tables[v]);
	}
}

bool earlier_is_tested(const struct earlier *earlier)
{
	for (size_t v = 0; v < earlier->count; v++)
		if (earlier->tables[v])
			return true;
	return false;
}

void earlier_release(struct earlier *earlier)
{
	for (size_t v = 0; v < earlier->count; v++) {
		if (earlier->tables[v])
			comparison_release(earlier->tables[v]);
		free(earlier->tables[v]);
	}
	free(earlier->tables);
	free(earlier->release);
	*earlier = (struct earlier){0};
}
