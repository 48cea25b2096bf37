// SPDX-License-Identifier: GPL-2.0-only
/* What tests showed beside their outcome, to JSON and back. */
#include <limits.h>
#include <string.h>

#include "result/json_parts.h"

static void cell(struct json_io *io, struct behaviour_cell *c)
{
	io_text(io, "test", &c->test);
	io_text(io, "variant", &c->variant);
	io_text(io, "state", &c->state);
	io_text_or_null(io, "test_what", &c->test_what);
	io_text_or_null(io, "state_what", &c->state_what);
	io_enum(io, "expected", &c->result, CELL_COUNT - 1, cell_result_name);
	io_text_or_null(io, "outcome", &c->outcome);
	io_text_or_null(io, "shown", &c->shown);
	io_text_or_null(io, "why", &c->why);
	io_text_or_null(io, "kernel_log", &c->kernel_log);
	io_text_or_null(io, "output", &c->output);
	io_text_or_null(io, "log", &c->log);
}

void json_behaviour(struct json_io *io, struct behaviour_result *b)
{
	io_values(io, "cells", b->cells, b->count, b->alloc, cell);
	io_strings(io, "notes", &b->notes, &b->note_count, &b->note_alloc);
}

static void variant(struct json_io *io, struct coverage_variant *v)
{
	io_text(io, "name", &v->name);
	io_size(io, "tests", &v->tests);
}

static void hit(struct json_io *io, struct coverage_hit *h)
{
	io_text(io, "test", &h->test);
	io_long(io, "count", &h->count);
}

static void hits(struct json_io *io, const struct coverage_variant *variant,
		 struct coverage_hits *h)
{
	long long error = h->error;
	char *message = h->error ? strerror(h->error) : NULL, *name = variant->name;

	if (!io->reading) {
		io_text(io, "variant", &name);
		io_text_or_null(io, "error", &message);
	}
	io_long(io, "errno", &error);
	if (error < 0 || error > INT_MAX)
		io_complain(io, "errno", "is no error number");
	io_values(io, "tests", h->items, h->count, h->alloc, hit);
	h->error = error;
}

/* One for each variant, in their order; none for a function without a symbol. */
static void all_hits(struct json_io *io, const struct coverage_result *c, struct coverage_row *r)
{
	struct json_list list;

	if (io->reading)
		r->hits = xcalloc(c->variant_count + 1, sizeof(*r->hits));
	list = io_list(io, "variants", r->symbol ? c->variant_count : 0);
	if (list.count != (r->symbol ? c->variant_count : 0))
		io_complain(io, "variants", "not one for each variant");
	for (size_t v = 0; v < list.count && !*io->failed; v++) {
		struct json_io item = io_item(&list, v);

		hits(&item, &c->variants[v], &r->hits[v]);
	}
}

static void function(struct json_io *io, const struct coverage_result *c, struct coverage_row *r)
{
	bool changed = !r->unchanged, built = !r->not_built;
	bool ran = !io->reading && coverage_ran(c, r);

	io_text(io, "file", &r->path);
	io_size(io, "line", &r->line);
	io_text(io, "function", &r->function);
	io_text_or_null(io, "symbol", &r->symbol);
	io_strings(io, "inlined_in", &r->stand_ins, &r->stand_in_count, &r->stand_in_alloc);
	io_bool(io, "changed", &changed);
	io_bool(io, "built", &built);
	if (!io->reading)
		io_bool(io, "ran", &ran);
	all_hits(io, c, r);
	r->unchanged = !changed;
	r->not_built = !built;
}

void json_coverage(struct json_io *io, struct coverage_result *c)
{
	struct json_list list;

	io_values(io, "variants", c->variants, c->variant_count, c->variant_alloc, variant);
	list = io_list(io, "functions", c->count);
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		function(&item, c, io->reading ? ARRAY_ADD(c->rows, c->count, c->alloc) :
						 &c->rows[i]);
	}
	for (size_t i = 0; io->reading && i < c->count && !*io->failed; i++)
		for (size_t s = 0; s < c->rows[i].stand_in_count; s++)
			if (!coverage_find(c, c->rows[i].stand_ins[s]))
				io_complain(io, "functions", "one is inlined where no row is");
}
