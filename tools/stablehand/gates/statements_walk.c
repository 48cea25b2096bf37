// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is odd about the statements of a function.
 *
 * One pass over its tokens, statement by statement, with a level for each open
 * block: whether code there can be reached, whether statements came before, how
 * many ifs an else may still belong to. A condition only sets `controlled`: the
 * next statement, or block, is its. Nothing is evaluated, and macros are taken for
 * what they look like. That a function has an oddity means little, therefore; that
 * a change adds one means that something was put where it does not belong.
 */
#include "gates/statements_parts.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gates/tokens_parts.h"
#include "util/alloc.h"
#include "util/buf.h"

#define DEPTH_MAX 64

/* What a jump can leave. */
struct inside {
	bool loop;		/* by continue */
	bool breakable;		/* by break: a loop or a switch */
};

/* A block while its statements are walked. */
struct level {
	bool behind;		/* a statement */
	bool dead;		/* a jump, with no label or case since */
	unsigned ifs;		/* that control the statement that comes next */
	unsigned elses;		/* that may follow the last statement */
	uint64_t loops, breakables;	/* bit i: what the if of number i (of `ifs`) is in */
	size_t alone; /* token of the last statement, if controlled without braces; else 0 */
	struct inside inside;
};

struct statement_walk {
	struct gate_body body;
	enum gate_returns returns;
	struct gate_scopes scopes;
	struct level levels[DEPTH_MAX];
	size_t depth;		/* of the current block */
	bool controlled;	/* by the condition, else or do at token `control` */
	size_t control;
	struct inside inside;	/* of the statement that comes next */
	struct gate_oddities *found;
	struct gate_work *work;
};

static bool is(const struct statement_walk *walk, size_t i, char c)
{
	return gate_body_is(&walk->body, i, c);
}

static bool word(const struct statement_walk *walk, size_t i, const char *text)
{
	return gate_body_has(&walk->body, i, text);
}

static void add(struct statement_walk *walk, enum reason reason, size_t first, size_t end)
{
	struct buf key = { 0 };

	buf_puts(&key, "");
	for (size_t i = first; i < end && i < walk->body.end; i++)
		buf_printf(&key, "%s%.*s", i > first ? " " : "",
			   (int)walk->body.tokens->items[i].len, ctoken_text(walk->body.tokens, i));
	gate_oddity_add(walk->found, reason, first, buf_detach(&key));
}

static bool is_label(const struct statement_walk *walk, size_t i)
{
	return walk->body.tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, ':');
}

/* A statement that begins behind another one on its line. */
static void check_line(struct statement_walk *walk, size_t i, size_t end)
{
	if (!walk->body.tokens->items[i].first && is(walk, i - 1, ';'))
		add(walk, REASON_MULTIPLE_STATEMENTS, i, end);
}

static unsigned column_of(const struct statement_walk *walk, size_t i)
{
	const char *text = walk->body.tokens->text;
	size_t at = walk->body.tokens->items[i].start, start = at;
	unsigned column = 0;

	while (start && text[start - 1] != '\n')
		start--;
	for (; start < at && isblank((unsigned char)text[start]); start++)
		column = text[start] == '\t' ? (column / 8 + 1) * 8 : column + 1;
	return column;
}

/*
 * A statement that is indented no deeper than the condition that controls it, or as
 * deep as the controlled one above although nothing controls it.
 */
static void check_indentation(struct statement_walk *walk, size_t i, size_t end,
			      const struct level *level, bool controlled)
{
	bool odd;

	if (!walk->body.tokens->items[i].first)
		return;
	if (controlled)
		odd = column_of(walk, i) <= column_of(walk, walk->control);
	else
		odd = level->alone && column_of(walk, i) == column_of(walk, level->alone) &&
		      column_of(walk, level->alone) > column_of(walk, walk->control);
	if (odd)
		add(walk, REASON_MISLEADING_INDENTATION, i, end);
}

/* break or continue outside of what it leaves, a return of another type. */
static void check_jump(struct statement_walk *walk, size_t i, size_t end, struct inside inside)
{
	if ((word(walk, i, "continue") && !inside.loop) ||
	    (word(walk, i, "break") && !inside.breakable))
		add(walk, REASON_STRAY_JUMP, i, end);
	if (word(walk, i, "return") && gate_is_of_other_type(&walk->body, walk->returns, i, end))
		add(walk, REASON_RETURN_TYPE, i, end);
}

/* A statement without a block or condition. Returns the token behind it. */
static size_t simple(struct statement_walk *walk, size_t i)
{
	const struct ctokens *tokens = walk->body.tokens;
	struct level *level = &walk->levels[walk->depth];
	bool controlled = walk->controlled;
	const struct local *local = gate_scopes_declared(&walk->scopes, i);
	bool jumps = gate_is_jump(&walk->body, i), assigns;
	size_t end = gate_end_of_statement(&walk->body, i, &assigns);

	if (level->dead && !controlled)
		add(walk, REASON_UNREACHABLE_CODE, i, end);
	if (!controlled)
		check_line(walk, i, end);
	check_jump(walk, i, end, walk->inside);
	if (local)
		gate_scopes_declare(&walk->scopes, i, walk->depth, walk->found);
	gate_scopes_use(&walk->scopes, i, end);
	check_indentation(walk, i, end, level, controlled);
	level->alone = controlled && tokens->items[i].first ? i : 0;
	level->elses = controlled ? level->ifs : 0;
	level->ifs = 0;
	if (local && level->behind && !controlled && !gate_is_cleaned_up(&walk->body, i, end))
		gate_oddity_add(walk->found, REASON_DECLARATION_AFTER_STATEMENT, i,
				xstrndup(tokens->text + local->start, local->len));
	if (!local && !jumps && !assigns && gate_is_member_only(&walk->body, i, end))
		add(walk, REASON_NO_EFFECT, i, end - 1);
	if (!local && !gate_begins_type(&walk->body, i) &&
	    !(tokens->items[i].kind == CTOKEN_WORD && gate_is_upper_case(tokens, i)))
		level->behind = true;
	if (!controlled)
		level->dead = jumps;
	walk->controlled = false;
	return end > i ? end : i + 1;
}

/* What the statement controlled by token i is in: a condition, or a macro that acts as one. */
static struct inside inside_of(const struct statement_walk *walk, size_t i, struct inside inside)
{
	if (word(walk, i, "switch"))
		return (struct inside){ inside.loop, true };
	return word(walk, i, "if") ? inside : (struct inside){ true, true };
}

/* A condition, else or do was passed: the next statement is controlled by it. */
static void take_control(struct statement_walk *walk, size_t i)
{
	struct level *level = &walk->levels[walk->depth];

	level->behind = true;
	level->dead = false;
	walk->controlled = true;
	walk->control = i;
}

static size_t directive(struct statement_walk *walk, size_t i)
{
	struct level *level = &walk->levels[walk->depth];

	gate_scopes_directive(&walk->scopes, i);
	level->dead = false;
	level->alone = 0;
	/* The if may be in the other half. */
	level->elses = level->elses ? level->elses : 1;
	return i + 1;
}

/* At the '{' of a block. false: they are nested too deep. */
static bool enter_block(struct statement_walk *walk, size_t i)
{
	struct level *level = &walk->levels[walk->depth];

	if (walk->depth + 1 == DEPTH_MAX)
		return false;
	level->behind = true;
	level->alone = 0;
	if (!walk->controlled) {
		level->ifs = 0;
		level->dead = false;
		/* "} {": what was between them is gone. */
		if (is(walk, i - 1, '}') && !walk->body.tokens->items[i].first)
			add(walk, REASON_MULTIPLE_STATEMENTS, i, i + 1);
	}
	walk->levels[++walk->depth] = (struct level){ .inside = walk->inside };
	walk->controlled = false;
	return true;
}

static void leave_block(struct statement_walk *walk)
{
	struct level *level;

	gate_scopes_leave(&walk->scopes, walk->depth);
	level = &walk->levels[--walk->depth];
	level->dead = false;
	level->elses = level->ifs;
	level->ifs = 0;
	walk->controlled = false;
}

/* case X: or default: */
static size_t case_label(struct statement_walk *walk, size_t i)
{
	struct level *level = &walk->levels[walk->depth];

	gate_scopes_use(&walk->scopes, i + 1, i + 2);
	while (i < walk->body.end && !is(walk, i, ':') && !is(walk, i, '}'))
		i++;
	*level = (struct level){ .inside = level->inside };
	return i + is(walk, i, ':');
}

/* One more if controls the next statement; what it is in is so of its else, too. */
static void begin_if(struct level *level, struct inside inside)
{
	uint64_t bit = level->ifs < 64 ? (uint64_t)1 << level->ifs : 0;

	level->loops = inside.loop ? level->loops | bit : level->loops & ~bit;
	level->breakables = inside.breakable ? level->breakables | bit : level->breakables & ~bit;
	level->ifs++;
}

/* What the next else is in. */
static struct inside inside_of_else(const struct level *level)
{
	unsigned number = level->elses - 1;

	if (!level->elses || number >= 64)
		return level->inside;
	return (struct inside){ level->loops >> number & 1, level->breakables >> number & 1 };
}

static size_t else_branch(struct statement_walk *walk, size_t i)
{
	struct level *level = &walk->levels[walk->depth];

	if (!level->elses)
		add(walk, REASON_ELSE_WITHOUT_IF, i, i + 2);
	walk->inside = inside_of_else(level);
	level->ifs = level->elses - !!level->elses;
	take_control(walk, i);
	return i + 1;
}

static size_t do_loop(struct statement_walk *walk, size_t i)
{
	if (!walk->controlled)
		walk->levels[walk->depth].ifs = 0;
	walk->inside = (struct inside){ true, true };
	take_control(walk, i);
	return i + 1;
}

/* if (...), a loop, a switch, or a macro that a block follows; its body is at `behind`. */
static void condition(struct statement_walk *walk, size_t i, size_t behind)
{
	struct level *level = &walk->levels[walk->depth];

	if (!walk->controlled) {
		check_line(walk, i, behind);
		if (level->dead)
			add(walk, REASON_UNREACHABLE_CODE, i, behind);
		level->ifs = 0;
	}
	gate_scopes_use(&walk->scopes, i, behind);
	if (word(walk, i, "if"))
		begin_if(level, walk->inside);
	level->alone = 0;
	walk->inside = inside_of(walk, i, walk->inside);
	take_control(walk, i);
}

static size_t statement(struct statement_walk *walk, size_t i)
{
	bool has_body = gate_has_condition(&walk->body, i), block_follows;
	size_t behind = i + 1;

	if (walk->body.tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, '('))
		behind = ctokens_skip(walk->body.tokens, i + 1, walk->body.end);
	block_follows = behind > i + 1 && is(walk, behind, '{');
	if (!has_body && block_follows && !gate_takes_block(&walk->body, i) &&
	    !gate_is_upper_case(walk->body.tokens, i))
		add(walk, REASON_UNEXPECTED_BLOCK, i, i + 1);
	/* That of do { } while (x); */
	if (word(walk, i, "while") && is(walk, behind, ';') && is(walk, i - 1, '}')) {
		gate_scopes_use(&walk->scopes, i, behind);
		return behind + 1;
	}
	if (has_body || block_follows) {
		condition(walk, i, behind);
		return behind;
	}
	return simple(walk, i);
}

static void walk_function(struct statement_walk *walk, const struct cdef *function)
{
	for (size_t i = function->body + 1; i < walk->body.end && !gate_stops(walk->work);) {
		struct level *level = &walk->levels[walk->depth];

		if (!walk->controlled)
			walk->inside = level->inside;
		if (walk->body.tokens->items[i].directive) {
			i = directive(walk, i);
		} else if (is(walk, i, '{')) {
			if (!enter_block(walk, i++))
				return;
		} else if (is(walk, i, '}')) {
			if (!walk->depth)
				return;
			leave_block(walk);
			i++;
		} else if (is(walk, i, ';')) {
			if (walk->controlled)
				level->elses = level->ifs;
			walk->controlled = false;
			i++;
		} else if (word(walk, i, "case") || word(walk, i, "default")) {
			i = case_label(walk, i);
		} else if (is_label(walk, i)) {
			level->dead = false;
			level->alone = 0;
			i += 2;
		} else if (word(walk, i, "else")) {
			i = else_branch(walk, i);
		} else if (word(walk, i, "do")) {
			i = do_loop(walk, i);
		} else {
			i = statement(walk, i);
		}
	}
}

void gate_oddities_read(const struct ctokens *tokens, const struct cdef *function,
			struct gate_oddities *ret_found, struct gate_work *work)
{
	struct statement_walk walk = {
		.body = { tokens, function->end }, .found = ret_found, .work = work,
	};

	*ret_found = (struct gate_oddities){ 0 };
	walk.returns = gate_returns_of(tokens, function);
	gate_scopes_init(&walk.scopes, tokens, function);
	walk_function(&walk, function);
	gate_scopes_tell(&walk.scopes, ret_found);
	gate_scopes_release(&walk.scopes);
}
