const AWS = require('aws-sdk');
const maps = require('map-tiles');
const tiles = new maps.Tiles(new AWS.DynamoDB(), 'tiles');
const iot = new AWS.IotData({ endpoint: process.env.ENDPOINT });

exports.handler = async (event) => {
  const found = await tiles.near(event.place);
  await iot.publish({ topic: 'near', payload: JSON.stringify(found) }).promise();
};
