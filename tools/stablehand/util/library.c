// SPDX-License-Identifier: GPL-2.0-only
#include "util/library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "util/alloc.h"

static int missing(const struct library *library, struct error **err)
{
	const char *why = dlerror();

	/* Too little memory, or too few descriptors: no package helps. */
	if (why && !strstr(why, "No such file") && !strstr(why, "undefined symbol"))
		return error_set(err, ERROR_ENVIRONMENT, "%s cannot be loaded: %s",
				 library->soname, why);
	return error_set(err, ERROR_ENVIRONMENT, "%s cannot be used: apt-get install %s (%s)",
			 library->soname, library->package, why ? why : "no reason given");
}

static int find_functions(const struct library *library, void *handle, struct error **err)
{
	const struct library_function *f = library->functions;
	_cleanup_free_ void **found = NULL;
	size_t count = 0;

	while (f[count].name)
		count++;
	found = xcalloc(count + 1, sizeof(*found));
	for (size_t i = 0; i < count; i++) {
		found[i] = dlsym(handle, f[i].name);
		if (!found[i])
			return missing(library, err);
	}
	for (size_t i = 0; i < count; i++)
		memcpy(f[i].pointer, &found[i], sizeof(found[i]));
	return 0;
}

static int load(struct library *library, struct error **err)
{
	/* Bound as a linked library is: each function at its first call. */
	void *handle = dlopen(library->soname, RTLD_LAZY | RTLD_NODELETE);

	if (!handle)
		return missing(library, err);
	if (find_functions(library, handle, err)) {
		dlclose(handle);
		return -1;
	}
	if (library->start)
		library->start();
	library->is_loaded = true;
	return 0;
}

int library_load(struct library *library, struct error **err)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	int rc = 0;

	pthread_mutex_lock(&lock);
	if (!library->is_loaded)
		rc = load(library, err);
	pthread_mutex_unlock(&lock);
	return rc;
}
