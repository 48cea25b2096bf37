// SPDX-License-Identifier: GPL-2.0-only
#include "series/commit_message.h"

#include <ctype.h>
#include <string.h>

#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/library_gmime.h"
#include "util/text.h"

#define NOTE_MAX 1000		/* bytes of a note */
#define LINE_WIDTH 72		/* as git's own editors wrap a message */

static bool fits_commit(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f || *p == '<' || *p == '>')
			return false;
	return lib_g_utf8_validate(text, -1, NULL);
}

static int check(const char *what, const char *value, const char *example, struct error **err)
{
	if (!value || !value[strspn(value, " ")])
		return error_set(err, ERROR_ENVIRONMENT,
				 "git does not know your %s, which the Signed-off-by needs: "
				 "git config --global user.%s %s", what, what, example);
	if (!fits_commit(value))
		return error_set(
			err, ERROR_ENVIRONMENT,
			"user.%s cannot be part of a commit: git config --global user.%s %s", what,
			what, example);
	return 0;
}

int message_check_committer(const char *name, const char *email, struct error **err)
{
	if (gmime_load(err) || check("name", name, "\"Your Name\"", err))
		return -1;
	return check("email", email, "you@example.org", err);
}

char *message_subject(const struct patch *patch)
{
	const char *at = patch->name;
	_cleanup_free_ char *subject = NULL;
	size_t len;

	if (patch->subject && *patch->subject)
		return xstrdup(patch->subject);
	at += strspn(at, "0123456789");
	at += strspn(at, "-_. ");
	len = strlen(at);
	for (size_t i = 0; i < 2; i++) {
		static const char *const ends[] = { ".patch", ".diff" };
		size_t n = strlen(ends[i]);

		if (len > n && !strcmp(at + len - n, ends[i])) {
			len -= n;
			break;
		}
	}
	subject = text_excerpt(at, len, 200);
	for (char *p = subject; *p; p++)
		if (*p == '-' || *p == '_' || *p == '\t')
			*p = ' ';
	len = strlen(subject);
	while (len && subject[len - 1] == ' ')
		len--;
	at = subject + strspn(subject, " ");
	return len ? xstrndup(at, subject + len - at) : xstrdup("patch");
}

static bool says_upstream(const char *body)
{
	for (const char *at = body; *at;) {
		size_t len = strcspn(at, "\n");

		if ((len > 50 && !strncasecmp(at, "commit ", 7) &&
		     text_is_hex(at + 7, 40, 40, 40) && !strncasecmp(at + 47, " upstream", 9)) ||
		    (len > 58 && !strncasecmp(at, "[ Upstream commit ", 18) &&
		     text_is_hex(at + 18, 40, 40, 40)))
			return true;
		at += len + (at[len] == '\n');
	}
	return false;
}

/* The last line of a text that ends in a newline. */
static const char *last_line(const char *text, size_t len)
{
	size_t at = len ? len - 1 : 0;

	while (at && text[at - 1] != '\n')
		at--;
	return text + at;
}

/* Do trailers, notes or pick lines end the body, so that more may follow at once? */
static bool ends_in_trailers(const char *line)
{
	size_t len = strcspn(line, "\n");

	return text_is_trailer(line, len) || *line == '[' ||
	       !strncmp(line, "(cherry picked from commit ", 27);
}

/* "[ Name: what was changed ]", its lines as short as the rest of a message's. */
char *message_note(const char *name, const char *note)
{
	_cleanup_free_ char *excerpt = text_excerpt(note, strlen(note), NOTE_MAX);
	_cleanup_free_ char *whole = xasprintf("[ %s: %s ]", name, excerpt);
	struct buf text = { 0 };
	size_t column = 0;

	for (const char *at = whole; *at;) {
		/* The closing bracket stays with the word before it. */
		size_t word = strcspn(at, " "),
		       len = at[word] && !strcmp(at + word, " ]") ? word + 2 : word;

		if (column && column + 1 + len > LINE_WIDTH) {
			buf_puts(&text, "\n ");
			column = 1;
		}
		buf_printf(&text, "%s%.*s", column ? " " : "", (int)len, at);
		column += len + (column > 0);
		at += len;
		at += strspn(at, " ");
	}
	buf_puts(&text, "\n");
	return buf_detach(&text);
}

/* The last paragraph of a text, where its trailers are. */
static const char *last_paragraph(const char *text)
{
	const char *last = text;

	for (const char *at = text; *at; at++)
		if (at[0] == '\n' && at[1] == '\n')
			last = at + 2;
	return last;
}

void message_text(const struct patch *patch, const char *own, char **ret_subject, char **ret_body)
{
	struct buf body = { 0 };
	const char *at;

	if (!own) {
		*ret_subject = message_subject(patch);
		*ret_body = xstrdup(patch->body);
		return;
	}
	at = own + strcspn(own, "\n");
	*ret_subject = xstrndup(own, at - own);
	at += strspn(at, "\n");
	buf_puts(&body, at);
	if (patch->trailer_count)
		buf_printf(&body, "%s%s", body.len ? "\n" : "", last_paragraph(patch->body));
	*ret_body = buf_detach(&body);
}

char *message_compose(const struct patch *patch, const char *own, const char *upstream,
		      const char *note, const char *committer_name, const char *committer_email)
{
	_cleanup_free_ char *subject = NULL, *body = NULL;
	_cleanup_free_ char *signoff = xasprintf("Signed-off-by: %s <%s>\n", committer_name,
						 committer_email);
	_cleanup_free_ char *noted = NULL;
	struct buf text = { 0 };
	const char *last;
	size_t body_len;

	message_text(patch, own, &subject, &body);
	body_len = strlen(body);
	last = last_line(body, body_len);
	buf_printf(&text, "%s\n\n", subject);
	if (upstream && !says_upstream(body))
		buf_printf(&text, strlen(upstream) == 40 ? "commit %s upstream.\n\n" :
			   "[ Upstream commit %s ]\n\n", upstream);
	if (note)
		noted = message_note(committer_name, note);
	if (body_len && !strcmp(last, signoff)) {
		buf_add(&text, body, last - body);
	} else {
		buf_puts(&text, body);
		if (body_len && !ends_in_trailers(last))
			buf_puts(&text, "\n");
	}
	buf_puts(&text, noted ? noted : "");
	buf_puts(&text, signoff);
	return buf_detach(&text);
}
