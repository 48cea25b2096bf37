/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of the test's own, a store in it, and archives of tiny kernel trees. */
#ifndef KERNEL_FIXTURE_H
#define KERNEL_FIXTURE_H

#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <git2.h>

#include "git/repo.h"
#include "util/buf.h"
#include "util/progress.h"

#define MAKEFILE(sublevel) \
	"# SPDX\nVERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = " sublevel "\nEXTRAVERSION =\nNAME = X\n"

struct fixture {
	char *dir;
	git_repository *repo;
};

static inline int fixture_setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct error *err = NULL;
	char *store;

	progress_quiet(true);
	f->dir = scratch_make();
	store = path_join(f->dir, "store");
	assert_int_equal(repo_open(store, &f->repo, &err), 0);
	free(store);
	*state = f;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	git_repository_free(f->repo);
	scratch_remove(f->dir);
	free(f);
	return 0;
}

/* One entry of a test archive. type: 0 file, 'd' folder, 'l' symlink, 'h' hard link, 'c' device. */
struct item {
	const char *path;
	const char *text;	/* content, or target of a link */
	char type;
	unsigned int mode;	/* 0: 0644 */
	size_t len;		/* 0: strlen(text) */
};

static inline void write_items(struct archive *a, const struct item *items)
{
	for (; items->path; items++) {
		struct archive_entry *e = archive_entry_new();
		size_t len = items->len ? items->len : items->text ? strlen(items->text) : 0;

		archive_entry_set_pathname(e, items->path);
		archive_entry_set_perm(e, items->mode ? items->mode : 0644);
		archive_entry_set_mtime(e, 1700000000, 0);
		archive_entry_set_filetype(e, items->type == 'd' ? AE_IFDIR :
					   items->type == 'l' ? AE_IFLNK :
					   items->type == 'c' ? AE_IFCHR : AE_IFREG);
		if (items->type == 'l')
			archive_entry_set_symlink(e, items->text);
		else if (items->type == 'h')
			archive_entry_set_hardlink(e, items->text);
		archive_entry_set_size(e, items->type ? 0 : len);
		assert_true(archive_write_header(a, e) >= ARCHIVE_WARN);
		if (!items->type && len)
			assert_int_equal(archive_write_data(a, items->text, len), len);
		archive_entry_free(e);
	}
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
}

/* A tarball of these entries (up to the one without a path); xz unless plain. */
static inline void make_tarball(const char *path, const struct item *items, bool plain)
{
	struct archive *a = archive_write_new();

	archive_write_set_format_gnutar(a);
	if (!plain)
		archive_write_add_filter_xz(a);
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	write_items(a, items);
}

/* A .deb around the tarball `inner`, with a changelog. */
static inline void make_deb(const char *dir, const char *path, const char *inner)
{
	struct buf tar = {0}, data = {0}, log = {0};
	char *log_path = path_join(dir, "log.gz"), *data_path = path_join(dir, "data.tar.xz");
	struct archive *a = archive_write_new();

	archive_write_set_format_raw(a);
	archive_write_add_filter_gzip(a);
	assert_int_equal(archive_write_open_filename(a, log_path), ARCHIVE_OK);
	write_items(a, (struct item[]){{"x", "linux (6.1.5-1) stable\n"}, {0}});
	assert_int_equal(file_read(log_path, 1 << 20, &log, NULL), 0);
	assert_int_equal(file_read(inner, 1 << 26, &tar, NULL), 0);
	make_tarball(data_path, (struct item[]){
		{"./", NULL, 'd', 0755},
		{"./usr/share/doc/linux-source-6.1/changelog.Debian.gz", log.data, 0, 0, log.len},
		{"./usr/share/doc/linux-source-6.1/copyright", "GPL-2\n"},
		{"./usr/src/linux-source-6.1.tar.xz", tar.data, 0, 0, tar.len},
		{0}}, false);
	assert_int_equal(file_read(data_path, 1 << 26, &data, NULL), 0);
	a = archive_write_new();
	archive_write_set_format_ar_bsd(a);
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	write_items(a, (struct item[]){
		{"debian-binary", "2.0\n"},
		{"data.tar.xz", data.data, 0, 0, data.len},
		{0}});
	buf_release(&tar);
	buf_release(&data);
	buf_release(&log);
	free(log_path);
	free(data_path);
}

static inline void write_text(const char *path, const char *text)
{
	struct error *err = NULL;

	assert_int_equal(file_write(path, text, strlen(text), 0644, &err), 0);
}

/* How many files the folder of packs holds. */
static inline int pack_files(git_repository *repo)
{
	char *path = path_join(git_repository_path(repo), "objects/pack");
	DIR *dir = opendir(path);
	int count = 0;

	for (struct dirent *e; dir && (e = readdir(dir));)
		count += e->d_name[0] != '.';
	if (dir)
		closedir(dir);
	free(path);
	return count;
}

static inline void expect_error(struct error **err, enum error_kind kind, const char *part)
{
	assert_non_null(*err);
	if (!strstr((*err)->message, part) || (*err)->kind != kind)
		fail_msg("kind %d: %s", (*err)->kind, (*err)->message);
	error_clear(err);
}

#endif
