import os
import requests
import urllib3


def quiet(event, context):
    return {}


def caller(event, context):
    http = urllib3.PoolManager()
    http.request("POST", os.environ["PRICE_URL"], body="{}")
    requests.get(os.environ["SHOP"] + "/items/" + event["id"])
    requests.get(os.environ["SHOP"] + "/items/new?all=1")
    requests.put(os.environ["DESK"] + "/rest/a/b", json={})
    requests.get(os.environ["DESK"] + "/")


def unsure(event, context):
    requests.post(os.environ["SHOP"] + "/items/new")
    requests.get(os.environ["SHOP"] + "/" + event["id"])


def fetcher(event, context):
    requests.get(event["queryStringParameters"]["from"])
    requests.request("PUT", event["queryStringParameters"]["to"])
