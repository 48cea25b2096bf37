// SPDX-License-Identifier: GPL-2.0-only
#include "vm/behaviour.h"

#include <fnmatch.h>
#include <regex.h>
#include <string.h>

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"

#define FILE_NAME "behaviour.conf"
#define DEFAULT_TIMEOUT 120
#define MAX_TIMEOUT 86400

struct behaviour_reading {
	const char *path;
	struct behaviour *b;
	struct error **err;
};

static int wrong(struct behaviour_reading *r, const char *key, const char *value, const char *why)
{
	return error_set(r->err, ERROR_INPUT, "%s: %s = %s: %s", r->path, key, value, why);
}

static void add_string(char ***strings, const char *text)
{
	size_t count = 0, alloc;

	while (*strings && (*strings)[count])
		count++;
	alloc = *strings ? count + 1 : 0;
	*strings = xgrow(*strings, count + 1, &alloc, sizeof(**strings));
	(*strings)[count] = xstrdup(text);
	(*strings)[count + 1] = NULL;
}

static void set_string(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static char **no_strings(void)
{
	return xcalloc(1, sizeof(char *));
}

static bool same(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && !memcmp(name, text, len);
}

static bool is_file_name(const char *name, size_t len)
{
	return path_is_safe(name, len) && !memchr(name, '/', len) && !memchr(name, ' ', len) &&
	       len < 100;
}

static int on_source(struct behaviour_reading *r, bool module, const char *name, size_t len,
		     const char *key, const char *value)
{
	struct behaviour *b = r->b;
	struct behaviour_source *s = NULL;

	for (size_t i = 0; i < b->source_count; i++)
		if (same(b->sources[i].name, name, len))
			s = &b->sources[i];
	if (!s) {
		if (!is_file_name(name, len))
			return wrong(r, key, value, "its name is not one of a file");
		s = ARRAY_ADD(b->sources, b->source_count, b->source_alloc);
		s->name = xstrndup(name, len);
		s->module = module;
	}
	if (s->module != module)
		return wrong(r, key, value, "a module and a program of one name");
	if (!path_is_safe(value, strlen(value)))
		return wrong(r, key, value, "not a path below this folder");
	if (!strcmp(key, "source"))
		set_string(&s->source, value);
	else if (!module && !strcmp(key, "makefile"))
		set_string(&s->makefile, value);
	else
		return wrong(r, key, value, "unknown key");
	return 0;
}

static int on_state(struct behaviour_reading *r, const char *name, size_t len, const char *key,
		    const char *value)
{
	struct behaviour *b = r->b;
	struct behaviour_state *s = NULL;

	for (size_t i = 0; i < b->state_count; i++)
		if (same(b->states[i].name, name, len))
			s = &b->states[i];
	if (!s) {
		if (!is_file_name(name, len))
			return wrong(r, key, value, "a state's name is one word");
		s = ARRAY_ADD(b->states, b->state_count, b->state_alloc);
		s->name = xstrndup(name, len);
		s->trees = no_strings();
	}
	if (!strcmp(key, "what"))
		set_string(&s->what, value);
	else if (!strcmp(key, "tree"))
		add_string(&s->trees, value);
	else
		return wrong(r, key, value, "unknown key");
	return 0;
}

static int on_test(struct behaviour_reading *r, const char *name, size_t len, const char *key,
		   const char *value)
{
	struct behaviour *b = r->b;
	struct behaviour_test *t = NULL;

	for (size_t i = 0; i < b->test_count; i++)
		if (same(b->tests[i].name, name, len))
			t = &b->tests[i];
	if (!t) {
		if (!is_file_name(name, len))
			return wrong(r, key, value, "a test's name is one word");
		t = ARRAY_ADD(b->tests, b->test_count, b->test_alloc);
		t->name = xstrndup(name, len);
		t->timeout = DEFAULT_TIMEOUT;
		t->arguments = no_strings();
		t->variants = no_strings();
	}
	if (!strcmp(key, "what")) {
		set_string(&t->what, value);
	} else if (!strcmp(key, "program")) {
		set_string(&t->program, value);
	} else if (!strcmp(key, "argument")) {
		add_string(&t->arguments, value);
	} else if (!strcmp(key, "variant")) {
		add_string(&t->variants, value);
	} else if (!strcmp(key, "timeout")) {
		char *end;
		long seconds = strtol(value, &end, 10);

		if (!*value || *end || seconds < 1 || seconds > MAX_TIMEOUT)
			return wrong(r, key, value, "not seconds");
		t->timeout = seconds;
	} else {
		return wrong(r, key, value, "unknown key");
	}
	return 0;
}

/* "TEST STATE BRANCH [VARIANT]" */
static int split_expect(struct behaviour_reading *r, struct behaviour_expect *e, const char *text,
			size_t len)
{
	_cleanup_free_ char *copy = xstrndup(text, len);
	char **const parts[] = {&e->test, &e->state, &e->branch, &e->variant};
	char *rest = copy, *word;
	size_t count = 0;

	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		if (count == ARRAY_SIZE(parts))
			return wrong(r, "expect", copy, "TEST STATE BRANCH [VARIANT]");
		*parts[count++] = xstrdup(word);
	}
	if (count < 3)
		return wrong(r, "expect", text, "TEST STATE BRANCH [VARIANT]");
	if (!e->variant)
		e->variant = xstrdup("*");
	return 0;
}

static int check_regex(struct behaviour_reading *r, const char *key, const char *value)
{
	regex_t regex;

	if (regcomp(&regex, value, REG_EXTENDED | REG_NOSUB))
		return wrong(r, key, value, "not an extended regular expression");
	regfree(&regex);
	return 0;
}

static int on_expect(struct behaviour_reading *r, const char *name, size_t len, const char *key,
		     const char *value, char **ids)
{
	struct behaviour *b = r->b;
	struct behaviour_expect *e = b->expect_count ? &b->expects[b->expect_count - 1] : NULL;

	/* One of them follows its own keys; a name that comes again goes on with it. */
	if (!*ids || !same(*ids, name, len)) {
		free(*ids);
		*ids = xstrndup(name, len);
		e = ARRAY_ADD(b->expects, b->expect_count, b->expect_alloc);
		e->says = no_strings();
		e->kernel = no_strings();
		if (split_expect(r, e, name, len))
			return -1;
	}
	if (!strcmp(key, "outcome")) {
		int outcome = outcome_from_name(value);

		if (outcome < 0)
			return wrong(r, key, value, "not an outcome");
		e->outcome = outcome;
	} else if (!strcmp(key, "says")) {
		add_string(&e->says, value);
		return check_regex(r, key, value);
	} else if (!strcmp(key, "kernel")) {
		add_string(&e->kernel, value);
		return check_regex(r, key, value);
	} else {
		return wrong(r, key, value, "unknown key");
	}
	return 0;
}

struct config_pass {
	struct behaviour_reading reading;
	char *expect;	/* name of the [expect] that is being read */
};

static int on_key(const char *key, const char *value, void *data)
{
	struct config_pass *w = data;
	const char *dot = strchr(key, '.'), *last = strrchr(key, '.'), *name;
	size_t len;

	if (!strncmp(key, "variant.", 8))
		return 0;	/* read by variants_read() */
	if (!dot || dot == last)
		return wrong(&w->reading, key, value, "unknown key");
	name = dot + 1;
	len = last - name;
	if (!strncmp(key, "module.", 7) || !strncmp(key, "program.", 8))
		return on_source(&w->reading, key[0] == 'm', name, len, last + 1, value);
	if (!strncmp(key, "state.", 6))
		return on_state(&w->reading, name, len, last + 1, value);
	if (!strncmp(key, "test.", 5))
		return on_test(&w->reading, name, len, last + 1, value);
	if (!strncmp(key, "expect.", 7))
		return on_expect(&w->reading, name, len, last + 1, value, &w->expect);
	return wrong(&w->reading, key, value, "unknown key");
}

static const struct behaviour_test *find_test(const struct behaviour *b, const char *name)
{
	for (size_t i = 0; i < b->test_count; i++)
		if (!strcmp(b->tests[i].name, name))
			return &b->tests[i];
	return NULL;
}

static bool has_program(const struct behaviour *b, const char *name)
{
	for (size_t i = 0; i < b->source_count; i++)
		if (!b->sources[i].module && !strcmp(b->sources[i].name, name))
			return true;
	return false;
}

static bool has_state(const struct behaviour *b, const char *name)
{
	for (size_t i = 0; i < b->state_count; i++)
		if (!strcmp(b->states[i].name, name))
			return true;
	return false;
}

/* Every name used is there: a misspelt one would silently test nothing. */
static int check(const char *path, struct behaviour *b, struct error **err)
{
	for (size_t i = 0; i < b->source_count; i++) {
		const struct behaviour_source *s = &b->sources[i];

		if (!s->source == !s->makefile)
			return error_set(err, ERROR_INPUT, "%s: %s: either source or makefile",
					 path, s->name);
	}
	for (size_t i = 0; i < b->test_count; i++) {
		struct behaviour_test *t = &b->tests[i];

		if (!t->program || !has_program(b, t->program))
			return error_set(err, ERROR_INPUT, "%s: test %s: no such program: %s",
					 path, t->name, t->program ? t->program : "(none)");
		if (!*t->variants)
			add_string(&t->variants, b->variants.items[0].name);
		for (char **v = t->variants; *v; v++)
			if (!variants_find(&b->variants, *v))
				return error_set(err, ERROR_INPUT, "%s: test %s: no such variant: "
						 "%s", path, t->name, *v);
	}
	for (size_t i = 0; i < b->expect_count; i++) {
		const struct behaviour_expect *e = &b->expects[i];

		if (!find_test(b, e->test) || !has_state(b, e->state))
			return error_set(err, ERROR_INPUT, "%s: expect %s %s: no such test or "
					 "state", path, e->test, e->state);
	}
	return 0;
}

int behaviour_read(const char *folder, const char *series, struct variants *variants,
		   struct behaviour **ret_behaviour, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, FILE_NAME);
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_(behaviour_free) struct behaviour *b = NULL;
	struct config_pass walk = {.reading = {.path = path, .err = err}};
	int rc;

	if (!path_exists(path)) {
		*ret_behaviour = NULL;
		return 0;
	}
	if (config_open(path, &config, err))
		return -1;
	b = xcalloc(1, sizeof(*b));
	b->series = xstrdup(series);
	b->folder = xstrdup(folder);
	b->variants = *variants;
	*variants = (struct variants){0};
	if (variants_read(path, &b->variants, err))
		return -1;
	if (!b->variants.count)
		variants_complete(&b->variants, arch_default());
	walk.reading.b = b;
	rc = config_walk(config, on_key, &walk);
	free(walk.expect);
	if (rc || check(path, b, err))
		return -1;
	*ret_behaviour = TAKE_PTR(b);
	return 0;
}

const char *behaviour_tree(const struct behaviour_state *state, const char *branch)
{
	for (char **tree = state->trees; *tree; tree++) {
		size_t len = strcspn(*tree, " ");
		_cleanup_free_ char *pattern = xstrndup(*tree, len);

		if (!fnmatch(pattern, branch, 0))
			return *tree + len + strspn(*tree + len, " ");
	}
	return NULL;
}

const struct behaviour_expect *behaviour_expected(const struct behaviour *behaviour,
						  const char *test, const char *state,
						  const char *branch, const char *variant)
{
	for (size_t i = 0; i < behaviour->expect_count; i++) {
		const struct behaviour_expect *e = &behaviour->expects[i];

		if (!strcmp(e->test, test) && !strcmp(e->state, state) &&
		    !fnmatch(e->branch, branch, 0) && !fnmatch(e->variant, variant, 0))
			return e;
	}
	return NULL;
}

/* How many lines of a text fit; the last of them, allocated, to *ret_line if it is not NULL. */
static size_t count_fitting(const char *pattern, const char *text, char **ret_line)
{
	size_t count = 0;
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
		return 0;
	while (*text) {
		size_t len = strcspn(text, "\n");
		_cleanup_free_ char *line = xstrndup(text, len);

		if (len && !regexec(&regex, line, 0, NULL, 0)) {
			count++;
			if (ret_line)
				set_string(ret_line, line);
		}
		text += len + (text[len] == '\n');
	}
	regfree(&regex);
	return count;
}

static size_t count_lines(const char *text)
{
	return count_fitting(".", text, NULL);
}

static char *first_line(const char *text)
{
	return xstrndup(text, strcspn(text, "\n"));
}

static char *find_fault(const struct behaviour_expect *e, const struct record *r)
{
	size_t explained = 0;

	if (r->outcome != e->outcome)
		return xasprintf("%s%s%s, not %s", outcome_name(r->outcome),
				 r->message[0] ? ": " : "", r->message, outcome_name(e->outcome));
	for (char **pattern = e->kernel; *pattern; pattern++) {
		size_t count = count_fitting(*pattern, r->kernel_log, NULL);

		if (count != 1)
			return xasprintf("kernel log: '%s' %zu times, expected once", *pattern,
					 count);
		explained++;
	}
	if (count_lines(r->kernel_log) != explained)
		return xasprintf("%zu kernel warnings, expected %zu: %.*s",
				 count_lines(r->kernel_log), explained,
				 (int)strcspn(r->kernel_log, "\n"), r->kernel_log);
	for (char **pattern = e->says; *pattern; pattern++)
		if (!count_fitting(*pattern, r->output, NULL))
			return xasprintf("output has no '%s'", *pattern);
	return NULL;
}

bool behaviour_met(const struct behaviour_expect *expect, const struct record *record,
		   char **ret_why, char **ret_shown)
{
	char *shown = NULL;

	if (record->kernel_log[0])
		shown = first_line(record->kernel_log);
	for (char **pattern = expect->says; *pattern && !shown; pattern++)
		count_fitting(*pattern, record->output, &shown);
	if (!shown)
		shown = record->message[0] ? xstrdup(record->message) : first_line(record->output);
	*ret_shown = shown;
	*ret_why = find_fault(expect, record);
	return !*ret_why;
}

void behaviour_free(struct behaviour **behaviour)
{
	struct behaviour *b = *behaviour;

	if (!b)
		return;
	for (size_t i = 0; i < b->source_count; i++) {
		free(b->sources[i].name);
		free(b->sources[i].source);
		free(b->sources[i].makefile);
	}
	for (size_t i = 0; i < b->state_count; i++) {
		free(b->states[i].name);
		free(b->states[i].what);
		config_free_strings(&b->states[i].trees);
	}
	for (size_t i = 0; i < b->test_count; i++) {
		free(b->tests[i].name);
		free(b->tests[i].what);
		free(b->tests[i].program);
		config_free_strings(&b->tests[i].arguments);
		config_free_strings(&b->tests[i].variants);
	}
	for (size_t i = 0; i < b->expect_count; i++) {
		free(b->expects[i].test);
		free(b->expects[i].state);
		free(b->expects[i].branch);
		free(b->expects[i].variant);
		config_free_strings(&b->expects[i].says);
		config_free_strings(&b->expects[i].kernel);
	}
	free(b->sources);
	free(b->states);
	free(b->tests);
	free(b->expects);
	variants_release(&b->variants);
	free(b->series);
	free(b->folder);
	free(b);
	*behaviour = NULL;
}
