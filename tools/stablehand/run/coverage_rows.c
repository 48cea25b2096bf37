// SPDX-License-Identifier: GPL-2.0-only
#include "run/coverage_rows.h"

#include <stdlib.h>
#include <string.h>

#include "git/tree.h"
#include "index/changed_definitions.h"
#include "kernel/object.h"
#include "kernel/sources_used.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define MAX_SYSTEM_MAP (64 << 20)
#define MAX_DEPTH 4		/* of functions inlined in functions */

/* A file that the series changes, as it is then. */
struct text {
	char *path;
	git_blob *blob;
};

struct making {
	git_repository *repo;
	const struct series_result *series;
	struct coverage_result *result;
	struct object *modules;		/* in the order of the build's */
	struct object core;		/* what System.map names */
	struct text *texts;
	size_t text_count, text_alloc;
};

static void making_release(struct making *m)
{
	for (size_t i = 0; m->modules && i < m->series->ported.build.module_count; i++)
		object_release(&m->modules[i]);
	free(m->modules);
	object_release(&m->core);
	for (size_t i = 0; i < m->text_count; i++) {
		free(m->texts[i].path);
		git_blob_free(m->texts[i].blob);
	}
	free(m->texts);
}

static const char *text_of(const struct text *text, size_t *ret_len)
{
	*ret_len = git_blob_rawsize(text->blob);
	return git_blob_rawcontent(text->blob);
}

/* "ffffffff81000000 T startup_64" */
static void read_map_line(struct object *core, const char *line, size_t len)
{
	const char *type = memchr(line, ' ', len);
	struct object_function *function;

	if (!type || line + len - type < 4 || !strchr("tTwW", type[1]) || type[2] != ' ')
		return;
	function = ARRAY_ADD(core->functions, core->function_count, core->function_alloc);
	function->name = xstrndup(type + 3, line + len - type - 3);
}

static int read_objects(struct making *m, struct error **err)
{
	const struct build_result *build = &m->series->ported.build;
	_cleanup_free_ char *map = path_join(build->folder, "System.map");
	_cleanup_buf_ struct buf text = {0};

	m->modules = xcalloc(build->module_count + 1, sizeof(*m->modules));
	for (size_t i = 0; i < build->module_count; i++) {
		_cleanup_free_ char *path = path_join(build->folder, "modules/%s",
						      build->modules[i].path);

		if (object_read(path, &m->modules[i], err))
			return -1;
	}
	if (!path_exists(map))
		return 0;
	if (file_read(map, MAX_SYSTEM_MAP, &text, err))
		return -1;
	for (const char *at = buf_str(&text); *at;) {
		size_t len = strcspn(at, "\n");

		read_map_line(&m->core, at, len);
		at += len + (at[len] == '\n');
	}
	return 0;
}

static int read_texts(struct making *m, const struct changed_defs *changed,
		      struct error **err)
{
	git_tree *tree;
	int rc = 0;

	if (git_tree_lookup(&tree, m->repo, &m->series->tree))
		return error_git(err, ERROR_ENVIRONMENT, "the tree of %s", m->series->name);
	for (size_t i = 0; i < changed->count && !rc; i++) {
		const char *path = changed->items[i].path;
		git_filemode_t mode;
		struct text *text;
		git_blob *blob;
		git_oid id;

		if (i && !strcmp(path, changed->items[i - 1].path))
			continue;
		if (!tree_lookup(tree, path, &id, &mode) || git_blob_lookup(&blob, m->repo, &id)) {
			rc = error_git(err, ERROR_ENVIRONMENT, "%s", path);
			continue;
		}
		text = ARRAY_ADD(m->texts, m->text_count, m->text_alloc);
		text->path = xstrdup(path);
		text->blob = blob;
	}
	git_tree_free(tree);
	return rc;
}

/* "walk", "walk.isra.0", "walk.constprop.0.part.1"; "walk.cold" is a part that it jumps to. */
static bool is_instance(const char *symbol, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(symbol, name, len) &&
	       (!symbol[len] || !strncmp(symbol + len, ".isra.", 6) ||
		!strncmp(symbol + len, ".constprop.", 11) || !strncmp(symbol + len, ".part.", 6)) &&
	       !strstr(symbol, ".cold");
}

static bool is_header(const char *path)
{
	return path[strlen(path) - 1] == 'h';
}

static bool from_file(const struct object_function *function, const char *path)
{
	const char *slash = strrchr(path, '/');

	return !function->file || is_header(path) ||
	       !strcmp(function->file, slash ? slash + 1 : path);
}

/* Is the module's folder the one of the file, or above it? */
static bool is_near(const struct build_module *module, const char *path)
{
	const char *slash = strrchr(module->path, '/');
	size_t len = slash ? slash - module->path + 1 : 0;

	return len && !strncmp(path, module->path, len);
}

static void add_once(char ***list, size_t *count, size_t *alloc, char *owned)
{
	for (size_t i = 0; i < *count; i++) {
		if (!strcmp((*list)[i], owned)) {
			free(owned);
			return;
		}
	}
	*ARRAY_ADD(*list, *count, *alloc) = owned;
}

struct names {
	char **items;
	size_t count, alloc;
};

static void names_release(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
}

static void match_object(const struct object *object, const char *module, const char *path,
			 const char *name, struct names *found)
{
	for (size_t i = 0; i < object->function_count; i++) {
		const struct object_function *function = &object->functions[i];

		if (is_instance(function->name, name) && from_file(function, path))
			add_once(&found->items, &found->count, &found->alloc,
				 xasprintf("%s%s%s", module ? module : "", module ? ":" : "",
					   function->name));
	}
}

/* The symbols of a function: of modules from its own folder, else of any, else of the kernel. */
static void match(const struct making *m, const char *path, char *const *names, size_t count,
		  struct names *found)
{
	const struct build_result *build = &m->series->ported.build;

	for (int near = 1; near >= 0 && !found->count; near--)
		for (size_t i = 0; i < build->module_count; i++)
			for (size_t n = 0; n < count && is_near(&build->modules[i], path) == near; n++)
				match_object(&m->modules[i], build->modules[i].name, path,
					     names[n], found);
	for (size_t n = 0; n < count && !found->count; n++)
		match_object(&m->core, NULL, path, names[n], found);
}

static struct coverage_row *add_row(struct making *m, const char *path, const char *function,
				    size_t line, const char *symbol)
{
	struct coverage_row *row = ARRAY_ADD(m->result->rows, m->result->count, m->result->alloc);

	row->path = xstrdup(path);
	row->function = xstrdup(function);
	row->line = line;
	row->symbol = xstrdup(symbol);
	return row;
}

/* Symbols of what calls a function that has none, as far as they hold its code. */
static void find_stand_ins(struct making *m, size_t row, const char *path, const char *name,
			   int depth)
{
	for (size_t t = 0; t < m->text_count; t++) {
		const struct text *text = &m->texts[t];
		_cleanup_(callers_release) struct callers callers = {0};
		const char *content;
		size_t len;

		if (strcmp(text->path, path) && !is_header(path))
			continue;
		content = text_of(text, &len);
		callers_find(content, len, name, &callers);
		for (size_t c = 0; c < callers.count; c++) {
			const struct caller *caller = &callers.items[c];
			_cleanup_(names_release) struct names names = {0}, found = {0};

			changed_symbols(content, len, caller->name, &names.items, &names.count,
					&names.alloc);
			match(m, text->path, names.items, names.count, &found);
			if (!found.count && depth < MAX_DEPTH)
				find_stand_ins(m, row, text->path, caller->name, depth + 1);
			for (size_t f = 0; f < found.count; f++) {
				struct coverage_row *to;

				if (!coverage_find(m->result, found.items[f]))
					add_row(m, text->path, caller->name, caller->line,
						found.items[f])->unchanged = true;
				to = &m->result->rows[row];
				add_once(&to->stand_ins, &to->stand_in_count, &to->stand_in_alloc,
					 xstrdup(found.items[f]));
			}
		}
	}
}

static void add_function(struct making *m, const struct changed_def *function, bool built)
{
	_cleanup_(names_release) struct names found = {0};

	if (built)
		match(m, function->path, function->symbols, function->symbol_count, &found);
	for (size_t i = 0; i < found.count; i++)
		if (!coverage_find(m->result, found.items[i]))
			add_row(m, function->path, function->name, function->line, found.items[i]);
	if (!found.count)
		add_row(m, function->path, function->name, function->line, NULL)->not_built = !built;
}

static int make_rows(struct making *m, const struct changed_defs *changed,
		     const struct sources_used *used, bool knows_sources, struct error **err)
{
	size_t own;

	if (read_objects(m, err) || read_texts(m, changed, err))
		return -1;
	for (size_t i = 0; i < changed->count; i++) {
		const struct changed_def *function = &changed->items[i];

		if (strncmp(function->path, "tools/", 6))
			add_function(m, function, !knows_sources ||
				     sources_used_contains(used, function->path));
	}
	own = m->result->count;
	for (size_t i = 0; i < own; i++) {
		const struct coverage_row row = m->result->rows[i];

		if (!row.symbol && !row.not_built)
			find_stand_ins(m, i, row.path, row.function, 1);
	}
	return 0;
}

int coverage_rows_make(git_repository *repo, struct series_result *series, struct error **err)
{
	_cleanup_(sources_used_release) struct sources_used used = {0};
	_cleanup_(changed_defs_release) struct changed_defs changed = {0};
	_cleanup_(making_release) struct making m = {
		.repo = repo,
		.series = series,
		.result = &series->coverage,
	};
	int knows = sources_used_read(series->ported.build.folder, &used, err);

	if (knows < 0 ||
	    changed_defs_find(repo, &series->base_tree, &series->tree, CDEF_FUNCTION, &changed,
			      err))
		return -1;
	return make_rows(&m, &changed, &used, knows > 0, err);
}
