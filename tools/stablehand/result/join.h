/* SPDX-License-Identifier: GPL-2.0-only */
/* Results put together, and a part of one taken. */
#ifndef RESULT_JOIN_H
#define RESULT_JOIN_H

#include "result/result.h"
#include "util/error.h"

/*
 * Put the branches of `more` behind those of `whole`, and its rows to those that are
 * there; a row is known by its series and the name of its file. `more` is empty then.
 */
void result_join(struct result *whole, struct result *more);

/* What of a result is to be shown. */
struct result_filter {
	const char *series;	/* only this one; or NULL */
	const char *variant;	/* only this boot variant; or NULL */
	const char *tests;	/* only these, separated by commas; or NULL */
	bool only_selftests, only_behaviour;
	bool base_too;		/* builds and tests also where no patch was ported */
};

/*
 * Is what the filter names in the result? ERROR_INPUT with what there is instead. Of a
 * result that knows nothing yet nothing is asked.
 */
int result_check_filter(const struct result *result, const struct result_filter *filter,
			struct error **err);

/* Drop what is not to be shown. */
void result_filter(struct result *result, const struct result_filter *filter);

/*
 * Is a test among those of a list, separated by commas, by its whole name or its last
 * part? NULL: all are.
 */
bool test_is_listed(const char *list, const char *test);

#endif
