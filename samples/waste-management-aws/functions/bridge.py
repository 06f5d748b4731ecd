"""The Things Network posts every uplink of a bin sensor here."""

import json
import os

import boto3

KNOWN_APPLICATIONS = os.environ["TTN_APPLICATION_IDS"].split(",")

sqs = boto3.client("sqs")


def handler(event, context):
    uplink = json.loads(event["body"])
    # The caller names its own application: this is a filter, not authentication.
    if uplink["app_id"] not in KNOWN_APPLICATIONS:
        return {"statusCode": 400}
    telemetry = {
        "device": uplink["dev_id"],
        "level": uplink["level"],
        "battery": uplink["battery"],
    }
    sqs.send_message(
        QueueUrl=os.environ["TELEMETRY_QUEUE_URL"],
        MessageBody=json.dumps(telemetry),
    )
    return {"statusCode": 200}
