import json
import os
from os import environ, getenv as setting

import boto3
from aws_lambda_powertools.utilities.parameters import get_secret

db = boto3.resource("dynamodb")
table = db.Table(os.environ["TABLE"])
s3, sqs = boto3.client("s3"), boto3.client(service_name="sqs")
BUCKET = environ.get("BUCKET", "fallback")
session = boto3.Session()
QUEUES = {"jobs": os.getenv("QUEUE_URL")}


class Store:
    def __init__(self, name):
        self.name = name
        self.client = session.client("s3")

    def keep(self, key, body):
        return self.client.put_object(
            Bucket=self.name, Key=key, Body=body)

    @staticmethod
    def pages():
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
            yield page


def send(url, *items):
    if len(items) == 1:
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(items[0]))
    else:
        sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": x}
                                                      for i, x in enumerate(items)])


def handler(event, context):
    item = table.get_item(Key={"id": event["id"]})["Item"]
    with db.Table("".join(["{}".format(os.environ["PREFIX"]), "ders"])).batch_writer() as batch:
        batch.put_item(Item=item)
    Store(BUCKET).keep("a", json.dumps(item))
    list(Store.pages())
    s3.upload_file("/tmp/x", BUCKET, "x")
    s3.copy_object(Bucket=BUCKET, Key="b", CopySource={"Bucket": "archive-of-others", "Key": "b"})
    send(QUEUES["jobs"], item, item)
    queue = boto3.resource("sqs").get_queue_by_name(QueueName="jobs")
    queue.send_message(MessageBody="x")
    boto3.client("sns").publish(TopicArn=setting("TOPIC"), Message="x")
    boto3.client("lambda").invoke(FunctionName="other", Payload=b"{}")
    boto3.client("stepfunctions").start_execution(stateMachineArn=environ["FLOW"])
    boto3.client("events").put_events(Entries=[{"Source": "shop", "Detail": "{}"}])
    boto3.client("ses").send_email(Source="a", Destination={}, Message={})
    get_secret("shop/password")
    name = event["table"]
    db.Table(name).delete_item(Key={"id": 1})


def other(event, context):
    """Takes work off the queue by itself."""
    url = sqs.get_queue_url(QueueName="jobs")["QueueUrl"]
    for message in sqs.receive_message(QueueUrl=url).get("Messages", []):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
