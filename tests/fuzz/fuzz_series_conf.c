// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>

#include "series/series_conf.h"
#include "util/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_series_conf_ struct series_conf *conf = NULL;
	_cleanup_free_ const struct series_entry **entries = NULL;
	_cleanup_free_ const char **names = NULL;
	_cleanup_error_ struct error *err = NULL;
	size_t count;

	if (series_conf_parse("series.conf", (const char *)data, len, NULL, &conf, &err)) {
		if (!err || conf)
			abort();
		return 0;
	}
	series_conf_select(conf, "6.1.y", "stable", NULL, &entries, &count);
	names = series_conf_names(conf);
	if (count > conf->entry_count || (conf->entry_count && !names[0]))
		abort();
	return 0;
}
