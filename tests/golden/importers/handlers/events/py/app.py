import json
import os
from dataclasses import dataclass
from enum import Enum

import boto3

events = boto3.client("events")
SOURCE = os.environ["SOURCE"]


class Kind(str, Enum):
    PAID = "Paid"
    SENT = "Sent"


@dataclass
class Note:
    source: str
    kind: str


def entry(kind, detail, bus=None):
    made = {"Source": SOURCE, "DetailType": kind, "Detail": json.dumps(detail)}
    made["EventBusName"] = os.environ["BUS"]
    return made


def maybe(record):
    if record["size"] == 0:
        return None
    event = {"Source": f"{os.environ['STAGE']}.audit", "EventBusName": os.environ["BUS"]}
    if record["size"] > 1:
        event["DetailType"] = "Large"
    else:
        event["DetailType"] = "Small"
    return event


def flush(batch):
    for i in range(0, len(batch), 10):
        events.put_events(Entries=batch[i:i + 10])


def handler(event, context):
    # two entries of one call: Ordered goes with shop.orders only, Counted with shop.stock only
    events.put_events(Entries=[
        {"Source": "shop.orders", "DetailType": "Ordered", "EventBusName": "shop"},
        {"Source": "shop.stock", "DetailType": "Counted", "EventBusName": "shop"},
    ])
    events.put_events(Entries=[entry(Kind.PAID.value, {})])
    # a list comprehension has names of its own, None is no event
    made = [maybe(record) for record in event["Records"]]
    made = [event for event in made if event is not None]
    flush(made)
    note = Note(source="shop.notes", kind="UPPER".lower())
    batch = []
    batch += [{"Source": note.source, "DetailType": note.kind, "EventBusName": "shop"}]
    batch.extend([entry("Packed", {})])
    events.put_events(Entries=batch)
    # no bus is named: the default one
    events.put_events(Entries=[{"Source": "shop.orders", "DetailType": "Closed"}])
