// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complaint.h"
#include "protocol.h"

/* Records read at once: a kernel that floods its log must not keep us here. */
#define RECORDS_MAX 4000

static int kmsg = -1;
static unsigned int reported;

int kmsg_open(void)
{
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return kmsg;
}

void kmsg_new_test(void)
{
	reported = 0;
}

static void report(const char *mark, const char *text)
{
	char line[OUTPUT_LINE_MAX];

	if (reported > KERNEL_LINES_MAX)
		return;
	if (reported++ == KERNEL_LINES_MAX)
		text = "[more of them not shown]";
	snprintf(line, sizeof(line), "%s%s", mark, text);
	say_line(TAG_KERNEL, line, strlen(line));
}

/*
 * One read gives one record, "level,sequence,time,flags;text", then a newline
 * and lines of properties. What a program wrote into /dev/kmsg has a facility
 * other than the kernel's 0 and is not the kernel's complaint.
 */
void kmsg_report(const char *mark)
{
	char record[8192];

	for (int i = 0; kmsg >= 0 && i < RECORDS_MAX; i++) {
		ssize_t n = read(kmsg, record, sizeof(record) - 1);
		char *text;

		if (n < 0 && (errno == EINTR || errno == EPIPE))
			continue;	/* EPIPE: some were overwritten before we came */
		if (n <= 0)
			return;
		record[n] = '\0';
		text = strchr(record, ';');
		if (!text || strtoul(record, NULL, 10) >> 3)
			continue;
		text++;
		text[strcspn(text, "\n")] = '\0';
		if (is_kernel_complaint(text))
			report(mark, text);
	}
}
