// SPDX-License-Identifier: GPL-2.0-only
#include "door/subject.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"

#define NUMBER_DIGITS 4

/* A number of few digits at *at, which goes behind it. false: there is none. */
static bool read_number(const char **at, unsigned *ret)
{
	size_t digits = strspn(*at, "0123456789");
	unsigned number = 0;

	if (!digits || digits > NUMBER_DIGITS)
		return false;
	while (digits--)
		number = number * 10 + (*(*at)++ - '0');
	*ret = number;
	return true;
}

/* A word of a bracket: PATCH, RFC, v2, 3/5, PATCHv2. */
static void read_word(const char *word, size_t len, struct subject *subject)
{
	const char *at = word;
	unsigned number, of;

	if (len >= 5 && !strncasecmp(word, "PATCH", 5)) {
		subject->patch = true;
		at += 5;
		len -= 5;
	} else if ((len == 3 && !strncasecmp(word, "RFC", 3)) ||
		   (len == 6 && !strncasecmp(word, "RESEND", 6))) {
		subject->patch = true;
		return;
	}
	if (len > 1 && (*at == 'v' || *at == 'V')) {
		at++;
		if (read_number(&at, &number) && number)
			subject->version = number;
		return;
	}
	if (len && read_number(&at, &number) && *at == '/') {
		at++;
		if (read_number(&at, &of) && number <= of) {
			subject->number = number;
			subject->of = of;
		}
	}
}

static void read_bracket(const char *at, const char *end, struct subject *subject)
{
	while (at < end) {
		size_t len = 0;

		while (at + len < end && !isspace((unsigned char)at[len]) && at[len] != ',')
			len++;
		if (len)
			read_word(at, len, subject);
		at += len + 1;
	}
}

/* 'FAILED: patch "[PATCH] title" failed to apply to 6.1-stable tree' */
static void read_failed(const char *text, struct subject *subject)
{
	static const char begins[] = "FAILED: patch \"", middle[] = "\" failed to apply to ";
	const char *title = text + sizeof(begins) - 1, *tree = NULL, *at;
	size_t version;

	if (strncmp(text, begins, sizeof(begins) - 1))
		return;
	for (at = title; (at = strstr(at, middle)); at++)
		tree = at;
	if (!tree)
		return;
	at = tree + sizeof(middle) - 1;
	version = strspn(at, "0123456789.");
	if (!version || version > 16 || strncmp(at + version, "-stable tree", 12))
		return;
	subject->failed_on = xasprintf("%.*s.y", (int)version, at);
	subject->title = xstrndup(title, tree - title);
}

void subject_read(const char *text, struct subject *ret_subject)
{
	struct subject subject = { .version = 1 };
	const char *end;

	for (;;) {
		text += strspn(text, " \t");
		if (!strncasecmp(text, "re:", 3)) {
			subject.reply = true;
			text += 3;
		} else if (!strncasecmp(text, "fwd:", 4)) {
			subject.reply = true;
			text += 4;
		} else if (*text == '[' && (end = strchr(text, ']'))) {
			struct subject bracket = subject;

			bracket.patch = false;
			read_bracket(text + 1, end, &bracket);
			/* Else it is part of the title: "[media] x". */
			if (!bracket.patch)
				break;
			subject = bracket;
			text = end + 1;
		} else {
			break;
		}
	}
	read_failed(text, &subject);
	if (!subject.title)
		subject.title = xstrdup(text);
	*ret_subject = subject;
}

void subject_release(struct subject *subject)
{
	free(subject->title);
	free(subject->failed_on);
	*subject = (struct subject){ 0 };
}

bool subject_is_failed_header(const char *line, size_t len)
{
	static const char begins[] = "Subject: FAILED: patch ";

	return len >= sizeof(begins) - 1 && !strncasecmp(line, begins, sizeof(begins) - 1);
}
