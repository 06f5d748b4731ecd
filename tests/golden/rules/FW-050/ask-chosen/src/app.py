import os
import boto3
carts = boto3.resource("dynamodb").Table(os.environ["TABLE"])


# Changes of what is there are passed over before the loop begins.
def handler(event, context):
    for record in [r for r in event["Records"] if r["eventName"] == "INSERT"]:
        carts.put_item(Item={"id": record["eventID"], "seen": 1})
