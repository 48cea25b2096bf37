// SPDX-License-Identifier: GPL-2.0-only
/* What comes in: subjects, quilt series, lines of series.conf, b4's log, indentation, threads. */
#include "unit.h"

#include "door/b4.h"
#include "door/incoming.h"
#include "door/indent.h"
#include "door/mailbox.h"
#include "door/quilt_series.h"
#include "door/series_lines.h"
#include "door/series_write.h"
#include "door/subject.h"
#include "series/answers.h"

static void subjects(void **state)
{
	static const struct {
		const char *text, *title, *failed_on;
		unsigned version, number, of;
		bool patch, reply;
	} rows[] = {
		{ "[PATCH] kvm: x", "kvm: x", NULL, 1, 0, 0, true, false },
		{ "[PATCH v2 3/5] kvm: x", "kvm: x", NULL, 2, 3, 5, true, false },
		{ "[RFC PATCH v12 00/10] x", "x", NULL, 12, 0, 10, true, false },
		{ "[PATCHv3,RFC 1/2] x", "x", NULL, 3, 1, 2, true, false },
		{ "Re: [PATCH 6.1.y 1/2] x", "x", NULL, 1, 1, 2, true, true },
		{ "[PATCH RESEND net-next 2/2] x", "x", NULL, 1, 2, 2, true, false },
		{ "[GIT PULL] x", "[GIT PULL] x", NULL, 1, 0, 0, false, false },
		{ "[media] x", "[media] x", NULL, 1, 0, 0, false, false },
		{ "[PATCH] [media] x", "[media] x", NULL, 1, 0, 0, true, false },
		{ "[PATCH 7/5] x", "x", NULL, 1, 0, 0, true, false },
		{ "[PATCH v99999999999 1/99999999999] x", "x", NULL, 1, 0, 0, true, false },
		{ "[PATCH v0] x", "x", NULL, 1, 0, 0, true, false },
		{ "[PATCH", "[PATCH", NULL, 1, 0, 0, false, false },
		{ "", "", NULL, 1, 0, 0, false, false },
		{ "FAILED: patch \"[PATCH] x\" failed to apply to 6.1-stable tree", "[PATCH] x",
		  "6.1.y", 1, 0, 0, false, false },
		{ "Re: FAILED: patch \"x\" failed to apply to y\" failed to apply to 5.15-stable tree",
		  "x\" failed to apply to y", "5.15.y", 1, 0, 0, false, true },
		{ "FAILED: patch \"x\" failed to apply to ../../6-stable tree",
		  "FAILED: patch \"x\" failed to apply to ../../6-stable tree", "", 1, 0, 0, false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_subject_ struct subject subject = { 0 };

		subject_read(rows[i].text, &subject);
		if (rows[i].failed_on && !*rows[i].failed_on) {
			/* ".." are dots of a version, a slash is not. */
			assert_null(subject.failed_on);
			continue;
		}
		assert_row(rows[i].text, subject.title, rows[i].title);
		assert_row(rows[i].text, subject.failed_on ? subject.failed_on : "",
			   rows[i].failed_on ? rows[i].failed_on : "");
		assert_int_equal(subject.version, rows[i].version);
		assert_int_equal(subject.number, rows[i].number);
		assert_int_equal(subject.of, rows[i].of);
		assert_int_equal(subject.patch, rows[i].patch);
		assert_int_equal(subject.reply, rows[i].reply);
	}
}

/* "path:strip:guards" of each entry, one a line; or what is wrong. */
static char *quilt(const char *text)
{
	_cleanup_quilt_series_ struct quilt_series series = { 0 };
	_cleanup_error_ struct error *err = NULL;
	struct buf found = { 0 };

	buf_puts(&found, "");
	if (quilt_series_parse("series", text, strlen(text), &series, &err))
		buf_puts(&found, err->message);
	for (size_t i = 0; i < series.count; i++)
		buf_printf(&found, "%s:%u:%s\n", series.entries[i].path, series.entries[i].strip,
			   series.entries[i].guards);
	return buf_detach(&found);
}

static void quilt_lines(void **state)
{
	static const struct { const char *text, *found; } rows[] = {
		{ "a.patch\nsub/b.patch -p0\nc.patch -p 1 # why\n", "a.patch:1:\nsub/b.patch:0:\nc.patch:1:\n" },
		{ "# only\n\n \t\na.patch -pab", "a.patch:1:\n" },
		{ "a.patch --strip=2\r\n", "a.patch:2:\n" },
		{ "+x -y a.patch\nb.patch #+z #-w\n", "a.patch:1:+x -y\nb.patch:1:#+z #-w\n" },
		{ "a.patch #not a guard", "a.patch:1:\n" },
		{ "a.patch -R", "series:1: -R: the patch is to be taken back, which is not read" },
		{ "a.patch -x", "series:1: -x: an option that is not known" },
		{ "a.patch -p", "series:1: -p: needs a number" },
		{ "a.patch -p1x", "series:1: 1x: not a number for -p" },
		{ "a.patch b.patch", "series:1: b.patch: text after the patch" },
		{ "\n../a.patch", "series:2: ../a.patch: the path has to stay below the folder" },
		{ "/a.patch", "series:1: /a.patch: the path has to stay below the folder" },
		{ "a.patch\na.patch", "series:2: a.patch: duplicate entry" },
		{ "+x\na.patch", "series:1: +x: guards without a patch" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *found = quilt(rows[i].text);

		assert_row(rows[i].text, found, rows[i].found);
	}
}

static void lines_of_a_series(void **state)
{
	static const char before[] = "# All.\n\ta/1.patch\n-stable\ts/1.patch\n# Two.\n\ts/2.patch\n\tb/1.patch";
	static const struct { const char *names[5]; const char *after; } rows[] = {
		{ { "1.patch", "2.patch" }, "# All.\n\ta/1.patch\n-stable\ts/1.patch\n# Two.\n\ts/2.patch\n\tb/1.patch\n" },
		{ { "0.patch", "1.patch", "x.patch", "2.patch", "3.patch" },
		  "# All.\n\ta/1.patch\n\ts/0.patch\n-stable\ts/1.patch\n\ts/x.patch\n# Two.\n\ts/2.patch\n\ts/3.patch\n\tb/1.patch\n" },
		{ { "2.patch" }, "# All.\n\ta/1.patch\n# Two.\n\ts/2.patch\n\tb/1.patch\n" },
		{ { "2.patch", "1.patch" }, "# All.\n\ta/1.patch\n\ts/2.patch\n-stable\ts/1.patch\n# Two.\n\tb/1.patch\n" },
		{ { "4.patch" }, "# All.\n\ta/1.patch\n\ts/4.patch\n# Two.\n\tb/1.patch\n" },
		{ { NULL }, "# All.\n\ta/1.patch\n# Two.\n\tb/1.patch\n" },
	};
	_cleanup_series_conf_ struct series_conf *conf = NULL;
	struct error *err = NULL;

	assert_works(series_conf_parse("s", before, strlen(before), NULL, &conf, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf after = { 0 };
		size_t count = 0;

		while (count < 5 && rows[i].names[count])
			count++;
		series_lines_edit(before, strlen(before), conf, "s", "Title", rows[i].names, count, &after);
		assert_row(rows[i].names[0] ? rows[i].names[0] : "none", buf_str(&after), rows[i].after);
	}
	for (size_t i = 0; i < 2; i++) {
		_cleanup_buf_ struct buf after = { 0 };
		static const char *const name = "1.patch";

		series_lines_edit(before, strlen(before), conf, "new", "Title", &name, i, &after);
		assert_int_equal(!!strstr(buf_str(&after), "\tb/1.patch\n\n# Title\n\tnew/1.patch\n"), i);
	}
}

static void names_of_series(void **state)
{
	static const char *const good[] = { "a", "kvm-pferr", "6.1_x+y", "A" };
	static const char *const bad[] = { "", ".", "..", ".a", "-a", "a/b", "a b", "a..b", "a.lock", "a\n", "\xc3\xa4" };
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_works(series_name_check(good[i], &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_fails(series_name_check(bad[i], &err), err, "not a name for a series");
}

static void titles_become_names(void **state)
{
	static const struct { const char *title, *name; } rows[] = {
		{ "KVM: x86/mmu: Guard against collision with KVM-defined PFERR", "kvm-x86-mmu-guard-against-collision-with" },
		{ "../../etc/passwd", "etc-passwd" },
		{ "\xc3\xa4\xc3\xb6", "series" },
		{ "...", "series" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct incoming incoming = { .title = (char *)rows[i].title };
		_cleanup_free_ char *name = series_name_for(&incoming);

		assert_row(rows[i].title, name, rows[i].name);
		assert_works(series_name_check(name, NULL), (struct error *)NULL);
	}
}

static void what_b4_says(void **state)
{
	static const char log[] =
		"Analyzing 5 messages in the thread\n"
		"---\n"
		"  v [PATCH v2 1/2] kvm: one\n"
		"    + Reviewed-by: A <a@b.c> (v DKIM/b.c)\n"
		"    + Tested-by: B (the tester) <b@b.c>\n"
		"    v Signed: ed25519/a@b.c\n"
		"  [PATCH v2 2/2] kvm: two\n"
		"    x BADSIG: ed25519/b@b.c\n"
		"  ERROR: missing [3/3]!\n"
		"  ---\n"
		"  x No key: openpgp/c@b.c\n"
		"---\n"
		"NOTE: some trailers ignored due to from/email mismatches:\n"
		"    ! Trailer: Acked-by: D <d@b.c>\n"
		"     Msg From: E <e@b.c>\n"
		"WARNING: v2 is a partial reroll from previous revisions\n"
		"WARNING: Thread incomplete!\n";
	static const struct { enum b4_said_kind kind; const char *about, *text; } rows[] = {
		{ B4_TAG, "[PATCH v2 1/2] kvm: one", "Reviewed-by: A <a@b.c>" },
		{ B4_TAG, "[PATCH v2 1/2] kvm: one", "Tested-by: B (the tester) <b@b.c>" },
		{ B4_ATTESTED, "[PATCH v2 1/2] kvm: one", "ed25519/a@b.c" },
		{ B4_BAD_SIGNATURE, "[PATCH v2 2/2] kvm: two", "ed25519/b@b.c" },
		{ B4_NO_KEY, "", "openpgp/c@b.c" },
		{ B4_TAG_LEFT_OUT, "", "Acked-by: D <d@b.c>" },
		{ B4_WARNED, "", "v2 is a partial reroll from previous revisions" },
	};
	_cleanup_b4_result_ struct b4_result result = { 0 };

	b4_read_log(log, &result);
	assert_int_equal(result.count, ARRAY_SIZE(rows));
	for (size_t i = 0; i < result.count; i++) {
		assert_int_equal(result.said[i].kind, rows[i].kind);
		assert_row(rows[i].text, result.said[i].about, rows[i].about);
		assert_row(rows[i].text, result.said[i].text, rows[i].text);
	}
}

/* Each line of real code comes back as it is, when only the ones above are known. */
static void indentation(void **state)
{
	static const char code[] =
		"static int handle(struct kvm_vcpu *vcpu, u64 error_code,\n"
		"\t\t  bool direct)\n"
		"{\n"
		"\tint r, emulation_type = EMULTYPE_PF;\n"
		"\n"
		"\t/*\n"
		"\t * Why it is so, with (an open bracket.\n"
		"\t */\n"
		"\tif (WARN_ON_ONCE(error_code & PFERR_IMPLICIT_ACCESS))\n"
		"\t\terror_code &= ~PFERR_IMPLICIT_ACCESS;\n"
		"\n"
		"\tfor (r = 0; r < 4; r++)\n"
		"\t\tif (vcpu->mode == r)\n"
		"\t\t\tgoto out;\n"
		"\tif (is_long(vcpu) &&\n"
		"\t    !direct) {\n"
		"\t\tr = call(vcpu, error_code,\n"
		"\t\t\t direct);\n"
		"\t\tif (r < 0)\n"
		"\t\t\treturn r;\n"
		"\t\telse\n"
		"\t\t\tr = 0;\n"
		"\t} else {\n"
		"\t\tr = 1;\n"
		"\t}\n"
		"\tswitch (r) {\n"
		"\tcase RET_PF_RETRY:\n"
		"\tcase RET_PF_FIXED:\n"
		"\t\tr = 2; /* (not a bracket */\n"
		"\t\tbreak;\n"
		"\tdefault:\n"
		"\t\tprintk(\"( is no bracket\\\" (\");\n"
		"\t\tbreak;\n"
		"\t}\n"
		"#ifdef CONFIG_X\n"
		"\tr = '(';\n"
		"#endif\n"
		"out:\n"
		"\treturn r;\n"
		"}\n"
		"\n"
		"static const struct kvm_x86_ops ops = {\n"
		"\t.name = \"x\",\n"
		"\t.exit = handle,\n"
		"};\n"
		"EXPORT_SYMBOL_GPL(ops);\n";
	struct indent_line lines[64];
	size_t count = 0;

	for (const char *at = code; *at; at++) {
		size_t len = strcspn(at, "\n"), indent = strspn(at, "\t ");
		_cleanup_free_ char *line = xstrndup(at, len), *found = NULL, *guess = NULL;

		if (len > indent) {
			guess = indent_guess(lines, count, at + indent, len - indent);
			found = xasprintf("%s%s", guess, line + indent);
			assert_row(line, found, line);
		}
		lines[count++] = (struct indent_line){ at, len };
		at += len;
	}
}

static struct mailbox box_of(const char *text)
{
	struct mailbox mailbox = { 0 };
	struct buf buf = { 0 };
	struct error *err = NULL;

	buf_puts(&buf, text);
	assert_works(mailbox_add(&mailbox, "box", &buf, &err), err);
	buf_release(&buf);
	return mailbox;
}

static void mailboxes(void **state)
{
	_cleanup_mailbox_ struct mailbox mailbox = box_of(
		"\nFrom mboxrd@z Thu Jan  1 00:00:00 1970\nMessage-ID: <1@x>\nSubject: [PATCH] a\nFrom: A <a@x>\n\n"
		">From here.\nFrom there, which is none.\n\n"
		"From mboxrd@z Thu Jan  1 00:00:00 1970\nMessage-ID: <2@x>\nSubject: Re: other\nReferences: <0@x>\n <1@x>\n\nb\n"
		"From mboxrd@z Thu Jan  1 00:00:00 1970\nMessage-ID: <3@x>\nSubject: [PATCH v2] a\nFrom: A <a@x>\n\n"
		"From mboxrd@z Thu Jan  1 00:00:00 1970\nMessage-ID: <4@x>\nSubject: [PATCH] a\nFrom: B <b@x>\n\n"
		"From mboxrd@z Thu Jan  1 00:00:00 1970\nMessage-ID: <5@x>\nIn-Reply-To: <6@x>\nSubject: =?utf-8?q?=C3=A4?=\n\n"
		"From mboxrd@z Thu Jan  1 00:00:00 1970\nMessage-ID: <7@x>\nIn-Reply-To: <6@x>\n\n"
		"From mboxrd@z Thu Jan  1 00:00:00 1970\nno header\n");
	static const size_t groups[] = { 0, 0, 0, 3, 4, 4, 6 };

	assert_int_equal(mailbox.count, ARRAY_SIZE(groups));
	mailbox_group(&mailbox);
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		assert_int_equal(mailbox.mails[i].group, groups[i]);
	assert_non_null(strstr(buf_str(&mailbox.mails[0].text), "\nFrom here.\n"));
	assert_string_equal(mailbox.mails[1].references[1], "1@x");
	assert_string_equal(mailbox.mails[4].subject, "\xc3\xa4");
	assert_null(mailbox.mails[6].message_id);
	assert_true(mailbox_is_one("Subject: x\n\n", 12));
	assert_true(mailbox_is_one("\n\nFrom: x\n", 10));
	assert_false(mailbox_is_one("Note: x\n\n", 9));
	assert_false(mailbox_is_one("", 0));
	assert_false(mailbox_is_one("\n", 1));
	assert_false(mailbox_is_one(" Subject: x\n\n", 13));
}

static void who_waits(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "answers.conf");
	_cleanup_answers_ struct answers answers = { 0 };
	struct error *err = NULL;
	static const char text[] =
		"[answer \"6.1.y\"]\n\tmessage-id = a@b\n\tcommit = 1111111111111111111111111111111111111111\n"
		"[answer \"6.1.y\"]\n\tmessage-id = c@d\n\tto = \"G <g@h>\"\n\tcommit = 2222222222222222222222222222222222222222\n"
		"[answer \"5.15.y\"]\n\tmessage-id = e@f\n";
	static const char *const wrong[] = {
		"[answer \"6.1.y\"]\n\tmessage-id = \"a b\"\n", "[answer \"6.1.y\"]\n\tcommit = 1\n",
		"[answer \"6.1.y\"]\n\tmessage-id = a@b\n\tcommit = 11\n", "[other]\n\tx = 1\n",
		"[answer \"6.1.y\"]\n\tmessage-id = a@b\n\tmore = x\n", "[answer]\n\tmessage-id = a@b\n",
		"[answer \"x\"]\n\tmessage-id = \"a@b\\nBcc: x\"\n",
	};

	assert_works(answers_read(path, &answers, &err), err);
	assert_int_equal(answers.count, 0);
	assert_works(file_write(path, text, strlen(text), 0644, &err), err);
	assert_works(answers_read(path, &answers, &err), err);
	assert_int_equal(answers.count, 3);
	assert_string_equal(answers_find(&answers, "6.1.y", "111111111111")->message_id, "a@b");
	assert_string_equal(answers_find(&answers, "6.1.y", NULL)->message_id, "c@d");
	assert_string_equal(answers_find(&answers, "6.1.y", NULL)->to, "G <g@h>");
	assert_string_equal(answers_find(&answers, "5.15.y", "333333333333")->message_id, "e@f");
	assert_null(answers_find(&answers, "6.1.y", "333333333333"));
	assert_null(answers_find(&answers, "6.6.y", NULL));
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		_cleanup_answers_ struct answers none = { 0 };

		assert_works(file_write(path, wrong[i], strlen(wrong[i]), 0644, &err), err);
		assert_fails(answers_read(path, &none, &err), err, "not as it has to be");
	}
	scratch_remove(dir);
}

static void headers_are_set(void **state)
{
	static const char diff[] = "--- a/x/y\n+++ b/x/y\n@@ -1 +1 @@\n-a\n+b\n";
	static const struct { const char *before, *after; } rows[] = {
		{ "From: A <a@b>\nSubject: x\n\nWhy.\n---\n", "X-Upstream-Commit: 111111111111\nFrom: A <a@b>\n" },
		{ "From 0 Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\nSubject: x\n\nWhy.\n---\n",
		  "From 0 Mon Sep 17 00:00:00 2001\nX-Upstream-Commit: 111111111111\nFrom: A <a@b>\n" },
		{ "Description: x\nOrigin: vendor\n\n", "X-Upstream-Commit: 111111111111\nDescription: x\n" },
		{ "", "Subject: some name\nX-Upstream-Commit: 111111111111\n\n--- a/x/y\n" },
		{ "Only text.\n", "Subject: some name\nX-Upstream-Commit: 111111111111\n\nOnly text.\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_incoming_ struct incoming incoming = { 0 };
		_cleanup_free_ char *text = xasprintf("%s%s", rows[i].before, diff);
		struct error *err = NULL;

		assert_works(incoming_add(&incoming, "0001-some-name.patch", "", text, strlen(text), &err), err);
		assert_works(incoming_set_header(&incoming.patches[0], "X-Upstream-Commit", "111111111111", &err), err);
		if (strncmp(buf_str(&incoming.patches[0].text), rows[i].after, strlen(rows[i].after)))
			fail_msg("%s", buf_str(&incoming.patches[0].text));
		assert_string_equal(incoming.patches[0].patch->upstream, "111111111111");
		assert_false(incoming.patches[0].patch->upstream_claimed);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(subjects), cmocka_unit_test(quilt_lines),
		cmocka_unit_test(lines_of_a_series), cmocka_unit_test(names_of_series),
		cmocka_unit_test(titles_become_names), cmocka_unit_test(what_b4_says),
		cmocka_unit_test(indentation), cmocka_unit_test(mailboxes), cmocka_unit_test(who_waits),
		cmocka_unit_test(headers_are_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
