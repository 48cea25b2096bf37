// SPDX-License-Identifier: GPL-2.0-only
/* What the author of a cover letter wrote, without what git added. */
#include "unit.h"

#include <stdio.h>

#include "series/cover.h"
#include "util/file.h"

#define HEAD "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n" \
	"From: A <a@example.com>\nDate: Tue, 24 Nov 2026 20:00:00 +0000\nSubject: [PATCH 0/2] x\n"

static char *read_mail(const char *mail, int expected, char **ret_subject)
{
	char *dir = scratch_make(), *path = path_join(dir, COVER_FILE);
	struct buf text = {0};

	if (mail)
		assert_int_equal(file_write(path, mail, strlen(mail), 0644, NULL), 0);
	assert_int_equal(cover_read(path, ret_subject, &text, NULL), expected);
	free(path);
	scratch_remove(dir);
	if (!expected)
		assert_int_equal(text.len, 0);
	return buf_detach(&text);
}

static char *read_cover(const char *mail, int expected)
{
	char *subject, *text = read_mail(mail, expected, &subject);

	free(subject);
	return text;
}

static void test_own_words(void **state)
{
	static const struct {
		const char *what, *mail, *text;
	} cases[] = {
		{"git's list of the patches", HEAD "\nWhy.\n\nA (2):\n  one\n  two\n\n x.c | 2 +-\n",
		 "Why.\n"},
		{"a colon behind a number in the text",
		 HEAD "\n\nAs in (2):\nnot a list\n\n a | b\n\nA (1):\n  one\n",
		 "As in (2):\nnot a list\n\n a | b\n"},
		{"a diffstat alone", HEAD "\nWhy.\n\n arch/x86/kvm/mmu.h | 12 +++---\n", "Why.\n"},
		{"a new binary file", HEAD "\nWhy.\n\n logo.png | Bin 0 -> 10 bytes\n", "Why.\n"},
		{"a signature", HEAD "\nWhy.\n\n-- \n2.39.5\n", "Why.\n"},
		{"another charset, in quoted-printable",
		 HEAD "Content-Type: text/plain; charset=iso-8859-1\n"
		      "Content-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n", "Gr\303\274\303\237e\n"},
		{"control characters", HEAD "\na\033[2Jb\n", "a\\x1b[2Jb\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = read_cover(cases[i].mail, 1);

		if (strcmp(text, cases[i].text))
			fprintf(stderr, "%s\n", cases[i].what);
		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

static void test_nothing_said(void **state)
{
	(void)state;
	free(read_cover(NULL, 0));
	free(read_cover(HEAD "\n\nA (1):\n  one\n", 0));
	free(read_cover(HEAD "\n", 0));
}

static void test_subject(void **state)
{
	static const struct {
		const char *header, *subject;
	} cases[] = {
		{"Subject: [PATCH v2 00/12] KVM: x86: Track KVM's own flags outside of\n the error code\n",
		 "KVM: x86: Track KVM's own flags outside of the error code"},
		{"Subject: [PATCH 0/2] *** SUBJECT HERE ***\n", NULL},
		{"Subject: [PATCH 0/2]\n", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *mail = xasprintf("From: A <a@example.com>\n%s\nWhy.\n", cases[i].header);
		char *subject;

		free(read_mail(mail, 1, &subject));
		if (cases[i].subject)
			assert_string_equal(subject, cases[i].subject);
		else
			assert_null(subject);
		free(subject);
		free(mail);
	}
	free(read_mail(NULL, 0, &(char *){ 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_words),
		cmocka_unit_test(test_nothing_said),
		cmocka_unit_test(test_subject),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
