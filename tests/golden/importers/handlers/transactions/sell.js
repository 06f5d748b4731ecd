const { DynamoDB } = require('aws-sdk');
const db = new DynamoDB.DocumentClient();

exports.handler = async (event) => {
  const { STOCK, SALES } = process.env;
  const items = [
    { Update: { TableName: STOCK, Key: { id: event.item }, UpdateExpression: 'ADD n :one' } },
    { Put: { TableName: SALES, Item: { id: event.sale } } },
  ];
  if (event.old) {
    items.push({ Delete: { TableName: process.env.AUDIT, Key: { id: event.old } } });
  }
  await db.transactWrite({ TransactItems: items }).promise();
};
