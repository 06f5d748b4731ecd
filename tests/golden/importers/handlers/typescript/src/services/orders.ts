import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

export interface Order { id: string }

abstract class Base<T> {
  protected readonly client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  constructor(private readonly region?: string) {}
}

export class Orders<T extends { id: string }> extends Base<T> {
  private table: string;

  constructor(table: string) {
    super();
    this.table = table;
  }

  public async find(id: string): Promise<T | undefined> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key: { id } }));
    return Item as T;
  }

  async save<U extends T>(item: U): Promise<void> {
    await this.client.send(new PutCommand({ TableName: this.table, Item: item }));
  }
}
