// SPDX-License-Identifier: GPL-2.0-only
#include "report/check.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define SHOWN 12		/* of a list; JSON has all */

static void add_symbol(struct check_report *report, const char *name, enum abi_change change)
{
	struct abi_symbol *symbol = ARRAY_ADD(report->symbols, report->symbol_count,
					      report->symbol_alloc);

	symbol->name = xstrdup(name);
	symbol->change = change;
}

void check_report_compare(struct check_report *report)
{
	const struct check_result *base = &report->base, *ported = &report->ported;
	size_t b = 0, p = 0;

	while (b < base->exported_count || p < ported->exported_count) {
		int order = b == base->exported_count ? 1 : p == ported->exported_count ? -1 :
			strcmp(base->exported[b].name, ported->exported[p].name);

		if (order < 0) {
			add_symbol(report, base->exported[b++].name, ABI_REMOVED);
		} else if (order > 0) {
			add_symbol(report, ported->exported[p++].name, ABI_ADDED);
		} else {
			if (base->exported[b].crc != ported->exported[p].crc)
				add_symbol(report, base->exported[b].name, ABI_CHANGED);
			b++;
			p++;
		}
	}
}

static size_t count(const struct check_report *report, enum abi_change change)
{
	size_t n = 0;

	for (size_t i = 0; i < report->symbol_count; i++)
		n += report->symbols[i].change == change;
	return n;
}

static void print_list(FILE *to, const char *head, char *const *lines, size_t n)
{
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		fprintf(to, "  %s%s\n", head, line);
	}
	if (n > SHOWN)
		fprintf(to, "  %s... and %zu more\n", head, n - SHOWN);
}

static void print_names(const struct check_report *report, enum abi_change change,
			const char *head, FILE *to)
{
	size_t shown = 0, all = count(report, change);

	if (!all)
		return;
	fprintf(to, "  %s:", head);
	for (size_t i = 0; i < report->symbol_count && shown < SHOWN; i++)
		if (report->symbols[i].change == change)
			fprintf(to, "%s %s", shown++ ? "," : "", report->symbols[i].name);
	if (all > shown)
		fprintf(to, " and %zu more", all - shown);
	fputc('\n', to);
}

static void print_abi(const struct check_report *report, FILE *to)
{
	size_t changed = count(report, ABI_CHANGED);

	if (!report->base.exported_count) {
		fputs("  kABI: exports nothing\n", to);
		return;
	}
	fprintf(to, "  kABI: %zu of %zu exported symbols get another checksum, %zu removed, %zu new\n",
		changed, report->base.exported_count, count(report, ABI_REMOVED),
		count(report, ABI_ADDED));
	print_names(report, ABI_CHANGED, "another checksum", to);
	print_names(report, ABI_REMOVED, "removed", to);
	print_names(report, ABI_ADDED, "new", to);
	print_list(to, "changed: ", report->structures, report->structure_count);
	if (report->symbol_count)
		fputs("  Modules built outside of the tree that use these have to be built again: "
		      "not stable@ material.\n", to);
}

static void print_sparse(const struct check_result *result, FILE *to)
{
	_cleanup_free_ char *version = NULL;

	if (!result->sparse) {
		fputs("  sparse is not installed: not checked by it (apt-get install sparse)\n", to);
		return;
	}
	version = text_printable(result->sparse, strlen(result->sparse), false);
	fprintf(to, "  sparse %s read %zu files%s\n", version, result->checked,
		result->checked || result->not_checked_count ? "" :
		": kbuild did not run it (see the log)");
	if (result->not_checked_count)
		fprintf(to, "  sparse %s gave up on %zu files, being too old for their code: it has "
			"seen parts of them at most\n", version, result->not_checked_count);
	print_list(to, "not checked to the end: ", result->not_checked, result->not_checked_count);
}

void check_report_text(const struct check_report *report, const char *series, FILE *to)
{
	static const char *const states[] = {"base", "ported"};
	const struct check_result *const results[] = {&report->base, &report->ported};

	if (!report->made)
		return;
	fprintf(to, "\nW=1%s on %s, base against ported (%s)\n",
		report->ported.sparse ? " and sparse" : "", report->folders, series);
	fprintf(to, "  new messages: %zu\n", report->new_message_count);
	print_list(to, "new: ", report->new_messages, report->new_message_count);
	print_sparse(&report->ported, to);
	for (int i = 0; i < 2; i++) {
		if (results[i]->status != BUILD_FAILED)
			continue;
		fprintf(to, "  %s did not compile to the end, log: %s\n", states[i],
			results[i]->log);
		print_list(to, "", results[i]->failing, results[i]->failing_count);
	}
	print_abi(report, to);
}

static json_t *strings(char *const *lines, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *line = text_printable(lines[i], strlen(lines[i]), false);

		json_array_append_new(array, json_string(line));
	}
	return array;
}

static json_t *symbols(const struct check_report *report, enum abi_change change)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->symbol_count; i++)
		if (report->symbols[i].change == change)
			json_array_append_new(array, json_string(report->symbols[i].name));
	return array;
}

json_t *check_report_json(const struct check_report *report)
{
	if (!report->made)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s?, s:I, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o}",
			 "folders", report->folders, "base", build_status_name(report->base.status),
			 "ported", build_status_name(report->ported.status), "sparse",
			 report->ported.sparse, "sparse_read", (json_int_t)report->ported.checked,
			 "sparse_gave_up",
			 strings(report->ported.not_checked, report->ported.not_checked_count),
			 "new_messages", strings(report->new_messages, report->new_message_count),
			 "failing", strings(report->ported.failing, report->ported.failing_count),
			 "exported", (json_int_t)report->base.exported_count, "checksum_changed",
			 symbols(report, ABI_CHANGED), "removed", symbols(report, ABI_REMOVED),
			 "added", symbols(report, ABI_ADDED), "structures",
			 strings(report->structures, report->structure_count));
}

static void free_all(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void check_report_release(struct check_report *report)
{
	check_result_release(&report->base);
	check_result_release(&report->ported);
	free_all(report->new_messages, report->new_message_count);
	free_all(report->structures, report->structure_count);
	for (size_t i = 0; i < report->symbol_count; i++)
		free(report->symbols[i].name);
	free(report->symbols);
	free(report->folders);
	*report = (struct check_report){0};
}
