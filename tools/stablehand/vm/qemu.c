// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU, with KVM where nested virtualisation works, else by its own emulation,
 * TCG, which knows AMD's and Arm's virtualisation. No default devices, no
 * network, no display, a sandbox; the two lines are serial ports, or the second
 * a virtio one where a machine has but one of them, on sockets that it has from us.
 */
#include <stdbool.h>
#include <string.h>
#include <sys/utsname.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/process.h"
#include "vm/accel.h"
#include "vm/engine.h"

#define BOOT_TIMEOUT 120.0

static bool has_kvm(const struct engine *engine)
{
	return !strcmp(engine->accelerator, "kvm");
}

static char *parameters(const struct engine *engine, const struct machine *machine)
{
	return engine_parameters(engine, machine, has_kvm(engine) ? NULL :
				 engine->arch->vm.tcg_parameters);
}

/* The CPU, as -cpu takes it; the caller frees it. */
static char *cpu(const struct engine *engine, const struct machine *machine)
{
	bool flags = machine->cpu && *machine->cpu;
	const char *model = has_kvm(engine) ? "host" :
			    machine->model ? machine->model : engine->arch->vm.qemu_tcg_cpu;

	return xasprintf("%s%s%s", model, flags ? "," : "", flags ? machine->cpu : "");
}

static unsigned int cpus(const struct machine *machine)
{
	return machine->cpus ? machine->cpus : 2;
}

static unsigned int memory(const struct machine *machine)
{
	return machine->memory_mib ? machine->memory_mib : 4096;
}

static int qemu_probe(struct engine *engine, struct error **err)
{
	const char *const argv[] = {engine->program, "--version", NULL};
	_cleanup_buf_ struct buf version = {0};
	struct accel accel;

	if (process_check(argv, &version, err))
		return -1;
	engine->version = xstrndup(buf_str(&version), strcspn(buf_str(&version), "\n"));
	accel_probe(NULL, engine->arch, &accel);
	engine->accelerator = accel_name(&accel);
	engine->reason = TAKE_PTR(accel.reason);
	engine->time_scale = accel_time_scale(&accel);
	engine->clock_scale = 1;
	engine->boot_timeout = BOOT_TIMEOUT;
	return 0;
}

static void add_results(const struct engine *engine, char ***argv, size_t *count, size_t *alloc)
{
	const char *device = engine->arch->vm.results;

	if (device) {
		*ARRAY_ADD(*argv, *count, *alloc) = xstrdup("-device");
		*ARRAY_ADD(*argv, *count, *alloc) = xstrdup("virtio-serial-device");
	}
	*ARRAY_ADD(*argv, *count, *alloc) = xstrdup(device ? "-device" : "-serial");
	*ARRAY_ADD(*argv, *count, *alloc) = device ? xasprintf("%s,chardev=results", device) :
						     xstrdup("chardev:results");
}

static int qemu_launch(const struct engine *engine, const struct machine *machine,
		       const char *stem, struct launch *launch, struct error **err)
{
	static const char *const fixed[] = {
		"-nodefaults", "-no-user-config", "-no-reboot",
		"-nic", "none", "-display", "none",
		"-sandbox",
		"on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
		"-chardev", "socket,id=console,fd=3", "-serial", "chardev:console",
		"-chardev", "socket,id=results,fd=4",
	};
	size_t count = 0, alloc = 0;
	char **argv = NULL;

	(void)stem;
	(void)err;
#define ADD(text) (*ARRAY_ADD(argv, count, alloc) = (text))
	ADD(xstrdup(engine->program));
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		ADD(xstrdup(fixed[i]));
	add_results(engine, &argv, &count, &alloc);
	ADD(xstrdup("-machine"));
	ADD(xstrdup(has_kvm(engine) ? engine->arch->vm.qemu_kvm : engine->arch->vm.qemu_tcg));
	ADD(xstrdup("-cpu"));
	ADD(cpu(engine, machine));
	ADD(xstrdup("-smp"));
	ADD(xasprintf("%u", cpus(machine)));
	ADD(xstrdup("-m"));
	ADD(xasprintf("%u", memory(machine)));
	ADD(xstrdup("-kernel"));
	ADD(xstrdup(machine->kernel));
	ADD(xstrdup("-initrd"));
	ADD(xstrdup(machine->initramfs));
	ADD(xstrdup("-append"));
	ADD(parameters(engine, machine));
	*ARRAY_ADD(argv, count, alloc) = NULL;
#undef ADD
	launch->argv = argv;
	return 0;
}

static char *qemu_identity(const struct engine *engine, const struct machine *machine)
{
	_cleanup_free_ char *append = parameters(engine, machine);
	_cleanup_free_ char *model = cpu(engine, machine);

	return xasprintf("%s, %s, cpu %s, %u CPUs, %u MiB, %s", engine->version,
			 engine->accelerator, model, cpus(machine), memory(machine), append);
}

static char *qemu_describe(const struct engine *engine, const struct machine *machine)
{
	struct machine nowhere = *machine;
	struct launch launch = {.listeners = {-1, -1}};
	struct buf text = {0}, cpuinfo = {0};

	nowhere.kernel = engine->arch->build.image;
	nowhere.initramfs = "initramfs";
	qemu_launch(engine, &nowhere, NULL, &launch, NULL);
	buf_printf(&text, "engine %s\nqemu", engine->version);
	for (char **arg = launch.argv; *arg; arg++)
		buf_printf(&text, " %s", *arg);
	buf_puts(&text, "\n");
	launch_release(&launch);
	if (has_kvm(engine)) {
		struct utsname host;
		const char *model = "";

		if (!file_read("/proc/cpuinfo", 16 << 20, &cpuinfo, NULL))
			model = strstr(buf_str(&cpuinfo), "model name");
		uname(&host);
		buf_printf(&text, "host %s, %.*s, %s\n", host.release,
			   model ? (int)strcspn(model, "\n") : 0, model ? model : "",
			   engine->reason);
		buf_release(&cpuinfo);
	}
	return buf_detach(&text);
}

const struct engine_type qemu_engine = {
	.name = "qemu",
	.title = "QEMU",
	.probe = qemu_probe,
	.identity = qemu_identity,
	.describe = qemu_describe,
	.launch = qemu_launch,
};
