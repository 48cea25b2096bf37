// SPDX-License-Identifier: GPL-2.0-only
#include "git/config.h"

#include <errno.h>
#include <sys/stat.h>

#include "git/start.h"
#include "util/alloc.h"
#include "util/file.h"

#define CONFIG_MAX_BYTES (1 << 20)

int config_open(const char *path, git_config **ret_config, struct error **err)
{
	git_config *config;

	struct stat st;

	/* libgit2 takes a file that is not there for an empty one, and waits for a FIFO. */
	if (stat(path, &st))
		return errno == ENOENT ? error_set(err, ERROR_INPUT, "%s: no such file", path) :
		       error_errno(err, ERROR_INPUT, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a regular file", path);
	if (st.st_size > CONFIG_MAX_BYTES)
		return error_set(err, ERROR_INPUT, "%s: larger than %d bytes", path, CONFIG_MAX_BYTES);
	libgit2_start();
	if (git_config_open_ondisk(&config, path))
		return error_git(err, ERROR_INPUT, "%s", path);
	*ret_config = config;
	return 0;
}

void config_close(git_config **config)
{
	git_config_free(*config);
	*config = NULL;
}

char *config_string(git_config *config, const char *key)
{
	git_config_entry *entry;
	char *value;

	if (git_config_get_entry(&entry, config, key))
		return NULL;
	value = xstrdup(entry->value ? entry->value : "");
	git_config_entry_free(entry);
	return value;
}

char **config_strings(git_config *config, const char *key)
{
	git_config_iterator *iterator;
	git_config_entry *entry;
	size_t count = 0, alloc = 0;
	char **values = NULL;

	if (!git_config_multivar_iterator_new(&iterator, config, key, NULL)) {
		while (!git_config_next(&entry, iterator))
			*ARRAY_ADD(values, count, alloc) =
				xstrdup(entry->value ? entry->value : "");
		git_config_iterator_free(iterator);
	}
	*ARRAY_ADD(values, count, alloc) = NULL;
	return values;
}

void config_free_strings(char ***strings)
{
	for (char **s = *strings; s && *s; s++)
		free(*s);
	free(*strings);
	*strings = NULL;
}

int config_walk(git_config *config,
		int (*on_entry)(const char *key, const char *value, void *data), void *data)
{
	git_config_iterator *iterator;
	git_config_entry *entry;
	int rc = 0;

	if (git_config_iterator_new(&iterator, config))
		return 0;
	while (!rc && !git_config_next(&entry, iterator))
		rc = on_entry(entry->name, entry->value ? entry->value : "", data);
	git_config_iterator_free(iterator);
	return rc;
}
