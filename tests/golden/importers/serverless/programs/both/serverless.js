module.exports = { service: 'code', provider: { name: 'aws' } };
