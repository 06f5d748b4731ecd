const { execSync } = require('child_process');

exports.handler = async (event) => {
  const url = event.queryStringParameters.url;
  return { statusCode: 200, body: execSync(`fetch ${url}`).toString() };
};
