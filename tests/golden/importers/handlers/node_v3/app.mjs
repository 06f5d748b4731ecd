import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as lib from "@aws-sdk/lib-dynamodb";
import { S3Client, GetObjectCommand, CopyObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Upload } from '@aws-sdk/lib-storage';
import { SQS } from '@aws-sdk/client-sqs';
import { SSMClient, GetParameterCommand } from '@aws-sdk/client-ssm';
import middy from '@middy/core';
import got from 'got';

const { DynamoDBDocumentClient, PutCommand, QueryCommand } = lib;
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const s3 = new S3Client({});
const sqs = new SQS({});

async function query(TableName) {
  const params = { KeyConditionExpression: 'id = :id' };
  params.TableName = TableName;
  return db.send(new QueryCommand(params));
}

const main = async (event) => {
  const command = new PutCommand({ TableName: process.env.TABLE, Item: event });
  await db.send(command);
  await query(process.env.TABLE);
  const Bucket = process.env.BUCKET ?? 'fallback-bucket';
  await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: event?.key }), { expiresIn: 60 });
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'archive-of-others/b' }));
  await new Upload({ client: s3, params: { Bucket, Key: 'c', Body: '' } }).done();
  await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: '' });
  await new SSMClient().send(new GetParameterCommand({ Name: '/shop/key', WithDecryption: true }));
  return got('https://status.example.com/').json();
};

export const handler = middy(main).use({ before: () => {} });
