/* SPDX-License-Identifier: GPL-2.0-only */
/* libxml2: XML written. */
#ifndef UTIL_LIBRARY_XML_H
#define UTIL_LIBRARY_XML_H

#include <libxml/xmlwriter.h>

#include "util/library.h"

#define XML_FUNCTIONS(FUNCTION) \
	FUNCTION(xmlBufferContent) \
	FUNCTION(xmlBufferCreate) \
	FUNCTION(xmlBufferFree) \
	FUNCTION(xmlBufferLength) \
	FUNCTION(xmlFreeTextWriter) \
	FUNCTION(xmlNewTextWriterMemory) \
	FUNCTION(xmlTextWriterEndDocument) \
	FUNCTION(xmlTextWriterEndElement) \
	FUNCTION(xmlTextWriterSetIndent) \
	FUNCTION(xmlTextWriterStartDocument) \
	FUNCTION(xmlTextWriterStartElement) \
	FUNCTION(xmlTextWriterWriteAttribute) \
	FUNCTION(xmlTextWriterWriteString)

XML_FUNCTIONS(LIBRARY_DECLARE)

/* See library_load(). */
int xml_load(struct error **err);

#endif
