import { DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = withDurableExecution(async (event: any, context: DurableContext) => {
  const order = await context.step("keep", async () => {
    await table.send(new PutCommand({ TableName: process.env.ORDERS, Item: event.order }));
    return event.order;
  });
  await context.invoke("charge", process.env.CHARGE!, { order });
  await context.wait({ seconds: 30 });
  await context.parallel("rest", [
    async (branch) => branch.invoke(process.env.SHIP!, order),
    async (branch) => branch.runInChildContext("mails", async (child) => child.map(order.people, async (each, person) => each.invoke("mail", process.env.MAIL!, person))),
  ]);
});
