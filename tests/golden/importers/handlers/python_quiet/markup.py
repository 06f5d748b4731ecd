import io
import xml.sax
from xml.dom import pulldom
from xml.sax.handler import ContentHandler, feature_external_ges, feature_external_pes


def handler(event, context):
    xml.sax.parseString(event["body"], ContentHandler())
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_external_pes, 0)
    return [node for _, node in pulldom.parse(io.StringIO(event["body"]), parser)]
