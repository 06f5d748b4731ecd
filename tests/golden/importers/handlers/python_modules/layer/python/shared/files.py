import os
import boto3


def keep(key):
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=key)
