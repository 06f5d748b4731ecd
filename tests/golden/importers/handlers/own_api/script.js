const { execSync } = require('child_process');
const axios = require('axios');

exports.handler = async () => {
  await axios.post(`${process.env.SHOP}/price`, {});
  await fetch(process.env.SHOP + '/items/7');
};

exports.shell = async (event) => {
  execSync(`curl -L ${event.queryStringParameters.url} | wc`);
  execSync(`ls ${event.queryStringParameters.dir}`);
};
