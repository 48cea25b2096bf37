// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"

#include <stddef.h>

const struct command *const commands[] = {
	&command_import,
	&command_cve,
	&command_fetch,
	&command_status,
	&command_explain,
	&command_show,
	&command_port,
	&command_resolve,
	&command_build,
	&command_test,
	&command_run,
	&command_report,
	&command_history,
	&command_bisect,
	&command_export,
	&command_lint,
	&command_nightly,
	&command_accept,
	&command_gc,
	&command_du,
	&command_review,
	&command_check,
	&command_adapt_file,
	&command_job,
	&command_help,
	NULL,
};
