// SPDX-License-Identifier: GPL-2.0-only
#include "run/job_event.h"

#include <string.h>

#include "run/job.h"
#include "result/json.h"
#include "run/job_result.h"
#include "util/alloc.h"

static const char *const progress_names[] = {
	[PROGRESS_START] = "start",
	[PROGRESS_UPDATE] = "update",
	[PROGRESS_END] = "end",
	[PROGRESS_NOTE] = "note",
};

void job_event_release(struct job_event *event)
{
	free((char *)event->progress.text);
	record_release(&event->record);
	error_clear(&event->error);
	*event = (struct job_event){0};
}

static json_t *record_to_json(const struct job_event *event)
{
	const struct record *r = &event->record;

	return json_pack("{s:I, s:o, s:s, s:f, s:o, s:o, s:o, s:o, s:o*}", "lane",
			 (json_int_t)event->lane, "test", job_text(r->test), "outcome",
			 outcome_name(r->outcome), "seconds", r->seconds, "message",
			 job_text(r->message), "kernel_log", job_text(r->kernel_log), "output",
			 job_text(r->output), "boot", job_text(r->boot), "host",
			 job_text(r->host));
}

static json_t *progress_to_json(const struct progress_event *p)
{
	json_t *object = json_pack("{s:s, s:o*}", "is", progress_names[p->what], "text",
				   job_text(p->text));

	if (p->what == PROGRESS_UPDATE)
		json_object_update_new(object, json_pack("{s:f, s:f, s:f}", "done", p->done,
							 "total", p->total, "expected",
							 p->expected));
	return object;
}

void job_event_write(const struct job_event *event, struct buf *line)
{
	json_t *root = json_object();
	char *dump;

	if (event->kind == JOB_EVENT_PROGRESS)
		json_object_set_new(root, "progress", progress_to_json(&event->progress));
	else if (event->kind == JOB_EVENT_RECORD)
		json_object_set_new(root, "record", record_to_json(event));
	else
		json_object_set_new(root, "error", error_to_object(event->error));
	dump = json_dumps(root, JSON_COMPACT);
	if (dump)
		buf_puts(line, dump);
	buf_puts(line, "\n");
	free(dump);
	json_decref(root);
}

static char *copy(const json_t *object, const char *name)
{
	return xstrdup(json_string_value(json_object_get(object, name)));
}

/* A count or a time: no less than nothing. */
static double number(const json_t *object, const char *name)
{
	double value = json_number_value(json_object_get(object, name));

	return value > 0 ? value : 0;
}

static bool read_progress(const json_t *object, struct progress_event *ret)
{
	const char *is = json_string_value(json_object_get(object, "is"));
	size_t what = 0;

	while (is && what < ARRAY_SIZE(progress_names) && strcmp(is, progress_names[what]))
		what++;
	if (!is || what == ARRAY_SIZE(progress_names))
		return false;
	*ret = (struct progress_event){
		.what = what,
		.text = copy(object, "text"),
		.done = number(object, "done"),
		.total = number(object, "total"),
		.expected = number(object, "expected"),
	};
	/* A step without a name, a note without words. */
	return ret->text || what == PROGRESS_UPDATE || what == PROGRESS_END;
}

static bool read_record(const json_t *object, struct job_event *ret)
{
	json_t *lane = json_object_get(object, "lane");
	const char *outcome = json_string_value(json_object_get(object, "outcome"));
	struct record *r = &ret->record;

	if (!json_is_integer(lane) || json_integer_value(lane) < 0 || !outcome ||
	    outcome_from_name(outcome) < 0)
		return false;
	ret->lane = json_integer_value(lane);
	*r = (struct record){
		.test = copy(object, "test"),
		.outcome = outcome_from_name(outcome),
		.seconds = number(object, "seconds"),
		.message = copy(object, "message"),
		.kernel_log = copy(object, "kernel_log"),
		.output = copy(object, "output"),
		.boot = copy(object, "boot"),
		.host = copy(object, "host"),
	};
	return r->test && *r->test && r->message && r->kernel_log && r->output && r->boot;
}

static bool read_event(const json_t *root, struct job_event *ret)
{
	const json_t *progress = json_object_get(root, "progress");
	const json_t *record = json_object_get(root, "record");
	const json_t *error = json_object_get(root, "error");

	if (json_object_size(root) != 1)
		return false;
	ret->kind = progress ? JOB_EVENT_PROGRESS : record ? JOB_EVENT_RECORD : JOB_EVENT_ERROR;
	return progress ? read_progress(progress, &ret->progress) :
	       record ? read_record(record, ret) : error_from_object(error, &ret->error);
}

bool job_event_read(const char *bytes, size_t len, struct job_event *ret_event)
{
	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	struct job_event event = {0};
	bool good = root && read_event(root, &event);

	json_decref(root);
	if (good)
		*ret_event = event;
	else
		job_event_release(&event);
	return good;
}

static void finish_line(struct job_event_reader *reader,
			void (*on_event)(const struct job_event *event, void *data), void *data)
{
	struct job_event event;

	if (!reader->skipping && job_event_read(buf_str(&reader->line), reader->line.len, &event)) {
		on_event(&event, data);
		job_event_release(&event);
	}
	buf_clear(&reader->line);
	reader->skipping = false;
}

void job_event_feed(struct job_event_reader *reader, const char *bytes, size_t len,
		    void (*on_event)(const struct job_event *event, void *data), void *data)
{
	while (len) {
		const char *newline = memchr(bytes, '\n', len);
		size_t n = newline ? (size_t)(newline - bytes) : len;

		if (n > JOB_EVENT_MAX - reader->line.len)
			reader->skipping = true;
		if (reader->skipping)
			buf_clear(&reader->line);
		else
			buf_add(&reader->line, bytes, n);
		if (newline) {
			finish_line(reader, on_event, data);
			n++;
		}
		bytes += n;
		len -= n;
	}
}

void job_event_reader_release(struct job_event_reader *reader)
{
	buf_release(&reader->line);
}
