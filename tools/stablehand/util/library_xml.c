// SPDX-License-Identifier: GPL-2.0-only
#include "util/library_xml.h"

#include <libxml/xmlversion.h>

XML_FUNCTIONS(LIBRARY_DEFINE)

int xml_load(struct error **err)
{
	static const struct library_function functions[] = {
		XML_FUNCTIONS(LIBRARY_FUNCTION)
		{NULL},
	};
	static struct library library = {
		/* The ABI changed with 2.14. */
		.soname = LIBXML_VERSION < 21400 ? "libxml2.so.2" : "libxml2.so.16",
		.package = LIBXML_VERSION < 21400 ? "libxml2" : "libxml2-16",
		.functions = functions,
	};

	return library_load(&library, err);
}
