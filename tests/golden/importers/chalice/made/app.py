import boto3
from chalice import Chalice
from chalicelib import mail

app = Chalice(app_name='made')
s3 = boto3.client('s3')
_TABLE = None


def table():
    global _TABLE
    if _TABLE is None:
        _TABLE = boto3.client('dynamodb')
    return _TABLE


@app.route('/files')
def files():
    things = boto3.resource('dynamodb').Table('things')
    things.delete_item(Key={'id': '1'})
    return s3.list_objects(Bucket='files')


@app.on_sqs_message(queue='jobs')
def work(event):
    for record in event:
        table().put_item(TableName='jobs', Item={'body': {'S': record.body}})
    s3.get_paginator('list_objects')
    boto3.client('sns').publish(TopicArn='arn:aws:sns:eu-west-1:111122223333:done', Message='1')
    mail.send()
