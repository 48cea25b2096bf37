// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <time.h>

#include "run/alerts_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/process.h"
#include "util/text.h"

#define SEND_SECONDS 120
#define SUBJECT_MAX 150
#define LINE_MAX_MAIL 900		/* of 998 that a mail may have */
#define BODY_MAX (256u << 10)

/* One line of plain characters: what is none becomes '?'. */
static void add_subject(const char *subject, struct buf *ret)
{
	size_t len = strnlen(subject, SUBJECT_MAX);

	for (size_t i = 0; i < len; i++) {
		char c = subject[i] >= ' ' && subject[i] <= '~' ? subject[i] : '?';

		buf_add(ret, &c, 1);
	}
	buf_puts(ret, subject[len] ? "...\n" : "\n");
}

/* A line may be longer than a mail's: then it is broken, between characters. */
static void add_line(const char *line, size_t len, struct buf *ret)
{
	do {
		size_t end = len < LINE_MAX_MAIL ? len : LINE_MAX_MAIL;

		while (end < len && end && ((unsigned char)line[end] & 0xc0) == 0x80)
			end--;
		buf_add(ret, line, end);
		buf_puts(ret, "\n");
		line += end;
		len -= end;
	} while (len);
}

static void add_body(const char *text, struct buf *ret)
{
	size_t len = strlen(text);
	_cleanup_free_ char *clean = text_printable(text, len < BODY_MAX ? len : BODY_MAX, true);

	for (const char *line = clean; *line;) {
		size_t n = strcspn(line, "\n");

		add_line(line, n, ret);
		line += n + (line[n] == '\n');
	}
	if (len > BODY_MAX)
		buf_printf(ret, "[%zu bytes in all]\n", len);
}

/* The same for the same night, whenever it is sent. */
static void add_date(const char *id, struct buf *ret)
{
	char text[64];
	struct tm when = {0};
	const char *end = strptime(id, "%Y-%m-%dT%H:%M:%SZ", &when);

	if (!end || *end)
		return;
	timegm(&when);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &when);
	buf_printf(ret, "Date: %s\n", text);
}

static void add_message_id(const struct alert_conf *conf, const struct alert *alert,
			   struct buf *ret)
{
	const char *at = strchr(conf->from, '@');
	_cleanup_free_ char *all = xasprintf("%s\n%s\n%s\n%s", alert->id, alert->subject,
					     alert->text, conf->from);
	char hex[65];

	data_sha256(all, strlen(all), hex);
	buf_printf(ret, "Message-ID: <stablehand.%.32s@%s>\n", hex, at ? at + 1 : "localhost");
}

void alert_mail_write(const struct alert_conf *conf, const struct alert *alert, struct buf *ret)
{
	buf_printf(ret, "From: %s\nTo: ", conf->from);
	for (char **to = conf->to; *to; to++)
		buf_printf(ret, "%s%s", to == conf->to ? "" : ",\n ", *to);
	buf_puts(ret, "\nSubject: ");
	add_subject(alert->subject, ret);
	add_date(alert->id, ret);
	add_message_id(conf, alert, ret);
	buf_puts(ret, "Auto-Submitted: auto-generated\n"
		      "MIME-Version: 1.0\n"
		      "Content-Type: text/plain; charset=UTF-8\n"
		      "Content-Transfer-Encoding: 8bit\n"
		      "\n");
	add_body(alert->text, ret);
}

/* The last line that it wrote, to be shown. */
static const char *last_line(struct buf *text)
{
	const char *newline;

	while (text->len && text->data[text->len - 1] == '\n')
		text->data[--text->len] = '\0';
	newline = strrchr(buf_str(text), '\n');
	return newline ? newline + 1 : buf_str(text);
}

static int run_sendmail(const struct alert_conf *conf, const char *path, struct error **err)
{
	_cleanup_buf_ struct buf errors = {0};
	const char **argv = NULL;
	size_t count = 0, alloc = 0;
	struct process_options options = {
		.input_path = path,
		.timeout = SEND_SECONDS,
		.output = &errors,
		.errors = &errors,
		.max_output = 65536,
	};
	struct process_exit how = {0};
	int rc;

	*ARRAY_ADD(argv, count, alloc) = conf->sendmail;
	*ARRAY_ADD(argv, count, alloc) = "-i";
	*ARRAY_ADD(argv, count, alloc) = "-f";
	*ARRAY_ADD(argv, count, alloc) = conf->from;
	*ARRAY_ADD(argv, count, alloc) = "--";
	for (char **to = conf->to; *to; to++)
		*ARRAY_ADD(argv, count, alloc) = *to;
	*ARRAY_ADD(argv, count, alloc) = NULL;
	options.argv = argv;
	rc = process_run(&options, &how, err);
	free(argv);
	if (rc)
		return -1;
	if (how.timed_out)
		return error_set(err, ERROR_ENVIRONMENT, "%s: not done after %d s", conf->sendmail,
				 SEND_SECONDS);
	if (how.signal)
		return error_set(err, ERROR_ENVIRONMENT, "%s: killed by signal %d", conf->sendmail,
				 how.signal);
	if (how.status)
		return error_set(err, ERROR_ENVIRONMENT, "%s: exit %d%s%s", conf->sendmail,
				 how.status, errors.len ? ": " : "", last_line(&errors));
	return 0;
}

int alert_mail_send(const struct alert_conf *conf, const struct alert *alert, const char *work,
		    struct error **err)
{
	_cleanup_free_ char *path = path_join(work, "mail.%d.tmp", (int)getpid());
	_cleanup_buf_ struct buf mail = {0};
	int rc;

	alert_mail_write(conf, alert, &mail);
	if (file_write(path, mail.data, mail.len, 0600, err))
		return -1;
	rc = run_sendmail(conf, path, err);
	path_remove(path, NULL);
	return rc;
}
