/* SPDX-License-Identifier: GPL-2.0-only */
/* The outcome of one test in one boot of one state. */
#ifndef VM_RECORD_H
#define VM_RECORD_H

enum outcome {
	OUTCOME_PASS,
	OUTCOME_FAIL,		/* ended by itself, with an error or by a signal */
	OUTCOME_SKIP,		/* the test says that it cannot run here */
	OUTCOME_TIMEOUT,	/* killed at its time limit */
	OUTCOME_CRASH,		/* the guest did not survive it */
	OUTCOME_NOT_BUILT,	/* there is no program to run */
	OUTCOME_COUNT
};

/* All texts are printable UTF-8 and never NULL; the record owns them. */
struct record {
	char *test;		/* its name, "x86_64/state_test" */
	enum outcome outcome;
	double seconds;		/* it ran; 0 when it did not */
	char *message;		/* one line: "exit 254", why skipped, the panic; may be "" */
	char *kernel_log;	/* complaints of the kernel during it, a line each; may be "" */
	char *output;		/* what it wrote, cut at 64 KiB; may be "" */
	char *boot;		/* path of the console log of the boot it ran in; "" for none */
	char *host;		/* the machine that the VM ran on: "node, CPU"; NULL: not known */
};

/* "pass", "fail", "skip", "timeout", "crash", "not-built". */
const char *outcome_name(enum outcome outcome);

/* The outcome of that name, or -1. */
int outcome_from_name(const char *name);

/* Free what it holds and zero it. */
void record_release(struct record *record);

#endif
