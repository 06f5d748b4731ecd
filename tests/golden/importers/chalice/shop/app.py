import os
import subprocess

import boto3
from chalice import (AuthResponse, Chalice, CognitoUserPoolAuthorizer, CORSConfig, Cron, CustomAuthorizer,
                     IAMAuthorizer, Rate)
from chalicelib.extra import extra

app = Chalice(app_name='shop')
app.register_blueprint(extra, url_prefix='/extra')

ORDERS = os.environ['ORDERS']
users = CognitoUserPoolAuthorizer('users', provider_arns=['arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a'])
other = CustomAuthorizer('other', header='Authorization', authorizer_uri='arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:other/invocations')


@app.route('/')
def index():
    return {'shop': 'open'}


@app.route('/orders', methods=['POST', 'PUT'], cors=True, authorizer=users)
def order():
    boto3.client('sqs').send_message(QueueUrl='https://sqs.eu-west-1.amazonaws.com/111122223333/orders', MessageBody='x')


@app.route('/ping/{host}', cors=CORSConfig(allow_origin='https://example.com'))
def ping(host):
    return subprocess.check_output('ping -c 1 ' + app.current_request.query_params['host'], shell=True)


@app.route('/own', authorizer=IAMAuthorizer())
def own():
    return {}


@app.route('/asked', authorizer=other)
def asked():
    return {}


@app.authorizer(ttl_seconds=30)
def door(request):
    return AuthResponse(routes=['/'], principal_id='user')


@app.route('/behind', authorizer=door)
def behind():
    return {}


@app.route('/keyed', api_key_required=True)
def keyed():
    return {}


@app.schedule(Rate(1, unit=Rate.HOURS))
def hourly(event):
    pass


@app.schedule(Cron(0, 3, '*', '*', '?', '*'), name='clean')
def clean_up(event):
    pass


@app.on_s3_event(bucket='photos-of-the-shop', events=['s3:ObjectCreated:*'], prefix='in/')
def added(event):
    pass


@app.on_sqs_message(queue=ORDERS, batch_size=5)
def packed(event):
    pass


@app.on_sns_message(topic='arn:aws:sns:eu-west-1:111122223333:news')
def told(event):
    pass


@app.on_kinesis_record(stream='clicks')
def clicked(event):
    pass


@app.on_dynamodb_record(stream_arn='arn:aws:dynamodb:eu-west-1:111122223333:table/stock/stream/2024-01-01T00:00:00.000')
def changed(event):
    pass


@app.on_cw_event({'source': ['shop.orders'], 'detail-type': ['Placed']})
def placed(event):
    pass


@app.on_sqs_message(queue=open('queue').read())
def unknown(event):
    pass


@app.on_ws_connect()
def connect(event):
    pass


@app.on_ws_message()
def message(event):
    pass


@app.lambda_function()
def alone(event, context):
    os.system(event['command'])
