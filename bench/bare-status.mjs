/**
 * The other side of the request chain's cost: one bare Fastify route that finds a job by its id and sends the same
 * bytes. Arguments: the job's id, its reply. Prints its address.
 */
import Fastify from 'fastify';

const [id, text] = process.argv.slice(2);
const jobs = new Map([[id, { id, text }]]);
const app = Fastify();
app.get('/query/jobs/:id', (request, reply) => {
  const job = jobs.get(request.params.id);
  reply.type('application/json; charset=utf-8').send(job.text);
});
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
process.on('disconnect', () => process.exit(0));
