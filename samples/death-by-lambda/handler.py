"""Adds up whatever the caller sends: GET /calculate?formula=1%2B2"""

import json
import os
import subprocess

import boto3

s3 = boto3.client("s3")


def calculate(event, context):
    query = event.get("queryStringParameters") or {}
    formula = query.get("formula", "0")
    result = eval(formula)  # the caller's text is the program
    if "unit" in query:
        # ... and here it is a command line
        result = subprocess.check_output("units -t '%s' '%s'" % (result, query["unit"]), shell=True)
    s3.put_object(
        Bucket=os.environ["REPORTS_BUCKET"],
        Key="last.json",
        Body=json.dumps({"formula": formula, "result": str(result)}),
    )
    return {
        "statusCode": 200,
        "headers": {"Access-Control-Allow-Origin": "*"},
        "body": json.dumps({"result": str(result), "request": event}),
    }
