// SPDX-License-Identifier: GPL-2.0-only
#include "run/job.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/text.h"

#define SCHEMA 1
#define KEY_FORMAT "stablehand job 1"	/* raised when the same inputs mean something else */
#define MAX_KIND 32
#define STALE_SECONDS 3600

/* Sorted names and plain ASCII: one text for one set of inputs. */
#define CANONICAL (JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(17))

static void make_key(struct job *job)
{
	_cleanup_free_ char *inputs = json_dumps(job->inputs, CANONICAL);
	_cleanup_free_ char *text = xasprintf(KEY_FORMAT "\n%s\n%s\n", job->kind,
					      inputs ? inputs : "");

	data_sha256(text, strlen(text), job->key);
}

struct job *job_new(const char *kind, json_t *inputs, json_t *hints)
{
	struct job *job = xcalloc(1, sizeof(*job));

	job->kind = xstrdup(kind);
	job->inputs = inputs;
	job->hints = hints ? hints : json_object();
	make_key(job);
	return job;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	free(job->kind);
	json_decref(job->inputs);
	json_decref(job->hints);
	free(job);
}

char *job_folder(const char *cache, const char *key)
{
	return path_join(cache, "jobs/%s", key);
}

json_t *job_to_json(const struct job *job)
{
	return json_pack("{s:i, s:s, s:s, s:O, s:O}", "schema", SCHEMA, "kind", job->kind, "key",
			 job->key, "inputs", job->inputs, "hints", job->hints);
}

int job_write(const struct job *job, const char *cache, char **ret_path, struct error **err)
{
	_cleanup_free_ char *folder = path_join(cache, "jobs");
	_cleanup_free_ char *path = path_join(folder, "%s.%ld.json", job->key, (long)getpid());
	json_t *root = job_to_json(job);
	_cleanup_free_ char *dump = root ? json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;

	json_decref(root);
	if (!dump)
		return error_set(err, ERROR_BUG, "%s: cannot be encoded as JSON", path);
	if (dir_make(folder, err) || file_write(path, dump, strlen(dump), 0666, err))
		return -1;
	*ret_path = TAKE_PTR(path);
	return 0;
}

static bool is_kind(const char *kind)
{
	size_t len = kind ? strspn(kind, "abcdefghijklmnopqrstuvwxyz-") : 0;

	return len && len <= MAX_KIND && !kind[len];
}

static int take(json_t *root, const char *name, struct job **ret_job, struct error **err)
{
	json_t *inputs = json_object_get(root, "inputs"), *hints = json_object_get(root, "hints");
	const char *kind = json_string_value(json_object_get(root, "kind"));
	const char *key = json_string_value(json_object_get(root, "key"));
	_cleanup_job_ struct job *job = NULL;

	if (json_integer_value(json_object_get(root, "schema")) != SCHEMA)
		return error_set(err, ERROR_INPUT, "%s: not a job key file of schema %d", name, SCHEMA);
	if (!is_kind(kind) || !key || !json_is_object(inputs) || !json_is_object(hints))
		return error_set(err, ERROR_INPUT, "%s: missing or invalid kind, key, inputs or "
				 "hints", name);
	job = job_new(kind, json_incref(inputs), json_incref(hints));
	if (strcmp(job->key, key))
		return error_set(err, ERROR_INPUT, "%s: key does not match the inputs", name);
	*ret_job = TAKE_PTR(job);
	return 0;
}

int job_parse(const char *bytes, size_t len, const char *name, struct job **ret_job,
	      struct error **err)
{
	json_error_t where;
	json_t *root;
	int rc;

	if (len > JOB_MAX_FILE)
		return error_set(err, ERROR_INPUT, "%s: larger than %u bytes", name, JOB_MAX_FILE);
	root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &where);
	if (!root)
		return error_set(err, ERROR_INPUT, "%s:%d: %s", name, where.line, where.text);
	rc = take(root, name, ret_job, err);
	json_decref(root);
	return rc;
}

int job_read(const char *path, struct job **ret_job, struct error **err)
{
	_cleanup_buf_ struct buf bytes = {0};

	return file_read(path, JOB_MAX_FILE, &bytes, err) ? -1 :
	       job_parse(buf_str(&bytes), bytes.len, path, ret_job, err);
}

json_t *job_text(const char *text)
{
	_cleanup_free_ char *copy = NULL;
	json_t *string;

	if (!text)
		return NULL;
	string = json_string(text);
	if (string)
		return string;
	copy = xstrdup(text);
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	return json_string(copy);
}

struct entry {
	char name[JOB_KEY_CHARS + 1];
	struct timespec changed;
};

static int newest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct entry *)a)->changed;
	const struct timespec *y = &((const struct entry *)b)->changed;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return x->tv_nsec < y->tv_nsec ? 1 : x->tv_nsec > y->tv_nsec ? -1 : 0;
}

void job_prune(const char *cache, size_t keep)
{
	_cleanup_free_ char *folder = path_join(cache, "jobs");
	_cleanup_free_ struct entry *entries = NULL;
	size_t count = 0, alloc = 0;
	time_t now = time(NULL);
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		_cleanup_free_ char *path = path_join(folder, "%s", e->d_name);
		struct stat st;

		if (e->d_name[0] == '.' || lstat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode) && text_is_hex(e->d_name, strlen(e->d_name), JOB_KEY_CHARS,
						       JOB_KEY_CHARS)) {
			struct entry *entry = ARRAY_ADD(entries, count, alloc);

			memcpy(entry->name, e->d_name, sizeof(entry->name));
			entry->changed = st.st_mtim;
		} else if (st.st_mtime + STALE_SECONDS < now) {
			path_remove(path, NULL);
		}
	}
	if (dir)
		closedir(dir);
	if (count > keep)
		qsort(entries, count, sizeof(*entries), newest_first);
	for (size_t i = keep; i < count; i++) {
		_cleanup_free_ char *path = path_join(folder, "%s", entries[i].name);

		path_remove(path, NULL);
	}
}
