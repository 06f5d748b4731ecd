import os

import boto3

db = boto3.client("dynamodb")


def handler(event, context):
    db.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": os.environ["SALES"], "Item": {"id": {"S": event["id"]}}}},
            {"Update": {"TableName": os.environ["STOCK"], "Key": {"id": {"S": event["item"]}}}},
        ]
    )
