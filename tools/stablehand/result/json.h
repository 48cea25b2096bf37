/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result as JSON of schema 2, which schema.json beside this file describes. What
 * is written is read back without loss, but for the attempts of tests, which are in
 * the store. Within a schema fields are only added; a reader passes over those that
 * it does not know.
 */
#ifndef RESULT_JSON_H
#define RESULT_JSON_H

#include <jansson.h>

#include "result/night.h"
#include "result/result.h"

#define JSON_SCHEMA 2

/* A new reference. */
json_t *result_to_json(const struct result *result);

/*
 * Read one from what may come from anywhere. ERROR_INPUT: it is no JSON, of another
 * schema, or not as the schema has it, with the place. The caller releases
 * *ret_result.
 */
int result_from_json(const char *bytes, size_t len, struct result *ret_result,
		     struct error **err);

/* The same of one that was parsed already; it stays the caller's. */
int result_from_object(const json_t *object, struct result *ret_result, struct error **err);

/*
 * One patch that is there (result_patch() gives it), its "patch" as in the whole
 * result's. A new reference.
 */
json_t *patch_to_json(const struct result *result, size_t branch, size_t row);

/*
 * An error as an object {"kind", "message", "exit_code"}, a new reference, and back:
 * false when it is none. Kinds: error_kind_name().
 */
json_t *error_to_object(const struct error *error);
bool error_from_object(const json_t *object, struct error **ret_error);

/*
 * A night (without the version of the format) and back; the same of a finding; both new
 * references. Reading checks as result_from_json() does; the caller releases what it gets.
 */
json_t *night_to_object(const struct night *night);
int night_from_object(const json_t *object, struct night *ret_night, struct error **err);
json_t *finding_to_object(const struct night_finding *finding);
int finding_from_object(const json_t *object, struct night_finding *ret_finding,
			struct error **err);

/* {"schema", "night": {...}} and {"schema", "nights": [...]}. New references. */
json_t *night_to_json(const struct night *night);
json_t *nights_to_json(const struct nights *nights);

/* An array of strings, a new reference. */
json_t *json_strings(char *const *items, size_t count);

/* What a command that fails prints, {"schema", "error": {...}}. A new reference. */
json_t *error_to_json(const struct error *error);

#endif
