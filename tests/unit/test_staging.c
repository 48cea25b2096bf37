// SPDX-License-Identifier: GPL-2.0-only
/* Objects that are staged, published, dropped; killed and without space on the way. */
#include "kernel_fixture.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "git/ahead.h"
#include "git/staging.h"
#include "util/process.h"

static struct staging *stage(const struct fixture *f)
{
	struct staging *staging;
	struct error *err = NULL;

	assert_works(staging_new(f->repo, &staging, &err), err);
	return staging;
}

static git_oid put(git_repository *repo, const void *data, size_t len)
{
	git_oid id;

	assert_int_equal(git_blob_create_from_buffer(&id, repo, data, len), 0);
	return id;
}

static bool has(git_repository *repo, const git_oid *id)
{
	git_odb *odb;
	bool there;

	assert_int_equal(git_repository_odb(&odb, repo), 0);
	there = git_odb_exists(odb, id);
	git_odb_free(odb);
	return there;
}

static void assert_text(git_repository *repo, const git_oid *id, const char *text)
{
	git_blob *blob;

	assert_int_equal(git_blob_lookup(&blob, repo, id), 0);
	assert_int_equal(git_blob_rawsize(blob), strlen(text));
	assert_memory_equal(git_blob_rawcontent(blob), text, strlen(text));
	git_blob_free(blob);
}

/* What the real git makes of the store. */
static void check_fsck(const struct fixture *f)
{
	const char *argv[] = {"git", "-C", git_repository_path(f->repo), "fsck", "--full",
			      "--strict", NULL};
	struct error *err = NULL;

	assert_works(process_check(argv, NULL, &err), err);
}

static int files_below(const char *path)
{
	_cleanup_free_ char *list = xasprintf("find %s -type f | wc -l", path);
	const char *argv[] = {"sh", "-c", list, NULL};
	_cleanup_buf_ struct buf count = {0};

	assert_int_equal(process_check(argv, &count, NULL), 0);
	return atoi(buf_str(&count));
}

static void test_dropped(void **state)
{
	struct fixture *f = *state;
	int before = files_below(git_repository_path(f->repo));
	struct staging *staging = stage(f);
	git_oid id = put(staging_repo(staging), "one", 3);

	assert_true(has(staging_repo(staging), &id));
	assert_text(staging_repo(staging), &id, "one");
	assert_false(has(f->repo, &id));
	staging_free(staging);
	assert_false(has(f->repo, &id));
	assert_int_equal(files_below(git_repository_path(f->repo)), before);
}

static void test_published(void **state)
{
	struct fixture *f = *state;
	git_oid there = put(f->repo, "there", 5), one, two, three;
	struct staging *staging = stage(f);
	struct error *err = NULL;

	/* Nothing to do yet. */
	assert_works(staging_finish_publish(staging, &err), err);
	assert_int_equal(pack_files(f->repo), 0);
	assert_text(staging_repo(staging), &there, "there");
	put(staging_repo(staging), "there", 5);
	one = put(staging_repo(staging), "one", 3);
	put(staging_repo(staging), "one", 3);
	two = put(staging_repo(staging), "", 0);
	assert_works(staging_finish_publish(staging, &err), err);
	assert_int_equal(pack_files(f->repo), 2);
	assert_text(f->repo, &one, "one");
	assert_text(f->repo, &two, "");

	three = put(staging_repo(staging), "three", 5);
	assert_false(has(f->repo, &three));
	assert_text(staging_repo(staging), &one, "one");
	assert_works(staging_finish_publish(staging, &err), err);
	assert_int_equal(pack_files(f->repo), 4);
	staging_free(staging);
	assert_text(f->repo, &three, "three");
	check_fsck(f);
}

static void test_by_prefix(void **state)
{
	struct fixture *f = *state;
	git_oid there = put(f->repo, "there", 5), absent = there, found;
	struct staging *staging = stage(f);
	git_odb *odb;

	absent.id[3] ^= 1;
	assert_int_equal(git_repository_odb(&odb, staging_repo(staging)), 0);
	assert_int_equal(git_odb_exists_prefix(&found, odb, &there, 12), 0);
	assert_true(git_oid_equal(&found, &there));
	assert_int_equal(git_odb_exists_prefix(&found, odb, &absent, 12), GIT_ENOTFOUND);
	git_odb_free(odb);
	staging_free(staging);
}

/* An object of the store whose content is another's is not taken for it. */
static void test_damaged(void **state)
{
	struct fixture *f = *state;
	git_oid good = put(f->repo, "good", 4), bad = put(f->repo, "evil", 4);
	char from[GIT_OID_HEXSZ + 1], to[GIT_OID_HEXSZ + 1];
	_cleanup_free_ char *source = NULL, *target = NULL;
	struct staging *staging = stage(f);
	git_blob *blob;

	git_oid_tostr(from, sizeof(from), &bad);
	git_oid_tostr(to, sizeof(to), &good);
	source = xasprintf("%sobjects/%.2s/%s", git_repository_path(f->repo), from, from + 2);
	target = xasprintf("%sobjects/%.2s/%s", git_repository_path(f->repo), to, to + 2);
	assert_int_equal(rename(source, target), 0);
	for (int strict = 0; strict < 2; strict++) {
		git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, strict);
		assert_int_equal(git_blob_lookup(&blob, staging_repo(staging), &good),
				 GIT_EMISMATCH);
	}
	staging_free(staging);
}

/* Objects that do not compress, so that writing them takes a while. */
static void stage_much(struct staging *staging)
{
	static char bytes[1 << 20];
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (x = x * 1664525 + 1013904223) >> 24;
	for (int i = 0; i < 32; i++)
		put(staging_repo(staging), bytes + i * 16, sizeof(bytes) - 512);
}

static void test_no_space(void **state)
{
	struct fixture *f = *state;
	struct staging *staging = stage(f);
	struct rlimit was, small = {4 << 20, RLIM_INFINITY};
	struct error *err = NULL;

	staging_compress_ahead(staging);
	stage_much(staging);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(staging_finish_publish(staging, &err), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	expect_error(&err, ERROR_ENVIRONMENT, "writing");
	assert_int_equal(pack_files(f->repo), 0);
	/* With room again it goes. */
	assert_works(staging_finish_publish(staging, &err), err);
	assert_int_equal(pack_files(f->repo), 2);
	staging_free(staging);
	check_fsck(f);
}

/* What is staged can be read while another thread writes the pack. */
static void test_read_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct staging *staging = stage(f);
	git_oid there = put(f->repo, "there", 5), one = put(staging_repo(staging), "one", 3);
	git_oid absent = there, *ids = xcalloc(3, sizeof(*ids));
	struct error *err = NULL;
	struct ahead *ahead;

	absent.id[3] ^= 1;
	ids[0] = there;
	ids[1] = absent;
	ids[2] = one;
	stage_much(staging);
	staging_start_publish(staging);
	ahead = ahead_start(staging_repo(staging), ids, 3);
	assert_text(staging_repo(staging), &one, "one");
	assert_text(staging_repo(staging), &there, "there");
	ahead_finish(ahead);
	assert_works(staging_finish_publish(staging, &err), err);
	staging_free(staging);
	assert_int_equal(pack_files(f->repo), 2);
	assert_text(f->repo, &one, "one");
	/* Started and not waited for: it ends with the staging. */
	staging = stage(f);
	put(staging_repo(staging), "two", 3);
	staging_start_publish(staging);
	staging_free(staging);
	assert_int_equal(pack_files(f->repo), 4);
	check_fsck(f);
}

/* What a thread compressed ahead, what it had no time for, and what came after it. */
static void test_compressed_ahead(void **state)
{
	struct fixture *f = *state;
	struct staging *staging = stage(f);
	git_oid before = put(staging_repo(staging), "before", 6), after, other;
	struct error *err = NULL;
	git_repository *second;

	staging_compress_ahead(staging);
	stage_much(staging);
	assert_works(staging_open_repo(staging, &second, &err), err);
	assert_text(second, &before, "before");
	git_repository_free(second);
	staging_start_publish(staging);
	assert_works(staging_finish_publish(staging, &err), err);
	after = put(staging_repo(staging), "after", 5);
	assert_works(staging_finish_publish(staging, &err), err);
	staging_free(staging);
	assert_int_equal(pack_files(f->repo), 4);
	assert_text(f->repo, &before, "before");
	assert_text(f->repo, &after, "after");
	check_fsck(f);
	/* Dropped while it is at it. */
	staging = stage(f);
	staging_compress_ahead(staging);
	stage_much(staging);
	other = put(staging_repo(staging), "other", 5);
	staging_free(staging);
	assert_int_equal(pack_files(f->repo), 4);
	assert_false(has(f->repo, &other));
}

/*
 * Each thread's repository has an object database of its own. libgit2 has one that is shared cache
 * in the repository which was given it last, and go on there while that one is freed.
 */
struct coming_and_going {
	struct staging *staging;
	int done;	/* atomic: how many */
};

static void *come_and_go(void *data)
{
	struct coming_and_going *others = data;
	git_repository *repo;

	for (int i = 0; i < 1000; i++) {
		if (staging_open_repo(others->staging, &repo, NULL))
			abort();
		git_repository_free(repo);
		__atomic_add_fetch(&others->done, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void test_others_come_and_go(void **state)
{
	struct fixture *f = *state;
	struct staging *staging = stage(f);
	struct coming_and_going others = { staging };
	git_repository *repo = staging_repo(staging), *second;
	git_odb *odb, *its;
	git_odb_object *object;
	git_oid id = put(repo, "text", 4);
	pthread_t thread;

	assert_int_equal(staging_open_repo(staging, &second, NULL), 0);
	assert_int_equal(git_repository_odb(&odb, repo), 0);
	assert_int_equal(git_repository_odb(&its, second), 0);
	assert_ptr_not_equal(odb, its);
	git_odb_free(its);
	git_repository_free(second);
	mallopt(M_PERTURB, 0x5a);
	assert_int_equal(pthread_create(&thread, NULL, come_and_go, &others), 0);
	while (__atomic_load_n(&others.done, __ATOMIC_RELAXED) < 1000) {
		assert_int_equal(git_odb_read(&object, odb, &id), 0);
		assert_memory_equal(git_odb_object_data(object), "text", 4);
		git_odb_object_free(object);
	}
	pthread_join(thread, NULL);
	mallopt(M_PERTURB, 0);
	git_odb_free(odb);
	staging_free(staging);
}

/* Killed while the pack is being written: nothing of it counts, and it can be done again. */
static void test_killed(void **state)
{
	struct fixture *f = *state;
	struct staging *staging = stage(f);
	struct error *err = NULL;
	int status = 0;
	pid_t pid;

	stage_much(staging);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(staging_finish_publish(staging, NULL) ? 1 : 0);
	while (!pack_files(f->repo) && waitpid(pid, &status, WNOHANG) == 0)
		usleep(500);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(pack_files(f->repo), 1);
	check_fsck(f);
	assert_works(staging_finish_publish(staging, &err), err);
	assert_int_equal(pack_files(f->repo), 3);
	staging_free(staging);
	check_fsck(f);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_dropped),
		WITH_STORE(test_published),
		WITH_STORE(test_by_prefix),
		WITH_STORE(test_damaged),
		WITH_STORE(test_no_space),
		WITH_STORE(test_read_meanwhile),
		WITH_STORE(test_compressed_ahead),
		WITH_STORE(test_others_come_and_go),
		WITH_STORE(test_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
