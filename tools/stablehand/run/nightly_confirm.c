// SPDX-License-Identifier: GPL-2.0-only
/* A test of base that fails once may be flaky: it is run again before it is told. */
#include <string.h>

#include "run/nightly_parts.h"
#include "run/record_event.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/name_set.h"

/* More than so many at once are no flaky tests. */
#define MAX_AGAIN 50

static const struct observation *suspect(const struct observations *known,
					 const struct observation *o)
{
	const struct observation *was = o->kind == NEWS_BASE_REGRESSED && o->test ?
					observations_find(known, o) : NULL;

	return was && !was->bad && observation_is_worse(was, o) ? was : NULL;
}

/* Their names, each once, separated by commas; 0: none. */
static size_t name_suspects(const struct observations *known, const struct observations *now,
			    struct buf *names)
{
	struct name_set seen = {0};
	size_t count = 0;

	for (size_t i = 0; i < now->count; i++) {
		const char *test = now->items[i].test;

		if (suspect(known, &now->items[i]) && !strchr(test, ',') &&
		    name_set_add(&seen, test, strlen(test)))
			buf_printf(names, "%s%s", count++ ? "," : "", test);
	}
	name_set_release(&seen);
	return count;
}

static void take(struct observation *o, const struct observation *was, struct observation *again)
{
	char *text;

	if (observation_is_worse(was, again)) {
		text = xasprintf("%s; seen 2 times", o->text ? o->text : o->is);
		free(o->text);
		o->text = text;
		return;
	}
	again->flaky = xasprintf("base %s, then %s", o->text ? o->text : o->is,
				 again->text ? again->text : again->is);
	observation_release(o);
	*o = *again;
	*again = (struct observation){.kind = o->kind};
}

int nightly_confirm(struct context *context, const struct pipeline_options *options,
		    const struct branch_result *branch, const struct observations *known,
		    struct observations *now, struct error **err)
{
	_cleanup_(observations_release) struct observations again = {0};
	_cleanup_(result_release) struct result result = {0};
	_cleanup_buf_ struct buf names = {0};
	struct pipeline_options once_more = *options;
	char *const only[] = {branch->branch};
	size_t count = name_suspects(known, now, &names);

	if (!count || count > MAX_AGAIN)
		return 0;
	once_more.tests = buf_str(&names);
	once_more.again = true;
	once_more.refresh = false;
	once_more.base_too = true;
	if (pipeline_run(context, &once_more, only, 1, NULL, &result, err) ||
	    event_record(context, &once_more, "nightly", "[\"again\"]", 0, &result, err))
		return -1;
	observe_branch(&result.branches[0], &again);
	for (size_t i = 0; i < now->count; i++) {
		const struct observation *was = suspect(known, &now->items[i]);
		struct observation *other = was ? observations_find(&again, &now->items[i]) : NULL;

		if (other)
			take(&now->items[i], was, other);
	}
	return 0;
}
