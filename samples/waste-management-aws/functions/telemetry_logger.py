"""Every four hours: the log of the telemetry goes to the archive."""

import os
from datetime import datetime, timezone

import boto3

sqs = boto3.client("sqs")
s3 = boto3.client("s3")


def handler(event, context):
    queue = os.environ["LOGGING_QUEUE_URL"]
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    if not messages:
        return
    now = datetime.now(timezone.utc)
    s3.put_object(
        Bucket=os.environ["ARCHIVE_BUCKET"],
        Key=now.strftime("log/%Y-%m-%d/%H-%M/telemetry.json"),
        Body="\n".join(message["Body"] for message in messages),
    )
    for message in messages:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
