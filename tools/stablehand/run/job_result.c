// SPDX-License-Identifier: GPL-2.0-only
#include "run/job_result.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/manifest.h"
#include "kernel/publish.h"
#include "result/json.h"
#include "util/alloc.h"
#include "util/file.h"

#define SCHEMA 1
#define RESULT_NAME "result.json"
#define JOB_NAME "job.json"
#define LOG_NAME "log"
#define RECORDS_NAME "records"
#define MAX_RECORDS (1u << 30)

void job_result_release(struct job_result *result)
{
	error_clear(&result->error);
	json_decref(result->values);
	*result = (struct job_result){0};
}

static int write_json(const char *folder, const char *name, json_t *root, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_free_ char *dump = root ? json_dumps(root, JSON_INDENT(1)) : NULL;

	json_decref(root);
	if (!dump)
		return error_set(err, ERROR_BUG, "%s: cannot be encoded as JSON", path);
	return file_write(path, dump, strlen(dump), 0666, err);
}

static json_t *describe(const struct job *job, const struct job_result *result)
{
	json_t *root = json_pack("{s:i, s:s, s:s, s:f}", "schema", SCHEMA, "kind", job->kind, "key",
				 job->key, "seconds", result->seconds);

	if (result->error)
		json_object_set_new(root, "error", error_to_object(result->error));
	json_object_set_new(root, "values",
			    result->values ? json_incref(result->values) : json_object());
	return root;
}

int job_result_publish(const struct job *job, const char *cache, const struct job_result *result,
		       const struct buf *log, const struct buf *records, struct error **err)
{
	_cleanup_free_ char *folder = job_folder(cache, job->key);
	_cleanup_free_ char *aside = xasprintf("%s.%ld", folder, (long)getpid());
	_cleanup_free_ char *log_path = path_join(aside, LOG_NAME);
	_cleanup_free_ char *records_path = path_join(aside, RECORDS_NAME);

	if (publish_begin(aside, err))
		return -1;
	if (write_json(aside, JOB_NAME, job_to_json(job), err) ||
	    file_write(log_path, buf_str(log), log->len, 0666, err) ||
	    (records->len && file_write(records_path, records->data, records->len, 0666, err)) ||
	    write_json(aside, RESULT_NAME, describe(job, result), err) ||
	    manifest_write_plain(aside, job->key, err) ||
	    publish_finish(aside, folder, true, err)) {
		path_remove(aside, NULL);
		return -1;
	}
	return 0;
}

static bool take(const json_t *root, const char *kind, const char *key, struct job_result *ret)
{
	const char *of_kind = json_string_value(json_object_get(root, "kind"));
	const char *of_key = json_string_value(json_object_get(root, "key"));
	json_t *values = json_object_get(root, "values"), *error = json_object_get(root, "error");
	json_t *seconds = json_object_get(root, "seconds");

	if (json_integer_value(json_object_get(root, "schema")) != SCHEMA || !of_kind ||
	    strcmp(of_kind, kind) || !of_key || strcmp(of_key, key) || !json_is_object(values) ||
	    !json_is_number(seconds) || json_number_value(seconds) < 0)
		return false;
	*ret = (struct job_result){.seconds = json_number_value(seconds)};
	snprintf(ret->key, sizeof(ret->key), "%s", key);
	if (error && !error_from_object(error, &ret->error))
		return false;
	ret->values = json_incref(values);
	return true;
}

bool job_result_parse(const char *bytes, size_t len, const char *kind, const char *key,
		      struct job_result *ret_result)
{
	json_t *root = len > JOB_MAX_FILE ? NULL : json_loadb(bytes, len, JSON_REJECT_DUPLICATES,
							      NULL);
	bool good = root && take(root, kind, key, ret_result);

	json_decref(root);
	return good;
}

int job_result_read(const char *cache, const char *kind, const char *key,
		    struct job_result *ret_result, struct error **err)
{
	_cleanup_free_ char *folder = job_folder(cache, key);
	_cleanup_free_ char *path = path_join(folder, RESULT_NAME);
	_cleanup_error_ struct error *why = NULL;
	_cleanup_buf_ struct buf bytes = {0};
	int rc;

	if (!path_exists(path))
		return 0;
	rc = manifest_check_anew(folder, err);
	if (rc <= 0)
		return rc;
	if (!file_read(path, JOB_MAX_FILE, &bytes, &why))
		return job_result_parse(buf_str(&bytes), bytes.len, kind, key, ret_result);
	/* Removed meanwhile, or larger than any result: not there, or damaged. */
	if (why->kind == ERROR_INPUT)
		return 0;
	error_move(err, &why);
	return -1;
}

int job_records_read(const char *cache, const char *key,
		     void (*on_event)(const struct job_event *event, void *data), void *data,
		     struct error **err)
{
	_cleanup_free_ char *folder = job_folder(cache, key);
	_cleanup_free_ char *path = path_join(folder, RECORDS_NAME);
	struct job_event_reader reader = {0};
	_cleanup_buf_ struct buf bytes = {0};

	if (!path_exists(path))
		return 0;
	if (file_read(path, MAX_RECORDS, &bytes, err))
		return -1;
	job_event_feed(&reader, bytes.data, bytes.len, on_event, data);
	job_event_reader_release(&reader);
	return 0;
}
