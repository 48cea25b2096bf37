// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vm/ktap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What every event promises, whatever the bytes were. */
static void check(const struct ktap_event *event, void *data)
{
	size_t *events = data;

	++*events;
	switch (event->kind) {
	case KTAP_RESULT:
		if (!event->number || !*event->name || strchr(event->name, ' ') ||
		    event->outcome > OUTCOME_TIMEOUT || !event->message || event->seconds < 0)
			abort();
		break;
	case KTAP_START:
		if (!event->number || !*event->name || strchr(event->name, ' '))
			abort();
		break;
	case KTAP_PLAN:
		if (!event->number)
			abort();
		break;
	default:
		if (!event->text || strlen(event->text) > 16384 || strchr(event->text, '\n'))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t whole = 0, pieces = 0;
	struct ktap_parser *parser = ktap_new(check, &whole);

	ktap_feed(parser, (const char *)data, size);
	ktap_free(parser);

	/* However the bytes are cut, they mean the same. */
	parser = ktap_new(check, &pieces);
	for (size_t i = 0; i < size; i++)
		ktap_feed(parser, (const char *)data + i, 1);
	ktap_free(parser);
	if (whole != pieces)
		abort();
	return 0;
}
