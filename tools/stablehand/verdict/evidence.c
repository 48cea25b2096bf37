// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/evidence.h"

#include <stdarg.h>
#include <string.h>

#include "util/alloc.h"

const char *evidence_kind_name(enum evidence_kind kind)
{
	static const char *const names[] = {
		[EVIDENCE_HUNK] = "hunk",
		[EVIDENCE_FILE] = "file",
		[EVIDENCE_COMMIT] = "commit",
		[EVIDENCE_DEPENDS] = "depends",
		[EVIDENCE_NOTE] = "note",
		[EVIDENCE_LINE] = "line",
		[EVIDENCE_SYMBOL] = "symbol",
		[EVIDENCE_CHANGELOG] = "changelog",
		[EVIDENCE_RISK] = "risk",
		[EVIDENCE_GATE] = "gate",
		[EVIDENCE_RESOLUTION] = "resolution",
		[EVIDENCE_NEED] = "need",
	};

	return names[kind];
}

static struct evidence *add(struct evidence_list *list, enum evidence_kind kind, const char *path,
			    size_t line, char *text)
{
	struct evidence *evidence = ARRAY_ADD(list->items, list->count, list->alloc);

	*evidence = (struct evidence){
		.kind = kind, .path = xstrdup(path), .line = line, .text = text,
	};
	return evidence;
}

void evidence_add(struct evidence_list *list, enum evidence_kind kind, const char *path,
		  size_t line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(list, kind, path, line, xvasprintf(fmt, ap));
	va_end(ap);
}

void evidence_add_risk(struct evidence_list *list, enum risk risk, enum reason reason,
		       const char *path, size_t line, const char *fmt, ...)
{
	struct evidence *evidence;
	va_list ap;

	va_start(ap, fmt);
	evidence = add(list, EVIDENCE_RISK, path, line, xvasprintf(fmt, ap));
	va_end(ap);
	evidence->risk = risk;
	evidence->reason = reason;
}

void evidence_add_reason(struct evidence_list *list, enum evidence_kind kind, enum reason reason,
			 const char *path, size_t line, const char *text)
{
	add(list, kind, path, line, xstrdup(text))->reason = reason;
}

void evidence_move(struct evidence_list *to, struct evidence_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		*ARRAY_ADD(to->items, to->count, to->alloc) = from->items[i];
	from->count = 0;
	evidence_list_release(from);
}

static void release_one(struct evidence *evidence)
{
	free(evidence->path);
	free(evidence->text);
}

static void drop_risk(struct evidence_list *list, enum risk highest)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].kind == EVIDENCE_RISK && list->items[i].risk <= highest)
			release_one(&list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

void evidence_drop_low_risk(struct evidence_list *list)
{
	drop_risk(list, RISK_LOW);
}

void evidence_drop_risk(struct evidence_list *list)
{
	drop_risk(list, RISK_HIGH);
}

void evidence_list_release(struct evidence_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		release_one(&list->items[i]);
	free(list->items);
	memset(list, 0, sizeof(*list));
}
