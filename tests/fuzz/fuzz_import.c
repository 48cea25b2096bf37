// SPDX-License-Identifier: GPL-2.0-only
/* Archives: whatever the bytes, only safe paths come out, and trees that hold. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/import_reader.h"
#include "kernel/import_tree.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAX_TOTAL (16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_file(const char *path, unsigned int mode, char *bytes, size_t len, void *data,
		   struct error **err)
{
	git_oid oid = {{len & 255}};
	char *version = NULL;

	if (!path_is_safe(path, strlen(path)) || bytes[len] ||
	    (mode != 0100644 && mode != 0100755 && mode != 0120000))
		abort();
	if (!version_from_makefile(bytes, len, &version, NULL) && !version_valid(version))
		abort();
	free(version);
	free(bytes);
	import_tree_add(data, path, mode, &oid);
	return 0;
}

static int on_link(const char *path, const char *target, void *data, struct error **err)
{
	if (!path_is_safe(path, strlen(path)))
		abort();
	import_tree_add_link(data, path, target);
	return 0;
}

static int on_changelog(char *bytes, size_t len, void *data, struct error **err)
{
	if (bytes[len])
		abort();
	free(bytes);
	return 0;
}

/* "<mode> <name>\0<20 bytes>" ...: names without a slash, each once. */
static int put(const void *bytes, size_t len, git_oid *ret_oid, void *data, struct error **err)
{
	const char *at = bytes, *end = at + len, *before = NULL;

	if (!len)
		abort();
	while (at < end) {
		const char *name = memchr(at, ' ', end - at);
		const char *nul = name ? memchr(name, '\0', end - name) : NULL;

		if (!nul || end - nul < 21 || nul == name + 1 || strchr(name + 1, '/') ||
		    (before && !strcmp(before, name + 1)))
			abort();
		before = name + 1;
		at = nul + 21;
	}
	memset(ret_oid, 1, sizeof(*ret_oid));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct import_tree *tree = import_tree_new();
	struct import_input input = {
		.fd = -1,
		.memory = data,
		.memory_size = size,
		.max_total = MAX_TOTAL,
	};
	struct import_sink sink = {
		.on_file = on_file,
		.on_link = on_link,
		.on_changelog = on_changelog,
		.data = tree,
	};
	struct error *err = NULL;
	int64_t newest;
	git_oid root;

	if (!import_read(&input, &sink, &newest, &err) && !import_tree_finish(tree, &err))
		import_tree_write(tree, put, NULL, &root, &err);
	error_clear(&err);
	import_tree_free(tree);
	return 0;
}
