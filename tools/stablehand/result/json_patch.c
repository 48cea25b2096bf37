// SPDX-License-Identifier: GPL-2.0-only
/* A patch on a branch, to JSON and back. */
#include "result/json_parts.h"
#include "util/buf.h"

/* What most facts do not have is left out. */
static void evidence(struct json_io *io, struct evidence *e)
{
	io_enum(io, "kind", &e->kind, EVIDENCE_LAST, evidence_kind_name);
	io_text(io, "text", &e->text);
	if (io_has(io, "risk", e->risk != RISK_NONE, true))
		io_enum(io, "risk", &e->risk, RISK_HIGH, risk_name);
	if (io_has(io, "reason", e->reason != REASON_NONE, true))
		io_enum(io, "reason", &e->reason, REASON_LAST, reason_name);
	io_text_optional(io, "file", &e->path);
	if (io_has(io, "line", e->line, true))
		io_size(io, "line", &e->line);
}

static void hunk(struct json_io *io, struct hunk_outcome *h)
{
	io_text(io, "file", &h->path);
	io_size(io, "patch_line", &h->patch_line);
	io_enum(io, "verdict", &h->verdict, VERDICT_LAST, verdict_name);
	io_enum(io, "risk", &h->risk, RISK_HIGH, risk_name);
	io_size(io, "wanted", &h->wanted);
	io_size(io, "line", &h->line);
	io_bool(io, "adaptable", &h->adaptable);
	io_text_or_null(io, "reason", &h->reason);
}

static void span(struct json_io *io, struct deviation_span *s)
{
	char *text = io->reading ? NULL : (char *)buf_str(&s->text);

	io_enum(io, "is", &s->kind, DEVIATION_PORTED, deviation_kind_name);
	io_text(io, "text", &text);
	if (io->reading && text)
		buf_puts(&s->text, text);
	if (io->reading)
		free(text);
}

void json_patch(struct json_io *io, struct patch_result *p)
{
	io_text(io, "patch", &p->name);
	io_text(io, "subject", &p->subject);
	io_text_or_null(io, "upstream", &p->upstream);
	io_text_or_null(io, "upstream_version", &p->upstream_version);
	if (io_has(io, "upstream_unproven", p->unproven, true))
		io_bool(io, "upstream_unproven", &p->unproven);
	io_enum(io, "verdict", &p->verdict, VERDICT_LAST, verdict_name);
	io_text_optional(io, "blocked_by", &p->blocked_by);
	io_enum(io, "need", &p->need, NEED_NOT_NEEDED, need_name);
	io_enum(io, "risk", &p->risk, RISK_HIGH, risk_name);
	io_values(io, "evidence", p->evidence.items, p->evidence.count, p->evidence.alloc, evidence);
	io_values(io, "hunks", p->hunks.items, p->hunks.count, p->hunks.alloc, hunk);
	io_text_optional(io, "note", &p->deviation.note);
	if (io_has(io, "deviation", p->deviation.count, true))
		io_values(io, "deviation", p->deviation.spans, p->deviation.count,
			  p->deviation.alloc, span);
	p->has_commit = io_has(io, "commit", p->has_commit, true);
	if (p->has_commit) {
		io_oid(io, "commit", &p->commit);
		io_oid(io, "tree", &p->tree);
	}
	io_text_optional(io, "original", &p->original);
	io_text_optional(io, "ported", &p->ported);
}
