// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "kernel/checksums.h"
#include "kernel/manifest_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"

#define MAX_MANIFEST (16 << 20)

void manifest_say(char **ret_damaged, const char *what)
{
	if (ret_damaged)
		*ret_damaged = xstrdup(what);
}

/* "<cache>/builds/<key>" or ".../step-<key>"; an older program did not note a key everywhere. */
static bool is_of_folder(const json_t *root, const char *folder)
{
	const char *key = json_string_value(json_object_get(root, "key"));
	size_t len = strlen(folder), key_len = key ? strlen(key) : 0;

	return !key || (len > key_len && !strcmp(folder + len - key_len, key) &&
			strchr("/-", folder[len - key_len - 1]));
}

void manifest_sum(const json_t *root, char ret_hex[65])
{
	json_t *rest = json_copy((json_t *)root);
	_cleanup_free_ char *dump = NULL;

	json_object_del(rest, MANIFEST_SUM);
	dump = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(rest);
	data_sha256(dump ?: "", dump ? strlen(dump) : 0, ret_hex);
}

/* One of an older program has no sum. */
static bool is_as_written(const json_t *root)
{
	const char *sum = json_string_value(json_object_get(root, MANIFEST_SUM));
	char hex[65];

	if (!sum)
		return true;
	manifest_sum(root, hex);
	return !strcmp(sum, hex);
}

int manifest_read_json(const char *folder, json_t **ret_root, char **ret_damaged,
		       struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, MANIFEST_NAME);
	_cleanup_buf_ struct buf data = {0};
	json_t *root;

	if (!path_exists(path))
		return 0;
	if (file_read(path, MAX_MANIFEST, &data, err))
		return -1;
	root = json_loadb(buf_str(&data), data.len, 0, NULL);
	if (json_integer_value(json_object_get(root, "schema")) != MANIFEST_SCHEMA ||
	    !is_as_written(root)) {
		json_decref(root);
		manifest_say(ret_damaged, MANIFEST_NAME " is damaged, or of another version");
		return 0;
	}
	if (!is_of_folder(root, folder)) {
		json_decref(root);
		manifest_say(ret_damaged, MANIFEST_NAME " is of another folder");
		return 0;
	}
	*ret_root = root;
	return 1;
}

int manifest_check(const char *folder, char **ret_damaged, struct error **err)
{
	json_t *root;
	int rc = manifest_read_json(folder, &root, ret_damaged, err);

	if (!rc && !*ret_damaged)
		manifest_say(ret_damaged, MANIFEST_NAME " is missing");
	if (rc <= 0)
		return rc;
	if (json_object_get(root, "files"))
		rc = checksums_check(folder, root, ret_damaged, NULL, err);
	json_decref(root);
	return rc;
}

int manifest_check_anew(const char *folder, struct error **err)
{
	_cleanup_free_ char *damaged = NULL;
	json_t *root;
	int rc = manifest_read_json(folder, &root, NULL, err);

	if (rc <= 0)
		return rc;
	rc = json_object_get(root, "files") ? checksums_check_anew(folder, root, &damaged, err) : 0;
	json_decref(root);
	return rc;
}

static char *subject_text(const json_t *root, const char *name)
{
	return xstrdup(json_string_value(json_object_get(root, name)));
}

int manifest_look(const char *folder, struct manifest_subject *ret_subject)
{
	json_t *root;

	if (manifest_read_json(folder, &root, NULL, NULL) <= 0)
		return 0;
	*ret_subject = (struct manifest_subject){
		.branch = subject_text(root, "branch"),
		.state = subject_text(root, "state"),
		.tree = subject_text(root, "tree"),
	};
	json_decref(root);
	return 1;
}

void manifest_subject_release(struct manifest_subject *subject)
{
	free(subject->branch);
	free(subject->state);
	free(subject->tree);
	*subject = (struct manifest_subject){0};
}

char *manifest_folder_name(const char *folder)
{
	const char *slash = strrchr(folder, '/'), *name = slash ? slash + 1 : folder;
	const char *dash = strrchr(name, '-');

	return xasprintf("builds/%.*s...", (int)(dash ? dash + 1 - name : 0) + 12, name);
}

/* The published folder that a path leads through, or NULL. */
static char *folder_of(const char *path)
{
	static const char above[] = "/builds/";

	for (const char *at = path; (at = strstr(at, above)); at++) {
		size_t len = at - path + strlen(above);
		char *folder = xstrndup(path, len + strcspn(path + len, "/"));
		_cleanup_free_ char *manifest = path_join(folder, MANIFEST_NAME);

		if (path_exists(manifest))
			return folder;
		free(folder);
	}
	return NULL;
}

int manifest_require(const char *path, char **known, struct error **err)
{
	_cleanup_free_ char *folder = NULL, *damaged = NULL, *name = NULL;
	size_t len = known && *known ? strlen(*known) : 0;
	int rc;

	if (len && !strncmp(path, *known, len) && path[len] == '/')
		return 0;
	folder = folder_of(path);
	if (!folder)
		return 0;
	rc = manifest_check(folder, &damaged, err);
	if (rc < 0)
		return -1;
	name = manifest_folder_name(folder);
	if (!rc)
		return error_set(err, ERROR_ENVIRONMENT, "%s: %s; the next run builds it again",
				 name, damaged);
	if (known) {
		free(*known);
		*known = TAKE_PTR(folder);
	}
	return 0;
}
