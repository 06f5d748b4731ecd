import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { store } from 'some-store';
import { drain } from './missing.js';

const s3 = new S3Client({});
const sqs = new SQSClient({});

export const handler = async () => {
  await store({ client: s3, prefix: 'in/' });
  await drain(sqs);
};
