import os

from aws_durable_execution_sdk_python import DurableContext, durable_execution


@durable_execution
def handler(event: dict, context: DurableContext) -> dict:
    paid = context.invoke(function_name=os.environ["CHARGE"], payload={"back": event["id"]}, name="back")
    context.run_in_child_context(lambda child: child.invoke(os.environ["MAIL"], paid))
    return paid
