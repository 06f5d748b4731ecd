/* SPDX-License-Identifier: MIT */
/* ask_table.c - commands for the table of all nodes. */
#include "command.h"
#include "table_view.h"

bool ask_table(struct explorer *x, struct str args)
{
    (void)args;
    session_show_view(x, VIEW_TABLE);
    return true;
}

/* sort COLUMN, sort COLUMN reverse */
bool ask_sort(struct explorer *x, struct str args)
{
    struct str rest = args, word = ask_word(&rest), way = ask_word(&rest);
    enum table_column by;

    if (!table_column_find(word, &by)) {
        struct suggestion near = suggest_for(word);
        for (int c = 0; c < TABLE_COLUMN_COUNT; c++)
            suggest_try(&near, str_from(table_columns[c].name));
        ask_unknown(x, "column", &near);
        return false;
    }
    if (!str_empty(way) && !str_iis(way, "reverse")) {
        session_complain(x, "usage: sort COLUMN [reverse]");
        return false;
    }
    table_go(x, by, !str_empty(way));
    session_say(x, "table by %s%s", table_columns[by].name, str_empty(way) ? "" : ", reversed");
    return true;
}
