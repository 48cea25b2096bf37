// SPDX-License-Identifier: GPL-2.0-only
/* W=1, sparse and checksums of exports, base against ported. */
#include <string.h>

#include "report/text_parts.h"
#include "util/alloc.h"
#include "util/text.h"

#define SHOWN 12		/* of a list; JSON has all */

static size_t count(const struct check_comparison *result, enum abi_change change)
{
	size_t n = 0;

	for (size_t i = 0; i < result->symbol_count; i++)
		n += result->symbols[i].change == change;
	return n;
}

static void print_list(struct out *to, const char *head, char *const *lines, size_t n)
{
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		out_printf(to, "  %s%s\n", head, line);
	}
	if (n > SHOWN)
		out_printf(to, "  %s... and %zu more\n", head, n - SHOWN);
}

static void print_names(const struct check_comparison *result, enum abi_change change,
			const char *head, struct out *to)
{
	size_t shown = 0, all = count(result, change);

	if (!all)
		return;
	out_printf(to, "  %s:", head);
	for (size_t i = 0; i < result->symbol_count && shown < SHOWN; i++)
		if (result->symbols[i].change == change)
			out_printf(to, "%s %s", shown++ ? "," : "", result->symbols[i].name);
	if (all > shown)
		out_printf(to, " and %zu more", all - shown);
	out_puts(to, "\n");
}

static void print_abi(const struct check_comparison *result, struct out *to)
{
	size_t changed = count(result, ABI_CHANGED);

	if (!result->exported) {
		out_puts(to, "  kABI: exports nothing\n");
		return;
	}
	out_printf(to, "  kABI: %zu of %zu exported symbols get another checksum, %zu removed, %zu new\n",
		changed, result->exported, count(result, ABI_REMOVED),
		count(result, ABI_ADDED));
	print_names(result, ABI_CHANGED, "another checksum", to);
	print_names(result, ABI_REMOVED, "removed", to);
	print_names(result, ABI_ADDED, "new", to);
	print_list(to, "changed: ", result->structures, result->structure_count);
	if (result->symbol_count)
		out_puts(to, "  Modules built outside of the tree that use these have to be built again: "
		      "not stable@ material.\n");
}

static void print_sparse(const struct check_comparison *result, struct out *to)
{
	_cleanup_free_ char *version = NULL;

	if (!result->sparse) {
		out_puts(to, "  sparse is not installed: not checked by it (apt-get install sparse)\n");
		return;
	}
	version = text_printable(result->sparse, strlen(result->sparse), false);
	out_printf(to, "  sparse %s read %zu files%s\n", version, result->sparse_read,
		result->sparse_read || result->sparse_gave_up_count ? "" :
		": kbuild did not run it (see the log)");
	if (result->sparse_gave_up_count)
		out_printf(to, "  sparse %s gave up on %zu files, being too old for their code: it has "
			"seen parts of them at most\n", version, result->sparse_gave_up_count);
	print_list(to, "not checked to the end: ", result->sparse_gave_up, result->sparse_gave_up_count);
}

void text_check(const struct check_comparison *result, const char *series, struct out *to)
{
	static const char *const states[] = {"base", "ported"};
	const struct checked_state *const results[] = {&result->base, &result->ported};

	if (!result->made)
		return;
	out_printf(to, "\nW=1%s on %s, base against ported (%s)\n",
		result->sparse ? " and sparse" : "", result->folders, series);
	out_printf(to, "  new messages: %zu\n", result->new_message_count);
	print_list(to, "new: ", result->new_messages, result->new_message_count);
	print_sparse(result, to);
	for (int i = 0; i < 2; i++) {
		if (results[i]->status != BUILD_FAILED)
			continue;
		out_printf(to, "  %s did not compile to the end, log: %s\n", states[i],
			results[i]->log);
		print_list(to, "", results[i]->failing, results[i]->failing_count);
	}
	print_abi(result, to);
}
