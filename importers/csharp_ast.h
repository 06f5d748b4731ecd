/* SPDX-License-Identifier: MIT */
/* csharp_ast.h - what the C# parser makes: types, expressions, statements, members, classes, files.
 * Place:     importers; shared by the csharp_*.c files only.
 * Shape:     as much of the language as the flow of names and clients needs. What plays no part in
 *            it (arithmetic, comparisons, casts) is kept only for what it holds inside.
 * Laziness:  declarations are parsed at once; bodies, initialisers and attribute arguments are
 *            ranges of tokens until somebody needs them, so code that nobody calls costs nothing.
 * Ownership: everything lives in the project's arena.
 * Depth:     trees are at most CS_TREE_DEPTH deep; what is deeper becomes CS_UNKNOWN.
 */
#ifndef FAASMAP_CSHARP_AST_H
#define FAASMAP_CSHARP_AST_H

#include "map.h"
#include "read_source.h"
#include "str.h"

enum { CS_TREE_DEPTH = 300 };

struct cs_type {
    struct str name; /* last part of the path, without arguments: "List" */
    struct str path; /* as written: "System.Collections.Generic.List" */
    struct cs_type *args; /* list */
    struct cs_type *next;
    bool array;
};

enum cs_op {
    CS_UNKNOWN, /* args are evaluated, nothing is known of the value */
    CS_TEXT,    /* text */
    CS_NUMBER,  /* text */
    CS_BOOL,    /* text "true" or "false" */
    CS_NULL,
    CS_NAME,    /* text; type->args if generic */
    CS_MEMBER,  /* a . text; type->args if generic */
    CS_CALL,    /* a ( args ) */
    CS_INDEX,   /* a [ args ] */
    CS_NEW,     /* type ( args ) { init }; type NULL: target-typed or anonymous */
    CS_LIST,    /* elements args: arrays, collection expressions, tuples */
    CS_FORMAT,  /* pieces args: interpolated text */
    CS_CONCAT,  /* operands args of + */
    CS_ASSIGN,  /* a = args; text is the operator */
    CS_CHOICE,  /* condition a, alternatives args */
    CS_COALESCE,/* operands args of ?? */
    CS_LAMBDA,  /* lambda */
    CS_CAST,    /* a as type */
    CS_TYPEOF,  /* type */
    CS_NAMEOF,  /* text: the last name */
    CS_DEFAULT, /* type or NULL */
    CS_THIS,
    CS_BASE,
    CS_DECLARE, /* variable text of type (NULL: var) with value a (may be NULL) */
    CS_QUERY,   /* clauses args; the last one is the result */
};

struct cs_lambda;
struct cs_expr {
    uint8_t op;      /* enum cs_op */
    bool out;        /* argument passed by out or ref */
    bool typed_self; /* a type in the place of a value: int.Parse */
    uint16_t depth;
    uint32_t line, col;
    struct str text;
    struct str label; /* of a named argument or tuple element */
    struct cs_expr *a, *args, *init, *next;
    struct cs_type *type;
    struct cs_lambda *lambda;
};

enum cs_statement {
    CS_DO,       /* e */
    CS_LOCAL,    /* type name = e */
    CS_IF,       /* e, then a, else b */
    CS_LOOP,     /* before, e, body a, step b: while, do, for */
    CS_FOREACH,  /* type name in e, body a */
    CS_SWITCH,   /* e, sections: list a of CS_BLOCK */
    CS_TRY,      /* a, handlers: list b of CS_BLOCK (a catch begins with its CS_LOCAL) */
    CS_RETURN,   /* e */
    CS_YIELD,    /* e */
    CS_THROW,    /* e */
    CS_BLOCK,    /* list a */
    CS_FUNCTION, /* local function: member */
    CS_JUMP,     /* break, continue, goto */
};
struct cs_member;
struct cs_stmt {
    uint8_t kind; /* enum cs_statement */
    uint32_t line, col;
    struct cs_expr *e;
    struct cs_stmt *before, *a, *b, *next;
    struct cs_type *type;
    struct str name;
    struct cs_member *member;
};

struct cs_range { /* tokens from (included) to (excluded) of the unit; from == to: nothing */
    uint32_t from, to;
};

struct cs_attribute {
    struct str name;   /* last part, without the suffix Attribute */
    struct str target; /* "return", ... or empty */
    struct cs_range args; /* inside the brackets */
    struct cs_type *generic; /* type arguments */
    uint32_t line, col;
    struct cs_attribute *next;
};

struct cs_param {
    struct str name;
    struct cs_type *type;
    struct cs_attribute *attributes;
    struct cs_range init;
    bool out, is_this, rest; /* out or ref; extension receiver; params */
    uint32_t line, col;
    struct cs_param *next;
};

struct cs_lambda {
    struct cs_param *params;
    struct cs_expr *value; /* or */
    struct cs_stmt *body;
};

enum cs_member_kind { CS_FIELD, CS_PROPERTY, CS_METHOD, CS_CONSTRUCTOR, CS_ENUM_VALUE };
struct cs_class;
struct cs_unit;
struct cs_member {
    uint8_t kind;
    bool is_static, is_const, is_abstract, arrow; /* arrow: body is one expression */
    bool parsed, init_parsed;
    struct str name;
    struct cs_class *owner;
    struct cs_unit *unit;
    struct cs_type *type; /* of the value; result of a method */
    struct cs_param *params;
    uint32_t param_count, generic_count;
    struct cs_attribute *attributes;
    struct cs_range body;  /* inside the braces, the arrow's expression, or a property's getter */
    struct cs_range init;  /* initialiser of a field or property */
    struct cs_range chain; /* arguments of : base(...) or : this(...) */
    bool chain_this;
    struct cs_stmt *code;      /* parsed body */
    struct cs_expr *value;     /* parsed body of an arrow */
    struct cs_expr *init_value;
    struct cs_expr *chain_args;
    uint32_t line, col;
    uint32_t id; /* dense, over the project */
    struct cs_member *next, *same_name; /* in the class; next one of the class with this name */
    struct cs_member *extension_next;   /* next extension method with this name */
};

struct cs_class_link {
    struct cs_class *to;
    struct cs_class_link *next;
};

enum cs_class_kind { CS_CLASS, CS_INTERFACE, CS_ENUM, CS_SCRIPT };
struct cs_class {
    uint8_t kind;
    bool is_abstract, is_static;
    struct str name, full_name, space; /* space: namespace */
    struct cs_class *outer;
    struct cs_unit *unit; /* of the first part */
    struct cs_type *bases;
    struct cs_class_link *parents, *derived; /* classes of the project; after cs_names_link() */
    struct str generics[4]; /* names of type parameters */
    uint32_t generic_count;
    struct cs_range base_args; /* class X(...) : Base(args) */
    struct cs_attribute *attributes;
    struct cs_param *primary; /* parameters of the primary constructor */
    bool has_primary;
    struct cs_member *members, *last_member;
    struct map by_name;       /* member name -> 1 + id of the first */
    struct cs_class *next_same; /* next class with the same simple name */
    uint32_t id; /* dense */
    uint32_t line, col;
};

struct cs_using {
    struct str space; /* namespace or full class name */
    struct str alias; /* empty: none */
    bool is_static, global;
    struct cs_using *next;
};
struct cs_unit {
    struct str file;
    bool inert; /* generated, and names no client: its methods are not followed */
    bool host;  /* starts a functions host */
    struct source tokens;
    struct cs_using *usings;
    struct cs_class *script;   /* implicit class of top-level members, or NULL */
    struct cs_stmt *top, *top_last; /* top-level statements */
};

#endif
