// Clients that go to the source itself, to wrappers that are known, or have credentials of their own.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { SNSClient, PublishCommand } from '@aws-sdk/client-sns';
import { S3Client } from '@aws-sdk/client-s3';
import { captureAWSv3Client } from 'aws-xray-sdk-core';
import { mirror } from 'mirror';

const db = DynamoDBDocumentClient.from(captureAWSv3Client(new DynamoDBClient({})));
const theirs = new S3Client({ credentials: { accessKeyId: 'x', secretAccessKey: process.env.KEY } });

async function tell(sns, text) {
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: text }));
}

export const handler = async () => {
  const { Item } = await db.send(new GetCommand({ TableName: process.env.TABLE, Key: { id: 1 } }));
  await tell(new SNSClient({}), Item.text);
  console.log('told', db);
  await mirror(theirs);
};
