// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "deliver/form_parts.h"
#include "series/commit_message.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/text.h"

/* "commit <id> upstream." or "[ Upstream commit <id> ]", at any length of the id. */
static bool is_upstream_line(const char *line, size_t len)
{
	size_t hex;

	if (len > 7 && !strncmp(line, "commit ", 7)) {
		hex = strspn(line + 7, "0123456789abcdef");
		return hex >= 12 && !strncmp(line + 7 + hex, " upstream", 9);
	}
	return len > 18 && !strncmp(line, "[ Upstream commit ", 18);
}

/* The text without the paragraph with which the port said where it comes from. */
static const char *skip_upstream(const char *body)
{
	size_t len = strcspn(body, "\n");

	if (!is_upstream_line(body, len))
		return body;
	body += len;
	return body + strspn(body, "\n");
}

/* Does the last paragraph consist of trailers, notes and lines of picks? */
static bool is_trailer_block(const char *block)
{
	bool any = false;

	for (const char *at = block; *at;) {
		size_t len = strcspn(at, "\n");

		if (text_is_trailer(at, len))
			any = true;
		else if (*at != '[' && *at != '(' && *at != ' ' && *at != '\t')
			return false;
		at += len + (at[len] == '\n');
	}
	return any;
}

/* The last paragraph of a text that ends in a newline. */
static const char *last_paragraph(const char *text)
{
	const char *last = text, *next;

	for (next = text; (next = strstr(next, "\n\n")); last = next += 2)
		;
	return last;
}

/* Take a line or lines off the end of a text, if it ends in them. */
static void drop_end(char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	if (n && len >= n && !strcmp(text + len - n, end))
		text[len - n] = '\0';
}

/* Empty lines at the end go but for one newline. */
static void trim(char *text)
{
	size_t len = strlen(text);

	while (len > 1 && text[len - 1] == '\n' && text[len - 2] == '\n')
		text[--len] = '\0';
	if (len == 1 && *text == '\n')
		*text = '\0';
}

int message_parts_read(const struct delivery *delivery, size_t i, struct message_parts *ret,
		       struct error **err)
{
	const struct delivery_patch *patch = &delivery->patches[i];
	_cleanup_free_ char *message = NULL, *note = NULL, *signoff = NULL;
	const char *body, *block;
	git_commit *commit;

	if (git_commit_lookup(&commit, delivery->repo, &patch->commit))
		return error_git(err, ERROR_ENVIRONMENT, "reading a ported commit");
	message = xasprintf("%s\n", git_commit_message(commit));
	git_commit_free(commit);
	trim(message);
	signoff = xasprintf("Signed-off-by: %s <%s>\n", delivery->committer_name,
			    delivery->committer_email);
	drop_end(message, signoff);
	if (patch->note) {
		note = message_note(delivery->committer_name, patch->note);
		drop_end(message, note);
	}
	trim(message);
	body = strchr(message, '\n');
	ret->subject = xstrndup(message, body ? (size_t)(body - message) : strlen(message));
	body = skip_upstream(body ? body + strspn(body, "\n") : "");
	block = last_paragraph(body);
	if (!is_trailer_block(block))
		block = body + strlen(body);
	ret->text = xasprintf("%.*s\n", (int)(block - body), body);
	trim(ret->text);
	ret->trailers = xstrdup(block);
	ret->signoff = TAKE_PTR(signoff);
	return 0;
}

void message_parts_release(struct message_parts *parts)
{
	free(parts->subject);
	free(parts->text);
	free(parts->trailers);
	free(parts->signoff);
	*parts = (struct message_parts){ 0 };
}
