// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/verdict.h"

#include <stdarg.h>
#include <string.h>

#include "util/alloc.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_NOT_AFFECTED] = "not-affected",
		[VERDICT_PRESENT] = "present",
		[VERDICT_SUPERSEDED] = "superseded",
		[VERDICT_CLEAN] = "clean",
		[VERDICT_MOVED] = "moved",
		[VERDICT_ADAPTED] = "adapted",
		[VERDICT_RESOLVED] = "resolved",
		[VERDICT_REFUSED] = "refused",
	};

	return names[verdict];
}

bool verdict_landed(enum verdict verdict)
{
	return verdict == VERDICT_CLEAN || verdict == VERDICT_MOVED ||
	       verdict == VERDICT_ADAPTED || verdict == VERDICT_RESOLVED;
}

const char *risk_name(enum risk risk)
{
	static const char *const names[] = {
		[RISK_NONE] = "none",
		[RISK_LOW] = "low",
		[RISK_MEDIUM] = "medium",
		[RISK_HIGH] = "high",
	};

	return names[risk];
}

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
	};

	return names[kind];
}

void evidence_add(struct evidence_list *list, enum evidence_kind kind, const char *path,
		  size_t line, const char *fmt, ...)
{
	struct evidence *evidence = ARRAY_ADD(list->items, list->count, list->alloc);
	va_list ap;

	va_start(ap, fmt);
	evidence->text = xvasprintf(fmt, ap);
	va_end(ap);
	evidence->kind = kind;
	evidence->path = xstrdup(path);
	evidence->line = line;
}

void evidence_move(struct evidence_list *to, struct evidence_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		*ARRAY_ADD(to->items, to->count, to->alloc) = from->items[i];
	from->count = 0;
	evidence_list_release(from);
}

void evidence_list_release(struct evidence_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].text);
	}
	free(list->items);
	memset(list, 0, sizeof(*list));
}

void hunk_outcome_list_release(struct hunk_outcome_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].reason);
	}
	free(list->items);
	memset(list, 0, sizeof(*list));
}
