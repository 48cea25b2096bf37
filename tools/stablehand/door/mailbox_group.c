// SPDX-License-Identifier: GPL-2.0-only
/* Which mails of a mailbox belong together. */
#include <string.h>

#include "door/mailbox.h"
#include "door/subject.h"
#include "util/alloc.h"
#include "util/hash_table.h"

/* What is seen first under a name: a mail's index. */
struct seen {
	char *name;
	size_t mail;
	UT_hash_handle hh;
};

/* Union-find; the root of a group is its first mail. */
static size_t root_of(struct mailbox *mailbox, size_t mail)
{
	while (mailbox->mails[mail].group != mail) {
		size_t up = mailbox->mails[mail].group;

		mailbox->mails[mail].group = mailbox->mails[up].group;
		mail = up;
	}
	return mail;
}

static void join(struct mailbox *mailbox, size_t a, size_t b)
{
	a = root_of(mailbox, a);
	b = root_of(mailbox, b);
	mailbox->mails[a > b ? a : b].group = a > b ? b : a;
}

/* All mails under one name are one group, whichever comes first. The name is taken. */
static void join_by(struct mailbox *mailbox, struct seen **seen, char *name, size_t mail)
{
	struct seen *found;

	HASH_FIND_STR(*seen, name, found);
	if (found) {
		join(mailbox, found->mail, mail);
		free(name);
		return;
	}
	found = xcalloc(1, sizeof(*found));
	found->name = name;
	found->mail = mail;
	HASH_ADD_KEYPTR(hh, *seen, found->name, strlen(found->name), found);
}

void mailbox_group(struct mailbox *mailbox)
{
	struct seen *seen = NULL, *entry, *next;

	for (size_t i = 0; i < mailbox->count; i++)
		mailbox->mails[i].group = i;
	for (size_t i = 0; i < mailbox->count; i++) {
		const struct mail *mail = &mailbox->mails[i];
		_cleanup_subject_ struct subject subject = { 0 };

		subject_read(mail->subject, &subject);
		if (mail->message_id)
			join_by(mailbox, &seen, xasprintf("<%s>", mail->message_id), i);
		for (char **id = mail->references; *id; id++)
			join_by(mailbox, &seen, xasprintf("<%s>", *id), i);
		if (subject.patch && !subject.reply)
			join_by(mailbox, &seen, xasprintf("%s\n%s", subject.title, mail->from), i);
	}
	for (size_t i = 0; i < mailbox->count; i++)
		mailbox->mails[i].group = root_of(mailbox, i);
	HASH_ITER(hh, seen, entry, next) {
		HASH_DEL(seen, entry);
		free(entry->name);
		free(entry);
	}
}
