module.exports = async function (context, mail) { context.log(mail); };
