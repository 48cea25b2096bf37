// SPDX-License-Identifier: GPL-2.0-only
#include "run/lab.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kernel/publish.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/text.h"

#define STALE_SECONDS (14 * 86400)
#define MAX_LIST (1u << 20)
#define MAX_LOG (64u << 20)
#define TOLD_CHARS 300
#define LINE (JOB_KEY_CHARS + 1)	/* of a list */

static const char script[] =
	"#!/bin/sh\n"
	"# What a node runs: PROGRAM PROJECT CACHE SCRATCH LIST SECONDS [CCACHE-STORAGE]\n"
	"[ -z \"$7\" ] || export CCACHE_REMOTE_STORAGE=\"$7\"\n"
	"exec \"$1\" -C \"$2\" job --node \"$3\" --scratch \"$4\" --limit \"$6\" \"$5\"\n";

char *lab_path(const char *cache, const char *name)
{
	return path_join(cache, "lab%s%s", name ? "/" : "", name ? name : "");
}

int lab_keep_file(const char *cache, const char *path, char **ret_path, struct error **err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	_cleanup_free_ char *folder = NULL, *aside = NULL, *kept = NULL;
	char sum[65];
	struct stat st;

	if (file_sha256(path, sum, err))
		return -1;
	folder = path_join(cache, "lab/files/%s", sum);
	kept = path_join(folder, "%s", name);
	if (!path_exists(kept)) {
		if (stat(path, &st))
			return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
		aside = xasprintf("%s.%ld", folder, (long)getpid());
		if (publish_begin(aside, err) ||
		    publish_copy(path, aside, name, st.st_mode & 0777, err) ||
		    publish_finish(aside, folder, false, err))
			return -1;
	}
	*ret_path = TAKE_PTR(kept);
	return 0;
}

/* This very program, even if another one has taken its place: what /proc/self/exe holds. */
static int keep_program(const char *cache, char **ret_program, struct error **err)
{
	_cleanup_free_ char *folder = lab_path(cache, NULL);
	_cleanup_free_ char *link = path_join(folder, "stablehand.%ld", (long)getpid());
	_cleanup_free_ char *copy = NULL;
	char sum[65];
	int rc;

	if (file_sha256("/proc/self/exe", sum, err))
		return -1;
	copy = path_join(folder, "files/%s/stablehand", sum);
	if (path_exists(copy)) {
		*ret_program = TAKE_PTR(copy);
		return 0;
	}
	rc = publish_begin(link, err);
	if (!rc) {
		_cleanup_free_ char *file = path_join(link, "stablehand");
		_cleanup_free_ char *real = realpath("/proc/self/exe", NULL);

		rc = publish_copy(real, link, "stablehand", 0777, err) ||
		     lab_keep_file(cache, file, ret_program, err) ? -1 : 0;
	}
	path_remove(link, NULL);
	return rc;
}

int lab_open(struct context *context, char **ret_script, char **ret_program, struct error **err)
{
	_cleanup_free_ char *folder = lab_path(context->cache, NULL);
	_cleanup_free_ char *path = path_join(folder, "node.sh");
	_cleanup_free_ char *program = NULL, *init = NULL;

	if (dir_make(folder, err) || file_write(path, script, strlen(script), 0777, err) ||
	    keep_program(context->cache, &program, err) ||
	    (context->guest_init && lab_keep_file(context->cache, context->guest_init, &init, err)))
		return -1;
	if (init) {
		free(context->guest_init);
		context->guest_init = TAKE_PTR(init);
	}
	*ret_script = TAKE_PTR(path);
	*ret_program = TAKE_PTR(program);
	return 0;
}

/* Over what is sent, when, and by whom. */
static void name_list(const struct buf *keys, char sent[SLURM_SENT_CHARS + 1])
{
	char host[256] = "", sum[65];
	_cleanup_free_ char *text = NULL;
	struct timespec now;

	gethostname(host, sizeof(host) - 1);
	clock_gettime(CLOCK_REALTIME, &now);
	text = xasprintf("%s %ld %lld.%09ld\n%s", host, (long)getpid(), (long long)now.tv_sec,
			 now.tv_nsec, buf_str(keys));
	data_sha256(text, strlen(text), sum);
	snprintf(sent, SLURM_SENT_CHARS + 1, "%.16s", sum);
}

int lab_write(const char *cache, const struct job *const *jobs, size_t count,
	      char sent[SLURM_SENT_CHARS + 1], struct error **err)
{
	_cleanup_file_batch_ struct file_batch batch = {0};
	_cleanup_free_ char *folder = lab_path(cache, NULL);
	_cleanup_free_ char *list = NULL;
	_cleanup_buf_ struct buf keys = {0};

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *path = path_join(folder, "%s.json", jobs[i]->key);
		json_t *root = job_to_json(jobs[i]);
		_cleanup_free_ char *dump =
			root ? json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;

		json_decref(root);
		if (!dump)
			return error_set(err, ERROR_BUG, "%s: cannot be encoded as JSON", path);
		if (file_batch_add(&batch, path, dump, strlen(dump), 0666, err))
			return -1;
		buf_printf(&keys, "%s\n", jobs[i]->key);
	}
	name_list(&keys, sent);
	list = path_join(folder, "%s.list", sent);
	return file_batch_add(&batch, list, keys.data, keys.len, 0666, err) ||
	       file_batch_publish(&batch, err) ? -1 : 0;
}

bool lab_key(const char *cache, const char *sent, unsigned task, char ret_key[JOB_KEY_CHARS + 1])
{
	_cleanup_free_ char *path = path_join(cache, "lab/%s.list", sent);
	_cleanup_buf_ struct buf keys = {0};
	const char *key;

	if (file_read(path, MAX_LIST, &keys, NULL) || (size_t)task * LINE + LINE > keys.len)
		return false;
	key = buf_str(&keys) + (size_t)task * LINE;
	if (key[JOB_KEY_CHARS] != '\n' ||
	    !text_is_hex(key, JOB_KEY_CHARS, JOB_KEY_CHARS, JOB_KEY_CHARS))
		return false;
	snprintf(ret_key, JOB_KEY_CHARS + 1, "%s", key);
	return true;
}

char *lab_log_end(const char *cache, const char *id)
{
	_cleanup_free_ char *path = path_join(cache, "lab/%s.log", id);
	_cleanup_buf_ struct buf log = {0}, told = {0};
	const char *text;

	if (file_read(path, MAX_LOG, &log, NULL))
		return xstrdup("");
	text = buf_str(&log) + (log.len > TOLD_CHARS ? log.len - TOLD_CHARS : 0);
	for (; *text; text++)
		if (*text != '\n')
			buf_printf(&told, "%c", (unsigned char)*text < ' ' ? '?' : *text);
		else if (text[1])
			buf_puts(&told, "; ");
	return buf_detach(&told);
}

static bool in_queue(const struct slurm_queue *queue, const char *name)
{
	for (size_t i = 0; i < queue->count; i++)
		if (!strncmp(name, queue->entries[i].sent, SLURM_SENT_CHARS))
			return true;
	return false;
}

void lab_prune(const char *cache, const struct slurm_queue *queue)
{
	_cleanup_free_ char *folder = lab_path(cache, NULL);
	time_t now = time(NULL);
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s", e->d_name);
		const char *dot = strrchr(e->d_name, '.');
		struct stat st;

		if (!dot || (strcmp(dot, ".json") && strcmp(dot, ".list") && strcmp(dot, ".log")) ||
		    lstat(path, &st) || !S_ISREG(st.st_mode) || st.st_mtime + STALE_SECONDS > now ||
		    in_queue(queue, e->d_name))
			continue;
		path_remove(path, NULL);
	}
	if (dir)
		closedir(dir);
}
