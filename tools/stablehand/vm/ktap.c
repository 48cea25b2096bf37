// SPDX-License-Identifier: GPL-2.0-only
#include "vm/ktap.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "guest/protocol.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define LINE_LIMIT 4096
#define MAX_NUMBER 1000000u

struct ktap_parser {
	void (*on_event)(const struct ktap_event *event, void *data);
	void *data;
	struct buf line;	/* as it came, up to LINE_LIMIT bytes */
};

/* Take `word` off the front of *at. */
static bool take(char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len))
		return false;
	*at += len;
	return true;
}

/* Take a decimal number from 1 to MAX_NUMBER. */
static bool take_number(char **at, unsigned int *ret)
{
	unsigned int value = 0;
	char *p = *at;

	while (*p >= '0' && *p <= '9' && value <= MAX_NUMBER)
		value = value * 10 + (*p++ - '0');
	if (p == *at || !value || value > MAX_NUMBER)
		return false;
	*ret = value;
	*at = p;
	return true;
}

/* Take " NAME" up to a blank or the end; the name is ended by a NUL. */
static bool take_name(char **at, const char **ret)
{
	char *name;

	if (!take(at, " "))
		return false;
	name = *at;
	*at += strcspn(*at, " ");
	if (*at == name)
		return false;
	if (**at)
		*(*at)++ = '\0';
	*ret = name;
	return true;
}

/* Cut "(1.23 s)", with the blank before it, off the end of text. */
static bool take_seconds(char *text, double *ret)
{
	char *open = strrchr(text, '(');
	unsigned int whole, hundredths;
	int used = 0;

	if (!open || strlen(open) > 20 ||
	    sscanf(open, "(%9u.%2u s)%n", &whole, &hundredths, &used) != 2 || !used || open[used])
		return false;
	*ret = whole + hundredths / 100.0;
	while (open > text && open[-1] == ' ')
		open--;
	*open = '\0';
	return true;
}

/* Fills the event when the line is a whole result line. */
static void parse_result(char *line, struct ktap_event *event)
{
	bool failed = take(&line, "not ok ");

	if (!failed && !take(&line, "ok "))
		return;
	if (!take_number(&line, &event->number) || !take_name(&line, &event->name) ||
	    !take(&line, "#") || !take_seconds(line, &event->seconds))
		return;
	take(&line, " ");
	event->outcome = failed ? OUTCOME_FAIL : OUTCOME_PASS;
	if (!failed && take(&line, "SKIP")) {
		event->outcome = OUTCOME_SKIP;
		take(&line, " ");
		/* What a test prints that skips itself as a whole, in TAP's words. */
		if (take(&line, "1..0 # SKIP") && !take(&line, " - "))
			take(&line, " ");
	} else if (failed && take(&line, "TIMEOUT")) {
		event->outcome = OUTCOME_TIMEOUT;
		take(&line, " ");
	}
	event->message = line;
	event->kind = KTAP_RESULT;
}

static void parse_guest(char *line, struct ktap_event *event)
{
	char *at = line;

	event->kind = KTAP_NOTE;
	event->text = line;
	if (!strcmp(line, GUEST_READY)) {
		event->kind = KTAP_READY;
	} else if (!strcmp(line, GUEST_LEAVING)) {
		event->kind = KTAP_LEAVING;
	} else if (take(&at, "test ") && take_number(&at, &event->number)) {
		event->kind = KTAP_START;
		if (!take_name(&at, &event->name) || *at)
			event->kind = KTAP_GARBAGE;
	}
}

static void parse_line(struct ktap_parser *parser)
{
	_cleanup_free_ char *clean = NULL;
	struct ktap_event event = {.kind = KTAP_GARBAGE};
	size_t len = parser->line.len;
	char *line;

	if (len && parser->line.data[len - 1] == '\r')
		len--;
	if (!len)
		return;
	clean = text_printable(parser->line.data, len, true);
	line = clean;
	event.text = line;

	if (take(&line, TAG_OUTPUT)) {
		event.kind = KTAP_OUTPUT;
		event.text = line;
	} else if (take(&line, TAG_KERNEL)) {
		event.kind = KTAP_KERNEL;
		event.text = line;
	} else if (take(&line, TAG_GUEST)) {
		parse_guest(line, &event);
	} else if (!strcmp(line, "KTAP version 1")) {
		event.kind = KTAP_VERSION;
	} else if (take(&line, "1..")) {
		if (take_number(&line, &event.number) && !*line)
			event.kind = KTAP_PLAN;
	} else {
		parse_result(line, &event);
	}
	parser->on_event(&event, parser->data);
}

struct ktap_parser *ktap_new(void (*on_event)(const struct ktap_event *event, void *data),
			     void *data)
{
	struct ktap_parser *parser = xcalloc(1, sizeof(*parser));

	parser->on_event = on_event;
	parser->data = data;
	return parser;
}

void ktap_feed(struct ktap_parser *parser, const char *bytes, size_t len)
{
	while (len) {
		const char *newline = memchr(bytes, '\n', len);
		size_t n = newline ? (size_t)(newline - bytes) : len;
		size_t room = LINE_LIMIT - parser->line.len;

		buf_add(&parser->line, bytes, n < room ? n : room);
		if (newline) {
			parse_line(parser);
			buf_clear(&parser->line);
			n++;
		}
		bytes += n;
		len -= n;
	}
}

void ktap_free(struct ktap_parser *parser)
{
	if (!parser)
		return;
	buf_release(&parser->line);
	free(parser);
}
