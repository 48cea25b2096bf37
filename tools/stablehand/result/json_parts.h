/* SPDX-License-Identifier: GPL-2.0-only */
/* How the JSON of a result is put together; nothing else needs this. */
#ifndef RESULT_JSON_PARTS_H
#define RESULT_JSON_PARTS_H

#include <jansson.h>

#include "result/series.h"

json_t *json_behaviour(const struct behaviour_result *result);
json_t *json_check(const struct check_comparison *result);
json_t *json_code(const struct code_result *result);
json_t *json_coverage(const struct coverage_result *result);
json_t *json_steps(const struct steps_result *result);

#endif
