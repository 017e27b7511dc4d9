/** The other side of the status figure: Fastify with one route that answers a constant. Prints its address. */
import Fastify from 'fastify';

const app = Fastify();
app.get('/', async () => ({ ok: true }));
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
process.on('disconnect', () => process.exit(0));
