import boto3
from limiter import Limiter

table = boto3.resource("dynamodb").Table("limits")
limiter = Limiter(name="a", backend=table)


def handler(event, context):
    return limiter.check(event["id"])
