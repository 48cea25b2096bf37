/* SPDX-License-Identifier: GPL-2.0-only */
/* The CVEs of branches as text. */
#ifndef REPORT_CVES_H
#define REPORT_CVES_H

#include "result/cves.h"
#include "util/out.h"

/* A table a branch, and what is not known. */
void cves_text(const struct cves *cves, struct out *to);

#endif
