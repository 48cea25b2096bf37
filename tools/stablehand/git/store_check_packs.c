// SPDX-License-Identifier: GPL-2.0-only
/* A look at the packs of a store, and at its loose objects. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/pack_parts.h"
#include "git/store_check_parts.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/interrupt.h"

#define CHUNK (1 << 20)
#define PACKS "objects/pack"
#define SMALLEST (12 + SHA1_BYTES)

/* Is the end of a file the SHA-1 of all before it? *ret_end: these last bytes. 1, 0, -1. */
static int has_its_sum(int fd, off_t size, unsigned char ret_end[SHA1_BYTES], struct error **err)
{
	unsigned char sum[SHA1_BYTES];
	int rc = pack_sum(fd, size - SHA1_BYTES, sum, err);

	if (rc > 0)
		rc = pread(fd, ret_end, SHA1_BYTES, size - SHA1_BYTES) == SHA1_BYTES &&
		     !memcmp(ret_end, sum, SHA1_BYTES);
	return rc;
}

/* 1: whole, 0: *ret_why says what is wrong, -1: Ctrl-C. */
static int look_at(const char *path, unsigned char ret_end[SHA1_BYTES], const char **ret_why,
		   struct error **err)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	*ret_why = "cannot be read";
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	*ret_why = "truncated";
	if (st.st_size < SMALLEST)
		return 0;
	*ret_why = "checksum differs";
	return has_its_sum(fd, st.st_size, ret_end, err);
}

static int make_index(struct store_check *check, const char *name, struct error **err)
{
	_cleanup_free_ char *folder = path_join(check->path, PACKS);
	_cleanup_free_ char *path = path_join(folder, "%s.pack", name);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_free_ char *chunk = xmalloc(CHUNK);
	git_indexer_progress progress = {0};
	git_indexer *indexer;
	ssize_t n;
	int rc = 0;

	if (fd < 0)
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	if (git_indexer_new(&indexer, folder, 0444, NULL, NULL))
		return error_git(err, ERROR_ENVIRONMENT, "%s", path);
	while (!rc && (n = read(fd, chunk, CHUNK)) > 0)
		if (interrupt_pending())
			rc = interrupt_error(err);
		else if (git_indexer_append(indexer, chunk, n, &progress))
			rc = error_git(err, ERROR_ENVIRONMENT, "%s", path);
	if (!rc && git_indexer_commit(indexer, &progress))
		rc = error_git(err, ERROR_ENVIRONMENT, "%s", path);
	git_indexer_free(indexer);
	return rc;
}

/* The index of a pack that is whole. An index says last but one which pack it is of. */
static int check_index(struct store_check *check, const char *name,
		       const unsigned char pack[SHA1_BYTES], struct error **err)
{
	_cleanup_free_ char *file = xasprintf(PACKS "/%s.idx", name);
	_cleanup_free_ char *path = path_join(check->path, "%s", file);
	unsigned char end[SHA1_BYTES], of[SHA1_BYTES];
	const char *why = "missing";
	_cleanup_close_ int fd = -1;
	struct stat st;
	int rc = 0;

	if (!lstat(path, &st)) {
		rc = look_at(path, end, &why, err);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	}
	if (rc > 0 && (pread(fd, of, SHA1_BYTES, st.st_size - 2 * SHA1_BYTES) != SHA1_BYTES ||
		       memcmp(of, pack, SHA1_BYTES))) {
		why = "index of another pack";
		rc = 0;
	}
	if (rc)
		return rc < 0 ? -1 : 0;
	store_check_tell(check, file, why);
	if (!check->mend)
		return 0;
	return store_check_aside(check, file, err) || make_index(check, name, err) ? -1 : 0;
}

static int check_pack(struct store_check *check, const char *name, struct error **err)
{
	_cleanup_free_ char *file = xasprintf(PACKS "/%s.pack", name);
	_cleanup_free_ char *index = xasprintf(PACKS "/%s.idx", name);
	_cleanup_free_ char *path = path_join(check->path, "%s", file);
	unsigned char sum[SHA1_BYTES];
	const char *why = "missing";
	struct stat st;
	int rc = lstat(path, &st) ? 0 : look_at(path, sum, &why, err);

	check->report->packs++;
	if (rc)
		return rc < 0 ? -1 : check_index(check, name, sum, err);
	store_check_tell(check, file, why);
	return store_check_aside(check, file, err) || store_check_aside(check, index, err) ? -1 : 0;
}

static int is_of_a_pack(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return !strncmp(entry->d_name, "pack-", 5) && dot &&
	       (!strcmp(dot, ".pack") || !strcmp(dot, ".idx"));
}

int store_check_packs(struct store_check *check, struct error **err)
{
	_cleanup_free_ char *folder = path_join(check->path, PACKS);
	_cleanup_free_ char *last = NULL;
	struct dirent **files = NULL;
	int count = scandir(folder, &files, is_of_a_pack, alphasort), rc = 0;

	/* Sorted, a pack and its index follow one another. */
	for (int i = 0; i < count; i++) {
		*strrchr(files[i]->d_name, '.') = '\0';
		if (!rc && (!last || strcmp(last, files[i]->d_name)))
			rc = check_pack(check, files[i]->d_name, err);
		free(last);
		last = xstrdup(files[i]->d_name);
		free(files[i]);
	}
	free(files);
	return rc;
}

static bool is_hex(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, "0123456789abcdef") == len;
}

static int check_loose_object(struct store_check *check, git_odb *odb, const char *folder,
			      const char *name, struct error **err)
{
	_cleanup_free_ char *hex = xasprintf("%s%s", folder, name);
	_cleanup_free_ char *file = xasprintf("objects/%s/%s", folder, name);
	git_odb_object *object;
	git_oid oid;

	if (interrupt_pending())
		return interrupt_error(err);
	git_oid_fromstr(&oid, hex);
	if (!git_odb_read(&object, odb, &oid)) {
		git_odb_object_free(object);
		return 0;
	}
	store_check_tell(check, file, git_error_last() ? git_error_last()->message : "cannot be read");
	return store_check_aside(check, file, err);
}

static int check_loose_folder(struct store_check *check, git_odb *odb, const char *folder,
			      struct error **err)
{
	_cleanup_free_ char *path = path_join(check->path, "objects/%s", folder);
	DIR *dir = opendir(path);
	struct dirent *entry;
	int rc = 0;

	while (!rc && dir && (entry = readdir(dir)))
		if (is_hex(entry->d_name, GIT_OID_HEXSZ - 2))
			rc = check_loose_object(check, odb, folder, entry->d_name, err);
	if (dir)
		closedir(dir);
	return rc;
}

int store_check_loose(struct store_check *check, struct error **err)
{
	_cleanup_free_ char *path = path_join(check->path, "objects");
	struct dirent *entry;
	git_odb *odb;
	DIR *dir;
	int rc = 0;

	/* With no other place for them to come from. */
	if (git_odb_new(&odb))
		return error_git(err, ERROR_ENVIRONMENT, "%s", path);
	if (git_odb_add_disk_alternate(odb, path))
		rc = error_git(err, ERROR_ENVIRONMENT, "%s", path);
	dir = rc ? NULL : opendir(path);
	while (!rc && dir && (entry = readdir(dir)))
		if (is_hex(entry->d_name, 2))
			rc = check_loose_folder(check, odb, entry->d_name, err);
	if (dir)
		closedir(dir);
	git_odb_free(odb);
	return rc;
}
