from . import tools
from .. import common
from common.store import Orders as Table
import common.paths as p
import shared.files
from missing import nothing


def handler(event, context):
    Table().save({"id": event["id"]})
    tools.announce("new")
    common.count()
    shared.files.keep(p.KEY)
    nothing(event)
