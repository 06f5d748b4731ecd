import os
def broken(:
    return ((
x = [1, 2
def handler(event, context:
        os.system(event["x"]
