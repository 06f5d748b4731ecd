import os

import boto3

carts = boto3.resource("dynamodb").Table(os.environ["TABLE"])


# What it asks has nothing to do with what starts it.
def handler(event, context):
    if os.environ["QUIET"] == "yes":
        return
    for record in event["Records"]:
        carts.put_item(Item={"id": record["eventID"], "seen": 1})
