// SPDX-License-Identifier: GPL-2.0-only
#include "index/kept_file.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "index/symbol_index_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define KEPT_MAX 24			/* files of one folder */
#define USE_IS_NOTED_AFTER 3600		/* seconds */

/* A checksum of all before it stands at the end. */
static bool is_whole(const void *data, size_t len)
{
	uint64_t sum;

	if (len < sizeof(sum))
		return false;
	memcpy(&sum, (const char *)data + len - sizeof(sum), sizeof(sum));
	return sum == symbol_checksum(data, len - sizeof(sum));
}

bool kept_file_map(git_repository *repo, const char *folder, const git_oid *id,
		   struct kept_file *ret_file)
{
	_cleanup_free_ char *path = path_join(git_repository_commondir(repo), "%s/%s", folder,
					      git_oid_tostr_s(id));
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st) || st.st_size <= 0)
		return false;
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return false;
	if (!is_whole(data, st.st_size)) {
		munmap(data, st.st_size);
		return false;
	}
	/* The time of use, by which they are thrown away. */
	if (st.st_mtime + USE_IS_NOTED_AFTER < time(NULL))
		futimens(fd, NULL);
	*ret_file = (struct kept_file){ .data = data, .len = st.st_size - sizeof(uint64_t) };
	return true;
}

void kept_file_release(struct kept_file *file)
{
	if (file->data)
		munmap(file->data, file->len + sizeof(uint64_t));
	*file = (struct kept_file){ 0 };
}

void kept_file_write(git_repository *repo, const char *folder, const git_oid *id,
		     const void *data, size_t len)
{
	_cleanup_free_ char *dir = path_join(git_repository_commondir(repo), "%s", folder);
	_cleanup_free_ char *path = path_join(dir, "%s", git_oid_tostr_s(id));

	_cleanup_buf_ struct buf bytes = {0};
	uint64_t sum = symbol_checksum(data, len);

	buf_add(&bytes, data, len);
	buf_add(&bytes, &sum, sizeof(sum));
	dir_sweep(dir);
	if (!dir_make(dir, NULL) && !file_write(path, bytes.data, bytes.len, 0644, NULL))
		dir_prune(dir, KEPT_MAX);
}
