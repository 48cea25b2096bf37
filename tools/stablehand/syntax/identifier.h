/* SPDX-License-Identifier: GPL-2.0-only */
/* What an identifier of C is made of, and which files have them. */
#ifndef SYNTAX_IDENTIFIER_H
#define SYNTAX_IDENTIFIER_H

#include <stdbool.h>

/* Can this byte be part of an identifier? */
bool identifier_is_part(char c);

/* Is it a C source or header, by its name? */
bool path_is_c_file(const char *path);

#endif
