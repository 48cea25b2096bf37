// SPDX-License-Identifier: GPL-2.0-only
#include "run/port_values.h"

#include <string.h>

#include "util/alloc.h"

static void take_patch(struct port_patch *from, struct patch_result *to)
{
	*to = (struct patch_result){
		.name = TAKE_PTR(from->name),
		.subject = TAKE_PTR(from->subject),
		.upstream = TAKE_PTR(from->upstream),
		.upstream_version = TAKE_PTR(from->upstream_version),
		.unproven = from->unproven,
		.verdict = from->verdict,
		.blocked_by = TAKE_PTR(from->blocked_by),
		.need = from->need,
		.risk = from->risk,
		.evidence = from->evidence,
		.hunks = from->hunks,
		.deviation = from->deviation,
		.has_commit = from->has_commit,
		.commit = from->commit,
		.tree = from->tree,
	};
	from->evidence = (struct evidence_list){0};
	from->hunks = (struct hunk_outcome_list){0};
	from->deviation = (struct deviation){0};
}

void port_values_take(struct port_result *port, struct series_result *series)
{
	series->name = xstrdup(port->series);
	series->landed = port->landed;
	series->partly = port->partly;
	series->whole = port->whole;
	series->base_commit = port->base_commit;
	series->base_tree = port->base_tree;
	series->commit = port->commit;
	series->tree = port->tree;
	series->ported.state = xstrdup("ported");
	for (size_t i = 0; i < port->patch_count; i++)
		take_patch(&port->patches[i],
			   ARRAY_ADD(series->patches, series->patch_count, series->patch_alloc));
}

void ports_release(struct ports *ports)
{
	for (size_t i = 0; i < ports->count; i++)
		port_result_release(&ports->items[i]);
	free(ports->items);
	*ports = (struct ports){0};
}
