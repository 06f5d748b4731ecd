"""os.system(event["x"]); boto3.client("s3").put_object(Bucket="documented")"""
import logging
import os
import shlex
import subprocess
import boto3
import requests
import yaml

# boto3.client("sqs").send_message(QueueUrl="commented")
EXAMPLE = "boto3.client('s3').put_object(Bucket='quoted')"
MORE = '''
os.system(event["x"])
'''


def unused(event):
    eval(event["x"])
    boto3.resource("dynamodb").Table("unused").scan()


def handler(event, context):
    logging.info("eval(%s)", event)  # eval(event["x"])
    os.system("ls /tmp")
    count = int(event["count"])
    os.system("head -n {} /tmp/x".format(count))
    os.system("echo " + shlex.quote(event["name"]))
    subprocess.run(["convert", event["file"], "out.png"])
    subprocess.run("ls", shell=True)
    yaml.safe_load(event["body"])
    yaml.load(event["body"], Loader=yaml.SafeLoader)
    requests.get("https://api.example.com/items/" + event["id"])
    requests.get(f"{os.environ['BASE']}/items/{event['id']}")
    db.execute("SELECT * FROM users WHERE name = %s", (event["name"],))
    service.execute(event["command"])
    cache.put(key="transaction_number_2", token="tokenId")
    if False:
        eval(event["x"])
    if event.get("source"):
        return 1
    else:
        return 2
    eval(event["x"])


if __name__ == "__main__":
    eval(handler({}, None))
    boto3.client("s3").put_object(Bucket="main", Key="x")
