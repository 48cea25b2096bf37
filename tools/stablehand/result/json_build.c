// SPDX-License-Identifier: GPL-2.0-only
/* What was built, and what came of looking at it, to JSON and back. */
#include "result/json_parts.h"

static void selftest(struct json_io *io, struct selftest *test)
{
	io_text(io, "name", &test->name);
	io_enum(io, "kind", &test->kind, SELFTEST_HELPER, selftest_kind_name);
	io_bool(io, "built", &test->built);
	io_text_or_null(io, "message", &test->message);
}

static void selftests(struct json_io *io, struct selftests *s)
{
	size_t timeout = s->timeout;

	io_text(io, "key", &s->key);
	io_size(io, "built", &s->built);
	io_size(io, "not_built", &s->not_built);
	io_text(io, "suite", &s->suite);
	io_text(io, "folder", &s->folder);
	io_size(io, "timeout", &timeout);
	io_bool(io, "cached", &s->cached);
	io_double(io, "seconds", &s->seconds);
	io_text(io, "log", &s->log);
	io_values(io, "tests", s->tests, s->count, s->alloc, selftest);
	s->timeout = timeout;
}

static void gap(struct json_io *io, struct kconfig_gap *g)
{
	io_text(io, "symbol", &g->symbol);
	io_text(io, "wanted", &g->wanted);
	io_text(io, "got", &g->got);
	io_text(io, "file", &g->file);
	io_size(io, "line", &g->line);
}

static void module(struct json_io *io, struct build_module *m)
{
	io_text(io, "name", &m->name);
	io_text(io, "path", &m->path);
}

static void build(struct json_io *io, struct build_result *b)
{
	io_enum(io, "status", &b->status, BUILD_NOT_BUILT, build_status_name);
	io_text(io, "key", &b->key);
	io_bool(io, "cached", &b->cached);
	io_double(io, "seconds", &b->seconds);
	io_size(io, "objects", &b->compiled);
	io_strings(io, "failing", &b->failing, &b->failing_count, &b->failing_alloc);
	io_values(io, "ungranted", b->ungranted.gaps, b->ungranted.count, b->ungranted.alloc, gap);
	io_text(io, "folder", &b->folder);
	io_text(io, "log", &b->log);
	io_text(io, "toolchain", &b->toolchain);
	io_text_or_null(io, "image", &b->image);
	io_text_or_null(io, "config", &b->config);
	io_values(io, "modules", b->modules, b->module_count, b->module_alloc, module);
	b->has_selftests = io_has(io, "selftests", b->has_selftests, true);
	if (b->has_selftests) {
		struct json_io inner = io_object(io, "selftests");

		selftests(&inner, &b->selftests);
	}
}

static void change(struct json_io *io, struct code_change *c)
{
	static const char *const whats[] = {"function", "data"};
	int what = c->is_data;

	io_enum(io, "is", &c->kind, CODE_REMOVED, code_change_kind_name);
	io_word(io, "what", &what, whats, ARRAY_SIZE(whats));
	io_text(io, "name", &c->name);
	io_text_or_null(io, "file", &c->file);
	c->is_data = what;
}

static void module_code(struct json_io *io, struct module_code *m)
{
	size_t alloc = 0;

	io_text(io, "module", &m->module);
	io_enum(io, "is", &m->is, CODE_DIFFERS, code_is_name);
	io_values(io, "changes", m->changes, m->count, alloc, change);
}

static void code(struct json_io *io, struct code_result *c)
{
	struct json_io inner;

	c->compared = io_has(io, "code", c->compared, true);
	if (!c->compared)
		return;
	inner = io_object(io, "code");
	io_values(&inner, "modules", c->items, c->count, c->alloc, module_code);
	io_strings(&inner, "not_compared", &c->not_compared, &c->not_compared_count,
		   &c->not_compared_alloc);
}

void json_build(struct json_io *io, struct state_result *s, bool is_ported)
{
	char *not_run = (char *)state_not_run(s);

	build(io, &s->build);
	if (is_ported) {
		s->knows_sources = io_has(io, "not_built_here", s->knows_sources, false);
		if (s->knows_sources)
			io_strings(io, "not_built_here", &s->not_built, &s->not_built_count,
				   &s->not_built_alloc);
	}
	if (io_has(io, "new_warnings", s->new_warning_count, true))
		io_strings(io, "new_warnings", &s->new_warnings, &s->new_warning_count,
			   &s->new_warning_alloc);
	code(io, &s->code);
	json_seen(io, &s->seen);
	/* Read with the runs. */
	if (!io->reading)
		io_text_optional(io, "not_run", &not_run);
}

static void step(struct json_io *io, struct step_result *s, bool compared)
{
	io_size(io, "number", &s->number);
	io_text(io, "subject", &s->subject);
	io_text(io, "commit", &s->commit);
	build(io, &s->build);
	if (io_has(io, "new_warnings", compared && s->build.status != BUILD_NOT_BUILT, false))
		io_strings(io, "new_warnings", &s->new_warnings, &s->new_warning_count,
			   &s->new_warning_alloc);
}

void json_steps(struct json_io *io, struct steps_result *steps)
{
	struct json_list list;

	io_bool(io, "compared", &steps->compared);
	list = io_list(io, "steps", steps->count);
	for (size_t i = 0; i < list.count && !*io->failed; i++) {
		struct json_io item = io_item(&list, i);

		step(&item, io->reading ? ARRAY_ADD(steps->items, steps->count, steps->alloc) :
					  &steps->items[i], steps->compared);
	}
}

static void code_size(struct json_io *io, struct code_size *c)
{
	io_text(io, "module", &c->module);
	c->in_base = io_has(io, "base", c->in_base, false);
	if (c->in_base)
		io_u64(io, "base", &c->base);
	c->in_ported = io_has(io, "ported", c->in_ported, false);
	if (c->in_ported)
		io_u64(io, "ported", &c->ported);
}

void json_cost(struct json_io *io, struct series_result *s)
{
	io_size(io, "kept_from_stable", &s->kept_from_stable);
	s->knows_sizes = io_has(io, "code_bytes", s->knows_sizes, false);
	if (s->knows_sizes)
		io_values(io, "code_bytes", s->sizes.items, s->sizes.count, s->sizes.alloc,
			  code_size);
	io_size(io, "modules_same", &s->sizes.same);
}

/* The symbols that change in one way; reading adds to those that are there. */
static void symbols(struct json_io *io, const char *name, struct check_comparison *c,
		    enum abi_change change)
{
	char **names = NULL;
	size_t count = 0, alloc = 0;

	for (size_t i = 0; !io->reading && i < c->symbol_count; i++)
		if (c->symbols[i].change == change)
			*ARRAY_ADD(names, count, alloc) = c->symbols[i].name;
	io_strings(io, name, &names, &count, &alloc);
	for (size_t i = 0; io->reading && i < count; i++)
		*ARRAY_ADD(c->symbols, c->symbol_count, c->symbol_alloc) =
			(struct abi_symbol){.name = names[i], .change = change};
	free(names);
}

void json_check(struct json_io *io, struct check_comparison *c)
{
	c->made = true;
	io_text(io, "folders", &c->folders);
	io_enum(io, "base", &c->base.status, BUILD_NOT_BUILT, build_status_name);
	io_enum(io, "ported", &c->ported.status, BUILD_NOT_BUILT, build_status_name);
	io_text_or_null(io, "sparse", &c->sparse);
	io_size(io, "sparse_read", &c->sparse_read);
	io_strings(io, "sparse_gave_up", &c->sparse_gave_up, &c->sparse_gave_up_count,
		   &c->sparse_gave_up_alloc);
	io_strings(io, "new_messages", &c->new_messages, &c->new_message_count,
		   &c->new_message_alloc);
	io_strings(io, "failing", &c->ported.failing, &c->ported.failing_count,
		   &c->ported.failing_alloc);
	io_strings(io, "base_failing", &c->base.failing, &c->base.failing_count,
		   &c->base.failing_alloc);
	io_text(io, "log", &c->ported.log);
	io_text(io, "base_log", &c->base.log);
	io_size(io, "exported", &c->exported);
	symbols(io, "checksum_changed", c, ABI_CHANGED);
	symbols(io, "removed", c, ABI_REMOVED);
	symbols(io, "added", c, ABI_ADDED);
	io_strings(io, "structures", &c->structures, &c->structure_count, &c->structure_alloc);
}
