"""Every quarter of an hour: what the weather is like where the bins stand."""

import json
import os
import urllib.request

import boto3

SERVICE = "https://api.openweathermap.org/data/2.5/weather"

secrets = boto3.client("secretsmanager")
weather = boto3.resource("dynamodb").Table(os.environ["WEATHER_TABLE"])


def handler(event, context):
    location = os.environ["WEATHER_LOCATION"]
    key = secrets.get_secret_value(SecretId=os.environ["WEATHER_KEY"])["SecretString"]
    url = SERVICE + "?units=metric&q=" + location + "&appid=" + key
    with urllib.request.urlopen(url) as answer:
        main = json.load(answer)["main"]
    weather.put_item(
        Item={
            "application": os.environ["APPLICATION_ID"],
            "location": location,
            "temperature": str(main["temp"]),
            "humidity": str(main["humidity"]),
        }
    )
