/* SPDX-License-Identifier: GPL-2.0-only */
/* How the JSON of a result is put together (result/json_io.h); nothing else needs this. */
#ifndef RESULT_JSON_PARTS_H
#define RESULT_JSON_PARTS_H

#include "result/json_io.h"
#include "result/result.h"

/* json.c: how a person calls the patch of a row. Written only. */
void json_id(struct json_io *io, const struct result_row *row);

/* json_patch.c; the series is named by its caller. */
void json_patch(struct json_io *io, struct patch_result *patch);

/* json_build.c; json_build is an element of "builds" but for the series. */
void json_build(struct json_io *io, struct state_result *state, bool is_ported);
void json_steps(struct json_io *io, struct steps_result *steps);
void json_cost(struct json_io *io, struct series_result *series);
void json_check(struct json_io *io, struct check_comparison *check);

/* json_tests.c: "variants", "runs" and "tests" of a branch, whose series are there. */
void json_tests(struct json_io *io, struct branch_result *branch);

/* json_shown.c: what tests showed beside their outcome. */
void json_behaviour(struct json_io *io, struct behaviour_result *behaviour);
void json_coverage(struct json_io *io, struct coverage_result *coverage);

/* json_branch.c: branch `index` of the result, whose rows are there. */
void json_branch(struct json_io *io, struct result *result, size_t index);

/* "seen", an object, or no such field. */
void json_seen(struct json_io *io, struct seen *seen);

/* A series of the branch by its name; NULL: none, which is said when reading. */
struct series_result *json_find_series(struct json_io *io, struct branch_result *branch,
				       const char *name);

/* {"kind", "message", "exit_code"} */
void json_error(struct json_io *io, struct error **error);

#endif
