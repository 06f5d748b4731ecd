"""Every four hours: a text message to whoever empties the bin."""

import json
import os
import urllib.request

import boto3

TOKENS = "https://api.telstra.com/v1/oauth/token"
MESSAGES = "https://api.telstra.com/v1/sms/messages"

sqs = boto3.client("sqs")


def access_token():
    query = "?client_id=%s&client_secret=%s&grant_type=client_credentials&scope=SMS" % (
        os.environ["SMS_API_KEY"],
        os.environ["SMS_API_SECRET"],
    )
    with urllib.request.urlopen(TOKENS + query) as answer:
        return json.load(answer)["access_token"]


def send(phone, text):
    request = urllib.request.Request(
        MESSAGES,
        method="POST",
        data=json.dumps({"to": phone, "body": text}).encode(),
        headers={"Authorization": "Bearer " + access_token()},
    )
    urllib.request.urlopen(request)


def handler(event, context):
    queue = os.environ["ALERT_QUEUE_URL"]
    batch = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    for message in batch.get("Messages", []):
        alert = json.loads(message["Body"])
        send(alert["phone"], "Bin %(location)s is %(percentage)s%% full" % alert)
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
