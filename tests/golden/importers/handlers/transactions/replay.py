import boto3

db = boto3.client("dynamodb")


def handler(event, context):
    db.transact_write_items(TransactItems=load(event))
