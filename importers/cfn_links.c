/* SPDX-License-Identifier: MIT */
/* cfn_links.c - properties that lead to another node, and the edge that says so. Sorted by type.
 * Source: AWS CloudFormation User Guide, "Resource and property types". */
#include "cfn_graph.h"

struct link_row {
    const char *type, *path;
    struct cfn_link link;
};

#define TO(t, p, e, k) {t, p, {EDGE_##e, NODE_##k, false, EVIDENCE_DECLARED, NULL, NULL}}
#define FROM(t, p, e, k) {t, p, {EDGE_##e, NODE_##k, true, EVIDENCE_DECLARED, NULL, NULL}}

static const struct link_row rows[] = {
    TO("AWS::ApiGatewayV2::VpcLink", "SubnetIds", RESIDES_IN, NET),
    TO("AWS::AppSync::DataSource", "ServiceRoleArn", RUNS_AS, IDENTITY),
    TO("AWS::Batch::JobDefinition", "JobRoleArn", RUNS_AS, IDENTITY),
    TO("AWS::Batch::JobDefinition", "ContainerProperties.JobRoleArn", RUNS_AS, IDENTITY),
    TO("AWS::CloudTrail::Trail", "S3BucketName", WRITES, BUCKET),
    TO("AWS::CloudTrail::Trail", "CloudWatchLogsLogGroupArn", LOGS_TO, LOG),
    TO("AWS::CodeBuild::Project", "ServiceRole", RUNS_AS, IDENTITY),
    TO("AWS::CodePipeline::Pipeline", "RoleArn", RUNS_AS, IDENTITY),
    TO("AWS::CodePipeline::Pipeline", "ArtifactStore.Location", WRITES, BUCKET),
    TO("AWS::DocDB::DBCluster", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::DocDB::DBInstance", "DBClusterIdentifier", DEPENDS, TABLE),
    TO("AWS::DynamoDB::Table", "SSESpecification.KMSMasterKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::DynamoDB::Table", "KinesisStreamSpecification.StreamArn", DELIVERS, STREAM),
    TO("AWS::EC2::Instance", "SubnetId", RESIDES_IN, NET),
    TO("AWS::EC2::Instance", "SecurityGroupIds", RESIDES_IN, NET),
    TO("AWS::EC2::Instance", "IamInstanceProfile", RUNS_AS, IDENTITY),
    TO("AWS::EC2::SecurityGroup", "VpcId", RESIDES_IN, NET),
    TO("AWS::EC2::Subnet", "VpcId", RESIDES_IN, NET),
    TO("AWS::EC2::VPCEndpoint", "VpcId", RESIDES_IN, NET),
    TO("AWS::ECR::Repository", "EncryptionConfiguration.KmsKey", ENCRYPTED_BY, KEY),
    TO("AWS::ECS::Service", "Cluster", RESIDES_IN, BOUNDARY),
    TO("AWS::ECS::Service", "TaskDefinition", DEPENDS, COMPUTE),
    TO("AWS::ECS::TaskDefinition", "TaskRoleArn", RUNS_AS, IDENTITY),
    TO("AWS::EFS::AccessPoint", "FileSystemId", RESIDES_IN, FILES),
    TO("AWS::EFS::FileSystem", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::ElastiCache::ReplicationGroup", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups", RESIDES_IN, NET),
    TO("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets", RESIDES_IN, NET),
    TO("AWS::Elasticsearch::Domain", "EncryptionAtRestOptions.KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::Elasticsearch::Domain", "VPCOptions.SubnetIds", RESIDES_IN, NET),
    TO("AWS::Events::ApiDestination", "ConnectionArn", USES, SECRET),
    TO("AWS::Events::Archive", "SourceArn", READS, BUS),
    TO("AWS::Events::EventBus", "DeadLetterConfig.Arn", DEADLETTERS, QUEUE),
    TO("AWS::Events::EventBus", "KmsKeyIdentifier", ENCRYPTED_BY, KEY),

    TO("AWS::IAM::InstanceProfile", "Roles", ASSUMES, IDENTITY),
    TO("AWS::KMS::Alias", "TargetKeyId", DEPENDS, KEY),
    TO("AWS::Kinesis::Stream", "StreamEncryption.KeyId", ENCRYPTED_BY, KEY),
    FROM("AWS::Kinesis::StreamConsumer", "StreamARN", DELIVERS, STREAM),
    TO("AWS::Lambda::Function", "Role", RUNS_AS, IDENTITY),
    TO("AWS::Lambda::Function", "KmsKeyArn", ENCRYPTED_BY, KEY),
    TO("AWS::Lambda::Function", "Layers", CODE_FROM, CODE),
    TO("AWS::Lambda::Function", "CodeSigningConfigArn", DEPENDS, CODE),
    TO("AWS::Lambda::Function", "VpcConfig.SubnetIds", RESIDES_IN, NET),
    TO("AWS::Lambda::Function", "VpcConfig.SecurityGroupIds", RESIDES_IN, NET),
    TO("AWS::Lambda::Function", "FileSystemConfigs.*.Arn", READS, FILES),
    TO("AWS::Lambda::Function", "FileSystemConfigs.*.Arn", WRITES, FILES),
    TO("AWS::Lambda::Function", "DeadLetterConfig.TargetArn", DEADLETTERS, QUEUE),
    TO("AWS::Lambda::Function", "LoggingConfig.LogGroup", LOGS_TO, LOG),
    TO("AWS::Lambda::LayerVersion", "Content.S3Bucket", CODE_FROM, BUCKET),
    TO("AWS::Lambda::WebFunctionRevision", "ExecutionRoleArn", RUNS_AS, IDENTITY),
    TO("AWS::Logs::Destination", "TargetArn", DELIVERS, STREAM),
    TO("AWS::Logs::Destination", "RoleArn", RUNS_AS, IDENTITY),
    TO("AWS::Logs::LogGroup", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::MSK::Cluster", "BrokerNodeGroupInfo.ClientSubnets", RESIDES_IN, NET),
    TO("AWS::MSK::Cluster", "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId", ENCRYPTED_BY,
       KEY),
    TO("AWS::OpenSearchService::Domain", "EncryptionAtRestOptions.KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::OpenSearchService::Domain", "VPCOptions.SubnetIds", RESIDES_IN, NET),
    TO("AWS::RDS::DBCluster", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::RDS::DBCluster", "VpcSecurityGroupIds", RESIDES_IN, NET),
    TO("AWS::RDS::DBInstance", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::RDS::DBInstance", "VPCSecurityGroups", RESIDES_IN, NET),
    TO("AWS::RDS::DBInstance", "DBClusterIdentifier", DEPENDS, TABLE),
    TO("AWS::RDS::DBProxy", "Auth.*.SecretArn", USES, SECRET),
    TO("AWS::RDS::DBProxy", "RoleArn", RUNS_AS, IDENTITY),
    TO("AWS::Route53::RecordSet", "AliasTarget.DNSName", ROUTES, FRONT),
    TO("AWS::S3::AccessPoint", "Bucket", ROUTES, BUCKET),
    TO("AWS::S3::Bucket", "LoggingConfiguration.DestinationBucketName", LOGS_TO, BUCKET),
    TO("AWS::S3::Bucket", "ReplicationConfiguration.Rules.*.Destination.Bucket", DELIVERS, BUCKET),
    TO("AWS::S3::Bucket", "BucketEncryption.ServerSideEncryptionConfiguration.*."
       "ServerSideEncryptionByDefault.KMSMasterKeyID", ENCRYPTED_BY, KEY),
    TO("AWS::SNS::Topic", "KmsMasterKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::SQS::Queue", "KmsMasterKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::SecretsManager::Secret", "KmsKeyId", ENCRYPTED_BY, KEY),
    TO("AWS::StepFunctions::StateMachine", "RoleArn", RUNS_AS, IDENTITY),
    TO("AWS::StepFunctions::StateMachine",
       "LoggingConfiguration.Destinations.*.CloudWatchLogsLogGroup.LogGroupArn", LOGS_TO, LOG),
    TO("AWS::StepFunctions::StateMachine", "EncryptionConfiguration.KmsKeyId", ENCRYPTED_BY, KEY),
};

struct linking {
    struct cfn *c;
    struct cfn_resource *r;
    const struct cfn_link *link;
};

static void link_one(void *arg, const struct doc_node *n, struct str condition)
{
    struct linking *l = arg;
    cfn_link(l->c, l->r->node, n, l->link, condition);
}

void cfn_links(struct cfn *c, struct cfn_resource *r)
{
    size_t low = 0, high = COUNT(rows);
    while (low < high) { /* the first row that is not before the type */
        size_t mid = (low + high) / 2;
        if (str_cmp(str_from(rows[mid].type), r->type) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < COUNT(rows) && str_is(r->type, rows[low].type); low++) {
        struct linking l = {c, r, &rows[low].link};
        cfn_each(c, r->props, rows[low].path, r->condition, link_one, &l);
    }
}
