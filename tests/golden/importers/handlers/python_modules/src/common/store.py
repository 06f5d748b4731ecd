import os
import boto3


class Base:
    def __init__(self, name):
        self.table = boto3.resource("dynamodb").Table(name)

    def save(self, item):
        self.table.put_item(Item=item)


class Orders(Base):
    def __init__(self):
        super().__init__(os.environ["TABLE"])
