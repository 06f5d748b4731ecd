const child = require('child_process');
const { execSync } = require('child_process');
const fs = require('node:fs');
const https = require('https');
const vm = require('vm');
const axios = require('axios').default;
const ejs = require('ejs');
const libxml = require('libxmljs');
const mysql = require('mysql2/promise');
const serverlessMysql = require('serverless-mysql');
const { MongoClient } = require('mongodb');
const serialize = require('node-serialize');

exports.code = async (event) => eval(event.queryStringParameters.sum);

exports.made = (event, context, callback) => callback(null, new Function('a', event.body)(1));

exports.sandbox = async ({ body }) => vm.runInNewContext(JSON.parse(body).script, {});

exports.shell = async function (event) {
  const { url = 'x' } = JSON.parse(event.body);
  return execSync(`curl --silent -L ${url} | wc`);
};

exports.spawned = async (event) => child.spawn('/bin/sh', ['-c', 'ls ' + event.path]);

exports.program = async (event) => child.execFile(event.program, []);

exports.objects = async (event) => serialize.unserialize(event.body).run();

exports.template = async (event) => ejs.render('<p>' + event.name + '</p>', {});

exports.request = async (event) => (await axios.get(event.queryStringParameters.url)).data;

exports.requestOptions = (event, context, callback) => {
  const options = { hostname: event.host, path: '/' };
  https.get(options, () => callback());
};

exports.sql = async (event) => {
  const connection = await mysql.createConnection({ host: 'db.example.com' });
  const id = event.pathParameters.id;
  return connection.query(`SELECT * FROM users WHERE id = '${id}'`);
};

exports.sql2 = (event) => serverlessMysql({ config: { host: 'db2.example.com' } })
  .query('DELETE FROM users WHERE id = ' + event.id);

exports.nosql = async (event) => {
  const client = await MongoClient.connect('mongodb://mongo.example.com/shop');
  const { name } = JSON.parse(event.body);
  return client.db('shop').collection('users').findOne({ name });
};

exports.path = async (event) => fs.readFileSync('/tmp/' + event.file, 'utf8');

exports.xml = async (event) => libxml.parseXml(event.body, { noent: true });

const later = (text) => new Promise((resolve) => resolve(text));
exports.promised = async (event) => later(event.x).then(() => {
  const lines = event.lines.filter(Boolean).map((l) => l.trim());
  lines.forEach((line) => child.exec(line, (err, out) => out));
});
