// SPDX-License-Identifier: GPL-2.0-only
#include "run/project_conf.h"

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

int project_conf_text(const struct context *context, const char *key, char **ret_value,
		      struct error **err)
{
	_cleanup_free_ char *file = path_join(context->project, PROJECT_CONF);
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_free_ char *value = NULL;

	*ret_value = NULL;
	if (!path_exists(file))
		return 0;
	if (config_open(file, &config, err))
		return -1;
	value = config_string(config, key);
	if (value && !*value)
		return error_set(err, ERROR_INPUT, "%s: %s is empty", file, key);
	*ret_value = TAKE_PTR(value);
	return 0;
}

int project_conf_path(const struct context *context, const char *key, char **ret_path,
		      struct error **err)
{
	_cleanup_free_ char *value = NULL;

	*ret_path = NULL;
	if (project_conf_text(context, key, &value, err))
		return -1;
	if (value)
		*ret_path = *value == '/' ? TAKE_PTR(value) :
					    path_join(context->project, "%s", value);
	return 0;
}
