// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/modules.h"

#include <string.h>

#include "util/alloc.h"
#include "util/file.h"

#define MAX_FILE (8 << 20)

static bool same_name(const char *a, size_t a_len, const char *b)
{
	if (strlen(b) != a_len)
		return false;
	for (size_t i = 0; i < a_len; i++)
		if ((a[i] == '-' ? '_' : a[i]) != (b[i] == '-' ? '_' : b[i]))
			return false;
	return true;
}

bool modules_have(const struct build_result *result, const char *name)
{
	for (size_t i = 0; i < result->module_count; i++)
		if (same_name(name, strlen(name), result->modules[i].name))
			return true;
	return false;
}

static char *name_of(const char *path, size_t stem)
{
	const char *slash = memrchr(path, '/', stem);
	size_t start = slash ? slash - path + 1 : 0;
	char *name = xstrndup(path + start, stem - start);

	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

static int add_module(const char *obj, const char *line, size_t len, struct build_result *list,
		      struct error **err)
{
	struct build_module *module;
	size_t stem;

	if (len > 7 && !memcmp(line, "kernel/", 7)) {
		_cleanup_free_ char *as_is = path_join(obj, "%.*s", (int)len, line);

		/* There is a folder kernel/ too: only a path that is not there has the prefix. */
		if (!path_exists(as_is)) {
			line += 7;
			len -= 7;
		}
	}
	if (!path_is_safe(line, len))
		return error_set(err, ERROR_INPUT, "modules.order has an unsafe path: %.*s",
				 (int)(len > 200 ? 200 : len), line);
	if (len > 3 && !memcmp(line + len - 3, ".ko", 3))
		stem = len - 3;
	else if (len > 2 && !memcmp(line + len - 2, ".o", 2))
		stem = len - 2;
	else
		return error_set(err, ERROR_INPUT, "modules.order names no module: %.*s",
				 (int)(len > 200 ? 200 : len), line);
	module = ARRAY_ADD(list->modules, list->module_count, list->module_alloc);
	module->name = name_of(line, stem);
	module->path = xasprintf("%.*s.ko", (int)stem, line);
	return 0;
}

int modules_list(const char *obj, struct build_result *result, struct error **err)
{
	_cleanup_free_ char *path = path_join(obj, "modules.order");
	_cleanup_buf_ struct buf text = {0};
	int rc = 0;

	if (!path_exists(path))
		return 0;
	if (file_read(path, MAX_FILE, &text, err))
		return -1;
	for (const char *at = buf_str(&text); !rc && *at;) {
		size_t len = strcspn(at, "\n");

		if (len)
			rc = add_module(obj, at, len, result, err);
		at += len + (at[len] == '\n');
	}
	return rc;
}
