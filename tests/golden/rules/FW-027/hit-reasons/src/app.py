import boto3

speech = boto3.client("transcribe")
parameters = boto3.client("ssm")


def handler(event, context):
    speech.create_vocabulary(VocabularyName=event["name"], LanguageCode="en-US")
    speech.get_vocabulary(VocabularyName=event["name"])
    parameters.get_parameter(Name=event["parameter"])
    boto3.client("polly").describe_voices()
    return "ok"
