// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/import_flow.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernel/import_reader.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define MAX_WORKERS 4
/* Content that is read and not yet in the pack; a larger file goes alone. */
#define BUDGET (48ull << 20)
#define FILE_COST 512
#define MAKEFILE_HEAD 4096
/* The top folder of a tree without a folder around it has about twenty. */
#define MAX_MAKEFILES 64

struct archive_file {
	struct archive_file *next;
	char *path;		/* NULL: the changelog */
	unsigned int mode;
	char *bytes;
	size_t len;
};

struct makefile {
	char *path, *head;
};

struct flow {
	struct pack *pack;
	struct import_contents *contents;
	struct import_input input;
	atomic_ullong read_bytes;

	pthread_mutex_t lock;	/* for all below */
	pthread_cond_t work;	/* a file, or there will be none */
	pthread_cond_t room;	/* something left the queue */
	pthread_cond_t ended;	/* a thread */
	struct archive_file *first, **last;
	uint64_t in_flight;
	int running;		/* threads */
	bool all_read;
	struct error *error;	/* the first one */
	bool failed;
	struct import_tree *tree;
	git_oid changelog;
	bool has_changelog;

	/* The reading thread's alone, until it has ended. */
	struct makefile makefiles[MAX_MAKEFILES];
	size_t makefile_count;
	int64_t newest;
};

static void free_file(struct archive_file *file)
{
	free(file->path);
	free(file->bytes);
	free(file);
}

static void fail(struct flow *f, struct error **err)
{
	pthread_mutex_lock(&f->lock);
	if (!f->failed)
		error_move(&f->error, err);
	f->failed = true;
	pthread_cond_broadcast(&f->work);
	pthread_cond_broadcast(&f->room);
	pthread_mutex_unlock(&f->lock);
	error_clear(err);
}

/* Queue a file when there is room. Takes it, also on failure. */
static int submit(struct flow *f, struct archive_file *file, struct error **err)
{
	uint64_t cost = file->len + FILE_COST;
	bool failed;

	pthread_mutex_lock(&f->lock);
	while (!f->failed && f->in_flight && f->in_flight + cost > BUDGET)
		pthread_cond_wait(&f->room, &f->lock);
	failed = f->failed;
	if (!failed) {
		f->in_flight += cost;
		*f->last = file;
		f->last = &file->next;
		pthread_cond_signal(&f->work);
	}
	pthread_mutex_unlock(&f->lock);
	if (!failed)
		return 0;
	free_file(file);
	/* The worker's own error is the one that is kept. */
	return error_set(err, ERROR_BUG, "stopped");
}

static void note_makefile(struct flow *f, const char *path, const char *bytes, size_t len)
{
	const char *slash = strchr(path, '/');
	struct makefile *m;

	if (f->makefile_count == MAX_MAKEFILES || strcmp(slash ? slash + 1 : path, "Makefile"))
		return;
	m = &f->makefiles[f->makefile_count++];
	m->path = xstrdup(path);
	m->head = xstrndup(bytes, len < MAKEFILE_HEAD ? len : MAKEFILE_HEAD);
}

static int on_file(const char *path, unsigned int mode, char *bytes, size_t len, void *data,
		   struct error **err)
{
	struct archive_file *file = xcalloc(1, sizeof(*file));

	note_makefile(data, path, bytes, len);
	file->path = xstrdup(path);
	file->mode = mode;
	file->bytes = bytes;
	file->len = len;
	return submit(data, file, err);
}

static int on_link(const char *path, const char *target, void *data, struct error **err)
{
	struct flow *f = data;

	pthread_mutex_lock(&f->lock);
	import_tree_add_link(f->tree, path, target);
	pthread_mutex_unlock(&f->lock);
	return 0;
}

static int on_changelog(char *bytes, size_t len, void *data, struct error **err)
{
	struct archive_file *file = xcalloc(1, sizeof(*file));

	file->bytes = bytes;
	file->len = len;
	return submit(data, file, err);
}

static void thread_ends(struct flow *f)
{
	pthread_mutex_lock(&f->lock);
	f->running--;
	pthread_cond_broadcast(&f->ended);
	pthread_mutex_unlock(&f->lock);
}

static void *read_thread(void *data)
{
	struct flow *f = data;
	struct import_sink sink = {
		.on_file = on_file,
		.on_link = on_link,
		.on_changelog = on_changelog,
		.data = f,
	};
	struct error *err = NULL;

	if (import_read(&f->input, &sink, &f->newest, &err))
		fail(f, &err);
	pthread_mutex_lock(&f->lock);
	f->all_read = true;
	pthread_cond_broadcast(&f->work);
	pthread_mutex_unlock(&f->lock);
	thread_ends(f);
	return NULL;
}

/* The next file, or NULL when there will be none. */
static struct archive_file *take_file(struct flow *f)
{
	struct archive_file *file = NULL;

	pthread_mutex_lock(&f->lock);
	while (!f->first && !f->all_read && !f->failed)
		pthread_cond_wait(&f->work, &f->lock);
	if (f->first && !f->failed) {
		file = f->first;
		f->first = file->next;
		if (!f->first)
			f->last = &f->first;
	}
	pthread_mutex_unlock(&f->lock);
	return file;
}

static void file_done(struct flow *f, const struct archive_file *file, const git_oid *oid)
{
	pthread_mutex_lock(&f->lock);
	f->in_flight -= file->len + FILE_COST;
	if (file->path) {
		import_tree_add(f->tree, file->path, file->mode, oid);
	} else {
		git_oid_cpy(&f->changelog, oid);
		f->has_changelog = true;
	}
	pthread_cond_signal(&f->room);
	pthread_mutex_unlock(&f->lock);
}

/* The blob of a file: known from an earlier import and still there, or put now. */
static int put_blob(struct flow *f, struct pack_scratch *scratch, struct mac *mac,
		    const struct archive_file *file, git_oid *ret_oid, struct error **err)
{
	unsigned char sum[MAC_BYTES];
	git_oid oid;

	mac_sum(mac, file->bytes, file->len, sum);
	if ((!contents_find(f->contents, sum, &oid) || !pack_has(f->pack, &oid)) &&
	    pack_put(f->pack, scratch, GIT_OBJECT_BLOB, file->bytes, file->len, &oid, err))
		return -1;
	contents_note(f->contents, sum, &oid);
	*ret_oid = oid;
	return 0;
}

static void *work_thread(void *data)
{
	struct flow *f = data;
	struct pack_scratch *scratch = pack_scratch_new();
	struct mac *mac = contents_mac(f->contents);
	struct error *err = NULL;
	struct archive_file *file;

	while (!err && (file = take_file(f))) {
		git_oid oid;

		if (interrupt_pending())
			interrupt_error(&err);
		else if (!put_blob(f, scratch, mac, file, &oid, &err))
			file_done(f, file, &oid);
		free_file(file);
	}
	if (err)
		fail(f, &err);
	pack_scratch_free(scratch);
	mac_free(mac);
	thread_ends(f);
	return NULL;
}

/* Show the progress until all threads have ended. */
static void wait_for_threads(struct flow *f, uint64_t size)
{
	pthread_mutex_lock(&f->lock);
	while (f->running) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += 200000000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&f->ended, &f->lock, &until);
		pthread_mutex_unlock(&f->lock);
		progress_update(atomic_load(&f->read_bytes) / 1e6, size / 1e6, 0, "MB");
		pthread_mutex_lock(&f->lock);
	}
	pthread_mutex_unlock(&f->lock);
}

static int worker_count(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1 ? 1 : count > MAX_WORKERS ? MAX_WORKERS : count;
}

static void start(struct flow *f, pthread_t *thread, void *(*body)(void *), int *count)
{
	int rc;

	pthread_mutex_lock(&f->lock);
	f->running++;
	pthread_mutex_unlock(&f->lock);
	rc = pthread_create(thread, NULL, body, f);
	if (rc) {
		struct error *err = NULL;

		errno = rc;
		error_errno(&err, ERROR_ENVIRONMENT, "starting a thread");
		fail(f, &err);
		thread_ends(f);
		return;
	}
	++*count;
}

static void run_threads(struct flow *f, uint64_t size)
{
	pthread_t threads[1 + MAX_WORKERS];
	int count = 0;

	start(f, &threads[count], read_thread, &count);
	for (int i = 0; i < worker_count(); i++)
		start(f, &threads[count], work_thread, &count);
	wait_for_threads(f, size);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* The head of the Makefile at the top of the finished tree. */
static char *top_makefile(const struct flow *f)
{
	_cleanup_free_ char *path = xasprintf("%sMakefile", import_tree_prefix(f->tree));

	for (size_t i = 0; i < f->makefile_count; i++)
		if (!strcmp(f->makefiles[i].path, path))
			return xstrdup(f->makefiles[i].head);
	return NULL;
}

int import_flow(int fd, uint64_t size, struct pack *pack, struct import_contents *contents,
		struct import_flow_result *ret, struct error **err)
{
	struct flow f = {
		.pack = pack,
		.contents = contents,
		.input.fd = fd,
		.input.read_bytes = &f.read_bytes,
	};
	pthread_condattr_t attr;
	int rc = 0;

	f.last = &f.first;
	f.tree = import_tree_new();
	pthread_mutex_init(&f.lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&f.work, NULL);
	pthread_cond_init(&f.room, NULL);
	pthread_cond_init(&f.ended, &attr);
	pthread_condattr_destroy(&attr);

	run_threads(&f, size);
	if (f.failed) {
		error_move(err, &f.error);
		rc = -1;
	}
	if (!rc)
		rc = import_tree_finish(f.tree, err);
	if (!rc) {
		ret->makefile = top_makefile(&f);
		ret->tree = TAKE_PTR(f.tree);
		ret->newest = f.newest;
		ret->changelog = f.changelog;
		ret->has_changelog = f.has_changelog;
	}
	for (struct archive_file *file = f.first, *then; file; file = then) {
		then = file->next;
		free_file(file);
	}
	for (size_t i = 0; i < f.makefile_count; i++) {
		free(f.makefiles[i].path);
		free(f.makefiles[i].head);
	}
	import_tree_free(f.tree);
	pthread_cond_destroy(&f.work);
	pthread_cond_destroy(&f.room);
	pthread_cond_destroy(&f.ended);
	pthread_mutex_destroy(&f.lock);
	return rc;
}
