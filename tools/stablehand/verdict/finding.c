// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/finding.h"

#include <stdlib.h>
#include <string.h>

#define TOLD_MAX 20

bool finding_list_refuses(const struct finding_list *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].refuses)
			return true;
	return false;
}

static void tell(const struct finding *finding, struct evidence_list *evidence)
{
	enum evidence_kind kind = finding->reason == REASON_MISSING_NAME ? EVIDENCE_SYMBOL :
				  EVIDENCE_GATE;

	if (finding->refuses)
		evidence_add_reason(evidence, kind, finding->reason, finding->path, finding->line,
				    finding->text);
	else
		evidence_add_risk(evidence, finding->risk, finding->reason, finding->path,
				  finding->line, "%s", finding->text);
}

void finding_list_tell(const struct finding_list *findings, struct evidence_list *evidence,
		       enum risk *risk)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (!finding->refuses && *risk < finding->risk)
			*risk = finding->risk;
		if (i < TOLD_MAX)
			tell(finding, evidence);
	}
	if (findings->count > TOLD_MAX)
		evidence_add(evidence, EVIDENCE_NOTE, NULL, 0, "%zu more of this kind",
			     findings->count - TOLD_MAX);
}

void finding_release(struct finding *finding)
{
	free(finding->path);
	free(finding->name);
	free(finding->text);
}

void finding_list_release(struct finding_list *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		finding_release(&findings->items[i]);
	free(findings->items);
	memset(findings, 0, sizeof(*findings));
}
