/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a project knows of this machine: stablehand.conf in its folder, in git-config syntax. It
 * need not be there.
 *
 *	[upstream]
 *		path = ../linux		; a repository with Linus' tree; relative to the file
 *	[vulns]
 *		path = ../vulns		; a checkout of the kernel's CVE data
 *	[limits]			; of nightly; run/limits.h
 *		time = 6h
 *		cores = 8
 *		disk = 100G
 *	[nightly]
 *		page = ../public/page	; a folder of its own, as of report --html
 */
#ifndef RUN_PROJECT_CONF_H
#define RUN_PROJECT_CONF_H

#include "run/context.h"
#include "util/error.h"

#define PROJECT_CONF "stablehand.conf"

/*
 * The path that a key ("upstream.path") has, from the project's folder on; NULL: it is not said.
 * ERROR_INPUT when the file cannot be read. The caller frees *ret_path.
 */
int project_conf_path(const struct context *context, const char *key, char **ret_path,
		      struct error **err);

/*
 * The last value of a key, NULL: it is not said. ERROR_INPUT as above, and when it is empty. The
 * caller frees *ret_value.
 */
int project_conf_text(const struct context *context, const char *key, char **ret_value,
		      struct error **err);

#endif
