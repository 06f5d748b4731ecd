import os

import requests


def handler(event, context):
    requests.post(os.environ["PAYMENT"] + "/check", json=event)
    requests.post(os.environ["HOOK"], json=event)
    requests.get(os.environ["LOCAL"])
    return requests.get(os.environ["RATES"]).json()
