import boto3

events = boto3.client("events")


def branch(event, context):
    entry = {"Source": "branch", "DetailType": "x", "Detail": "{}"}
    if event.get("own"):
        entry["EventBusName"] = "own"
    events.put_events(Entries=[entry])


def arms(event, context):
    entry = {"Source": "arms", "DetailType": "x", "Detail": "{}"}
    if event.get("own"):
        entry["EventBusName"] = "own"
    else:
        entry["EventBusName"] = "other"
    events.put_events(Entries=[entry])


def within(event, context):
    for item in event["items"]:
        entry = {"Source": "within", "DetailType": "x", "Detail": "{}"}
        entry["EventBusName"] = "own"
        events.put_events(Entries=[entry])
