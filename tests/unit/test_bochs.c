// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bochs as an engine: its boot medium, its configuration, the lines to it, and
 * how its failures are read. Where a Bochs has to run, it is this very program,
 * which connects as its configuration says and goes wrong as it is told.
 */
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/listener.h"
#include "vm/engine.h"
#include "vm/medium.h"
#include "vm/suite.h"

/* ---- the fake ---- */

#define FATAL "========\nBochs is exiting with the following message:\n%s\n========\n"

static int connect_to(unsigned int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(port),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) ? -1 : fd;
}

static unsigned int port_in(const char *config, const char *name)
{
	const char *at = strstr(config, name);
	unsigned int port = 0;

	if (at)
		sscanf(at, "%*[^,], mode=socket-client, dev=127.0.0.1:%u", &port);
	return port;
}

static int die(const char *message)
{
	fprintf(stderr, FATAL, message);
	return 1;
}

/* What a test named so does; 0: it went on. */
static int fake_test(FILE *port, int number, const char *name)
{
	fprintf(port, "#guest: test %d %s\n", number, name);
	if (!strcmp(name, "off"))
		return die("[ACPI  ] ACPI control: soft power off");
	if (!strcmp(name, "triple"))
		return die("[CPU0  ] exception(): 3rd (13) exception with no resolution");
	if (!strcmp(name, "panic"))
		return die("[HD    ] out of ideas");
	/* A guest that hangs keeps its interpreter busy; one that is starved does nothing. */
	while (!strcmp(name, "hang"))
		;
	while (!strcmp(name, "starve"))
		pause();
	fprintf(port, "ok %d %s # (0.50 s)\n", number, name);
	return 0;
}

static int fake_bochs(int argc, char **argv)
{
	const char *mode = getenv("FAKE_BOCHS");
	_cleanup_buf_ struct buf config = {0};
	FILE *console, *port, *commands;
	char line[4096], name[4096];
	int number = 0, rc = 0, fd;

	if (argc > 1 && !strcmp(argv[1], "--help")) {
		puts("====\n    Bochs x86 Emulator 9.8\n====\n  -rc filename  run commands");
		fflush(stdout);
		return 0;
	}
	if (!strcmp(mode, "refuse"))
		return die("[SIM   ] no such option");
	if (argc < 6 || strcmp(argv[2], "-f") || strcmp(argv[4], "-rc") ||
	    file_read(argv[3], 1 << 20, &config, NULL))
		return die("not the arguments of Bochs");
	while (!strcmp(mode, "silent"))
		;
	console = fdopen(connect_to(port_in(buf_str(&config), "com1")), "w");
	fd = connect_to(port_in(buf_str(&config), "com2"));
	port = fdopen(fd, "w");
	commands = fdopen(dup(fd), "r");
	if (!console || !port || !commands)
		return die("[SER   ] nobody listens");
	setvbuf(port, NULL, _IONBF, 0);
	setvbuf(console, NULL, _IONBF, 0);
	fprintf(console, "[    0.0] Linux version\r\n");
	fprintf(port, "KTAP version 1\n#guest: ready\n");
	while (!rc && fgets(line, sizeof(line), commands)) {
		if (sscanf(line, "test %*d %s", name) == 1)
			rc = fake_test(port, ++number, name);
		else if (strncmp(line, "plan", 4))
			return die("[ACPI  ] ACPI control: soft power off");
	}
	return rc;
}

/* ---- the medium ---- */

#define SECTOR 2048

static char self[4096];		/* path of this program */

static unsigned int le32(const char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

/* A file of the image, as a reader of ISO 9660 sees it; appended to text. */
static void read_back(const char *image, const char *name, struct buf *text)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	char chunk[4096];
	la_ssize_t n;

	archive_read_support_format_iso9660(archive);
	assert_int_equal(archive_read_open_filename(archive, image, SECTOR), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		if (strcasecmp(archive_entry_pathname(entry), name))
			continue;
		while ((n = archive_read_data(archive, chunk, sizeof(chunk))) > 0)
			buf_add(text, chunk, n);
	}
	archive_read_free(archive);
}

static void test_medium(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *kernel = path_join(dir, "bzImage"), *initrd = path_join(dir, "i.cpio");
	_cleanup_free_ char *image = path_join(dir, "medium"), *again = path_join(dir, "again");
	_cleanup_buf_ struct buf data = {0}, config = {0}, loader = {0}, found = {0}, second = {0};
	struct error *err = NULL;
	const char *catalog, *boot;

	file_write(kernel, "the kernel", 10, 0600, NULL);
	for (int i = 0; i < 300000; i++)
		buf_printf(&data, "%d ", i);
	file_write(initrd, data.data, data.len, 0600, NULL);
	assert_works(medium_make(image, kernel, initrd, "console=ttyS0 x=1", &err), err);

	read_back(image, "isolinux.cfg", &config);
	assert_non_null(strstr(buf_str(&config), "\nLINUX /kernel\nINITRD /initrd\n"
						 "APPEND console=ttyS0 x=1\n"));
	read_back(image, "initrd", &found);
	assert_int_equal(found.len, data.len);
	assert_memory_equal(found.data, data.data, data.len);
	buf_clear(&found);
	read_back(image, "kernel", &found);
	assert_string_equal(buf_str(&found), "the kernel");

	/* El Torito: the boot record in sector 17 names the catalog, whose second
	   entry is bootable, without emulation, four sectors of the loader. */
	buf_clear(&found);
	assert_works(file_read(image, 64 << 20, &found, &err), err);
	assert_memory_equal(found.data + 17 * SECTOR + 1, "CD001\1EL TORITO SPECIFICATION", 29);
	catalog = found.data + le32(found.data + 17 * SECTOR + 0x47) * SECTOR;
	assert_true(catalog < found.data + found.len);
	assert_int_equal(catalog[0], 1);
	assert_int_equal((unsigned char)catalog[32], 0x88);
	assert_int_equal(catalog[33], 0);
	assert_int_equal(catalog[38], 4);
	/* The loader has the table by which it finds the rest of itself. */
	read_back(image, "isolinux.bin", &loader);
	boot = found.data + le32(catalog + 40) * SECTOR;
	assert_memory_equal(boot, loader.data, SECTOR);
	assert_int_equal(le32(boot + 8), 16);
	assert_int_equal(le32(boot + 12), le32(catalog + 40));
	assert_int_equal(le32(boot + 16), loader.len);

	/* The same, whatever is there already. */
	file_write(again, "old", 3, 0600, NULL);
	assert_works(medium_make(again, kernel, initrd, "console=ttyS0 x=1", &err), err);
	read_back(again, "kernel", &second);
	assert_string_equal(buf_str(&second), "the kernel");
	scratch_remove(dir);
}

static void test_no_medium(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *kernel = path_join(dir, "bzImage"), *image = path_join(dir, "medium");
	_cleanup_free_ char *nowhere = path_join(dir, "no/medium");
	struct error *err = NULL;

	file_write(kernel, "k", 1, 0600, NULL);
	assert_fails(medium_make(image, kernel, "/nonexistent", "x", &err), err, "/nonexistent");
	assert_fails(medium_make(image, dir, kernel, "x", &err), err, "not a file");
	assert_fails(medium_make(image, kernel, kernel, "x\nLINUX /other", &err), err,
		     "not a kernel command line");
	assert_int_equal(medium_make(nowhere, kernel, kernel, "x", &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	error_clear(&err);
	assert_false(path_exists(image));
	scratch_remove(dir);
}

/* ---- the configuration ---- */

static void test_configuration(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *stem = path_join(dir, "base-1");
	_cleanup_free_ char *medium = path_join(dir, "a b,c/x.medium");
	_cleanup_(engine_freep) struct engine *engine = NULL;
	struct machine machine = {.kernel = "k", .initramfs = "i", .medium = medium, .cpus = 1};
	_cleanup_buf_ struct buf config = {0}, commands = {0};
	_cleanup_free_ char *one = NULL, *two = NULL, *line = NULL;
	struct error *err = NULL;
	struct launch launch;
	int fd;

	assert_works(engine_open("bochs", NULL, self, &engine, &err), err);
	assert_string_equal(engine->version, "Bochs x86 Emulator 9.8");
	assert_works(engine_launch(engine, &machine, stem, &launch, &err), err);
	assert_string_equal(launch.argv[0], self);
	assert_string_equal(launch.argv[1], "-q");
	assert_works(file_read(launch.argv[3], 1 << 20, &config, &err), err);
	assert_works(file_read(launch.argv[5], 1 << 20, &commands, &err), err);
	assert_null(launch.argv[6]);
	assert_string_equal(buf_str(&commands), "c\n");
	/* No path is in it that its syntax could not hold. */
	assert_null(strstr(buf_str(&config), dir));
	assert_non_null(strstr(buf_str(&config), "path=x.medium, status=inserted\n"));
	assert_true(!strcmp(launch.cwd + strlen(dir), "/a b,c"));
	assert_non_null(strstr(buf_str(&config), ", count=1, "));
	assert_non_null(strstr(buf_str(&config), "guest=2048, host=2048\n"));
	assert_non_null(strstr(buf_str(&config), "\npanic: action=fatal\n"));
	assert_non_null(strstr(buf_str(&config), "\nlog: /dev/null\n"));
	/* Somebody listens where it is told to connect. */
	fd = connect_to(port_in(buf_str(&config), "com2"));
	assert_true(fd >= 0);
	close(fd);
	launch_release(&launch);

	one = engine_describe(engine, &machine);
	machine.medium = "/elsewhere";
	machine.memory_mib = 1 << 20;
	two = engine_describe(engine, &machine);
	assert_string_equal(one, two);
	assert_non_null(strstr(one, "panic=-1 reboot=t\n"));
	machine.parameters = "kvm_intel.ept=0";
	line = engine_identity(engine, &machine);
	assert_string_equal(line, "Bochs x86 Emulator 9.8, bochs, cpu corei7_haswell_4770, "
				  "1 CPUs, 2048 MiB, console=ttyS0,115200 oops=panic panic=-1 "
				  "reboot=t kvm_intel.ept=0");
	machine.cpu = "-smap";
	assert_fails(engine_launch(engine, &machine, stem, &launch, &err), err, "no CPU flags");
	scratch_remove(dir);
}

/* ---- the lines ---- */

static void test_only_our_own_may_connect(void **state)
{
	struct error *err = NULL;
	unsigned int port;
	int listener, ours, taken, status;
	pid_t stranger;
	char text[8] = "";

	assert_works(listener_open(&listener, &port, &err), err);
	assert_int_equal(listener_accept(listener), -1);
	if (!geteuid()) {
		stranger = fork();
		if (!stranger) {
			char byte;
			int fd;

			if (setuid(65534))
				_exit(2);
			fd = connect_to(port);
			_exit(fd >= 0 && read(fd, &byte, 1) <= 0 ? 0 : 1);
		}
		for (int i = 0; i < 100 && !waitpid(stranger, &status, WNOHANG); i++) {
			assert_int_equal(listener_accept(listener), -1);
			usleep(20000);
		}
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	ours = connect_to(port);
	assert_true(ours >= 0);
	taken = listener_accept(listener);
	assert_true(taken >= 0);
	assert_int_equal(write(ours, "hello", 5), 5);
	usleep(20000);
	assert_int_equal(read(taken, text, sizeof(text)), 5);
	assert_string_equal(text, "hello");
	assert_int_equal(listener_accept(listener), -1);
	close(ours);
	close(taken);
	close(listener);
}

struct seen {
	char *dir;
	struct buf text;	/* "name outcome 'message'" a line */
};

static int on_record(size_t lane, const struct record *record, void *data, struct error **err)
{
	struct seen *seen = data;

	buf_printf(&seen->text, "%s %s '%s'\n", record->test, outcome_name(record->outcome),
		   record->message);
	return 0;
}

static int run(struct seen *seen, const char *mode, const char *first,
	       struct suite_result *ret_result, struct error **err)
{
	_cleanup_(engine_freep) struct engine *engine = NULL;
	_cleanup_free_ char *kernel = NULL, *initramfs = NULL;
	bool starved = !strcmp(first, "starve");
	struct suite_test tests[] = {
		{.name = first, .path = "/t", .timeout = 2},
		{.name = "good", .path = "/t", .timeout = 2},
	};
	struct suite_lane lane = {.label = "base", .tests = tests, .test_count = 2};

	seen->dir = scratch_make();
	kernel = path_join(seen->dir, "k");
	initramfs = path_join(seen->dir, "i");
	file_write(kernel, "k", 1, 0600, NULL);
	file_write(initramfs, "i", 1, 0600, NULL);
	setenv("FAKE_BOCHS", mode, 1);
	if (engine_open("bochs", NULL, self, &engine, err))
		return -1;
	assert_true(engine->by_processor);
	engine->clock_scale = starved ? 0.05 : 0.5;
	engine->boot_timeout = strcmp(mode, "silent") ? 20 : 0.5;
	lane.engine = engine;
	lane.machine = (struct machine){.kernel = kernel, .initramfs = initramfs};
	return suite_run(&(struct suite_options){
			.lanes = &lane, .lane_count = 1, .grace = starved ? 0.05 : 0.3,
			.log_folder = seen->dir,
			.on_record = on_record, .data = seen,
		}, ret_result, err);
}

static void seen_release(struct seen *seen)
{
	_cleanup_free_ char *medium = path_join(seen->dir, "i-base.medium");

	assert_false(path_exists(medium));
	scratch_remove(seen->dir);
	buf_release(&seen->text);
}

static void test_a_suite_over_its_lines(void **state)
{
	static const struct {
		const char *name, *outcome;
	} cases[] = {
		{"pass", "pass ''"},
		{"off", "crash 'the guest powered off or rebooted'"},
		{"triple", "crash 'the guest powered off or rebooted'"},
		{"panic", "crash 'Bochs exited with 1: [HD    ] out of ideas'"},
		{"hang", "crash 'the guest hung: no answer after "},
		{"starve", "crash 'the guest hung: no answer after "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *wanted = xasprintf("%s %s", cases[i].name, cases[i].outcome);
		struct seen seen = {0};
		struct suite_result result;
		struct error *err = NULL;

		assert_works(run(&seen, "good", cases[i].name, &result, &err), err);
		if (strncmp(buf_str(&seen.text), wanted, strlen(wanted)))
			assert_string_equal(buf_str(&seen.text), wanted);
		assert_non_null(strstr(buf_str(&seen.text), "\ngood pass ''\n"));
		assert_int_equal(result.lanes[0].boots, i ? 2 : 1);
		suite_result_release(&result);
		seen_release(&seen);
	}
}

static void test_one_that_does_not_come_up(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_int_equal(run(&seen, "refuse", "pass", &result, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "Bochs exited with 1: [SIM   ] no such option"));
	error_clear(&err);
	seen_release(&seen);

	seen = (struct seen){0};
	assert_works(run(&seen, "silent", "pass", &result, &err), err);
	assert_non_null(strstr(buf_str(&seen.text), "the guest was not up after"));
	assert_int_equal(result.lanes[0].outcomes[OUTCOME_CRASH], 2);
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_what_is_not_bochs(void **state)
{
	struct engine *engine = NULL;
	struct error *err = NULL;

	assert_int_equal(engine_open("bochs", NULL, "/bin/true", &engine, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "does not report a Bochs version"));
	error_clear(&err);
	assert_int_equal(engine_open("bochs", NULL, "/nonexistent/bochs", &engine, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "apt-get install bochs bochs-term"));
	error_clear(&err);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_medium),
		cmocka_unit_test(test_no_medium),
		cmocka_unit_test(test_configuration),
		cmocka_unit_test(test_only_our_own_may_connect),
		cmocka_unit_test(test_a_suite_over_its_lines),
		cmocka_unit_test(test_one_that_does_not_come_up),
		cmocka_unit_test(test_what_is_not_bochs),
	};

	/* The stand-in for the engine writes beside itself. */
	setenv("STABLEHAND_CONFINE", "never", 1);
	if (argc > 1)
		_exit(fake_bochs(argc, argv));
	signal(SIGPIPE, SIG_IGN);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	return cmocka_run_group_tests_name("bochs", tests, NULL, NULL);
}
