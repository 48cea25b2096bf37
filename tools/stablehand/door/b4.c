// SPDX-License-Identifier: GPL-2.0-only
#include "door/b4.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/file.h"
#include "util/process.h"
#include "util/text.h"

#define TIMEOUT 300		/* seconds */
#define MAX_SAID 10000u
#define NAME "series"		/* of what it writes */
#define LOG_MAX_BYTES (4u << 20)

static void say(struct b4_result *result, enum b4_said_kind kind, const char *about,
		const char *text, size_t len)
{
	struct b4_said *said;

	if (result->count >= MAX_SAID)
		return;
	said = ARRAY_ADD(result->said, result->count, result->alloc);
	said->kind = kind;
	said->about = xstrdup(about);
	said->text = text_excerpt(text, len, 500);
}

static bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

/* "v Signed: ed25519/a@b", "x BADSIG: ...", "x No key: ..." */
static bool read_attestation(const char *line, size_t len, const char *about,
			     struct b4_result *result)
{
	static const struct {
		const char *begins;
		enum b4_said_kind kind;
	} forms[] = {
		{ "v Signed: ", B4_ATTESTED },
		{ "x BADSIG: ", B4_BAD_SIGNATURE },
		{ "x No key: ", B4_NO_KEY },
	};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		size_t n = strlen(forms[i].begins);

		if (len > n && begins(line, forms[i].begins)) {
			say(result, forms[i].kind, about, line + n, len - n);
			return true;
		}
	}
	return false;
}

/* "+ Reviewed-by: x (v DKIM/example.org)": the tag, without what b4 says of the mail. */
static size_t tag_length(const char *text, size_t len)
{
	size_t at = len;

	if (!len || text[len - 1] != ')')
		return len;
	while (at && text[at - 1] != '(')
		at--;
	return at > 1 && len - at > 2 && strchr("vx", text[at]) && text[at + 1] == ' ' ? at - 2 : len;
}

static void read_line(const char *line, size_t len, char **about, struct b4_result *result)
{
	size_t indent = 0, n;
	bool marked;

	while (indent < len && line[indent] == ' ')
		indent++;
	line += indent;
	len -= indent;
	/* A patch: "  v [PATCH 1/2] x", "  [PATCH 1/2] x". */
	marked = len > 2 && strchr("vx", *line) && line[1] == ' ' && line[2] == '[';
	if (indent == 2 && (marked || *line == '[')) {
		free(*about);
		*about = text_excerpt(line + 2 * marked, len - 2 * marked, 500);
	} else if (indent == 2 && begins(line, "---")) {
		free(*about);
		*about = xstrdup("");
	} else if (indent >= 4 && begins(line, "+ ")) {
		n = tag_length(line + 2, len - 2);
		say(result, B4_TAG, *about, line + 2, n);
	} else if (indent >= 4 && begins(line, "! Trailer: ")) {
		say(result, B4_TAG_LEFT_OUT, "", line + 11, len - 11);
	} else if (!read_attestation(line, len, *about, result) &&
		   (begins(line, "WARNING: ") || begins(line, "CRITICAL: "))) {
		n = strcspn(line, ":") + 2;
		if (!begins(line + n, "Thread incomplete!"))
			say(result, B4_WARNED, "", line + n, len - n);
	}
}

void b4_read_log(const char *log, struct b4_result *result)
{
	_cleanup_free_ char *about = xstrdup("");

	while (*log) {
		size_t len = strcspn(log, "\n");
		_cleanup_free_ char *line = xstrndup(log, len);

		read_line(line, strlen(line), &about, result);
		log += len + (log[len] == '\n');
	}
}

/* The last lines, for a message; of a Python program that broke the one that says why. */
static const char *tail(const char *log)
{
	int wanted = strstr(log, "Traceback (most recent call last)") ? 1 : 6, lines = 0;
	const char *at = log + strlen(log);

	while (at > log && at[-1] == '\n')
		at--;
	for (; at > log; at--)
		if (at[-1] == '\n' && ++lines == wanted)
			break;
	return at;
}

static int failed(const struct process_exit *how, const char *message_id, const char *log,
		  struct error **err)
{
	_cleanup_free_ char *said = text_printable(tail(log), strlen(tail(log)), true);

	if (how->timed_out)
		return error_set(err, ERROR_ENVIRONMENT, "b4 did not end within %d s", TIMEOUT);
	if (message_id)
		return error_set(err, ERROR_ENVIRONMENT, "the thread of <%s> could not be fetched, which "
				 "asks the network (an mbox of it, or its mails in files, do not); b4 "
				 "said:\n%s", message_id, said);
	return error_set(err, ERROR_INPUT, "b4 could not read these mails; it said:\n%s", said);
}

int b4_am(const char *mailbox, const char *message_id, const char *out,
	  struct b4_result *ret_result, struct error **err)
{
	const char *count = getenv("GIT_CONFIG_COUNT");
	unsigned long set = count ? strtoul(count, NULL, 10) : 0;
	_cleanup_free_ char *total = xasprintf("GIT_CONFIG_COUNT=%lu", set + 1);
	_cleanup_free_ char *key = xasprintf("GIT_CONFIG_KEY_%lu=b4.attestation-checkmarks", set);
	_cleanup_free_ char *value = xasprintf("GIT_CONFIG_VALUE_%lu=simple", set);
	const char *const env[] = { total, key, value, "PYTHONIOENCODING=utf-8", NULL };
	const char *const local[] = { "b4", "--offline-mode", "-n", "--no-stdin", "am", "-m", mailbox,
				      "-o", out, "-M", "-t", "-n", NAME, NULL };
	const char *const remote[] = { "b4", "-n", "--no-stdin", "am", "-o", out, "-M", "-t", "-n",
				       NAME, "--", message_id, NULL };
	_cleanup_b4_result_ struct b4_result result = { 0 };
	_cleanup_buf_ struct buf log = { 0 };
	struct process_options options = {
		.argv = mailbox ? local : remote, .env = env, .timeout = TIMEOUT, .output = &log,
		.errors = &log, .max_output = LOG_MAX_BYTES,
	};
	struct process_exit how;

	if (!process_in_path("b4"))
		return error_set(err, ERROR_ENVIRONMENT, "b4 is needed for mails and threads, and is not "
				 "installed: apt-get install b4");
	if (process_run(&options, &how, err))
		return -1;
	result.folder = path_join(out, NAME ".maildir/new");
	b4_read_log(buf_str(&log), &result);
	if (!path_exists(result.folder))
		free(TAKE_PTR(result.folder));
	if (how.timed_out || how.signal || how.status || (!result.folder && message_id))
		return failed(&how, message_id, buf_str(&log), err);
	*ret_result = result;
	result = (struct b4_result){ 0 };
	return 0;
}

void b4_result_release(struct b4_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		free(result->said[i].about);
		free(result->said[i].text);
	}
	free(result->said);
	free(result->folder);
	*result = (struct b4_result){ 0 };
}
