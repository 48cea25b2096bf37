// SPDX-License-Identifier: GPL-2.0-only
#include "vm/variant.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

#define SECTION "variant."

static void variant_clear(struct variant *variant)
{
	free(variant->name);
	free(variant->what);
	free(variant->engine);
	free(variant->otherwise);
	free(variant->model);
	free(variant->cpu);
	free(variant->parameters);
	config_free_strings(&variant->touches);
}

void variants_release(struct variants *variants)
{
	for (size_t i = 0; i < variants->count; i++)
		variant_clear(&variants->items[i]);
	free(variants->items);
	*variants = (struct variants){0};
}

static bool is_name(const char *name, size_t len)
{
	if (!len || len > 60 || !isalnum((unsigned char)name[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("=._+-", name[i]))
			return false;
	return true;
}

static bool is_word(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static struct variant *add(struct variants *variants, const char *name, size_t len)
{
	struct variant *v = ARRAY_ADD(variants->items, variants->count, variants->alloc);

	v->name = xstrndup(name, len);
	v->engine = xstrdup(VARIANT_ENGINE);
	v->arch = arch_default();
	v->touches = xcalloc(1, sizeof(*v->touches));
	return v;
}

static void add_parameter(struct variant *v, const char *word)
{
	char *all = v->parameters ? xasprintf("%s %s", v->parameters, word) : xstrdup(word);

	free(v->parameters);
	v->parameters = all;
}

static void add_pattern(struct variant *v, const char *pattern)
{
	size_t count = 0, alloc;

	while (v->touches[count])
		count++;
	alloc = count + 1;
	v->touches = xgrow(v->touches, count + 1, &alloc, sizeof(*v->touches));
	v->touches[count] = xstrdup(pattern);
	v->touches[count + 1] = NULL;
}

struct variant_reading {
	const char *path;
	struct variants *variants;
	size_t before;		/* variants of other files */
	struct error **err;
};

static struct variant *variant_of(struct variant_reading *r, const char *name, size_t len)
{
	struct variants *all = r->variants;

	for (size_t i = 0; i < all->count; i++) {
		if (strlen(all->items[i].name) != len || memcmp(all->items[i].name, name, len))
			continue;
		if (i >= r->before)
			return &all->items[i];
		error_set(r->err, ERROR_INPUT, "%s: duplicate variant %s", r->path,
			  all->items[i].name);
		return NULL;
	}
	return add(all, name, len);
}

static void replace(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static int set_arch(struct variant_reading *r, struct variant *v, const char *value)
{
	_cleanup_free_ char *names = NULL;

	v->arch = arch_find(value);
	if (v->arch)
		return 0;
	names = arch_names();
	return error_set(r->err, ERROR_INPUT, "%s: variant %s: arch = %s: not %s", r->path, v->name,
			 value, names);
}

static int on_key(const char *key, const char *value, void *data)
{
	struct variant_reading *r = data;
	const char *name = key + strlen(SECTION), *dot = strrchr(key, '.');
	struct variant *v;

	if (strncmp(key, SECTION, strlen(SECTION)))
		return 0;
	if (dot < name || !is_name(name, dot - name))
		return error_set(r->err, ERROR_INPUT, "%s: %s: not a name for a variant", r->path,
				 key);
	v = variant_of(r, name, dot - name);
	if (!v)
		return -1;
	key = dot + 1;
	if (strcmp(key, "what") && strcmp(key, "otherwise") && !is_word(value))
		return error_set(r->err, ERROR_INPUT, "%s: %s = %s: not one word", r->path, dot + 1,
				 value);
	if (!strcmp(key, "what"))
		replace(&v->what, value);
	else if (!strcmp(key, "otherwise"))
		replace(&v->otherwise, value);
	else if (!strcmp(key, "engine"))
		replace(&v->engine, value);
	else if (!strcmp(key, "arch"))
		return set_arch(r, v, value);
	else if (!strcmp(key, "model"))
		replace(&v->model, value);
	else if (!strcmp(key, "cpu"))
		replace(&v->cpu, value);
	else if (!strcmp(key, "parameter"))
		add_parameter(v, value);
	else if (!strcmp(key, "touches"))
		add_pattern(v, value);
	else
		return error_set(r->err, ERROR_INPUT, "%s: variant %s: unknown key %s", r->path,
				 v->name, key);
	return 0;
}

int variants_read(const char *path, struct variants *variants, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	struct variant_reading r = {
		.path = path,
		.variants = variants,
		.before = variants->count,
		.err = err,
	};

	if (!path_exists(path))
		return 0;
	if (config_open(path, &config, err))
		return -1;
	return config_walk(config, on_key, &r) ? -1 : 0;
}

void variants_complete(struct variants *variants, const struct arch *arch)
{
	for (size_t i = 0; i < variants->count; i++)
		if (variants->items[i].arch == arch)
			return;
	add(variants, VARIANT_DEFAULT, strlen(VARIANT_DEFAULT))->arch = arch;
}

const struct variant *variants_find(const struct variants *variants, const char *name)
{
	for (size_t i = 0; i < variants->count; i++)
		if (!strcmp(variants->items[i].name, name))
			return &variants->items[i];
	return NULL;
}

bool variant_concerns(const struct variant *variant, const char *const *paths, size_t count)
{
	if (!*variant->touches)
		return true;
	for (char **pattern = variant->touches; *pattern; pattern++)
		for (size_t i = 0; i < count; i++)
			if (!fnmatch(*pattern, paths[i], 0))
				return true;
	return false;
}
