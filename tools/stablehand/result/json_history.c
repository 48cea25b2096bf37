// SPDX-License-Identifier: GPL-2.0-only
#include "result/history.h"
#include "result/json.h"

static void set(json_t *object, const char *name, const char *value)
{
	json_t *string = value ? json_string(value) : NULL;

	if (string)
		json_object_set_new(object, name, string);
}

static void set_event(json_t *object, const char *name, const struct history_event *event)
{
	json_t *made;

	if (!event->id)
		return;
	made = json_pack("{s:I}", "event", (json_int_t)event->id);
	set(made, "at", event->at);
	set(made, "by", event->program);
	set(made, "command", event->command);
	json_object_set_new(object, name, made);
}

static json_t *verdict_object(const struct history_verdict *v)
{
	json_t *object = json_pack("{s:I}", "count", (json_int_t)v->count);

	set(object, "branch", v->branch);
	set(object, "release", v->release);
	set(object, "series", v->series);
	set(object, "patch", v->patch);
	set(object, "verdict", v->verdict);
	set(object, "need", v->need);
	set(object, "risk", v->risk);
	set(object, "commit", v->commit);
	set_event(object, "first", &v->first);
	set_event(object, "last", &v->last);
	return object;
}

static json_t *build_object(const struct history_build *b)
{
	json_t *object = json_pack("{s:f}", "seconds", b->seconds);

	set(object, "key", b->key);
	set(object, "branch", b->branch);
	set(object, "release", b->release);
	set(object, "series", b->series);
	set(object, "state", b->state);
	set(object, "status", b->status);
	set(object, "folder", b->folder);
	set_event(object, "made", &b->made);
	return object;
}

static json_t *record_object(const struct history_record *r)
{
	json_t *object = json_pack("{s:i, s:f}", "attempt", r->attempt, "seconds", r->seconds);

	set(object, "test", r->test);
	set(object, "branch", r->branch);
	set(object, "release", r->release);
	set(object, "series", r->series);
	set(object, "state", r->state);
	set(object, "variant", r->variant);
	set(object, "run", r->run_key);
	set(object, "build", r->build_key);
	set(object, "build_status", r->build_status);
	set(object, "outcome", r->outcome);
	set(object, "message", r->message);
	set(object, "kernel_log", r->kernel_log);
	set(object, "boot", r->boot);
	set(object, "seen", r->seen);
	set_event(object, "made", &r->made);
	return object;
}

static json_t *regression_object(const struct history_regression *r)
{
	json_t *object = json_object();

	set(object, "test", r->test);
	set(object, "branch", r->branch);
	set(object, "series", r->series);
	set(object, "state", r->state);
	set(object, "variant", r->variant);
	set(object, "last_good", r->good);
	set(object, "first_bad", r->bad);
	set(object, "was", r->was);
	set(object, "is", r->is);
	set(object, "message", r->message);
	set(object, "boot", r->boot);
	set(object, "fixed", r->fixed);
	set_event(object, "good_made", &r->good_made);
	set_event(object, "bad_made", &r->bad_made);
	return object;
}

json_t *history_to_json(const struct history *history)
{
	json_t *verdicts = json_array(), *builds = json_array(), *records = json_array();
	json_t *regressions = json_array(), *object;

	for (size_t i = 0; i < history->verdict_count; i++)
		json_array_append_new(verdicts, verdict_object(&history->verdicts[i]));
	for (size_t i = 0; i < history->build_count; i++)
		json_array_append_new(builds, build_object(&history->builds[i]));
	for (size_t i = 0; i < history->record_count; i++)
		json_array_append_new(records, record_object(&history->records[i]));
	for (size_t i = 0; i < history->regression_count; i++)
		json_array_append_new(regressions, regression_object(&history->regressions[i]));
	object = json_pack("{s:i, s:s, s:b, s:o, s:o, s:o, s:o}", "schema", JSON_SCHEMA, "of",
			   history->of_test ? "test" : "patch", "cut", history->cut, "verdicts",
			   verdicts, "builds", builds, "records", records, "regressions", regressions);
	set(object, "name", history->name);
	return object;
}
