from chalice import Blueprint

extra = Blueprint(__name__)
never = Blueprint(__name__)


@extra.route('/news')
def news():
    return {}


@extra.schedule('rate(2 days)')
def rare(event):
    pass


@never.route('/never')
def hidden():
    return {}
