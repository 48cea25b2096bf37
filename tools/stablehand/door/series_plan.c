// SPDX-License-Identifier: GPL-2.0-only
/* What of a series is there already. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "door/series_parts.h"
#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

#define CONF_MAX_BYTES (16u << 20)
#define RULES_FILE "rules.conf"

/* Nobody who hands out a project makes us write elsewhere. */
static int check_is_folder(const char *path, struct error **err)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : error_errno(err, ERROR_INPUT, "%s", path);
	return S_ISDIR(st.st_mode) ? 0 : error_set(err, ERROR_INPUT, "%s: not a folder", path);
}

static int read_present(const struct plan *plan, const struct series_entry *entry,
			struct present *present, struct error **err)
{
	_cleanup_free_ char *path = NULL;
	struct stat st;

	present->name = entry->path + strlen(entry->series) + 1;
	path = path_join(plan->folder, "%s", present->name);
	if (lstat(path, &st) && errno == ENOENT)
		return 0;
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a plain file", path);
	if (file_read(path, PATCH_MAX_BYTES, &present->text, err))
		return -1;
	patch_parse(present->name, buf_str(&present->text), present->text.len, &present->patch,
		    NULL);
	return 0;
}

static int mark_ruled(const char *key, const char *value, void *data)
{
	struct plan *plan = data;
	const char *first = strchr(key, '.'), *last = strrchr(key, '.');

	for (size_t i = 0; first != last && i < plan->present_count; i++) {
		struct present *present = &plan->present[i];
		size_t len = last - first - 1;

		if (strlen(present->name) == len && !memcmp(present->name, first + 1, len))
			present->ruled = true;
	}
	return 0;
}

static int read_rules(struct plan *plan, struct error **err)
{
	_cleanup_free_ char *path = path_join(plan->folder, RULES_FILE);
	_cleanup_git_config_ git_config *config = NULL;

	if (!path_exists(path))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	config_walk(config, mark_ruled, plan);
	return 0;
}

int plan_open(const struct series_write_options *options, struct incoming *incoming,
	      struct plan *ret_plan, struct error **err)
{
	_cleanup_plan_ struct plan plan = { 0 };
	_cleanup_free_ char *patches = path_join(options->project, "patches");
	size_t count = 0;

	plan.folder = path_join(patches, "%s", options->series);
	plan.conf_path = path_join(options->project, "series.conf");
	if (check_is_folder(patches, err) || check_is_folder(plan.folder, err) ||
	    file_read(plan.conf_path, CONF_MAX_BYTES, &plan.conf_text, err) ||
	    series_conf_parse("series.conf", buf_str(&plan.conf_text), plan.conf_text.len, NULL,
			      &plan.conf, err))
		return -1;
	plan.present = xcalloc(plan.conf->entry_count + 1, sizeof(*plan.present));
	for (size_t i = 0; i < plan.conf->entry_count; i++) {
		if (strcmp(plan.conf->entries[i].series, options->series))
			continue;
		plan.present_count++;
		if (read_present(&plan, &plan.conf->entries[i], &plan.present[count++], err))
			return -1;
	}
	if (read_rules(&plan, err))
		return -1;
	plan.items = xcalloc(incoming->patch_count + 1, sizeof(*plan.items));
	for (size_t i = 0; i < incoming->patch_count; i++)
		plan.items[i].incoming = &incoming->patches[i];
	plan.count = incoming->patch_count;
	*ret_plan = plan;
	plan = (struct plan){ 0 };
	return 0;
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->present_count; i++) {
		buf_release(&plan->present[i].text);
		patch_free(plan->present[i].patch);
	}
	for (size_t i = 0; i < plan->count; i++)
		free(plan->items[i].name);
	free(plan->present);
	free(plan->items);
	free(plan->folder);
	free(plan->conf_path);
	buf_release(&plan->conf_text);
	series_conf_free(plan->conf);
	*plan = (struct plan){ 0 };
}
