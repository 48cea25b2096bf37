// SPDX-License-Identifier: GPL-2.0-only
#include "door/thread.h"

#include <stdio.h>
#include <string.h>

#include "door/b4.h"
#include "door/from_files.h"
#include "door/thread_parts.h"
#include "series/mail_body.h"
#include "util/alloc.h"
#include "util/file.h"

static void folder_remove(char **folder)
{
	if (*folder)
		path_remove(*folder, NULL);
	free(*folder);
}

static int make_folder(char **ret_folder, struct error **err)
{
	const char *tmp = getenv("TMPDIR");
	char *path = xasprintf("%s/stablehand-import-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");

	if (!mkdtemp(path)) {
		error_errno(err, ERROR_ENVIRONMENT, "making the folder %s", path);
		free(path);
		return -1;
	}
	*ret_folder = path;
	return 0;
}

static int write_mbox(const char *path, const struct mail_group *group, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	for (size_t i = 0; i < group->count; i++) {
		const struct mail *mail = group->mails[i].mail;

		buf_puts(&text, "From mboxrd@z Thu Jan  1 00:00:00 1970\n");
		thread_put_header(&text, buf_str(&mail->text) + mail->header, mail->body - mail->header);
		thread_put_body(&text, buf_str(&mail->text) + mail->body, mail->text.len - mail->body);
		if (text.data[text.len - 1] != '\n')
			buf_puts(&text, "\n");
		buf_puts(&text, "\n");
	}
	return file_write(path, buf_str(&text), text.len, 0600, err);
}

static const struct mail_look *find_mail(const struct mail_group *group, const char *id)
{
	for (size_t i = 0; id && i < group->count; i++)
		if (group->mails[i].mail->message_id && !strcmp(group->mails[i].mail->message_id, id))
			return &group->mails[i];
	return NULL;
}

/* A field of the mail as it was sent, allocated; NULL: it has none. */
static char *mail_field(const struct mail *mail, const char *name)
{
	GMimeMessage *message = mail_parse(buf_str(&mail->text) + mail->header,
					   mail->body - mail->header);
	const char *value = message ? lib_g_mime_object_get_header((GMimeObject *)message, name) :
				      NULL;
	char *copy = xstrdup(value);

	if (message)
		lib_g_object_unref(message);
	return copy;
}

/* What b4 takes from a mail is its author, date, subject, id and text. */
static int carry_fields(struct incoming_patch *added, const struct mail_look *look,
			struct error **err)
{
	_cleanup_free_ char *upstream = look ? mail_field(look->mail, "X-Upstream-Commit") : NULL;

	if (!upstream || strpbrk(upstream, "\r\n"))
		return 0;
	return incoming_set_header(added, "X-Upstream-Commit", upstream, err);
}

/* "[PATCH v2 1/3] x" of b4 and the patch's subject without brackets. */
static bool is_about(const struct b4_said *said, const struct patch *patch)
{
	size_t n = strlen(said->about), m = patch->subject ? strlen(patch->subject) : 0;

	return !n || (m && n >= m && !strcmp(said->about + n - m, patch->subject));
}

static int keep_attestation(const struct b4_result *result, struct incoming_patch *added,
			    struct error **err)
{
	_cleanup_buf_ struct buf value = { 0 };

	for (size_t i = 0; i < result->count; i++) {
		const struct b4_said *said = &result->said[i];

		if (!is_about(said, added->patch))
			continue;
		if (said->kind == B4_ATTESTED || said->kind == B4_BAD_SIGNATURE ||
		    said->kind == B4_NO_KEY)
			buf_printf(&value, "%s%s %s", value.len ? ", " : "",
				   said->kind == B4_ATTESTED ? "signed" :
				   said->kind == B4_NO_KEY ? "no-key" : "bad-signature", said->text);
	}
	return value.len ? incoming_set_header(added, "X-Attestation", buf_str(&value), err) : 0;
}

static void tell_said(struct incoming *incoming, const struct b4_result *result)
{
	bool attested = false;

	for (size_t i = 0; i < result->count; i++) {
		const struct b4_said *said = &result->said[i];

		switch (said->kind) {
		case B4_TAG:
			incoming_note(incoming, NOTE_CHANGED, said->about, "%s (from a reply)",
				      said->text);
			break;
		case B4_TAG_LEFT_OUT:
			incoming_note(incoming, NOTE_LEFT_OUT, said->about,
				      "%s: the mail is not from this address", said->text);
			break;
		case B4_ATTESTED:
			incoming_note(incoming, NOTE_ATTESTED, said->about, "signed by %s",
				      said->text);
			attested = true;
			break;
		case B4_BAD_SIGNATURE:
			incoming_note(incoming, NOTE_UNSURE, said->about,
				      "the signature of %s is not valid, or not of the mail's time", said->text);
			attested = true;
			break;
		case B4_NO_KEY:
			incoming_note(incoming, NOTE_ATTESTED, said->about,
				      "signed by %s, whose key is not here", said->text);
			attested = true;
			break;
		case B4_WARNED:
			incoming_note(incoming, NOTE_UNSURE, "b4", "%s", said->text);
			break;
		}
	}
	if (!attested)
		incoming_note(incoming, NOTE_ATTESTED, "", "no signature that could be checked");
}

/*
 * The mail that a text of b4's was made of; NULL: not known. What b4 lost of its author's name,
 * "(Corp)" at the end, is put right.
 */
static const struct mail_look *restore(const struct mail_group *group, struct buf *text)
{
	_cleanup_patch_ struct patch *written = NULL, *sent = NULL;
	const struct mail_look *look;

	if (patch_parse("", buf_str(text), text->len, &written, NULL))
		return NULL;
	look = find_mail(group, written->message_id);
	if (look && written->author_email &&
	    !patch_parse("", buf_str(&look->mail->text) + look->mail->header,
			 look->mail->text.len - look->mail->header, &sent, NULL) &&
	    sent->author_email && !strcmp(sent->author_email, written->author_email) &&
	    strcmp(sent->author_name, written->author_name))
		thread_set_author(text, sent->author_name, sent->author_email);
	return look;
}

/* A patch as b4 wrote it. */
static int add_one(struct incoming *incoming, const char *path, const struct mail_group *group,
		   const struct b4_result *result, struct error **err)
{
	_cleanup_buf_ struct buf raw = { 0 }, text = { 0 };
	const struct mail_look *look;
	struct incoming_patch *added;

	if (door_read_file(path, false, &raw, err))
		return -1;
	thread_take(&text, buf_str(&raw), raw.len);
	look = restore(group, &text);
	if (incoming_add(incoming, path, "", buf_str(&text), text.len, err))
		return -1;
	added = &incoming->patches[incoming->patch_count - 1];
	free(added->source);
	added->source = look ? xstrdup(look->mail->where) : added->patch->message_id ?
			xasprintf("<%s>", added->patch->message_id) : xstrdup("b4");
	if (carry_fields(added, look, err))
		return -1;
	return keep_attestation(result, added, err);
}

/* The subject as b4 wrote it, with its brackets. */
static void written_subject(const struct incoming_patch *patch, struct subject *ret_subject)
{
	_cleanup_mailbox_ struct mailbox mailbox = { 0 };

	if (mailbox_add(&mailbox, "", &patch->text, NULL))
		subject_read("", ret_subject);
	else
		subject_read(mailbox.mails[0].subject, ret_subject);
}

/* The version that was taken, and how many patches it should have. */
static unsigned tell_missing(struct incoming *incoming, size_t first)
{
	unsigned version = 1, of = 0;
	bool *there = NULL;

	for (size_t i = first; i < incoming->patch_count; i++) {
		_cleanup_subject_ struct subject subject = { 0 };

		written_subject(&incoming->patches[i], &subject);
		version = subject.version;
		if (subject.of && !there) {
			of = subject.of;
			there = xcalloc(of + 1, sizeof(*there));
		}
		if (there && subject.number <= of)
			there[subject.number] = true;
	}
	for (unsigned n = 1; n <= of; n++)
		if (!there[n])
			incoming_note(incoming, NOTE_MISSING, "", "patch %u/%u was not found", n, of);
	free(there);
	return version;
}

static bool was_taken(const struct incoming *incoming, size_t first, const char *id)
{
	for (size_t i = first; id && i < incoming->patch_count; i++) {
		const char *taken = incoming->patches[i].patch->message_id;

		if (taken && !strcmp(taken, id))
			return true;
	}
	return false;
}

static void tell_left_out(struct incoming *incoming, const struct mail_group *group, size_t first,
			  unsigned version)
{
	size_t replies = 0;

	for (size_t i = 0; i < group->count; i++) {
		const struct mail_look *look = &group->mails[i];
		const struct mail *mail = look->mail;

		if (was_taken(incoming, first, mail->message_id))
			continue;
		if (look->subject.patch && !look->subject.reply && look->subject.version < version) {
			incoming_note(incoming, NOTE_LEFT_OUT, mail->subject,
				      "version %u, as there is version %u", look->subject.version,
				      version);
		} else if (look->subject.patch && !look->subject.reply && !look->diff) {
			incoming_note(incoming, NOTE_LEFT_OUT, mail->subject, "%s",
				      look->subject.number ? "a mail without a diff" :
							     "a cover letter");
			if (!incoming->title && !look->subject.number)
				incoming->title = xstrdup(look->subject.title);
		} else if (look->diff) {
			incoming_note(incoming, NOTE_UNSURE, mail->subject,
				      "has a diff, and b4 did not take it (%s)", mail->where);
		} else {
			replies++;
		}
	}
	if (replies)
		incoming_note(incoming, NOTE_LEFT_OUT, "", "%zu %s, of which tags are taken", replies,
			      replies == 1 ? "reply" : "replies");
}

static int add_result(struct incoming *incoming, const struct mail_group *group,
		      const struct b4_result *result, struct error **err)
{
	_cleanup_door_names_ struct door_names names = { 0 };
	size_t first = incoming->patch_count;
	unsigned version;

	if (door_list_folder(result->folder, &names, err))
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		_cleanup_free_ char *path = path_join(result->folder, "%s", names.items[i]);

		if (add_one(incoming, path, group, result, err))
			return -1;
	}
	tell_said(incoming, result);
	version = tell_missing(incoming, first);
	tell_left_out(incoming, group, first, version);
	return 0;
}

/* A reply that has a diff, a cover letter with all of it: what b4 does not take for a patch. */
static int add_alone(struct incoming *incoming, const struct mail_group *group, struct error **err)
{
	const struct mail_look *found = NULL;

	for (size_t i = 0; i < group->count; i++) {
		if (!group->mails[i].diff)
			continue;
		if (found)
			return error_set(err, ERROR_INPUT, "%s: b4 found no series in these mails, "
					 "and more than one has a diff", found->mail->where);
		found = &group->mails[i];
	}
	if (incoming_add(incoming, found->mail->where, found->mail->file, buf_str(&found->mail->text),
			 found->mail->text.len, err))
		return -1;
	incoming_note(incoming, NOTE_UNSURE, found->mail->where,
		      "is no patch by its subject, and is taken as it is");
	return 0;
}

int thread_add(struct incoming *incoming, const struct mail_group *group, struct error **err)
{
	_cleanup_b4_result_ struct b4_result result = { 0 };
	_cleanup_(folder_remove) char *folder = NULL;
	_cleanup_free_ char *mbox = NULL;

	if (make_folder(&folder, err))
		return -1;
	mbox = path_join(folder, "thread.mbox");
	if (write_mbox(mbox, group, err) || b4_am(mbox, NULL, folder, &result, err))
		return error_wrap(err, "%s", group->mails[0].mail->where);
	if (!result.folder)
		return add_alone(incoming, group, err);
	return add_result(incoming, group, &result, err);
}

int thread_fetch(struct incoming *incoming, const char *message_id, struct error **err)
{
	static const struct mail_group none;
	_cleanup_b4_result_ struct b4_result result = { 0 };
	_cleanup_(folder_remove) char *folder = NULL;

	if (make_folder(&folder, err) || b4_am(NULL, message_id, folder, &result, err))
		return -1;
	return add_result(incoming, &none, &result, err);
}
