/* SPDX-License-Identifier: MIT */
/* cfn.h - a CloudFormation template becomes part of the graph.
 * Place:     importers; called by the importer `cloudformation` with the document of a file, and by
 *            dialects that are made of CloudFormation (SAM, Serverless Framework) with a document
 *            that they put together themselves: Resources, Parameters, Outputs, Conditions, Mappings in
 *            plain form, values copied with doc_copy() (they keep file and place), what is made up
 *            with the place of what caused it.
 * Ids:       aws:<scope>:<kind>:<LogicalId>; the name is the logical id, or the physical name where
 *            that is literal (attribute physical-name). One boundary of class `stack`,
 *            aws:<scope>:boundary:stack, holds everything.
 * ARNs:      the attribute FACT_ARN is the pattern of the node's ARN, '*' for what is unknown.
 * Policies:  are recorded on nodes with graph_policy(), judged by model/iam (iam.h).
 * Joins:     what another file defines is an external node until cfn_finish() joins it by
 *            attributes: exports and imports, parameters and outputs of nested stacks with a local
 *            template, ARNs. The account's default bus is one for templates that are seen to be one
 *            system (cfn_buses.c). So the templates of nested stacks are imported by whoever claims them.
 * Unknown:   a type without a row is a `service` node; its Ref and GetAtt become `depends` edges.
 */
#ifndef FAASMAP_CFN_H
#define FAASMAP_CFN_H

#include "doc.h"
#include "importer.h"
#include "str.h"

struct cfn_use;

/* A member of a resource that no template has: who wrote the document made it up, for the resource of
 * this logical id ("*": for several). It says nothing about the deployment. */
#define CFN_ORIGIN "faasmap:origin"

/* Of the metadata of a resource: the connectors that it was made of, as AWS's translator writes it. */
#define CFN_CONNECTORS "aws:sam:connectors"

struct cfn_given { /* what a parameter is, where the caller knows; --param wins over it */
    struct str name, value;
};

struct cfn_options {
    struct str scope;  /* path of the template, relative to the root: stands in ids */
    struct str origin; /* what made the resources that have a CFN_ORIGIN: "sam" */
    struct str title;  /* name of the stack; empty: that of the file */
    struct str folder; /* what local paths of the template are relative to; ptr NULL: the scope's */
    bool bare;         /* no stack: it is one thing, not a template */
    const struct cfn_given *params;
    size_t param_count;
    struct str file;  /* where the template stands; ptr NULL: the scope says it */
    struct str stack; /* the name that it is deployed under; empty: not known */
    struct str deployer; /* ARN of the role by which CloudFormation deploys it, maybe with ${AWS::...};
                            empty: whoever deploys it does, with what he may himself */
    struct origin deployer_at;
    const struct cfn_given *paths; /* what a construct of CDK is called: logical id, path */
    size_t path_count;
    const struct cfn_use *use; /* the stack that it lies in: set by cfn_stacks.c */
};

/* The document may be freed afterwards. A template that is none leaves a diagnostic. */
void cfn_import(struct import *im, const struct doc *doc, const struct cfn_options *o);

/* A file that some stack names as its template, known by the last part of an address (of CDK:
 * HASH.json): it is imported as part of that stack. To be said before its own import. */
void cfn_nested_template(struct import *im, struct str address, struct str path);

/* Joins across all templates of the run; runs once, behind all imports. */
void cfn_finish(struct import *im);

/* AWSTemplateFormatVersion, or Resources whose members have a Type of AWS:: or Custom::. */
bool cfn_is_template(const struct doc *doc);
bool cfn_tell(const struct candidate *c, struct buf *out); /* importer.h, for rows of templates */
/* The Transform of the template names this macro ("AWS::Serverless-2016-10-31"), in any form. */
bool cfn_has_transform(const struct doc *doc, const char *macro);

#endif
