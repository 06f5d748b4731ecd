import pymysql
import stripe

stripe.api_key = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
PASSWORD_FIELD = "password"


def handler(event, context):
    pymysql.connect(host="db.example.com", user="root", password="kT9vX2qLm4Zr")
    return {"token": "tokenId", "password": event["password"]}
