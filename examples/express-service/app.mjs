// An Express service that knows nothing of LakeTrace: what it writes to the console is kept in files, clean, and so is what ends it.
//
//   OTEL_SERVICE_NAME=shop LAKETRACE_CAPTURE=console,uncaught node --import laketrace/register examples/express-service/app.mjs
import express from 'express';

const app = express().use(express.json());

app.get('/orders/:id', (request, response) => {
  console.log('order %s asked for by %s', request.params.id, request.query.email);
  response.json({ id: request.params.id });
});

app.post('/orders', (request, response) => {
  if (request.body?.card === undefined) {
    console.warn('an order without a card', request.body);
    response.status(400).json({ error: 'no card' });
    return;
  }
  console.info('order paid', request.body);
  response.status(201).json({ id: 7 });
});

app.get('/crash', () => {
  // As a forgotten callback does: nobody catches it.
  setImmediate(() => {
    throw new Error('the cache is gone', { cause: new Error('ECONNRESET') });
  });
});

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log('listening on', server.address().port);
});
process.on('SIGTERM', () => server.close());
