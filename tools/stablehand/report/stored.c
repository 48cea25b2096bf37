// SPDX-License-Identifier: GPL-2.0-only
#include "report/stored.h"

#include <string.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/disk.h"

#define KEY_SHOWN 12	/* digits of a key */

static void print_size(struct table *table, uint64_t bytes)
{
	_cleanup_free_ char *size = size_text(bytes);

	table_cell(table, STYLE_PLAIN, "%s", size);
}

static void print_time(struct table *table, time_t time)
{
	char date[32] = "-";
	struct tm tm;

	if (time && gmtime_r(&time, &tm))
		strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	table_cell(table, STYLE_FAINT, "%s", date);
}

static void print_notes(const struct stored *stored, struct out *to)
{
	for (size_t i = 0; i < stored->note_count; i++)
		out_printf(to, "%s\n", stored->notes[i]);
}

void stored_text(const struct stored *stored, struct out *to)
{
	static const char *const headings[] = {
		"KIND", "BRANCH", "~WHAT", ">COUNT", ">SIZE", "LAST USED", NULL,
	};
	struct table *table = table_new(headings, to);
	_cleanup_free_ char *size = size_text(stored->bytes);

	for (size_t i = 0; i < stored->count; i++) {
		const struct stored_thing *thing = &stored->things[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", stored_kind_name(thing->kind));
		table_cell(table, STYLE_PLAIN, "%s", thing->branch ? thing->branch : "");
		table_cell(table, STYLE_PLAIN, "%s", thing->what ? thing->what : "");
		table_cell(table, STYLE_PLAIN, "%zu", thing->count);
		print_size(table, thing->bytes);
		print_time(table, thing->used);
	}
	table_print(table);
	out_styled(to, STYLE_STRONG, "%s", size);
	out_printf(to, " in %s and %s\n", stored->cache, stored->state);
	print_notes(stored, to);
}

/* What it is called: its name without the folder, keys cut. */
static void print_name(struct table *table, const struct stored_thing *thing)
{
	const char *name = thing->name ? strrchr(thing->name, '/') : NULL;
	const char *key, *dash;

	if (thing->kind == STORED_RELEASE || thing->kind == STORED_PORT || !name) {
		table_cell(table, STYLE_PLAIN, "%s", thing->what ? thing->what : thing->name ?
			   thing->name : "");
		return;
	}
	key = ++name;
	dash = strrchr(name, '-');
	if (dash && strspn(dash + 1, "0123456789abcdef") >= 40)
		key = dash + 1;
	table_cell(table, STYLE_PLAIN, "%s%s%.*s", thing->what ? thing->what : "",
		   thing->what ? " " : "",
		   strspn(key, "0123456789abcdef") >= 40 ? KEY_SHOWN : (int)strlen(key), key);
}

void stored_removed_text(const struct stored *stored, struct out *to)
{
	static const char *const headings[] = { "KIND", "BRANCH", "~WHAT", ">SIZE", "~WHY", NULL };
	_cleanup_free_ char *removed = size_text(stored->removed);
	_cleanup_free_ char *left = size_text(stored->bytes - stored->removed);
	_cleanup_free_ char *limit = size_text(stored->limit);
	struct table *table = stored->count ? table_new(headings, to) : NULL;

	for (size_t i = 0; i < stored->count; i++) {
		const struct stored_thing *thing = &stored->things[i];

		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", stored_kind_name(thing->kind));
		table_cell(table, STYLE_PLAIN, "%s", thing->branch ? thing->branch : "");
		print_name(table, thing);
		if (thing->kind == STORED_RELEASE || thing->kind == STORED_PORT)
			table_cell(table, STYLE_FAINT, "-");	/* a reference; see objects */
		else
			print_size(table, thing->bytes);
		table_cell(table, STYLE_PLAIN, "%s", thing->reason ? thing->reason : "");
	}
	if (table)
		table_print(table);
	out_printf(to, "%s%s, %s %s", removed, stored->dry_run ? " can go" : " removed", left,
		   stored->dry_run ? "would be left" : "are left");
	if (stored->limit)
		out_printf(to, " of the limit of %s", limit);
	out_puts(to, "\n");
	if (stored_is_over(stored))
		out_printf(to, "more than the limit: what is left is needed\n");
	print_notes(stored, to);
}
