// SPDX-License-Identifier: GPL-2.0-only
/* What answers.conf has of a series, with what came in. */
#include <string.h>

#include "door/series_parts.h"
#include "util/alloc.h"
#include "util/file.h"

#define ANSWERS_MAX_BYTES (1u << 20)

static bool has_answer(const struct answers *answers, const struct incoming_answer *answer)
{
	for (size_t i = 0; i < answers->count; i++)
		if (!strcmp(answers->items[i].branch, answer->branch) &&
		    !strcmp(answers->items[i].message_id, answer->message_id))
			return true;
	return false;
}

/* A value in quotes, in which git's configuration has escapes. */
static void add_value(struct buf *text, const char *key, const char *value)
{
	buf_printf(text, "\t%s = \"", key);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_puts(text, "\\");
		buf_add(text, value, 1);
	}
	buf_puts(text, "\"\n");
}

int answers_merge(const struct plan *plan, const struct incoming *incoming,
		  const struct series_written *written, struct buf *text, struct error **err)
{
	_cleanup_free_ char *path = path_join(plan->folder, ANSWERS_FILE);
	_cleanup_answers_ struct answers answers = { 0 };
	size_t added = 0;

	if (!incoming->answer_count)
		return 0;
	if (answers_read(path, &answers, err))
		return -1;
	if (path_exists(path) && file_read(path, ANSWERS_MAX_BYTES, text, err))
		return -1;
	if (!text->len)
		buf_puts(text, "# Who waits for these patches: what is sent for a branch answers "
			       "the message.\n");
	else if (text->data[text->len - 1] != '\n')
		buf_puts(text, "\n");
	for (size_t i = 0; i < incoming->answer_count; i++) {
		const struct incoming_answer *answer = &incoming->answers[i];

		if (has_answer(&answers, answer))
			continue;
		buf_printf(text, "[answer \"%s\"]\n", answer->branch);
		add_value(text, "message-id", answer->message_id);
		if (*answer->from)
			add_value(text, "to", answer->from);
		buf_printf(text, "\tcommit = %s\n", answer->commit);
		added++;
	}
	if (!added)
		buf_clear(text);
	return 0;
}
