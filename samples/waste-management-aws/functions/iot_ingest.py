"""Messages of devices that speak to AWS IoT directly."""

import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    sqs.send_message(
        QueueUrl=os.environ["TELEMETRY_QUEUE_URL"],
        MessageBody=json.dumps(event),
    )
