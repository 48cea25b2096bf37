// SPDX-License-Identifier: GPL-2.0-only
#include "series/cover.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "series/mail_body.h"
#include "series/mail_text.h"
#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define MAX_BYTES (1 << 20)

/* "Some Author (12):", which an indented line follows: git-shortlog's list begins. */
static bool begins_list(const char *line, size_t len, const char *next)
{
	size_t digits = 0;

	if (len < 6 || isspace((unsigned char)*line) || memcmp(line + len - 2, "):", 2) ||
	    strncmp(next, "  ", 2))
		return false;
	while (digits < len - 3 && isdigit((unsigned char)line[len - 3 - digits]))
		digits++;
	return digits && line[len - 3 - digits] == '(' && line[len - 4 - digits] == ' ';
}

/* " arch/x86/kvm/mmu.h | 12 +++---" */
static bool is_stat(const char *line, size_t len)
{
	const char *bar = memmem(line, len, " | ", 3);

	if (!bar || *line != ' ' || line[1] == ' ')
		return false;
	for (bar += 3; bar < line + len && *bar == ' ';)
		bar++;
	return bar < line + len && (isdigit((unsigned char)*bar) || !strncmp(bar, "Bin ", 4));
}

/* Bytes of what its author wrote. */
static size_t own_length(const char *text)
{
	size_t end = 0;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		const char *next = line + len + (line[len] == '\n');

		if (begins_list(line, len, next) || is_stat(line, len) ||
		    (len == 3 && !memcmp(line, "-- ", 3)) || (len == 3 && !memcmp(line, "---", 3)))
			break;
		if (strspn(line, " \t") < len)
			end = line + len - text;
		line = next;
	}
	return end;
}

static char *own_subject(const char *mail)
{
	GMimeMessage *message = mail_parse(mail, strlen(mail));
	const char *value = message ? lib_g_mime_message_get_subject(message) : NULL;
	_cleanup_free_ char *subject = value ? patch_subject(value) : NULL;

	if (message)
		lib_g_object_unref(message);
	return subject && *subject && !strstr(subject, "*** SUBJECT HERE ***") ?
		TAKE_PTR(subject) : NULL;
}

int cover_read(const char *path, char **ret_subject, struct buf *ret_text, struct error **err)
{
	_cleanup_buf_ struct buf file = {0}, body = {0};
	_cleanup_free_ char *charset = NULL, *utf8 = NULL, *text = NULL;
	const char *mail, *start, *wrong;
	size_t len;

	*ret_subject = NULL;
	if (!path_exists(path))
		return 0;
	if (gmime_load(err) || file_read(path, MAX_BYTES, &file, err))
		return -1;
	mail = buf_str(&file);
	if (!strncmp(mail, "From ", 5))
		mail += strcspn(mail, "\n") + 1;
	wrong = mail_text(mail, strlen(mail), &body, &charset);
	if (wrong)
		return error_set(err, ERROR_INPUT, "%s: %s", path, wrong);
	utf8 = text_to_utf8(buf_str(&body), body.len, charset);
	start = utf8 + strspn(utf8, "\n");
	len = own_length(start);
	if (!len)
		return 0;
	text = text_printable(start, len, true);
	buf_printf(ret_text, "%s\n", text);
	*ret_subject = own_subject(mail);
	return 1;
}
