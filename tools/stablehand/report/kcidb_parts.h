/* SPDX-License-Identifier: GPL-2.0-only */
/* How kcidb_write() is split; nothing else needs this. */
#ifndef REPORT_KCIDB_PARTS_H
#define REPORT_KCIDB_PARTS_H

#include <jansson.h>
#include <stdbool.h>

#include "report/format_parts.h"

struct kcidb {
	const struct result *result;
	const char *origin;
	json_t *checkouts, *builds, *tests;
};

/* Texts, cleaned and within bounds, the first line or all; nothing is set of what is empty. */
void kcidb_set_line(json_t *object, const char *key, const char *text);
void kcidb_set_excerpt(json_t *object, const char *text);

/* When and by which program, where that is known. */
void kcidb_set_seen(json_t *misc, const struct seen *seen);

/* Set misc, whose reference is taken, where something is in it. */
void kcidb_set_misc(json_t *object, json_t *misc);

/* "origin:KIND-SHA256", by what it stands for. Allocated. */
char *kcidb_make_id(const struct kcidb *k, const char *kind, const char *of);

/* A new object with its id and origin, which the list owns. */
json_t *kcidb_add(struct kcidb *k, json_t *list, const char *id);

/* Has a series a checkout: as it was ported, or refused? */
bool kcidb_has_checkout(const struct series_result *s);

/* The id of the build of base (s NULL) or of a series' ported state. Allocated. */
char *kcidb_build_id(const struct kcidb *k, const struct branch_result *b,
		     const struct series_result *s);

/* All tests of all branches. */
void kcidb_add_tests(struct kcidb *k);

#endif
