// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/code_size.h"

#include <string.h>

#include "kernel/object.h"
#include "util/alloc.h"
#include "util/file.h"

static const struct build_module *find(const struct build_result *build, const char *name)
{
	for (size_t i = 0; i < build->module_count; i++)
		if (!strcmp(build->modules[i].name, name))
			return &build->modules[i];
	return NULL;
}

/* An absent module has no code. */
static int read_module(const struct build_result *build, const struct build_module *module,
		       struct object *ret_object, struct error **err)
{
	_cleanup_free_ char *path = NULL;

	if (!module)
		return 0;
	path = path_join(build->folder, "modules/%s", module->path);
	return object_read(path, ret_object, err);
}

static int add_pair(const struct build_result *base, const struct build_module *old,
		    const struct build_result *ported, const struct build_module *new,
		    struct code_sizes *sizes, struct error **err)
{
	struct object before = {0}, after = {0};
	int rc = read_module(base, old, &before, err) || read_module(ported, new, &after, err) ?
		-1 : 0;

	if (!rc && old && new && !strcmp(before.code_hash, after.code_hash)) {
		sizes->same++;
	} else if (!rc) {
		struct code_size *size = ARRAY_ADD(sizes->items, sizes->count, sizes->alloc);

		*size = (struct code_size){
			.module = xstrdup(old ? old->name : new->name),
			.in_base = old,
			.in_ported = new,
			.base = before.code_bytes,
			.ported = after.code_bytes,
		};
	}
	object_release(&before);
	object_release(&after);
	return rc;
}

int code_sizes_compare(const struct build_result *base, const struct build_result *ported,
		       struct code_sizes *ret_sizes, struct error **err)
{
	struct code_sizes sizes = {0};
	int rc = 0;

	for (size_t i = 0; i < ported->module_count && !rc; i++)
		rc = add_pair(base, find(base, ported->modules[i].name), ported,
			      &ported->modules[i], &sizes, err);
	for (size_t i = 0; i < base->module_count && !rc; i++)
		if (!find(ported, base->modules[i].name))
			rc = add_pair(base, &base->modules[i], ported, NULL, &sizes, err);
	if (rc) {
		code_sizes_release(&sizes);
		return -1;
	}
	*ret_sizes = sizes;
	return 0;
}

void code_sizes_release(struct code_sizes *sizes)
{
	for (size_t i = 0; i < sizes->count; i++)
		free(sizes->items[i].module);
	free(sizes->items);
	*sizes = (struct code_sizes){0};
}
