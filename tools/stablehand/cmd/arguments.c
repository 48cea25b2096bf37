// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "cmd/command.h"
#include "util/alloc.h"

static int spec_by_name(const struct option_spec *specs, const char *name, size_t len)
{
	for (int i = 0; specs && specs[i].name; i++)
		if (strlen(specs[i].name) == len && !memcmp(specs[i].name, name, len))
			return i;
	return -1;
}

static int spec_by_letter(const struct option_spec *specs, char letter)
{
	for (int i = 0; specs && specs[i].name; i++)
		if (specs[i].letter == letter)
			return i;
	return -1;
}

int arguments_parse(const struct option_spec *specs, int argc, char **argv, bool stop_at_operand,
		    struct arguments *global, struct arguments *ret_arguments, struct error **err)
{
	struct arguments found = {.specs = specs, .operands = argv};
	bool options_ended = false;

	for (int i = 0; i < argc; i++) {
		struct arguments *to = &found;
		char *arg = argv[i];
		const char *value = NULL;
		int spec;

		if (options_ended || arg[0] != '-' || !arg[1]) {
			if (stop_at_operand) {
				for (; i < argc; i++)
					found.operands[found.operand_count++] = argv[i];
				break;
			}
			found.operands[found.operand_count++] = arg;
			continue;
		}
		if (!strcmp(arg, "--")) {
			options_ended = true;
			continue;
		}
		if (arg[1] == '-') {
			size_t len = strcspn(arg + 2, "=");

			spec = spec_by_name(specs, arg + 2, len);
			if (spec < 0 && global) {
				to = global;
				spec = spec_by_name(to->specs, arg + 2, len);
			}
			if (arg[2 + len])
				value = arg + 3 + len;
		} else {
			spec = spec_by_letter(specs, arg[1]);
			if (spec < 0 && global) {
				to = global;
				spec = spec_by_letter(to->specs, arg[1]);
			}
			if (arg[2])
				value = arg + 2;
		}
		if (spec < 0)
			return error_set(err, ERROR_INPUT, "unknown option %s", arg);
		if (!to->specs[spec].argument && value)
			return error_set(err, ERROR_INPUT, "option --%s takes no value",
					 to->specs[spec].name);
		if (to->specs[spec].argument && !value) {
			if (++i >= argc)
				return error_set(err, ERROR_INPUT, "option --%s needs a value (%s)",
						 to->specs[spec].name, to->specs[spec].argument);
			value = argv[i];
		}
		to->values[spec] = value ? value : "";
	}
	*ret_arguments = found;
	return 0;
}

const char *argument_value(const struct arguments *arguments, const char *name)
{
	int spec = spec_by_name(arguments->specs, name, strlen(name));

	return spec < 0 ? NULL : arguments->values[spec];
}

int argument_number(const struct arguments *arguments, const char *name, long min, long max,
		    long fallback, long *ret_number, struct error **err)
{
	const char *text = argument_value(arguments, name);
	char *end;
	long number;

	if (!text) {
		*ret_number = fallback;
		return 0;
	}
	errno = 0;
	number = strtol(text, &end, 10);
	if (errno || end == text || *end || number < min || number > max)
		return error_set(err, ERROR_INPUT, "--%s %s: not a whole number from %ld to %ld",
				 name, text, min, max);
	*ret_number = number;
	return 0;
}

const struct command *command_find(const char *name)
{
	for (int i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}
