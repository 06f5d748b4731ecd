import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { Orders, type Order } from './services/orders';
import notify from './services/index.js';

export interface Shape { id: string; run(x: number): Promise<void> }
type Mapper<T extends object = {}> = (item: T, i?: number) => T | undefined;
enum Level { Low = 1, High }
declare const BUILD: string;

const identity: Mapper<Order> = (item) => item;
const orders = new Orders<Order>(process.env.TABLE!);
export const helper = async <T,>(x: T): Promise<T> => x;

export const main = async (event: APIGatewayProxyEvent, _: Context): Promise<{ statusCode: number }> => {
  const body = JSON.parse(event.body ?? '{}') as Partial<Order> & { tag?: string };
  const found: Order | undefined = await orders.find(body.id!);
  if (found && Level.High > 1) {
    await orders.save<Order>(identity(found) as Order);
    await notify(<string>found.id);
  }
  return { statusCode: found ? 200 : 404 };
};
