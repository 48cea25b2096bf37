// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "cmd/command.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/suggest.h"

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

/* Arguments on their way into `found`, or into `global` where `specs` does not have them. */
struct parser {
	const struct option_spec *specs;
	struct arguments *found, *global;
	int argc, at;
	char **argv;
};

static void suggest_options(const struct option_spec *specs, struct suggestion *suggestion)
{
	for (int i = 0; specs && specs[i].name; i++)
		suggest_look(suggestion, specs[i].name);
}

static int unknown_option(const struct parser *p, const char *name, struct error **err)
{
	_cleanup_free_ char *word = xstrndup(name, strcspn(name, "="));
	struct suggestion suggestion = {.word = word};
	_cleanup_free_ char *with_dashes = NULL, *meant = NULL;

	suggest_options(p->specs, &suggestion);
	if (p->global)
		suggest_options(p->global->specs, &suggestion);
	if (suggestion.best)
		suggestion.best = with_dashes = xasprintf("--%s", suggestion.best);
	meant = suggest_text(&suggestion);
	return error_set(err, ERROR_INPUT, "unknown option --%s%s", name, meant);
}

/* value: what stands behind it in the same argument, or NULL. */
static int set_option(struct parser *p, struct arguments *to, int spec, const char *value,
		      struct error **err)
{
	const struct option_spec *option = &to->specs[spec];

	if (!option->argument && value)
		return error_set(err, ERROR_INPUT, "option --%s takes no value", option->name);
	if (option->argument && !value) {
		if (++p->at >= p->argc)
			return error_set(err, ERROR_INPUT, "option --%s needs a value (%s)",
					 option->name, option->argument);
		value = p->argv[p->at];
	}
	to->values[spec] = value ? value : "";
	return argument_check(to, option->name, err);
}

static int parse_long(struct parser *p, const char *name, struct error **err)
{
	size_t len = strcspn(name, "=");
	struct arguments *to = p->found;
	int spec = spec_by_name(p->specs, name, len);

	if (spec < 0 && p->global) {
		to = p->global;
		spec = spec_by_name(to->specs, name, len);
	}
	if (spec < 0)
		return unknown_option(p, name, err);
	return set_option(p, to, spec, name[len] ? name + len + 1 : NULL, err);
}

/* -q, -j4, -qC DIR: the first that takes a value takes all behind it. */
static int parse_short(struct parser *p, const char *letters, struct error **err)
{
	for (const char *letter = letters; *letter; letter++) {
		struct arguments *to = p->found;
		int spec = spec_by_letter(p->specs, *letter);
		bool takes;

		if (spec < 0 && p->global) {
			to = p->global;
			spec = spec_by_letter(to->specs, *letter);
		}
		if (spec < 0 && letters[1])
			return error_set(err, ERROR_INPUT, "unknown option -%c in -%s", *letter,
					 letters);
		if (spec < 0)
			return error_set(err, ERROR_INPUT, "unknown option -%s", letters);
		takes = to->specs[spec].argument;
		if (set_option(p, to, spec, takes && letter[1] ? letter + 1 : NULL, err))
			return -1;
		if (takes)
			break;
	}
	return 0;
}

int arguments_parse(const struct option_spec *specs, int argc, char **argv, bool stop_at_operand,
		    struct arguments *global, struct arguments *ret_arguments, struct error **err)
{
	struct arguments found = {.specs = specs, .operands = argv};
	struct parser p = {specs, &found, global, argc, 0, argv};
	bool options_ended = false;

	for (; p.at < argc; p.at++) {
		char *arg = argv[p.at];

		if (options_ended || arg[0] != '-' || !arg[1]) {
			if (stop_at_operand) {
				for (; p.at < argc; p.at++)
					found.operands[found.operand_count++] = argv[p.at];
				break;
			}
			found.operands[found.operand_count++] = arg;
		} else if (!strcmp(arg, "--")) {
			options_ended = true;
		} else if (arg[1] == '-' ? parse_long(&p, arg + 2, err) :
			   parse_short(&p, arg + 1, err)) {
			return -1;
		}
	}
	*ret_arguments = found;
	return 0;
}

/* Is text one of the words of a list with blanks between them? */
static bool is_word_of(const char *text, const char *list)
{
	size_t len = strlen(text);

	for (; *list; list += strspn(list, " ")) {
		size_t word = strcspn(list, " ");

		if (word == len && !memcmp(list, text, len))
			return true;
		list += word;
	}
	return false;
}

/* "a, b or c" of "a b c". */
static void say_words(const char *words, struct buf *text)
{
	while (*words) {
		size_t len = strcspn(words, " ");
		const char *next = words + len + strspn(words + len, " ");

		buf_add(text, words, len);
		if (*next)
			buf_puts(text, strchr(next, ' ') ? ", " : " or ");
		words = next;
	}
}

int argument_check(const struct arguments *arguments, const char *name, struct error **err)
{
	int spec = spec_by_name(arguments->specs, name, strlen(name));
	const char *value = spec < 0 ? NULL : arguments->values[spec];
	const char *words = spec < 0 ? NULL : arguments->specs[spec].values;
	_cleanup_buf_ struct buf text = {0};

	if (!value || !words || is_word_of(value, words))
		return 0;
	say_words(words, &text);
	return error_set(err, ERROR_INPUT, "--%s %s: %s", name, value, buf_str(&text));
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

static int ambiguous(const char *name, size_t len, struct error **err)
{
	_cleanup_buf_ struct buf names = {0};

	for (int i = 0; commands[i]; i++)
		if (!strncmp(commands[i]->name, name, len))
			buf_printf(&names, "%s %s", names.len ? "," : "", commands[i]->name);
	return error_set(err, ERROR_INPUT, "'%s' can be any of these commands:%s", name,
			 buf_str(&names));
}

int command_find(const char *name, bool any_start, const struct command **ret_command,
		 struct error **err)
{
	struct suggestion suggestion = {.word = name};
	_cleanup_free_ char *meant = NULL;
	const struct command *starts = NULL;
	size_t len = strlen(name), count = 0;

	for (int i = 0; commands[i]; i++) {
		if (!strcmp(commands[i]->name, name)) {
			*ret_command = commands[i];
			return 0;
		}
		if (len && !strncmp(commands[i]->name, name, len)) {
			starts = commands[i];
			count++;
		}
		suggest_look(&suggestion, commands[i]->name);
	}
	if (count > 1)
		return ambiguous(name, len, err);
	if (count && any_start) {
		*ret_command = starts;
		return 0;
	}
	meant = suggest_text(&suggestion);
	return error_set(err, ERROR_INPUT, "there is no command '%s'%s", name, meant);
}
