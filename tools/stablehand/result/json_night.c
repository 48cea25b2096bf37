// SPDX-License-Identifier: GPL-2.0-only
/* Nights, to JSON and back. */
#include "result/json.h"
#include "result/json_parts.h"
#include "result/night.h"

static void news(struct json_io *io, struct news *n)
{
	io_enum(io, "kind", &n->kind, NEWS_KIND_COUNT - 1, news_kind_name);
	io_mark(io, "bad", &n->bad);
	io_text(io, "branch", &n->branch);
	io_text_optional(io, "series", &n->series);
	io_text_optional(io, "patch", &n->patch);
	io_text_optional(io, "test", &n->test);
	io_text_optional(io, "variant", &n->variant);
	io_text_optional(io, "state", &n->state);
	io_text_optional(io, "was", &n->was);
	io_text_optional(io, "is", &n->is);
	io_text(io, "text", &n->text);
	io_strings(io, "evidence", &n->evidence, &n->evidence_count, &n->evidence_alloc);
	io_text_optional(io, "finding", &n->finding);
}

static void member(struct json_io *io, struct finding_member *m)
{
	io_text_optional(io, "series", &m->series);
	io_text_optional(io, "patch", &m->patch);
	io_text_optional(io, "test", &m->test);
	io_text_optional(io, "variant", &m->variant);
	io_text(io, "text", &m->text);
	io_text_optional(io, "log", &m->log);
}

static void accepted(struct json_io *io, struct night_finding *f)
{
	struct json_io inner;

	f->accepted = io_has(io, "accepted", f->accepted, true);
	if (f->accepted) {
		inner = io_object(io, "accepted");
		io_text(&inner, "reason", &f->accepted_reason);
		io_text(&inner, "on", &f->accepted_on);
		io_text_optional(&inner, "until", &f->accepted_until);
	}
	io_text_optional(io, "lapsed", &f->accepted_lapsed);
}

static void finding(struct json_io *io, struct night_finding *f)
{
	io_text(io, "key", &f->key);
	io_enum(io, "kind", &f->kind, NEWS_KIND_COUNT - 1, news_kind_name);
	io_text(io, "branch", &f->branch);
	io_text_optional(io, "series", &f->series);
	io_text_optional(io, "state", &f->state);
	io_text(io, "text", &f->text);
	io_text(io, "signature", &f->signature);
	io_size(io, "first_night", &f->first_night);
	io_text(io, "first_at", &f->first_at);
	io_size(io, "last_night", &f->last_night);
	io_text(io, "last_at", &f->last_at);
	io_text_optional(io, "release", &f->release);
	io_text_optional(io, "good_release", &f->good_release);
	accepted(io, f);
	io_values(io, "members", f->members, f->member_count, f->member_alloc, member);
}

static void branch(struct json_io *io, struct night_branch *b)
{
	io_text(io, "branch", &b->branch);
	io_text_or_null(io, "release", &b->release);
	io_text_or_null(io, "was_release", &b->was_release);
	io_size(io, "compared_with", &b->compared_with);
	io_bool(io, "good", &b->good);
	io_text_optional(io, "failure", &b->failure);
	io_mark(io, "from_store", &b->from_store);
	io_size(io, "patches", &b->patches);
	io_size(io, "ported", &b->ported);
	io_size(io, "refused", &b->refused);
	io_size(io, "present", &b->present);
	io_size(io, "not_needed", &b->not_needed);
	io_size(io, "builds_ok", &b->builds_ok);
	io_size(io, "builds_failed", &b->builds_failed);
	io_size(io, "tests", &b->tests);
	io_size(io, "regressed", &b->regressed);
	io_size(io, "fixed", &b->fixed);
	io_size(io, "flaky", &b->flaky);
	/* A night of an earlier program has neither. */
	if (io_has(io, "base_passed", b->base_passed, true))
		io_size(io, "base_passed", &b->base_passed);
	if (io_has(io, "ported_passed", b->ported_passed, true))
		io_size(io, "ported_passed", &b->ported_passed);
}

static void describe(struct json_io *io, struct night *night)
{
	io_size(io, "id", &night->id);
	io_text(io, "began", &night->began);
	json_seen(io, &night->seen);
	io_text(io, "profile", &night->profile);
	io_text_optional(io, "stopped", &night->stopped);
	io_size(io, "jobs", &night->jobs);
	io_values(io, "branches", night->branches, night->branch_count, night->branch_alloc,
		  branch);
	io_values(io, "news", night->news, night->news_count, night->news_alloc, news);
	io_size(io, "open", &night->open);
	io_size(io, "accepted", &night->accepted);
	io_values(io, "findings", night->findings, night->finding_count, night->finding_alloc,
		  finding);
}

json_t *finding_to_object(const struct night_finding *f)
{
	json_t *object = json_object();
	bool failed = false;
	struct json_io io = json_io_writing(object, &failed);

	finding(&io, (struct night_finding *)f);
	return object;
}

int finding_from_object(const json_t *object, struct night_finding *ret_finding, struct error **err)
{
	struct night_finding f = {0};
	bool failed = false;
	struct json_io io = json_io_reading(object, &failed, err);

	finding(&io, &f);
	if (failed) {
		night_finding_release(&f);
		return -1;
	}
	*ret_finding = f;
	return 0;
}

json_t *night_to_object(const struct night *night)
{
	json_t *object = json_object();
	bool failed = false;
	struct json_io io = json_io_writing(object, &failed);

	describe(&io, (struct night *)night);
	json_object_set_new(object, "exit_code", json_integer(night_exit_code(night)));
	return object;
}

int night_from_object(const json_t *object, struct night *ret_night, struct error **err)
{
	struct night night = {0};
	bool failed = false;
	struct json_io io = json_io_reading(object, &failed, err);

	describe(&io, &night);
	if (failed) {
		night_release(&night);
		return -1;
	}
	*ret_night = night;
	return 0;
}

json_t *nights_to_json(const struct nights *nights)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nights->count; i++)
		json_array_append_new(array, night_to_object(&nights->items[i]));
	return json_pack("{s:i, s:o}", "schema", JSON_SCHEMA, "nights", array);
}

json_t *night_to_json(const struct night *night)
{
	return json_pack("{s:i, s:o}", "schema", JSON_SCHEMA, "night", night_to_object(night));
}
