/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the test VM and the host say to each other on the second serial port,
 * line by line. The guest speaks a KTAP version 1 document; the host sends one
 * command at a time and waits for the answer.
 *
 * The guest starts with
 *
 *	KTAP version 1
 *	#guest: Linux 6.1.192			what it is, modules that failed, ...
 *	#guest: ready				it takes commands from now on
 *
 * The host's commands:
 *
 *	plan 62					so many tests may come: answered by "1..62"
 *	test 120 NAME PATH [ARGUMENT...]	timeout in seconds; words hold no blank
 *	end					power off
 *	shell					a shell on the console; power off when it ends
 *
 * The answer to the third test command, as it happens:
 *
 *	#kernel: (before this test) LINE	a kernel complaint from between two tests
 *	#guest: test 3 NAME
 *	# LINE					a line of the test's output
 *	#kernel: LINE				a kernel complaint while it ran
 *	ok 3 NAME # (1.23 s)			or one of
 *	ok 3 NAME # SKIP last line of its output (0.01 s)
 *	not ok 3 NAME # TIMEOUT after 120 s (120.02 s)
 *	not ok 3 NAME # exit 254 (0.40 s)
 *	not ok 3 NAME # signal 11 (0.40 s)
 *
 * "#guest: leaving" before a result means that this test left something that
 * cannot be killed, and that the guest powers off after the result.
 *
 * A line of output always has "# " in front, with the blank, so that no test
 * can forge another kind of line.
 */
#ifndef GUEST_PROTOCOL_H
#define GUEST_PROTOCOL_H

#define TAG_OUTPUT	"# "
#define TAG_KERNEL	"#kernel: "
#define TAG_GUEST	"#guest: "
#define GUEST_READY	"ready"
#define GUEST_LEAVING	"leaving"

/* Bytes: a command line; a line of output; all the output of one test. */
#define COMMAND_MAX	4096
#define OUTPUT_LINE_MAX	1024
#define OUTPUT_MAX	(64 << 10)
/* Words after the path in a test command. */
#define ARGUMENTS_MAX	32
/* Kernel complaints reported for one test. */
#define KERNEL_LINES_MAX 32

/* Exit status by which a kernel selftest says that it was skipped. */
#define EXIT_SKIP	4

#endif
