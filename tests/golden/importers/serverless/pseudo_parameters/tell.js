exports.main = async () => 'ok';
