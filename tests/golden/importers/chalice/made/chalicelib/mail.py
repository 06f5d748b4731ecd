import boto3

ses = boto3.client('ses')


def send():
    ses.send_email(Source='a@example.com', Destination={}, Message={})
