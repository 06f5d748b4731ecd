import { SNSClient, PublishCommand } from '@aws-sdk/client-sns';

const client = new SNSClient({ region: process.env.AWS_REGION });

export default async function notify(text: string): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: process.env['TOPIC'], Message: text }));
}
