// SPDX-License-Identifier: GPL-2.0-only
#include "door/from_failed.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define ID_DIGITS 40
#define MAX_DEPENDENCIES 20

struct failed {
	char commit[ID_DIGITS + 1];
	char *answers;		/* the message to be answered; or NULL */
	const char *patch;	/* in the text; or NULL */
	size_t dependencies;
	struct buf dependency_list;
};

static void failed_release(struct failed *failed)
{
	free(failed->answers);
	buf_release(&failed->dependency_list);
}

static bool begins(const char *line, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && !memcmp(line, with, n);
}

static void copy_id(const char *hex, char *to)
{
	for (size_t i = 0; i < ID_DIGITS; i++)
		to[i] = tolower((unsigned char)hex[i]);
	to[ID_DIGITS] = '\0';
}

/* "git cherry-pick -x ID" */
static void read_commit(const char *line, size_t len, struct failed *failed)
{
	static const char command[] = "git cherry-pick -x ";
	size_t n = sizeof(command) - 1;

	if (begins(line, len, command) && len >= n + ID_DIGITS &&
	    text_is_hex(line + n, ID_DIGITS, ID_DIGITS, ID_DIGITS))
		copy_id(line + n, failed->commit);
}

/* "git send-email ... --in-reply-to '<id>' ...": a word of printable ASCII. */
static void read_answers(const char *line, size_t len, struct failed *failed)
{
	static const char option[] = "--in-reply-to ";
	const char *at = begins(line, len, "git send-email ") ?
			 memmem(line, len, option, sizeof(option) - 1) : NULL;
	const char *end = line + len;
	size_t n = 0;

	if (!at || failed->answers)
		return;
	for (at += sizeof(option) - 1; at < end && strchr(" '\"<", *at); at++)
		;
	while (at + n < end && at[n] > ' ' && at[n] < 0x7f && !strchr("'\"<>", at[n]))
		n++;
	if (n && n <= 500 && memchr(at, '@', n))
		failed->answers = xstrndup(at, n);
}

/* '0123456789ab ("title")' */
static void read_dependency(const char *line, size_t len, struct failed *failed)
{
	size_t hex = 0;

	while (hex < len && isxdigit((unsigned char)line[hex]))
		hex++;
	if (hex < 12 || hex > ID_DIGITS || len < hex + 3 || memcmp(line + hex, " (\"", 3))
		return;
	if (failed->dependencies++ < MAX_DEPENDENCIES)
		buf_printf(&failed->dependency_list, "%s%.12s",
			   failed->dependency_list.len ? ", " : "", line);
}

/* "From ID Mon Sep 17 00:00:00 2001", perhaps with the '>' of an mbox. */
static const char *patch_begins(const char *line, size_t len, char *ret_id)
{
	static const char date[] = " Mon Sep 17 00:00:00 2001";

	if (len && *line == '>')
		line++, len--;
	if (len < 5 + ID_DIGITS + sizeof(date) - 1 || memcmp(line, "From ", 5) ||
	    !text_is_hex(line + 5, ID_DIGITS, ID_DIGITS, ID_DIGITS) ||
	    memcmp(line + 5 + ID_DIGITS, date, sizeof(date) - 1))
		return NULL;
	copy_id(line + 5, ret_id);
	return line;
}

static void read_failed(const char *text, struct failed *failed, char *ret_patch_id)
{
	bool dependencies = false;

	for (const char *at = text; *at && !failed->patch;) {
		size_t len = strcspn(at, "\n");

		failed->patch = patch_begins(at, len, ret_patch_id);
		read_commit(at, len, failed);
		read_answers(at, len, failed);
		if (begins(at, len, "Possible dependencies:"))
			dependencies = true;
		else if (dependencies)
			read_dependency(at, len, failed);
		at += len + (at[len] == '\n');
	}
}

static struct incoming_patch *find_commit(struct incoming *incoming, const char *commit)
{
	for (size_t i = 0; i < incoming->patch_count; i++) {
		const char *upstream = incoming->patches[i].patch->upstream;

		if (upstream && !strcmp(upstream, commit))
			return &incoming->patches[i];
	}
	return NULL;
}

static int add_patch(struct incoming *incoming, const struct mail *mail,
		     const struct failed *failed, struct error **err)
{
	struct incoming_patch *added;
	size_t len = strlen(failed->patch);

	/* What a mailbox puts behind a mail is no part of it. */
	while (len > 1 && failed->patch[len - 1] == '\n' && failed->patch[len - 2] == '\n')
		len--;
	if (find_commit(incoming, failed->commit)) {
		incoming_note(incoming, NOTE_LEFT_OUT, mail->where,
			      "its patch, %.12s, came in already: only who waits is taken",
			      failed->commit);
		return 0;
	}
	if (incoming_add(incoming, mail->where, "", failed->patch, len, err))
		return -1;
	added = &incoming->patches[incoming->patch_count - 1];
	return added->patch->upstream && !added->patch->upstream_claimed ? 0 :
	       incoming_set_header(added, "X-Upstream-Commit", failed->commit, err);
}

int from_failed(struct incoming *incoming, const struct mail *mail, const char *branch,
		struct error **err)
{
	_cleanup_(failed_release) struct failed failed = { "" };
	_cleanup_buf_ struct buf text = { 0 };
	char patch_id[ID_DIGITS + 1] = "";
	const char *answers;

	if (mail_decoded(mail, &text, err))
		return -1;
	read_failed(buf_str(&text), &failed, patch_id);
	if (!*failed.commit && *patch_id)
		memcpy(failed.commit, patch_id, sizeof(patch_id));
	if (!*failed.commit)
		return error_set(err, ERROR_INPUT, "%s: a patch failed on %s, but which is not said",
				 mail->where, branch);
	if (!failed.patch)
		return error_set(err, ERROR_INPUT, "%s: %.12s failed on %s, and is not in this mail: "
				 "import %s --git DIR", mail->where, failed.commit, branch,
				 failed.commit);
	if (strcmp(failed.commit, patch_id))
		return error_set(err, ERROR_INPUT, "%s: says that %.12s failed, and holds %.12s",
				 mail->where, failed.commit, patch_id);
	answers = failed.answers ? failed.answers : mail->message_id;
	if (!answers)
		return error_set(err, ERROR_INPUT, "%s: which message is to be answered is not said",
				 mail->where);
	if (add_patch(incoming, mail, &failed, err))
		return -1;
	if (failed.dependencies)
		incoming_note(incoming, NOTE_UNSURE, mail->where,
			      "may need %zu commits before it: %s%s", failed.dependencies,
			      buf_str(&failed.dependency_list),
			      failed.dependencies > MAX_DEPENDENCIES ? ", ..." : "");
	if (mail->message_id && strcmp(answers, mail->message_id))
		incoming_note(incoming, NOTE_UNSURE, mail->where,
			      "asks for an answer to <%s>, not to itself", answers);
	incoming_answer(incoming, branch, failed.commit, answers, mail->from);
	return 0;
}
