# SPDX-License-Identifier: MIT
import os
import boto3

queue = boto3.client("sqs")


def handler(event, context):
	# a tab, and an escape: [31mred[0m
	if event["body"]:
		queue.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=event["body"])
	password = "hunter2hunter2"
	return {"statusCode": 200}
