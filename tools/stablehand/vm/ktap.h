/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reader of what the test VM says on its result port: the KTAP dialect
 * described in guest/protocol.h. It takes the bytes as they come, believes
 * nothing, and never fails: a line that makes no sense is an event of its own.
 */
#ifndef VM_KTAP_H
#define VM_KTAP_H

#include <stddef.h>

#include "vm/record.h"

enum ktap_kind {
	KTAP_VERSION,		/* the head of the document */
	KTAP_READY,		/* the guest takes commands */
	KTAP_LEAVING,		/* the guest powers off after the next result */
	KTAP_NOTE,		/* text: a remark of the guest's PID 1 */
	KTAP_PLAN,		/* number: of tests announced */
	KTAP_START,		/* number, name: a test begins */
	KTAP_OUTPUT,		/* text: a line of its output */
	KTAP_KERNEL,		/* text: a complaint of the kernel */
	KTAP_RESULT,		/* number, name, outcome, message, seconds */
	KTAP_GARBAGE,		/* text: none of these */
};

/*
 * text, name and message are valid until the handler returns, are made
 * printable (text_printable() with tabs kept) and at most 16 KiB long.
 */
struct ktap_event {
	enum ktap_kind kind;
	const char *text;
	unsigned int number;
	const char *name;
	enum outcome outcome;	/* pass, fail, skip or timeout */
	const char *message;
	double seconds;
};

struct ktap_parser;

struct ktap_parser *ktap_new(void (*on_event)(const struct ktap_event *event, void *data),
			     void *data);

/* The next bytes. Lines above 4 KiB are cut. */
void ktap_feed(struct ktap_parser *parser, const char *bytes, size_t len);

void ktap_free(struct ktap_parser *parser);

#endif
