// SPDX-License-Identifier: GPL-2.0-only
/* What the database holds of nights: a night, a finding, what was observed. Read, shown, written. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/night_text.h"
#include "result/json.h"
#include "result/night.h"
#include "result/observed.h"
#include "util/alloc.h"
#include "util/out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct error **err)
{
	if (!*err || (*err)->kind != ERROR_INPUT)
		abort();
	error_clear(err);
}

static void same(json_t *once, json_t *again)
{
	if (!once || !json_equal(once, again))
		abort();
	json_decref(once);
	json_decref(again);
}

static void try_night(const json_t *object)
{
	struct out to = {.file = fopen("/dev/null", "w"), .color = true};
	struct error *err = NULL;
	struct night night, again;
	json_t *once;

	if (!to.file)
		abort();
	if (night_from_object(object, &night, &err)) {
		check(&err);
	} else {
		night_text(&night, &to);
		once = night_to_object(&night);
		if (night_from_object(once, &again, &err))
			abort();
		same(once, night_to_object(&again));
		night_release(&night);
		night_release(&again);
	}
	fclose(to.file);
}

static void try_finding(const json_t *object)
{
	struct night_finding finding, again;
	struct error *err = NULL;
	json_t *once;

	if (finding_from_object(object, &finding, &err)) {
		check(&err);
		return;
	}
	once = finding_to_object(&finding);
	if (finding_from_object(once, &again, &err))
		abort();
	same(once, finding_to_object(&again));
	night_finding_release(&finding);
	night_finding_release(&again);
}

static void try_observed(const char *text)
{
	struct observations list, again;
	struct error *err = NULL;
	char *once, *twice;

	if (observations_read(text, &list, &err)) {
		check(&err);
		return;
	}
	once = observations_text(&list);
	if (observations_read(once, &again, &err))
		abort();
	twice = observations_text(&again);
	if (strcmp(once, twice))
		abort();
	free(once);
	free(twice);
	observations_release(&list);
	observations_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	json_t *object = json_loads(text, 0, NULL);

	if (object) {
		try_night(object);
		try_finding(object);
	}
	try_observed(text);
	json_decref(object);
	free(text);
	return 0;
}
