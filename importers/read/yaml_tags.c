/* SPDX-License-Identifier: MIT */
#include "yaml_tags.h"

#include "attr.h"

/* Of the YAML 1.1 core schema: what these say, the reader of a field decides by itself. */
static bool is_default(struct str tag)
{
    static const char *const names[] = {"int", "float", "bool", "null", "map", "seq", "merge"};
    const struct str head = STR("tag:yaml.org,2002:");
    if (!str_starts(tag, head))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(str_from_at(tag, head.len), names[i]))
            return true;
    return false;
}

struct yaml_tag yaml_tag_look_up(struct str tag)
{
    static const struct {
        struct str name, long_form;
        bool splits;
    } rows[] = {
        {STR_INIT("!Ref"), STR_INIT("Ref"), false},
        {STR_INIT("!Condition"), STR_INIT("Condition"), false},
        {STR_INIT("!GetAtt"), STR_INIT("Fn::GetAtt"), true},
        {STR_INIT("!Sub"), STR_INIT("Fn::Sub"), false},
        {STR_INIT("!Join"), STR_INIT("Fn::Join"), false},
        {STR_INIT("!Select"), STR_INIT("Fn::Select"), false},
        {STR_INIT("!Split"), STR_INIT("Fn::Split"), false},
        {STR_INIT("!FindInMap"), STR_INIT("Fn::FindInMap"), false},
        {STR_INIT("!If"), STR_INIT("Fn::If"), false},
        {STR_INIT("!Equals"), STR_INIT("Fn::Equals"), false},
        {STR_INIT("!And"), STR_INIT("Fn::And"), false},
        {STR_INIT("!Or"), STR_INIT("Fn::Or"), false},
        {STR_INIT("!Not"), STR_INIT("Fn::Not"), false},
        {STR_INIT("!ImportValue"), STR_INIT("Fn::ImportValue"), false},
        {STR_INIT("!Base64"), STR_INIT("Fn::Base64"), false},
        {STR_INIT("!Cidr"), STR_INIT("Fn::Cidr"), false},
        {STR_INIT("!GetAZs"), STR_INIT("Fn::GetAZs"), false},
        {STR_INIT("!Transform"), STR_INIT("Fn::Transform"), false},
        {STR_INIT("!Length"), STR_INIT("Fn::Length"), false},
        {STR_INIT("!ToJsonString"), STR_INIT("Fn::ToJsonString"), false},
    };
    if (is_default(tag))
        return (struct yaml_tag){0};
    if (str_is(tag, "!") || str_is(tag, "tag:yaml.org,2002:str"))
        return (struct yaml_tag){.is_text = true};
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_eq(tag, rows[i].name))
            return (struct yaml_tag){.long_form = rows[i].long_form, .splits = rows[i].splits};
    return (struct yaml_tag){.kept = true};
}
