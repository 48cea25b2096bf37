// SPDX-License-Identifier: GPL-2.0-only
/*
 * Completion. The shells' scripts only ask `stablehand help --complete`, so that values, patches
 * and the project are found by the code that reads them anyway.
 */
#include <string.h>

#include "cmd/help_parts.h"
#include "git/config.h"
#include "kernel/branch.h"
#include "run/context.h"
#include "series/series_conf.h"
#include "util/alloc.h"
#include "util/file.h"
#include "vm/variant.h"

static const char bash_script[] =
	"# bash completion for stablehand\n"
	"_stablehand()\n{\n"
	"\tlocal word=${COMP_WORDS[COMP_CWORD]} line\n"
	"\t[ \"$word\" != '=' ] || word=\n"
	"\tCOMPREPLY=()\n"
	"\twhile IFS= read -r line; do\n"
	"\t\tcase $line in\n"
	"\t\t:files|:folders)\n"
	"\t\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t\t[ \"$line\" = :files ] && line=-f || line=-d\n"
	"\t\t\tmapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen \"$line\" -- \"$word\") ;;\n"
	"\t\t*) COMPREPLY+=(\"$line\") ;;\n"
	"\t\tesac\n"
	"\tdone < <(\"${COMP_WORDS[0]/#\\~/$HOME}\" help --complete -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\n"
	"}\n"
	"complete -F _stablehand stablehand\n";

static const char zsh_script[] =
	"#compdef stablehand\n"
	"# zsh completion for stablehand\n"
	"_stablehand()\n{\n"
	"\tlocal line\n"
	"\tlocal -a found\n"
	"\tfor line in \"${(@f)$(${~words[1]} help --complete -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\"; do\n"
	"\t\tcase $line in\n"
	"\t\t:files) _files ;;\n"
	"\t\t:folders) _files -/ ;;\n"
	"\t\t?*) found+=(\"$line\") ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\t(( $#found )) && compadd -- \"${found[@]}\"\n"
	"}\n"
	"if [ \"$funcstack[1]\" = _stablehand ]; then\n"
	"\t_stablehand \"$@\"\n"
	"else\n"
	"\tcompdef _stablehand stablehand\n"
	"fi\n";

const char *help_completion(const char *shell)
{
	return strcmp(shell, "zsh") ? bash_script : zsh_script;
}

struct completer {
	struct buf *to;
	const char *start;		/* what candidates begin with */
	const char *before;		/* what stands before them in the word: "--color=", or "" */
	const char *directory;		/* -C; or NULL */
	const struct command *command;	/* NULL: not typed yet */
	bool misnamed;			/* what stands for the command is none */
	size_t operands;		/* before the word */
};

static void offer(struct completer *c, const char *text)
{
	if (!strncmp(text, c->start, strlen(c->start)) && !strchr(text, '\n'))
		buf_printf(c->to, "%s%s\n", c->before, text);
}

static void offer_words(struct completer *c, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, " ");
		_cleanup_free_ char *word = xstrndup(words, len);

		offer(c, word);
		words += len + strspn(words + len, " ");
	}
}

static void offer_branches(struct completer *c, const char *project)
{
	_cleanup_free_ char *kernels = path_join(project, "kernels");
	_cleanup_(config_free_strings) char **names = NULL;

	if (branch_list(kernels, &names, NULL))
		return;
	for (char **name = names; *name; name++)
		offer(c, *name);
}

/* Series, or their patches as SERIES/NN. */
static void offer_series(struct completer *c, const char *project, bool patches)
{
	_cleanup_free_ char *path = path_join(project, "series.conf");
	_cleanup_series_conf_ struct series_conf *conf = NULL;

	if (series_conf_read(path, NULL, &conf, NULL))
		return;
	for (size_t i = 0; i < conf->entry_count; i++) {
		const char *series = conf->entries[i].series;
		_cleanup_free_ char *id = NULL;
		size_t place = 1;

		for (size_t before = 0; before < i; before++)
			place += !strcmp(conf->entries[before].series, series);
		id = xasprintf("%s/%02zu", series, place);
		if (patches)
			offer(c, id);
		else if (place == 1)
			offer(c, series);
	}
}

static void offer_variants(struct completer *c, const char *project)
{
	_cleanup_free_ char *path = path_join(project, "kernels/vm/variants.conf");
	_cleanup_(variants_release) struct variants variants = {0};

	if (variants_read(path, &variants, NULL))
		return;
	for (size_t i = 0; i < variants.count; i++)
		offer(c, variants.items[i].name);
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

/* By the word that help has for it; `name`: of the option, or "". */
static void offer_kind(struct completer *c, const char *kind, const char *name)
{
	static const char *const files[] = {"FILE", "SOURCE", "A_OLD", "A_NEW", "B_OLD", "KEY-FILE", NULL};
	_cleanup_free_ char *home = NULL;
	struct context context = {0};
	const char *directory = c->directory;

	if (directory && !strncmp(directory, "~/", 2) && getenv("HOME"))
		directory = home = path_join(getenv("HOME"), "%s", directory + 2);
	if (!strcmp(kind, "DIR"))
		buf_puts(c->to, ":folders\n");
	else if (is_one_of(kind, files))
		buf_puts(c->to, ":files\n");
	else if (!strcmp(kind, "COMMAND"))
		for (int i = 0; commands[i]; i++)
			offer(c, commands[i]->name);
	else if (!context_init(&context, directory, false, NULL) && context.project) {
		if (!strcmp(kind, "BRANCH"))
			offer_branches(c, context.project);
		else if (!strcmp(kind, "PATCH"))
			offer_series(c, context.project, true);
		else if (!strcmp(name, "series"))
			offer_series(c, context.project, false);
		else if (!strcmp(name, "variant"))
			offer_variants(c, context.project);
	}
	context_release(&context);
}

static void offer_value(struct completer *c, const struct option_spec *option)
{
	if (option->values)
		offer_words(c, option->values);
	else
		offer_kind(c, option->argument, option->name);
}

static void offer_options(struct completer *c, const struct option_spec *options)
{
	for (const struct option_spec *o = options; o && o->name; o++) {
		_cleanup_free_ char *text = xasprintf("--%s", o->name);

		offer(c, text);
	}
}

/* "BRANCH PATCH", "[BRANCH...]": the word at the operand's place, the last for all behind it. */
static void offer_operand(struct completer *c)
{
	const char *words = c->command->operands;
	_cleanup_free_ char *kind = NULL;

	for (size_t i = 0; i < c->operands; i++) {
		size_t len = strcspn(words, " ");

		if (!words[len]) {
			if (len < 3 || !strstr(words, "..."))
				return;
			break;
		}
		words += len + 1;
	}
	words += strspn(words, "[");
	kind = xstrndup(words, strcspn(words, " .]|"));
	offer_kind(c, kind, "");
}

static const struct option_spec *find_long(const struct option_spec *options, const char *name, size_t len)
{
	for (const struct option_spec *o = options; o && o->name; o++)
		if (strlen(o->name) == len && !memcmp(o->name, name, len))
			return o;
	return NULL;
}

static const struct option_spec *find_letter(const struct option_spec *options, char letter)
{
	for (const struct option_spec *o = options; o && o->name; o++)
		if (o->letter == letter)
			return o;
	return NULL;
}

/*
 * The option of a word; *ret_value is what stands behind it in the same word, or NULL. NULL: it is
 * none. Of letters that stand together the first that takes a value, or else the last.
 */
static const struct option_spec *option_of(const struct completer *c, const char *word,
					   const char **ret_value)
{
	const struct option_spec *own = c->command ? c->command->options : NULL, *found = NULL;
	size_t len = strcspn(word, "=");

	*ret_value = NULL;
	if (!strncmp(word, "--", 2)) {
		found = find_long(own, word + 2, len - 2);
		found = found ? found : find_long(global_options, word + 2, len - 2);
		*ret_value = found && word[len] ? word + len + 1 : NULL;
		return found;
	}
	for (const char *at = word + 1; *at; at++) {
		found = find_letter(own, *at);
		found = found ? found : find_letter(global_options, *at);
		if (!found)
			return NULL;
		*ret_value = found->argument && at[1] ? at + 1 : NULL;
		if (found->argument)
			break;
	}
	return found;
}

static void take_word(struct completer *c, const char *word)
{
	struct error *err = NULL;

	if (c->command) {
		c->operands++;
	} else if (!c->misnamed && command_find(word, false, &c->command, &err)) {
		c->misnamed = true;
		error_clear(&err);
	}
}

/* Read the words before the last; the option whose value the last one is, or NULL. */
static const struct option_spec *read_words(struct completer *c, char *const *words, size_t count)
{
	const struct option_spec *open = NULL;

	for (size_t i = 0; i + 1 < count; i++) {
		const char *word = words[i], *value = NULL;

		/* bash takes --color=always for three words. */
		if (open && !strcmp(word, "="))
			continue;
		if (open) {
			value = word;
		} else if (word[0] == '-' && word[1]) {
			open = option_of(c, word, &value);
			if (open && !open->argument)
				open = NULL;
		} else {
			take_word(c, word);
		}
		if (!open || !value)
			continue;
		if (open == global_options)
			c->directory = value;
		open = NULL;
	}
	return open;
}

void help_complete(char *const *words, size_t count, struct buf *to)
{
	struct completer c = {.to = to, .start = words[count - 1], .before = ""};
	const struct option_spec *open = read_words(&c, words, count), *option;
	_cleanup_free_ char *before = NULL;
	const char *value;

	if (open) {
		if (!strcmp(c.start, "="))
			c.start = "";
		offer_value(&c, open);
		return;
	}
	option = *c.start == '-' ? option_of(&c, c.start, &value) : NULL;
	if (option && value && c.start[1] == '-') {
		before = xstrndup(c.start, value - c.start);
		c.before = before;
		c.start = value;
		offer_value(&c, option);
	} else if (*c.start == '-') {
		offer_options(&c, c.command ? c.command->options : NULL);
		offer_options(&c, global_options);
	} else if (c.misnamed) {
		return;
	} else if (!c.command) {
		offer_kind(&c, "COMMAND", "");
	} else {
		offer_operand(&c);
	}
}
