from chalice import Chalice

app = Chalice('plain')


@app.route('/notes/{name}', methods=['DELETE'])
def remove(name):
    open('/tmp/' + name)


@app.on_s3_event(bucket=open('bucket').read())
def nobody_knows(event):
    pass
