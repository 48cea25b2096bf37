/* SPDX-License-Identifier: GPL-2.0-only */
/* How commands print what is no text. */
#ifndef CMD_PRINT_H
#define CMD_PRINT_H

#include <jansson.h>

#include "util/out.h"

/* A JSON value (json_dumps()'s flags) and a newline. */
void print_document(struct out *out, const json_t *value, size_t flags);

/* What a command with --json has to say; the reference is taken. */
void print_result(struct out *out, json_t *value);

#endif
