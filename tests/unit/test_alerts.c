// SPDX-License-Identifier: GPL-2.0-only
/* News as mail: what is sent to whom, what hostile news can do, what is kept. */
#include "alerts_fixture.h"

static void test_mail(void **state)
{
	struct place p;
	_cleanup_free_ char *said = NULL, *argv = NULL, *mail = NULL;

	place_make(&p);
	configure(&p, MAIL_CONF);
	said = send_news(&p, "2026-12-01T02:00:00Z", "6.1.y regressed\n");
	argv = read_text(&p, "argv");
	mail = read_text(&p, "mail");
	assert_string_equal(said, "mail: sent to one@example.org, two@example.org\n");
	assert_string_equal(argv, "-i\n-f\nrobot@example.net\n--\none@example.org\n"
				  "two@example.org\n");
	assert_non_null(strstr(mail, "From: robot@example.net\nTo: one@example.org,\n "
				     "two@example.org\n"
				     "Subject: stablehand: 1 news: 6.1.y; 1 finding open\n"
				     "Date: Tue, 01 Dec 2026 02:00:00 +0000\nMessage-ID: <"));
	assert_non_null(strstr(mail, "\n\n6.1.y regressed\n"));
	assert_string_equal(strstr(mail, "\n\n") + 2, "6.1.y regressed\n");
	assert_int_equal(waiting(&p), 0);
	place_release(&p);
}

/* Without news, or where nothing is configured, nothing happens, and no folder is made. */
static void test_off(void **state)
{
	static const char *const off[] = {NULL, "", "[mail]\n\tfrom = a@example.org\n"};
	struct place p;

	place_make(&p);
	for (size_t i = 0; i < ARRAY_SIZE(off); i++) {
		_cleanup_free_ char *said = NULL, *path = NULL;

		if (off[i])
			configure(&p, off[i]);
		said = send_news(&p, "2026-12-01T02:00:00Z", "news\n");
		path = path_join(p.folder, "state");
		assert_string_equal(said, "");
		assert_false(path_exists(path));
	}
	configure(&p, MAIL_CONF);
	for (int i = 0; i < 2; i++) {
		struct night quiet = {.seen.at = (char *)"2026-12-01T02:00:00Z"};
		_cleanup_buf_ struct buf said = {0};
		_cleanup_free_ char *sent = NULL;

		if (i)
			alerts_keep(&p.context, &quiet, "", &said);
		alerts_send(&p.context, &said);
		sent = read_text(&p, "sent");
		assert_string_equal(buf_str(&said), "");
		assert_string_equal(sent, "(not there)");
	}
	place_release(&p);
}

/* What fails is said, kept, and sent before the next night's; what is switched off is dropped. */
static void test_again(void **state)
{
	struct place p;
	_cleanup_free_ char *first = NULL, *second = NULL, *third = NULL, *fourth = NULL;
	_cleanup_free_ char *mail = NULL, *sent = NULL, *fails = NULL;

	place_make(&p);
	configure(&p, MAIL_CONF);
	write_text(&p, "fails", "");
	first = send_news(&p, "2026-12-01T02:00:00Z", "first night\n");
	assert_non_null(strstr(first, "mail: not sent to one@example.org, two@example.org: "));
	assert_non_null(strstr(first, "/sendmail: exit 75: no route; the next night tries again\n"));
	assert_int_equal(waiting(&p), 1);
	second = send_news(&p, "2026-12-02T02:00:00Z", "second night\n");
	assert_int_equal(waiting(&p), 2);
	/* After the first failure the others are not tried. */
	sent = read_text(&p, "sent");
	assert_string_equal(sent, "once\nonce\n");
	fails = path_join(p.folder, "fails");
	assert_int_equal(unlink(fails), 0);
	third = send_news(&p, NULL, NULL);
	assert_string_equal(third, "mail: sent to one@example.org, two@example.org, with what had "
				   "waited\n");
	assert_int_equal(waiting(&p), 0);
	mail = read_text(&p, "mail");
	assert_non_null(strstr(mail, "second night"));
	assert_non_null(strstr(mail, "Date: Wed, 02 Dec 2026 02:00:00 +0000"));
	write_text(&p, "fails", "");
	free(send_news(&p, "2026-12-03T02:00:00Z", "third night\n"));
	assert_int_equal(waiting(&p), 1);
	configure(&p, "");
	fourth = send_news(&p, NULL, NULL);
	assert_string_equal(fourth, "");
	assert_int_equal(waiting(&p), 0);
	place_release(&p);
}

/* Nothing in the news makes a header, a recipient, or a line that is too long. */
static void test_hostile(void **state)
{
	static const char evil[] = "x\r\nBcc: mallory@example.com\r\n\r\n.\r\n\x1b[2J\xff\n-t\n";
	struct place p;
	_cleanup_(night_release) struct night night = {0};
	_cleanup_buf_ struct buf said = {0}, text = {0};
	_cleanup_free_ char *mail = NULL, *argv = NULL;
	size_t headers = 0;

	place_make(&p);
	configure(&p, MAIL_CONF);
	make_night(&night, "2026-12-01T02:00:00Z", evil);
	free(night.news[0].branch);
	night.news[0].branch = xstrdup("6.1.y\nTo: mallory@example.com\n\nBody\xff\xc3\xa4");
	buf_puts(&text, evil);
	for (int i = 0; i < 350000; i++)
		buf_puts(&text, "\xe2\x82\xac");
	alerts_keep(&p.context, &night, buf_str(&text), &said);
	alerts_send(&p.context, &said);
	assert_non_null(strstr(buf_str(&said), "mail: sent to"));
	mail = read_text(&p, "mail");
	argv = read_text(&p, "argv");
	assert_string_equal(argv, "-i\n-f\nrobot@example.net\n--\none@example.org\n"
				  "two@example.org\n");
	assert_true(strlen(mail) < 300 << 10);
	assert_null(strchr(mail, '\r'));
	assert_null(strchr(mail, '\x1b'));
	for (const char *line = mail; *line && *line != '\n'; line = strchr(line, '\n') + 1)
		headers++;
	assert_int_equal(headers, 10);
	for (const char *line = mail; *line; line = strchr(line, '\n') + 1)
		assert_true(strcspn(line, "\n") <= 998);
	assert_null(strstr(mail, "\nTo: mallory"));
	/* In the body it is text. */
	assert_non_null(strstr(strstr(mail, "\n\n"), "\nBcc: mallory@example.com\\x0d\n"));
	place_release(&p);
}

/* The same of a mail by itself, whatever it is made from. */
static void test_mail_text(void **state)
{
	char *to[] = {(char *)"a@b.org", NULL};
	const struct alert_conf conf = {.to = to, .from = (char *)"c@d.org"};
	const struct alert alert = {
		.id = "no time\nX: y", .subject = "s\nBcc: m@example.com\x80",
		.text = "t\r\n.\n\x1b[2J\xff\n",
	};
	_cleanup_buf_ struct buf mail = {0};

	alert_mail_write(&conf, &alert, &mail);
	assert_memory_equal(buf_str(&mail), "From: c@d.org\nTo: a@b.org\n"
			    "Subject: s?Bcc: m@example.com?\nMessage-ID: <stablehand.", 79);
	assert_string_equal(strstr(mail.data, "\n\n"), "\n\nt\\x0d\n.\n\\x1b[2J\\xff\n");
}

static void test_configuration(void **state)
{
	static const struct {
		const char *lines, *complaint;
	} rows[] = {
		{"[mail]\n\tto = -oQ/tmp\n\tfrom = a@b.org\n", "mail.to = -oQ/tmp: not an address"},
		{"[mail]\n\tto = a@b.org, c@d.org\n\tfrom = a@b.org\n", "not an address alone"},
		{"[mail]\n\tto = \"a@b.org\\nBcc: c@d.org\"\n\tfrom = a@b.org\n", "not an address"},
		{"[mail]\n\tto = a@b@c\n\tfrom = a@b.org\n", "not an address"},
		{"[mail]\n\tto =\n\tfrom = a@b.org\n", "not an address"},
		{"[mail]\n\tto = a@b.org\n\tfrom = -bs\n", "mail.from = -bs: not an address"},
		{"[mail]\n\tto = a@b.org\n\tfrom = a@b.org\n\tsendmail = sendmail -t\n",
		 "mail.sendmail = sendmail -t: not a whole path"},
		{"[webhook]\n\turl = file:///etc/passwd\n", "no http:// or https:// address"},
		{"[webhook]\n\turl = gopher://example.org\n", "no http:// or https:// address"},
		{"[webhook]\n\turl = \"http://example.org/\\nx\"\n", "no http:// or https:// address"},
		{"[mail\n", "stablehand.conf"},
	};
	struct place p;

	place_make(&p);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *said = NULL;

		configure(&p, rows[i].lines);
		said = send_news(&p, "2026-12-01T02:00:00Z", "news\n");
		if (!strstr(said, "no news are sent: ") || !strstr(said, rows[i].complaint))
			fail_msg("%s: %s", rows[i].lines, said);
	}
	place_release(&p);
}

static void test_sendmail_missing(void **state)
{
	struct place p;
	_cleanup_free_ char *said = NULL;

	place_make(&p);
	configure(&p, "[mail]\n\tto = a@b.org\n\tfrom = a@b.org\n\tsendmail = %s/nowhere\n");
	said = send_news(&p, "2026-12-01T02:00:00Z", "news\n");
	assert_non_null(strstr(said, "nowhere: no such program; the next night tries again"));
	assert_int_equal(waiting(&p), 1);
	place_release(&p);
}

/* A file that somebody broke is told and dropped, and holds up nobody for longer. */
static void test_damaged(void **state)
{
	struct place p;
	_cleanup_free_ char *first = NULL, *second = NULL, *command = NULL;

	place_make(&p);
	configure(&p, MAIL_CONF);
	write_text(&p, "fails", "");
	free(send_news(&p, "2026-12-01T02:00:00Z", "first\n"));
	free(send_news(&p, "2026-12-02T02:00:00Z", "second\n"));
	command = xasprintf("cd %s && rm fails && : >\"$(find state -name '*01T02*')\"", p.folder);
	assert_int_equal(system(command), 0);
	first = send_news(&p, NULL, NULL);
	assert_non_null(strstr(first, "not as it was written, and removed"));
	second = send_news(&p, NULL, NULL);
	assert_string_equal(second, "mail: sent to one@example.org, two@example.org\n");
	assert_int_equal(waiting(&p), 0);
	place_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mail),	      cmocka_unit_test(test_off),
		cmocka_unit_test(test_again),	      cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_configuration), cmocka_unit_test(test_sendmail_missing),
		cmocka_unit_test(test_damaged),	      cmocka_unit_test(test_mail_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
