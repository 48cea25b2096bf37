// SPDX-License-Identifier: GPL-2.0-only
#include "door/from_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "door/mailbox.h"
#include "door/quilt_series.h"
#include "door/subject.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"

#define FAULTS_MAX 20		/* that are told at once */
#define SERIES_MAX_BYTES (4u << 20)

static int read_all(int fd, const char *name, struct buf *buf, struct error **err)
{
	size_t start = buf->len;

	for (;;) {
		ssize_t n = read(fd, buf_reserve(buf, 65536), 65536);

		if (n < 0 && errno == EINTR && interrupt_pending())
			return interrupt_error(err);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(err, ERROR_ENVIRONMENT, "reading %s", name);
		if (!n)
			return 0;
		buf->len += n;
		buf->data[buf->len] = '\0';
		if (buf->len - start > PATCH_MAX_BYTES)
			return error_set(err, ERROR_INPUT, "%s: larger than %u MiB", name,
					 PATCH_MAX_BYTES >> 20);
	}
}

int door_read_file(const char *path, bool follow, struct buf *buf, struct error **err)
{
	/* Opening a FIFO would wait for a writer, and a terminal would become ours. */
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW);
	_cleanup_close_ int fd = open(path, flags);
	struct stat st;

	if (fd < 0 && errno == ELOOP && !follow)
		return error_set(err, ERROR_INPUT, "%s: a symbolic link", path);
	if (fd < 0 || fstat(fd, &st))
		return error_errno(err, ERROR_INPUT, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_INPUT, "%s: not a plain file", path);
	return read_all(fd, path, buf, err);
}

int door_read_input(struct buf *buf, struct error **err)
{
	return read_all(STDIN_FILENO, "standard input", buf, err);
}

int from_patch_file(struct incoming *incoming, const char *path, const struct buf *text,
		    struct error **err)
{
	return incoming_add(incoming, path, path, buf_str(text), text->len, err);
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && !strcasecmp(name + n - m, end);
}

static bool is_patch_name(const char *name)
{
	static const char *const ends[] = { ".patch", ".diff", ".eml", ".mail" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (ends_with(name, ends[i]))
			return true;
	return false;
}

/* "0000-cover-letter.patch", "v2-0000-cover-letter.patch", "x.cover". */
static bool is_cover_name(const char *name)
{
	if (*name == 'v' || *name == 'V') {
		size_t digits = strspn(name + 1, "0123456789");

		if (digits && name[1 + digits] == '-')
			name += digits + 2;
	}
	return !strncasecmp(name, "0000-cover", 10) || ends_with(name, ".cover");
}

/* Names in the order of people: numbers by their value, so that 9 is before 10. */
static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

void door_names_release(struct door_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct door_names){ 0 };
}

int door_list_folder(const char *path, struct door_names *ret_names, struct error **err)
{
	_cleanup_door_names_ struct door_names found = { 0 };
	struct door_names *names = &found;
	DIR *dir = opendir(path);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return error_errno(err, ERROR_INPUT, "%s", path);
	while (!rc && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (names->count >= DOOR_MAX_FILES)
			rc = error_set(err, ERROR_INPUT, "%s: more than %u files", path,
				       DOOR_MAX_FILES);
		else
			*ARRAY_ADD(names->items, names->count, names->alloc) =
				xstrdup(entry->d_name);
	}
	closedir(dir);
	if (rc)
		return -1;
	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items), compare_names);
	*ret_names = found;
	found = (struct door_names){ 0 };
	return 0;
}

/* Faults of several files, until there are enough. */
struct faults {
	struct error *first;
	size_t count;
};

static void add_fault(struct faults *faults, struct error **fault)
{
	if (faults->count++ < FAULTS_MAX)
		error_join(&faults->first, fault);
	error_clear(fault);
}

static int end_faults(struct faults *faults, struct error **err)
{
	_cleanup_error_ struct error *more = NULL;

	if (!faults->count)
		return 0;
	if (faults->count > FAULTS_MAX) {
		error_set(&more, ERROR_INPUT, "and %zu more", faults->count - FAULTS_MAX);
		error_join(&faults->first, &more);
	}
	error_move(err, &faults->first);
	return -1;
}

/*
 * A file of a folder: one patch, kept as it is, or several behind each other, as `git
 * format-patch --stdout` writes them.
 */
static int add_file(struct incoming *incoming, const char *path, const char *name,
		    const struct buf *text, struct error **err)
{
	_cleanup_mailbox_ struct mailbox mailbox = { 0 };

	if (!mailbox_is_one(buf_str(text), text->len) || memchr(buf_str(text), '\0', text->len))
		return incoming_add(incoming, path, name, buf_str(text), text->len, err);
	if (mailbox_add(&mailbox, path, text, err))
		return -1;
	if (mailbox.count == 1)
		return incoming_add(incoming, path, name, buf_str(&mailbox.mails[0].text),
				    mailbox.mails[0].text.len, err);
	for (size_t i = 0; i < mailbox.count; i++) {
		const struct mail *mail = &mailbox.mails[i];
		_cleanup_subject_ struct subject subject = { 0 };

		subject_read(mail->subject, &subject);
		if (subject.of && !subject.number)
			incoming_note(incoming, NOTE_LEFT_OUT, mail->where, "a cover letter");
		else if (incoming_add(incoming, mail->where, "", buf_str(&mail->text),
				      mail->text.len, err))
			return -1;
	}
	return 0;
}

static int add_plain(struct incoming *incoming, const char *folder, const char *name,
		     struct faults *faults, struct error **err)
{
	_cleanup_free_ char *path = path_join(folder, "%s", name);
	_cleanup_buf_ struct buf text = { 0 };
	_cleanup_error_ struct error *fault = NULL;
	struct stat st;

	if (interrupt_pending())
		return interrupt_error(err);
	if (lstat(path, &st))
		return error_errno(err, ERROR_INPUT, "%s", path);
	if (!S_ISREG(st.st_mode))
		incoming_note(incoming, NOTE_LEFT_OUT, name, "%s",
			      S_ISLNK(st.st_mode) ? "a symbolic link" :
			      S_ISDIR(st.st_mode) ? "a folder" : "not a plain file");
	else if (is_cover_name(name))
		incoming_note(incoming, NOTE_LEFT_OUT, name, "a cover letter");
	else if (!is_patch_name(name))
		incoming_note(incoming, NOTE_LEFT_OUT, name,
			      "its name is not that of a patch (.patch, .diff, .eml, .mail)");
	else if (door_read_file(path, false, &text, &fault) ||
		 add_file(incoming, path, name, &text, &fault))
		add_fault(faults, &fault);
	return 0;
}

/* Folders on the way to a file may be links: not out of the series. */
static int check_inside(const char *folder, const char *path, struct error **err)
{
	char *top = realpath(folder, NULL), *file = realpath(path, NULL);
	int rc = 0;

	if (!top || !file)
		rc = error_errno(err, ERROR_INPUT, "%s", path);
	else if (!path_is_below(file, top))
		rc = error_set(err, ERROR_INPUT, "%s: a symbolic link leads out of the folder", path);
	free(top);
	free(file);
	return rc;
}

static int add_quilt(struct incoming *incoming, const char *folder,
		     const struct quilt_series *series, struct faults *faults, struct error **err)
{
	for (size_t i = 0; i < series->count; i++) {
		const struct quilt_entry *entry = &series->entries[i];
		_cleanup_free_ char *path = path_join(folder, "%s", entry->path);
		_cleanup_buf_ struct buf text = { 0 };
		_cleanup_error_ struct error *fault = NULL;

		if (interrupt_pending())
			return interrupt_error(err);
		if (*entry->guards)
			incoming_note(incoming, NOTE_UNSURE, entry->path,
				      "guards of the quilt series are not taken over: %s",
				      entry->guards);
		if (entry->strip > 1) {
			error_set(&fault, ERROR_INPUT, "%s: -p%u: only -p0 and -p1 are read", path,
				  entry->strip);
			add_fault(faults, &fault);
		} else if (check_inside(folder, path, &fault) ||
			   door_read_file(path, false, &text, &fault) ||
			   add_file(incoming, path, entry->path, &text, &fault)) {
			add_fault(faults, &fault);
		}
	}
	return 0;
}

/* What a quilt series does not name. */
static void tell_unnamed(struct incoming *incoming, const struct door_names *names,
			 const struct quilt_series *series)
{
	for (size_t i = 0; i < names->count; i++) {
		bool named = false;

		for (size_t j = 0; j < series->count && !named; j++)
			named = !strcmp(series->entries[j].path, names->items[i]);
		if (!named && is_patch_name(names->items[i]))
			incoming_note(incoming, NOTE_LEFT_OUT, names->items[i],
				      "not in the file series");
	}
}

int from_folder(struct incoming *incoming, const char *path, struct error **err)
{
	_cleanup_free_ char *list = path_join(path, "series");
	_cleanup_door_names_ struct door_names names = { 0 };
	_cleanup_quilt_series_ struct quilt_series series = { 0 };
	_cleanup_buf_ struct buf text = { 0 };
	struct faults faults = { 0 };
	size_t before = incoming->patch_count;
	struct stat st;
	int rc = 0;

	if (door_list_folder(path, &names, err))
		return -1;
	if (!lstat(list, &st) && S_ISREG(st.st_mode)) {
		if (door_read_file(list, false, &text, err) ||
		    quilt_series_parse(list, buf_str(&text), text.len, &series, err))
			return -1;
		rc = add_quilt(incoming, path, &series, &faults, err);
		tell_unnamed(incoming, &names, &series);
	} else {
		for (size_t i = 0; !rc && i < names.count; i++)
			rc = add_plain(incoming, path, names.items[i], &faults, err);
	}
	if (rc) {
		error_clear(&faults.first);
		return -1;
	}
	if (end_faults(&faults, err))
		return -1;
	if (incoming->patch_count == before)
		return error_set(err, ERROR_INPUT, "%s: no patches in this folder", path);
	return 0;
}
