/* SPDX-License-Identifier: GPL-2.0-only */
/* A port as what a form takes (deliver/delivery.h). */
#ifndef RUN_DELIVERY_OF_H
#define RUN_DELIVERY_OF_H

#include "deliver/delivery.h"
#include "result/result.h"
#include "run/identity.h"
#include "run/port_values.h"
#include "series/answers.h"

/*
 * What a branch gets of a series. The patches are an array of its own, which the caller frees;
 * all else belongs to the result, the port and the identity. answers (or NULL): who waits for an
 * answer, unless reply_to is set already. No patches: nothing was ported.
 */
void delivery_of(const struct branch_result *branch, const struct series_result *series,
		 const struct port_result *port, const struct identity *identity,
		 const struct answers *answers, struct delivery *delivery,
		 struct delivery_patch **ret_patches);

/*
 * The boot variants (kernels/vm/variants.conf) that are for what a series changes and that `known`,
 * what is kept of the branch, compares no tests in: "npt=0, ept=1", appended.
 */
int delivery_untested(const char *project, const struct series_result *series,
		      const struct branch_result *known, struct buf *ret, struct error **err);

/*
 * Set what the rules of the series (a file, judge/rules.h) say of each patch on the branch. The
 * texts are an array that the caller frees with config_free_strings() when the patches are done.
 */
int delivery_take_remarks(const char *rules, const struct delivery *delivery,
			  struct delivery_patch *patches, char ***ret_texts, struct error **err);

#endif
