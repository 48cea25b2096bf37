// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/selftests_list.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/make.h"
#include "util/alloc.h"
#include "util/file.h"

#define MAX_TESTS 4096
#define MARK "stablehand "

const char selftests_list_makefile[] =
	"include Makefile\n"
	"$(foreach t,$(TEST_GEN_PROGS) $(TEST_CUSTOM_PROGS),$(info " MARK "program $(t)))\n"
	"$(foreach t,$(TEST_PROGS),$(info " MARK "script $(t)))\n"
	"$(foreach t,$(TEST_GEN_PROGS_EXTENDED) $(TEST_GEN_FILES) $(TEST_PROGS_EXTENDED)"
	" $(TEST_FILES),$(info " MARK "helper $(t)))\n"
	".PHONY: stablehand-list\n"
	"stablehand-list: ; @:\n";

static const char *below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(path, folder, len) && path[len] == '/' ? path + len + 1 : path;
}

static bool known(const struct selftests *selftests, const char *name)
{
	for (size_t i = 0; i < selftests->count; i++)
		if (!strcmp(selftests->tests[i].name, name))
			return true;
	return false;
}

void selftests_list_line(struct selftests *selftests, const char *line, const char *output)
{
	struct selftest *test;

	if (strncmp(line, MARK, strlen(MARK)) || selftests->count >= MAX_TESTS)
		return;
	line += strlen(MARK);
	for (int kind = SELFTEST_PROGRAM; kind <= SELFTEST_HELPER; kind++) {
		const char *word = selftest_kind_name(kind), *name;
		size_t len = strlen(word);

		if (strncmp(line, word, len) || line[len] != ' ')
			continue;
		name = below(line + len + 1, output);
		if (!*name || known(selftests, name))
			return;
		test = ARRAY_ADD(selftests->tests, selftests->count, selftests->alloc);
		test->name = xstrdup(name);
		test->kind = kind;
		if (!path_is_safe(name, strlen(name)))
			test->message = xstrdup("path outside the suite");
		return;
	}
}

static char *message_of(const struct selftests_failures *failures, const char *line)
{
	_cleanup_free_ char *shorter = make_line_short(line, failures->suite);

	return make_line_short(shorter, failures->obj);
}

void selftests_failures_line(struct selftests_failures *failures, const char *line)
{
	_cleanup_free_ char *target = make_line_target(line);

	if (target) {
		size_t i = failures->count;

		ARRAY_ADD(failures->failed, failures->count, failures->alloc);
		failures->failed[i].target = xstrdup(below(target, failures->output));
		if (failures->pending)
			failures->failed[i].message = TAKE_PTR(failures->pending);
		else
			failures->failed[i].message = message_of(failures, line);
	} else if (!failures->pending && make_line_is_error(line)) {
		failures->pending = message_of(failures, line);
	}
}

char *selftests_failures_of(const struct selftests_failures *failures, const char *name)
{
	for (size_t i = 0; i < failures->count; i++)
		if (!strcmp(failures->failed[i].target, name))
			return xstrdup(failures->failed[i].message);
	for (size_t i = 0; i < failures->count; i++)
		if (strstr(failures->failed[i].target, ".o"))
			return xasprintf("needs %s: %s", failures->failed[i].target,
					 failures->failed[i].message);
	if (failures->pending)
		return xstrdup(failures->pending);
	return xstrdup("not built, and make reported no error");
}

void selftests_failures_release(struct selftests_failures *failures)
{
	for (size_t i = 0; i < failures->count; i++) {
		free(failures->failed[i].target);
		free(failures->failed[i].message);
	}
	free(failures->failed);
	free(failures->pending);
	*failures = (struct selftests_failures){0};
}

unsigned selftests_settings_timeout(const char *text)
{
	unsigned timeout = 0;

	while (*text) {
		char *end;
		long value;

		if (!strncmp(text, "timeout=", 8)) {
			value = strtol(text + 8, &end, 10);
			if (end > text + 8 && value > 0 && value <= 7 * 86400)
				timeout = value;
			else
				timeout = 0;
		}
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return timeout;
}
