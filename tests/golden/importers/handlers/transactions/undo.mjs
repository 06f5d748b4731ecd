import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient, TransactGetCommand, TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event) => {
  await db.send(new TransactGetCommand({
    TransactItems: [{ Get: { TableName: process.env.STOCK, Key: { id: event.item } } }],
  }));
  await db.send(new TransactWriteCommand({
    TransactItems: [
      { ConditionCheck: { TableName: process.env.SALES, Key: { id: event.sale } } },
      { Delete: { TableName: process.env.SALES, Key: { id: event.sale } } },
      { Put: { TableName: process.env.AUDIT, Item: { id: event.sale } } },
    ],
  }));
};
