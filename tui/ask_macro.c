/* SPDX-License-Identifier: MIT */
/* ask_macro.c - commands: keys typed from a text or from a macro, the list of the rules. */
#include "command.h"
#include "rule.h"
#include "session.h"

/* What is wrong in the user's file, then what hides what. */
static bool keys_check(struct explorer *x)
{
    struct buf lines = {0};
    size_t errors = 0, hidden;

    for (size_t i = 0; i < diags_count(x->own); i++) {
        const struct diag *d = diags_at(x->own, i);
        if (!str_eq(d->where.file, x->options.user_keys_file))
            continue;
        diag_print(d, &lines);
        buf_putc(&lines, '\n');
        errors++;
    }
    hidden = keymap_conflicts(&x->keys, &lines);
    if (errors || hidden)
        pick_lines(x, errors ? "Wrong lines, and keys that hide others" : "Keys that hide others", &lines);
    else
        session_say(x, "no keys hide others");
    buf_release(&lines);
    return true;
}

/* keys gp<Down><Enter>, keys check */
bool ask_keys(struct explorer *x, struct str args)
{
    return str_is(args, "check") ? keys_check(x) : macro_type(x, args);
}

/* macro record a, macro end, macro play a [3]; alone: ends the recording, else a list */
bool ask_macro(struct explorer *x, struct str args)
{
    struct str what = ask_word(&args), letter = ask_word(&args), count = str_trim(args);
    char name = letter.len == 1 ? letter.ptr[0] : 0;
    struct suggestion n = suggest_for(what);
    long times = 1;

    if (str_empty(what)) {
        if (x->macros.recording)
            return macro_end(x);
        pick_argument(x, ARGUMENT_MACRO, STR("macro "));
        return true;
    }
    if (str_is(what, "end"))
        return macro_end(x);
    if (str_is(what, "record"))
        return macro_record(x, name);
    if (!str_is(what, "play")) {
        suggest_try(&n, STR("record"));
        suggest_try(&n, STR("play"));
        suggest_try(&n, STR("end"));
        ask_unknown(x, "word", &n);
        return false;
    }
    if (count.len && (!str_to_long(count, &times) || times < 1 || times > MACRO_TIMES_MOST)) {
        session_complain(x, "a macro is played 1 to %d times", MACRO_TIMES_MOST);
        return false;
    }
    return macro_play(x, name, times);
}

/* rule FW-012: what it found; rule list: all of them to choose from */
bool ask_rule(struct explorer *x, struct str args)
{
    const struct rule *r = rule_find_id(args);
    struct suggestion n = suggest_for(args);
    struct buf filter = {0};
    size_t found = 0;
    bool good;

    if (str_is(args, "list")) {
        pick_rule(x);
        return true;
    }
    if (!r) {
        for (size_t i = 0; i < rule_count; i++)
            suggest_try(&n, str_from(rules[i].id));
        ask_unknown(x, "rule", &n);
        return false;
    }
    if (x->options.patient)
        session_findings(x);
    for (size_t i = 0; session_findings_asked(x) && i < findings_count(x->findings); i++)
        found += findings_at(x->findings, i)->rule == r;
    if (!found && x->findings) {
        session_say(x, "%s finds nothing here: %s", r->id, r->title);
        return true;
    }
    session_show_view(x, VIEW_FINDINGS);
    buf_printf(&filter, "rule:%s", r->id);
    good = sight_filter_set(x, VIEW_FINDINGS, buf_str(&filter));
    if (good)
        session_say(x, "%s: %s; :filter shows all again", r->id, r->title);
    buf_release(&filter);
    return good;
}
