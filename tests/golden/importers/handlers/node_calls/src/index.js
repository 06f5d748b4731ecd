'use strict';
const AWSXRay = require('aws-xray-sdk-core');
const AWS = AWSXRay.captureAWS(require('aws-sdk'));
const { S3, SQS } = require('aws-sdk');
const SNS = require('aws-sdk/clients/sns');
const https = require('https');
const axios = require('axios');
const store = require('./lib/store');
const { TABLE: table, QUEUE_URL } = process.env;

const db = new AWS.DynamoDB.DocumentClient({ apiVersion: '2012-08-10' });
const s3 = new S3({ params: { Bucket: process.env.BUCKET } });
const sqs = new SQS();
const pattern = /new S3\(\)\.putObject\(["'`]/g; // no text begins here

exports.handler = async (event, context, callback) => {
  const { Item } = await db.get({ TableName: table, Key: { id: event.id } }).promise();
  db.put({ TableName: `${table}`, Item }, (err) => {
    if (err) return callback(err);
    sqs.sendMessage({ QueueUrl: QUEUE_URL, MessageBody: JSON.stringify(Item) }, () => {});
  });
  await db.batchWrite({ RequestItems: { [process.env.TABLE]: [{ PutRequest: { Item } }] } }).promise();
  await s3.putObject({ Key: 'a', Body: Item.a / 2 }).promise();
  const url = s3.getSignedUrl('getObject', { Bucket: process.env['BUCKET'], Key: 'a' });
  await new SNS().publish({ TopicArn: process.env.TOPIC, Message: 'x' }).promise();
  await Promise.all(event.Records.map(async (r) => store.keep(r)));
  await axios.post(`${process.env.API}/orders/${event.id}`, { url });
  https.request({ hostname: 'hooks.slack.com', path: '/x', method: 'POST' }, () => {}).end();
  const Entries = event.Records.map((r) => ({ EventBusName: 'shop', Detail: JSON.stringify(r) }));
  await new AWS.EventBridge().putEvents({ Entries }).promise();
  return store.name || pattern.test('x');
};
