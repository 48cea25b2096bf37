// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/branch.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "git/config.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/file.h"

#define SUFFIX ".conf"

static void clear_source(struct branch_source *source)
{
	free(source->name);
	free(source->package);
	config_free_strings(&source->suites);
	free(source->location);
	free(source->git_branch);
	free(source->since);
	free(source->sha256);
	free(source->version);
	free(source->base);
}

void branch_free(struct branch **branch)
{
	struct branch *b = *branch;

	if (!b)
		return;
	for (size_t i = 0; i < b->source_count; i++)
		clear_source(&b->sources[i]);
	free(b->sources);
	free(b->name);
	free(b->path);
	free(b->eol);
	config_free_strings(&b->fragments);
	free(b->tests_folder);
	free(b);
	*branch = NULL;
}

/* Letters, digits and ".-_+": safe in a path, a reference and a program's argument. */
static bool plain_word(const char *word)
{
	size_t len = strlen(word);

	if (!len || len > 100 || !isalnum((unsigned char)word[0]) || strstr(word, "..") ||
	    word[len - 1] == '.' || (len >= 5 && !strcmp(word + len - 5, ".lock")))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr(".-_+", word[i]))
			return false;
	return true;
}

static bool is_control(const char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			return true;
	return false;
}

static bool is_hex(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, "0123456789abcdefABCDEF") == len;
}

/* "2027-12" or "2027-12-31". */
static bool is_date(const char *text)
{
	static const char form[] = "0000-00-00";
	size_t len = strlen(text);

	if (len != 7 && len != 10)
		return false;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '-' ? text[i] != '-' : !isdigit((unsigned char)text[i]))
			return false;
	return true;
}

/* A name of a git branch, "linux-6.1.y" or "stable/6.1", as an argument of git. */
static bool plain_ref(const char *ref)
{
	_cleanup_free_ char *copy = xstrdup(ref);
	char *rest = copy, *part;

	while ((part = strsep(&rest, "/")))
		if (!plain_word(part))
			return false;
	return strlen(ref) <= 200;
}

struct loading {
	struct branch *branch;
	struct branch_source *source;	/* of the key at hand */
	size_t source_alloc;
	struct error **err;
};

static int bad_value(struct loading *l, const char *key, const char *value, const char *want)
{
	return error_set(l->err, ERROR_INPUT, "%s: %s = %s: not %s", l->branch->path, key, value,
			 want);
}

static int unknown_key(struct loading *l, const char *key)
{
	return error_set(l->err, ERROR_INPUT, "%s: unknown key %s", l->branch->path, key);
}

static int set_once(struct loading *l, const char *key, char **to, char *value)
{
	if (*to) {
		free(value);
		return error_set(l->err, ERROR_INPUT, "%s: %s is set twice", l->branch->path, key);
	}
	*to = value;
	return 0;
}

static void add_string(char ***strings, const char *text)
{
	size_t count = 0, alloc;

	while ((*strings)[count])
		count++;
	alloc = count + 1;
	*strings = xgrow(*strings, count + 1, &alloc, sizeof(**strings));
	(*strings)[count] = xstrdup(text);
	(*strings)[count + 1] = NULL;
}

static char **no_strings(void)
{
	return xcalloc(1, sizeof(char *));
}

static struct branch_source *source_named(struct loading *l, const char *name, size_t len)
{
	struct branch *b = l->branch;
	struct branch_source *s;

	for (size_t i = 0; i < b->source_count; i++)
		if (strlen(b->sources[i].name) == len && !memcmp(b->sources[i].name, name, len))
			return &b->sources[i];
	s = ARRAY_ADD(b->sources, b->source_count, l->source_alloc);
	s->name = xstrndup(name, len);
	s->suites = no_strings();
	return s;
}

static char *location_from(struct loading *l, const char *value)
{
	_cleanup_free_ char *copy = NULL;

	if (value[0] == '/')
		return xstrdup(value);
	copy = xstrdup(l->branch->path);
	return path_join(dirname(copy), "%s", value);
}

/* One key of a [source]; `name` is what stands behind "source.<sub>.". */
static int source_key(struct loading *l, const char *key, const char *name, const char *value)
{
	struct branch_source *s = l->source;

	if (!*value || is_control(value) || value[0] == '-')
		return bad_value(l, key, value, "a usable value");
	if (!strcmp(name, "type"))
		return 0;	/* read first, by source_type() */
	if (s->kind == SOURCE_APT && !strcmp(name, "package"))
		return plain_word(value) ? set_once(l, key, &s->package, xstrdup(value)) :
					   bad_value(l, key, value, "a package name");
	if (s->kind == SOURCE_APT && !strcmp(name, "suite")) {
		if (!plain_word(value))
			return bad_value(l, key, value, "a suite");
		add_string(&s->suites, value);
		return 0;
	}
	if ((s->kind == SOURCE_GIT || s->kind == SOURCE_TARBALL) && !strcmp(name, "url")) {
		s->is_url = true;
		return set_once(l, key, &s->location, xstrdup(value));
	}
	if (s->kind != SOURCE_APT && !strcmp(name, "path"))
		return set_once(l, key, &s->location, location_from(l, value));
	if (s->kind == SOURCE_GIT && !strcmp(name, "branch"))
		return plain_ref(value) ? set_once(l, key, &s->git_branch, xstrdup(value)) :
					  bad_value(l, key, value, "a branch name");
	if (s->kind == SOURCE_GIT && !strcmp(name, "since"))
		return plain_ref(value) ? set_once(l, key, &s->since, xstrdup(value)) :
					  bad_value(l, key, value, "a tag");
	if (s->kind == SOURCE_GIT && !strcmp(name, "max-mib")) {
		char *end;
		unsigned long mib = strtoul(value, &end, 10);

		if (!mib || mib > 1 << 20 || *end || !isdigit((unsigned char)*value))
			return bad_value(l, key, value, "a number of MiB");
		s->max_mib = mib;
		return 0;
	}
	if (s->kind == SOURCE_TARBALL && !strcmp(name, "version"))
		return version_valid(value) ? set_once(l, key, &s->version, xstrdup(value)) :
					      bad_value(l, key, value, "a version");
	if (s->kind == SOURCE_RC && !strcmp(name, "base"))
		return version_valid(value) ? set_once(l, key, &s->base, xstrdup(value)) :
					      bad_value(l, key, value, "a version");
	if (s->kind == SOURCE_TARBALL && !strcmp(name, "sha256")) {
		if (!is_hex(value, 64))
			return bad_value(l, key, value, "64 hex digits");
		if (set_once(l, key, &s->sha256, xstrdup(value)))
			return -1;
		for (char *at = s->sha256; *at; at++)
			*at = tolower((unsigned char)*at);
		return 0;
	}
	return unknown_key(l, key);
}

static int source_type(struct loading *l, const char *key, const char *value)
{
	if (!strcmp(value, "apt"))
		l->source->kind = SOURCE_APT;
	else if (!strcmp(value, "tarball"))
		l->source->kind = SOURCE_TARBALL;
	else if (!strcmp(value, "git"))
		l->source->kind = SOURCE_GIT;
	else if (!strcmp(value, "folder"))
		l->source->kind = SOURCE_FOLDER;
	else if (!strcmp(value, "rc"))
		l->source->kind = SOURCE_RC;
	else
		return bad_value(l, key, value, "apt, tarball, git, folder or rc");
	return 0;
}

/* The source that "source.<sub>.<name>" is about, and <name>; -1 when there is no <sub>. */
static int split_source_key(struct loading *l, const char *key, const char **ret_name)
{
	const char *sub = key + strlen("source."), *dot = strrchr(key, '.');

	if (dot < sub)
		return unknown_key(l, key);
	l->source = source_named(l, sub, dot - sub);
	*ret_name = dot + 1;
	return 0;
}

/* First walk: which sources there are, of which kind. */
static int on_type(const char *key, const char *value, void *data)
{
	struct loading *l = data;
	size_t before = l->branch->source_count;
	const char *name;

	if (strncmp(key, "source.", 7))
		return 0;
	if (split_source_key(l, key, &name))
		return -1;
	if (!strcmp(name, "type"))
		return source_type(l, key, value);
	if (l->branch->source_count > before)
		return error_set(l->err, ERROR_INPUT,
				 "%s: source \"%s\" must begin with its type", l->branch->path,
				 l->source->name);
	return 0;
}

static int arch_key(struct loading *l, const char *key, const char *value)
{
	_cleanup_free_ char *names = NULL;

	l->branch->arch = arch_find(value);
	if (l->branch->arch)
		return 0;
	names = arch_names();
	return bad_value(l, key, value, names);
}

static int on_key(const char *key, const char *value, void *data)
{
	static const char *const others[] = { "build.fragment", "build.module", "tests.folder",
					      "tests.variant" };
	struct loading *l = data;
	const char *name;

	if (!strncmp(key, "source.", 7))
		return split_source_key(l, key, &name) ? -1 : source_key(l, key, name, value);
	if (!strncmp(key, "branch.", 7)) {
		int flag;

		if (!strcmp(key, "branch.eol"))
			return is_date(value) ? set_once(l, key, &l->branch->eol, xstrdup(value)) :
						bad_value(l, key, value, "YYYY-MM or YYYY-MM-DD");
		if (!strcmp(key, "branch.arch"))
			return arch_key(l, key, value);
		if (strcmp(key, "branch.longterm"))
			return unknown_key(l, key);
		if (git_config_parse_bool(&flag, value))
			return bad_value(l, key, value, "true or false");
		l->branch->longterm = flag;
		return 0;
	}
	/* What is asked for by those who build and test. */
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strcmp(key, others[i]))
			return 0;
	return unknown_key(l, key);
}

static int check_source(const struct branch *b, const struct branch_source *s, struct error **err)
{
	const char *lacks = NULL;

	if (s->kind == SOURCE_APT && !s->package)
		lacks = "package";
	else if (s->kind != SOURCE_APT && !s->location)
		lacks = s->kind == SOURCE_FOLDER || s->kind == SOURCE_RC ? "path" : "url or path";
	else if (s->kind == SOURCE_GIT && !s->git_branch)
		lacks = "branch";
	else if (s->kind == SOURCE_TARBALL && s->is_url && !s->sha256)
		lacks = "sha256 (needed with a url)";
	if (!lacks)
		return 0;
	return error_set(err, ERROR_INPUT, "%s: source \"%s\" has no %s", b->path, s->name, lacks);
}

/* "6.1.y" of "kernels/6.1.y.conf", or NULL when the name is not one. */
static char *name_of(const char *path)
{
	const char *base = strrchr(path, '/');
	size_t len;
	char *name;

	base = base ? base + 1 : path;
	len = strlen(base);
	if (len <= strlen(SUFFIX) || strcmp(base + len - strlen(SUFFIX), SUFFIX))
		return NULL;
	name = xstrndup(base, len - strlen(SUFFIX));
	if (plain_word(name))
		return name;
	free(name);
	return NULL;
}

int branch_load(const char *path, struct branch **ret_branch, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_branch_ struct branch *b = xcalloc(1, sizeof(*b));
	struct loading l = {.branch = b, .err = err};

	b->path = xstrdup(path);
	b->arch = arch_default();
	b->name = name_of(path);
	if (!b->name)
		return error_set(err, ERROR_INPUT, "%s: not named <branch>%s", path, SUFFIX);
	if (config_open(path, &config, err))
		return -1;
	if (config_walk(config, on_type, &l) || config_walk(config, on_key, &l))
		return -1;
	b->fragments = config_strings(config, "build.fragment");
	b->tests_folder = config_string(config, "tests.folder");
	if (!b->source_count)
		return error_set(err, ERROR_INPUT, "%s: no [source]", path);
	for (size_t i = 0; i < b->source_count; i++)
		if (check_source(b, &b->sources[i], err))
			return -1;
	*ret_branch = TAKE_PTR(b);
	return 0;
}

bool branch_ended(const struct branch *branch, const char *today)
{
	/* A month lasts to its end. */
	return branch->eol && strncmp(branch->eol, today, strlen(branch->eol)) < 0;
}

static int by_version(const void *a, const void *b)
{
	return version_compare(*(char *const *)a, *(char *const *)b);
}

int branch_list(const char *kernels_dir, char ***ret_names, struct error **err)
{
	size_t count = 0, alloc = 0;
	char **names = NULL;
	struct dirent *entry;
	DIR *dir = opendir(kernels_dir);

	if (!dir)
		return error_errno(err, ERROR_INPUT, "%s", kernels_dir);
	while ((entry = readdir(dir))) {
		char *name = name_of(entry->d_name);

		if (name)
			*ARRAY_ADD(names, count, alloc) = name;
	}
	closedir(dir);
	if (count)
		qsort(names, count, sizeof(*names), by_version);
	*ARRAY_ADD(names, count, alloc) = NULL;
	*ret_names = names;
	return 0;
}

bool branch_takes(const char *name, const char *version)
{
	int end = -1;
	unsigned int major, minor;

	if (sscanf(name, "%9u.%9u.y%n", &major, &minor, &end) != 2 || end < 0 || name[end])
		return true;
	end -= 2;	/* "6.1" */
	return !strncmp(name, version, end) && (!version[end] || strchr(".-~+", version[end]));
}
