// SPDX-License-Identifier: GPL-2.0-only
#include "judge/withheld.h"

#include <string.h>

#include "place/patch_words.h"
#include "util/alloc.h"

void withheld_add(struct withheld_list *list, const struct patch *patch, enum verdict verdict,
		  bool partly)
{
	struct withheld_patch *withheld = ARRAY_ADD(list->items, list->count, list->alloc);

	*withheld = (struct withheld_patch){ .patch = patch, .verdict = verdict, .partly = partly };
	words_of_patch(&withheld->words, patch);
}

bool withheld_declares(const struct withheld_patch *withheld, const char *name)
{
	const struct word *word = words_find(&withheld->words, name, strlen(name));

	return word && word->declared && word->added && !word->before;
}

bool withheld_changes(const struct withheld_patch *withheld, const char *name)
{
	const struct word *word = words_find(&withheld->words, name, strlen(name));

	return word && word->declared && word->added && word->removed;
}

bool withheld_adds_in(const struct withheld_patch *withheld, const char *name, const char *path)
{
	const struct word *word = words_find(&withheld->words, name, strlen(name));

	for (size_t i = 0; i < withheld->patch->file_count; i++) {
		const char *own = withheld->patch->files[i].new_path;

		if (own && !strcmp(own, path))
			return word && word->added && !word->before;
	}
	return false;
}

bool withheld_makes(const struct withheld_patch *withheld, const char *path)
{
	for (size_t i = 0; i < withheld->patch->file_count; i++) {
		const struct patch_file *file = &withheld->patch->files[i];

		if (file->change != PATCH_MODIFY && file->new_path && !strcmp(file->new_path, path))
			return true;
	}
	return false;
}

bool withheld_any_declares(const struct withheld_list *list, const char *name)
{
	for (size_t i = 0; list && i < list->count; i++)
		if (withheld_declares(&list->items[i], name))
			return true;
	return false;
}

bool withheld_any_makes(const struct withheld_list *list, const char *path)
{
	for (size_t i = 0; list && i < list->count; i++)
		if (withheld_makes(&list->items[i], path))
			return true;
	return false;
}

void withheld_list_release(struct withheld_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		words_release(&list->items[i].words);
	free(list->items);
	*list = (struct withheld_list){ 0 };
}
