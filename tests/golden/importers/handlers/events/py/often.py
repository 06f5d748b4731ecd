import boto3

events = boto3.client("events")


def send(kind):
    events.put_events(Entries=[{"Source": "shop", "DetailType": kind, "EventBusName": "often"}])


# More calls of one function than are followed: what the others put is not known.
def handler(event, context):
    send("A1")
    send("A2")
    send("A3")
    send("A4")
    send("A5")
    send("A6")
    send("A7")
    send("A8")
    send("A9")
    send("B1")
    send("B2")
    send("B3")
    send("B4")
