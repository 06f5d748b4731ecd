import json, os
import boto3

orders = boto3.resource('dynamodb').Table(os.environ['ORDERS'])
sqs = boto3.client('sqs')


def handler(event, context):
    item = json.loads(event['body'])
    orders.put_item(Item=item)
    found = orders.query(KeyConditionExpression='id = :id')
    sqs.send_message(QueueUrl=os.environ['WORK'], MessageBody=item['id'])
    return {'statusCode': 200, 'body': json.dumps(found['Items'])}
