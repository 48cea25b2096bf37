// SPDX-License-Identifier: GPL-2.0-only
/* Several threads read the sources, each taking the next folder; then all is merged. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "index/symbol_index_parts.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define THREADS_MAX 8
#define FILE_MAX_BYTES (64u << 20)

struct build {
	git_repository *repo;
	const char *root;
	const struct symbol_units *units;
	bool *done;			/* files that need not be read */
	size_t next;			/* unit */
	bool stop;
};

struct worker {
	struct build *build;
	git_odb *odb;
	bool tells;			/* how far it is */
	struct symbol_collector collector;
	struct symbol_run *runs;
	size_t run_count, run_alloc;
	struct error *err;
};

static void write_run(struct worker *worker)
{
	symbol_run_make(&worker->collector,
			ARRAY_ADD(worker->runs, worker->run_count, worker->run_alloc));
}

static void collect(struct worker *worker, uint32_t file, const char *name, const char *text,
		    size_t len)
{
	struct symbol_collector *collector = &worker->collector;
	size_t n = strlen(name);

	if (len > FILE_MAX_BYTES)
		return;
	symbol_collect_file(collector, file);
	if (n > 2 && (name[n - 1] == 'c' || name[n - 1] == 'h') && name[n - 2] == '.')
		symbol_collect_c(collector, text, len);
	else
		symbol_collect_words(collector, text, len);
	if (symbol_collector_is_full(collector))
		write_run(worker);
}

static int read_source(struct worker *worker, const struct symbol_unit *unit, size_t i)
{
	const struct symbol_source *source = &unit->sources[i];
	uint32_t file = unit->first_file + i;
	git_odb_object *object;

	if (!worker->build->repo) {
		_cleanup_free_ char *path = path_join(worker->build->root, "%s%s", unit->path,
						      source->name);
		_cleanup_buf_ struct buf text = { 0 };

		if (file_read(path, FILE_MAX_BYTES, &text, &worker->err))
			return -1;
		collect(worker, file, source->name, buf_str(&text), text.len);
		return interrupt_pending() ? interrupt_error(&worker->err) : 0;
	}
	if (git_odb_read(&object, worker->odb, &source->id))
		return error_git(&worker->err, ERROR_ENVIRONMENT, "reading %s%s", unit->path,
				 source->name);
	collect(worker, file, source->name, git_odb_object_data(object),
		git_odb_object_size(object));
	git_odb_object_free(object);
	/* It may have been read in part. */
	return interrupt_pending() ? interrupt_error(&worker->err) : 0;
}

static void *work(void *data)
{
	struct worker *worker = data;
	struct build *build = worker->build;
	size_t next;

	while (!__atomic_load_n(&build->stop, __ATOMIC_RELAXED) &&
	       (next = __atomic_fetch_add(&build->next, 1, __ATOMIC_RELAXED)) <
		       build->units->count) {
		const struct symbol_unit *unit = &build->units->items[next];

		if (worker->tells)
			progress_update(next, build->units->count, 0, unit->path);
		for (size_t i = 0; i < unit->source_count; i++)
			if (!build->done[unit->first_file + i] && read_source(worker, unit, i)) {
				__atomic_store_n(&build->stop, true, __ATOMIC_RELAXED);
				return NULL;
			}
	}
	write_run(worker);
	return NULL;
}

static int open_odb(struct worker *worker, struct error **err)
{
	git_repository *repo;
	git_odb *given;

	if (!worker->build->repo)
		return 0;
	/* Each has a handle of its own: that of the caller is for one thread. */
	if (git_repository_open_ext(&repo, git_repository_path(worker->build->repo),
				    GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, NULL))
		return error_git(err, ERROR_ENVIRONMENT, "opening the store");
	if (git_repository_odb(&worker->odb, repo) ||
	    git_repository_odb(&given, worker->build->repo)) {
		error_git(err, ERROR_ENVIRONMENT, "opening the store");
		git_repository_free(repo);
		return -1;
	}
	git_repository_free(repo);
	/* The caller's sees more than its folder: staged objects, those of another repository. */
	if (git_odb_num_backends(given) != git_odb_num_backends(worker->odb)) {
		git_odb *other = worker->odb;

		worker->odb = given;
		given = other;
	}
	git_odb_free(given);
	return 0;
}

static int run(struct worker *workers, size_t count, struct error **err)
{
	pthread_t threads[THREADS_MAX];
	size_t started = 0;

	for (size_t i = 0; i < count; i++)
		if (open_odb(&workers[i], err))
			return -1;
	workers[0].tells = true;
	while (started + 1 < count &&
	       !pthread_create(&threads[started], NULL, work, &workers[started + 1]))
		started++;
	work(&workers[0]);
	while (started)
		pthread_join(threads[--started], NULL);
	for (size_t i = 0; i < count; i++)
		if (workers[i].err) {
			error_move(err, &workers[i].err);
			return -1;
		}
	return 0;
}

/* The runs of all workers, which have none afterwards. */
static size_t gather_runs(struct worker *workers, size_t count, struct symbol_run **ret_runs)
{
	struct symbol_run *runs = NULL;
	size_t n = 0, alloc = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < workers[i].run_count; j++)
			*ARRAY_ADD(runs, n, alloc) = workers[i].runs[j];
		workers[i].run_count = 0;
	}
	*ret_runs = runs;
	return n;
}

static void release(struct worker *worker)
{
	for (size_t i = 0; i < worker->run_count; i++)
		symbol_run_release(&worker->runs[i]);
	free(worker->runs);
	symbol_collector_release(&worker->collector);
	git_odb_free(worker->odb);
	error_clear(&worker->err);
}

static size_t thread_count(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : processors;
}

/* As symbol_build(); *ret_sound is false, and nothing built, when the older index is unsound. */
static int build(git_repository *repo, const char *root, const struct symbol_units *units,
		 const struct symbol_layout *older, bool *ret_sound, struct symbol_run *ret_entries,
		 struct error **err)
{
	size_t count = thread_count(), run_count;
	_cleanup_free_ struct worker *workers = xcalloc(count, sizeof(*workers));
	_cleanup_free_ bool *done = xcalloc(units->file_count + 1, sizeof(*done));
	_cleanup_(symbol_reuse_release) struct symbol_reuse reuse = { 0 };
	struct build build = { .repo = repo, .root = root, .units = units, .done = done };
	struct symbol_run *runs = NULL;
	int rc;

	for (size_t i = 0; i < count; i++)
		workers[i].build = &build;
	if (older)
		symbol_reuse_find(older, units, done, &reuse);
	rc = run(workers, count, err);
	run_count = rc ? 0 : gather_runs(workers, count, &runs);
	for (size_t i = 0; i < count; i++)
		release(&workers[i]);
	if (rc)
		return -1;
	*ret_sound = symbol_merge(runs, run_count, &reuse, count, ret_entries);
	free(runs);
	return 0;
}

int symbol_build(git_repository *repo, const char *root, const struct symbol_units *units,
		 const struct symbol_layout *older, struct symbol_run *ret_entries,
		 struct error **err)
{
	bool sound = true;

	if (build(repo, root, units, older, &sound, ret_entries, err))
		return -1;
	return sound ? 0 : build(repo, root, units, NULL, &sound, ret_entries, err);
}
