// SPDX-License-Identifier: GPL-2.0-only
#include "port/adapt_series.h"

#include <stdlib.h>

#include "util/alloc.h"

/* One source with the patches before number `done` in it, as far as they fit. */
struct followed {
	struct adapt_source source;
	size_t done;
};

struct adapt_series {
	struct adapt_series_options options;
	struct followed *followed;
	struct symbols symbols;
	struct words brought;
};

struct adapt_series *adapt_series_new(const struct adapt_series_options *options)
{
	struct adapt_series *series = xcalloc(1, sizeof(*series));

	series->options = *options;
	series->followed = xcalloc(options->source_count + 1, sizeof(*series->followed));
	for (size_t i = 0; i < options->source_count; i++)
		series->followed[i].source = options->sources[i];
	series->symbols = (struct symbols){ .repo = options->repo, .tree = options->base_tree };
	return series;
}

void adapt_series_free(struct adapt_series *series)
{
	if (!series)
		return;
	symbols_release(&series->symbols);
	words_release(&series->brought);
	free(series->followed);
	free(series);
}

/* A patch that does not fit (a release that has it, say) leaves the tree as it is. */
static int follow(struct adapt_series *series, struct followed *followed, size_t index,
		  struct error **err)
{
	for (; followed->done < index; followed->done++) {
		_cleanup_apply_result_ struct apply_result applied = { 0 };

		if (apply_patch(series->options.repo, &followed->source.tree,
				series->options.patches[followed->done], NULL, &applied, err))
			return -1;
		git_oid_cpy(&followed->source.tree, &applied.tree);
	}
	return 0;
}

int adapt_series_apply(struct adapt_series *series, size_t index, const git_oid *tree,
		       struct apply_result *ret_result, struct error **err)
{
	size_t count = series->options.source_count;
	_cleanup_words_ struct words own = { 0 };
	_cleanup_free_ struct adapt_source *sources = xcalloc(count + 1, sizeof(*sources));
	struct adapt_with with = {
		.repo = series->options.repo,
		.sources = sources,
		.source_count = count,
		.symbols = &series->symbols,
		.brought = &series->brought,
		.own = &own,
		.renamings = series->options.renamings,
	};

	words_of_patch(&own, series->options.patches[index]);
	for (size_t i = 0; i < count; i++) {
		if (follow(series, &series->followed[i], index, err))
			return -1;
		sources[i] = series->followed[i].source;
	}
	return apply_patch(series->options.repo, tree, series->options.patches[index], &with,
			   ret_result, err);
}

void adapt_series_landed(struct adapt_series *series, const struct patch *patch)
{
	words_of_patch(&series->brought, patch);
}
