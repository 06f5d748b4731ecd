from chalice import Chalice

app = Chalice(app_name="shop")


@app.route("/orders")
def orders():
    return []


@app.on_ws_message()
def said(event):
    return None
