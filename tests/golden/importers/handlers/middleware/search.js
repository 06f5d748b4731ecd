const middy = require('@middy/core');
const ssm = require('@middy/ssm');
const secretsManager = require('@middy/secrets-manager');

const { STAGE } = process.env;

module.exports.handler = middy(async (event, context) => context.INDEX)
  .use(ssm({ setToContext: true, names: { INDEX: `/${STAGE}/index`, REGION: '/live/region' } }))
  .use(secretsManager({ fetchData: { KEY: 'search-key' } }))
  .use(ssm({ cache: true }));
