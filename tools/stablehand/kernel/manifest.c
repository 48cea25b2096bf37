// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/manifest.h"

#include <string.h>

#include <jansson.h>

#include "kernel/checksums.h"
#include "kernel/manifest_parts.h"
#include "util/alloc.h"
#include "util/file.h"

/* Text of a log may be no UTF-8; what is not becomes "?". */
static json_t *text(const char *value)
{
	json_t *string = json_string(value);
	_cleanup_free_ char *copy = NULL;

	if (string)
		return string;
	copy = xstrdup(value);
	for (char *c = copy; *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	return json_string(copy);
}

static void put(json_t *object, const char *name, const char *value)
{
	if (value)
		json_object_set_new(object, name, text(value));
}

static char *get(const json_t *object, const char *name)
{
	return xstrdup(json_string_value(json_object_get(object, name)));
}

static int write_json(const char *folder, const json_t *root, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, MANIFEST_NAME);
	_cleanup_free_ char *dump = json_dumps(root, JSON_INDENT(1));

	if (!dump)
		return error_set(err, ERROR_BUG, "%s cannot be made", path);
	return file_write(path, dump, strlen(dump), 0666, err);
}

/* The last file of a folder: it has the hashes of all others, and its own. Takes the reference. */
static int seal(const char *folder, json_t *root, struct error **err)
{
	int rc = checksums_add(folder, root, err);
	char sum[65];

	if (!rc) {
		manifest_sum(root, sum);
		put(root, MANIFEST_SUM, sum);
		rc = write_json(folder, root, err);
	}
	json_decref(root);
	return rc;
}

/*
 * Are the files what the manifest says? An older program noted no hashes: then those
 * that `names` lists have to be there, and all get the hashes that they have now, if the
 * folder can be written to. 1, 0 and *ret_damaged, -1.
 */
static int check_files(const char *folder, json_t *root, const struct buf *names,
		       char **ret_damaged, struct error **err)
{
	_cleanup_free_ char *damaged = NULL;
	int rc;

	if (json_object_get(root, "files")) {
		rc = checksums_check(folder, root, &damaged, NULL, err);
		if (!rc)
			manifest_say(ret_damaged, damaged);
		return rc;
	}
	for (const char *name = buf_str(names); *name; name += strcspn(name, "\n") + 1) {
		int len = strcspn(name, "\n");
		_cleanup_free_ char *path = path_join(folder, "%.*s", len, name);

		if (path_exists(path))
			continue;
		damaged = xasprintf("%.*s is missing", len, name);
		manifest_say(ret_damaged, damaged);
		return 0;
	}
	if (checksums_add(folder, root, err))
		return -1;
	write_json(folder, root, NULL);
	return 1;
}

static json_t *gaps_to_json(const struct kconfig_gaps *gaps)
{
	json_t *list = json_array();

	for (size_t i = 0; i < gaps->count; i++) {
		const struct kconfig_gap *gap = &gaps->gaps[i];
		json_t *entry = json_object();

		put(entry, "symbol", gap->symbol);
		put(entry, "wanted", gap->wanted);
		put(entry, "got", gap->got);
		put(entry, "file", gap->file);
		json_object_set_new(entry, "line", json_integer(gap->line));
		json_array_append_new(list, entry);
	}
	return list;
}

static json_t *modules_to_json(const struct build_result *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->module_count; i++) {
		json_t *entry = json_object();

		put(entry, "name", result->modules[i].name);
		put(entry, "path", result->modules[i].path);
		json_array_append_new(list, entry);
	}
	return list;
}

int manifest_write_build(const char *folder, const struct build_result *result,
			 const struct build_options *options, struct error **err)
{
	json_t *root = json_object(), *failing = json_array();
	char tree[GIT_OID_HEXSZ + 1];

	json_object_set_new(root, "schema", json_integer(MANIFEST_SCHEMA));
	put(root, "key", result->key);
	put(root, "status", build_status_name(result->status));
	put(root, "branch", options->branch);
	put(root, "state", options->state);
	put(root, "tree", git_oid_tostr(tree, sizeof(tree), &options->tree));
	put(root, "toolchain", result->toolchain);
	json_object_set_new(root, "seconds", json_real(result->seconds));
	json_object_set_new(root, "compiled", json_integer(result->compiled));
	json_object_set_new(root, "config", json_boolean(result->config != NULL));
	if (result->image)
		put(root, "image", strrchr(result->image, '/') + 1);
	json_object_set_new(root, "ungranted", gaps_to_json(&result->ungranted));
	for (size_t i = 0; i < result->failing_count; i++)
		json_array_append_new(failing, text(result->failing[i]));
	json_object_set_new(root, "failing", failing);
	json_object_set_new(root, "modules", modules_to_json(result));
	return seal(folder, root, err);
}

static bool gaps_from_json(const json_t *list, struct kconfig_gaps *gaps)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		struct kconfig_gap *gap = ARRAY_ADD(gaps->gaps, gaps->count, gaps->alloc);

		gap->symbol = get(entry, "symbol");
		gap->wanted = get(entry, "wanted");
		gap->got = get(entry, "got");
		gap->file = get(entry, "file");
		gap->line = json_integer_value(json_object_get(entry, "line"));
		if (!gap->symbol || !gap->wanted || !gap->got || !gap->file)
			return false;
	}
	return true;
}

static bool modules_from_json(const json_t *list, struct build_result *result)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		struct build_module *module = ARRAY_ADD(result->modules, result->module_count,
							result->module_alloc);

		module->name = get(entry, "name");
		module->path = get(entry, "path");
		if (!module->name || !module->path ||
		    !path_is_safe(module->path, strlen(module->path)))
			return false;
	}
	return true;
}

/* An older program did not say its name: there was one architecture. */
static bool image_from_json(const json_t *root, struct build_result *result)
{
	const char *name = json_string_value(json_object_get(root, "image"));

	if (!name)
		name = arch_default()->build.image;
	if (!path_is_safe(name, strlen(name)))
		return false;
	result->image = path_join(result->folder, "%s", name);
	return true;
}

static bool build_from_json(const json_t *root, const char *folder, struct build_result *result)
{
	_cleanup_free_ char *status = get(root, "status");
	const json_t *line;
	size_t i;

	result->cached = true;
	result->key = get(root, "key");
	result->toolchain = get(root, "toolchain");
	if (!status || !result->key || !result->toolchain)
		return false;
	result->status = strcmp(status, build_status_name(BUILD_OK)) ? BUILD_FAILED : BUILD_OK;
	result->seconds = json_number_value(json_object_get(root, "seconds"));
	result->compiled = json_integer_value(json_object_get(root, "compiled"));
	result->folder = xstrdup(folder);
	result->log = path_join(folder, "build.log");
	if (json_is_true(json_object_get(root, "config")))
		result->config = path_join(folder, "config");
	if (result->status == BUILD_OK && !image_from_json(root, result))
		return false;
	json_array_foreach(json_object_get(root, "failing"), i, line)
		if (json_is_string(line))
			*ARRAY_ADD(result->failing, result->failing_count, result->failing_alloc) =
				xstrdup(json_string_value(line));
	return gaps_from_json(json_object_get(root, "ungranted"), &result->ungranted) &&
	       modules_from_json(json_object_get(root, "modules"), result);
}

/* What has to be there, a line each. A step or a check keeps only what was said. */
static void list_build(const struct build_result *result, struct buf *names)
{
	buf_puts(names, "build.log\n");
	if (!result->config)
		return;
	buf_puts(names, "config\n");
	if (result->image)
		buf_printf(names, "%s\n", strrchr(result->image, '/') + 1);
	for (size_t i = 0; i < result->module_count; i++)
		buf_printf(names, "modules/%s\n", result->modules[i].path);
}

int manifest_read_build(const char *folder, struct build_result *ret_result, char **ret_damaged,
			struct error **err)
{
	_cleanup_buf_ struct buf names = {0};
	struct build_result result = {0};
	json_t *root;
	int rc = manifest_read_json(folder, &root, ret_damaged, err);

	if (rc <= 0)
		return rc;
	if (build_from_json(root, folder, &result)) {
		list_build(&result, &names);
		rc = check_files(folder, root, &names, ret_damaged, err);
	} else {
		manifest_say(ret_damaged, MANIFEST_NAME " is damaged");
		rc = 0;
	}
	json_decref(root);
	if (rc > 0)
		*ret_result = result;
	else
		build_result_release(&result);
	return rc;
}

int manifest_write_selftests(const char *folder, const struct selftests *selftests,
			     struct error **err)
{
	json_t *root = json_object(), *list = json_array();

	json_object_set_new(root, "schema", json_integer(MANIFEST_SCHEMA));
	put(root, "key", selftests->key);
	put(root, "suite", selftests->suite);
	json_object_set_new(root, "timeout", json_integer(selftests->timeout));
	json_object_set_new(root, "seconds", json_real(selftests->seconds));
	for (size_t i = 0; i < selftests->count; i++) {
		const struct selftest *test = &selftests->tests[i];
		json_t *entry = json_object();

		put(entry, "name", test->name);
		put(entry, "kind", selftest_kind_name(test->kind));
		json_object_set_new(entry, "built", json_boolean(test->built));
		put(entry, "message", test->message);
		json_array_append_new(list, entry);
	}
	json_object_set_new(root, "tests", list);
	return seal(folder, root, err);
}

static bool test_from_json(const json_t *entry, struct selftests *selftests)
{
	struct selftest *test = ARRAY_ADD(selftests->tests, selftests->count, selftests->alloc);
	_cleanup_free_ char *kind = get(entry, "kind");

	test->name = get(entry, "name");
	test->message = get(entry, "message");
	test->built = json_is_true(json_object_get(entry, "built"));
	if (!kind || !test->name ||
	    (test->built && !path_is_safe(test->name, strlen(test->name))))
		return false;
	while (strcmp(kind, selftest_kind_name(test->kind)))
		if (test->kind++ == SELFTEST_HELPER)
			return false;
	if (test->kind != SELFTEST_HELPER)
		*(test->built ? &selftests->built : &selftests->not_built) += 1;
	return true;
}

static bool selftests_from_json(const json_t *root, const char *folder,
				struct selftests *selftests)
{
	const json_t *entry;
	size_t i;

	selftests->key = get(root, "key");
	selftests->suite = get(root, "suite");
	selftests->folder = xstrdup(folder);
	selftests->log = path_join(folder, "build.log");
	selftests->timeout = json_integer_value(json_object_get(root, "timeout"));
	selftests->seconds = json_number_value(json_object_get(root, "seconds"));
	json_array_foreach(json_object_get(root, "tests"), i, entry)
		if (!test_from_json(entry, selftests))
			return false;
	return selftests->key && selftests->suite;
}

int manifest_read_selftests(const char *folder, struct selftests *ret_selftests,
			    char **ret_damaged, struct error **err)
{
	struct selftests selftests = {.cached = true};
	_cleanup_buf_ struct buf names = {0};
	json_t *root;
	int rc = manifest_read_json(folder, &root, ret_damaged, err);

	if (rc <= 0)
		return rc;
	if (selftests_from_json(root, folder, &selftests)) {
		buf_puts(&names, "build.log\n");
		for (size_t i = 0; i < selftests.count; i++)
			if (selftests.tests[i].built)
				buf_printf(&names, "%s\n", selftests.tests[i].name);
		rc = check_files(folder, root, &names, ret_damaged, err);
	} else {
		manifest_say(ret_damaged, MANIFEST_NAME " is damaged");
		rc = 0;
	}
	json_decref(root);
	if (rc > 0)
		*ret_selftests = selftests;
	else
		selftests_release(&selftests);
	return rc;
}

int manifest_write_plain(const char *folder, const char *key, struct error **err)
{
	json_t *root = json_object();

	json_object_set_new(root, "schema", json_integer(MANIFEST_SCHEMA));
	put(root, "key", key);
	return seal(folder, root, err);
}
