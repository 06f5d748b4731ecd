module.exports = async function (context, req) { context.bindings.order = req.body; };
