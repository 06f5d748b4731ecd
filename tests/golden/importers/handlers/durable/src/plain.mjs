export const handler = async (event, context) => context.invoke("charge", process.env.CHARGE, event);
