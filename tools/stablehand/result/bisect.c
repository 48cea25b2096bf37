// SPDX-License-Identifier: GPL-2.0-only
#include "result/bisect.h"

#include <stdlib.h>

#include "result/json.h"

const char *bisect_verdict_name(enum bisect_verdict verdict)
{
	static const char *const names[] = {
		[BISECT_GOOD] = "good",
		[BISECT_BAD] = "bad",
		[BISECT_SKIPPED] = "skipped",
	};

	return names[verdict];
}

/* What is no UTF-8 (an author of long ago) is left out. */
static void set(json_t *object, const char *name, const char *value)
{
	json_t *string = value ? json_string(value) : NULL;

	if (string)
		json_object_set_new(object, name, string);
}

static json_t *commit_object(const struct bisect_commit *commit)
{
	json_t *object = json_object();

	set(object, "id", commit->id);
	set(object, "subject", commit->subject);
	set(object, "author", commit->author);
	set(object, "date", commit->date);
	return object;
}

static json_t *step_object(const struct bisect_step *step)
{
	json_t *object = json_pack("{s:o, s:s, s:I}", "commit", commit_object(&step->commit),
				   "verdict", bisect_verdict_name(step->verdict), "attempts",
				   (json_int_t)step->attempts);

	set(object, "why", step->why);
	set(object, "build", step->build);
	set(object, "log", step->log);
	return object;
}

json_t *bisect_to_json(const struct bisect *bisect)
{
	json_t *steps = json_array(), *found = json_array(), *object;

	for (size_t i = 0; i < bisect->step_count; i++)
		json_array_append_new(steps, step_object(&bisect->steps[i]));
	for (size_t i = 0; i < bisect->found_count; i++)
		json_array_append_new(found, commit_object(&bisect->found[i]));
	object = json_pack("{s:i, s:I, s:o, s:o}", "schema", JSON_SCHEMA, "commits",
			   (json_int_t)bisect->commits, "steps", steps, "first_bad", found);
	set(object, "branch", bisect->branch);
	set(object, "test", bisect->test);
	set(object, "variant", bisect->variant);
	set(object, "good", bisect->good);
	set(object, "bad", bisect->bad);
	return object;
}

static void release_commit(struct bisect_commit *commit)
{
	free(commit->id);
	free(commit->subject);
	free(commit->author);
	free(commit->date);
}

void bisect_release(struct bisect *bisect)
{
	for (size_t i = 0; i < bisect->step_count; i++) {
		release_commit(&bisect->steps[i].commit);
		free(bisect->steps[i].why);
		free(bisect->steps[i].build);
		free(bisect->steps[i].log);
	}
	for (size_t i = 0; i < bisect->found_count; i++)
		release_commit(&bisect->found[i]);
	free(bisect->steps);
	free(bisect->found);
	free(bisect->branch);
	free(bisect->test);
	free(bisect->variant);
	free(bisect->good);
	free(bisect->bad);
	*bisect = (struct bisect){0};
}
