// SPDX-License-Identifier: GPL-2.0-only
#include "vm/settings.h"

#include <stdio.h>
#include <string.h>

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

#define SECTION "test."
#define MAX_TIMEOUT 86400

void test_settings_release(struct test_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		struct test_setting *s = &settings->items[i];

		free(s->test);
		config_free_strings(&s->on);
		config_free_strings(&s->arguments);
		free(s->reason);
	}
	free(settings->items);
	*settings = (struct test_settings){0};
}

static char *key_of(const char *test, const char *name)
{
	return xasprintf(SECTION "%s.%s", test, name);
}

static int read_seconds(const char *path, const char *test, const char *name, git_config *config,
			unsigned *ret, struct error **err)
{
	_cleanup_free_ char *key = key_of(test, name), *text = config_string(config, key);
	char *end;
	long value = text ? strtol(text, &end, 10) : 0;

	if (text && (!*text || *end || value < 1 || value > MAX_TIMEOUT))
		return error_set(err, ERROR_INPUT, "%s: test %s: %s = %s: not seconds", path, test,
				 name, text);
	*ret = value;
	return 0;
}

/* A name "TEST WHERE" becomes the test's, and that where. */
static int split_name(const char *path, struct test_setting *s, struct error **err)
{
	char *where = strchr(s->test, ' ');

	if (where == s->test)
		return error_set(err, ERROR_INPUT, "%s: [test \"%s\"]: no test", path, s->test);
	if (!where)
		return 0;
	if (*s->on)
		return error_set(err, ERROR_INPUT, "%s: test %s: says on what twice", path,
				 s->test);
	config_free_strings(&s->on);
	s->on = xcalloc(2, sizeof(*s->on));
	s->on[0] = xstrdup(where + 1);
	*where = '\0';
	return 0;
}

static int read_test(const char *path, git_config *config, struct test_setting *s,
		     struct error **err)
{
	_cleanup_free_ char *on = key_of(s->test, "on"), *argument = key_of(s->test, "argument");
	_cleanup_free_ char *reason = key_of(s->test, "reason");

	s->on = config_strings(config, on);
	s->arguments = config_strings(config, argument);
	s->reason = config_string(config, reason);
	if (!s->reason || !*s->reason) {
		return error_set(err, ERROR_INPUT, "%s: test %s: a reason is needed", path,
				 s->test);
	}
	if (read_seconds(path, s->test, "timeout", config, &s->timeout, err) ||
	    read_seconds(path, s->test, "patience", config, &s->patience, err))
		return -1;
	return split_name(path, s, err);
}

struct settings_reading {
	const char *path;
	struct test_settings settings;
	struct error **err;
};

/* First walk: which tests there are, and that every key is one. */
static int on_key(const char *key, const char *value, void *data)
{
	static const char *const keys[] = {"on", "argument", "timeout", "patience", "reason"};
	struct settings_reading *r = data;
	const char *name = key + strlen(SECTION), *dot = strrchr(key, '.');
	bool known = false, there = false;
	_cleanup_free_ char *test = NULL;

	if (strncmp(key, SECTION, strlen(SECTION)))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		known |= !strcmp(dot + 1, keys[i]);
	if (dot <= name || !known)
		return error_set(r->err, ERROR_INPUT, "%s: unknown key %s", r->path, key);
	test = xstrndup(name, dot - name);
	for (size_t i = 0; i < r->settings.count; i++)
		there |= !strcmp(r->settings.items[i].test, test);
	if (!there)
		ARRAY_ADD(r->settings.items, r->settings.count, r->settings.alloc)->test =
			TAKE_PTR(test);
	return 0;
}

int test_settings_read(const char *path, struct test_settings *ret_settings, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	struct settings_reading r = {.path = path, .err = err};
	int rc;

	if (!path_exists(path))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	rc = config_walk(config, on_key, &r);
	for (size_t i = 0; i < r.settings.count && !rc; i++)
		rc = read_test(path, config, &r.settings.items[i], err);
	if (rc) {
		test_settings_release(&r.settings);
		return -1;
	}
	*ret_settings = r.settings;
	return 0;
}

void test_settings_have_patience(struct test_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		struct test_setting *s = &settings->items[i];

		s->alone = s->patience;
		if (s->patience)
			s->timeout = s->patience;
	}
}

static bool among(char **words, const char *engine, const char *accelerator)
{
	bool found = !*words;

	for (; *words; words++)
		found |= !strcmp(*words, engine) || !strcmp(*words, accelerator);
	return found;
}

const struct test_setting *test_settings_find(const struct test_settings *settings,
					      const char *test, const char *engine,
					      const char *accelerator)
{
	const char *slash = strrchr(test, '/'), *last = slash ? slash + 1 : test;

	for (size_t i = 0; i < settings->count; i++) {
		const struct test_setting *s = &settings->items[i];

		if ((!strcmp(s->test, test) || !strcmp(s->test, last)) &&
		    among(s->on, engine, accelerator))
			return s;
	}
	return NULL;
}
