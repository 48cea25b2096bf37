// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loaded into stablehand by LD_PRELOAD, this makes its n-th call of one kind fail, as a full
 * disk, a broken one or a machine without memory would.
 *
 *	FAIL_CALL=KIND	malloc, write, sync, rename, create, mkdir, read, unlink or map
 *	FAIL_AT=N	counted from 1 in each process by itself
 *	FAIL_COUNTS=F	how many of that kind each process made is appended to F
 *
 * Programs that are not called stablehand are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long at;
static const char *kind;

__attribute__((constructor)) static void begin(void)
{
	const char *number = getenv("FAIL_AT");

	if (strcmp(program_invocation_short_name, "stablehand"))
		return;
	at = number ? atol(number) : 0;
	kind = getenv("FAIL_CALL");
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAIL_COUNTS");
	long made = calls;
	int fd;

	if (!kind || !path)
		return;
	kind = NULL;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0 || dprintf(fd, "%ld\n", made) < 0)
		_exit(99);
	close(fd);
}

/* Is this the call that is to fail? */
static int fails(const char *which, int error)
{
	if (!kind || strcmp(kind, which) || atomic_fetch_add(&calls, 1) + 1 != at)
		return 0;
	errno = error;
	return 1;
}

/* Disks fail; pipes and event counters do not, and libuv ends the program if they seem to. */
static int file_fails(int fd, const char *which, int error)
{
	struct stat st;

	return kind && !strcmp(kind, which) && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	       fails(which, error);
}

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))
#define WRAP_IF(condition, type, name, parameters, arguments, result)	\
	type name parameters						\
	{								\
		static __typeof__(&(name)) real;			\
									\
		if (!real)						\
			real = REAL(name);				\
		if (condition)						\
			return result;					\
		return real arguments;					\
	}

#define WRAP(type, name, parameters, arguments, which, error, result)	\
	WRAP_IF(fails(which, error), type, name, parameters, arguments, result)
#define WRAP_FILE(name, parameters, arguments, which, error)		\
	WRAP_IF(file_fails(fd, which, error), ssize_t, name, parameters, arguments, -1)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	return fails("malloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails("malloc", ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails("malloc", ENOMEM) ? NULL : __libc_realloc(old, size);
}

WRAP_FILE(write, (int fd, const void *bytes, size_t len), (fd, bytes, len), "write", ENOSPC)
WRAP_FILE(pwrite64, (int fd, const void *bytes, size_t len, off64_t to),
	  (fd, bytes, len, to), "write", ENOSPC)
WRAP_FILE(writev, (int fd, const struct iovec *parts, int count),
	  (fd, parts, count), "write", ENOSPC)
WRAP_FILE(read, (int fd, void *bytes, size_t len), (fd, bytes, len), "read", EIO)
WRAP_FILE(pread64, (int fd, void *bytes, size_t len, off64_t from),
	  (fd, bytes, len, from), "read", EIO)
WRAP(int, fsync, (int fd), (fd), "sync", EIO, -1)
WRAP(int, fdatasync, (int fd), (fd), "sync", EIO, -1)
WRAP(int, rename, (const char *from, const char *to), (from, to), "rename", EIO, -1)
WRAP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), "rename",
     EIO, -1)
WRAP(int, renameat2, (int a, const char *from, int b, const char *to, unsigned int flags),
     (a, from, b, to, flags), "rename", EIO, -1)
WRAP(int, link, (const char *from, const char *to), (from, to), "rename", EIO, -1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), "mkdir", ENOSPC, -1)
WRAP(int, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode), "mkdir", ENOSPC, -1)
WRAP(int, unlink, (const char *path), (path), "unlink", EIO, -1)
WRAP(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags), "unlink", EIO, -1)
WRAP(void *, mmap64, (void *to, size_t len, int prot, int flags, int fd, off64_t from),
     (to, len, prot, flags, fd, from), "map", ENOMEM, MAP_FAILED)

/* What opens without O_CREAT is not looked at. */
static mode_t mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

#define OPEN(name)							\
	int name(const char *path, int flags, ...)			\
	{								\
		static int (*real)(const char *, int, ...);		\
		mode_t mode;						\
		va_list ap;						\
									\
		va_start(ap, flags);					\
		mode = mode_of(flags, ap);				\
		va_end(ap);						\
		if (!real)						\
			real = REAL(name);				\
		if (flags & O_CREAT && fails("create", ENOSPC))		\
			return -1;					\
		return real(path, flags, mode);				\
	}
#define OPENAT(name)							\
	int name(int folder, const char *path, int flags, ...)		\
	{								\
		static int (*real)(int, const char *, int, ...);	\
		mode_t mode;						\
		va_list ap;						\
									\
		va_start(ap, flags);					\
		mode = mode_of(flags, ap);				\
		va_end(ap);						\
		if (!real)						\
			real = REAL(name);				\
		if (flags & O_CREAT && fails("create", ENOSPC))		\
			return -1;					\
		return real(folder, path, flags, mode);			\
	}

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
WRAP_FILE(pwrite, (int fd, const void *bytes, size_t len, off_t to),
	  (fd, bytes, len, to), "write", ENOSPC)
WRAP_FILE(pread, (int fd, void *bytes, size_t len, off_t from), (fd, bytes, len, from), "read", EIO)
WRAP(void *, mmap, (void *to, size_t len, int prot, int flags, int fd, off_t from),
     (to, len, prot, flags, fd, from), "map", ENOMEM, MAP_FAILED)
