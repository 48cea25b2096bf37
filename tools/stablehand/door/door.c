// SPDX-License-Identifier: GPL-2.0-only
#include "door/door.h"

#include <string.h>
#include <sys/stat.h>

#include "door/from_files.h"
#include "util/alloc.h"
#include "util/file.h"

enum door_kind door_kind(const char *source)
{
	const char *at = strchr(source, '@');
	struct stat st;

	if (!stat(source, &st))
		return S_ISDIR(st.st_mode) ? DOOR_FOLDER : DOOR_FILE;
	if (at && at[1] != '{' && at != source)
		return DOOR_MESSAGE_ID;
	return DOOR_COMMITS;
}

static int read_file(const char *path, struct incoming *incoming, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	if (door_read_file(path, true, &text, err))
		return -1;
	return from_patch_file(incoming, path, &text, err);
}

int door_read(const struct door_options *options, const char *source,
		struct incoming *incoming, struct error **err)
{
	switch (door_kind(source)) {
	case DOOR_FILE:
		return read_file(source, incoming, err);
	case DOOR_FOLDER:
		return from_folder(incoming, source, err);
	case DOOR_MESSAGE_ID:
	case DOOR_COMMITS:
		break;
	}
	return error_set(err, ERROR_INPUT, "%s: no such file or folder", source);
}
