// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/source.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "kernel/source_kinds.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"

void source_result_clear(struct source_result *result)
{
	release_clear(&result->release);
	free(result->source);
	for (size_t i = 0; i < result->tried_count; i++)
		free(result->tried[i]);
	free(result->tried);
	memset(result, 0, sizeof(*result));
}

void source_tried(struct source_result *result, const char *fmt, ...)
{
	size_t count = result->tried_count, alloc = count;
	va_list ap;

	result->tried = xgrow(result->tried, count, &alloc, sizeof(*result->tried));
	va_start(ap, fmt);
	result->tried[count] = xvasprintf(fmt, ap);
	va_end(ap);
	result->tried_count++;
}

void source_add_tried(struct source_result *result, const char *text)
{
	source_tried(result, "%s", text);
}

int source_import(const struct import_options *import, struct source_result *result,
		  struct error **err)
{
	struct import_result imported;

	if (import_archive(import, &imported, err))
		return -1;
	result->release = imported.release;
	result->already_there = imported.already_there;
	result->objects_written = imported.objects_written;
	result->bytes_written = imported.bytes_written;
	result->bytes_read = imported.bytes_read;
	return 0;
}

struct download {
	const char *path;
	double size;
};

static void show_download(void *data)
{
	const struct download *d = data;
	struct stat st;

	progress_update(d->path && !stat(d->path, &st) ? st.st_size / 1e6 : 0, d->size / 1e6, 0,
			d->path ? "MB" : NULL);
}

int source_download(const char *const *argv, const char *const *env, const char *path,
		    double size, struct buf *errors, struct error **err)
{
	struct download download = {.path = path, .size = size};
	struct process_options options = {
		.argv = argv,
		.env = env,
		.on_tick = show_download,
		.output = errors,
		.errors = errors,
		.data = &download,
	};
	struct process_exit how;

	if (process_run(&options, &how, err))
		return -1;
	if (how.signal)
		buf_printf(errors, "\nkilled by signal %d\n", how.signal);
	return how.signal || how.status ? 1 : 0;
}

const char *source_last_line(struct buf *text)
{
	char *newline;

	while (text->len && (text->data[text->len - 1] == '\n' || text->data[text->len - 1] == ' '))
		text->data[--text->len] = '\0';
	if (!text->len)
		return "no reason given";
	newline = strrchr(text->data, '\n');
	return newline ? newline + 1 : text->data;
}

/* <cache>/checked/<branch>: when a source answered last, and with which version. */
static char *checked_path(const struct source_options *options)
{
	return path_join(options->cache_dir, "checked/%s", options->branch->name);
}

static int note_check(const struct source_options *options, const char *version,
		      struct error **err)
{
	_cleanup_free_ char *folder = path_join(options->cache_dir, "checked");
	_cleanup_free_ char *path = checked_path(options);

	if (dir_make(folder, err))
		return -1;
	return file_write(path, version, strlen(version), 0666, err);
}

/* Was the branch checked recently, and is what was found still there? 1, 0, -1. */
static int find_checked(const struct source_options *options, struct release *ret,
			struct error **err)
{
	_cleanup_free_ char *path = checked_path(options);
	_cleanup_buf_ struct buf version = {0};
	struct stat st, conf;
	time_t now = time(NULL);

	if (options->max_age <= 0 || stat(path, &st) || st.st_mtime > now ||
	    now - st.st_mtime > options->max_age)
		return 0;
	/* Sources that were edited since are asked. */
	if (stat(options->branch->path, &conf) || conf.st_mtime > st.st_mtime)
		return 0;
	if (file_read(path, 1000, &version, NULL) || !version.len)
		return 0;
	return release_find(options->repo, options->branch->name, version.data, ret, err);
}

/* What needs no source. 1: result is filled, 0: ask, -1. */
static int from_store(const struct source_options *options, struct source_result *result,
		      struct error **err)
{
	const char *name = options->branch->name;
	int rc;

	if (options->want_version && options->offline)
		rc = release_find_of(options->repo, name, options->want_version, &result->release, err);
	else if (options->want_version)
		rc = release_find(options->repo, name, options->want_version, &result->release,
				  err);
	else if (options->offline)
		rc = release_latest(options->repo, name, &result->release, err);
	else
		rc = find_checked(options, &result->release, err);
	if (!rc && options->offline && options->ret_no_answer)
		*options->ret_no_answer = true;
	if (!rc && options->offline && options->want_version)
		return error_set(err, ERROR_ENVIRONMENT,
				 "%s: release %s is not in the store: stablehand fetch --release %s %s",
				 name, options->want_version, options->want_version, name);
	if (!rc && options->offline)
		return error_set(err, ERROR_ENVIRONMENT,
				 "%s: no release in the store: stablehand fetch %s", name, name);
	if (rc > 0) {
		result->source = xstrdup("store");
		result->already_there = true;
		result->from_store = true;
	}
	return rc;
}

static int ask(const struct source_options *options, const struct branch_source *source,
	       struct source_result *result, struct error **err)
{
	switch (source->kind) {
	case SOURCE_APT:
		return source_apt_fetch(options, source, result, err);
	case SOURCE_TARBALL:
		return source_tarball_fetch(options, source, result, err);
	case SOURCE_FOLDER:
		return source_folder_fetch(options, source, result, err);
	case SOURCE_GIT:
		return source_git_fetch(options, source, result, err);
	case SOURCE_RC:
		return options->fetch_rc ? options->fetch_rc(options, source, result, err) :
			error_set(err, ERROR_ENVIRONMENT, "no queue is applied here");
	}
	return error_set(err, ERROR_BUG, "a source of kind %d", source->kind);
}

/* No other source helps then. Programs that we run say it in the same words. */
static bool disk_is_full(const struct error *why)
{
	return strstr(why->message, strerror(ENOSPC)) || strstr(why->message, strerror(EDQUOT));
}

/*
 * Ask one after another. 1: result is filled, 0: none gave a release (*damaged:
 * one did, but it cannot be used), -1.
 */
static int ask_all(const struct source_options *options, struct source_result *result,
		   bool *damaged, struct error **err)
{
	for (size_t i = 0; i < options->branch->source_count; i++) {
		const struct branch_source *source = &options->branch->sources[i];
		_cleanup_error_ struct error *why = NULL;

		if (!ask(options, source, result, &why)) {
			if (!result->source)
				result->source = xstrdup(source->name);
			return 1;
		}
		if (why->kind == ERROR_INTERRUPTED || why->kind == ERROR_BUG ||
		    why->kind == ERROR_DAMAGED || disk_is_full(why)) {
			error_move(err, &why);
			return -1;
		}
		*damaged |= why->kind == ERROR_INPUT;
		source_tried(result, "%s: %s", source->name, why->message);
		progress_note("%s: %s: %s", options->branch->name, source->name, why->message);
	}
	return 0;
}

static int none_answered(const struct source_options *options, struct source_result *result,
			 bool damaged, struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	int rc = 0;

	if (options->want_version)
		rc = release_find_of(options->repo, options->branch->name, options->want_version,
				     &result->release, err);
	else if (options->fall_back)
		rc = release_latest(options->repo, options->branch->name, &result->release, err);
	if (rc) {
		result->source = xstrdup("store");
		result->already_there = result->from_store = true;
		return rc < 0 ? -1 : 0;
	}
	if (options->ret_no_answer && !damaged)
		*options->ret_no_answer = true;
	for (size_t i = 0; i < result->tried_count; i++)
		buf_printf(&text, "\n  %s", result->tried[i]);
	return error_set(err, ERROR_ENVIRONMENT, "%s: no source gives %s%s:%s",
			 options->branch->name, options->want_version ? "release " : "a release",
			 options->want_version ? options->want_version : "", buf_str(&text));
}

/* Keep in mind what a source gave. */
static int note(const struct source_options *options, const struct source_result *result,
		struct error **err)
{
	const char *branch = options->branch->name;
	_cleanup_(release_clear) struct release known = {0};
	int rc;

	if (options->want_version) {
		/* Asked for by its version, it can be newer than what was seen last. */
		rc = release_latest(options->repo, branch, &known, err);
		if (rc <= 0 || version_compare(result->release.version, known.version) <= 0)
			return rc < 0 ? -1 : 0;
		return release_note_newest(options->repo, branch, &result->release, err);
	}
	if (result->stale)
		return 0;
	if (release_note_newest(options->repo, branch, &result->release, err))
		return -1;
	return note_check(options, result->release.version, err);
}

int source_known(const struct source_options *options, struct source_result *ret,
		 struct error **err)
{
	struct source_result result = {0};
	int rc = from_store(options, &result, err);

	if (rc > 0)
		*ret = result;
	return rc;
}

int source_fetch(const struct source_options *options, struct source_result *ret,
		 struct error **err)
{
	_cleanup_(source_result_clear) struct source_result result = {0};
	int rc = from_store(options, &result, err);
	bool damaged = false;

	if (rc < 0)
		return -1;
	if (!rc) {
		if (dir_make(options->cache_dir, err))
			return -1;
		rc = ask_all(options, &result, &damaged, err);
		if (rc < 0)
			return -1;
		if (!rc && none_answered(options, &result, damaged, err))
			return -1;
		if (rc && note(options, &result, err))
			return -1;
	}
	*ret = result;
	memset(&result, 0, sizeof(result));
	return 0;
}
