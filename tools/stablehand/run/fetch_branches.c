// SPDX-License-Identifier: GPL-2.0-only
#include "run/fetch_branches.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <uv.h>

#include "kernel/branch.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/process.h"
#include "util/progress.h"
#include "util/text.h"

#define AT_ONCE 2
#define MAX_ARGS 13

struct fetching {
	struct context *context;
	const struct fetching_options *options;
	uv_loop_t loop;
	char self[40];
	struct child *children;		/* one for each branch */
	size_t count, next, done;
	struct error *failure;		/* of a child that could not be started */
};

struct child {
	struct fetching *fetching;
	struct fetched *fetched;
	const char *argv[MAX_ARGS];
	struct buf output, errors;
	struct process_exit how;
	bool running, ended;
};

static int start_next(struct fetching *f);

static void show(void *data)
{
	struct fetching *f = data;
	_cleanup_buf_ struct buf names = {0};

	for (size_t i = 0; i < f->count; i++)
		if (f->children[i].running)
			buf_printf(&names, "%s%s", names.len ? " " : "", f->children[i].fetched->branch);
	progress_update(f->done, f->count, 0, buf_str(&names));
}

static void on_tick(void *data)
{
	struct child *child = data;

	show(child->fetching);
}

static void on_exit_of(struct process *process, const struct process_exit *how, void *data)
{
	struct child *child = data;
	struct fetching *f = child->fetching;
	_cleanup_free_ char *took = text_duration(how->seconds);

	child->how = *how;
	child->running = false;
	child->ended = true;
	f->done++;
	progress_note("%s: %s (%s)", child->fetched->branch,
		      how->signal || how->status ? "no release" : "fetched", took);
	if (!f->failure && !interrupt_pending())
		start_next(f);
}

static int start_next(struct fetching *f)
{
	struct child *child = &f->children[f->next];
	size_t argc = 0;

	if (f->next == f->count)
		return 0;
	f->next++;
	child->argv[argc++] = f->self;
	child->argv[argc++] = "-C";
	child->argv[argc++] = f->context->project;
	child->argv[argc++] = "--json";
	child->argv[argc++] = "--quiet";
	child->argv[argc++] = "fetch";
	if (f->options->recent_is_enough)
		child->argv[argc++] = "--recent";
	if (f->options->fall_back)
		child->argv[argc++] = "--fall-back";
	if (f->options->version) {
		child->argv[argc++] = "--release";
		child->argv[argc++] = f->options->version;
	}
	child->argv[argc++] = "--";
	child->argv[argc++] = child->fetched->branch;
	child->argv[argc] = NULL;
	child->running = true;
	return process_start(&f->loop, &(struct process_options){
		.argv = child->argv,
		.on_exit = on_exit_of,
		.on_tick = on_tick,
		.output = &child->output,
		.errors = &child->errors,
		.data = child,
	}, NULL, &f->failure);
}

/* A child's exit code back to the kind of its error. */
static enum error_kind kind_of(int status)
{
	return status == 2 ? ERROR_INPUT : status == 3 ? ERROR_ENVIRONMENT : ERROR_BUG;
}

/* What the child says of its only branch; freed with the object that holds it. */
static json_t *answer(const struct child *child, json_t **ret_whole)
{
	*ret_whole = json_loadb(child->output.data ? child->output.data : "", child->output.len, 0,
				NULL);
	return json_array_get(json_object_get(*ret_whole, "branches"), 0);
}

/* Take the release that a child has put into the store, with what it says of it. */
static int take_release(struct fetching *f, struct fetched *to, const char *version,
			json_t *said, struct error **err)
{
	_cleanup_free_ char *path = path_join(f->context->project, "kernels/%s.conf", to->branch);
	_cleanup_branch_ struct branch *branch = NULL;
	const char *source = json_string_value(json_object_get(said, "source"));
	json_t *passed_over = json_object_get(said, "passed_over");

	if (branch_load(path, &branch, err) ||
	    source_fetch(&(struct source_options){
				 .repo = f->context->repo,
				 .branch = branch,
				 .cache_dir = f->context->cache,
				 .want_version = version,
				 .offline = true,
			 }, &to->source, err))
		return -1;
	if (source) {
		free(to->source.source);
		to->source.source = xstrdup(source);
	}
	for (size_t i = 0; i < json_array_size(passed_over); i++)
		source_add_tried(&to->source, json_string_value(json_array_get(passed_over, i)));
	return 0;
}

static void take_answer(struct fetching *f, struct child *child)
{
	struct fetched *to = child->fetched;
	json_t *whole, *said = answer(child, &whole);
	const char *version = json_string_value(json_object_get(said, "release"));
	const char *failure = json_string_value(json_object_get(said, "failure"));
	bool ok = !child->how.signal && !child->how.status && version;

	to->no_answer = json_is_false(json_object_get(said, "fetched"));
	if (ok) {
		take_release(f, to, version, said, &to->failure);
	} else if (failure && child->how.status) {
		error_set(&to->failure, kind_of(child->how.status), "%s", failure);
	} else {
		buf_str(&child->errors);
		error_set(&to->failure, ERROR_BUG, "%s: its process ended with %d, signal %d: %s",
			  to->branch, child->how.status, child->how.signal, buf_str(&child->errors));
	}
	json_decref(whole);
}

void fetched_release(struct fetched *fetched)
{
	error_clear(&fetched->failure);
	source_result_clear(&fetched->source);
}

static int run_children(struct fetching *f, struct error **err)
{
	int rc = 0;

	/* This very program, even if another one has taken its place. */
	snprintf(f->self, sizeof(f->self), "/proc/%ld/exe", (long)getpid());
	uv_loop_init(&f->loop);
	progress_start("fetching %zu branches", f->count);
	for (int i = 0; i < AT_ONCE && !rc; i++)
		rc = start_next(f);
	uv_run(&f->loop, UV_RUN_DEFAULT);
	uv_loop_close(&f->loop);
	progress_end(NULL);
	if (interrupt_pending())
		return interrupt_error(err);
	if (f->failure) {
		error_move(err, &f->failure);
		return -1;
	}
	return 0;
}

int fetching_run(struct context *context, const struct fetching_options *options,
		 struct fetched *fetched, size_t count, struct error **err)
{
	_cleanup_free_ struct child *children = xcalloc(count + 1, sizeof(*children));
	struct fetching f = {
		.context = context,
		.options = options,
		.children = children,
		.count = count,
	};
	int rc;

	for (size_t i = 0; i < count; i++)
		children[i] = (struct child){.fetching = &f, .fetched = &fetched[i]};
	rc = run_children(&f, err);
	for (size_t i = 0; i < count; i++) {
		if (!rc)
			take_answer(&f, &children[i]);
		buf_release(&children[i].output);
		buf_release(&children[i].errors);
	}
	error_clear(&f.failure);
	return rc;
}
