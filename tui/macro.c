/* SPDX-License-Identifier: MIT */
#include "macro.h"

#include "session.h"

enum { TYPING_MOST = 4 };

void macros_release(struct macros *m)
{
    for (size_t i = 0; i < MACROS; i++)
        buf_release(&m->keys[i]);
    buf_release(&m->now);
    *m = (struct macros){0};
}

static struct buf *keys_of(struct explorer *x, char letter)
{
    return letter >= 'a' && letter <= 'z' ? &x->macros.keys[letter - 'a'] : NULL;
}

void macro_key(struct explorer *x, struct key key)
{
    struct macros *m = &x->macros;

    if (!m->recording || m->playing)
        return;
    if (!x->pick.kind && x->prompt.kind == PROMPT_NONE && !x->typed_count && !x->jump.on &&
        x->letter_for == ACTION_NONE)
        m->rest = m->now.len;
    key_print(&m->now, key);
    if (m->now.len > MACRO_BYTES) {
        m->recording = 0;
        session_complain(x, "too long for a macro: the recording has ended without one");
    }
}

bool macro_record(struct explorer *x, char letter)
{
    if (!keys_of(x, letter)) {
        session_complain(x, "a macro is a letter a to z");
        return false;
    }
    if (x->macros.recording || x->macros.playing) {
        session_complain(x, x->macros.playing ? "a macro records no macro"
                                              : "keys are recorded already; :macro ends it");
        return false;
    }
    x->macros.recording = letter;
    x->macros.rest = 0;
    buf_reset(&x->macros.now);
    session_say(x, "recording keys as %c; :macro ends it", letter);
    return true;
}

bool macro_end(struct explorer *x)
{
    struct macros *m = &x->macros;
    struct buf *keys = keys_of(x, m->recording);

    if (!keys) {
        session_complain(x, "nothing is recorded");
        return false;
    }
    buf_reset(keys);
    buf_add(keys, str_sub(buf_str(&m->now), 0, m->by_keys ? m->rest : m->now.len));
    x->undo.noted++; /* the session is to be saved */
    if (keys->len)
        session_say(x, "macro %c is recorded; :macro play %c types it", m->recording, m->recording);
    else
        session_say(x, "macro %c is empty now", m->recording);
    m->recording = 0;
    return true;
}

bool macro_type(struct explorer *x, struct str keys)
{
    struct macros *m = &x->macros;
    struct key key;
    bool good = true;

    m->typing++;
    if (m->typing > TYPING_MOST) { /* :keys :<Up><Enter> types itself */
        session_complain(x, "keys that type keys that type keys: it ended");
        m->too_deep = true;
    }
    for (size_t at = 0; at < keys.len && good && !x->ending && !m->too_deep;) {
        if (keys.ptr[at] == ' ') {
            at++;
        } else if (key_parse(keys, &at, &key)) {
            session_type(x, key);
        } else {
            session_complain(x, "no key is called '%.*s'", (int)(keys.len - at), keys.ptr + at);
            good = false;
        }
    }
    m->typing--;
    good = good && !m->too_deep;
    m->too_deep = m->too_deep && m->typing;
    return good;
}

/* Key by key, so that a complaint ends it. */
static bool play_once(struct explorer *x, struct str keys)
{
    struct key key;

    for (size_t at = 0; at < keys.len && !x->ending;) {
        if (!key_parse(keys, &at, &key))
            return false;
        session_type(x, key);
        if (x->message.len && x->message_bad)
            return false;
    }
    return true;
}

bool macro_play(struct explorer *x, char letter, long times)
{
    struct buf *keys = keys_of(x, letter), copy = {0};
    bool good = true;

    if (!keys || !keys->len) {
        session_complain(x, keys ? "macro %c is not recorded" : "a macro is a letter a to z", letter);
        return false;
    }
    if (x->macros.playing || x->macros.recording == letter) {
        session_complain(x, "a macro types no macro");
        return false;
    }
    buf_add(&copy, buf_str(keys)); /* what is typed may record another one in its place */
    x->macros.playing = true;
    for (long i = 0; i < times && good && !x->ending; i++)
        good = play_once(x, buf_str(&copy));
    x->macros.playing = false;
    buf_release(&copy);
    return good;
}

bool macro_put(struct explorer *x, char letter, struct str keys)
{
    struct buf *to = keys_of(x, letter);
    struct key key;

    if (!to || keys.len > MACRO_BYTES)
        return false;
    for (size_t at = 0; at < keys.len;) {
        if (!key_parse(keys, &at, &key))
            return false;
    }
    buf_reset(to);
    buf_add(to, keys);
    return true;
}
