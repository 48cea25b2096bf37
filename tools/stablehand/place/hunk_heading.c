// SPDX-License-Identifier: GPL-2.0-only
#include "place/hunk_heading.h"

#include <string.h>

struct heading heading_of_hunk(const struct patch_hunk *hunk)
{
	struct heading heading = heading_read(hunk->heading, strlen(hunk->heading));

	for (size_t i = 0; heading.usable && i < hunk->line_count && hunk->lines[i].kind == ' ';
	     i++) {
		const struct patch_line *line = &hunk->lines[i];

		if (heading_begins_section(line->text, line->len) &&
		    (heading.kind == HEADING_LABEL || !heading_is_label(line->text, line->len)))
			return (struct heading){ 0 };
	}
	return heading;
}
