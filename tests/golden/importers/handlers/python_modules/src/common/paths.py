KEY = "orders.json"
