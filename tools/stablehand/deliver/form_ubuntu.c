// SPDX-License-Identifier: GPL-2.0-only
/* Mails of a stable release update to Ubuntu's kernel team. */
#include <ctype.h>
#include <string.h>

#include "deliver/form_parts.h"
#include "util/alloc.h"

#define SAUCE "UBUNTU: SAUCE: "		/* in front of what is not upstream */

/* One line of a text that may have several. */
static void add_one_line(struct buf *lines, const char *text)
{
	for (; *text; text++)
		buf_add(lines, *text == '\n' ? " " : text, 1);
}

/* The number that a bug of Launchpad has in "1", "#1", "LP: #1" or its address; NULL: none. */
static const char *bug_number(const char *bug)
{
	static const char *const starts[] = { "https://bugs.launchpad.net/", "LP:", "#" };
	const char *number = bug + strlen(bug);

	while (number > bug && isdigit((unsigned char)number[-1]))
		number--;
	for (size_t i = 0; i < ARRAY_SIZE(starts) && number > bug; i++)
		if (!strncmp(bug, starts[i], strlen(starts[i])))
			return *number && !isalnum((unsigned char)number[-1]) ? number : NULL;
	return number == bug && *number ? number : NULL;
}

/* The address has to be the short one. */
static void add_bug_link(const struct delivery *delivery, struct buf *text)
{
	if (delivery->bug)
		buf_printf(text, "BugLink: https://bugs.launchpad.net/bugs/%s\n",
			   bug_number(delivery->bug));
}

static int message(const struct form_work *work, size_t i, struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	const struct delivery_patch *patch = &delivery->patches[i];
	_cleanup_message_parts_ struct message_parts parts = { 0 };
	_cleanup_buf_ struct buf above = { 0 }, lines = { 0 };

	if (message_parts_read(delivery, i, &parts, err))
		return -1;
	add_bug_link(delivery, &above);
	if (work->full_ids[i]) {
		buf_printf(&lines, "(%s from commit %s)\n",
			   patch->note ? "backported" : "cherry picked", work->full_ids[i]);
	} else {
		_cleanup_free_ char *was = parts.subject;

		parts.subject = xasprintf(SAUCE "%s", was);
	}
	/* A word, by which people there know each other: checkers take no blank in it. */
	if (patch->note) {
		buf_printf(&lines, "[%.*s: ", (int)strcspn(delivery->committer_email, "@"),
			   delivery->committer_email);
		add_one_line(&lines, patch->note);
		buf_puts(&lines, "]\n");
	}
	if (delivery->cve)
		buf_printf(&lines, "%s\n", delivery->cve);
	form_compose(work, i, &parts, buf_str(&above), buf_str(&lines), false, ret);
	return 0;
}

static void section(struct buf *text, const char *heading, const char *lines)
{
	buf_printf(text, "[%s]\n\n%s\n", heading, lines && *lines ? lines : "None.\n");
}

static int cover_text(const struct form_work *work, struct buf *text, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_buf_ struct buf impact = { 0 }, fix = { 0 }, stat = { 0 }, other = { 0 };
	size_t sauce = 0;

	add_bug_link(delivery, text);
	buf_printf(text, "%sSRU Justification:\n\n", delivery->bug ? "\n" : "");
	for (size_t i = 0; i < delivery->count; i++) {
		const struct delivery_patch *patch = &delivery->patches[i];

		buf_printf(&impact, "* %s\n", patch->subject);
		buf_printf(&fix, "* %s: %s%s%s\n", work->full_ids[i] ? work->full_ids[i] :
			   "not upstream", patch->verdict, patch->note ? ", " : "",
			   patch->note ? patch->note : "");
		sauce += !work->full_ids[i];
	}
	if (form_add_stat(work, &stat, err))
		return -1;
	if (sauce)
		buf_printf(&other, "%zu of %zu %s SAUCE: no commit upstream is known.\n", sauce,
			   delivery->count, sauce == 1 ? "is" : "are");
	buf_printf(&other, "%s%s", delivery->verdicts ? delivery->verdicts : "",
		   delivery->open ? delivery->open : "");
	section(text, "Impact", buf_str(&impact));
	section(text, "Fix", buf_str(&fix));
	section(text, "Test Plan", delivery->tested);
	section(text, "Where problems could occur", buf_str(&stat));
	section(text, "Other Info", buf_str(&other));
	return 0;
}

static int write_mails(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_free_ char *prefix = xasprintf("SRU][%s][PATCH", delivery->release_names);
	_cleanup_buf_ struct buf text = { 0 };

	if (cover_text(work, &text, err) ||
	    form_add_cover(work, prefix, delivery->cve ? delivery->cve : delivery->series, NULL,
			   buf_str(&text),
			   &delivery_add(work->files, "0000-cover-letter.patch")->text, err))
		return -1;
	for (size_t i = 0; i < delivery->count; i++) {
		_cleanup_free_ char *name = form_file_name(work, i);
		_cleanup_free_ char *place =
			xasprintf("%s %zu/%zu", prefix, i + 1, delivery->count);
		const struct form_mail mail = { .prefix = place };

		if (form_add_mail(work, i, &mail, &delivery_add(work->files, "%s", name)->text,
				  err))
			return -1;
	}
	/* Nobody who signed off upstream gets a copy. */
	buf_puts(&work->files->next,
		 "git send-email --to=kernel-team@lists.ubuntu.com --suppress-cc=all "
		 "--thread --no-chain-reply-to *.patch\n");
	return 0;
}

static int check(const struct delivery *delivery, struct error **err)
{
	if (!delivery->bug && !delivery->cve)
		return error_set(err, ERROR_INPUT,
				 "form ubuntu needs --bug NUMBER (Launchpad) or --cve ID");
	if (delivery->bug && !bug_number(delivery->bug))
		return error_set(err, ERROR_INPUT, "--bug %s: not a bug of Launchpad",
				 delivery->bug);
	if (!delivery->release_names)
		return error_set(err, ERROR_INPUT,
				 "form ubuntu needs --for NAMES: the first letters of "
				 "Ubuntu's series, J/N");
	return 0;
}

const struct form form_ubuntu = {
	.name = "ubuntu",
	.summary = "mails of a stable release update",
	.bug_help = "Launchpad",
	.check = check,
	.message = message,
	.write = write_mails,
};
