// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/input.h"

int adapt_input_read(const struct adapt_options *options, struct adapt_input *ret_input,
		     struct error **err)
{
	struct adapt_input in = { .options = options, .table = atom_table_new() };

	if (!source_file_read(&in.a, in.table, options->a_old) ||
	    !source_file_read(&in.n, in.table, options->a_new) ||
	    !source_file_read(&in.b, in.table, options->b_old)) {
		adapt_input_release(&in);
		return error_set(err, ERROR_INPUT, "too large to adapt");
	}
	*ret_input = in;
	return 0;
}

void adapt_input_release(struct adapt_input *input)
{
	source_file_release(&input->a);
	source_file_release(&input->n);
	source_file_release(&input->b);
	atom_table_free(input->table);
}
