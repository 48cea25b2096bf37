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

/* What a function returns, as far as the words before its name tell. */
enum returns {
	RETURNS_UNKNOWN,
	RETURNS_VOID,
	RETURNS_BOOL,
	RETURNS_NUMBER,
	RETURNS_POINTER,
	RETURNS_OTHER,
};

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
	const struct ctokens *tokens;
	size_t end;
	enum returns returns;
	struct gate_scopes scopes;
	struct level levels[DEPTH_MAX];
	size_t depth;		/* of the current block */
	bool controlled;	/* by the condition, else or do at token `control` */
	size_t control;
	struct inside inside;	/* of the statement that comes next */
	struct gate_oddities *found;
};

static bool is(const struct statement_walk *walk, size_t i, char c)
{
	return i < walk->end && gate_is(walk->tokens, i, c);
}

static bool word(const struct statement_walk *walk, size_t i, const char *text)
{
	return i < walk->end && ctoken_is(walk->tokens, i, text);
}

static void add(struct statement_walk *walk, enum reason reason, size_t first, size_t end)
{
	struct buf key = { 0 };

	buf_puts(&key, "");
	for (size_t i = first; i < end && i < walk->end; i++)
		buf_printf(&key, "%s%.*s", i > first ? " " : "", (int)walk->tokens->items[i].len,
			   ctoken_text(walk->tokens, i));
	gate_oddity_add(walk->found, reason, first, buf_detach(&key));
}

static bool is_jump(const struct statement_walk *walk, size_t i)
{
	return word(walk, i, "return") || word(walk, i, "goto") || word(walk, i, "break") ||
	       word(walk, i, "continue");
}

static bool has_condition(const struct statement_walk *walk, size_t i)
{
	return word(walk, i, "if") || word(walk, i, "for") || word(walk, i, "while") ||
	       word(walk, i, "switch");
}

/* list_for_each_entry(), scoped_guard() and the like, which a block may follow. */
static bool takes_block(const struct statement_walk *walk, size_t i)
{
	static const char *const parts[] = { "each", "scoped", "guard" };

	for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
		if (memmem(ctoken_text(walk->tokens, i), walk->tokens->items[i].len, parts[p],
			   strlen(parts[p])))
			return true;
	return word(walk, i, "return");		/* return (struct x) { } */
}

/* "union { } v;", "bool (*f)(int);": declarations that locals_read() does not recognize. */
static bool begins_type(const struct statement_walk *walk, size_t i)
{
	static const char *const words[] = {
		"struct", "union", "enum", "const", "static", "unsigned",
		"signed", "int",   "long", "char",  "bool",   "void",
	};

	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (word(walk, i, words[w]))
			return true;
	return false;
}

/* "void *p __free(kfree) = make();" may stand behind statements. */
static bool is_cleaned_up(const struct statement_walk *walk, size_t i, size_t end)
{
	for (; i < end; i++)
		if (word(walk, i, "__free"))
			return true;
	return false;
}

/* The first variable that the statement declares, or NULL. */
static const struct local *declared(const struct statement_walk *walk, size_t i)
{
	for (size_t l = 0; l < walk->scopes.locals.count; l++)
		if (walk->scopes.locals.items[l].certain &&
		    !walk->scopes.locals.items[l].parameter &&
		    walk->scopes.locals.items[l].type == i)
			return &walk->scopes.locals.items[l];
	return NULL;
}

/* Behind the ';', or at the '}'; *ret_assigns: it assigns, increments or decrements. */
static size_t end_of_statement(const struct statement_walk *walk, size_t i, bool *ret_assigns)
{
	*ret_assigns = false;
	while (i < walk->end && !is(walk, i, ';') && !is(walk, i, '}')) {
		const struct ctoken *token = &walk->tokens->items[i];
		const char *text = ctoken_text(walk->tokens, i);

		if (is(walk, i, '(') || is(walk, i, '[') || is(walk, i, '{')) {
			i = ctokens_skip(walk->tokens, i, walk->end);
			continue;
		}
		if (token->kind == CTOKEN_PUNCT &&
		    (text[token->len - 1] == '=' || word(walk, i, "++") || word(walk, i, "--")))
			*ret_assigns = true;
		i++;
	}
	return i + is(walk, i, ';');
}

/* Does the statement up to `end` (behind its ';') end with a mere member, "a->b;"? */
static bool is_member_only(const struct statement_walk *walk, size_t i, size_t end)
{
	return end > i + 3 && is(walk, end - 1, ';') &&
	       walk->tokens->items[end - 2].kind == CTOKEN_WORD &&
	       (word(walk, end - 3, "->") || word(walk, end - 3, "."));
}

static bool is_label(const struct statement_walk *walk, size_t i)
{
	return walk->tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, ':');
}

/* A statement that begins behind another one on its line. */
static void check_line(struct statement_walk *walk, size_t i, size_t end)
{
	if (!walk->tokens->items[i].first && is(walk, i - 1, ';'))
		add(walk, REASON_MULTIPLE_STATEMENTS, i, end);
}

static unsigned column_of(const struct statement_walk *walk, size_t i)
{
	const char *text = walk->tokens->text;
	size_t at = walk->tokens->items[i].start, start = at;
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

	if (!walk->tokens->items[i].first)
		return;
	if (controlled)
		odd = column_of(walk, i) <= column_of(walk, walk->control);
	else
		odd = level->alone && column_of(walk, i) == column_of(walk, level->alone) &&
		      column_of(walk, level->alone) > column_of(walk, walk->control);
	if (odd)
		add(walk, REASON_MISLEADING_INDENTATION, i, end);
}

static enum returns returns_of(const struct ctokens *tokens, const struct cdef *function)
{
	static const char *const numbers[] = { "int", "long", "unsigned", "ssize_t", "size_t" };
	static const char *const others[] = { "struct", "enum", "u8",	       "u16", "u32",
					      "u64",	"s64",	"irqreturn_t", "char" };
	enum returns returns = RETURNS_UNKNOWN;

	for (size_t i = function->first; i < function->name_token; i++) {
		if (ctoken_is(tokens, i, "*"))
			return RETURNS_POINTER;
		if (ctoken_is(tokens, i, "void"))
			returns = RETURNS_VOID;
		else if (ctoken_is(tokens, i, "bool"))
			returns = RETURNS_BOOL;
		for (size_t n = 0; n < ARRAY_SIZE(numbers); n++)
			if (ctoken_is(tokens, i, numbers[n]))
				returns = RETURNS_NUMBER;
		for (size_t n = 0; n < ARRAY_SIZE(others); n++)
			if (ctoken_is(tokens, i, others[n]))
				returns = RETURNS_OTHER;
	}
	return returns;
}

/* Does the return at token i, up to `end` (behind its ';'), not fit the function's type? */
static bool is_of_other_type(const struct statement_walk *walk, size_t i, size_t end)
{
	bool nothing = is(walk, i + 1, ';'), negative = word(walk, i + 1, "-");

	switch (walk->returns) {
	case RETURNS_VOID:
		/* A call may have no value either. */
		return !nothing && !is(walk, end - 2, ')');
	case RETURNS_BOOL:
		return nothing || negative;
	case RETURNS_NUMBER:
		return nothing || word(walk, i + 1, "NULL") || word(walk, i + 1, "ERR_PTR");
	case RETURNS_POINTER:
		return nothing || negative || word(walk, i + 1, "true") ||
		       word(walk, i + 1, "false");
	case RETURNS_OTHER:
		return nothing;
	case RETURNS_UNKNOWN:
		break;
	}
	return false;
}

/* break or continue outside of what it leaves, a return of another type. */
static void check_jump(struct statement_walk *walk, size_t i, size_t end, struct inside inside)
{
	if ((word(walk, i, "continue") && !inside.loop) ||
	    (word(walk, i, "break") && !inside.breakable))
		add(walk, REASON_STRAY_JUMP, i, end);
	if (word(walk, i, "return") && is_of_other_type(walk, i, end))
		add(walk, REASON_RETURN_TYPE, i, end);
}

/* A statement without a block or condition. Returns the token behind it. */
static size_t simple(struct statement_walk *walk, size_t i)
{
	const struct ctokens *tokens = walk->tokens;
	struct level *level = &walk->levels[walk->depth];
	bool controlled = walk->controlled;
	const struct local *local = declared(walk, i);
	bool jumps = is_jump(walk, i), assigns;
	size_t end = end_of_statement(walk, i, &assigns);

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
	if (local && level->behind && !controlled && !is_cleaned_up(walk, i, end))
		gate_oddity_add(walk->found, REASON_DECLARATION_AFTER_STATEMENT, i,
				xstrndup(tokens->text + local->start, local->len));
	if (!local && !jumps && !assigns && is_member_only(walk, i, end))
		add(walk, REASON_NO_EFFECT, i, end - 1);
	if (!local && !begins_type(walk, i) &&
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
		if (is(walk, i - 1, '}') && !walk->tokens->items[i].first)
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
	while (i < walk->end && !is(walk, i, ':') && !is(walk, i, '}'))
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
	bool has_body = has_condition(walk, i), block_follows;
	size_t behind = i + 1;

	if (walk->tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, '('))
		behind = ctokens_skip(walk->tokens, i + 1, walk->end);
	block_follows = behind > i + 1 && is(walk, behind, '{');
	if (!has_body && block_follows && !takes_block(walk, i) &&
	    !gate_is_upper_case(walk->tokens, i))
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
	for (size_t i = function->body + 1; i < walk->end; ) {
		struct level *level = &walk->levels[walk->depth];

		if (!walk->controlled)
			walk->inside = level->inside;
		if (walk->tokens->items[i].directive) {
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
			struct gate_oddities *ret_found)
{
	struct statement_walk walk = { .tokens = tokens, .end = function->end, .found = ret_found };

	*ret_found = (struct gate_oddities){ 0 };
	walk.returns = returns_of(tokens, function);
	gate_scopes_init(&walk.scopes, tokens, function);
	walk_function(&walk, function);
	gate_scopes_tell(&walk.scopes, ret_found);
	gate_scopes_release(&walk.scopes);
}

void gate_oddity_add(struct gate_oddities *list, enum reason reason, size_t token, char *key)
{
	*ARRAY_ADD(list->items, list->count, list->alloc) =
		(struct gate_oddity){ reason, token, key };
}

void gate_oddities_release(struct gate_oddities *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].key);
	free(list->items);
	*list = (struct gate_oddities){ 0 };
}
