/* SPDX-License-Identifier: BSD-3-Clause */
/* The names that the user gave to estimators, and those of the columns that are made of them. Sources: get_feature_names_out of sklearn/ensemble/_voting.py and
 * _stacking.py. */
#include "ensembles.h"

static const struct skops_word drop_words[] = { SKOPS_TEXT_WORD ("drop", 1), SKOPS_NONE_WORD (1), SKOPS_OTHER_WORD (0), SKOPS_END_WORD };

SKOPS_TABLE (table, struct named_member,
	SKOPS_TEXT (struct named_member, name, .attribute = "0"),
	SKOPS_WORD (struct named_member, dropped, drop_words, .attribute = "1"));

const struct skops_field named_member_item = { .name = "", .kind = SKOPS_KIND_TUPLE, .size = (uint32_t) sizeof (struct named_member), .table = &table };

struct skops_text named_member (const struct skops_list *estimators, size_t i)
{
	for (size_t e = 0; e < estimators->count; e++) {
		const struct named_member *member = SKOPS_ITEM (estimators, struct named_member, e);
		if (!member->dropped && !i--)
			return member->name;
	}
	return (struct skops_text) { 0 };
}

enum skops_status named_columns (struct skops_call *call, struct skops_text name, size_t count, bool numbered)
{
	char prefix[SKOPS_NAME_PREFIX];
	enum skops_status status = SKOPS_OK;

	skops_name_prefix (call, prefix);
	for (size_t i = 0; i < count && !status; i++)
		status = numbered ? skops_name_add (call, "%s_%.*s%zu", prefix, (int) name.size, name.data, i)
			: skops_name_add (call, "%s_%.*s", prefix, (int) name.size, name.data);
	return status;
}
