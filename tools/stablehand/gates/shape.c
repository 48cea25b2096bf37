// SPDX-License-Identifier: GPL-2.0-only
/* Brackets and #if, labels, and lines that appear twice. */
#include <ctype.h>
#include <string.h>

#include "gates/check_parts.h"
#include "gates/tokens_parts.h"

static void count_bracket(const struct ctokens *tokens, size_t i, int *round, int *square,
			  int *curly)
{
	*round += gate_is(tokens, i, '(') - gate_is(tokens, i, ')');
	*square += gate_is(tokens, i, '[') - gate_is(tokens, i, ']');
	*curly += gate_is(tokens, i, '{') - gate_is(tokens, i, '}');
}

static struct gate_balance weigh(const struct ctokens *tokens, struct gate_work *work)
{
	/* For each open #if: is this its first half, and where its last began. */
	struct { bool first; struct gate_balance start; } stack[32];
	struct gate_balance balance = { 0 };
	size_t depth = 0, past = 0;

	for (size_t i = 0; i < tokens->count && !gate_stops(work); i++) {
		if (tokens->items[i].directive) {
			if (!(tokens->items[i].first && gate_is(tokens, i, '#')))
				continue;
			if (ctoken_is(tokens, i + 1, "if") || ctoken_is(tokens, i + 1, "ifdef") ||
			    ctoken_is(tokens, i + 1, "ifndef")) {
				balance.conditions++;
				if (depth < ARRAY_SIZE(stack)) {
					stack[depth].first = true;
					stack[depth].start = balance;
				}
				depth++;
			} else if (ctoken_is(tokens, i + 1, "endif")) {
				balance.conditions--;
				depth -= depth > 0;
			} else if (depth && depth <= ARRAY_SIZE(stack) &&
				   (ctoken_is(tokens, i + 1, "else") ||
				    ctoken_is(tokens, i + 1, "elif"))) {
				/* The last half counts from where the first began. */
				stack[depth - 1].first = false;
				balance.round[1] = stack[depth - 1].start.round[1];
				balance.square[1] = stack[depth - 1].start.square[1];
				balance.curly[1] = stack[depth - 1].start.curly[1];
			}
			continue;
		}
		past = 0;
		for (size_t d = 0; d < depth && d < ARRAY_SIZE(stack); d++)
			past += !stack[d].first;
		if (!past) {
			bool outermost = !balance.curly[0];

			count_bracket(tokens, i, &balance.round[0], &balance.square[0],
				      &balance.curly[0]);
			/* "}, {" and "}};" belong to tables. */
			if (tokens->items[i].first == 2 &&
			    (gate_is(tokens, i, '{') || gate_is(tokens, i, '}')) &&
			    (i + 1 == tokens->count || tokens->items[i + 1].first))
				balance.amid += gate_is(tokens, i, '{') ? !outermost :
									  !!balance.curly[0];
		}
		count_bracket(tokens, i, &balance.round[1], &balance.square[1], &balance.curly[1]);
	}
	return balance;
}

/* What is unbalanced after, and was not just as unbalanced before; or NULL. */
static const char *mismatch(const struct gate_balance *before, const struct gate_balance *after)
{
	const struct {
		const char *what;
		const int *after, *before;
		size_t count;
	} kinds[] = {
		{ "unbalanced ( ) after the change", after->round, before->round, 2 },
		{ "unbalanced [ ] after the change", after->square, before->square, 2 },
		{ "unbalanced { } after the change", after->curly, before->curly, 2 },
		{ "unbalanced #if and #endif after the change", &after->conditions,
		  &before->conditions, 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		for (size_t half = 0; half < kinds[i].count; half++)
			if (kinds[i].after[half] && kinds[i].after[half] != kinds[i].before[half])
				return kinds[i].what;
	/* Even with as many of both a function may end early. */
	return after->amid > before->amid ?
		       "unbalanced { }: a function would end before its last brace" :
		       NULL;
}

static struct gate_balance weigh_text(const char *text, size_t len, struct gate_work *work)
{
	struct ctokens tokens = { 0 };
	struct gate_balance balance;

	ctokens_read(&tokens, text ? text : "", len, false);
	balance = weigh(&tokens, work);
	ctokens_release(&tokens);
	return balance;
}

/* The whole files before and after, which are weighed once. */
static const char *mismatch_of_file(struct gate_check *check, const struct gate_file *file)
{
	if (check->weighed != file) {
		check->weighed_before = weigh_text(file->before, file->before_len, &check->work);
		check->weighed_after = weigh_text(file->after, file->after_len, &check->work);
		check->weighed = file;
	}
	return mismatch(&check->weighed_before, &check->weighed_after);
}

void gate_check_brackets(struct gate_check *check, const struct gate_chunk *chunk)
{
	struct gate_balance before = weigh(&chunk->before.tokens, &check->work);
	struct gate_balance after = weigh(&chunk->after.tokens, &check->work);
	const char *what;

	if (!mismatch(&before, &after))
		return;
	/* The partner may be outside of the code around the change. */
	what = mismatch_of_file(check, chunk->file);
	if (what)
		gate_find(check, REASON_UNBALANCED_BRACKETS, GATE_REFUSES, chunk->file->path,
			  (size_t)chunk->ranges[0].first + 1, NULL, 0, "%s", what);
}

/* How often a word is a label of a function, and how often it is anything else. */
struct label_count {
	size_t labels, uses;
};

static struct label_count count_label(const struct gate_word *word)
{
	return word ? (struct label_count){ word->labels, word->uses } : (struct label_count){ 0 };
}

/* The label at token `word`, of a goto (jump) or defined there: is there its counterpart? */
static void check_label(struct gate_check *check, const struct gate_chunk *chunk,
			const struct cdef *after, const struct cdef *before, size_t word, bool jump)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, word);
	size_t line = (size_t)chunk->after.first_line + tokens->items[word].line + 1;
	int len = tokens->items[word].len;
	struct label_count now = count_label(gate_word_of(&check->words_after, &check->work,
							  &chunk->after, after, name, len));

	if (jump ? now.labels : now.uses)
		return;
	/* Before the change, too: a macro defines the label, or it was never used. */
	if (before) {
		struct label_count then =
			count_label(gate_word_of(&check->words_before, &check->work,
						 &chunk->before, before, name, len));

		if (jump ? then.uses && !then.labels : then.labels && !then.uses)
			return;
	}
	if (jump)
		gate_find(check, REASON_MISSING_LABEL, GATE_REFUSES, chunk->file->path, line, name,
			  len, "goto %.*s: %.*s() has no such label", len, name,
			  (int)after->name_len, tokens->text + after->name);
	else
		gate_find(check, REASON_UNUSED_LABEL, RISK_HIGH, chunk->file->path, line, name, len,
			  "label %.*s of %.*s() is no longer used", len, name,
			  (int)after->name_len, tokens->text + after->name);
}

static void check_labels_of(struct gate_check *check, const struct gate_chunk *chunk,
			    const struct cdef *after)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const struct cdef *before =
		gate_function(&chunk->before, tokens->text + after->name, after->name_len);

	for (size_t i = after->body + 1; i < after->end && !gate_stops(&check->work); i++) {
		if (ctoken_is(tokens, i, "goto") && i + 1 < after->end &&
		    tokens->items[i + 1].kind == CTOKEN_WORD && !tokens->items[i].directive)
			check_label(check, chunk, after, before, i + 1, true);
		else if (ctree_is_label(&chunk->after.defs.tree, tokens, i))
			check_label(check, chunk, after, before, i, false);
	}
}

void gate_check_labels(struct gate_check *check, const struct gate_chunk *chunk)
{
	for (size_t d = 0; d < chunk->after.defs.count && !gate_stops(&check->work); d++) {
		const struct cdef *after = &chunk->after.defs.items[d];

		if (after->kind == CDEF_FUNCTION && gate_touches(chunk, after))
			check_labels_of(check, chunk, after);
	}
}

/* A line without leading and trailing white space. */
struct text_line {
	const char *text;
	size_t len;
};

static struct text_line next_line(const char *text, size_t len, size_t *at)
{
	const char *end = memchr(text + *at, '\n', len - *at);
	struct text_line line = { text + *at, (end ? end : text + len) - (text + *at) };

	*at += line.len + !!end;
	while (line.len && isspace((unsigned char)line.text[line.len - 1]))
		line.len--;
	while (line.len && isspace((unsigned char)*line.text)) {
		line.text++;
		line.len--;
	}
	return line;
}

/* Are the lines at both places the same, and is one of them more than a brace or a comment? */
static bool repeats(const char *text, size_t len, size_t first, size_t second, uint32_t count)
{
	bool telling = false;

	for (uint32_t i = 0; i < count; i++) {
		struct text_line a, b;

		if (second >= len)
			return false;
		a = next_line(text, len, &first);
		b = next_line(text, len, &second);
		if (a.len != b.len || memcmp(a.text, b.text, a.len))
			return false;
		telling |= a.len > 12 &&
			   (memchr(a.text, '=', a.len) || memchr(a.text, '(', a.len)) &&
			   a.text[0] != '*' && a.text[0] != '/';
	}
	return telling;
}

/* Where the line begins that is so many lines above the one at a place. */
static size_t lines_above(const char *text, size_t at, uint32_t count)
{
	while (count-- && at) {
		const char *newline = at > 1 ? memrchr(text, '\n', at - 1) : NULL;

		at = newline ? (size_t)(newline + 1 - text) : 0;
	}
	return at;
}

void gate_check_duplicates(struct gate_check *check, const struct gate_chunk *chunk)
{
	const char *text = chunk->file->after;
	size_t len = chunk->file->after_len;

	for (size_t r = 0; r < chunk->range_count && !gate_stops(&check->work); r++) {
		const struct gate_range *range = &chunk->ranges[r];
		bool below, above;

		if (!range->count)
			continue;
		below = repeats(text, len, range->start, range->end, range->count);
		above = range->first >= range->count &&
			repeats(text, len, lines_above(text, range->start, range->count),
				range->start, range->count);
		if (below || above)
			gate_find(check, REASON_DUPLICATE_LINES, RISK_HIGH, chunk->file->path,
				  (size_t)range->first + 1, NULL, 0,
				  "%u added line%s appear%s twice in a row", range->count,
				  range->count == 1 ? "" : "s", range->count == 1 ? "s" : "");
	}
}
