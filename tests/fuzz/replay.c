// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a fuzz target without libFuzzer: every file of the folders (or files)
 * given, and ROUNDS random mutations of each. The random numbers are always
 * the same, so that a failure can be repeated; $FUZZ_ROUNDS changes their
 * count. Exit 0 means that nothing crashed.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ROUNDS 300
#define INPUT_BYTES (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static uint64_t state;
static unsigned long runs;

/* xorshift64 (Marsaglia, J. Stat. Soft. 8, 2003) */
static uint64_t draw(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

/* An exact copy, so that a sanitizer sees a read past its end. */
static void run(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, data, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
	runs++;
}

static size_t mutate(uint8_t *data, size_t len, size_t room)
{
	static const char *const words[] = {
		"\n", "\r\n", "@@ -1 +1 @@\n", "--- ", "+++ ", "/dev/null", "../", ".git/", "\"",
		"\\", "4294967296", "-1", "diff --git a/x b/x\n", "+", "-", "#", "=?utf-8?q?=00?=",
		"\xff", "Content-Transfer-Encoding: base64\n", "rename from ",
	};
	size_t at = len ? draw(len) : 0, n = len ? 1 + draw(len - at < 32 ? len - at : 32) : 0;
	const char *word = words[draw(sizeof(words) / sizeof(*words))];
	size_t from;

	switch (draw(6)) {
	case 0:
		if (len)
			data[at] ^= 1 << draw(8);
		return len;
	case 1:
		if (len)
			data[at] = draw(256);
		return len;
	case 2:
		memmove(data + at, data + at + n, len - at - n);
		return len - n;
	case 3:
		if (strlen(word) > room - len)
			return len;
		memmove(data + at + strlen(word), data + at, len - at);
		memcpy(data + at, word, strlen(word));
		return len + strlen(word);
	case 4:
		if (n > room - len || !len)
			return len;
		from = draw(len - n + 1);
		memmove(data + at + n, data + at, len - at);
		memmove(data + at, data + (from >= at ? from + n > len ? at : from : from), n);
		return len + n;
	default:
		return at;
	}
}

static void replay_file(const char *path, unsigned long rounds)
{
	static uint8_t original[INPUT_BYTES], changed[INPUT_BYTES];
	FILE *file = fopen(path, "rb");
	size_t len;

	if (!file) {
		perror(path);
		exit(1);
	}
	len = fread(original, 1, sizeof(original), file);
	fclose(file);
	run(original, len);
	state = 0x9e3779b97f4a7c15u ^ len;
	for (unsigned long i = 0; i < rounds; i++) {
		size_t changed_len = len;

		memcpy(changed, original, len);
		for (size_t j = 1 + draw(8); j; j--)
			changed_len = mutate(changed, changed_len, sizeof(changed));
		run(changed, changed_len);
	}
}

static void replay(const char *path, unsigned long rounds)
{
	struct dirent **entries;
	struct stat st;
	int count;

	if (!stat(path, &st) && S_ISREG(st.st_mode)) {
		replay_file(path, rounds);
		return;
	}
	count = scandir(path, &entries, NULL, alphasort);
	if (count < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < count; i++) {
		char below[4096];

		if (*entries[i]->d_name != '.') {
			snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);
			replay(below, rounds);
		}
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	const char *rounds = getenv("FUZZ_ROUNDS");

	if (argc < 2) {
		fprintf(stderr, "usage: %s FOLDER|FILE...\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < argc; i++)
		replay(argv[i], rounds ? strtoul(rounds, NULL, 10) : ROUNDS);
	if (!runs) {
		fprintf(stderr, "%s: no input\n", argv[0]);
		return 1;
	}
	printf("%s: %lu inputs\n", argv[0], runs);
	return 0;
}
