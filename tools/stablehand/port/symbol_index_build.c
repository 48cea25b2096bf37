// SPDX-License-Identifier: GPL-2.0-only
/* Sources read by several threads, each taking the next folder. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "port/symbol_index_parts.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define THREADS_MAX 8
#define FILE_MAX_BYTES (64u << 20)

struct build {
	git_repository *repo;
	const char *root;
	const struct symbol_units *units;
	bool *done;			/* units that need not be read */
	size_t next;			/* unit */
	bool stop;
};

struct worker {
	struct build *build;
	git_odb *odb;
	bool tells;			/* how far it is */
	struct symbol_collector collector;
	struct error *err;
};

static void collect(struct symbol_collector *collector, uint32_t file, const char *name,
		    const char *text, size_t len)
{
	size_t n = strlen(name);

	if (len > FILE_MAX_BYTES)
		return;
	if (n > 2 && (name[n - 1] == 'c' || name[n - 1] == 'h') && name[n - 2] == '.')
		symbol_collect_c(collector, file, text, len);
	else
		symbol_collect_words(collector, text, len);
}

static int read_source(struct worker *worker, const struct symbol_unit *unit, size_t i)
{
	const struct symbol_source *source = &unit->sources[i];
	uint32_t file = unit->first_file + i;
	git_odb_object *object;

	if (interrupt_pending())
		return interrupt_error(&worker->err);
	if (!worker->build->repo) {
		_cleanup_free_ char *path = path_join(worker->build->root, "%s%s", unit->path,
						      source->name);
		_cleanup_buf_ struct buf text = { 0 };

		if (file_read(path, FILE_MAX_BYTES, &text, &worker->err))
			return -1;
		collect(&worker->collector, file, source->name, buf_str(&text), text.len);
		return 0;
	}
	if (git_odb_read(&object, worker->odb, &source->id))
		return error_git(&worker->err, ERROR_ENVIRONMENT, "reading %s%s", unit->path,
				 source->name);
	collect(&worker->collector, file, source->name, git_odb_object_data(object),
		git_odb_object_size(object));
	git_odb_object_free(object);
	return 0;
}

static void *work(void *data)
{
	struct worker *worker = data;
	struct build *build = worker->build;
	size_t next;

	while (!__atomic_load_n(&build->stop, __ATOMIC_RELAXED) &&
	       (next = __atomic_fetch_add(&build->next, 1, __ATOMIC_RELAXED)) < build->units->count) {
		const struct symbol_unit *unit = &build->units->items[next];

		if (build->done[next])
			continue;
		if (worker->tells)
			progress_update(next, build->units->count, 0, unit->path);
		symbol_collect_folder(&worker->collector, next);
		for (size_t i = 0; i < unit->source_count; i++)
			if (read_source(worker, unit, i)) {
				__atomic_store_n(&build->stop, true, __ATOMIC_RELAXED);
				return NULL;
			}
	}
	return NULL;
}

static int open_odb(struct worker *worker, struct error **err)
{
	git_repository *repo;

	if (!worker->build->repo)
		return 0;
	/* Each has a handle of its own: that of the caller is for one thread. */
	if (git_repository_open_ext(&repo, git_repository_path(worker->build->repo),
				    GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, NULL))
		return error_git(err, ERROR_ENVIRONMENT, "opening the store");
	if (git_repository_odb(&worker->odb, repo)) {
		error_git(err, ERROR_ENVIRONMENT, "opening the store");
		git_repository_free(repo);
		return -1;
	}
	git_repository_free(repo);
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

int symbol_build(git_repository *repo, const char *root, const struct symbol_units *units,
		 const struct symbol_layout *older, struct buf *ret_index, struct error **err)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t count = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : processors;
	struct worker *workers = xcalloc(count, sizeof(*workers));
	_cleanup_free_ struct symbol_collector *collectors = xcalloc(count, sizeof(*collectors));
	_cleanup_free_ bool *done = xcalloc(units->count + 1, sizeof(*done));
	struct build build = { .repo = repo, .root = root, .units = units, .done = done };
	int rc;

	for (size_t i = 0; i < count; i++)
		workers[i].build = &build;
	if (older)
		symbol_reuse(older, units, &workers[0].collector, done);
	rc = run(workers, count, err);
	for (size_t i = 0; i < count; i++) {
		git_odb_free(workers[i].odb);
		error_clear(&workers[i].err);
		collectors[i] = workers[i].collector;
	}
	free(workers);
	if (!rc)
		symbol_write(collectors, count, units, 0, ret_index);
	for (size_t i = 0; i < count; i++)
		symbol_collector_release(&collectors[i]);
	return rc;
}
