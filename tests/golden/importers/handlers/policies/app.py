import os
import boto3


def handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    table.put_item(Item={})
    table.scan()
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="x")
    boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key="x")


def assumed(event, context):
    keys = boto3.client("sts").assume_role(RoleArn="x", RoleSessionName="x")["Credentials"]
    s3 = boto3.client("s3", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"])
    s3.put_object(Bucket=os.environ["BUCKET"], Key="x")
