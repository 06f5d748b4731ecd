/* SPDX-License-Identifier: MIT */
/* sam_state_machine.c - AWS::Serverless::StateMachine: machine, role, version and alias, events. */
#include "sam.h"

/* Definition, or the file that DefinitionUri names if it is here. */
static void definition(struct sam *s, const struct sam_item *item, struct doc_node *props)
{
    const struct doc_node *p = item->props, *given = doc_get(p, "Definition"),
                          *uri = doc_get(p, "DefinitionUri");
    struct str text = doc_text(uri), path;
    if (given) {
        sam_put(s, props, "Definition", sam_copy(s, given));
        return;
    }
    struct doc_node *place = sam_s3_place(s, uri);
    if (place) { /* the importer of CloudFormation says that it is not here */
        sam_put(s, props, "DefinitionS3Location", place);
        return;
    }
    if (!str_empty(text) && import_join(s->im, s->folder, text, &path)) {
        const struct doc *file = import_load(s->im, path);
        if (doc_is_map(doc_root(file))) {
            sam_put(s, props, "Definition", doc_copy(s->out, file, doc_root(file)));
            return;
        }
    }
    if (uri) /* said where the machine is read */
        sam_put(s, props, "DefinitionUri", sam_copy(s, uri));
}

void sam_state_machine(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *role = doc_get(p, "Role"),
                          *alias = doc_get(p, "AutoPublishAlias"),
                          *policies = doc_get(p, "Policies"), *tracing = doc_get(p, "Tracing");
    struct str made = SAM_JOIN(s, item->id, STR("Role")), target = item->id, name;
    struct doc_node *props = sam_make(
        s, item->node, "{'RoleArn':%n,'StateMachineName':%n,'StateMachineType':%n,"
        "'LoggingConfiguration':%n,'TracingConfiguration':%n,'DefinitionSubstitutions':%n}",
        role ? sam_copy(s, role) : sam_make(s, item->node, "{'Fn::GetAtt':[%s,'Arn']}", made),
        sam_copy(s, doc_get(p, "Name")), sam_copy(s, doc_get(p, "Type")),
        sam_copy(s, doc_get(p, "Logging")), sam_copy(s, tracing),
        sam_copy(s, doc_get(p, "DefinitionSubstitutions")));
    definition(s, item, props);
    sam_put(s, props, "Tags", sam_tags(s, item, "stateMachine:createdBy"));
    sam_emit_self(s, item, "AWS::StepFunctions::StateMachine", props);
    if (!role) {
        struct sam_role r = sam_role_new(s, item->node);
        if (policies)
            sam_role_policies(s, &r, made, policies);
        if (sam_true(s, doc_get(tracing, "Enabled")))
            sam_role_managed(s, &r, tracing, "AWSXrayWriteOnlyAccess");
        struct doc_node *of = sam_make(
            s, item->node, "{'AssumeRolePolicyDocument':%n,'ManagedPolicyArns':%n}",
            sam_trust(s, item->node, "states.amazonaws.com"), r.managed);
        if (r.inline_->count)
            sam_put(s, of, "Policies", r.inline_);
        sam_put(s, of, "Tags", sam_tags(s, item, "stateMachine:createdBy"));
        sam_put(s, of, "Path", sam_copy(s, doc_get(p, "RolePath")));
        sam_put(s, of, "PermissionsBoundary", sam_copy(s, doc_get(p, "PermissionsBoundary")));
        sam_emit(s, item, made, item->node, "AWS::IAM::Role", of);
    }
    if (alias && sam_text(s, alias, &name)) {
        struct str version = SAM_JOIN(s, item->id, STR("Version")),
                   id = SAM_JOIN(s, item->id, STR("Alias"), name);
        sam_emit(s, item, version, alias, "AWS::StepFunctions::StateMachineVersion",
                 sam_make(s, alias, "{'StateMachineArn':{'Ref':%s}}", item->id));
        sam_emit(s, item, id, alias, "AWS::StepFunctions::StateMachineAlias",
                 sam_make(s, alias, "{'Name':%s,'DeploymentPreference':{'Type':'ALL_AT_ONCE',"
                          "'StateMachineVersionArn':{'Ref':%s}}}", name, version));
        const struct doc_node *use = doc_get(p, "UseAliasAsEventTarget");
        if (sam_true(s, use))
            target = id;
    }
    sam_events(s, item, target, true, NULL);
}
