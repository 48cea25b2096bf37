// SPDX-License-Identifier: GPL-2.0-only
#include "gates/gates.h"

#include <stdlib.h>
#include <string.h>

#include "gates/check_parts.h"

static bool is_c_file(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("ch", path[len - 1]);
}

static void read_chunks(struct gate_check *check, const struct gate_file *files, size_t count)
{
	check->files = files;
	check->file_count = count;
	for (size_t i = 0; i < count && !gate_stops(&check->work); i++) {
		const struct gate_file *file = &files[i];
		struct gate_ranges ranges = { 0 };

		if (!file->after || !is_c_file(file->path) ||
		    !gate_ranges_read(file->before, file->before_len, file->after,
				      file->after_len, &ranges))
			continue;
		gate_chunks_add(&check->chunks, file, &ranges, &check->work);
		free(ranges.items);
	}
	gate_definitions_read(&check->definitions, &check->chunks, &check->work);
}

static void check_files(struct gate_check *check, const struct gate_file *files, size_t count)
{
	read_chunks(check, files, count);
	for (size_t i = 0; i < check->chunks.count && !gate_stops(&check->work); i++)
		gate_declared(&check->chunks.items[i].after, &check->declared, &check->members,
			      &check->work);
	for (size_t i = 0; i < check->chunks.count && !gate_stops(&check->work); i++) {
		const struct gate_chunk *chunk = &check->chunks.items[i];

		if (check->gates->index) {
			gate_check_names(check, chunk);
			gate_check_options(check, chunk);
			gate_check_argument_types(check, chunk);
		}
		gate_check_brackets(check, chunk);
		gate_check_labels(check, chunk);
		gate_check_locks(check, chunk);
		gate_check_duplicates(check, chunk);
		gate_check_statements(check, chunk);
		gate_check_unset(check, chunk);
		gate_check_held(check, chunk);
		gate_check_given_back(check, chunk);
	}
	gate_check_users(check);
}

static void release(struct gate_check *check)
{
	gate_chunks_release(&check->chunks);
	name_set_release(&check->declared);
	name_set_release(&check->members);
	name_set_release(&check->told);
	records_free(check->records);
	locals_release(&check->locals);
	gate_function_words_release(&check->words_after);
	gate_function_words_release(&check->words_before);
	gate_file_words_release(&check->file_words);
	name_set_release(&check->calls);
	free(check->definitions.items);
}

/*
 * Drop the findings that the change has in its own place, too: they are what its
 * author wrote. Names are not asked for there: what one tree has says nothing of another.
 */
static void leave_out_of_source(const struct gate_file *files, size_t count,
				struct finding_list *findings, struct gate_work *work)
{
	static const struct gates no_index = { 0 };
	_cleanup_findings_ struct finding_list there = { 0 };
	struct gate_check check = { .gates = &no_index, .findings = &there, .work = *work };
	_cleanup_free_ struct gate_file *sources = xcalloc(count + 1, sizeof(*sources));
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		sources[i] = (struct gate_file){
			.path = files[i].path,
			.before = files[i].source_before,
			.before_len = files[i].source_before_len,
			.after = files[i].source_after,
			.after_len = files[i].source_after_len,
			.source_after = files[i].source_after,
		};
	check_files(&check, sources, count);
	release(&check);
	*work = check.work;
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->items[i];
		bool same = false;

		for (size_t j = 0; j < there.count; j++)
			same |= there.items[j].reason == finding->reason &&
				!strcmp(there.items[j].path, finding->path) &&
				!strcmp(there.items[j].text, finding->text);
		if (same)
			finding_release(finding);
		else
			findings->items[kept++] = *finding;
	}
	findings->count = kept;
}

/* The findings become the caller's. */
static bool end(const struct gate_check *check, struct finding_list *ret_findings)
{
	if (check->gates->steps)
		*check->gates->steps += check->work.steps;
	if (check->work.interrupted)
		finding_list_release(check->findings);
	*ret_findings = *check->findings;
	return !check->work.interrupted;
}

bool gates_check(const struct gates *gates, const struct gate_file *files, size_t count,
		 struct finding_list *ret_findings)
{
	struct finding_list findings = { 0 };
	struct gate_check check = { .gates = gates, .findings = &findings };
	bool sources = false;

	if (gates->index && gates->read)
		check.records = records_new(gates->index, gates->read, gates->data);
	check_files(&check, files, count);
	release(&check);
	for (size_t i = 0; i < count; i++)
		sources |= files[i].source_after != NULL;
	if (sources && findings.count && !check.work.interrupted)
		leave_out_of_source(files, count, &findings, &check.work);
	return end(&check, ret_findings);
}

bool gates_check_users(const struct gates *gates, const struct gate_file *files, size_t count,
		       struct finding_list *ret_findings)
{
	struct finding_list findings = { 0 };
	struct gate_check check = { .gates = gates, .findings = &findings };

	read_chunks(&check, files, count);
	gate_check_users(&check);
	if (gates->before)
		gate_check_removed(&check);
	release(&check);
	return end(&check, ret_findings);
}
