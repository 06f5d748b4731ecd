import boto3


def announce(text):
    boto3.client("sns").publish(TopicArn="arn:aws:sns:eu-central-1:111122223333:elsewhere", Message=text)


def never_called():
    boto3.client("sqs").send_message(QueueUrl="https://sqs.eu-central-1.amazonaws.com/1/jobs", MessageBody="")
