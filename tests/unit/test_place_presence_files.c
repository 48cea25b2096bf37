// SPDX-License-Identifier: GPL-2.0-only
/* Is what a hunk does in a file already? Declarations, tables and other files than C. */
#include "presence_table.h"

#define MEMBER "@@ 3 struct foo {\n \tstruct device *dev;\n \tu32 flags;\n+\tbool suspended;\n" \
	" \tstruct list_head list;\n };\n \n"
#define ENUM "@@ 3 enum foo_state {\n \tFOO_IDLE,\n \tFOO_RUNNING,\n+\tFOO_STOPPING,\n" \
	" \tFOO_DEAD,\n };\n \n"
#define MACRO "@@ 3\n #define FOO_A\t\t0x10\n #define FOO_B\t\t0x14\n" \
	"+#define FOO_STATUS\t0x18\n #define FOO_D\t\t0x1c\n \n"
#define VALUE "@@ 3\n #define FOO_A\t\t0x10\n-#define FOO_TIMEOUT\t100\n" \
	"+#define FOO_TIMEOUT\t500\n #define FOO_D\t\t0x1c\n \n"
#define INCLUDE "@@ 3\n #include <linux/clk.h>\n #include <linux/delay.h>\n" \
	"+#include <linux/iopoll.h>\n #include <linux/module.h>\n \n"
#define PROTOTYPE "@@ 7\n int foo_open(struct foo *foo);\n void foo_close(struct foo *foo);\n" \
	"-int foo_read(struct foo *foo, void *to);\n" \
	"+int foo_read(struct foo *foo, void *to, size_t len);\n \n #endif\n"
#define PROTOTYPES(line) "#ifndef FOO_H\n#define FOO_H\n\nint foo_open(struct foo *foo);\n" \
	"void foo_close(struct foo *foo);\n" line "\n#endif\n"
#define IDS "@@ 3 static const struct usb_device_id foo_ids[] = {\n" \
	" \t{ USB_DEVICE(0x1234, 0x0001) },\n \t{ USB_DEVICE(0x1234, 0x0002) },\n" \
	"+\t{ USB_DEVICE(0x1234, 0x0003) },\n \t{ USB_DEVICE(0x1234, 0x0005) },\n \t{ }\n };\n"
#define TABLE(more) "static const struct usb_device_id foo_ids[] = {\n" \
	"\t{ USB_DEVICE(0x1234, 0x0001) },\n\t{ USB_DEVICE(0x1234, 0x0002) },\n" \
	more "\t{ USB_DEVICE(0x1234, 0x0005) },\n\t{ }\n};\n"

static const struct presence_row declarations[] = {
	{ "a member", MEMBER, "struct foo {\n\tstruct device *dev;\n\tu32 flags;\n"
	  "\tbool suspended;\n\tstruct list_head list;\n};\n\n", "THERE" },
	{ "a member that is not there", MEMBER, "struct foo {\n\tstruct device *dev;\n"
	  "\tu32 flags;\n\tstruct list_head list;\n};\n\n", "ABSENT" },
	{ "a member of another type", MEMBER, "struct foo {\n\tstruct device *dev;\n"
	  "\tu32 flags;\n\tatomic_t suspended;\n\tstruct list_head list;\n};\n\n", "DOUBT" },
	{ "a member that stands elsewhere", MEMBER, "struct foo {\n\tbool suspended;\n"
	  "\tstruct device *dev;\n\tu32 flags;\n\tstruct list_head list;\n};\n\n", "DOUBT" },
	{ "a member of another structure", MEMBER, "struct bar {\n\tstruct device *dev;\n"
	  "\tu32 flags;\n\tbool suspended;\n\tstruct list_head list;\n};\n\n"
	  "struct foo {\n\tstruct device *dev;\n\tu32 flags;\n\tstruct list_head list;\n};\n\n",
	  "ABSENT" },
	{ "a constant", ENUM, "enum foo_state {\n\tFOO_IDLE,\n\tFOO_RUNNING,\n\tFOO_STOPPING,\n"
	  "\tFOO_DEAD,\n};\n", "THERE" },
	{ "a constant that is not there", ENUM, "enum foo_state {\n\tFOO_IDLE,\n\tFOO_RUNNING,\n"
	  "\tFOO_DEAD,\n};\n", "ABSENT" },
	{ "a constant elsewhere in the enum", ENUM, "enum foo_state {\n\tFOO_IDLE,\n"
	  "\tFOO_RUNNING,\n\tFOO_DEAD,\n\tFOO_STOPPING,\n};\n", "DOUBT" },
	{ "a macro", MACRO, "\n\n#define FOO_A\t\t0x10\n#define FOO_B\t\t0x14\n"
	  "#define FOO_STATUS\t0x18\n#define FOO_D\t\t0x1c\n\n", "THERE" },
	{ "a macro with more space", MACRO, "\n\n#define FOO_A\t\t\t0x10\n"
	  "#define FOO_B\t\t\t0x14\n#define FOO_STATUS\t\t0x18\n#define FOO_D\t\t\t0x1c\n\n",
	  "THERE" },
	{ "a macro that is not there", MACRO, "\n\n#define FOO_A\t\t0x10\n"
	  "#define FOO_B\t\t0x14\n#define FOO_D\t\t0x1c\n\n", "ABSENT" },
	{ "a macro with another value", MACRO, "\n\n#define FOO_A\t\t0x10\n"
	  "#define FOO_B\t\t0x14\n#define FOO_STATUS\t0x20\n#define FOO_D\t\t0x1c\n\n", "DOUBT" },
	{ "a macro elsewhere", MACRO, "#define FOO_STATUS\t0x18\n\n#define FOO_A\t\t0x10\n"
	  "#define FOO_B\t\t0x14\n#define FOO_D\t\t0x1c\n\n", "DOUBT" },
	{ "a value", VALUE, "\n\n#define FOO_A\t\t0x10\n#define FOO_TIMEOUT\t500\n"
	  "#define FOO_D\t\t0x1c\n\n", "THERE" },
	{ "the old value", VALUE, "\n\n#define FOO_A\t\t0x10\n#define FOO_TIMEOUT\t100\n"
	  "#define FOO_D\t\t0x1c\n\n", "ABSENT" },
	{ "a third value", VALUE, "\n\n#define FOO_A\t\t0x10\n#define FOO_TIMEOUT\t250\n"
	  "#define FOO_D\t\t0x1c\n\n", "ABSENT" },
	{ "a value with brackets", VALUE, "\n\n#define FOO_A\t\t0x10\n"
	  "#define FOO_TIMEOUT\t(500)\n#define FOO_D\t\t0x1c\n\n", "DOUBT" },
	{ "a header", INCLUDE, "\n\n#include <linux/clk.h>\n#include <linux/delay.h>\n"
	  "#include <linux/iopoll.h>\n#include <linux/module.h>\n\n", "THERE" },
	{ "a header elsewhere", INCLUDE, "\n\n#include <linux/clk.h>\n#include <linux/delay.h>\n"
	  "#include <linux/module.h>\n#include <linux/of.h>\n#include <linux/iopoll.h>\n\n",
	  "THERE" },
	{ "a header that is not there", INCLUDE, "\n\n#include <linux/clk.h>\n"
	  "#include <linux/delay.h>\n#include <linux/module.h>\n\n", "ABSENT" },
	{ "a prototype", PROTOTYPE, PROTOTYPES(
	  "int foo_read(struct foo *foo, void *to, size_t len);\n"), "THERE" },
	{ "a prototype, wrapped", PROTOTYPE, PROTOTYPES("int foo_read(struct foo *foo,\n"
	  "\t     void *to, size_t len);\n"), "THERE" },
	{ "the old prototype", PROTOTYPE, PROTOTYPES("int foo_read(struct foo *foo, void *to);\n"),
	  "ABSENT" },
	{ "a third prototype", PROTOTYPE, PROTOTYPES(
	  "int foo_read(struct foo *foo, void *to, loff_t at);\n"), "ABSENT" },
	{ "an entry", IDS, TABLE("\t{ USB_DEVICE(0x1234, 0x0003) },\n"), "THERE" },
	{ "an entry that is not there", IDS, TABLE(""), "ABSENT" },
	{ "an entry beside another", IDS, TABLE("\t{ USB_DEVICE(0x1234, 0x0003) },\n"
	  "\t{ USB_DEVICE(0x1234, 0x0004) },\n"), "THERE" },
	{ "another entry in its place", IDS, TABLE("\t{ USB_DEVICE(0x1234, 0x0004) },\n"),
	  "ABSENT" },
	{ "an entry with more data", IDS, TABLE(
	  "\t{ USB_DEVICE(0x1234, 0x0003), .driver_info = FOO_QUIRK },\n"), "DOUBT" },
	{ "an entry at the end", IDS, "static const struct usb_device_id foo_ids[] = {\n"
	  "\t{ USB_DEVICE(0x1234, 0x0001) },\n\t{ USB_DEVICE(0x1234, 0x0002) },\n"
	  "\t{ USB_DEVICE(0x1234, 0x0005) },\n\t{ USB_DEVICE(0x1234, 0x0003) },\n\t{ }\n};\n",
	  "DOUBT" },
	{ "a twin of a structure, where that has changed", "@@ 9 struct foo {\n"
	  " \tstruct device *dev;\n \tu32 flags;\n+\tbool suspended;\n"
	  " \tstruct list_head list;\n };\n", "struct bar {\n\tstruct device *dev;\n"
	  "\tu32 flags;\n\tbool suspended;\n\tstruct list_head list;\n};\n\nstruct foo {\n"
	  "\tstruct device *dev;\n\tu32 more;\n\tu32 flags;\n\tu32 more2;\n"
	  "\tstruct list_head list;\n};\n", "ABSENT" },
	{ "in a twin of a table", "@@ 9 static struct foo_data a = {\n \t.x = 1,\n"
	  "+\t.has_quirk_mode = true,\n \t.y = 2,\n };\n", "static struct foo_data b = {\n"
	  "\t.x = 1,\n\t.has_quirk_mode = true,\n\t.y = 2,\n};\n\nstatic struct foo_data a = {\n"
	  "\t.x = 1,\n\t.y = 2,\n};\n", "ABSENT" },
	{ "in a twin of a table, another value here", "@@ 9 static struct foo_data a = {\n"
	  " \t.x = 1,\n+\t.has_quirk_mode = true,\n \t.y = 2,\n };\n",
	  "static struct foo_data b = {\n\t.x = 1,\n\t.has_quirk_mode = true,\n\t.y = 2,\n};\n\n"
	  "static struct foo_data a = {\n\t.x = 1,\n\t.has_quirk_mode = false,\n\t.y = 2,\n};\n",
	  "DOUBT" },
};

static const struct presence_row texts[] = {
	{ "a comment", "@@ 3 int f(void)\n {\n-\t/* Wait for teh clock. */\n"
	  "+\t/* Wait for the clock. */\n \ta();\n }\n",
	  "int f(void)\n{\n\t/* Wait for the clock. */\n\ta();\n}\n", "THERE" },
	{ "the old comment", "@@ 3 int f(void)\n {\n-\t/* Wait for teh clock. */\n"
	  "+\t/* Wait for the clock. */\n \ta();\n }\n",
	  "int f(void)\n{\n\t/* Wait for teh clock. */\n\ta();\n}\n", "ABSENT" },
	{ "a comment beside code", "@@ 2 int f(void)\n {\n+\t/* The clock is slow. */\n"
	  "+\tfoo_wait_for_clock(foo);\n \ta();\n }\n",
	  "int f(void)\n{\n\tfoo_wait_for_clock(foo);\n\ta();\n}\n", "THERE" },
	{ "white space", "@@ 2 int f(void)\n {\n-\ta ();\n+\ta();\n \tb();\n }\n",
	  "int f(void)\n{\n\ta ();\n\tb();\n}\n", "ABSENT" },
	{ "a blank line", "@@ 2 int f(void)\n {\n \ta();\n+\n \tb();\n }\n", "int f(void)\n{\n"
	  "\ta();\n\n\tb();\n}\n", "ABSENT" },
	{ "a message", "@@ 2 int f(void)\n {\n-\tpr_err(\"can not start\\n\");\n"
	  "+\tpr_err(\"cannot start\\n\");\n \tb();\n }\n",
	  "int f(void)\n{\n\tpr_err(\"cannot start\\n\");\n\tb();\n}\n", "THERE" },
	{ "the old message", "@@ 2 int f(void)\n {\n-\tpr_err(\"can not start\\n\");\n"
	  "+\tpr_err(\"cannot start\\n\");\n \tb();\n }\n",
	  "int f(void)\n{\n\tpr_err(\"can not start\\n\");\n\tb();\n}\n", "ABSENT" },
	{ "a blank in a message", "@@ 2 int f(void)\n {\n-\tpr_err(\"no clock %d\\n\", ret);\n"
	  "+\tpr_err(\"no clock: %d\\n\", ret);\n \tb();\n }\n",
	  "int f(void)\n{\n\tpr_err(\"no clock %d\\n\", ret);\n\tb();\n}\n", "ABSENT" },
};

#define SAVE "@@ 4 SYM_FUNC_START(foo_save)\n \tmovq\t%rax, (%rdi)\n \tmovq\t%rbx, 8(%rdi)\n" \
	"+\tmovq\t%r12, 16(%rdi)\n \tRET\n SYM_FUNC_END(foo_save)\n \n"
#define ASM(name, line) "SYM_FUNC_START(" name ")\n\tmovq\t%rax, (%rdi)\n" \
	"\tmovq\t%rbx, 8(%rdi)\n" line "\tRET\nSYM_FUNC_END(" name ")\n\n"
#define OKAY "@@ 5 &uart1 {\n &uart1 {\n \tpinctrl-0 = <&uart1_pins>;\n+\tstatus = \"okay\";\n" \
	" };\n \n &uart2 {\n"
#define NODES(one, two) "&uart1 {\n\tpinctrl-0 = <&uart1_pins>;\n" one "};\n\n&uart2 {\n" \
	"\tpinctrl-0 = <&uart2_pins>;\n" two "};\n"
#define CLOCK "@@ 5\n \t\t\treg = <0x10000 0x100>;\n-\t\t\tclocks = <&ccu CLK_BUS_UART0>;\n" \
	"+\t\t\tclocks = <&ccu CLK_BUS_UART0>, <&ccu CLK_UART0>;\n" \
	" \t\t\tstatus = \"disabled\";\n"
#define NODE(line) "/ {\n\tsoc {\n\t\tuart0: serial@10000 {\n\t\t\treg = <0x10000 0x100>;\n" \
	line "\t\t\tstatus = \"disabled\";\n\t\t};\n\t};\n};\n"
#define SELECT "@@ 2 config FOO\n \ttristate \"Foo\"\n \tdepends on PCI\n+\tselect REGMAP\n" \
	" \thelp\n \t  Foo support.\n \n"
#define CONFIG(more) "config FOO\n\ttristate \"Foo\"\n\tdepends on PCI\n" more "\thelp\n" \
	"\t  Foo support.\n\n"
#define OTHER "config BAR\n\ttristate \"Bar\"\n\tdepends on PCI\n\tselect REGMAP\n\thelp\n" \
	"\t  Bar support.\n\n"
#define OBJECT "@@ 2\n obj-$(CONFIG_FOO) += foo.o\n-foo-objs := main.o\n" \
	"+foo-objs := main.o quirks.o\n obj-$(CONFIG_ZAP) += zap.o\n"
#define MAKEFILE(line) "# SPDX-License-Identifier: GPL-2.0\nobj-$(CONFIG_FOO) += foo.o\n" line \
	"obj-$(CONFIG_ZAP) += zap.o\n"
#define ZAP "@@ 1\n obj-$(CONFIG_FOO) += foo.o\n+obj-$(CONFIG_BAR) += bar.o\n" \
	" obj-$(CONFIG_ZAP) += zap.o\n"
#define YAML "@@ 9 properties:\n       - enum:\n           - acme,foo-a\n" \
	"           - acme,foo-b\n+          - acme,foo-d\n       - const: acme,foo\n \n" \
	"   reg:\n"
#define SCHEMA(more) "$id: http://devicetree.org/schemas/acme,foo.yaml#\n\nproperties:\n" \
	"  compatible:\n    items:\n      - enum:\n          - acme,foo-a\n" \
	"          - acme,foo-b\n" more "      - const: acme,foo\n\n  reg:\n    maxItems: 1\n"

static const struct presence_row files[] = {
	{ "assembler", SAVE, ASM("foo_save", "\tmovq\t%r12, 16(%rdi)\n"), "THERE", "f.S" },
	{ "assembler without it", SAVE, ASM("foo_save", ""), "ABSENT", "f.S" },
	{ "assembler with another register", SAVE, ASM("foo_save", "\tmovq\t%r13, 16(%rdi)\n"),
	  "ABSENT", "f.S" },
	{ "assembler, in a twin", SAVE, ASM("foo_load", "\tmovq\t%r12, 16(%rdi)\n") ASM(
	  "foo_save", ""), "ABSENT", "f.S" },
	{ "a node's property", OKAY, NODES("\tstatus = \"okay\";\n", ""), "THERE", "f.dts" },
	{ "another node's property", OKAY, NODES("", "\tstatus = \"okay\";\n"), "ABSENT", "f.dts" },
	{ "another value of a property", OKAY, NODES("\tstatus = \"disabled\";\n",
	  "\tstatus = \"okay\";\n"), "DOUBT", "f.dts" },
	{ "a clock", CLOCK, NODE("\t\t\tclocks = <&ccu CLK_BUS_UART0>, <&ccu CLK_UART0>;\n"),
	  "THERE", "f.dts" },
	{ "a clock, wrapped", CLOCK, NODE("\t\t\tclocks = <&ccu CLK_BUS_UART0>,\n"
	  "\t\t\t\t <&ccu CLK_UART0>;\n"), "THERE", "f.dts" },
	{ "no clock", CLOCK, NODE("\t\t\tclocks = <&ccu CLK_BUS_UART0>;\n"), "ABSENT", "f.dts" },
	{ "a commented-out property", OKAY, NODES("\t/* status = \"okay\"; */\n",
	  "\tstatus = \"okay\";\n"), "ABSENT", "f.dts" },

	{ "a select", SELECT, CONFIG("\tselect REGMAP\n") OTHER, "THERE", "Kconfig" },
	{ "a select of another option", SELECT, CONFIG("") OTHER, "ABSENT", "Kconfig" },
	{ "a select with a condition", SELECT, CONFIG("\tselect REGMAP if OF\n") OTHER, "DOUBT",
	  "Kconfig" },
	{ "a longer name", SELECT, CONFIG("\tselect REGMAP_MMIO\n") OTHER, "DOUBT", "Kconfig" },
	{ "beside another select", SELECT, CONFIG("\tselect CRC32\n\tselect REGMAP\n"), "THERE",
	  "Kconfig" },
	{ "an object", OBJECT, MAKEFILE("foo-objs := main.o quirks.o\n"), "THERE", "Makefile" },
	{ "no object", OBJECT, MAKEFILE("foo-objs := main.o\n"), "ABSENT", "Makefile" },
	{ "an object among others", OBJECT, MAKEFILE("foo-objs := main.o debug.o quirks.o\n"),
	  "THERE", "Makefile" },
	{ "a commented-out object", OBJECT, MAKEFILE("foo-objs := main.o # quirks.o\n"), "ABSENT",
	  "Makefile" },
	{ "a line that is commented out", ZAP, "obj-$(CONFIG_FOO) += foo.o\n"
	  "# obj-$(CONFIG_BAR) += bar.o\nobj-$(CONFIG_ZAP) += zap.o\n", "DOUBT", "Makefile" },
	{ "a line that is not", ZAP, "obj-$(CONFIG_FOO) += foo.o\nobj-$(CONFIG_BAR) += bar.o\n"
	  "obj-$(CONFIG_ZAP) += zap.o\n", "THERE", "Makefile" },
	{ "an entry of a schema", YAML, SCHEMA("          - acme,foo-d\n"), "THERE", "f.yaml" },
	{ "no entry of a schema", YAML, SCHEMA(""), "ABSENT", "f.yaml" },
	{ "another entry of a schema", YAML, SCHEMA("          - acme,foo-c\n"), "ABSENT",
	  "f.yaml" },
	{ "an entry of a schema further down", YAML, SCHEMA("          - acme,foo-c\n"
	  "          - acme,foo-d\n"), "THERE", "f.yaml" },
	{ "an address", "@@ 1\n-$id: http://devicetree.org/schemas/foo.yaml#\n"
	  "+$id: http://devicetree.org/schemas/acme,foo.yaml#\n \n properties:\n   compatible:\n",
	  "$id: http://devicetree.org/schemas/foo.yaml#\n\nproperties:\n  compatible:\n",
	  "ABSENT", "f.yaml" },
	{ "an address beside another change", "@@ 1\n"
	  "-$id: http://devicetree.org/schemas/foo.yaml#\n"
	  "+$id: http://devicetree.org/schemas/acme,foo.yaml#\n \n properties:\n"
	  "-  compatible: foo\n+  compatible: acme,foo\n   reg: 1\n",
	  "$id: http://devicetree.org/schemas/foo.yaml#\n\nproperties:\n  compatible: acme,foo\n"
	  "  reg: 1\n", "PART ..dd", "f.yaml" },
	{ "documentation", "@@ 3\n foo.debug=\n \t\tEnable messages.\n \n+foo.quirks=\n"
	  "+\t\tBit mask of quirks; don't use it.\n+\n foo.size=\n \t\tSize of the ring.\n",
	  "foo.debug=\n\t\tEnable messages.\n\nfoo.quirks=\n"
	  "\t\tBit mask of quirks; don't use it.\n\nfoo.size=\n\t\tSize of the ring.\n", "THERE",
	  "f.txt" },
	{ "documentation without it", "@@ 3\n foo.debug=\n \t\tEnable messages.\n \n"
	  "+foo.quirks=\n+\t\tBit mask of quirks; don't use it.\n+\n foo.size=\n"
	  " \t\tSize of the ring.\n",
	  "foo.debug=\n\t\tEnable messages.\n\nfoo.size=\n\t\tSize of the ring.\n", "ABSENT",
	  "f.txt" },
	{ "documentation in other words", "@@ 3\n foo.debug=\n \t\tEnable messages.\n \n"
	  "+foo.quirks=\n+\t\tBit mask of quirks; don't use it.\n+\n foo.size=\n"
	  " \t\tSize of the ring.\n",
	  "foo.debug=\n\t\tEnable messages.\n\nfoo.quirks=\n"
	  "\t\tWhich quirks are on, for tests.\n\nfoo.size=\n\t\tSize of the ring.\n", "ABSENT",
	  "f.txt" },
	{ "an option that goes off", "@@ 3\n CONFIG_A=y\n-CONFIG_FOO=y\n"
	  "+# CONFIG_FOO is not set\n CONFIG_B=y\n", "\n\nCONFIG_A=y\nCONFIG_FOO=y\nCONFIG_B=y\n",
	  "ABSENT", "x86_64_defconfig" },
	{ "an option that goes on", "@@ 3\n CONFIG_A=y\n-# CONFIG_FOO is not set\n"
	  "+CONFIG_FOO=y\n CONFIG_B=y\n", "\n\nCONFIG_A=y\n# CONFIG_FOO is not set\nCONFIG_B=y\n",
	  "ABSENT", "x86_64_defconfig" },
	{ "an option as a module here", "@@ 3\n CONFIG_A=y\n+CONFIG_FOO=y\n CONFIG_B=y\n", "\n\n"
	  "CONFIG_A=y\nCONFIG_FOO=m\nCONFIG_B=y\n", "DOUBT", "x86_64_defconfig" },
	{ "an option that is off here", "@@ 3\n CONFIG_A=y\n+CONFIG_FOO=y\n CONFIG_B=y\n", "\n\n"
	  "CONFIG_A=y\n# CONFIG_FOO is not set\nCONFIG_B=y\n", "DOUBT", "x86_64_defconfig" },
	{ "a dependency, inverted here", "@@ 3 config FOO\n \ttristate \"Foo\"\n"
	  "-\tdepends on PCI\n+\tdepends on PCI && !S390\n \thelp\n", "\nconfig FOO\n"
	  "\ttristate \"Foo\"\n\tdepends on PCI && S390\n\thelp\n", "ABSENT", "Kconfig" },
	{ "a dependency, with another operator here", "@@ 3 config FOO\n \ttristate \"Foo\"\n"
	  "-\tdepends on PCI\n+\tdepends on PCI && HAS_IOMEM\n \thelp\n", "\nconfig FOO\n"
	  "\ttristate \"Foo\"\n\tdepends on PCI || HAS_IOMEM\n\thelp\n", "ABSENT", "Kconfig" },
	{ "a select of a twin", "@@ 9 config FOO\n \ttristate \"Foo\"\n \tdepends on PCI\n"
	  "+\tselect REGMAP_I2C\n \thelp\n \t  Support.\n", "config FOO\n\ttristate \"Foo\"\n"
	  "\tdepends on PCI\n\thelp\n\t  Support.\n\nconfig BAR\n\ttristate \"Foo\"\n"
	  "\tdepends on PCI\n\tselect REGMAP_I2C\n\thelp\n\t  Support.\n", "PART? d", "Kconfig" },
	{ "a property of the next node", "@@ 9 soc {\n \t\tuart0: serial@1 {\n"
	  " \t\t\treg = <1>;\n+\t\t\tfsl,uart-has-rtscts;\n \t\t};\n \n \t\tuart1: serial@2 {\n"
	  " \t\t\treg = <2>;\n \t\t};\n", "/ {\n\tsoc {\n\t\tuart0: serial@1 {\n"
	  "\t\t\treg = <1>;\n\t\t};\n\n\t\tuart1: serial@2 {\n\t\t\treg = <2>;\n"
	  "\t\t\tfsl,uart-has-rtscts;\n\t\t};\n\t};\n};\n", "DOUBT", "f.dts" },
	{ "an instruction on the other side", "@@ 3 SYM_FUNC_START(foo)\n \tmovq\t%rax, (%rdi)\n"
	  "+\tlfence\n \tcall\tbar\n", "SYM_FUNC_START(foo)\n\tlfence\n\tmovq\t%rax, (%rdi)\n"
	  "\tcall\tbar\n", "DOUBT", "f.S" },
	{ "an instruction in a comment", "@@ 3 SYM_FUNC_START(foo)\n \tmovq\t%rax, (%rdi)\n"
	  "+\tclac_all_regs\n \tcall\tbar\n", "SYM_FUNC_START(foo)\n\tmovq\t%rax, (%rdi)\n"
	  "\t# clac_all_regs\n\tcall\tbar\n", "DOUBT", "f.S" },
};

static const struct presence_row places[] = {
	{ "at the start", "@@ 1\n+#define pr_fmt(fmt) \"foo: \" fmt\n #include <linux/a.h>\n"
	  " #include <linux/b.h>\n", "#define pr_fmt(fmt) \"foo: \" fmt\n#include <linux/a.h>\n"
	  "#include <linux/b.h>\n", "THERE" },
	{ "at the start, not there", "@@ 1\n+#define pr_fmt(fmt) \"foo: \" fmt\n"
	  " #include <linux/a.h>\n #include <linux/b.h>\n", "#include <linux/a.h>\n"
	  "#include <linux/b.h>\n", "ABSENT" },
	{ "at the end", "@@ 3\n module_init(foo_init);\n \n+MODULE_LICENSE(\"GPL\");\n", "\n\n"
	  "module_init(foo_init);\n\nMODULE_LICENSE(\"GPL\");\n", "THERE" },
	{ "at the end, not there", "@@ 3\n module_init(foo_init);\n \n"
	  "+MODULE_LICENSE(\"GPL\");\n", "\n\nmodule_init(foo_init);\n", "ABSENT" },
	{ "at the end, no longer the last", "@@ 3\n module_init(foo_init);\n \n"
	  "+MODULE_LICENSE(\"GPL\");\n", "\n\nmodule_init(foo_init);\n\n"
	  "MODULE_LICENSE(\"GPL\");\nMODULE_ALIAS(\"bar\");\n", "THERE" },
	{ "no newline at the end", "@@ 3\n module_init(foo_init);\n \n"
	  "+MODULE_LICENSE(\"GPL\");\n\\ No newline at end of file\n", "\n\n"
	  "module_init(foo_init);\n\nMODULE_LICENSE(\"GPL\");\n", "THERE" },
	{ "without context, there", "@@ 2\n-\treturn foo_register_all(foo);\n"
	  "+\treturn foo_register_some(foo, FOO_MASK);\n", "int f(void)\n{\n"
	  "\treturn foo_register_some(foo, FOO_MASK);\n}\n", "DOUBT" },
	{ "without context, not there", "@@ 2\n-\treturn foo_register_all(foo);\n"
	  "+\treturn foo_register_some(foo, FOO_MASK);\n", "int f(void)\n{\n"
	  "\treturn foo_register_all(foo);\n}\n", "ABSENT" },
	{ "without context, in the wrong function", "@@ 2 int f(void)\n+\tif (!p)\n"
	  "+\t\treturn -ENOMEM;\n", "int f(void)\n{\n\tp = a();\n}\nint g(void)\n{\n\tp = a();\n"
	  "\tif (!p)\n\t\treturn -ENOMEM;\n}\n", "ABSENT" },
	{ "without context, everywhere", "@@ 3 int f(void)\n+\tif (!p)\n+\t\treturn -ENOMEM;\n",
	  "int f(void)\n{\n\tp = a();\n\tq = b();\n\tif (!p)\n\t\treturn -ENOMEM;\n}\n", "ABSENT" },
	{ "without context, a removal that is not there", "@@ 2\n-\tfoo_debug_dump(foo);\n",
	  "int f(void)\n{\n\treturn 0;\n}\n", "ABSENT" },
	{ "a new file", "@@ 1\n+int foo;\n+int bar;\n", "int foo;\nint bar;\n", "DOUBT" },
	{ "two hunks, one there", "@@ 3 int f(void)\n {\n-\tfoo_lock_slow(foo);\n"
	  "+\tfoo_lock_fast(foo);\n \ta();\n }\n@@ 12 int g(void)\n {\n"
	  "-\tfoo_unlock_slow(foo);\n+\tfoo_unlock_fast(foo);\n \tb();\n }\n",
	  "int f(void)\n{\n\tfoo_lock_fast(foo);\n\ta();\n}\nint g(void)\n{\n"
	  "\tfoo_unlock_slow(foo);\n\tb();\n}\n", "THERE ABSENT" },
	{ "two equal hunks, the second there", "@@ 2 int f(void)\n {\n"
	  "+\tfoo_account_reset(foo);\n \ta();\n }\n@@ 12 int g(void)\n {\n"
	  "+\tfoo_account_reset(foo);\n \ta();\n }\n",
	  "int f(void)\n{\n\ta();\n}\nint g(void)\n{\n\tfoo_account_reset(foo);\n\ta();\n}\n",
	  "ABSENT THERE" },
};

static void row_declarations(void **state)
{
	(void)state;
	presence_rows(declarations, ARRAY_SIZE(declarations));
}

static void row_texts(void **state)
{
	(void)state;
	presence_rows(texts, ARRAY_SIZE(texts));
}

static void row_files(void **state)
{
	(void)state;
	presence_rows(files, ARRAY_SIZE(files));
}

static void row_places(void **state)
{
	(void)state;
	presence_rows(places, ARRAY_SIZE(places));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_declarations),
		cmocka_unit_test(row_texts),
		cmocka_unit_test(row_files),
		cmocka_unit_test(row_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
