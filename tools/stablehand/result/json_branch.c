// SPDX-License-Identifier: GPL-2.0-only
/* A branch, to JSON and back. */
#include <string.h>

#include "result/json_parts.h"
#include "result/rows.h"

/* "2023-06-23T09:46:38Z" */
static bool is_time(const char *text)
{
	const char *form = "0000-00-00T00:00:00Z";

	while (*form && (*form == '0' ? *text >= '0' && *text <= '9' : *text == *form)) {
		form++;
		text++;
	}
	return !*form && !*text;
}

void json_seen(struct json_io *io, struct seen *seen)
{
	struct json_io inner;

	if (!io_has(io, "seen", seen->at, true))
		return;
	inner = io_object(io, "seen");
	io_text(&inner, "at", &seen->at);
	if (seen->at && !is_time(seen->at))
		io_complain(&inner, "at", "is no time in UTC");
	io_text(&inner, "by", &seen->by);
}

void json_error(struct json_io *io, struct error **error)
{
	enum error_kind kind = *error ? (*error)->kind : ERROR_BUG;
	char *message = *error ? (*error)->message : NULL;
	size_t code = *error ? error_exit_code(*error) : 0;

	io_enum(io, "kind", &kind, ERROR_LAST, error_kind_name);
	io_text(io, "message", &message);
	io_size(io, "exit_code", &code);
	if (io->reading && message)
		error_set(error, kind, "%s", message);
	if (io->reading)
		free(message);
}

struct series_result *json_find_series(struct json_io *io, struct branch_result *b,
				       const char *name)
{
	for (size_t i = 0; i < b->series_count; i++)
		if (!strcmp(b->series[i].name, name))
			return &b->series[i];
	io_complain(io, "series", "the branch has none of that name");
	return NULL;
}

/* --- where its release is from */

static void source(struct json_io *io, struct branch_result *b)
{
	struct source_result *s = &b->source;

	b->has_source = io_has(io, "release", b->has_source, false);
	if (b->has_source) {
		io_text(io, "release", &s->release.version);
		io_text_or_null(io, "release_ref", &s->release.ref);
		io_oid(io, "release_commit", &s->release.commit);
		io_bool(io, "already_there", &s->already_there);
		io_bool(io, "from_store", &s->from_store);
		io_bool(io, "stale", &s->stale);
		io_size(io, "objects_written", &s->objects_written);
		io_u64(io, "bytes_written", &s->bytes_written);
		io_u64(io, "bytes_read", &s->bytes_read);
	}
	io_text_or_null(io, "source", &s->source);
	io_strings(io, "passed_over", &s->tried, &s->tried_count, NULL);
}

/* Which rows the branch is given, by their numbers. */
static void given(struct json_io *io, const struct result *result, struct branch_result *b)
{
	size_t *numbers = NULL, count = 0, alloc = 0;

	if (!io_has(io, "given", b->wanted, false))
		return;
	for (size_t row = 0; !io->reading && row < result->row_count; row++)
		if (b->wanted[row])
			*ARRAY_ADD(numbers, count, alloc) = result->rows[row].number;
	io_sizes(io, "given", &numbers, &count);
	if (io->reading)
		b->wanted = xcalloc(result->row_count + 1, sizeof(*b->wanted));
	for (size_t i = 0; io->reading && i < count; i++) {
		size_t row = 0;

		while (row < result->row_count && result->rows[row].number != numbers[i])
			row++;
		if (row == result->row_count)
			io_complain(io, "given", "%zu is no row", numbers[i]);
		else
			b->wanted[row] = true;
	}
	free(numbers);
}

/* --- its series */

/* Paths, NULL-terminated. */
static void written(struct json_io *io, char ***paths)
{
	size_t count = 0, alloc = 0;

	while (!io->reading && *paths && (*paths)[count])
		count++;
	io_strings(io, "written", paths, &count, &alloc);
	if (io->reading && count)
		*ARRAY_ADD(*paths, count, alloc) = NULL;
}

static void port(struct json_io *io, struct series_result *s)
{
	io_text(io, "series", &s->name);
	io_bool(io, "landed", &s->landed);
	if (io_has(io, "partly", s->partly, true))
		io_bool(io, "partly", &s->partly);
	if (io_has(io, "whole", s->whole, true))
		io_bool(io, "whole", &s->whole);
	io_oid(io, "base_commit", &s->base_commit);
	io_oid(io, "base_tree", &s->base_tree);
	io_oid(io, "commit", &s->commit);
	io_oid(io, "tree", &s->tree);
	written(io, &s->written);
	io_text_optional(io, "aside", &s->aside);
	if (io->reading)
		s->ported.state = xstrdup("ported");
}

static void write_patches(struct json_list *list, struct result *result, size_t branch)
{
	struct branch_result *b = &result->branches[branch];
	size_t index = 0;

	for (size_t s = 0; s < b->series_count; s++)
		for (size_t p = 0; p < b->series[s].patch_count; p++) {
			struct json_io io = io_item(list, index++);
			const struct result_row *row = result_row_of(result, branch,
								      b->series[s].name, p);
			size_t number = row->number;

			io_text(&io, "series", &b->series[s].name);
			io_size(&io, "number", &number);
			json_id(&io, row);
			json_patch(&io, &b->series[s].patches[p]);
		}
}

static struct series_result *read_series(struct json_io *io, struct branch_result *b)
{
	_cleanup_free_ char *name = NULL;

	io_text(io, "series", &name);
	return name ? json_find_series(io, b, name) : NULL;
}

static void patches(struct json_io *io, struct result *result, size_t branch)
{
	struct branch_result *b = &result->branches[branch];
	struct json_list list = io_list(io, "patches", 0);

	if (!io->reading) {
		write_patches(&list, result, branch);
		return;
	}
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);
		struct series_result *s = read_series(&item, b);

		if (s)
			json_patch(&item, ARRAY_ADD(s->patches, s->patch_count, s->patch_alloc));
	}
}

static void write_build(struct json_list *list, struct state_result *state, char *series,
			size_t *index)
{
	struct json_io io;

	if (!state->has_build)
		return;
	io = io_item(list, (*index)++);
	io_text_or_null(&io, "series", &series);
	io_text(&io, "state", &state->state);
	json_build(&io, state, series);
}

static void read_build(struct json_io *io, struct branch_result *b)
{
	_cleanup_free_ char *name = NULL;
	struct series_result *series;
	struct state_result *state;

	io_text_or_null(io, "series", &name);
	series = name ? json_find_series(io, b, name) : NULL;
	state = series ? &series->ported : &b->base;
	if (state->has_build)
		io_complain(io, "series", "twice");
	if (*io->failed)
		return;
	state->has_build = true;
	json_build(io, state, series);
}

static void builds(struct json_io *io, struct branch_result *b)
{
	struct json_list list = io_list(io, "builds", 0);
	size_t index = 0;

	if (!io->reading) {
		write_build(&list, &b->base, NULL, &index);
		for (size_t s = 0; s < b->series_count; s++)
			write_build(&list, &b->series[s].ported, b->series[s].name, &index);
		return;
	}
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		read_build(&item, b);
	}
}

/* --- what there is of some series: a list of {"series", ...} */

static bool has_all(const struct series_result *s)
{
	return true;
}

static void steps(struct json_io *io, struct series_result *s)
{
	json_steps(io, &s->steps);
	json_seen(io, &s->steps.seen);
}

static bool has_steps(const struct series_result *s)
{
	return s->steps.count;
}

static void check(struct json_io *io, struct series_result *s)
{
	struct json_io inner = io_object(io, "check");

	json_check(&inner, &s->check);
	json_seen(io, &s->check.seen);
}

static bool has_check(const struct series_result *s)
{
	return s->check.made;
}

static void behaviour(struct json_io *io, struct series_result *s)
{
	json_behaviour(io, &s->behaviour);
	json_seen(io, &s->behaviour.seen);
}

static bool has_behaviour(const struct series_result *s)
{
	return s->behaviour.count;
}

static void coverage(struct json_io *io, struct series_result *s)
{
	struct json_io inner = io_object(io, "coverage");

	json_coverage(&inner, &s->coverage);
	json_seen(io, &s->coverage.seen);
}

static bool has_coverage(const struct series_result *s)
{
	return s->coverage.variant_count;
}

/* A part that a series has once; reading, it must not have it yet. */
struct part {
	const char *name;
	bool (*has)(const struct series_result *s);
	void (*describe)(struct json_io *io, struct series_result *s);
};

static const struct part parts[] = {
	{"each_step", has_steps, steps},
	{"cost", has_all, json_cost},
	{"checks", has_check, check},
	{"behaviour", has_behaviour, behaviour},
	{"coverage", has_coverage, coverage},
};

static void read_part(struct json_io *io, const struct part *part, struct branch_result *b)
{
	struct series_result *s = read_series(io, b);

	if (s && part->has != has_all && part->has(s))
		io_complain(io, "series", "twice");
	if (s && !*io->failed)
		part->describe(io, s);
}

static void some_parts(struct json_io *io, const struct part *part, struct branch_result *b)
{
	struct json_list list = io_list(io, part->name, 0);
	size_t index = 0;

	for (size_t i = 0; io->reading && i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		read_part(&item, part, b);
	}
	for (size_t s = 0; !io->reading && s < b->series_count; s++) {
		struct json_io item;

		if (!part->has(&b->series[s]))
			continue;
		item = io_item(&list, index++);
		io_text(&item, "series", &b->series[s].name);
		part->describe(&item, &b->series[s]);
	}
}

static void absent(struct json_io *io, struct absent_variant *a)
{
	io_text(io, "name", &a->name);
	io_text_or_null(io, "what", &a->what);
	io_text(io, "otherwise", &a->otherwise);
	io_text(io, "reason", &a->reason);
}

void json_branch(struct json_io *io, struct result *result, size_t index)
{
	struct branch_result *b = &result->branches[index];
	bool fetched = !b->not_fetched, asked = !b->not_asked;

	io_text(io, "branch", &b->branch);
	json_seen(io, &b->seen);
	io_text_or_null(io, "options", &b->options);
	io_bool(io, "named", &b->named);
	io_text_or_null(io, "eol", &b->eol);
	io_bool(io, "ended", &b->ended);
	io_bool(io, "fetched", &fetched);
	io_bool(io, "asked", &asked);
	io_mark(io, "interrupted", &b->interrupted);
	b->not_fetched = !fetched;
	b->not_asked = !asked;
	if (io_has(io, "failure", b->failure, true)) {
		struct json_io inner = io_object(io, "failure");

		json_error(&inner, &b->failure);
	}
	if (b->not_fetched && !b->failure)
		io_complain(io, "failure", "missing, though it is not fetched");
	source(io, b);
	given(io, result, b);
	io_values(io, "ports", b->series, b->series_count, b->series_alloc, port);
	for (size_t i = 1; io->reading && i < b->series_count && !*io->failed; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(b->series[i].name, b->series[j].name))
				io_complain(io, "ports", "series %s twice", b->series[i].name);
	if (*io->failed)
		return;
	patches(io, result, index);
	builds(io, b);
	json_tests(io, b);
	for (size_t i = 0; i < ARRAY_SIZE(parts) && !*io->failed; i++)
		some_parts(io, &parts[i], b);
	io_strings(io, "only_compiled", &b->only_compiled, &b->only_compiled_count,
		   &b->only_compiled_alloc);
	io_values(io, "variants_not_run", b->absent, b->absent_count, b->absent_alloc, absent);
}
