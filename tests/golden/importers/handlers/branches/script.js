const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");
const client = new EventBridgeClient({});

exports.handler = async (event) => {
  const entry = { Source: "script", DetailType: "x", Detail: "{}" };
  if (event.own) {
    entry.EventBusName = "own";
  }
  await client.send(new PutEventsCommand({ Entries: [entry] }));
};
