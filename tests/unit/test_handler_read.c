/* SPDX-License-Identifier: MIT */
/* The readers of Python and JavaScript: what they make of texts, brackets, lines and types. The tree
 * is written as a list, so that a case is one line. Expectations are those of the languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "buf.h"
#include "handler_ast.h"
#include "mem.h"

static const char *const names[CODE_KIND_COUNT] = {
    [CODE_VALUE] = "value", [CODE_NAME] = "", [CODE_TEXT] = "text", [CODE_JOIN] = "join",
    [CODE_MEMBER] = "member", [CODE_INDEX] = "index", [CODE_CALL] = "call", [CODE_NEW] = "new",
    [CODE_MAP] = "map", [CODE_LIST] = "list", [CODE_ADD] = "add", [CODE_EITHER] = "or",
    [CODE_MIX] = "mix", [CODE_LAST] = "last", [CODE_SPREAD] = "spread", [CODE_EACH] = "each",
    [CODE_FUNCTION] = "function", [CODE_ASSIGN] = "set", [CODE_BLOCK] = "do",
    [CODE_MAYBE] = "maybe", [CODE_LOOP] = "loop", [CODE_RETURN] = "return",
    [CODE_CLASS] = "class", [CODE_MODULE] = "module",
};

/* (call (member:get os) text:"X") ; an argument by name is key=... */
static void write_node(const struct code_node *n, struct buf *out)
{
    if (n->key.len) {
        buf_add(out, n->key);
        buf_putc(out, '=');
    }
    bool leaf = !n->first && n->kind != CODE_LIST && n->kind != CODE_MAP && n->kind != CODE_BLOCK;
    if (!leaf)
        buf_putc(out, '(');
    buf_puts(out, names[n->kind]);
    if (n->text.len && n->kind != CODE_VALUE) {
        if (n->kind != CODE_NAME)
            buf_putc(out, ':');
        buf_add(out, n->text);
    }
    for (const struct code_node *k = n->first; k; k = k->next) {
        buf_putc(out, ' ');
        write_node(k, out);
    }
    if (!leaf)
        buf_putc(out, ')');
}

static const struct row {
    bool python;
    const char *source, *tree;
} rows[] = {
    /* Texts, comments and lines of Python */
    {true, "x = 'a' \"b\" # 'c'\n", "(do (set x (join text:a text:b)))"},
    {true, "x = r'\\d' + '\\x41\\n'", "(do (set x (add text:\\d text:A\n)))"},
    {true, "'''doc\n# no comment'''\ny = 1", "(do text:doc\n# no comment (set y value))"},
    {true, "x = (1 +\n  2)\ny = 3", "(do (set x (add value value)) (set y value))"},
    {true, "x = a + \\\n b", "(do (set x (add a b)))"},
    {true, "f'{a[\"k\"]!r:>{w}}-{{}}'", "(do (join (index a text:k) text:-{ text:}))"},
    {true, "f'{x:{\"a\"}}' 'b'", "(do (join (join x) text:b))"},
    {true, "if a:\n  b\n\n  # c\nelse: d", "(do (do (mix a) (maybe:if b)) (do (maybe:else d)))"},
    {true, "def f(a, *b, c: int = 1, **d) -> str:\n  return a",
     "(do (set f (function:f (list a (spread b) (set c value) (spread d)) (do (return a)))))"},
    {true, "f(a, k=b, *c)", "(do (call f a k=b (spread c)))"},
    {true, "[f(x) for x in y if x]", "(do (each x y (last (mix x) (call f x))))"},
    {true, "{**a, 'k': v, n: w}", "(do (map (spread a) k=v (spread n w)))"},
    {true, "a = b = c", "(do (do (set a c) (set b a)))"},
    {true, "x: int = 1\nx += 2", "(do (set x value) (set x value))"},
    {true, "import a.b as c, d\nfrom ..x import (y as z,)",
     "(do (do (set c module:a.b) (set d module:d)) (do (set z (member:y module:..x))))"},
    {true, "@d(1)\ndef f(): pass", "(do (set f (call (call d value) (function:f (list) (do)))))"},
    {true, "x = a if b else c or d", "(do (set x (last (mix b) (or a (or c d)))))"},
    {true, "lambda e, c=1: e.x", "(do (function (list e (set c value)) (return (member:x e))))"},
    {true, "if __name__ == '__main__':\n  f()\ng()",
     "(do (do (mix (mix __name__ text:__main__))) (call g))"},
    {true, "for k, v in d.items(): f(k)",
     "(do (loop (list k v) (call (member:items d)) (maybe (call f k))))"},
    {true, "with open(a) as f, b: c", "(do (do (set f (call open a)) b (do c)))"},
    {true, "x = '% s' % (a, b)", "(do (set x (add text:% s (list a b))))"},
    {true, "def f(:\n  (((\nx = 1", NULL},
    {true, "\t\tx\n y\n  z\n)]}'", NULL},
    /* Texts, comments and regular expressions of JavaScript */
    {false, "x = 'a\\'b' // c\n/* d */ + \"e\"", "(do (set x (add text:a'b text:e)))"},
    {false, "a = /['\"`/]/g; b = c / d / 'e'", "(do (set a value) (set b (mix (mix c d) text:e)))"},
    {false, "`a${b ? `${c}` : '}'}d`",
     "(do (join text:a (last (mix b) (or (join c) text:})) text:d))"},
    {false, "const { a, b: c = 1, ...d } = e, [f, , g] = h",
     "(do (do (set (map a=a b=(set c value) (spread d)) e) (set (list f value g) h)))"},
    {false, "a = b\n(c)", "(do (set a (call b c)))"},
    {false, "let a = b\nlet c", "(do (do (set a b)) (do c))"},
    {false, "async (a, { b }) => ({ c: a, [d]: b })",
     "(do (function (list a (map b=b)) (return (map c=a (spread d b)))))"},
    {false, "x => x.y?.z?.[0]!", "(do (function (list x) (return (index (member:z (member:y x)) value))))"},
    {false, "new A.B(c).d()", "(do (call (member:d (new (member:B A) c))))"},
    {false, "a ?? b || c && d", "(do (or (or a b) (or c d)))"},
    {false, "import a, { b as c } from 'm'\nimport * as d from './n'",
     "(do (do (set a (member:default module:m)) (set c (member:b module:m))) "
     "(do (set d module:./n)))"},
    {false, "export const a = 1", "(do (do (do (set a value)) (set (member:a exports) a)))"},
    {false, "export { a as b } from './c'", "(do (do (set (member:b exports) (member:a module:./c))))"},
    {false, "if (a) b; else if (c) { d } else e",
     "(do (do (mix a) (maybe:if b) (mix c) (maybe:elif d) (maybe:else e)))"},
    {false, "for (const [k, v] of m) f(k)", "(do (loop (list k v) m (maybe (call f k))))"},
    {false, "switch (a) { case 'b': c(); break; default: d() }",
     "(do (do (mix a) (maybe (mix text:b) (call c)) (maybe (call d))))"},
    {false, "class A extends B { x = 1; #y; static async z(a) { return this.x } }",
     "(do (set A (class:A (list B) (set x value) (set z (function:z (list a) "
     "(do (return (member:x this))))))))"},
    {false, "sql`a ${b}`", "(do (call sql text:a  b))"},
    {false, "if (require.main === module) { a() }", "(do (do (mix (mix (member:main require) module))))"},
    /* TypeScript */
    {false, "const a: Map<string, () => void> = b as any as C<D>", "(do (do (set a b)))"},
    {false, "interface A { b(): void }\ntype C = { d: 1 } | null\ne()", "(do (call e))"},
    {false, "async function f<T>(this: X, a?: T[], b: { c: 1 } = d): Promise<T> { return a! }",
     "(do (set f (function:f (list this a (set b d)) (do (return a)))))"},
    {false, "f<A, B[]>(c) < d", "(do (mix (call f c) d))"},
    {false, "class A<T> extends B<T> implements C { constructor(private readonly x: Y) { super() } }",
     "(do (set A (class:A (list B) (set constructor (function:constructor (list x) "
     "(do (set (member:x this) x) (do (call super))))))))"},
    {false, "class A { constructor(public x = 1, y, protected readonly z?: Z) { y } }",
     "(do (set A (class:A (list) (set constructor (function:constructor "
     "(list (set x value) y z) (do (set (member:x this) x) (set (member:z this) z) (do y)))))))"},
    {false, "export const enum E { A = 'x', \"b-c\" = y, D, [k] = 2 }",
     "(do (do (set E (map A=text:x b-c=y)) (set (member:E exports) E)))"},
    {false, "enum E {", "(do (set E (map)))"},
    {false, "const x = { a: [1, 2, b: `${ `;\nf(", NULL},
    {false, "}}))`${", NULL},
};

static void test_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *a = arena_new();
        struct buf out = {0};
        struct str source = str_from(rows[i].source);
        write_node(rows[i].python ? python_read(a, source, 1) : javascript_read(a, source, 1),
                   &out);
        if (rows[i].tree && strcmp(out.ptr, rows[i].tree) != 0)
            fail_msg("%s\n  gives   %s\n  not     %s", rows[i].source, out.ptr, rows[i].tree);
        buf_release(&out);
        arena_free(a);
    }
}

/* Nesting without end gives a tree, whatever it holds. */
static void test_deep(void **state)
{
    (void)state;
    static const char *const parts[] = {"(", "[", "{", "f(", "a.b(", "if (a) ", "x => ", "-", "!",
                                        "a ? ", "lambda: ", "`${", "new ", "class A extends ",
                                        "async ", "export default ", "x = ", "else if (a) {", "@a\n",
                                        "f'{", "if a: ", "a ** ", "not ", "a + ", "a.", "<T>"};
    for (size_t i = 0; i < COUNT(parts); i++)
        for (int python = 0; python < 2; python++) {
            struct arena *a = arena_new();
            struct buf source = {0};
            for (size_t k = 0; k < 20000; k++)
                buf_puts(&source, parts[i]);
            struct code_node *root = python ? python_read(a, buf_str(&source), 1)
                                            : javascript_read(a, buf_str(&source), 1);
            assert_int_equal(root->kind, CODE_BLOCK);
            buf_release(&source);
            arena_free(a);
        }
}

static void test_places(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct code_node *py = python_read(a, STR("import x\n\nx.f('''\n''',\n  g(1))\n"), 10);
    struct code_node *call = py->last;
    assert_int_equal(call->kind, CODE_CALL);
    assert_int_equal(call->line, 12);
    assert_int_equal(call->last->line, 14);
    assert_int_equal(call->last->col, 3);
    struct code_node *js = javascript_read(a, STR("/*\n*/ a\n  .b(`\n${c}`)"), 1);
    assert_int_equal(js->last->kind, CODE_CALL);
    assert_int_equal(js->last->line, 3); /* of the name of what is called */
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
