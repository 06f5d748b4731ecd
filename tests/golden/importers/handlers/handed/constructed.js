// A client that is given to a class of a package: what it does with it is not known.
const AWS = require('aws-sdk');
const maps = require('map-tiles');
const db = new AWS.DynamoDB();
const tiles = new maps.Tiles(db, process.env.TILES);

exports.handler = async (event) => tiles.near(event.place);
