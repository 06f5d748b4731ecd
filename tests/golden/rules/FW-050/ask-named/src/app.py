import os
import boto3
carts = boto3.resource("dynamodb").Table(os.environ["TABLE"])


# The condition has a name.
def handler(event, context):
    for record in event["Records"]:
        own = record["eventName"] == "MODIFY"
        if own:
            continue
        carts.put_item(Item={"id": record["eventID"], "seen": 1})
