/* SPDX-License-Identifier: MIT */
#include "template_gen.h"

/* A resource is a text in which '@' stands for its number, '<' for the number before. */
static void expand(struct buf *out, const char *text, size_t number)
{
    for (const char *p = text; *p; p++) {
        if (*p == '@')
            buf_printf(out, "%zu", number);
        else if (*p == '<')
            buf_printf(out, "%zu", number ? number - 1 : 0);
        else
            buf_putc(out, *p);
    }
}

enum { CFN_KINDS = 13, ARM_KINDS = 6 };

static const char *const cfn_json[CFN_KINDS] = {
    "    \"Function@\": {\n"
    "      \"Type\": \"AWS::Lambda::Function\",\n"
    "      \"Properties\": {\n"
    "        \"FunctionName\": {\"Fn::Sub\": \"${AWS::StackName}-worker-@\"},\n"
    "        \"Handler\": \"index.handler\",\n"
    "        \"Runtime\": \"nodejs20.x\",\n"
    "        \"MemorySize\": 512,\n"
    "        \"Timeout\": 30,\n"
    "        \"Role\": {\"Fn::GetAtt\": [\"Role<\", \"Arn\"]},\n"
    "        \"Environment\": {\n"
    "          \"Variables\": {\n"
    "            \"QUEUE_URL\": {\"Ref\": \"Queue<\"},\n"
    "            \"TABLE_NAME\": {\"Ref\": \"Table<\"},\n"
    "            \"LOG_LEVEL\": \"info\"\n"
    "          }\n"
    "        },\n"
    "        \"Tags\": [{\"Key\": \"team\", \"Value\": \"platform\"}, {\"Key\": \"cost\", "
    "\"Value\": \"c-@\"}]\n"
    "      }\n"
    "    }",
    "    \"Role@\": {\n"
    "      \"Type\": \"AWS::IAM::Role\",\n"
    "      \"Properties\": {\n"
    "        \"AssumeRolePolicyDocument\": {\n"
    "          \"Version\": \"2012-10-17\",\n"
    "          \"Statement\": [{\n"
    "            \"Effect\": \"Allow\",\n"
    "            \"Principal\": {\"Service\": \"lambda.amazonaws.com\"},\n"
    "            \"Action\": \"sts:AssumeRole\"\n"
    "          }]\n"
    "        },\n"
    "        \"Policies\": [{\n"
    "          \"PolicyName\": \"work\",\n"
    "          \"PolicyDocument\": {\n"
    "            \"Version\": \"2012-10-17\",\n"
    "            \"Statement\": [{\n"
    "              \"Effect\": \"Allow\",\n"
    "              \"Action\": [\"sqs:SendMessage\", \"dynamodb:PutItem\", "
    "\"dynamodb:GetItem\"],\n"
    "              \"Resource\": [{\"Fn::GetAtt\": [\"Queue<\", \"Arn\"]}, "
    "{\"Fn::Sub\": \"arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/t-@\"}]\n"
    "            }]\n"
    "          }\n"
    "        }]\n"
    "      }\n"
    "    }",
    "    \"Queue@\": {\n"
    "      \"Type\": \"AWS::SQS::Queue\",\n"
    "      \"Properties\": {\n"
    "        \"QueueName\": \"jobs-@\",\n"
    "        \"VisibilityTimeout\": 180,\n"
    "        \"RedrivePolicy\": {\"maxReceiveCount\": 5, \"deadLetterTargetArn\": "
    "\"arn:aws:sqs:eu-west-1:123456789012:dead-@\"}\n"
    "      }\n"
    "    }",
    "    \"Table@\": {\n"
    "      \"Type\": \"AWS::DynamoDB::Table\",\n"
    "      \"Properties\": {\n"
    "        \"TableName\": \"t-@\",\n"
    "        \"BillingMode\": \"PAY_PER_REQUEST\",\n"
    "        \"AttributeDefinitions\": [\n"
    "          {\"AttributeName\": \"id\", \"AttributeType\": \"S\"},\n"
    "          {\"AttributeName\": \"at\", \"AttributeType\": \"N\"}\n"
    "        ],\n"
    "        \"KeySchema\": [\n"
    "          {\"AttributeName\": \"id\", \"KeyType\": \"HASH\"},\n"
    "          {\"AttributeName\": \"at\", \"KeyType\": \"RANGE\"}\n"
    "        ],\n"
    "        \"StreamSpecification\": {\"StreamViewType\": \"NEW_IMAGE\"}\n"
    "      }\n"
    "    }",
    "    \"Mapping@\": {\n"
    "      \"Type\": \"AWS::Lambda::EventSourceMapping\",\n"
    "      \"Properties\": {\n"
    "        \"EventSourceArn\": {\"Fn::GetAtt\": [\"Queue<\", \"Arn\"]},\n"
    "        \"FunctionName\": {\"Ref\": \"Function<\"},\n"
    "        \"BatchSize\": 10,\n"
    "        \"Enabled\": true\n"
    "      }\n"
    "    }",
    "    \"Rule@\": {\n"
    "      \"Type\": \"AWS::Events::Rule\",\n"
    "      \"Properties\": {\n"
    "        \"Description\": \"Runs worker @ every hour, \\\"best effort\\\"\",\n"
    "        \"ScheduleExpression\": \"rate(1 hour)\",\n"
    "        \"State\": \"ENABLED\",\n"
    "        \"Targets\": [{\"Id\": \"worker\", \"Arn\": {\"Fn::GetAtt\": [\"Function<\", "
    "\"Arn\"]}}]\n"
    "      }\n"
    "    }",
    "    \"Topic@\": {\n"
    "      \"Type\": \"AWS::SNS::Topic\",\n"
    "      \"Properties\": {\n"
    "        \"DisplayName\": \"Notices @\",\n"
    "        \"KmsMasterKeyId\": \"alias/aws/sns\"\n"
    "      }\n"
    "    }",
    "    \"Subscription@\": {\n"
    "      \"Type\": \"AWS::SNS::Subscription\",\n"
    "      \"Properties\": {\n"
    "        \"Protocol\": \"lambda\",\n"
    "        \"TopicArn\": {\"Ref\": \"Topic<\"},\n"
    "        \"Endpoint\": {\"Fn::GetAtt\": [\"Function<\", \"Arn\"]}\n"
    "      }\n"
    "    }",
    "    \"Permission@\": {\n"
    "      \"Type\": \"AWS::Lambda::Permission\",\n"
    "      \"Properties\": {\n"
    "        \"Action\": \"lambda:InvokeFunction\",\n"
    "        \"FunctionName\": {\"Ref\": \"Function<\"},\n"
    "        \"Principal\": \"sns.amazonaws.com\",\n"
    "        \"SourceArn\": {\"Ref\": \"Topic<\"}\n"
    "      }\n"
    "    }",
    "    \"Bucket@\": {\n"
    "      \"Type\": \"AWS::S3::Bucket\",\n"
    "      \"Properties\": {\n"
    "        \"BucketName\": {\"Fn::Sub\": \"files-${AWS::AccountId}-@\"},\n"
    "        \"VersioningConfiguration\": {\"Status\": \"Enabled\"},\n"
    "        \"PublicAccessBlockConfiguration\": {\n"
    "          \"BlockPublicAcls\": true,\n"
    "          \"BlockPublicPolicy\": true,\n"
    "          \"IgnorePublicAcls\": true,\n"
    "          \"RestrictPublicBuckets\": true\n"
    "        }\n"
    "      }\n"
    "    }",
    "    \"Api@\": {\n"
    "      \"Type\": \"AWS::ApiGatewayV2::Api\",\n"
    "      \"Properties\": {\n"
    "        \"Name\": \"api-@\",\n"
    "        \"ProtocolType\": \"HTTP\"\n"
    "      }\n"
    "    }",
    "    \"Integration@\": {\n"
    "      \"Type\": \"AWS::ApiGatewayV2::Integration\",\n"
    "      \"Properties\": {\n"
    "        \"ApiId\": {\"Ref\": \"Api<\"},\n"
    "        \"IntegrationType\": \"AWS_PROXY\",\n"
    "        \"IntegrationUri\": {\"Fn::GetAtt\": [\"Function<\", \"Arn\"]},\n"
    "        \"PayloadFormatVersion\": \"2.0\"\n"
    "      }\n"
    "    }",
    "    \"Route@\": {\n"
    "      \"Type\": \"AWS::ApiGatewayV2::Route\",\n"
    "      \"Properties\": {\n"
    "        \"ApiId\": {\"Ref\": \"Api<\"},\n"
    "        \"RouteKey\": \"POST /orders/@\",\n"
    "        \"Target\": {\"Fn::Join\": [\"/\", [\"integrations\", {\"Ref\": "
    "\"Integration<\"}]]}\n"
    "      }\n"
    "    }",
};

static const char *const cfn_yaml[CFN_KINDS] = {
    "  Function@:\n"
    "    Type: AWS::Lambda::Function\n"
    "    Properties:\n"
    "      FunctionName: !Sub ${AWS::StackName}-worker-@\n"
    "      Handler: index.handler\n"
    "      Runtime: nodejs20.x\n"
    "      MemorySize: 512\n"
    "      Timeout: 30\n"
    "      Role: !GetAtt Role<.Arn\n"
    "      Environment:\n"
    "        Variables:\n"
    "          QUEUE_URL: !Ref Queue<\n"
    "          TABLE_NAME: !Ref Table<\n"
    "          LOG_LEVEL: info\n"
    "      Tags:\n"
    "        - Key: team\n"
    "          Value: platform\n"
    "        - {Key: cost, Value: c-@}\n",
    "  Role@:\n"
    "    Type: AWS::IAM::Role\n"
    "    Properties:\n"
    "      AssumeRolePolicyDocument:\n"
    "        Version: '2012-10-17'\n"
    "        Statement:\n"
    "          - Effect: Allow\n"
    "            Principal: {Service: lambda.amazonaws.com}\n"
    "            Action: sts:AssumeRole\n"
    "      Policies:\n"
    "        - PolicyName: work\n"
    "          PolicyDocument:\n"
    "            Version: \"2012-10-17\"\n"
    "            Statement:\n"
    "              - Effect: Allow\n"
    "                Action: [\"sqs:SendMessage\", \"dynamodb:PutItem\", \"dynamodb:GetItem\"]\n"
    "                Resource:\n"
    "                  - !GetAtt Queue<.Arn\n"
    "                  - !Sub arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/t-@\n",
    "  Queue@:\n"
    "    Type: AWS::SQS::Queue\n"
    "    Properties:\n"
    "      QueueName: jobs-@\n"
    "      VisibilityTimeout: 180\n"
    "      RedrivePolicy:\n"
    "        maxReceiveCount: 5\n"
    "        deadLetterTargetArn: arn:aws:sqs:eu-west-1:123456789012:dead-@\n",
    "  Table@:\n"
    "    Type: AWS::DynamoDB::Table\n"
    "    Properties:\n"
    "      TableName: t-@\n"
    "      BillingMode: PAY_PER_REQUEST\n"
    "      AttributeDefinitions:\n"
    "        - AttributeName: id\n"
    "          AttributeType: S\n"
    "        - AttributeName: at\n"
    "          AttributeType: N\n"
    "      KeySchema:\n"
    "        - {AttributeName: id, KeyType: HASH}\n"
    "        - {AttributeName: at, KeyType: RANGE}\n"
    "      StreamSpecification:\n"
    "        StreamViewType: NEW_IMAGE\n",
    "  Mapping@:\n"
    "    Type: AWS::Lambda::EventSourceMapping\n"
    "    Properties:\n"
    "      EventSourceArn: !GetAtt Queue<.Arn\n"
    "      FunctionName: !Ref Function<\n"
    "      BatchSize: 10\n"
    "      Enabled: true\n",
    "  Rule@:\n"
    "    Type: AWS::Events::Rule\n"
    "    Properties:\n"
    "      Description: |\n"
    "        Runs worker @ every hour,\n"
    "        \"best effort\"\n"
    "      ScheduleExpression: rate(1 hour)\n"
    "      State: ENABLED\n"
    "      Targets:\n"
    "        - Id: worker\n"
    "          Arn: !GetAtt Function<.Arn\n",
    "  Topic@:\n"
    "    Type: AWS::SNS::Topic\n"
    "    Properties:\n"
    "      DisplayName: Notices @\n"
    "      KmsMasterKeyId: alias/aws/sns\n",
    "  Subscription@:\n"
    "    Type: AWS::SNS::Subscription\n"
    "    Properties:\n"
    "      Protocol: lambda\n"
    "      TopicArn: !Ref Topic<\n"
    "      Endpoint: !GetAtt Function<.Arn\n",
    "  Permission@:\n"
    "    Type: AWS::Lambda::Permission\n"
    "    Properties:\n"
    "      Action: lambda:InvokeFunction\n"
    "      FunctionName: !Ref Function<\n"
    "      Principal: sns.amazonaws.com\n"
    "      SourceArn: !Ref Topic<\n",
    "  Bucket@:\n"
    "    Type: AWS::S3::Bucket\n"
    "    Properties:\n"
    "      BucketName: !Sub files-${AWS::AccountId}-@\n"
    "      VersioningConfiguration: {Status: Enabled}\n"
    "      PublicAccessBlockConfiguration:\n"
    "        BlockPublicAcls: true\n"
    "        BlockPublicPolicy: true\n"
    "        IgnorePublicAcls: true\n"
    "        RestrictPublicBuckets: true\n",
    "  Api@:\n"
    "    Type: AWS::ApiGatewayV2::Api\n"
    "    Properties:\n"
    "      Name: api-@\n"
    "      ProtocolType: HTTP\n",
    "  Integration@:\n"
    "    Type: AWS::ApiGatewayV2::Integration\n"
    "    Properties:\n"
    "      ApiId: !Ref Api<\n"
    "      IntegrationType: AWS_PROXY\n"
    "      IntegrationUri: !GetAtt Function<.Arn\n"
    "      PayloadFormatVersion: '2.0'\n",
    "  Route@:\n"
    "    Type: AWS::ApiGatewayV2::Route\n"
    "    Properties:\n"
    "      ApiId: !Ref Api<\n"
    "      RouteKey: POST /orders/@\n"
    "      Target: !Join [/, [integrations, !Ref Integration<]]\n",
};

static const char *const arm_json[ARM_KINDS] = {
    "    {\n"
    "      \"type\": \"Microsoft.Web/sites\",\n"
    "      \"apiVersion\": \"2022-09-01\",\n"
    "      \"name\": \"[concat(parameters('prefix'), '-app-@')]\",\n"
    "      \"kind\": \"functionapp\",\n"
    "      \"location\": \"[resourceGroup().location]\",\n"
    "      \"identity\": { \"type\": \"SystemAssigned\" },\n"
    "      \"dependsOn\": [\n"
    "        \"[resourceId('Microsoft.Storage/storageAccounts', 'store<')]\"\n"
    "      ],\n"
    "      \"properties\": {\n"
    "        \"httpsOnly\": true,\n"
    "        \"siteConfig\": {\n"
    "          \"appSettings\": [\n"
    "            { \"name\": \"FUNCTIONS_EXTENSION_VERSION\", \"value\": \"~4\" },\n"
    "            { \"name\": \"FUNCTIONS_WORKER_RUNTIME\", \"value\": \"dotnet\" },\n"
    "            { \"name\": \"QueueName\", \"value\": \"telemetry-@\" }\n"
    "          ]\n"
    "        }\n"
    "      }\n"
    "    }",
    "    {\n"
    "      \"type\": \"Microsoft.Storage/storageAccounts\",\n"
    "      \"apiVersion\": \"2023-01-01\",\n"
    "      \"name\": \"store@\",\n"
    "      \"location\": \"westeurope\",\n"
    "      \"kind\": \"StorageV2\",\n"
    "      \"sku\": { \"name\": \"Standard_LRS\" },\n"
    "      \"properties\": { \"minimumTlsVersion\": \"TLS1_2\", "
    "\"allowBlobPublicAccess\": false }\n"
    "    }",
    "    {\n"
    "      \"type\": \"Microsoft.Storage/storageAccounts/queueServices/queues\",\n"
    "      \"apiVersion\": \"2023-01-01\",\n"
    "      \"name\": \"[format('{0}/default/{1}', 'store<', 'telemetry-@')]\",\n"
    "      \"properties\": { \"metadata\": {} }\n"
    "    }",
    "    {\n"
    "      \"type\": \"Microsoft.Authorization/roleAssignments\",\n"
    "      \"apiVersion\": \"2022-04-01\",\n"
    "      \"name\": \"[guid(resourceGroup().id, 'assignment-@')]\",\n"
    "      \"properties\": {\n"
    "        \"principalType\": \"ServicePrincipal\",\n"
    "        \"roleDefinitionId\": \"[subscriptionResourceId('Microsoft.Authorization/"
    "roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88')]\",\n"
    "        \"principalId\": \"[reference(resourceId('Microsoft.Web/sites', 'app-@'), "
    "'2022-09-01', 'full').identity.principalId]\"\n"
    "      }\n"
    "    }",
    "    {\n"
    "      \"type\": \"Microsoft.EventHub/namespaces/eventhubs\",\n"
    "      \"apiVersion\": \"2024-01-01\",\n"
    "      \"name\": \"[format('{0}/{1}', parameters('hub'), 'hub-@')]\",\n"
    "      \"properties\": { \"messageRetentionInDays\": 1, \"partitionCount\": 4 }\n"
    "    }",
    "    {\n"
    "      \"type\": \"Microsoft.KeyVault/vaults\",\n"
    "      \"apiVersion\": \"2023-07-01\",\n"
    "      \"name\": \"vault-@\",\n"
    "      \"location\": \"[resourceGroup().location]\",\n"
    "      \"tags\": { \"owner\": \"platform\", \"stage\": \"test\" },\n"
    "      \"properties\": {\n"
    "        \"tenantId\": \"[subscription().tenantId]\",\n"
    "        \"sku\": { \"family\": \"A\", \"name\": \"standard\" },\n"
    "        \"enableRbacAuthorization\": true,\n"
    "        \"accessPolicies\": []\n"
    "      }\n"
    "    }",
};

void template_gen(struct buf *out, enum template_kind kind, size_t resources)
{
    static const struct {
        const char *head, *between, *tail;
        const char *const *kinds;
        size_t count;
    } rows[] = {
        [TEMPLATE_CFN_JSON] = {"{\n  \"AWSTemplateFormatVersion\": \"2010-09-09\",\n"
                               "  \"Resources\": {\n",
                               ",\n", "\n  }\n}\n", cfn_json, CFN_KINDS},
        [TEMPLATE_CFN_YAML] = {"AWSTemplateFormatVersion: '2010-09-09'\n# Made by a generator.\n"
                               "Resources:\n",
                               "", "", cfn_yaml, CFN_KINDS},
        [TEMPLATE_ARM_JSON] = {"{\n  \"$schema\": \"https://schema.management.azure.com/schemas/"
                               "2019-04-01/deploymentTemplate.json#\",\n"
                               "  \"contentVersion\": \"1.0.0.0\",\n"
                               "  \"parameters\": { \"prefix\": { \"type\": \"string\" }, "
                               "\"hub\": { \"type\": \"string\" } },\n  \"resources\": [\n",
                               ",\n", "\n  ]\n}\n", arm_json, ARM_KINDS},
    };
    buf_puts(out, rows[kind].head);
    for (size_t i = 0; i < resources; i++) {
        if (i)
            buf_puts(out, rows[kind].between);
        expand(out, rows[kind].kinds[i % rows[kind].count], i / rows[kind].count);
    }
    buf_puts(out, rows[kind].tail);
}
