import os

import boto3

carts = boto3.resource("dynamodb").Table(os.environ["TABLE"])


# Sums are kept beside the things that are summed up, and are passed over.
def handler(event, context):
    sums = {}
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["id"]["S"]
        if key.startswith("thing#"):
            sums["sum#" + key] = sums.get("sum#" + key, 0) + 1
    for name, count in sums.items():
        carts.put_item(Item={"id": name, "count": count})
