// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "util/hash.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "util/interrupt.h"
#include "util/process.h"
#include "util/suggest.h"
#include "util/text.h"

static void test_path_is_safe(void **state)
{
	static const char *const good[] = {"a", "a/b", ".a", "a..b", "..a/b", "a/.gitignore", "x/git",
					   ".git.c", "git~", "git~x", "git~12", "a/legit~1", ".git a"};
	static const char *const bad[] = {"", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b",
					  ".git/hooks", "a/.GIT/x", "a\nb", "git~1", "a/GIT~2/x",
					  "Git~9. ", ".git.", ".GIT . ./x", "a/.git::$INDEX_ALLOCATION/x",
					  ".git.:x", "git~1:", ".git\\x"};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		if (!path_is_safe(good[i], strlen(good[i])))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (path_is_safe(bad[i], strlen(bad[i])))
			fail_msg("accepted: %s", bad[i]);
	assert_false(path_is_safe("a\0b", 3));
}

static void test_file_write_replaces_whole(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "f");
	_cleanup_buf_ struct buf buf = {0};
	struct error *err = NULL;

	assert_works(file_write(path, "one", 3, 0644, &err), err);
	assert_works(file_write(path, "second", 6, 0600, &err), err);
	assert_works(file_read(path, 100, &buf, &err), err);
	assert_string_equal(buf_str(&buf), "second");
	buf_clear(&buf);
	assert_fails(file_read(path, 5, &buf, &err), err, "larger than 5 bytes");
	assert_fails(file_write("/nonexistent/x", "a", 1, 0644, &err), err, "/nonexistent/x");
	scratch_remove(dir);
}

static void assert_file(const char *path, const char *text)
{
	_cleanup_buf_ struct buf buf = {0};
	struct error *err = NULL;

	assert_works(file_read(path, 100, &buf, &err), err);
	assert_string_equal(buf_str(&buf), text);
}

static int files_in(const char *dir)
{
	DIR *folder = opendir(dir);
	int count = 0;

	for (struct dirent *e; (e = readdir(folder));)
		count += e->d_name[0] != '.';
	closedir(folder);
	return count;
}

static void test_file_batch_appears_whole(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *old = path_join(dir, "old");
	struct file_batch batch = {0};
	struct rlimit was, few = {64, 0};
	struct error *err = NULL;

	assert_works(file_write(old, "old", 3, 0644, &err), err);
	assert_works(file_batch_add(&batch, old, "new", 3, 0644, &err), err);
	/* More than may be open at once. */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	for (int i = 0; i < 100; i++) {
		_cleanup_free_ char *path = path_join(dir, "%d", i);

		assert_works(file_batch_add(&batch, path, "x", 1, 0644, &err), err);
		assert_false(path_exists(path));
	}
	assert_file(old, "old");
	assert_works(file_batch_publish(&batch, &err), err);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_file(old, "new");
	assert_int_equal(files_in(dir), 101);
	scratch_remove(dir);
}

static void test_file_batch_leaves_nothing(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "f"), *folder = path_join(dir, "folder");
	_cleanup_free_ char *below = path_join(folder, "g");
	struct file_batch batch = {0};
	struct error *err = NULL;

	assert_works(file_write(path, "old", 3, 0644, &err), err);
	assert_works(file_batch_add(&batch, path, "new", 3, 0644, &err), err);
	assert_fails(file_batch_add(&batch, below, "x", 1, 0644, &err), err, "folder/g");
	file_batch_release(&batch);
	assert_file(path, "old");
	assert_int_equal(files_in(dir), 1);

	/* What is aside goes away under it: the first file must not appear alone. */
	assert_works(dir_make(folder, &err), err);
	assert_works(file_batch_add(&batch, path, "new", 3, 0644, &err), err);
	assert_works(file_batch_add(&batch, below, "x", 1, 0644, &err), err);
	assert_works(path_remove(folder, &err), err);
	assert_fails(file_batch_publish(&batch, &err), err, "folder/g");
	assert_file(path, "old");
	assert_int_equal(files_in(dir), 1);
	scratch_remove(dir);
}

/* A night in which nothing is new does not write 240 patches again. */
static void test_file_batch_leaves_what_is_there(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *same = path_join(dir, "same"), *link = path_join(dir, "link");
	_cleanup_free_ char *longer = path_join(dir, "longer");
	struct file_batch batch = {0};
	struct stat before, after;
	struct error *err = NULL;

	assert_works(file_write(same, "text", 4, 0644, &err), err);
	assert_works(file_write(longer, "text and more", 13, 0644, &err), err);
	assert_int_equal(symlink("same", link), 0);
	assert_int_equal(stat(same, &before), 0);
	assert_works(file_batch_add(&batch, same, "text", 4, 0644, &err), err);
	assert_works(file_batch_add(&batch, link, "text", 4, 0644, &err), err);
	assert_works(file_batch_add(&batch, longer, "text", 4, 0644, &err), err);
	assert_works(file_batch_publish(&batch, &err), err);
	assert_int_equal(stat(same, &after), 0);
	assert_int_equal(after.st_ino, before.st_ino);
	assert_file(longer, "text");
	/* What is written is a file, whatever a link pointed to. */
	assert_int_equal(lstat(link, &after), 0);
	assert_true(S_ISREG(after.st_mode));
	assert_works(file_write(same, "text", 4, 0644, &err), err);
	assert_int_equal(stat(same, &after), 0);
	assert_int_not_equal(after.st_ino, before.st_ino);
	scratch_remove(dir);
}

static void test_path_remove_keeps_link_targets(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *outside = path_join(dir, "outside");
	_cleanup_free_ char *kept = path_join(dir, "outside/kept");
	_cleanup_free_ char *tree = path_join(dir, "tree/deep");
	_cleanup_free_ char *link = path_join(dir, "tree/deep/link");
	_cleanup_free_ char *top = path_join(dir, "tree");
	struct error *err = NULL;

	assert_works(dir_make(outside, &err), err);
	assert_works(file_write(kept, "x", 1, 0644, &err), err);
	assert_works(dir_make(tree, &err), err);
	assert_int_equal(symlink("../../outside", link), 0);
	assert_works(path_remove(top, &err), err);
	assert_false(path_exists(top));
	assert_true(path_exists(kept));
	scratch_remove(dir);
}

static void test_path_is_below(void **state)
{
	assert_true(path_is_below("/a/b", "/a") && path_is_below("/a/b/c", "/a"));
	assert_false(path_is_below("/a", "/a") || path_is_below("/a/", "/a"));
	assert_false(path_is_below("/ab/c", "/a") || path_is_below("/b/c", "/a"));
	assert_false(path_is_below("/a/../b", "/a") || path_is_below("/a/b/..", "/a"));
	assert_true(path_is_name("a") && path_is_name("patch 2"));
	assert_false(path_is_name("") || path_is_name("..") || path_is_name("a/b") || path_is_name("/a"));
}

struct lines {
	int out, errors;
	char last[100];
};

static void count_line(const char *line, bool is_error, void *data)
{
	struct lines *lines = data;

	lines->out += !is_error;
	lines->errors += is_error;
	snprintf(lines->last, sizeof(lines->last), "%s", line);
}

static void test_process_output_and_status(void **state)
{
	const char *const argv[] = {"sh", "-c", "echo a; echo b >&2; printf c; exit 7", NULL};
	_cleanup_buf_ struct buf out = {0}, errors = {0};
	struct lines lines = {0};
	struct process_options o = {.argv = argv, .output = &out, .errors = &errors,
				    .on_line = count_line, .data = &lines};
	struct process_exit how;
	struct error *err = NULL;

	assert_works(process_run(&o, &how, &err), err);
	assert_int_equal(how.status, 7);
	assert_int_equal(how.signal, 0);
	assert_string_equal(buf_str(&out), "a\nc");
	assert_string_equal(buf_str(&errors), "b\n");
	assert_int_equal(lines.out, 2);
	assert_int_equal(lines.errors, 1);
}

/* A file as standard input, or none: what reads it comes to its end at once. */
static void test_process_input(void **state)
{
	const char *const argv[] = {"cat", NULL};
	char *folder = scratch_make();
	_cleanup_free_ char *path = path_join(folder, "input");
	_cleanup_buf_ struct buf out = {0};
	struct process_options o = {.argv = argv, .output = &out, .timeout = 20};
	struct process_exit how;
	struct error *err = NULL;

	assert_works(process_run(&o, &how, &err), err);
	assert_int_equal(how.status, 0);
	assert_string_equal(buf_str(&out), "");
	assert_works(file_write(path, "a\nb", 3, 0600, &err), err);
	o.input_path = path;
	assert_works(process_run(&o, &how, &err), err);
	assert_string_equal(buf_str(&out), "a\nb");
	assert_int_equal(unlink(path), 0);
	assert_fails(process_run(&o, &how, &err), err, path);
	scratch_remove(folder);
}

static void test_process_signal_is_not_an_exit(void **state)
{
	const char *const argv[] = {"sh", "-c", "kill -9 $$", NULL};
	struct process_options o = {.argv = argv};
	struct process_exit how;
	struct error *err = NULL;

	assert_works(process_run(&o, &how, &err), err);
	assert_int_equal(how.signal, SIGKILL);
	assert_false(how.timed_out);
}

/* What we ignore, programs that we start do not. */
static void test_process_has_default_signals(void **state)
{
	static const int signals[] = {SIGPIPE, SIGXFSZ};
	struct process_exit how;
	struct error *err = NULL;

	interrupt_install();
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		_cleanup_free_ char *command = xasprintf("kill -%d $$", signals[i]);
		const char *const argv[] = {"sh", "-c", command, NULL};
		struct process_options o = {.argv = argv};
		struct sigaction now;

		sigaction(signals[i], NULL, &now);
		assert_ptr_equal(now.sa_handler, SIG_IGN);
		assert_works(process_run(&o, &how, &err), err);
		assert_int_equal(how.signal, signals[i]);
	}
}

/* A zombie that nobody has reaped yet is dead all the same. */
static bool is_alive(long pid)
{
	_cleanup_free_ char *path = xasprintf("/proc/%ld/stat", pid);
	_cleanup_buf_ struct buf stat = {0};

	return !file_read(path, 4096, &stat, NULL) && !strstr(buf_str(&stat), ") Z ");
}

static void on_busy(void *data)
{
	struct process **process = data;

	if (process_cpu_seconds(*process) > 0.3)
		process_stop(*process, 0);
}

static void test_process_cpu_time(void **state)
{
	const char *const argv[] = {"sh", "-c", "sleep 0.2; while :; do :; done", NULL};
	struct process *process = NULL;
	struct process_options o = {.argv = argv, .on_tick = on_busy, .timeout = 60,
				    .data = &process};
	struct error *err = NULL;
	double started = clock_seconds();
	uv_loop_t loop;

	uv_loop_init(&loop);
	assert_works(process_start(&loop, &o, &process, &err), err);
	assert_true(process_cpu_seconds(process) < 0.2);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	/* It slept first, which is no processor time, and was stopped before the deadline. */
	assert_true(clock_seconds() - started >= 0.5);
	assert_true(clock_seconds() - started < 60);
}

/* The deadline takes the whole process group, and what holds the pipes open. */
static void test_process_deadline_takes_the_group(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *script = xasprintf("sleep 60 & echo $! >%s/pid; wait", dir);
	_cleanup_free_ char *pid_file = path_join(dir, "pid");
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct process_options o = {.argv = argv, .timeout = 0.5};
	_cleanup_buf_ struct buf pid = {0};
	struct process_exit how;
	struct error *err = NULL;

	assert_works(process_run(&o, &how, &err), err);
	assert_true(how.timed_out);
	assert_true(how.seconds < 10);
	assert_works(file_read(pid_file, 100, &pid, &err), err);
	for (int i = 0; i < 50 && is_alive(strtol(buf_str(&pid), NULL, 10)); i++)
		usleep(20000);
	assert_false(is_alive(strtol(buf_str(&pid), NULL, 10)));
	scratch_remove(dir);
}

static void test_process_output_is_bounded(void **state)
{
	const char *const argv[] = {"sh", "-c", "head -c 300000 /dev/zero", NULL};
	_cleanup_buf_ struct buf out = {0};
	struct lines lines = {0};
	struct process_options o = {.argv = argv, .output = &out, .max_output = 1000,
				    .on_line = count_line, .data = &lines};
	struct process_exit how;
	struct error *err = NULL;

	assert_works(process_run(&o, &how, &err), err);
	assert_int_equal(out.len, 1000);
	assert_int_equal(lines.out, 1);
}

static void on_channel(struct process *process, int index, const char *bytes, size_t len, void *data)
{
	struct buf *got = data;

	buf_add(got, bytes, len);
	if (memchr(bytes, '\n', len))
		process_send(process, index, "end\n", 4);
}

static void on_exit_stop(struct process *process, const struct process_exit *how, void *data)
{
}

static void test_process_channel_goes_both_ways(void **state)
{
	const char *const argv[] = {"sh", "-c", "echo hello >&3; read -r x <&3; printf 'got %s' \"$x\" >&3",
				    NULL};
	_cleanup_buf_ struct buf got = {0};
	struct process_options o = {.argv = argv, .channels = 1, .on_channel = on_channel,
				    .on_exit = on_exit_stop, .data = &got, .timeout = 10};
	struct process *p;
	struct error *err = NULL;
	uv_loop_t loop;

	uv_loop_init(&loop);
	assert_works(process_start(&loop, &o, &p, &err), err);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_string_equal(buf_str(&got), "hello\ngot end");
}

static void test_process_missing_program(void **state)
{
	const char *const argv[] = {"no-such-program-here", NULL};
	struct error *err = NULL;

	assert_fails(process_check(argv, NULL, &err), err, "no such program");
	assert_int_equal(process_in_path("sh"), 1);
}

static void test_process_check_tells_the_complaint(void **state)
{
	const char *const argv[] = {"sh", "-c", "echo first problem >&2; exit 3", NULL};
	struct error *err = NULL;

	assert_fails(process_check(argv, NULL, &err), err, "sh exited with 3: first problem");
}

static void test_text_printable(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"plain", "plain"},
		{"\033[31mred", "\\x1b[31mred"},
		{"a\nb\tc", "a\nb\tc"},
		{"caf\xc3\xa9", "caf\xc3\xa9"},
		{"\xc3", "\\xc3"},
		{"\xc0\x80", "\\xc0\\x80"},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
		{"\xe2\x80\xae" "x", "\\xe2\\x80\\xaex"},
		{"\xc2\x9b" "1m", "\\xc2\\x9b" "1m"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *out = text_printable(cases[i].in, strlen(cases[i].in), 1);

		assert_string_equal(out, cases[i].out);
	}
}

static void test_error_wrap_and_codes(void **state)
{
	struct error *err = NULL;

	errno = EIO;
	error_errno(&err, ERROR_INPUT, "reading");
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	error_clear(&err);
	errno = ENOENT;
	error_errno(&err, ERROR_INPUT, "reading");
	assert_int_equal(err->kind, ERROR_INPUT);
	error_clear(&err);
	errno = ENOSPC;
	assert_int_equal(error_errno(&err, ERROR_BUG, "writing %s", "x"), -1);
	error_wrap(&err, "6.1.y");
	assert_string_equal(err->message, "6.1.y: writing x: No space left on device");
	assert_int_equal(error_exit_code(err), 3);
	error_clear(&err);
	assert_null(err);
}

static void prune_folder(void **state)
{
	char *dir = scratch_make();
	static const char *const names[] = { "old", "older", "new", ".writing", "middle" };
	static const time_t times[] = { 2000, 1000, 4000, 1, 3000 };
	char *paths[ARRAY_SIZE(names)], *folder = path_join(dir, "folder");

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		paths[i] = path_join(dir, "%s", names[i]);
		assert_int_equal(file_write(paths[i], "x", 1, 0644, NULL), 0);
		assert_int_equal(utimensat(AT_FDCWD, paths[i],
					   (struct timespec[]){ { times[i] }, { times[i] } }, 0), 0);
	}
	assert_int_equal(dir_make(folder, NULL), 0);
	dir_prune(dir, 2);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(path_exists(paths[i]), i >= 2);
		free(paths[i]);
	}
	assert_true(path_exists(folder));
	dir_prune(folder, 0);
	dir_prune("/nowhere/at/all", 0);
	free(folder);
	scratch_remove(dir);
}

/* GMAC: the test vector of a single block is what AES-256-GCM gives for it as AAD alone. */
/* A device has no end, and a FIFO may have no writer. */
static void test_file_sha256_is_of_regular_files(void **state)
{
	_cleanup_error_ struct error *err = NULL;
	char folder[] = "/tmp/sha256-XXXXXX", sum[65] = "";
	_cleanup_free_ char *fifo = NULL;

	assert_non_null(mkdtemp(folder));
	fifo = path_join(folder, "fifo");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(file_sha256("/dev/zero", sum, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	assert_int_equal(file_sha256(fifo, sum, NULL), -1);
	assert_int_equal(file_sha256(folder, sum, NULL), -1);
	assert_string_equal(sum, "");
	path_remove(folder, NULL);
}

static void test_mac(void **state)
{
	static const unsigned char key[MAC_KEY_BYTES], empty[MAC_BYTES] = {
		/* NIST SP 800-38D, the GCM specification's test case 13: key, nonce and data are zeros and nothing. */
		0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45, 0x36, 0xb9, 0xa9, 0x63, 0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b,
	};
	unsigned char other_key[MAC_KEY_BYTES] = {1}, sum[MAC_BYTES], again[MAC_BYTES];
	struct mac *mac = mac_new(key), *other = mac_new(other_key);

	mac_sum(mac, "", 0, sum);
	assert_memory_equal(sum, empty, MAC_BYTES);
	mac_sum(mac, "text", 4, sum);
	mac_sum(mac, "text", 4, again);
	assert_memory_equal(sum, again, MAC_BYTES);
	mac_sum(mac, "text\0", 5, again);
	assert_memory_not_equal(sum, again, MAC_BYTES);
	mac_sum(other, "text", 4, again);
	assert_memory_not_equal(sum, again, MAC_BYTES);
	mac_free(mac);
	mac_free(other);
	mac_free(NULL);
}

static void test_suggest_distance(void **state)
{
	char longer[70] = {0};

	assert_int_equal(suggest_distance("", ""), 0);
	assert_int_equal(suggest_distance("", "abc"), 3);
	assert_int_equal(suggest_distance("abc", ""), 3);
	assert_int_equal(suggest_distance("port", "prot"), 1);
	assert_int_equal(suggest_distance("status", "STATUS"), 0);
	assert_int_equal(suggest_distance("resolve", "resovle"), 1);
	assert_int_equal(suggest_distance("kitten", "sitting"), 3);
	/* A pair that was swapped is not edited again: three steps, not two. */
	assert_int_equal(suggest_distance("ca", "abc"), 3);
	memset(longer, 'a', sizeof(longer) - 1);
	assert_int_equal(suggest_distance(longer, longer), 64);
	longer[63] = '\0';
	assert_int_equal(suggest_distance(longer, longer), 0);
	assert_int_equal(suggest_distance(longer, ""), 63);
}

static const char *suggested(const char *word, const char *const *names)
{
	struct suggestion suggestion = {.word = word};

	for (; *names; names++)
		suggest_look(&suggestion, *names);
	return suggestion.best;
}

static void test_suggest(void **state)
{
	static const char *const names[] = {"fetch", "status", "port", "6.12.y", "6.1.y", "report",
					    "resolve", NULL};
	static const struct {
		const char *word, *meant;
	} cases[] = {
		{"statsu", "status"}, {"prot", "port"}, {"rport", "port"}, {"res", "resolve"},
		{"6.1.", "6.1.y"}, {"6.1", "6.12.y"}, {"6.1.x", "6.1.y"}, {"feetch", "fetch"},
		{"x", NULL}, {"fo", NULL}, {"", NULL}, {"frobnicate", NULL}, {"fe", "fetch"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *meant = suggested(cases[i].word, names);

		if ((meant && cases[i].meant) ? strcmp(meant, cases[i].meant) : meant != cases[i].meant)
			fail_msg("%s: %s, expected %s", cases[i].word, meant ? meant : "nothing",
				 cases[i].meant ? cases[i].meant : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mac),
		cmocka_unit_test(test_file_sha256_is_of_regular_files),
		cmocka_unit_test(prune_folder),
		cmocka_unit_test(test_path_is_safe),
		cmocka_unit_test(test_file_write_replaces_whole),
		cmocka_unit_test(test_file_batch_appears_whole),
		cmocka_unit_test(test_file_batch_leaves_nothing),
		cmocka_unit_test(test_file_batch_leaves_what_is_there),
		cmocka_unit_test(test_path_remove_keeps_link_targets),
		cmocka_unit_test(test_path_is_below),
		cmocka_unit_test(test_process_output_and_status), cmocka_unit_test(test_process_input),
		cmocka_unit_test(test_process_signal_is_not_an_exit),
		cmocka_unit_test(test_process_has_default_signals),
		cmocka_unit_test(test_process_cpu_time),
		cmocka_unit_test(test_process_deadline_takes_the_group),
		cmocka_unit_test(test_process_output_is_bounded),
		cmocka_unit_test(test_process_channel_goes_both_ways),
		cmocka_unit_test(test_process_missing_program),
		cmocka_unit_test(test_process_check_tells_the_complaint),
		cmocka_unit_test(test_text_printable),
		cmocka_unit_test(test_suggest_distance),
		cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_error_wrap_and_codes),
	};

	return cmocka_run_group_tests_name("util", tests, NULL, NULL);
}
