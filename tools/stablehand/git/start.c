// SPDX-License-Identifier: GPL-2.0-only
#include "git/start.h"

#include <git2.h>
#include <pthread.h>
#include <stdlib.h>

#include "git/start_parts.h"

/* MBEDTLS_ERR_X509_FILE_IO_ERROR */
#define CANNOT_READ (-0x2900)

/*
 * How much of the packs is mapped at once, and in pieces of which size: by
 * default all of them, half a gigabyte for two kernels.
 */
#define MAPPED_BYTES ((size_t)64 << 20)
#define WINDOW_BYTES ((size_t)4 << 20)

int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

/*
 * Where it speaks TLS by mbed TLS (Debian), libgit2 parses all certificates
 * of the machine whenever it starts, 3.5 ms of processor time. Nothing here
 * has it connect to anything: sources are fetched by programs. These two
 * stand before the library's own, as any symbol of a program does, and have
 * none found; a connection that was made all the same would trust nobody.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	return CANNOT_READ;
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
	return CANNOT_READ;
}

static void start(void)
{
	libgit2_use_our_memory();
	if (git_libgit2_init() < 0)
		abort();
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, WINDOW_BYTES);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, MAPPED_BYTES);
}

void libgit2_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start);
}
