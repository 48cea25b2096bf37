// SPDX-License-Identifier: GPL-2.0-only
#include "run/rc_queue.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "door/mailbox.h"
#include "door/quilt_series.h"
#include "door/subject.h"
#include "kernel/version.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"
#include "util/text.h"

#define MAX_SERIES (4u << 20)
#define MAX_TOLD 10	/* missing numbers in a message */

void rc_queue_release(struct rc_queue *queue)
{
	for (size_t i = 0; i < queue->count; i++) {
		free(queue->patches[i].name);
		patch_free(queue->patches[i].patch);
	}
	free(queue->patches);
	free(queue->version);
	announcement_release(&queue->announcement);
	*queue = (struct rc_queue){0};
}

static int add(struct rc_queue *queue, char *name, const char *data, size_t len, struct buf *sums,
	       struct error **err)
{
	_cleanup_free_ char *owned = name;
	struct patch *patch;
	char sum[65];

	if (interrupt_pending())
		return interrupt_error(err);
	if (patch_parse(name, data, len, &patch, err))
		return -1;
	data_sha256(data, len, sum);
	buf_puts(sums, sum);
	*ARRAY_ADD(queue->patches, queue->count, queue->alloc) =
		(struct rc_patch){TAKE_PTR(owned), patch};
	return 0;
}

/* One patch of the series, whose folder is `path`. */
static int add_entry(struct rc_queue *queue, const char *path, const struct quilt_entry *entry,
		     size_t *bytes, struct buf *sums, struct error **err)
{
	_cleanup_free_ char *file = path_join(path, "%s", entry->path);
	_cleanup_buf_ struct buf text = {0};

	if (*entry->guards)
		return error_set(err, ERROR_INPUT, "%s/series: %s has guards (%s): which patches "
				 "apply is not known", path, entry->path, entry->guards);
	if (entry->strip != 1)
		return error_set(err, ERROR_INPUT, "%s/series: %s: -p%u: only -p1 is supported", path,
				 entry->path, entry->strip);
	if (file_read(file, PATCH_MAX_BYTES, &text, err))
		return -1;
	*bytes += text.len;
	if (*bytes > MAILBOX_MAX_BYTES)
		return error_set(err, ERROR_INPUT, "%s: larger than %u bytes", path, MAILBOX_MAX_BYTES);
	return add(queue, xstrdup(entry->path), buf_str(&text), text.len, sums, err);
}

static int read_folder(struct rc_queue *queue, const char *path, struct buf *sums,
		       struct error **err)
{
	_cleanup_free_ char *name = path_join(path, "series");
	_cleanup_quilt_series_ struct quilt_series series = {0};
	_cleanup_buf_ struct buf text = {0};
	size_t bytes = 0;

	if (file_read(name, MAX_SERIES, &text, err) ||
	    quilt_series_parse(name, buf_str(&text), text.len, &series, err))
		return -1;
	if (series.count > RC_MAX_PATCHES)
		return error_set(err, ERROR_INPUT, "%s: more than %u patches", name, RC_MAX_PATCHES);
	for (size_t i = 0; i < series.count; i++)
		if (add_entry(queue, path, &series.entries[i], &bytes, sums, err))
			return -1;
	return 0;
}

/* "6.1.193-rc1" of the title "6.1.193-rc1 review", allocated; NULL: it is no announcement's. */
static char *version_of_title(const char *title)
{
	size_t len = strcspn(title, " ");
	_cleanup_free_ char *version = xstrndup(title, len);

	if (strncmp(title + len, " review", 7) || !strstr(version, "-rc") || !version_valid(version))
		return NULL;
	return TAKE_PTR(version);
}

/* The announcement of the newest -rc: its mail, and how many patches it says there are. */
struct announced {
	const struct mail *mail;
	unsigned of;
};

static void look_for_announcement(struct rc_queue *queue, const struct mail *mail,
				  struct announced *best)
{
	_cleanup_subject_ struct subject subject = {0};
	_cleanup_(announcement_release) struct announcement announcement = {0};
	_cleanup_free_ char *version = NULL;

	subject_read(mail->subject, &subject);
	if (subject.reply || !subject.patch || subject.number || !subject.of ||
	    announcement_read(buf_str(&mail->text), mail->text.len, &announcement, NULL))
		return;
	version = announcement.version && version_valid(announcement.version) ?
		  xstrdup(announcement.version) : version_of_title(subject.title);
	if (!version || !strstr(version, "-rc") ||
	    (queue->version && version_compare(version, queue->version) <= 0))
		return;
	free(queue->version);
	queue->version = TAKE_PTR(version);
	announcement_release(&queue->announcement);
	queue->announcement = announcement;
	announcement = (struct announcement){0};
	*best = (struct announced){mail, subject.of};
}

/* Does a mail belong to the announcement? One whose headers were cut off says nothing of it. */
static bool answers(const struct mail *mail, const struct announcement *announcement)
{
	if (!mail->references || !*mail->references)
		return true;
	for (char **id = mail->references; *id; id++)
		if (!strcmp(*id, announcement->message_id))
			return true;
	return false;
}

static bool same_mail(const struct mail *a, const struct mail *b)
{
	if (a->message_id && b->message_id && !strcmp(a->message_id, b->message_id))
		return true;
	return a->text.len - a->body == b->text.len - b->body &&
	       !memcmp(a->text.data + a->body, b->text.data + b->body, a->text.len - a->body);
}

/* Which mail is which number: mails[0] is 1. */
static int sort_mails(const struct rc_queue *queue, const struct mailbox *mailbox, unsigned of,
		      const struct mail **mails, struct error **err)
{
	for (size_t i = 0; i < mailbox->count; i++) {
		const struct mail *mail = &mailbox->mails[i];
		_cleanup_subject_ struct subject subject = {0};

		subject_read(mail->subject, &subject);
		if (subject.reply || !subject.patch || !subject.number || subject.of != of ||
		    subject.number > of || !answers(mail, &queue->announcement))
			continue;
		if (!mails[subject.number - 1])
			mails[subject.number - 1] = mail;
		else if (!same_mail(mails[subject.number - 1], mail))
			return error_set(err, ERROR_INPUT, "two mails are %u/%u and differ: %s, %s",
					 subject.number, of, mails[subject.number - 1]->where,
					 mail->where);
	}
	return 0;
}

static int check_missing(const struct mail *const *mails, unsigned of, const char *path,
			 struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	unsigned missing = 0;

	for (unsigned i = 0; i < of; i++)
		if (!mails[i] && missing++ < MAX_TOLD)
			buf_printf(&text, "%s%u", missing > 1 ? ", " : "", i + 1);
	if (!missing)
		return 0;
	return error_set(err, ERROR_INPUT, "%s: %u of %u patches missing: %s%s", path, missing, of,
			 buf_str(&text), missing > MAX_TOLD ? " ..." : "");
}

static int read_mails(struct rc_queue *queue, const char *path, const struct mailbox *mailbox,
		      struct buf *sums, struct error **err)
{
	_cleanup_free_ const struct mail **mails = NULL;
	struct announced announced = {0};

	for (size_t i = 0; i < mailbox->count; i++)
		look_for_announcement(queue, &mailbox->mails[i], &announced);
	if (!announced.mail)
		return error_set(err, ERROR_INPUT, "%s: no announcement of an -rc (\"[PATCH 6.1 "
				 "000/123] 6.1.193-rc1 review\") in %zu mails", path, mailbox->count);
	if (announced.of > RC_MAX_PATCHES)
		return error_set(err, ERROR_INPUT, "%s: more than %u patches", path, RC_MAX_PATCHES);
	mails = xcalloc(announced.of, sizeof(*mails));
	if (sort_mails(queue, mailbox, announced.of, mails, err) ||
	    check_missing(mails, announced.of, path, err))
		return -1;
	for (unsigned i = 0; i < announced.of; i++) {
		char *name = xasprintf("%03u/%03u", i + 1, announced.of);

		if (add(queue, name, mails[i]->text.data, mails[i]->text.len, sums, err))
			return error_wrap(err, "%s", mails[i]->where);
	}
	return 0;
}

static int read_any(struct rc_queue *queue, const char *path, struct buf *sums, struct error **err)
{
	_cleanup_mailbox_ struct mailbox mailbox = {0};
	_cleanup_buf_ struct buf text = {0};
	struct stat st;

	if (stat(path, &st))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (S_ISDIR(st.st_mode) && !mailbox_is_maildir(path))
		return read_folder(queue, path, sums, err);
	if (S_ISDIR(st.st_mode)) {
		if (mailbox_add_maildir(&mailbox, path, err))
			return -1;
	} else if (file_read(path, MAILBOX_MAX_BYTES, &text, err) ||
		   mailbox_add(&mailbox, path, &text, err)) {
		return -1;
	}
	return read_mails(queue, path, &mailbox, sums, err);
}

int rc_queue_read(const char *path, struct rc_queue *ret, struct error **err)
{
	_cleanup_rc_queue_ struct rc_queue queue = {0};
	_cleanup_buf_ struct buf sums = {0};

	if (read_any(&queue, path, &sums, err))
		return -1;
	if (!queue.count)
		return error_set(err, ERROR_INPUT, "%s: nothing is queued", path);
	buf_printf(&sums, " %s", queue.version ? queue.version : "");
	data_sha256(buf_str(&sums), sums.len, queue.sha256);
	*ret = queue;
	queue = (struct rc_queue){0};
	return 0;
}
