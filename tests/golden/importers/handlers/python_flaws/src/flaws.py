import base64
import json
import os
import pickle
import subprocess
import urllib.request as web
from subprocess import check_output as run

import pymongo
import pymysql
import requests
import yaml
from jinja2 import Template
from lxml import etree


def code(event, context):
    return eval(event["queryStringParameters"]["sum"])


def shell(event, context):
    name = event.get("name") or "world"
    os.system("echo %s > /tmp/x" % name)


def shell_list(event, context):
    body = json.loads(event["body"])
    run(["sh", "-c", f"convert {body['file']!r} out.png"])


def program(event, context):
    return subprocess.run(event["command"].split(" "))


def objects(event, context):
    return pickle.loads(base64.b64decode(event["body"]))


def yaml_load(event, context):
    return yaml.load(event["body"])


def template(event, context):
    return Template("Hello " + event["name"]).render()


def request(event, context):
    return web.urlopen(event["url"]).read()


def request_host(event, context):
    return requests.get("https://{}.example.com/x".format(event["tenant"])).text


def sql(event, context):
    connection = pymysql.connect(host="db.example.com")
    cursor = connection.cursor()
    cursor.execute("SELECT * FROM users WHERE name = '" + event["name"] + "'")


def sql_percent(event, context):
    query = "UPDATE users SET name = '%s' WHERE id = %d" % (event["name"], 1)
    pymysql.connect(host="db.example.com").cursor().execute(query)


def nosql(event, context):
    users = pymongo.MongoClient("mongodb://mongo.example.com")["shop"]["users"]
    body = json.loads(event["body"])
    return users.find_one({"name": body["name"], "password": body["password"]})


def path(event, context):
    with open(os.path.join("/tmp", event["file"])) as f:
        return f.read()


def xml(event, context):
    return etree.fromstring(event["body"])


def nested(event, context):
    def inner(value):
        return deeper({"command": value})

    def deeper(options):
        os.popen(options["command"])

    return inner(event["x"])


def loops(event, context):
    for record in event["Records"]:
        for key, value in record["attributes"].items():
            [exec(line) for line in value.split("\n") if line]


def pulled(event, context):
    import io
    from xml.dom import pulldom
    from xml.sax import make_parser
    from xml.sax.handler import feature_external_ges

    parser = make_parser()
    parser.setFeature(feature_external_ges, True)
    return [n.toxml() for e, n in pulldom.parse(io.StringIO(event["body"]), parser)]
