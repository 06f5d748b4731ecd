import { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { enabled } from "./elsewhere";

export enum Source { Orders = "shop.orders", Stock = "shop.stock" }
const tracer = new Tracer();
const client = tracer.captureAWSv3Client(new EventBridgeClient({}));
const EventBusName = process.env.BUS;

class Publisher {
  constructor(private readonly source: string) {}
  async publish(type: string, items: unknown[]) {
    const Entries: PutEventsRequestEntry[] = items.map((item) => ({
      Source: this.source,
      DetailType: type,
      Detail: JSON.stringify(item),
      EventBusName,
    }));
    await client.send(new PutEventsCommand({ Entries }));
  }
}

export const handler = async (event: any) => {
  await new Publisher(Source.Stock).publish("Counted", event.items);
  const entries: PutEventsRequestEntry[] = [];
  for (const item of event.items) {
    entries.push({ Source: `${process.env.STAGE}.${item.shop}`, DetailType: "Moved", EventBusName });
  }
  await client.send(new PutEventsCommand({ Entries: entries.filter(Boolean) }));
  const base = { Source: Source.Orders, EventBusName };
  await client.send(new PutEventsCommand({
    Entries: [{ ...base, DetailType: event.ok ? "Yes" : "No", ...(enabled && { Detail: "{}" }) }],
  }));
};
