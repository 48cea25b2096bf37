// SPDX-License-Identifier: GPL-2.0-only
#include "gates/check_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/text.h"

#define FINDINGS_MAX 200

void gate_find(struct gate_check *check, enum reason reason, enum risk risk, const char *path,
	       size_t line, const char *name, size_t name_len, const char *fmt, ...)
{
	_cleanup_free_ char *key = xasprintf("%d %s %.*s %s", reason, path, (int)name_len,
					     name ? name : "", name ? "" : fmt);
	struct finding_list *findings = check->findings;
	struct finding *finding;
	va_list ap;

	if (findings->count >= FINDINGS_MAX || !name_set_add(&check->told, key, strlen(key)))
		return;
	va_start(ap, fmt);
	finding = ARRAY_ADD(findings->items, findings->count, findings->alloc);
	_cleanup_free_ char *raw = xvasprintf(fmt, ap);
	va_end(ap);
	*finding = (struct finding){
		.reason = reason,
		.refuses = risk == GATE_REFUSES,
		.risk = risk,
		.path = xstrdup(path),
		.line = line,
		.name = name ? xstrndup(name, name_len) : NULL,
		.text = text_printable(raw, strlen(raw), true),
	};
}

bool gate_brings(const struct gate_check *check, const char *name, size_t len)
{
	return check->gates->brings && check->gates->brings(name, len, check->gates->data);
}

bool gate_is_of_user_space(const char *path)
{
	static const char *const folders[] = { "tools/", "samples/", "scripts/", "usr/" };
	size_t len = strlen(path);

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	return len > 6 && !strcmp(path + len - 6, ".bpf.c");
}

const struct locals *gate_locals(struct gate_check *check, const struct gate_chunk *chunk,
				 const struct cdef *function)
{
	if (check->locals_chunk != chunk || check->locals_function != function) {
		locals_release(&check->locals);
		locals_read(&check->locals, &chunk->after.tokens, function);
		check->locals_chunk = chunk;
		check->locals_function = function;
	}
	return &check->locals;
}
