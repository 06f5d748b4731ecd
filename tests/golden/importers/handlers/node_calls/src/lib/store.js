const AWS = require('aws-sdk');

class Store {
  constructor(name) {
    this.name = name;
    this.client = new AWS.DynamoDB();
  }

  async keep(record) {
    const save = (item) => this.client.putItem({ TableName: this.name, Item: item }).promise();
    return record ? save(record) : null;
  }
}

module.exports = new Store('archive');
module.exports.drop = () => new AWS.S3().deleteObject({ Bucket: 'nobody-calls-this', Key: 'x' });
