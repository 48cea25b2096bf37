// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statements that a change leaves in a function and that nobody writes: behind
 * a jump, without effect, declarations behind statements or twice, a block behind
 * what takes none, two on a line, a jump out of what it is not in, a return that
 * is none of the function's type, an else without its if, a variable outside of
 * its block, a statement that its indentation gives to another condition. What a
 * function had of the same before is left alone.
 */
#include <ctype.h>
#include <stdlib.h>

#include "gates/gates_parts.h"
#include "syntax/locals.h"
#include "util/name_hash.h"

#define DEPTH_MAX 64
#define CONDITIONS_MAX 16

struct oddity {
	enum reason reason;
	size_t token;
	char *key;		/* what it is about, as text */
};

struct oddities {
	struct oddity *items;
	size_t count, alloc;
};

/* What a function gives, as far as it is told by the words in front of its name. */
enum returns { RETURNS_UNKNOWN, RETURNS_VOID, RETURNS_BOOL, RETURNS_NUMBER, RETURNS_POINTER, RETURNS_OTHER };

/* What can be left by a jump. */
struct inside {
	bool loop, breakable;	/* the latter a switch, too */
};

struct walk {
	const struct ctokens *tokens;
	size_t end;
	enum returns returns;
	struct locals locals;
	size_t *scopes;		/* of each local that has been declared: its depth and one more */
	bool *seen;		/* of each local: a statement declares it */
	uint64_t *halves;	/* of each local: the half of an #if that declares it; 0: none */
	uint64_t conditions[CONDITIONS_MAX];	/* halves that the place is in: hashes of what they say */
	size_t condition_count;
	size_t *outside;	/* tokens that name a local where it is not declared */
	size_t outside_count, outside_alloc;
	size_t control;		/* token of the condition, or else, that was passed last */
	struct oddities *found;
};

/* A block while its statements are gone through. */
struct level {
	bool behind;		/* a statement */
	bool dead;		/* a jump, with no label or case since */
	unsigned ifs;		/* that control the statement which is being read */
	unsigned elses;		/* that may follow the last one */
	size_t alone;		/* token of the statement just before, controlled without braces; or 0 */
	struct inside inside;
};

static bool is(const struct walk *walk, size_t i, char c)
{
	const struct ctoken *token = &walk->tokens->items[i];

	return i < walk->end && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       walk->tokens->text[token->start] == c;
}

static bool word(const struct walk *walk, size_t i, const char *text)
{
	return i < walk->end && ctoken_is(walk->tokens, i, text);
}

static void add(struct walk *walk, enum reason reason, size_t token, size_t first, size_t end)
{
	struct buf key = { 0 };

	for (size_t i = first; i < end && i < walk->end; i++)
		buf_printf(&key, "%s%.*s", i > first ? " " : "", (int)walk->tokens->items[i].len,
			   ctoken_text(walk->tokens, i));
	*ARRAY_ADD(walk->found->items, walk->found->count, walk->found->alloc) =
		(struct oddity){ reason, token, buf_detach(&key) };
}

static bool is_jump(const struct walk *walk, size_t i)
{
	return word(walk, i, "return") || word(walk, i, "goto") || word(walk, i, "break") ||
	       word(walk, i, "continue");
}

static bool has_condition(const struct walk *walk, size_t i)
{
	return word(walk, i, "if") || word(walk, i, "for") || word(walk, i, "while") ||
	       word(walk, i, "switch");
}

/* list_for_each_entry(), scoped_guard() and their like: a block may follow. */
static bool takes_block(const struct walk *walk, size_t i)
{
	static const char *const parts[] = { "each", "scoped", "guard" };

	for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
		if (memmem(ctoken_text(walk->tokens, i), walk->tokens->items[i].len, parts[p], strlen(parts[p])))
			return true;
	return word(walk, i, "return");		/* return (struct x) { } */
}

/* LIST_HEAD(x), DEFINE_WAIT(y): a macro that may declare. */
static bool is_loud(const struct walk *walk, size_t i)
{
	const struct ctoken *token = &walk->tokens->items[i];

	for (uint32_t c = 0; c < token->len; c++)
		if (islower((unsigned char)walk->tokens->text[token->start + c]))
			return false;
	return true;
}

/* "union { } v;", "bool (*f)(int);": a declaration, if not one that is read as one. */
static bool begins_type(const struct walk *walk, size_t i)
{
	static const char *const words[] = {
		"struct", "union", "enum", "const", "static", "unsigned", "signed", "int", "long", "char", "bool", "void",
	};

	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (word(walk, i, words[w]))
			return true;
	return false;
}

/* "void *p __free(kfree) = make();" stands where it is made. */
static bool is_cleaned_up(const struct walk *walk, size_t i, size_t end)
{
	for (; i < end; i++)
		if (word(walk, i, "__free"))
			return true;
	return false;
}

/* The variable that the statement declares, or NULL. */
static const struct local *declared(const struct walk *walk, size_t i)
{
	for (size_t l = 0; l < walk->locals.count; l++)
		if (walk->locals.items[l].certain && !walk->locals.items[l].parameter &&
		    walk->locals.items[l].type == i)
			return &walk->locals.items[l];
	return NULL;
}

/* Behind the ';', or at the '}'; *ret_assigns: something is assigned, or stepped, on the way. */
static size_t end_of_statement(const struct walk *walk, size_t i, bool *ret_assigns)
{
	*ret_assigns = false;
	while (i < walk->end && !is(walk, i, ';') && !is(walk, i, '}')) {
		const struct ctoken *token = &walk->tokens->items[i];
		const char *text = ctoken_text(walk->tokens, i);

		if (is(walk, i, '(') || is(walk, i, '[') || is(walk, i, '{')) {
			i = ctokens_skip(walk->tokens, i, walk->end);
			continue;
		}
		if (token->kind == CTOKEN_PUNCT && (text[token->len - 1] == '=' || word(walk, i, "++") ||
						    word(walk, i, "--")))
			*ret_assigns = true;
		i++;
	}
	return i + is(walk, i, ';');
}

/* Does the statement up to `end` (behind its ';') only name a member? */
static bool is_member_only(const struct walk *walk, size_t i, size_t end)
{
	return end > i + 3 && is(walk, end - 1, ';') &&
	       walk->tokens->items[end - 2].kind == CTOKEN_WORD &&
	       (word(walk, end - 3, "->") || word(walk, end - 3, "."));
}

static bool is_label(const struct walk *walk, size_t i)
{
	return walk->tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, ':');
}

/* A statement that begins behind another on its line. */
static void look_for_joint(struct walk *walk, size_t i, size_t end)
{
	if (!walk->tokens->items[i].first && is(walk, i - 1, ';'))
		add(walk, REASON_MULTIPLE_STATEMENTS, i, i, end);
}

static unsigned column_of(const struct walk *walk, size_t i)
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
 * A statement as far in as the condition that controls it, or as one that a
 * condition controls although none does.
 */
static void look_for_column(struct walk *walk, size_t i, size_t end, const struct level *level,
			    bool controlled)
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
		add(walk, REASON_MISLEADING_INDENTATION, i, i, end);
}

static enum returns returns_of(const struct ctokens *tokens, const struct cdef *function)
{
	static const char *const numbers[] = { "int", "long", "unsigned", "ssize_t", "size_t" };
	static const char *const others[] = { "struct", "enum", "u8", "u16", "u32", "u64", "s64", "irqreturn_t", "char" };
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

/* Is what the return at token i gives, up to `end` (behind its ';'), no value of the function's type? */
static bool is_of_other_type(const struct walk *walk, size_t i, size_t end)
{
	bool nothing = is(walk, i + 1, ';'), negative = word(walk, i + 1, "-");

	switch (walk->returns) {
	case RETURNS_VOID:
		/* The value of a call may be none. */
		return !nothing && !is(walk, end - 2, ')');
	case RETURNS_BOOL:
		return nothing || negative;
	case RETURNS_NUMBER:
		return nothing || word(walk, i + 1, "NULL") || word(walk, i + 1, "ERR_PTR");
	case RETURNS_POINTER:
		return nothing || negative || word(walk, i + 1, "true") || word(walk, i + 1, "false");
	case RETURNS_OTHER:
		return nothing;
	case RETURNS_UNKNOWN:
		break;
	}
	return false;
}

/* A jump that is none of what it is in. */
static void look_for_jump(struct walk *walk, size_t i, size_t end, struct inside inside)
{
	if ((word(walk, i, "continue") && !inside.loop) || (word(walk, i, "break") && !inside.breakable))
		add(walk, REASON_STRAY_JUMP, i, i, end);
	if (word(walk, i, "return") && is_of_other_type(walk, i, end))
		add(walk, REASON_RETURN_TYPE, i, i, end);
}

/* Two blocks under the same condition are one; an #else is the opposite of what is before it. */
static uint64_t hash_of_condition(const struct walk *walk, size_t i)
{
	uint32_t line = walk->tokens->items[i].line;
	uint64_t hash = word(walk, i, "else") ? ~walk->conditions[walk->condition_count - 1] : 1;

	for (; i < walk->end && walk->tokens->items[i].line == line && walk->tokens->items[i].directive; i++)
		hash = hash_mix(hash ^ name_hash(ctoken_text(walk->tokens, i), walk->tokens->items[i].len),
				  0x9ae16a3b2f90404fu);
	return hash | 1;
}

/* #if, #else and #endif: which half of which the place is in. */
static void pass_condition(struct walk *walk, size_t i)
{
	if (!is(walk, i, '#') || !walk->tokens->items[i].first)
		return;
	if (word(walk, i + 1, "if") || word(walk, i + 1, "ifdef") || word(walk, i + 1, "ifndef"))
		walk->condition_count++;
	else if (word(walk, i + 1, "endif"))
		walk->condition_count -= walk->condition_count > 0;
	else if (!word(walk, i + 1, "else") && !word(walk, i + 1, "elif"))
		return;
	if (!word(walk, i + 1, "endif") && walk->condition_count && walk->condition_count <= CONDITIONS_MAX)
		walk->conditions[walk->condition_count - 1] = hash_of_condition(walk, i + 1);
}

/* Is what a half of an #if declares there at this place? */
static bool is_in_half(const struct walk *walk, uint64_t half)
{
	bool in = !half;

	for (size_t i = 0; i < walk->condition_count && i < CONDITIONS_MAX; i++)
		in |= walk->conditions[i] == half;
	return in;
}

static bool same_name(const struct locals *locals, size_t x, size_t y)
{
	return locals->items[x].len == locals->items[y].len &&
	       !memcmp(locals->text + locals->items[x].start, locals->text + locals->items[y].start,
		       locals->items[x].len);
}

/* The variables of a statement are in scope now; what is in this one already is there twice. */
static void declare(struct walk *walk, size_t i, size_t depth)
{
	const struct locals *locals = &walk->locals;

	for (size_t l = 0; l < locals->count; l++) {
		if (!locals->items[l].certain || locals->items[l].parameter || locals->items[l].type != i)
			continue;
		for (size_t other = 0; other < locals->count; other++)
			if (other != l && same_name(locals, l, other) && is_in_half(walk, walk->halves[other]) &&
			    (walk->scopes[other] == depth + 1 ||
			     (!depth && locals->items[other].parameter && locals->items[other].certain)))
				*ARRAY_ADD(walk->found->items, walk->found->count, walk->found->alloc) =
					(struct oddity){ REASON_REDECLARATION, i,
						xstrndup(locals->text + locals->items[l].start,
							 locals->items[l].len) };
		walk->scopes[l] = depth + 1;
		walk->seen[l] = true;
		walk->halves[l] = walk->condition_count && walk->condition_count <= CONDITIONS_MAX ?
				  walk->conditions[walk->condition_count - 1] : 0;
	}
}

/* Locals that the tokens from i on name, and that are not declared there. */
static void look_for_names(struct walk *walk, size_t i, size_t end)
{
	const struct ctokens *tokens = walk->tokens;

	for (; i < end && i < walk->end; i++) {
		const char *name = ctoken_text(tokens, i);
		bool local = false, there = false;
		size_t declared = 0;

		if (tokens->items[i].kind != CTOKEN_WORD || gate_is_member_use(tokens, i) ||
		    word(walk, i - 1, "struct") || word(walk, i - 1, "union") ||
		    word(walk, i - 1, "enum") || word(walk, i - 1, "goto"))
			continue;
		for (size_t l = 0; l < walk->locals.count && !there; l++) {
			const struct local *item = &walk->locals.items[l];

			if (item->len != tokens->items[i].len ||
			    memcmp(walk->locals.text + item->start, name, item->len))
				continue;
			local = true;
			/* Of two declarations each half may have its own. */
			declared += walk->scopes[l] > 0;
			there = item->parameter || declared > 1 ||
				(walk->scopes[l] && is_in_half(walk, walk->halves[l]));
		}
		if (local && !there)
			*ARRAY_ADD(walk->outside, walk->outside_count, walk->outside_alloc) = i;
	}
}

/* What was named outside of its block, unless it may be declared in a way that is not seen. */
static void tell_outside(struct walk *walk)
{
	for (size_t o = 0; o < walk->outside_count; o++) {
		size_t i = walk->outside[o];
		bool seen = true;

		for (size_t l = 0; l < walk->locals.count; l++)
			if (walk->locals.items[l].len == walk->tokens->items[i].len &&
			    !memcmp(walk->locals.text + walk->locals.items[l].start,
				    ctoken_text(walk->tokens, i), walk->tokens->items[i].len))
				seen &= walk->seen[l];
		if (seen)
			add(walk, REASON_OUT_OF_SCOPE, i, i, i + 1);
	}
}

static void leave_scope(struct walk *walk, size_t depth)
{
	for (size_t l = 0; l < walk->locals.count; l++)
		if (walk->scopes[l] == depth + 1)
			walk->scopes[l] = 0;
}

/* One that is not of a block or a condition. Returns what is behind it. */
static size_t simple(struct walk *walk, size_t i, struct level *level, size_t depth, struct inside inside,
		     bool controlled)
{
	const struct ctokens *tokens = walk->tokens;
	const struct local *local = declared(walk, i);
	bool jumps = is_jump(walk, i), assigns;
	size_t end = end_of_statement(walk, i, &assigns);

	if (level->dead && !controlled)
		add(walk, REASON_UNREACHABLE_CODE, i, i, end);
	if (!controlled)
		look_for_joint(walk, i, end);
	look_for_jump(walk, i, end, inside);
	if (local)
		declare(walk, i, depth);
	look_for_names(walk, i, end);
	look_for_column(walk, i, end, level, controlled);
	level->alone = controlled && tokens->items[i].first ? i : 0;
	level->elses = controlled ? level->ifs : 0;
	level->ifs = 0;
	if (local && level->behind && !controlled && !is_cleaned_up(walk, i, end)) {
		*ARRAY_ADD(walk->found->items, walk->found->count, walk->found->alloc) = (struct oddity){
			REASON_DECLARATION_AFTER_STATEMENT, i, xstrndup(tokens->text + local->start, local->len),
		};
	}
	if (!local && !jumps && !assigns && is_member_only(walk, i, end))
		add(walk, REASON_NO_EFFECT, i, i, end - 1);
	if (!local && !begins_type(walk, i) && !(tokens->items[i].kind == CTOKEN_WORD && is_loud(walk, i)))
		level->behind = true;
	if (!controlled)
		level->dead = jumps;
	return end > i ? end : i + 1;
}

/* What the statement behind a condition, or what a macro makes one of, is in. */
static struct inside inside_of(const struct walk *walk, size_t i, struct inside inside)
{
	if (word(walk, i, "switch"))
		return (struct inside){ inside.loop, true };
	return word(walk, i, "if") ? inside : (struct inside){ true, true };
}

static void walk_function(struct walk *walk, const struct cdef *function)
{
	struct level levels[DEPTH_MAX] = { 0 };
	struct inside inside = { 0 };	/* of the statement that is to come */
	bool controlled = false;
	size_t depth = 0;

	for (size_t i = function->body + 1; i < walk->end; ) {
		struct level *level = &levels[depth];

		if (!controlled)
			inside = level->inside;

		if (walk->tokens->items[i].directive) {
			pass_condition(walk, i);
			level->dead = false;
			level->alone = 0;
			level->elses = level->elses ? level->elses : 1;
			i++;
		} else if (is(walk, i, '{')) {
			if (depth + 1 == DEPTH_MAX)
				return;
			level->behind = true;
			level->alone = 0;
			if (!controlled) {
				level->ifs = 0;
				level->dead = false;
				/* "} {": what was between them is gone. */
				if (is(walk, i - 1, '}') && !walk->tokens->items[i].first)
					add(walk, REASON_MULTIPLE_STATEMENTS, i, i, i + 1);
			}
			levels[++depth] = (struct level){ .inside = inside };
			controlled = false;
			i++;
		} else if (is(walk, i, '}')) {
			if (!depth)
				return;
			leave_scope(walk, depth);
			level = &levels[--depth];
			level->dead = false;
			level->elses = level->ifs;
			level->ifs = 0;
			controlled = false;
			i++;
		} else if (is(walk, i, ';')) {
			if (controlled)
				level->elses = level->ifs;
			controlled = false;
			i++;
		} else if (word(walk, i, "case") || word(walk, i, "default")) {
			look_for_names(walk, i + 1, i + 2);
			while (i < walk->end && !is(walk, i, ':') && !is(walk, i, '}'))
				i++;
			i += is(walk, i, ':');
			*level = (struct level){ .inside = level->inside };
		} else if (is_label(walk, i)) {
			level->dead = false;
			level->alone = 0;
			i += 2;
		} else if (word(walk, i, "else")) {
			if (!level->elses)
				add(walk, REASON_ELSE_WITHOUT_IF, i, i, i + 2);
			level->ifs = level->elses - !!level->elses;
			controlled = level->behind = true;
			level->dead = false;
			walk->control = i++;
		} else if (word(walk, i, "do")) {
			if (!controlled)
				level->ifs = 0;
			controlled = level->behind = true;
			level->dead = false;
			inside = (struct inside){ true, true };
			walk->control = i++;
		} else {
			bool condition = has_condition(walk, i);
			size_t behind = i + 1;

			if (walk->tokens->items[i].kind == CTOKEN_WORD && is(walk, i + 1, '('))
				behind = ctokens_skip(walk->tokens, i + 1, walk->end);
			if (!condition && behind > i + 1 && is(walk, behind, '{') && !takes_block(walk, i) &&
			    !is_loud(walk, i))
				add(walk, REASON_UNEXPECTED_BLOCK, i, i, i + 1);
			/* That of do { } while (x); */
			if (word(walk, i, "while") && is(walk, behind, ';') && is(walk, i - 1, '}')) {
				look_for_names(walk, i, behind);
				i = behind + 1;
				continue;
			}
			if (condition || (behind > i + 1 && is(walk, behind, '{'))) {
				if (!controlled)
					look_for_joint(walk, i, behind);
				if (level->dead && !controlled)
					add(walk, REASON_UNREACHABLE_CODE, i, i, behind);
				look_for_names(walk, i, behind);
				if (!controlled)
					level->ifs = 0;
				level->ifs += word(walk, i, "if");
				level->alone = 0;
				controlled = level->behind = true;
				level->dead = false;
				inside = inside_of(walk, i, inside);
				walk->control = i;
				i = behind;
				continue;
			}
			i = simple(walk, i, level, depth, inside, controlled);
			controlled = false;
		}
	}
}

static void read_oddities(const struct ctokens *tokens, const struct cdef *function,
			  struct oddities *found)
{
	struct walk walk = { .tokens = tokens, .end = function->end, .found = found };

	walk.returns = returns_of(tokens, function);
	locals_read(&walk.locals, tokens, function);
	walk.scopes = xcalloc(walk.locals.count + 1, sizeof(*walk.scopes));
	walk.seen = xcalloc(walk.locals.count + 1, sizeof(*walk.seen));
	walk.halves = xcalloc(walk.locals.count + 1, sizeof(*walk.halves));
	walk_function(&walk, function);
	tell_outside(&walk);
	free(walk.scopes);
	free(walk.seen);
	free(walk.halves);
	free(walk.outside);
	locals_release(&walk.locals);
}

static void oddities_release(struct oddities *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].key);
	free(list->items);
}

static size_t count_like(const struct oddities *list, const struct oddity *oddity)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].reason == oddity->reason && !strcmp(list->items[i].key, oddity->key);
	return count;
}

static void tell(struct gate_check *check, const struct gate_chunk *chunk, const struct cdef *after,
		 const struct oddity *oddity)
{
	static const char *const texts[] = {
		[REASON_UNREACHABLE_CODE] = "what stands behind a jump is never reached: ",
		[REASON_DECLARATION_AFTER_STATEMENT] = "declared behind statements: ",
		[REASON_NO_EFFECT] = "without effect: ",
		[REASON_MULTIPLE_STATEMENTS] = "stands behind another statement on its line: ",
		[REASON_UNEXPECTED_BLOCK] = "takes no block anywhere else here: ",
		[REASON_STRAY_JUMP] = "there is nothing there that it could leave: ",
		[REASON_RETURN_TYPE] = "gives nothing of the function's type: ",
		[REASON_REDECLARATION] = "declared twice: ",
		[REASON_OUT_OF_SCOPE] = "used where it is not declared: ",
		[REASON_ELSE_WITHOUT_IF] = "follows no if: ",
		[REASON_MISLEADING_INDENTATION] = "is indented otherwise than it runs: ",
	};
	const struct ctokens *tokens = &chunk->after.tokens;

	gate_find(check, oddity->reason, GATE_REFUSES, chunk->file->path,
		  (size_t)chunk->after.first_line + tokens->items[oddity->token].line + 1, oddity->key,
		  strlen(oddity->key), "%.*s(): %s%.80s", (int)after->name_len,
		  tokens->text + after->name, texts[oddity->reason], oddity->key);
}

void gate_check_statements(struct gate_check *check, const struct gate_chunk *chunk)
{
	const struct ctokens *tokens = &chunk->after.tokens;

	/* Else there is no telling what the author wrote so. */
	if (!chunk->file->source_after)
		return;
	for (size_t d = 0; d < chunk->after.defs.count; d++) {
		const struct cdef *after = &chunk->after.defs.items[d], *before;
		struct oddities now = { 0 }, then = { 0 };

		if (after->kind != CDEF_FUNCTION || !gate_touches(chunk, after))
			continue;
		before = gate_function(&chunk->before, tokens->text + after->name, after->name_len);
		read_oddities(tokens, after, &now);
		if (before && now.count)
			read_oddities(&chunk->before.tokens, before, &then);
		for (size_t i = 0; i < now.count; i++)
			if (count_like(&now, &now.items[i]) > count_like(&then, &now.items[i]) &&
			    (now.items[i].reason != REASON_UNEXPECTED_BLOCK || !count_like(&then, &now.items[i])))
				tell(check, chunk, after, &now.items[i]);
		oddities_release(&now);
		oddities_release(&then);
	}
}
