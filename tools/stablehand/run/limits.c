// SPDX-License-Identifier: GPL-2.0-only
#include "run/limits.h"

#include <ctype.h>
#include <string.h>

#include "run/project_conf.h"
#include "util/alloc.h"

#define MAX_CORES 4096
#define MAX_SECONDS (366 * 86400.0)
#define MAX_BYTES (1ull << 60)

struct unit {
	const char *name;
	double factor;
};

static const struct unit times[] = {
	{"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}, {NULL},
};

static const struct unit sizes[] = {
	{"K", 1ull << 10}, {"M", 1ull << 20}, {"G", 1ull << 30}, {"T", 1ull << 40},
	{"KiB", 1ull << 10}, {"MiB", 1ull << 20}, {"GiB", 1ull << 30}, {"TiB", 1ull << 40}, {NULL},
};

/* Digits, perhaps a point and digits, then a unit. */
static bool parse(const char *text, const struct unit *units, double max, double *ret)
{
	double value = 0, place = 1;
	const char *at = text;

	if (!isdigit((unsigned char)*at))
		return false;
	for (; isdigit((unsigned char)*at); at++)
		value = value * 10 + (*at - '0');
	if (*at == '.')
		for (at++; isdigit((unsigned char)*at); at++)
			value += (*at - '0') * (place /= 10);
	at += strspn(at, " ");
	while (units->name && strcmp(units->name, at))
		units++;
	if (!units->name || !(value > 0) || value > max / units->factor)
		return false;
	*ret = value * units->factor;
	return true;
}

bool limits_parse_time(const char *text, double *ret_seconds)
{
	return parse(text, times, MAX_SECONDS, ret_seconds);
}

bool limits_parse_size(const char *text, uint64_t *ret_bytes)
{
	double bytes;

	if (!parse(text, sizes, MAX_BYTES, &bytes))
		return false;
	*ret_bytes = bytes;
	return true;
}

bool limits_parse_cores(const char *text, unsigned *ret_cores)
{
	char *end;
	long cores = strtol(text, &end, 10);

	if (!isdigit((unsigned char)*text) || *end || cores < 1 || cores > MAX_CORES)
		return false;
	*ret_cores = cores;
	return true;
}

int limits_read(const struct context *context, struct limits *ret_limits, struct error **err)
{
	_cleanup_free_ char *time = NULL, *cores = NULL, *memory = NULL, *disk = NULL;
	struct limits limits = {0};

	if (project_conf_text(context, "limits.time", &time, err) ||
	    project_conf_text(context, "limits.cores", &cores, err) ||
	    project_conf_text(context, "limits.memory", &memory, err) ||
	    project_conf_text(context, "limits.disk", &disk, err))
		return -1;
	if (time && !limits_parse_time(time, &limits.seconds))
		return error_set(err, ERROR_INPUT, PROJECT_CONF ": limits.time = %s: not a time "
				 "as 6h or 90 min", time);
	if (cores && !limits_parse_cores(cores, &limits.cores))
		return error_set(err, ERROR_INPUT, PROJECT_CONF ": limits.cores = %s: not a "
				 "number from 1 to %d", cores, MAX_CORES);
	if (memory && !limits_parse_size(memory, &limits.memory_bytes))
		return error_set(err, ERROR_INPUT, PROJECT_CONF ": limits.memory = %s: not a size "
				 "as 16G", memory);
	if (disk && !limits_parse_size(disk, &limits.disk_bytes))
		return error_set(err, ERROR_INPUT, PROJECT_CONF ": limits.disk = %s: not a size "
				 "as 100G", disk);
	*ret_limits = limits;
	return 0;
}
