/* SPDX-License-Identifier: MIT */
#include "csharp_roles.h"

#include "buf.h"

enum { MIN_SECRET = 12 };

struct str cs_first_template(struct cs_run *r, cs_val v)
{
    return v ? cs_template(cs_row(r->v, v, 0)) : STR("\x03");
}

static bool may_be_secret(struct str s)
{
    return s.len >= MIN_SECRET && !cs_has_hole(s) && !cs_has_setting(s) &&
           str_chr(s, ' ') == STR_NPOS && str_find(s, STR("://")) == STR_NPOS;
}

static void add_credentials(struct cs_run *r, struct buf *out, cs_val v, bool literals)
{
    for (uint32_t i = 0; i < cs_count(r->v, v); i++) {
        const struct cs_atom_row *row = cs_row(r->v, v, i);
        struct str name, text = row->kind == CS_ATOM_TEXT ? row->text
                                : row->kind == CS_ATOM_SDK ? row->creds : STR_NONE;
        if (row->kind == CS_ATOM_SDK && row->sdk == SDK_CREDENTIAL) {
            buf_add(out, text);
            continue;
        }
        for (size_t at = 0; cs_next_setting(text, &at, &name);) {
            buf_putc(out, CS_SETTING_OPEN);
            buf_add(out, name);
            buf_putc(out, CS_SETTING_CLOSE);
        }
        if (literals && row->kind == CS_ATOM_TEXT && may_be_secret(text))
            buf_add(out, text);
    }
}

struct str cs_credentials(struct cs_run *r, cs_val v, bool literals)
{
    struct buf b = {0};
    add_credentials(r, &b, v, literals);
    struct str out = arena_str(r->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

/* ---- what arguments say by their roles ---- */

static void take_role(struct cs_run *r, struct cs_roles *out, char role, cs_val v,
                      struct buf *creds)
{
    if (role == 'c' || role == 'u')
        out->conn = cs_join(r->v, out->conn, v);
    else if (role == 'n')
        out->name = cs_join(r->v, out->name, v);
    else if (role == 'd')
        out->detail = cs_join(r->v, out->detail, v);
    else if (role == 'k')
        add_credentials(r, creds, v, true);
}

/* An SDK object as argument gives what it knows. */
static void take_object(struct cs_run *r, struct cs_roles *out, const struct cs_atom_row *row,
                        struct buf *creds)
{
    if (row->sdk == SDK_CREDENTIAL) {
        buf_add(creds, row->creds);
        return;
    }
    if (row->conn.len)
        out->conn = cs_join(r->v, out->conn, cs_text(r->v, row->conn));
    if (row->name.len && row->sdk != SDK_SERVICE && row->sdk != SDK_TABLE_OP)
        out->name = cs_join(r->v, out->name, cs_text(r->v, row->name));
    if (row->detail.len)
        out->detail = cs_join(r->v, out->detail, cs_text(r->v, row->detail));
}

struct cs_roles cs_read_roles(struct cs_run *r, const char *roles, const struct cs_args *args)
{
    struct cs_roles out = {0};
    struct buf creds = {0};
    size_t next = 0, count = strlen(roles);
    for (uint32_t i = 0; i < args->count; i++) {
        cs_val v = args->values[i] ? args->values[i] : cs_unknown(r->v);
        const struct cs_atom_row *row = cs_row(r->v, v, 0);
        if (row->kind == CS_ATOM_SDK) {
            for (uint32_t k = 0; k < cs_count(r->v, v); k++)
                if (cs_row(r->v, v, k)->kind == CS_ATOM_SDK)
                    take_object(r, &out, cs_row(r->v, v, k), &creds);
            continue;
        }
        char role = args->exprs[i] && args->exprs[i]->label.len
                        ? cs_sdk_label_role(args->exprs[i]->label) : 0;
        if (!role) {
            bool text = row->kind == CS_ATOM_TEXT;
            if (next >= count || (!text && (row->kind != CS_ATOM_EXTERN || roles[next] != '-')))
                continue;
            role = roles[next++];
        }
        take_role(r, &out, role, v, &creds);
    }
    out.creds = arena_str(r->arena, buf_str(&creds));
    buf_release(&creds);
    return out;
}

/* https://account.blob.core.windows.net/container/path?sas : the parts that the URL names. */
static void split_url(struct cs_atom_row *row)
{
    size_t scheme = str_find(row->conn, STR("://"));
    if (scheme == STR_NPOS || row->name.len)
        return;
    struct str rest = str_from_at(row->conn, scheme + 3);
    size_t query = str_chr(rest, '?');
    struct str path = query == STR_NPOS ? rest : str_sub(rest, 0, query);
    size_t slash = str_chr(path, '/');
    if (slash == STR_NPOS || slash + 1 >= path.len)
        return;
    path = str_from_at(path, slash + 1);
    size_t more = str_chr(path, '/');
    row->name = more == STR_NPOS ? path : str_sub(path, 0, more);
    if (more != STR_NPOS && !row->detail.len)
        row->detail = str_from_at(path, more + 1);
    if (query == STR_NPOS)
        row->conn = str_sub(row->conn, 0, scheme + 3 + slash);
}

static bool named_by_url(uint8_t sdk)
{
    return sdk == SDK_QUEUE || sdk == SDK_TABLE || sdk == SDK_CONTAINER || sdk == SDK_BLOB ||
           sdk == SDK_SHARE;
}

bool cs_has_state(uint8_t sdk)
{
    return sdk == SDK_HTTP || sdk == SDK_HTTP_REQUEST || sdk == SDK_COMMAND || sdk == SDK_SERVICE;
}

/* One atom for each combination of what the roles can be. */
cs_val cs_combine(struct cs_run *r, const struct cs_atom_row *like, const struct cs_roles *roles)
{
    cs_val out = 0;
    uint32_t nc = cs_count(r->v, roles->conn), nn = cs_count(r->v, roles->name),
             nd = cs_count(r->v, roles->detail), made = 0;
    for (uint32_t c = 0; c < nc || c == 0; c++)
        for (uint32_t n = 0; n < nn || n == 0; n++)
            for (uint32_t d = 0; (d < nd || d == 0) && made < CS_SET_MAX; d++, made++) {
                struct cs_atom_row row = *like;
                if (nc)
                    row.conn = cs_template(cs_row(r->v, roles->conn, c));
                if (nn)
                    row.name = cs_template(cs_row(r->v, roles->name, n));
                if (nd)
                    row.detail = cs_template(cs_row(r->v, roles->detail, d));
                if (roles->creds.len)
                    row.creds = ARENA_JOIN(r->arena, row.creds, roles->creds);
                if (named_by_url(row.sdk))
                    split_url(&row);
                row.serial = cs_has_state(row.sdk) ? cs_serial(r->v) : 0;
                row.born = row.serial ? r->branch : 0;
                out = cs_join(r->v, out, cs_put(r->v, &row));
            }
    return out;
}
