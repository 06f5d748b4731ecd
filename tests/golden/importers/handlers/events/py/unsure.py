import os
import boto3
from elsewhere import types, kind_of

events = boto3.client("events")
BUS = os.environ["BUS"]


def send(kind, source="shop.default"):
    events.put_events(Entries=[{"Source": source, "DetailType": kind, "EventBusName": BUS}])


def handler(event, context):
    send(event["kind"])                       # the caller chooses the type
    send("Known", kind_of(event))             # the source comes from what is not read
    send("Sliced".replace("S", "s"), "shop.a")
    send("Own", types.SOURCE or "shop.b")
