/* eval(event.x); new AWS.S3().putObject({ Bucket: 'commented' }) */
const AWS = require('aws-sdk');
const child = require('child_process');
const lodash = require('lodash');
const axios = require('axios');
const text = "eval(event.x)", more = `new AWS.S3().putObject({ Bucket: 'quoted' })`;
const regex = /'|"|`|\/\*/; // eval(event.x)

function unused(event) {
  eval(event.x);
  new AWS.S3().putObject({ Bucket: 'unused', Key: 'x' }, () => {});
}

exports.handler = async (event) => {
  const page = parseInt(event.page, 10);
  child.execSync('ls /tmp');
  child.execSync(`head -n ${page} /tmp/x`);
  child.execFile('convert', [event.file, 'out.png']);
  await axios.get(`https://api.example.com/items/${event.id}`);
  await axios.get(process.env.BASE + '/items/' + event.id);
  await db.query('SELECT * FROM users WHERE id = ?', [event.id]);
  users.find({ id: event.pathParameters.id });
  const total = event.a / 2 / event.b;
  lodash.merge({}, JSON.parse(event.body));
  if (false) {
    eval(event.x);
  }
  if (event.y) {
    return { text, more, total };
  } else {
    return regex.test(event.z) ? 1 : 2;
  }
  eval(event.x);
};

if (require.main === module) {
  new AWS.S3().putObject({ Bucket: 'main', Key: 'x' }, () => {});
}
