// SPDX-License-Identifier: GPL-2.0-only
#include "util/footprint.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define MAX_STAT 4096

struct footprint_watch {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over;
	uint64_t most;
};

struct one {
	int pid, parent;
	bool ours;
};

/* Past the name, which may hold anything (proc(5)): the state, then the parent's id. */
static int parent_of(int pid)
{
	_cleanup_free_ char *path = xasprintf("/proc/%d/stat", pid);
	_cleanup_buf_ struct buf stat = {0};
	const char *rest;
	int parent;

	if (file_read(path, MAX_STAT, &stat, NULL) || !(rest = strrchr(buf_str(&stat), ')')) ||
	    sscanf(rest + 1, " %*c %d", &parent) != 1)
		return 0;
	return parent;
}

/* Pages in memory, but those that belong to a file or to others as well. */
static uint64_t memory_of(int pid)
{
	_cleanup_free_ char *path = xasprintf("/proc/%d/statm", pid);
	_cleanup_buf_ struct buf statm = {0};
	unsigned long long resident, shared;

	if (file_read(path, MAX_STAT, &statm, NULL) ||
	    sscanf(buf_str(&statm), "%*u %llu %llu", &resident, &shared) != 2 || shared > resident)
		return 0;
	return (resident - shared) * sysconf(_SC_PAGESIZE);
}

uint64_t footprint_memory(int pid)
{
	_cleanup_free_ struct one *all = NULL;
	size_t count = 0, alloc = 0;
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	uint64_t sum = 0;
	bool more = true;

	while (dir && (entry = readdir(dir))) {
		int other = atoi(entry->d_name);

		if (other > 0)
			*ARRAY_ADD(all, count, alloc) =
				(struct one){other, parent_of(other), other == pid};
	}
	if (dir)
		closedir(dir);
	/* Children are mostly behind their parents, so this takes few rounds. */
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++)
			for (size_t p = 0; !all[i].ours && p < count; p++)
				if (all[p].ours && all[p].pid == all[i].parent)
					all[i].ours = more = true;
	}
	for (size_t i = 0; i < count; i++)
		if (all[i].ours)
			sum += memory_of(all[i].pid);
	return sum;
}

static void *watch_all(void *data)
{
	struct footprint_watch *watch = data;
	struct timespec until;

	pthread_mutex_lock(&watch->lock);
	/* Once at least, however soon it is over. */
	do {
		uint64_t now;

		pthread_mutex_unlock(&watch->lock);
		now = footprint_memory(getpid());
		pthread_mutex_lock(&watch->lock);
		if (now > watch->most)
			watch->most = now;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		if (!watch->over)
			pthread_cond_timedwait(&watch->changed, &watch->lock, &until);
	} while (!watch->over);
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

struct footprint_watch *footprint_start(void)
{
	struct footprint_watch *watch = xcalloc(1, sizeof(*watch));
	sigset_t all, before;
	int rc;

	pthread_mutex_init(&watch->lock, NULL);
	pthread_cond_init(&watch->changed, NULL);
	/* Signals are for the thread that works. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&watch->thread, NULL, watch_all, watch);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!rc)
		return watch;
	free(watch);
	return NULL;
}

uint64_t footprint_stop(struct footprint_watch *watch)
{
	uint64_t most;

	if (!watch)
		return 0;
	pthread_mutex_lock(&watch->lock);
	watch->over = true;
	pthread_cond_signal(&watch->changed);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	most = watch->most;
	free(watch);
	return most;
}
