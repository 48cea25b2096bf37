// SPDX-License-Identifier: GPL-2.0-only
#include "result/json_io.h"

#include <stdarg.h>
#include <string.h>

#include "util/buf.h"
#include "util/text.h"

struct json_io json_io_writing(json_t *object, bool *failed)
{
	return (struct json_io){.object = object, .failed = failed, .index = SIZE_MAX};
}

struct json_io json_io_reading(const json_t *object, bool *failed, struct error **err)
{
	return (struct json_io){
		.reading = true,
		.object = (json_t *)object,
		.failed = failed,
		.err = err,
		.index = SIZE_MAX,
	};
}

/* "branches[2].patches[0]" of an object. */
static void add_place(const struct json_io *io, struct buf *place)
{
	if (io->parent)
		add_place(io->parent, place);
	if (io->name)
		buf_printf(place, "%s%s", place->len ? "." : "", io->name);
	if (io->index != SIZE_MAX)
		buf_printf(place, "[%zu]", io->index);
}

void io_complain(struct json_io *io, const char *name, const char *fmt, ...)
{
	_cleanup_buf_ struct buf place = {0};
	_cleanup_free_ char *what = NULL;
	va_list ap;

	if (!io->reading || *io->failed)
		return;
	add_place(io, &place);
	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	error_set(io->err, ERROR_INPUT, "%s%s%s: %s", buf_str(&place), place.len ? "." : "", name,
		  what);
	*io->failed = true;
}

static void put(struct json_io *io, const char *name, json_t *value)
{
	json_object_set_new(io->object, name, value);
}

/* The field, if it is of a type that `is` knows; else NULL, and that is said. */
static const json_t *get(struct json_io *io, const char *name, bool (*is)(const json_t *value),
			 const char *type)
{
	const json_t *value = *io->failed ? NULL : json_object_get(io->object, name);

	if (value && is(value))
		return value;
	io_complain(io, name, value ? "is no %s" : "missing", type);
	return NULL;
}

static bool is_string(const json_t *value)
{
	return json_is_string(value);
}

static bool is_bool(const json_t *value)
{
	return json_is_boolean(value);
}

static bool is_integer(const json_t *value)
{
	return json_is_integer(value);
}

static bool is_count(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool is_number(const json_t *value)
{
	return json_is_number(value);
}

static bool is_array(const json_t *value)
{
	return json_is_array(value);
}

static bool is_object(const json_t *value)
{
	return json_is_object(value);
}

static json_t *string_of(const char *text, size_t len, bool keep_newlines)
{
	_cleanup_free_ char *printable = text_printable(text, len, keep_newlines);

	return json_string(printable);
}

static char *text_of(const json_t *string)
{
	return text_printable(json_string_value(string), json_string_length(string), true);
}

void io_text(struct json_io *io, const char *name, char **value)
{
	const json_t *string;

	if (!io->reading) {
		put(io, name, string_of(*value, strlen(*value), true));
		return;
	}
	string = get(io, name, is_string, "text");
	if (string)
		*value = text_of(string);
}

void io_text_or_null(struct json_io *io, const char *name, char **value)
{
	if (io->reading ? json_is_null(json_object_get(io->object, name)) : !*value) {
		if (!io->reading)
			put(io, name, json_null());
		return;
	}
	io_text(io, name, value);
}

void io_text_optional(struct json_io *io, const char *name, char **value)
{
	if (io->reading ? json_object_get(io->object, name) != NULL : *value != NULL)
		io_text(io, name, value);
}

static void read_lines(struct json_io *io, const char *name, char **value)
{
	const json_t *array = get(io, name, is_array, "list");
	_cleanup_buf_ struct buf text = {0};

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *string = json_array_get(array, i);
		_cleanup_free_ char *line = NULL;

		if (!json_is_string(string)) {
			io_complain(io, name, "holds what is no text");
			return;
		}
		line = text_printable(json_string_value(string), json_string_length(string), false);
		buf_printf(&text, "%s\n", line);
	}
	*value = xstrdup(buf_str(&text));
}

void io_lines(struct json_io *io, const char *name, char **value)
{
	json_t *array;

	if (io->reading) {
		read_lines(io, name, value);
		return;
	}
	array = json_array();
	for (const char *at = *value; *at;) {
		size_t len = strcspn(at, "\n");

		json_array_append_new(array, string_of(at, len, false));
		at += len + (at[len] == '\n');
	}
	put(io, name, array);
}

void io_bool(struct json_io *io, const char *name, bool *value)
{
	const json_t *found;

	if (!io->reading) {
		put(io, name, json_boolean(*value));
		return;
	}
	found = get(io, name, is_bool, "boolean");
	if (found)
		*value = json_is_true(found);
}

void io_mark(struct json_io *io, const char *name, bool *value)
{
	if (io->reading ? json_object_get(io->object, name) != NULL : *value)
		io_bool(io, name, value);
}

void io_size(struct json_io *io, const char *name, size_t *value)
{
	const json_t *found;

	if (!io->reading) {
		put(io, name, json_integer(*value));
		return;
	}
	found = get(io, name, is_count, "count");
	if (found)
		*value = json_integer_value(found);
}

void io_u64(struct json_io *io, const char *name, uint64_t *value)
{
	size_t size = *value;

	io_size(io, name, &size);
	*value = size;
}

void io_long(struct json_io *io, const char *name, long long *value)
{
	const json_t *found;

	if (!io->reading) {
		put(io, name, json_integer(*value));
		return;
	}
	found = get(io, name, is_integer, "whole number");
	if (found)
		*value = json_integer_value(found);
}

void io_double(struct json_io *io, const char *name, double *value)
{
	const json_t *found;

	if (!io->reading) {
		json_t *real = json_real(*value);

		put(io, name, real ? real : json_real(0));	/* none for what is no number */
		return;
	}
	found = get(io, name, is_number, "number");
	if (found)
		*value = json_number_value(found);
}

void io_oid(struct json_io *io, const char *name, git_oid *value)
{
	char hex[GIT_OID_HEXSZ + 1];
	const json_t *found;

	if (!io->reading) {
		put(io, name, json_string(git_oid_tostr(hex, sizeof(hex), value)));
		return;
	}
	found = get(io, name, is_string, "text");
	/* Of what is no hex, libgit2 must not be asked: nobody may have started it. */
	if (found && (!text_is_hex(json_string_value(found), json_string_length(found),
				   GIT_OID_HEXSZ, GIT_OID_HEXSZ) ||
		      git_oid_fromstr(value, json_string_value(found))))
		io_complain(io, name, "is no object id");
}

static void read_strings(struct json_io *io, const char *name, char ***items, size_t *count,
			 size_t *alloc)
{
	const json_t *array = get(io, name, is_array, "list");

	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *string = json_array_get(array, i);

		if (!json_is_string(string)) {
			io_complain(io, name, "holds what is no text");
			return;
		}
		*ARRAY_ADD(*items, *count, *alloc) = text_of(string);
	}
}

void io_sizes(struct json_io *io, const char *name, size_t **items, size_t *count)
{
	const json_t *found;
	size_t alloc = 0;
	json_t *array;

	if (!io->reading) {
		array = json_array();
		for (size_t i = 0; i < *count; i++)
			json_array_append_new(array, json_integer((*items)[i]));
		put(io, name, array);
		return;
	}
	found = get(io, name, is_array, "list");
	for (size_t i = 0; i < json_array_size(found); i++) {
		const json_t *value = json_array_get(found, i);

		if (!is_count(value)) {
			io_complain(io, name, "holds what is no count");
			return;
		}
		*ARRAY_ADD(*items, *count, alloc) = json_integer_value(value);
	}
}

void io_strings(struct json_io *io, const char *name, char ***items, size_t *count,
		size_t *alloc)
{
	size_t own = 0;
	json_t *array;

	if (io->reading) {
		read_strings(io, name, items, count, alloc ? alloc : &own);
		return;
	}
	array = json_array();
	for (size_t i = 0; i < *count; i++)
		json_array_append_new(array, string_of((*items)[i], strlen((*items)[i]), true));
	put(io, name, array);
}

bool io_has(struct json_io *io, const char *name, bool there, bool absent)
{
	if (io->reading) {
		const json_t *value = *io->failed ? NULL : json_object_get(io->object, name);

		if (!value && !absent)
			io_complain(io, name, "missing");
		return value && !json_is_null(value);
	}
	if (!there && !absent)
		put(io, name, json_null());
	return there;
}

void io_word(struct json_io *io, const char *name, int *value, const char *const *words,
	     int count)
{
	const json_t *found;

	if (!io->reading) {
		put(io, name, json_string(words[*value]));
		return;
	}
	found = get(io, name, is_string, "word");
	for (int i = 0; found && i < count; i++) {
		if (!strcmp(words[i], json_string_value(found))) {
			*value = i;
			return;
		}
	}
	io_complain(io, name, "not a word that is known here");
}

struct json_io io_object(struct json_io *io, const char *name)
{
	struct json_io inner = *io;

	inner.parent = io;
	inner.name = name;
	inner.index = SIZE_MAX;
	if (io->reading) {
		inner.object = (json_t *)get(io, name, is_object, "object");
	} else {
		inner.object = json_object();
		put(io, name, inner.object);
	}
	return inner;
}

struct json_list io_list(struct json_io *io, const char *name, size_t count)
{
	struct json_list list = {.io = io, .name = name, .count = count};

	if (io->reading) {
		list.array = (json_t *)get(io, name, is_array, "list");
		list.count = json_array_size(list.array);
	} else {
		list.array = json_array();
		put(io, name, list.array);
	}
	return list;
}

struct json_io io_item(struct json_list *list, size_t index)
{
	struct json_io item = *list->io;

	item.parent = list->io;
	item.name = list->name;
	item.index = index;
	if (!item.reading) {
		item.object = json_object();
		json_array_append_new(list->array, item.object);
		return item;
	}
	item.object = json_array_get(list->array, index);
	if (!json_is_object(item.object)) {
		item.object = NULL;
		io_complain(list->io, list->name, "holds what is no object");
	}
	return item;
}
