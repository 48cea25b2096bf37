// SPDX-License-Identifier: GPL-2.0-only
#include "door/from_mailbox.h"

#include <string.h>

#include "door/from_failed.h"
#include "door/quoted.h"
#include "door/subject.h"
#include "door/thread.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/text.h"

static bool has_diff(const char *text)
{
	static const char *const begins[] = { "\ndiff --git ", "\n--- a/", "\nIndex: " };

	for (size_t i = 0; i < ARRAY_SIZE(begins); i++)
		if (!strncmp(text, begins[i] + 1, strlen(begins[i]) - 1) || strstr(text, begins[i]))
			return true;
	return false;
}

static int look(struct mail_look *look, const struct mail *mail, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	look->mail = mail;
	subject_read(mail->subject, &look->subject);
	if (mail_decoded(mail, &text, err))
		return -1;
	look->diff = has_diff(buf_str(&text));
	look->quoted = !look->diff && quoted_has_diff(buf_str(&text));
	return 0;
}

static void group_release(struct mail_group *group)
{
	for (size_t i = 0; i < group->count; i++)
		subject_release(&group->mails[i].subject);
	free(group->mails);
	*group = (struct mail_group){ 0 };
}

/* Patches as git wrote them to a file, perhaps several behind each other. */
static int add_written(struct incoming *incoming, const struct mail_look *look, struct error **err)
{
	const struct mail *mail = look->mail;

	if (!look->diff) {
		incoming_note(incoming, NOTE_LEFT_OUT, mail->where, "%s",
			      look->subject.patch && !look->subject.number ?
			      "a cover letter, or a mail without a diff" : "a mail without a diff");
		return 0;
	}
	return incoming_add(incoming, mail->where, mail->file, buf_str(&mail->text),
			    mail->text.len, err);
}

static int add_quoted(struct incoming *incoming, const struct mail_look *look,
		      const struct door_trees *trees, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	if (mail_decoded(look->mail, &text, err))
		return -1;
	return quoted_add(incoming, look->mail->where, look->subject.title, buf_str(&text), trees,
			  err);
}

static int add_group(struct incoming *incoming, const struct mail_group *group,
		     const struct door_trees *trees, struct error **err)
{
	bool thread = false;

	for (size_t i = 0; i < group->count; i++)
		thread |= group->mails[i].mail->message_id && group->mails[i].diff &&
			  !group->mails[i].subject.failed_on;
	if (thread)
		return thread_add(incoming, group, err);
	for (size_t i = 0; i < group->count; i++) {
		const struct mail_look *look = &group->mails[i];
		int rc = 0;

		if (look->subject.failed_on)
			rc = from_failed(incoming, look->mail, look->subject.failed_on, err);
		else if (look->quoted)
			rc = add_quoted(incoming, look, trees, err);
		else
			rc = add_written(incoming, look, err);
		if (rc)
			return -1;
	}
	return 0;
}

int from_mailbox(struct incoming *incoming, struct mailbox *mailbox,
		 const struct door_trees *trees, struct error **err)
{
	size_t before = incoming->patch_count, answers = incoming->answer_count;

	mailbox_group(mailbox);
	for (size_t first = 0; first < mailbox->count; first++) {
		_cleanup_(group_release) struct mail_group group = { 0 };

		if (mailbox->mails[first].group != first)
			continue;
		for (size_t i = first; i < mailbox->count; i++)
			if (mailbox->mails[i].group == first &&
			    look(ARRAY_ADD(group.mails, group.count, group.alloc),
				 &mailbox->mails[i], err))
				return -1;
		if (interrupt_pending())
			return interrupt_error(err);
		if (add_group(incoming, &group, trees, err))
			return -1;
	}
	if (incoming->patch_count == before && incoming->answer_count == answers)
		return error_set(err, ERROR_INPUT, "%s: no patch in it",
				 mailbox->count ? mailbox->mails[0].where : "no mail");
	return 0;
}

bool mailbox_has_quoted(const struct mailbox *mailbox)
{
	for (size_t i = 0; i < mailbox->count; i++) {
		_cleanup_buf_ struct buf text = { 0 };

		if (!mail_decoded(&mailbox->mails[i], &text, NULL) &&
		    !has_diff(buf_str(&text)) && quoted_has_diff(buf_str(&text)))
			return true;
	}
	return false;
}

int from_message_id(struct incoming *incoming, const char *word, struct error **err)
{
	const char *end = word + strlen(word), *start = word, *slash;
	_cleanup_free_ char *id = NULL, *shown = text_excerpt(word, strlen(word), 200);

	/* "https://lore.kernel.org/r/ID", perhaps with a '/' behind it. */
	while (end > word && end[-1] == '/')
		end--;
	slash = memrchr(word, '/', end - word);
	if (slash && !strncmp(word, "http", 4))
		start = slash + 1;
	if (*start == '<' && end > start && end[-1] == '>')
		start++, end--;
	id = xstrndup(start, end - start);
	for (const char *c = id; *c; c++)
		if (*c <= ' ' || *c >= 0x7f || strchr("<>'\"\\/", *c))
			return error_set(err, ERROR_INPUT, "%s: not a message id", shown);
	if (*id == '-' || *id == '@' || !strchr(id, '@'))
		return error_set(err, ERROR_INPUT, "%s: not a message id", shown);
	return thread_fetch(incoming, id, err);
}
