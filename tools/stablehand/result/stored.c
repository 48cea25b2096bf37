// SPDX-License-Identifier: GPL-2.0-only
#include "result/stored.h"

#include <stdlib.h>
#include <string.h>

#include "result/json.h"
#include "util/alloc.h"

const char *stored_kind_name(enum stored_kind kind)
{
	static const char *const names[] = {
		[STORED_RELEASE] = "release",
		[STORED_PORT] = "port",
		[STORED_OBJECTS] = "objects",
		[STORED_INDEX] = "index",
		[STORED_BUILD] = "build",
		[STORED_STEP] = "step",
		[STORED_SELFTESTS] = "selftests",
		[STORED_EXTERNAL] = "external",
		[STORED_CHECK] = "check",
		[STORED_WORK] = "work",
		[STORED_INITRAMFS] = "initramfs",
		[STORED_JOB] = "job",
		[STORED_LOG] = "log",
		[STORED_DOWNLOAD] = "download",
		[STORED_APT] = "apt",
		[STORED_CCACHE] = "ccache",
		[STORED_LEFTOVER] = "leftover",
		[STORED_DATABASE] = "database",
		[STORED_OTHER] = "other",
	};

	return names[kind];
}

struct stored_thing *stored_add(struct stored *stored, enum stored_kind kind, const char *branch,
				const char *what, const char *name)
{
	struct stored_thing *thing = ARRAY_ADD(stored->things, stored->count, stored->alloc);

	*thing = (struct stored_thing){
		.kind = kind,
		.branch = xstrdup(branch),
		.what = xstrdup(what),
		.name = xstrdup(name),
		.count = 1,
	};
	return thing;
}

void stored_note(struct stored *stored, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*ARRAY_ADD(stored->notes, stored->note_count, stored->note_alloc) = xvasprintf(fmt, ap);
	va_end(ap);
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_group(const struct stored_thing *a, const struct stored_thing *b)
{
	int rc;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	rc = compare_text(a->branch, b->branch);
	return rc ? rc : compare_text(a->what, b->what);
}

static int compare(const void *a, const void *b)
{
	const struct stored_thing *x = a, *y = b;
	int rc = compare_group(x, y);

	return rc ? rc : compare_text(x->name, y->name);
}

static void release_thing(struct stored_thing *thing)
{
	free(thing->branch);
	free(thing->what);
	free(thing->name);
	free(thing->path);
	free(thing->tree);
	free(thing->reason);
}

void stored_group(struct stored *stored)
{
	size_t groups = 0;

	for (size_t i = 0; i < stored->count; i++)
		if (stored->things[i].kind == STORED_STEP || stored->things[i].kind == STORED_JOB)
			free(TAKE_PTR(stored->things[i].what));
	if (stored->count)
		qsort(stored->things, stored->count, sizeof(*stored->things), compare);
	for (size_t i = 0; i < stored->count; i++) {
		struct stored_thing *thing = &stored->things[i];
		struct stored_thing *group = groups ? &stored->things[groups - 1] : NULL;

		if (!group || compare_group(group, thing)) {
			stored->things[groups++] = *thing;
			continue;
		}
		group->bytes += thing->bytes;
		group->count += thing->count;
		if (thing->used > group->used)
			group->used = thing->used;
		free(TAKE_PTR(group->name));
		release_thing(thing);
	}
	stored->count = groups;
}

bool stored_is_over(const struct stored *stored)
{
	return stored->limit && stored->bytes - stored->removed > stored->limit;
}

/* Names of files are bytes; what is no UTF-8 is left out. */
static void set(json_t *object, const char *name, const char *value)
{
	json_t *string = value ? json_string(value) : NULL;

	if (string)
		json_object_set_new(object, name, string);
}

static json_t *thing_object(const struct stored_thing *thing)
{
	json_t *object = json_pack("{s:s, s:I, s:I}", "kind", stored_kind_name(thing->kind), "count",
				   (json_int_t)thing->count, "bytes", (json_int_t)thing->bytes);

	set(object, "branch", thing->branch);
	set(object, "what", thing->what);
	set(object, "name", thing->name);
	set(object, "reason", thing->reason);
	if (thing->used)
		json_object_set_new(object, "used", json_integer(thing->used));
	return object;
}

static json_t *things_array(const struct stored *stored)
{
	json_t *things = json_array();

	for (size_t i = 0; i < stored->count; i++)
		json_array_append_new(things, thing_object(&stored->things[i]));
	return things;
}

json_t *stored_to_json(const struct stored *stored)
{
	json_t *object = json_pack("{s:i, s:I, s:o, s:o}", "schema", JSON_SCHEMA, "bytes",
				   (json_int_t)stored->bytes, "stored", things_array(stored), "notes",
				   json_strings(stored->notes, stored->note_count));

	set(object, "cache", stored->cache);
	set(object, "state", stored->state);
	return object;
}

json_t *stored_removed_to_json(const struct stored *stored)
{
	json_t *object =
		json_pack("{s:i, s:b, s:I, s:I, s:b, s:o, s:o}", "schema", JSON_SCHEMA, "dry_run",
			  stored->dry_run, "removed_bytes", (json_int_t)stored->removed, "left_bytes",
			  (json_int_t)(stored->bytes - stored->removed), "over_limit",
			  stored_is_over(stored), "removed", things_array(stored), "notes",
			  json_strings(stored->notes, stored->note_count));

	if (stored->limit)
		json_object_set_new(object, "limit", json_integer(stored->limit));
	return object;
}

void stored_release(struct stored *stored)
{
	for (size_t i = 0; i < stored->count; i++)
		release_thing(&stored->things[i]);
	for (size_t i = 0; i < stored->note_count; i++)
		free(stored->notes[i]);
	free(stored->things);
	free(stored->notes);
	free(stored->cache);
	free(stored->state);
	*stored = (struct stored){0};
}
