// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bochs, an interpreter of x86 that knows Intel's virtualisation. It boots a
 * PC from a medium, its lines are TCP connections to us (the one kind of its
 * serial ports that goes both ways and loses nothing), and its configuration is
 * a file. Its clock counts instructions: a guest's second is as long as
 * INSTRUCTIONS take, and passes at once while all CPUs wait.
 */
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/listener.h"
#include "util/process.h"
#include "vm/engine.h"
#include "vm/medium.h"

#define TITLE "Bochs x86 Emulator"
#define PACKAGES "bochs bochs-term bochsbios vgabios " MEDIUM_PACKAGES
#define MODEL "corei7_haswell_4770"
/* A guest's second: about what a core of today executes in one of ours. */
#define INSTRUCTIONS 50000000
/*
 * So many seconds of processor time may it need for that. How long these are on
 * a busy machine is not the guest's matter.
 */
#define CLOCK_SCALE 4.0
#define TIME_SCALE 0.5
#define BOOT_TIMEOUT 300.0
/* MiB; Bochs takes no more. */
#define MEMORY_MAX 2048

/*
 * A restart by triple fault is one that Bochs ends by (below); it obeys all
 * other kinds, and would boot again.
 */
#define PARAMETERS "reboot=t"

/* Set when Bochs was built with its debugger, which then has to be told to go on. */
#define HAS_DEBUGGER 1

static unsigned int cpus(const struct machine *machine)
{
	return machine->cpus ? machine->cpus : 2;
}

static unsigned int memory(const struct machine *machine)
{
	unsigned int wanted = machine->memory_mib;

	return wanted && wanted < MEMORY_MAX ? wanted : MEMORY_MAX;
}

/*
 * The display needs no terminal when it writes to one of its own (a debugger's
 * build does), but it is a package of its own. Bochs names its folder of plugins.
 */
static int check_display(const char *help, struct error **err)
{
	const char *quote = strstr(help, "LTDL_LIBRARY_PATH");
	_cleanup_free_ char *folder = NULL, *plugin = NULL;

	quote = quote ? strchr(quote, '\'') : NULL;
	if (!quote)
		return 0;
	folder = xstrndup(quote + 1, strcspn(quote + 1, "'\n"));
	plugin = path_join(folder, "libbx_term_gui.so");
	if (!path_exists(plugin))
		return error_set(err, ERROR_ENVIRONMENT,
				 "Bochs' terminal display is not installed: apt-get install bochs-term");
	return 0;
}

static int bochs_probe(struct engine *engine, struct error **err)
{
	const char *const argv[] = {engine->program, "--help", NULL};
	_cleanup_buf_ struct buf help = {0};
	struct process_options options = {
		.argv = argv,
		.output = &help,
		.errors = &help,
		.timeout = 60,
	};
	struct process_exit how;
	const char *title;

	if (process_run(&options, &how, err))
		return -1;
	title = strstr(buf_str(&help), TITLE);
	if (!title)
		return error_set(err, ERROR_ENVIRONMENT, "%s does not report a Bochs version",
				 engine->program);
	if (check_display(buf_str(&help), err) || medium_check(err))
		return -1;
	engine->version = xstrndup(title, strcspn(title, "\n"));
	engine->own = strstr(buf_str(&help), "-rc filename") ? HAS_DEBUGGER : 0;
	engine->accelerator = "bochs";
	engine->reason = xstrdup("each instruction of an Intel CPU with VMX is interpreted");
	engine->time_scale = TIME_SCALE;
	engine->by_processor = true;
	engine->clock_scale = CLOCK_SCALE;
	engine->boot_timeout = BOOT_TIMEOUT;
	return 0;
}

/*
 * The configuration. The medium's name is one of ours, beside which Bochs runs:
 * its syntax has no way to quote every path. A panic of Bochs ends it, as do
 * the guest's power-off and its triple fault, which Bochs counts as panics.
 */
static char *configuration(const struct machine *machine, const char *medium,
			   const unsigned int ports[ENGINE_CHANNELS])
{
	return xasprintf(
		"display_library: term\n"
		"cpu: model=" MODEL ", count=%u, ips=%u, reset_on_triple_fault=0, "
			"ignore_bad_msrs=1\n"
		"memory: guest=%u, host=%u\n"
		"clock: sync=none\n"
		"romimage: file=$BXSHARE/BIOS-bochs-latest, options=fastboot\n"
		"vgaromimage: file=$BXSHARE/VGABIOS-lgpl-latest\n"
		"boot: cdrom\n"
		"ata0-master: type=cdrom, path=%s, status=inserted\n"
		"com1: enabled=1, mode=socket-client, dev=127.0.0.1:%u\n"
		"com2: enabled=1, mode=socket-client, dev=127.0.0.1:%u\n"
		"parport1: enabled=0\n"
		"sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy\n"
		"speaker: enabled=0\n"
		"panic: action=fatal\n"
		"error: action=ignore\n"
		"info: action=ignore\n"
		"debug: action=ignore\n"
		"log: /dev/null\n",
		cpus(machine), INSTRUCTIONS, memory(machine), memory(machine), medium,
		ports[ENGINE_CONSOLE], ports[ENGINE_RESULTS]);
}

static int bochs_medium(const struct engine *engine, const struct machine *machine,
			const char *path, struct error **err)
{
	_cleanup_free_ char *parameters = engine_parameters(engine, machine, PARAMETERS);

	return medium_make(path, machine->kernel, machine->initramfs, parameters, err);
}

static int bochs_launch(const struct engine *engine, const struct machine *machine,
			const char *stem, struct launch *launch, struct error **err)
{
	/* The display asks for a terminal's name, and writes to nobody's. */
	static const char *const env[] = {"TERM=dumb", NULL};
	_cleanup_free_ char *config = xasprintf("%s.bochsrc", stem);
	_cleanup_free_ char *commands = xasprintf("%s.debugger", stem);
	const char *name = strrchr(machine->medium, '/');
	_cleanup_free_ char *text = NULL;
	unsigned int ports[ENGINE_CHANNELS];
	size_t count = 0, alloc = 0;

	if (machine->cpu && *machine->cpu)
		return error_set(err, ERROR_INPUT, "Bochs takes no CPU flags: %s", machine->cpu);
	for (int i = 0; i < ENGINE_CHANNELS; i++)
		if (listener_open(&launch->listeners[i], &ports[i], err))
			return -1;
	text = configuration(machine, name ? name + 1 : machine->medium, ports);
	if (file_write(config, text, strlen(text), 0644, err))
		return -1;
	*ARRAY_ADD(launch->argv, count, alloc) = xstrdup(engine->program);
	*ARRAY_ADD(launch->argv, count, alloc) = xstrdup("-q");
	*ARRAY_ADD(launch->argv, count, alloc) = xstrdup("-f");
	*ARRAY_ADD(launch->argv, count, alloc) = TAKE_PTR(config);
	if (engine->own & HAS_DEBUGGER) {
		if (file_write(commands, "c\n", 2, 0644, err)) {
			*ARRAY_ADD(launch->argv, count, alloc) = NULL;
			return -1;
		}
		*ARRAY_ADD(launch->argv, count, alloc) = xstrdup("-rc");
		*ARRAY_ADD(launch->argv, count, alloc) = TAKE_PTR(commands);
	}
	*ARRAY_ADD(launch->argv, count, alloc) = NULL;
	launch->env = env;
	launch->network = true;
	launch->cwd = name ? xstrndup(machine->medium, name - machine->medium) : NULL;
	return 0;
}

static char *bochs_identity(const struct engine *engine, const struct machine *machine)
{
	_cleanup_free_ char *append = engine_parameters(engine, machine, PARAMETERS);

	return xasprintf("%s, %s, cpu " MODEL ", %u CPUs, %u MiB, %s", engine->version,
			 engine->accelerator, cpus(machine), memory(machine), append);
}

static char *bochs_describe(const struct engine *engine, const struct machine *machine)
{
	_cleanup_free_ char *append = engine_parameters(engine, machine, PARAMETERS);
	_cleanup_free_ char *text = configuration(machine, "medium",
						  (unsigned int[ENGINE_CHANNELS]){0});

	return xasprintf("engine %s\n%sparameters %s\n", engine->version, text, append);
}

static const char *const by_guest[] = {
	"ACPI control: soft power off",
	"exception with no resolution",		/* the triple fault */
	NULL,
};

const struct engine_type bochs_engine = {
	.name = "bochs",
	.title = "Bochs",
	.program = "bochs",
	.packages = PACKAGES,
	.probe = bochs_probe,
	.identity = bochs_identity,
	.describe = bochs_describe,
	.medium = bochs_medium,
	.launch = bochs_launch,
	.ended_by_guest = by_guest,
	.heading = "Bochs is exiting with the following message:",
};
