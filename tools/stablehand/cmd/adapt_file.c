// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapt/adapt.h"
#include "cmd/print.h"
#include "git/repo.h"
#include "kernel/release.h"
#include "result/json.h"
#include "run/context.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/out.h"

#define FILE_MAX (64u << 20)

/* One of the two trees, as named on the command line. */
struct source_tree {
	struct symbol_index *index;
	git_tree *tree;
	struct adapt_tree asked;
};

static void source_tree_release(struct source_tree *source)
{
	symbol_index_free(source->index);
	git_tree_free(source->tree);
}

/* The tree of a branch's newest release, or of anything that git finds in the store. */
static int find_in_store(struct context *context, const char *name, git_oid *ret_tree,
			 struct error **err)
{
	_cleanup_(release_clear) struct release release = { 0 };
	_cleanup_free_ char *ref = xasprintf("refs/kernels/%s", name);
	git_object *object = NULL, *tree = NULL;
	int found = release_latest(context->repo, name, &release, err);

	if (found < 0)
		return -1;
	if (found)
		return repo_commit_tree(context->repo, &release.commit, ret_tree, err);
	if ((!git_revparse_single(&object, context->repo, ref) ||
	     !git_revparse_single(&object, context->repo, name)) &&
	    !git_object_peel(&tree, object, GIT_OBJECT_TREE))
		git_oid_cpy(ret_tree, git_object_id(tree));
	else
		error_set(err, ERROR_INPUT, "%s is neither a folder, nor a file of names, nor in the "
			  "store (a branch, BRANCH/VERSION or commit)", name);
	git_object_free(object);
	git_object_free(tree);
	return *err ? -1 : 0;
}

static int open_tree(struct context *context, const char *name, const char *path,
		     struct source_tree *source, struct error **err)
{
	struct stat st;
	git_oid id;

	source->asked.path = path;
	if (!stat(name, &st) && S_ISDIR(st.st_mode)) {
		source->asked.folder = name;
		if (symbol_index_open_folder(name, &source->index, err))
			return -1;
	} else if (!stat(name, &st)) {
		if (symbol_index_open_list(name, &source->index, err))
			return -1;
	} else {
		if (context_store(context, err) || find_in_store(context, name, &id, err) ||
		    symbol_index_open(context->repo, &id, &source->index, err))
			return -1;
		if (git_tree_lookup(&source->tree, context->repo, &id))
			return error_git(err, ERROR_ENVIRONMENT, "reading the tree of %s", name);
		source->asked.tree = source->tree;
	}
	source->asked.index = source->index;
	return 0;
}

static void print_text(const struct adapt_result *result)
{
	for (size_t i = 0; i < result->change_count; i++) {
		const struct adapt_change *change = &result->changes[i];

		out_printf(&out_stderr, "line %zu: %s%s%s\n", change->a_line + 1,
			   change->there ? "present" : rung_name(change->rung),
			change->text ? ": " : "", change->text ? change->text : "");
	}
}

static void print_json(const struct adapt_result *result)
{
	json_t *all = json_object(), *changes = json_array();

	json_object_set_new(all, "schema", json_integer(JSON_SCHEMA));
	json_object_set_new(all, "adapted", json_boolean(result->adapted));
	json_object_set_new(all, "rung", json_string(rung_name(result->rung)));
	for (size_t i = 0; i < result->change_count; i++) {
		const struct adapt_change *change = &result->changes[i];
		json_t *item = json_object();

		json_object_set_new(item, "line", json_integer(change->a_line + 1));
		json_object_set_new(item, "lines", json_integer(change->a_count));
		json_object_set_new(item, "rung", json_string(rung_name(change->rung)));
		if (change->rung != RUNG_REFUSED)
			json_object_set_new(item, "placed", json_integer(change->b_line + 1));
		if (change->text)
			json_object_set_new(item, "reason", json_string(change->text));
		json_array_append_new(changes, item);
	}
	json_object_set_new(all, "changes", changes);
	print_document(&out_stderr, all, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(all);
}

static int read_sides(const struct arguments *arguments, struct buf bytes[3],
		      struct adapt_options *options, struct error **err)
{
	struct adapt_bytes *const sides[] = { &options->a_old, &options->a_new, &options->b_old };

	for (size_t i = 0; i < 3; i++) {
		if (stream_read(arguments->operands[i], FILE_MAX, &bytes[i], err))
			return -1;
		*sides[i] = (struct adapt_bytes){ buf_str(&bytes[i]), bytes[i].len };
	}
	return 0;
}

static int adapt(struct context *context, const struct arguments *arguments,
		 struct adapt_options *options, struct error **err)
{
	_cleanup_adapt_result_ struct adapt_result result = { 0 };
	bool broken_pipe;

	if (adapt_file(options, &result, err))
		return -1;
	if (!context->json && (!result.adapted || argument_value(arguments, "verbose")))
		print_text(&result);
	if (!context->json && result.presence >= PRESENCE_GONE)
		out_printf(&out_stderr, "%s\n", result.presence == PRESENCE_THERE ? "present" :
			   "present: what the change removes is not there");
	if (result.adapted)
		out_bytes(&out_stdout, buf_str(&result.content), result.content.len);
	/* A file that could not be written is an error, whose object is the only one then. */
	if (context->json && !out_flush(&out_stdout, &broken_pipe, NULL))
		print_json(&result);
	return !result.adapted;
}

static int run_adapt_file(struct context *context, const struct arguments *arguments,
			  struct error **err)
{
	_cleanup_renamings_ struct renamings renamings = { 0 };
	_cleanup_(source_tree_release) struct source_tree tree_a = { 0 }, tree_b = { 0 };
	const char *a = argument_value(arguments, "tree-a"), *b = argument_value(arguments, "tree-b");
	const char *path_b = argument_value(arguments, "path"), *path_a = argument_value(arguments, "path-a");
	_cleanup_free_ char *rules = NULL;
	struct adapt_options options = { 0 };
	struct buf bytes[3] = { { 0 } };
	int rc = read_sides(arguments, bytes, &options, err);

	options.name = arguments->operands[2];
	if (!rc && a) {
		rc = open_tree(context, a, path_a ? path_a : path_b, &tree_a, err);
		options.tree_a = &tree_a.asked;
	}
	if (!rc && b) {
		rc = open_tree(context, b, path_b, &tree_b, err);
		options.tree_b = &tree_b.asked;
	}
	if (!rc) {
		const char *given = argument_value(arguments, "renamings");

		rules = given ? xstrdup(given) : path_join(context->project, "kernels/renamings.rules");
		if (given && !path_exists(given))
			rc = error_set(err, ERROR_INPUT, "%s is not there", given);
		else
			rc = renamings_read(rules, &renamings, err);
		options.renamings = &renamings;
	}
	if (!rc)
		rc = adapt(context, arguments, &options, err);
	for (size_t i = 0; i < 3; i++)
		buf_release(&bytes[i]);
	return rc;
}

const struct command command_adapt_file = {
	.name = "adapt-file",
	.operands = "A_OLD A_NEW B_OLD",
	.min_operands = 3,
	.max_operands = 3,
	.summary = "carry the change between two versions of a file to another file",
	.description =
		"Applies the change from A_OLD to A_NEW to B_OLD, like git merge-file, and prints the "
		"result. Exit code 0 if that is possible beyond doubt; 1 if it is refused, with the "
		"reasons on standard error (one object with --json). TREE is where a file comes from: a "
		"branch in the store (its newest release), BRANCH/VERSION, a commit, a folder, or a file "
		"of names, one per line. With it, names that B lacks are found, and replaced where the "
		"replacement is known.",
	.options = (const struct option_spec[]){
		{"tree-a", 0, "TREE", "the tree of A_OLD"},
		{"tree-b", 0, "TREE", "the tree of B_OLD"},
		{"path", 0, "PATH", "path of B_OLD in its tree; only names that it can include count"},
		{"path-a", 0, "PATH", "path of A_OLD in its tree, if it differs"},
		{"renamings", 0, "FILE", "renaming rules (default: kernels/renamings.rules of the project)"},
		{"verbose", 'v', NULL, "say how each change was placed"},
		{NULL}},
	.json_to_stderr = true,
	.run = run_adapt_file,
};
