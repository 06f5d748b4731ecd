"""Every ten minutes: from raw telemetry to the state of each bin, alerts and the log."""

import json
import os

import boto3

ALERT_PERCENTAGE = 80
APPLICATION = os.environ["APPLICATION_ID"]

sqs = boto3.client("sqs")
dynamodb = boto3.resource("dynamodb")
weather = dynamodb.Table(os.environ["WEATHER_TABLE"])
sensors = dynamodb.Table(os.environ["SENSOR_STATE_TABLE"])


def current_weather():
    key = {"application": APPLICATION, "location": os.environ["WEATHER_LOCATION"]}
    return weather.get_item(Key=key).get("Item")


def update_sensor(telemetry):
    key = {"application": APPLICATION, "device": telemetry["device"]}
    sensor = sensors.get_item(Key=key)["Item"]
    sensor["level"] = max(0, sensor["depth"] - telemetry["level"])
    sensors.put_item(Item=sensor)
    return sensor


def percentage(sensor):
    return sensor["level"] * 100 // sensor["depth"] if sensor["depth"] else 0


def handler(event, context):
    telemetry_queue = os.environ["TELEMETRY_QUEUE_URL"]
    now = current_weather()
    batch = sqs.receive_message(QueueUrl=telemetry_queue, MaxNumberOfMessages=10)
    for message in batch.get("Messages", []):
        telemetry = json.loads(message["Body"])
        sensor = update_sensor(telemetry)
        sqs.send_message(
            QueueUrl=os.environ["LOGGING_QUEUE_URL"],
            MessageBody=json.dumps({"telemetry": telemetry, "weather": now}, default=str),
        )
        if percentage(sensor) > ALERT_PERCENTAGE:
            alert = {
                "phone": sensor["phone"],
                "location": sensor["location"],
                "percentage": int(percentage(sensor)),
            }
            sqs.send_message(
                QueueUrl=os.environ["ALERT_QUEUE_URL"],
                MessageBody=json.dumps(alert),
            )
        sqs.delete_message(QueueUrl=telemetry_queue, ReceiptHandle=message["ReceiptHandle"])
