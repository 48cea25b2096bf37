// SPDX-License-Identifier: GPL-2.0-only
/* From the records of watched tests to what each has run through. */
#include <string.h>

#include "run/coverage_parts.h"
#include "util/alloc.h"
#include "vm/coverage.h"

/* One count that the guest told. */
struct counting {
	struct coverage_result *result;
	size_t variant;
	const char *test;
};

static void on_count(const char *name, size_t len, long long count, void *data)
{
	struct counting *c = data;
	_cleanup_free_ char *symbol = xstrndup(name, len);
	struct coverage_row *row = coverage_find(c->result, symbol);
	struct coverage_hits *hits;
	struct coverage_hit *hit;

	/* Nothing that we did not ask for, and each once. */
	if (!row || !count)
		return;
	hits = &row->hits[c->variant];
	if (count < 0) {
		hits->error = count > -4096 ? -count : 0;
		return;
	}
	if (hits->count && !strcmp(hits->items[hits->count - 1].test, c->test))
		return;
	hit = ARRAY_ADD(hits->items, hits->count, hits->alloc);
	hit->test = xstrdup(c->test);
	hit->count = count;
}

/* Count what the records of all variants that were run hold. */
void coverage_count_hits(struct coverage_walk *run)
{
	struct coverage_result *result = &run->series->coverage;
	size_t *columns = xcalloc(run->state.run_count + 1, sizeof(*columns));

	for (size_t v = 0; v < run->state.run_count; v++) {
		const struct attempts *attempts = &run->state.runs[v].attempts;
		struct coverage_variant *variant;

		if (!attempts->count)
			continue;
		columns[v] = result->variant_count;
		variant = ARRAY_ADD(result->variants, result->variant_count, result->variant_alloc);
		variant->name = xstrdup(run->testing.chosen[v]->name);
		variant->tests = attempts->count;
	}
	for (size_t i = 0; i < result->count; i++)
		result->rows[i].hits = xcalloc(result->variant_count + 1,
					       sizeof(*result->rows[i].hits));
	for (size_t v = 0; v < run->state.run_count; v++) {
		const struct attempts *attempts = &run->state.runs[v].attempts;

		for (size_t i = 0; i < attempts->count; i++) {
			const struct record *record = &attempts->items[i].record;
			struct counting counting = {result, columns[v], record->test};

			coverage_parse(record->output, strlen(record->output), on_count, &counting);
		}
	}
	free(columns);
}
