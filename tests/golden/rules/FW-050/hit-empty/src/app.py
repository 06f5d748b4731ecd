import os
import boto3
carts = boto3.resource("dynamodb").Table(os.environ["TABLE"])


# An event that is empty is none: what the loop brings back never is.
def handler(event, context):
    if not event or "Records" not in event or len(event["Records"]) == 0:
        return
    for record in event["Records"]:
        if not record.get("dynamodb") or record["eventSource"] != "aws:dynamodb":
            continue
        carts.put_item(Item={"id": record["eventID"], "seen": 1})
