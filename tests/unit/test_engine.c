// SPDX-License-Identifier: GPL-2.0-only
/* What the engines start and say, without starting one. */
#include "unit.h"

#include <string.h>

#include "vm/accel.h"
#include "vm/engine.h"

static void test_acceleration_is_probed(void **state)
{
	static const struct {
		const char *cpuinfo, *module, *nested, *reason;
	} cases[] = {
		{"processor\t: 0\nflags\t\t: fpu vme xsvm svmx\n", NULL, NULL, "neither svm nor vmx"},
		{"processor\t: 0\nflags\t\t: fpu svm sse\n", NULL, NULL, "kvm_amd is not loaded"},
		{"processor\t: 0\nflags\t\t: fpu svm\n", "kvm_amd", "0\n", "off"},
		{"processor\t: 0\nflags\t\t: vmx\n", "kvm_intel", "N\n", "off"},
		/* All signs are good, but the device makes no VM. */
		{"processor\t: 0\nflags\t\t: vmx\n", "kvm_intel", "Y\n", "KVM_CREATE_VM"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *dir = scratch_make();
		_cleanup_free_ char *cpuinfo = path_join(dir, "proc/cpuinfo");
		_cleanup_free_ char *kvm = path_join(dir, "dev/kvm");
		_cleanup_free_ char *folder = path_join(dir, "sys/module/%s/parameters",
							cases[i].module ? cases[i].module : "x");
		_cleanup_free_ char *nested = path_join(folder, "nested");
		_cleanup_free_ char *proc = path_join(dir, "proc"), *dev = path_join(dir, "dev");
		struct accel accel;

		accel_probe(dir, arch_default(), &accel);
		assert_false(accel.kvm);
		assert_non_null(strstr(accel.reason, "no /dev/kvm"));
		accel_release(&accel);
		assert_int_equal(dir_make(proc, NULL) | dir_make(dev, NULL) |
				 dir_make(folder, NULL), 0);
		file_write(kvm, "", 0, 0600, NULL);
		file_write(cpuinfo, cases[i].cpuinfo, strlen(cases[i].cpuinfo), 0600, NULL);
		if (cases[i].nested)
			file_write(nested, cases[i].nested, strlen(cases[i].nested), 0600, NULL);
		accel_probe(dir, arch_default(), &accel);
		assert_false(accel.kvm);
		assert_string_equal(accel_name(&accel), "tcg");
		if (!strstr(accel.reason, cases[i].reason))
			fail_msg("%s: %s", cases[i].reason, accel.reason);
		accel_release(&accel);
		scratch_remove(dir);
	}
}

static bool has_pair(char **argv, const char *option, const char *value)
{
	for (; argv[0] && argv[1]; argv++)
		if (!strcmp(argv[0], option) && !strcmp(argv[1], value))
			return true;
	return false;
}

/* An engine as the one asked for would be, if it were here. */
static struct engine *pretend(const struct engine_type *type, const char *accelerator)
{
	struct engine *engine = xcalloc(1, sizeof(*engine));

	engine->type = type;
	engine->arch = arch_default();
	engine->program = xstrdup("the-program");
	engine->version = xstrdup("Version 7");
	engine->accelerator = accelerator;
	engine->reason = xstrdup("because");
	return engine;
}

static void test_command_line(void **state)
{
	struct machine machine = {.kernel = "/k; rm", .initramfs = "/i", .parameters = "kvm.x=1"};
	_cleanup_(engine_freep) struct engine *tcg = pretend(&qemu_engine, "tcg");
	_cleanup_(engine_freep) struct engine *kvm = pretend(&qemu_engine, "kvm");
	struct error *err = NULL;
	struct launch launch;

	assert_works(engine_launch(tcg, &machine, "/tmp/x", &launch, &err), err);
	assert_string_equal(launch.argv[0], "the-program");
	assert_true(has_pair(launch.argv, "-machine", "q35,accel=tcg,smm=off"));
	assert_true(has_pair(launch.argv, "-cpu", "max"));
	assert_true(has_pair(launch.argv, "-nic", "none"));
	assert_true(has_pair(launch.argv, "-kernel", "/k; rm"));
	assert_true(has_pair(launch.argv, "-m", "4096"));
	assert_true(has_pair(launch.argv, "-append",
			     "console=ttyS0,115200 oops=panic panic=-1 tsc=reliable kvm.x=1"));
	assert_int_equal(launch.listeners[0], -1);
	launch_release(&launch);
	machine.cpus = 4;
	machine.cpu = "-smap,+la57";
	assert_works(engine_launch(kvm, &machine, "/tmp/x", &launch, &err), err);
	assert_true(has_pair(launch.argv, "-machine", "q35,accel=kvm,smm=on"));
	assert_true(has_pair(launch.argv, "-cpu", "host,-smap,+la57"));
	assert_true(has_pair(launch.argv, "-smp", "4"));
	assert_true(has_pair(launch.argv, "-append", "console=ttyS0,115200 oops=panic panic=-1 kvm.x=1"));
	launch_release(&launch);
}

/* One serial line: the results go through virtio. A model of its own comes without the flags. */
static void test_arm64_command_line(void **state)
{
	struct machine machine = {.kernel = "/k", .initramfs = "/i"};
	_cleanup_(engine_freep) struct engine *tcg = pretend(&qemu_engine, "tcg");
	_cleanup_free_ char *line = NULL;
	struct error *err = NULL;
	struct launch launch;

	tcg->arch = arch_find("arm64");
	assert_works(engine_launch(tcg, &machine, "/tmp/x", &launch, &err), err);
	assert_true(has_pair(launch.argv, "-machine",
			     "virt,accel=tcg,virtualization=on,gic-version=3"));
	assert_true(has_pair(launch.argv, "-cpu", "max,pauth-impdef=on,lpa2=off"));
	assert_true(has_pair(launch.argv, "-serial", "chardev:console"));
	assert_false(has_pair(launch.argv, "-serial", "chardev:results"));
	assert_true(has_pair(launch.argv, "-device", "virtio-serial-device"));
	assert_true(has_pair(launch.argv, "-device", "virtserialport,chardev=results"));
	assert_true(has_pair(launch.argv, "-append", "console=ttyAMA0 oops=panic panic=-1"));
	launch_release(&launch);
	machine.model = "cortex-a57";
	line = engine_identity(tcg, &machine);
	assert_non_null(strstr(line, " cpu cortex-a57,"));
}

static void test_qemu_is_described(void **state)
{
	struct machine here = {.kernel = "/here/k", .initramfs = "/here/i", .cpu = "-smap"};
	struct machine there = {.kernel = "/there/k", .initramfs = "/there/i", .cpu = "-smap"};
	_cleanup_(engine_freep) struct engine *tcg = pretend(&qemu_engine, "tcg");
	_cleanup_free_ char *line = engine_identity(tcg, &here);
	_cleanup_free_ char *one = engine_describe(tcg, &here);
	_cleanup_free_ char *two = engine_describe(tcg, &there);

	assert_string_equal(line, "Version 7, tcg, cpu max,-smap, 2 CPUs, 4096 MiB, "
				  "console=ttyS0,115200 oops=panic panic=-1 tsc=reliable");
	assert_string_equal(one, two);
	assert_non_null(strstr(one, " -cpu max,-smap "));
}

static void test_what_is_not_there(void **state)
{
	static const char *const engines[] = {"qemu", NULL};
	const struct arch no_bochs = {.name = "riscv64",
				      .vm = {.engines = engines, .qemu = "no-such-qemu",
					     .qemu_packages = "qemu-none"}};
	struct engine *engine = NULL;
	struct error *err = NULL;

	assert_true(engine_known("qemu"));
	assert_false(engine_known("vmware"));
	assert_int_equal(engine_open("vmware", NULL, NULL, &engine, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	error_clear(&err);
	assert_int_equal(engine_open("bochs", &no_bochs, NULL, &engine, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	assert_string_equal(err->message, "Bochs does not run riscv64 VMs");
	error_clear(&err);
	assert_int_equal(engine_open("qemu", &no_bochs, NULL, &engine, &err), -1);
	assert_non_null(strstr(err->message, "no-such-qemu is not installed: apt-get install qemu-none"));
	error_clear(&err);
	assert_int_equal(engine_open("qemu", NULL, "/nonexistent/qemu", &engine, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "apt-get install qemu-system-x86"));
	error_clear(&err);
	assert_null(engine);
}

static void test_why_it_ended(void **state)
{
	_cleanup_(engine_freep) struct engine *qemu = pretend(&qemu_engine, "tcg");
	static const struct {
		int status, signal;
		const char *errors, *reason;
	} cases[] = {
		{0, 0, "warning\n", "the guest powered off or rebooted"},
		{3, 0, "one\nqemu: two\n\n", "QEMU exited with 3: qemu: two"},
		{1, 0, "", "QEMU exited with 1"},
		{0, 11, "a \x1b[2J\n", "QEMU was killed by signal 11: a "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *reason = NULL;

		assert_int_equal(engine_ended(qemu, cases[i].status, cases[i].signal,
					      cases[i].errors, &reason), i == 0);
		assert_memory_equal(reason, cases[i].reason, strlen(cases[i].reason));
		assert_null(strchr(reason, '\x1b'));
	}
}

/* A VM of another architecture has nothing of this machine's hardware. */
static void test_other_machine(void **state)
{
	const struct arch other = {.name = "riscv64", .vm = {.host = "riscv64"}};
	char *dir = scratch_make();
	_cleanup_free_ char *folder = path_join(dir, "dev"), *kvm = path_join(folder, "kvm");
	struct accel accel;

	assert_int_equal(dir_make(folder, NULL), 0);
	assert_int_equal(file_write(kvm, "", 0, 0666, NULL), 0);
	accel_probe(dir, &other, &accel);
	assert_false(accel.kvm);
	assert_non_null(strstr(accel.reason, ", not riscv64"));
	accel_release(&accel);
	scratch_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acceleration_is_probed),
		cmocka_unit_test(test_command_line),
		cmocka_unit_test(test_arm64_command_line),
		cmocka_unit_test(test_qemu_is_described),
		cmocka_unit_test(test_what_is_not_there),
		cmocka_unit_test(test_other_machine),
		cmocka_unit_test(test_why_it_ended),
	};

	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
