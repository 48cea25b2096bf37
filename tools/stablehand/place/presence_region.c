// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where in a file a hunk is looked for: in the function that its @@ line, or a line of its context,
 * names, if the file has that.
 */
#include "place/hunk_heading.h"
#include "place/presence_parts.h"
#include "syntax/function.h"

/*
 * What line `end` of the hunk is in: the last line above it that heads a section, or else what the
 * @@ line names.
 */
static struct heading heading_above(const struct patch_hunk *hunk, size_t end)
{
	struct heading heading = heading_of_hunk(hunk);

	for (size_t i = 0; i < end; i++) {
		const struct patch_line *line = &hunk->lines[i];

		if (line->kind == '-')
			continue;
		if (heading_begins_section(line->text, line->len) &&
		    !heading_is_label(line->text, line->len))
			heading = heading_read(line->text,
					       line->len - (line->text[line->len - 1] == '\n'));
		else if (line->len && line->text[0] == '}')
			heading = (struct heading){ 0 };
	}
	return heading;
}

static size_t first_change(const struct patch_hunk *hunk)
{
	size_t i = 0;

	while (i < hunk->line_count && hunk->lines[i].kind == ' ')
		i++;
	return i;
}

/* Is the nearest line above that heads a section this one? So it is with a prototype. */
static bool is_below(const struct search *search, const struct heading *heading, size_t line)
{
	while (line--) {
		const char *text = lines_text(search->lines, line);
		size_t len = lines_len(search->lines, line);

		if (heading_begins_section(text, len) && !heading_is_label(text, len))
			return heading_is_line(heading, search->lines, line);
	}
	return false;
}

/* Can it be told which lines a heading is for? */
static bool is_clear(const struct heading *heading)
{
	return heading->usable && heading->kind != HEADING_LABEL && !heading->prefix;
}

/* The next function, or "struct foo {", at or below the line range->end; false: there is none. */
static bool section_find(const struct lines *lines, const struct heading *heading,
			 struct function_range *range)
{
	if (heading->kind == HEADING_NAME)
		return function_find(lines, heading->text, heading->len, range->end, range);
	for (size_t i = range->end; i < lines->count; i++)
		if (heading_begins_section(lines_text(lines, i), lines_len(lines, i)) &&
		    heading_is_line(heading, lines, i)) {
			*range = (struct function_range){ i, function_end(lines, i) };
			return true;
		}
	return false;
}

bool change_is_in_function(const struct search *search, const struct hunk_change *change,
			   size_t line)
{
	struct heading heading = heading_above(search->hunk, change->start);
	struct function_range range = { 0 };
	bool any = false;

	if (!is_clear(&heading) || !search->lines)
		return true;
	work_take(search->work, change->start + (uint64_t)HEADING_STEPS * search->lines->count);
	while (!search->work->stopped && section_find(search->lines, &heading, &range)) {
		any = true;
		if (line >= range.start && line <= range.end)
			return true;
	}
	return !any || is_below(search, &heading, line);
}

static size_t next_section(const struct lines *lines, size_t line)
{
	while (line < lines->count &&
	       (!heading_begins_section(lines_text(lines, line), lines_len(lines, line)) ||
		heading_is_label(lines_text(lines, line), lines_len(lines, line))))
		line++;
	return line;
}

struct window region_find(struct work *work, const struct lines *lines,
			  const struct patch_hunk *hunk, struct window *ret_function,
			  bool *ret_in_function)
{
	struct heading heading = heading_above(hunk, first_change(hunk));
	struct window all = { 0, SIZE_MAX }, region = { SIZE_MAX, 0 };
	struct function_range range = { 0 };

	*ret_function = all;
	*ret_in_function = false;
	if (!is_clear(&heading) || !lines)
		return all;
	work_take(work, (uint64_t)HEADING_STEPS * lines->count);
	while (!work->stopped && section_find(lines, &heading, &range)) {
		/* It may be there twice, under #ifdef and #else. */
		if (region.start == SIZE_MAX)
			ret_function->start = range.start;
		ret_function->end = range.end;
		*ret_in_function = heading.kind == HEADING_NAME;
		/* So may it begin above it. */
		if (range.start < region.start)
			region.start = range.start < hunk->line_count ? 0 :
						 range.start - hunk->line_count;
		/*
		 * The hunk begins in the function, or behind it where nothing else is headed,
		 * and may go on.
		 */
		region.end = next_section(lines, range.end) + hunk->line_count;
	}
	return region.start == SIZE_MAX ? all : region;
}
