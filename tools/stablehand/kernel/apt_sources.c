// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/apt_sources.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/file.h"

#define MAX_LIST (1 << 20)
#define KEYRINGS "/usr/share/keyrings/"
#define SECURITY "-security"

static void clear_entry(struct apt_entry *e)
{
	free(e->uris);
	free(e->suites);
	free(e->components);
	free(e->signed_by);
	memset(e, 0, sizeof(*e));
}

void apt_entries_clear(struct apt_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		clear_entry(&entries->items[i]);
	free(entries->items);
	memset(entries, 0, sizeof(*entries));
}

static bool ends(const char *text, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && !strncmp(text + len - n, with, n);
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = words; at && *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (!strncmp(at, word, len) && (!at[len] || at[len] == ' '))
			return true;
	}
	return false;
}

static bool is_yes(const char *text)
{
	return !strcasecmp(text, "yes") || !strcasecmp(text, "true") || !strcmp(text, "1");
}

static bool is_no(const char *text)
{
	return !strcasecmp(text, "no") || !strcasecmp(text, "false") || !strcmp(text, "0");
}

static void add_entry(struct apt_entries *entries, struct apt_entry *e)
{
	if (e->uris && e->suites && e->components)
		*ARRAY_ADD(entries->items, entries->count, entries->alloc) = *e;
	else
		clear_entry(e);
	memset(e, 0, sizeof(*e));
}

static void set(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static void set_option(struct apt_entry *e, const char *name, const char *value)
{
	if (!strcasecmp(name, "signed-by"))
		set(&e->signed_by, value);
	else if (!strcasecmp(name, "trusted"))
		e->trusted = is_yes(value);
	else if (!strcasecmp(name, "check-valid-until"))
		e->no_expiry = is_no(value);
}

/* "deb [name=value ...] uri suite component..." */
static void parse_line(char *line, struct apt_entries *entries)
{
	_cleanup_buf_ struct buf components = {0};
	struct apt_entry e = {0};
	bool options = false;
	char *word;

	line[strcspn(line, "#")] = '\0';
	while ((word = strsep(&line, " \t")) && !*word)
		;
	if (!word || strcmp(word, "deb"))
		return;
	while ((word = strsep(&line, " \t"))) {
		if (!*word)
			continue;
		if (!e.uris && (*word == '[' || options)) {
			size_t len;
			char *value;

			options = true;
			word += *word == '[';
			len = strlen(word);
			if (len && word[len - 1] == ']') {
				word[len - 1] = '\0';
				options = false;
			}
			value = strchr(word, '=');
			if (value) {
				*value++ = '\0';
				set_option(&e, word, value);
			}
		} else if (!e.uris) {
			set(&e.uris, word);
		} else if (!e.suites) {
			set(&e.suites, word);
		} else {
			buf_printf(&components, "%s%s", components.len ? " " : "", word);
		}
	}
	if (components.len)
		e.components = buf_detach(&components);
	add_entry(entries, &e);
}

void apt_parse_list(const char *text, struct apt_entries *entries)
{
	_cleanup_free_ char *copy = xstrdup(text);
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		parse_line(line, entries);
	}
}

struct stanza {
	struct apt_entry entry;
	bool binary, disabled;
};

static void end_stanza(struct stanza *s, struct apt_entries *entries)
{
	if (s->binary && !s->disabled)
		add_entry(entries, &s->entry);
	else
		clear_entry(&s->entry);
	memset(s, 0, sizeof(*s));
}

static void end_field(struct stanza *s, struct buf *field)
{
	char *value = strchr(buf_str(field), ':');

	if (value) {
		*value++ = '\0';
		value += strspn(value, " \t");
		if (!strcasecmp(field->data, "types"))
			s->binary = has_word(value, "deb");
		else if (!strcasecmp(field->data, "uris"))
			set(&s->entry.uris, value);
		else if (!strcasecmp(field->data, "suites"))
			set(&s->entry.suites, value);
		else if (!strcasecmp(field->data, "components"))
			set(&s->entry.components, value);
		else if (!strcasecmp(field->data, "enabled"))
			s->disabled = is_no(value);
		else
			set_option(&s->entry, field->data, value);
	}
	buf_clear(field);
}

void apt_parse_deb822(const char *text, struct apt_entries *entries)
{
	_cleanup_free_ char *copy = xstrdup(text);
	_cleanup_buf_ struct buf field = {0};
	struct stanza stanza = {0};
	char *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		size_t len = strlen(line);

		while (len && isspace((unsigned char)line[len - 1]))
			line[--len] = '\0';
		if (*line == '#')
			continue;
		if (len && isspace((unsigned char)*line)) {
			/* A whole key keeps its lines; elsewhere they are words. */
			bool key = !strncasecmp(buf_str(&field), "signed-by:", 10);

			buf_printf(&field, "%s%s", key ? "\n " : " ",
				   line + strspn(line, " \t"));
			continue;
		}
		end_field(&stanza, &field);
		if (len)
			buf_puts(&field, line);
		else
			end_stanza(&stanza, entries);
	}
	end_field(&stanza, &field);
	end_stanza(&stanza, entries);
}

static int read_file(const char *path, bool deb822, struct apt_entries *entries,
		     struct error **err)
{
	_cleanup_buf_ struct buf text = {0};

	if (!path_exists(path))
		return 0;
	if (file_read(path, MAX_LIST, &text, err))
		return -1;
	if (deb822)
		apt_parse_deb822(buf_str(&text), entries);
	else
		apt_parse_list(buf_str(&text), entries);
	return 0;
}

int apt_read_machine(const char *etc_dir, struct apt_entries *entries, struct error **err)
{
	_cleanup_free_ char *list = path_join(etc_dir, "sources.list");
	_cleanup_free_ char *folder = path_join(etc_dir, "sources.list.d");
	struct dirent **names = NULL;
	int count, rc;

	rc = read_file(list, false, entries, err);
	count = scandir(folder, &names, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		size_t len = strlen(names[i]->d_name);
		bool deb822 = ends(names[i]->d_name, len, ".sources");

		if (!rc && (deb822 || ends(names[i]->d_name, len, ".list"))) {
			_cleanup_free_ char *path = path_join(folder, "%s", names[i]->d_name);

			rc = read_file(path, deb822, entries, err);
		}
		free(names[i]);
	}
	free(names);
	return rc;
}

/* The last part of the first URI's path: "debian" of "http://deb.example/debian/". */
static const char *archive_name(const struct apt_entry *e, size_t *ret_len)
{
	size_t end = strcspn(e->uris, " "), start;

	while (end && e->uris[end - 1] == '/')
		end--;
	for (start = end; start && e->uris[start - 1] != '/';)
		start--;
	*ret_len = end - start;
	return e->uris + start;
}

bool apt_entry_is_archive(const struct apt_entry *e)
{
	size_t len;
	const char *name = archive_name(e, &len);

	if (!has_word(e->components, "main"))
		return false;
	if (e->signed_by)
		return strstr(e->signed_by, "debian-archive-") ||
		       strstr(e->signed_by, "ubuntu-archive-");
	return len >= 6 && (!strncmp(name, "debian", 6) || !strncmp(name, "ubuntu", 6));
}

/* Who must have signed it, when the entry does not say; NULL: apt's own trusted keys. */
static const char *default_keyring(const struct apt_entry *e)
{
	static const char debian[] = KEYRINGS "debian-archive-keyring.gpg";
	static const char ubuntu[] = KEYRINGS "ubuntu-archive-keyring.gpg";
	size_t len;
	const char *keyring = strncmp(archive_name(e, &len), "ubuntu", 6) ? debian : ubuntu;

	return path_exists(keyring) ? keyring : NULL;
}

static void write_entry(struct buf *to, const struct apt_entry *e, const char *uris,
			const char *suites)
{
	const char *signed_by = e->signed_by;

	buf_printf(to, "Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nTargets: Packages\n",
		   uris, suites);
	if (!signed_by && !e->trusted)
		signed_by = default_keyring(e);
	if (signed_by)
		buf_printf(to, "Signed-By: %s\n", signed_by);
	if (e->trusted)
		buf_puts(to, "Trusted: yes\n");
	if (e->no_expiry)
		buf_puts(to, "Check-Valid-Until: no\n");
	buf_puts(to, "\n");
}

static bool has_security(const struct apt_entry *e)
{
	for (const char *at = e->suites; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		if (ends(at, len, SECURITY))
			return true;
		at += len;
	}
	return false;
}

/* A suite that the machine does not use, on the mirror that it does use. */
static int add_suite(const struct apt_entries *machine, const char *suite, struct buf *ret,
		     struct error **err)
{
	bool security = ends(suite, strlen(suite), SECURITY);
	const struct apt_entry *other = NULL;
	_cleanup_free_ char *uri = NULL, *beside = NULL;

	for (size_t i = 0; i < machine->count; i++) {
		const struct apt_entry *e = &machine->items[i];

		if (!apt_entry_is_archive(e))
			continue;
		if (has_word(e->suites, suite))
			return 0;	/* the machine has it after all */
		if (has_security(e) != security) {
			other = e;
			continue;
		}
		write_entry(ret, e, e->uris, suite);
		return 0;
	}
	if (!other || !security)
		return error_set(err, ERROR_ENVIRONMENT,
				 "the machine's apt sources have no mirror for suite %s", suite);
	/* Mirrors keep the security archive beside the main one. */
	uri = xstrndup(other->uris, strcspn(other->uris, " "));
	while (*uri && uri[strlen(uri) - 1] == '/')
		uri[strlen(uri) - 1] = '\0';
	beside = xasprintf("%s%s", uri, SECURITY);
	write_entry(ret, other, beside, suite);
	return 0;
}

int apt_private_sources(const struct apt_entries *machine, const char *const *suites,
			struct buf *ret, struct error **err)
{
	bool any = false;

	for (size_t i = 0; i < machine->count; i++) {
		if (!apt_entry_is_archive(&machine->items[i]))
			continue;
		write_entry(ret, &machine->items[i], machine->items[i].uris,
			    machine->items[i].suites);
		any = true;
	}
	if (!any)
		return error_set(err, ERROR_ENVIRONMENT,
				 "the machine's apt sources name no Debian archive");
	for (; *suites; suites++)
		if (add_suite(machine, *suites, ret, err))
			return -1;
	return 0;
}
