const x = { a: [1, 2, b: `${ `;
exports.handler = async (event => { eval(event.x
