# SPDX-License-Identifier: GPL-2.0-only
# Builds implicit_access_test with the selftest library of the tree that make
# runs in; what differs from version to version is asked of its headers.
include Makefile

X86_HEADERS := $(wildcard include/x86 include/x86_64)
has = $(if $(shell grep -rwl $(1) $(2)),-DHAS_$(1))

API := $(call has,vm_create_with_one_vcpu,include) \
       $(call has,vm_init_descriptor_tables,$(X86_HEADERS)) \
       $(call has,vm_install_exception_handler,$(X86_HEADERS)) \
       $(call has,vm_vaddr_alloc,include) \
       $(call has,vm_vaddr_t,include) \
       $(call has,guest_rsp,$(wildcard $(X86_HEADERS:%=%/svm_util.h)))

$(EXTERNAL_OUTPUT): $(EXTERNAL_SOURCE)/implicit_access_test.c $(LIBKVM_OBJS)
	$(CC) $(CFLAGS) $(API) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH) $^ $(LDLIBS) -o $@
