// SPDX-License-Identifier: GPL-2.0-only
#include "series/answers.h"

#include <string.h>

#include "git/config.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define MAX_ANSWERS 10000u

struct reading {
	const char *path;
	struct answers *answers;
	struct error **err;
};

/* Fit to stand in a header: printable ASCII without spaces. */
static bool is_message_id(const char *id)
{
	if (!*id || strlen(id) > 512)
		return false;
	for (; *id; id++)
		if (*id <= ' ' || *id >= 0x7f || *id == '<' || *id == '>')
			return false;
	return true;
}

static int bad(const struct reading *reading, const char *key, const char *value)
{
	_cleanup_free_ char *shown = text_excerpt(value, strlen(value), 200);

	return error_set(reading->err, ERROR_INPUT, "%s: %s = %s: not as it has to be",
			 reading->path, key, shown);
}

static int read_key(const char *key, const char *value, void *data)
{
	struct reading *reading = data;
	struct answers *answers = reading->answers;
	const char *last = strrchr(key, '.');
	struct answer *answer;

	if (strncmp(key, "answer.", 7) || last < key + 8)
		return bad(reading, key, value);
	if (!strcmp(last, ".message-id")) {
		if (!is_message_id(value) || answers->count >= MAX_ANSWERS)
			return bad(reading, key, value);
		answer = ARRAY_ADD(answers->items, answers->count, answers->alloc);
		answer->branch = xstrndup(key + 7, last - key - 7);
		answer->message_id = xstrdup(value);
		answer->to = xstrdup("");
		answer->commit = xstrdup("");
		return 0;
	}
	answer = answers->count ? &answers->items[answers->count - 1] : NULL;
	if (!answer || strncmp(answer->branch, key + 7, last - key - 7) ||
	    answer->branch[last - key - 7])
		return bad(reading, key, value);
	if (!strcmp(last, ".to")) {
		free(answer->to);
		answer->to = text_excerpt(value, strlen(value), 512);
	} else if (!strcmp(last, ".commit") && text_is_hex(value, strlen(value), 40, 40)) {
		free(answer->commit);
		answer->commit = xstrdup(value);
	} else {
		return bad(reading, key, value);
	}
	return 0;
}

int answers_read(const char *path, struct answers *ret_answers, struct error **err)
{
	_cleanup_git_config_ git_config *config = NULL;
	_cleanup_answers_ struct answers answers = { 0 };
	struct reading reading = { path, &answers, err };

	if (path_exists(path)) {
		if (config_open(path, &config, err))
			return -1;
		if (config_walk(config, read_key, &reading))
			return -1;
	}
	*ret_answers = answers;
	answers = (struct answers){ 0 };
	return 0;
}

const struct answer *answers_find(const struct answers *answers, const char *branch,
				  const char *commit)
{
	for (size_t i = answers->count; i--;) {
		const struct answer *answer = &answers->items[i];

		if (strcmp(answer->branch, branch))
			continue;
		if (!commit || !*answer->commit ||
		    !strncmp(answer->commit, commit, strlen(commit)))
			return answer;
	}
	return NULL;
}

void answers_release(struct answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		free(answers->items[i].branch);
		free(answers->items[i].message_id);
		free(answers->items[i].to);
		free(answers->items[i].commit);
	}
	free(answers->items);
	*answers = (struct answers){ 0 };
}
