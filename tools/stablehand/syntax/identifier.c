// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/identifier.h"

#include <ctype.h>
#include <string.h>

bool identifier_is_part(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool path_is_c_file(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("ch", path[len - 1]);
}
