import os
import boto3


def count():
    boto3.resource("dynamodb").Table(os.environ["TABLE"]).scan()
