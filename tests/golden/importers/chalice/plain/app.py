from chalice import Chalice

app = Chalice('plain')


@app.route('/notes/{name}', methods=['DELETE'])
def remove(name):
    open('/tmp/' + name)
