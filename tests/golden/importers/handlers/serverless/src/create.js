import AWS from 'aws-sdk';
const db = new AWS.DynamoDB.DocumentClient();
export const main = (event) => db.put({ TableName: process.env.TABLE, Item: JSON.parse(event.body) }).promise();
