/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values to JSON and back by one description of their fields, so that what is written
 * is what is read. A function takes a `struct json_io` and a value and names each
 * field once; it is called to write, when the value is the source, and to read, when
 * the value is zeroed and gets what the object holds.
 *
 * Reading checks all: a field that is missing, or of another type or word, is an
 * ERROR_INPUT with its place ("branches[2].patches[0].verdict"), after which nothing
 * more is read. What a later program has added is passed over. Texts are made
 * printable (util/text.h) on both ways. What was read half is fit to be released.
 */
#ifndef RESULT_JSON_IO_H
#define RESULT_JSON_IO_H

#include <git2.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/alloc.h"
#include "util/error.h"

/* One object on its way. Made by json_io_writing(), json_io_reading(), io_item(), io_object(). */
struct json_io {
	bool reading;
	json_t *object;			/* not owned; NULL: reading has failed */
	struct error **err;
	bool *failed;
	const struct json_io *parent;	/* for messages: of whom it is part, */
	const char *name;		/* under which name, */
	size_t index;			/* and which element of that; SIZE_MAX: no list */
};

/* Write into `object`, which stays the caller's. *failed has to be false. */
struct json_io json_io_writing(json_t *object, bool *failed);

/* Read from it; *failed, false before, becomes true with *err set. */
struct json_io json_io_reading(const json_t *object, bool *failed, struct error **err);

/* Say that a field holds what it must not; when writing nothing is said. */
void io_complain(struct json_io *io, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A string; never NULL when written. Allocated. */
void io_text(struct json_io *io, const char *name, char **value);
/* A string or null. */
void io_text_or_null(struct json_io *io, const char *name, char **value);
/* A string, or no such field. */
void io_text_optional(struct json_io *io, const char *name, char **value);
/* A text whose lines all end with a newline, as an array of its lines. Allocated. */
void io_lines(struct json_io *io, const char *name, char **value);
void io_bool(struct json_io *io, const char *name, bool *value);
/* A boolean that is only there when it is true. */
void io_mark(struct json_io *io, const char *name, bool *value);
void io_size(struct json_io *io, const char *name, size_t *value);
void io_u64(struct json_io *io, const char *name, uint64_t *value);
void io_long(struct json_io *io, const char *name, long long *value);
void io_double(struct json_io *io, const char *name, double *value);
/* An array of counts. Allocated. */
void io_sizes(struct json_io *io, const char *name, size_t **items, size_t *count);
/* 40 hex digits. */
void io_oid(struct json_io *io, const char *name, git_oid *value);
/* An array of strings; alloc may be NULL. */
void io_strings(struct json_io *io, const char *name, char ***items, size_t *count,
		size_t *alloc);
/* Is the field there and not null? Writing: `there`, and if not, null is written unless `absent`. */
bool io_has(struct json_io *io, const char *name, bool there, bool absent);

/* One of the words. */
void io_word(struct json_io *io, const char *name, int *value, const char *const *words,
	     int count);

/* The same of an enumeration from 0 to `last`, each of which has a name by name_of(). */
#define io_enum(io, field, value, last, name_of)			\
	({								\
		const char *words_[(last) + 1];				\
		int number_ = *(value);					\
		for (int w_ = 0; w_ <= (int)(last); w_++)		\
			words_[w_] = name_of(w_);			\
		io_word(io, field, &number_, words_, (last) + 1);	\
		*(value) = number_;					\
	})

/* An object in a field. */
struct json_io io_object(struct json_io *io, const char *name);

/* A list of objects: `count` of them when writing, as many as there are when reading. */
struct json_list {
	struct json_io *io;
	const char *name;
	json_t *array;
	size_t count;
};
struct json_list io_list(struct json_io *io, const char *name, size_t count);
struct json_io io_item(struct json_list *list, size_t index);

/* A list that is an array of values, `describe` being what takes one of them. */
#define io_values(io, field, items_, count_, alloc_, describe)				\
	({										\
		struct json_list list_ = io_list(io, field, (io)->reading ? 0 : (count_));	\
		for (size_t at_ = 0; at_ < list_.count && !*(io)->failed; at_++) {	\
			struct json_io item_ = io_item(&list_, at_);			\
			describe(&item_, (io)->reading ? ARRAY_ADD(items_, count_, alloc_) :	\
							 &(items_)[at_]);		\
		}									\
	})

#endif
