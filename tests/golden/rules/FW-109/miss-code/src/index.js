const { execFileSync } = require('child_process');

exports.handler = async (event) => {
  return { statusCode: 200, body: execFileSync('date', ['-u']).toString() };
};
