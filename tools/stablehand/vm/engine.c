// SPDX-License-Identifier: GPL-2.0-only
#include "vm/engine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/manifest.h"
#include "util/alloc.h"
#include "util/process.h"
#include "util/text.h"

#define PARAMETERS "oops=panic panic=-1"

static const struct engine_type *const types[] = {&qemu_engine, &bochs_engine};

static const struct engine_type *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i]->name, name))
			return types[i];
	return NULL;
}

bool engine_known(const char *name)
{
	return find(name);
}

int engine_open(const char *name, const struct arch *arch, const char *program,
		struct engine **ret_engine, struct error **err)
{
	_cleanup_(engine_freep) struct engine *engine = xcalloc(1, sizeof(*engine));
	const struct arch_vm *vm;

	engine->type = find(name);
	if (!engine->type)
		return error_set(err, ERROR_INPUT, "unknown VM engine: %s", name);
	engine->arch = arch_or_default(arch);
	vm = &engine->arch->vm;
	if (!arch_has_engine(engine->arch, name))
		return error_set(err, ERROR_INPUT, "%s does not run %s VMs", engine->type->title,
				 engine->arch->name);
	if (!program)
		program = engine->type->program ? engine->type->program : vm->qemu;
	engine->program = xstrdup(program);
	if (!process_in_path(program))
		return error_set(err, ERROR_ENVIRONMENT, "%s is not installed: apt-get install %s",
				 program, engine->type->packages ? engine->type->packages :
				 vm->qemu_packages);
	if (engine->type->probe(engine, err))
		return -1;
	*ret_engine = TAKE_PTR(engine);
	return 0;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	free(engine->program);
	free(engine->version);
	free(engine->reason);
	free(engine);
}

void engine_freep(struct engine **engine)
{
	engine_free(*engine);
}

const char *engine_name(const struct engine *engine)
{
	return engine->type->name;
}

char *engine_identity(const struct engine *engine, const struct machine *machine)
{
	return engine->type->identity(engine, machine);
}

char *engine_describe(const struct engine *engine, const struct machine *machine)
{
	return engine->type->describe(engine, machine);
}

int engine_medium(const struct engine *engine, const struct machine *machine, const char *path,
		  bool *ret_needed, struct error **err)
{
	if (engine->type->medium && (manifest_require(machine->kernel, NULL, err) ||
				     engine->type->medium(engine, machine, path, err)))
		return -1;
	*ret_needed = engine->type->medium;
	return 0;
}

int engine_launch(const struct engine *engine, const struct machine *machine, const char *stem,
		  struct launch *ret_launch, struct error **err)
{
	struct launch launch = {.listeners = {-1, -1}};

	if (engine->type->launch(engine, machine, stem, &launch, err)) {
		launch_release(&launch);
		return -1;
	}
	*ret_launch = launch;
	return 0;
}

void launch_release(struct launch *launch)
{
	for (char **arg = launch->argv; arg && *arg; arg++)
		free(*arg);
	free(launch->argv);
	free(launch->cwd);
	for (int i = 0; i < ENGINE_CHANNELS; i++)
		if (launch->listeners[i] >= 0)
			close(launch->listeners[i]);
	*launch = (struct launch){.listeners = {-1, -1}};
}

/* The line that the engine ends with: after its heading, else the last that says something. */
static char *last_words(const struct engine_type *type, const char *errors)
{
	const char *start = type->heading ? strstr(errors, type->heading) : NULL;
	const char *end = errors + strlen(errors);

	if (start) {
		start += strcspn(start, "\n");
		start += *start == '\n';
		return text_printable(start, strcspn(start, "\r\n"), false);
	}
	while (end > errors && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	for (start = end; start > errors && start[-1] != '\n';)
		start--;
	return text_printable(start, end - start, false);
}

static bool by_guest(const struct engine_type *type, int status, const char *errors)
{
	const char *const *sign = type->ended_by_guest;

	while (sign && *sign && !strstr(errors, *sign))
		sign++;
	return !status || (sign && *sign);
}

bool engine_ended(const struct engine *engine, int status, int signal, const char *errors,
		  char **ret_reason)
{
	const struct engine_type *type = engine->type;
	_cleanup_free_ char *said = NULL;

	if (!signal && by_guest(type, status, errors)) {
		*ret_reason = xstrdup("the guest powered off or rebooted");
		return true;
	}
	said = last_words(type, errors);
	if (signal)
		*ret_reason = xasprintf("%s was killed by signal %d%s%s", type->title, signal,
					*said ? ": " : "", said);
	else
		*ret_reason = xasprintf("%s exited with %d%s%s", type->title, status,
					*said ? ": " : "", said);
	return false;
}

char *engine_parameters(const struct engine *engine, const struct machine *machine,
			const char *own)
{
	bool more = machine->parameters && *machine->parameters;

	return xasprintf("%s %s%s%s%s%s", engine->arch->vm.console, PARAMETERS, own ? " " : "",
			 own ? own : "", more ? " " : "", more ? machine->parameters : "");
}
