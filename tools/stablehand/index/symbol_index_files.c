// SPDX-License-Identifier: GPL-2.0-only
/* The files that have a word. */
#include "index/symbol_index_parts.h"

void symbol_files_of(struct symbol_index *index, const char *name, size_t len,
		     struct symbol_files *ret_files)
{
	struct symbol_files files = { .index = index };

	if (symbol_index_knows_definitions(index))
		symbol_entry_find(index, name, len, &files.at, &files.end);
	if (files.at && !symbol_number(&files.at, files.end, &files.left)) {
		index->damaged = true;
		files.left = 0;
	}
	*ret_files = files;
}

char *symbol_files_next(struct symbol_files *files)
{
	struct symbol_index *index = files->index;
	const struct symbol_layout *layout = &index->layout;
	uint32_t delta, folder;

	if (!files->left)
		return NULL;
	files->left--;
	if (symbol_number(&files->at, files->end, &delta)) {
		files->file += delta >> 1;
		if (files->file < layout->header->file_count) {
			folder = symbol_folder_of_file(layout, files->file);
			return xasprintf("%s%s", symbol_text_at(index, layout->folders[folder].path),
					 symbol_text_at(index, layout->files[files->file].name));
		}
	}
	index->damaged = true;
	files->left = 0;
	return NULL;
}
