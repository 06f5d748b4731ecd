/* SPDX-License-Identifier: MIT */
#include "text_lines.h"

bool lines_next(struct lines *l)
{
    if (!str_cut(&l->rest, '\n', &l->line))
        return false;
    l->number++;
    l->indent = 0;
    while (l->indent < l->line.len && l->line.ptr[l->indent] == ' ')
        l->indent++;
    size_t comment = str_starts(str_trim(l->line), STR("#")) ? 0 : str_find(l->line, STR(" #"));
    l->line = str_trim(comment == STR_NPOS ? l->line : str_sub(l->line, 0, comment));
    return true;
}

bool lines_quoted(struct str *rest, struct str *text)
{
    size_t begin = 0;
    while (begin < rest->len && rest->ptr[begin] != '"' && rest->ptr[begin] != '\'')
        begin++;
    if (begin >= rest->len)
        return false;
    char quote = rest->ptr[begin];
    *rest = str_from_at(*rest, begin + 1);
    size_t end = str_chr(*rest, quote);
    *text = str_sub(*rest, 0, end == STR_NPOS ? rest->len : end);
    *rest = end == STR_NPOS ? STR_NONE : str_from_at(*rest, end + 1);
    return true;
}
