// SPDX-License-Identifier: GPL-2.0-only
#include "vm/qemu.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/process.h"

/*
 * An oops is taken for a panic: what a damaged kernel answers afterwards
 * proves nothing. A panic restarts at once, which ends a VM run with
 * -no-reboot.
 */
#define PARAMETERS "console=ttyS0 oops=panic panic=-1"

static const char *program(const struct qemu_options *options)
{
	return options->program ? options->program : "qemu-system-x86_64";
}

static char *cpu(const struct qemu_options *options)
{
	bool more = options->cpu && *options->cpu;

	return xasprintf("%s%s%s", options->accel->kvm ? "host" : "max", more ? "," : "",
			 more ? options->cpu : "");
}

static unsigned int cpus(const struct qemu_options *options)
{
	return options->cpus ? options->cpus : 2;
}

static unsigned int memory(const struct qemu_options *options)
{
	return options->memory_mib ? options->memory_mib : 4096;
}

static char *parameters(const struct qemu_options *options)
{
	bool more = options->parameters && *options->parameters;

	return xasprintf("%s%s%s", PARAMETERS, more ? " " : "", more ? options->parameters : "");
}

char **qemu_argv(const struct qemu_options *options)
{
	static const char *const fixed[] = {
		"-nodefaults", "-no-user-config", "-no-reboot",
		"-nic", "none", "-display", "none",
		"-sandbox",
		"on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
		"-chardev", "socket,id=console,fd=3", "-serial", "chardev:console",
		"-chardev", "socket,id=results,fd=4", "-serial", "chardev:results",
	};
	size_t count = 0, alloc = 0;
	char **argv = NULL;

#define ADD(text) (*ARRAY_ADD(argv, count, alloc) = (text))
	ADD(xstrdup(program(options)));
	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		ADD(xstrdup(fixed[i]));
	ADD(xstrdup("-machine"));
	ADD(xasprintf("q35,accel=%s,smm=%s", accel_name(options->accel),
		      options->accel->kvm ? "on" : "off"));
	ADD(xstrdup("-cpu"));
	ADD(cpu(options));
	ADD(xstrdup("-smp"));
	ADD(xasprintf("%u", cpus(options)));
	ADD(xstrdup("-m"));
	ADD(xasprintf("%u", memory(options)));
	ADD(xstrdup("-kernel"));
	ADD(xstrdup(options->kernel));
	ADD(xstrdup("-initrd"));
	ADD(xstrdup(options->initramfs));
	ADD(xstrdup("-append"));
	ADD(parameters(options));
	*ARRAY_ADD(argv, count, alloc) = NULL;
#undef ADD
	return argv;
}

void qemu_argv_free(char **argv)
{
	for (char **a = argv; a && *a; a++)
		free(*a);
	free(argv);
}

int qemu_identity(const struct qemu_options *options, char **ret_identity, struct error **err)
{
	const char *const argv[] = {program(options), "--version", NULL};
	_cleanup_free_ char *append = parameters(options), *model = cpu(options);
	_cleanup_buf_ struct buf version = {0};

	if (!process_in_path(argv[0]))
		return error_set(err, ERROR_ENVIRONMENT,
				 "%s is not there: apt-get install qemu-system-x86", argv[0]);
	if (process_check(argv, &version, err))
		return -1;
	*ret_identity = xasprintf("%.*s, %s, cpu %s, %u CPUs, %u MiB, %s",
				  (int)strcspn(buf_str(&version), "\n"), buf_str(&version),
				  accel_name(options->accel), model, cpus(options),
				  memory(options), append);
	return 0;
}
