import os, boto3
def run(event, context):
    return boto3.client("dynamodb").scan(TableName=os.environ["TABLE"])
