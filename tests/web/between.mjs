// A server between the browser and the page's own, to count what is asked for and to meddle with it.
//
//   const between = await standBetween(server.address, { meddle });
//   between.asked                     // paths, in their order, service worker included
//   between.address                   // to open instead
//
// `meddle(path, answer)` may return other { status, headers, body }, or a promise that holds them back.
import { createServer, request } from 'node:http';

export async function standBetween(address, { meddle = (path, answer) => answer } = {}) {
  const asked = [];
  const server = createServer((incoming, outgoing) => {
    const path = new URL(incoming.url, address).pathname;
    asked.push(path);
    const onward = request(new URL(incoming.url, address), { headers: incoming.headers, method: incoming.method },
                           (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', async () => {
        const { status, headers, body } = await meddle(
          path, { status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) });
        outgoing.writeHead(status, headers);
        outgoing.end(body);
      });
    });
    onward.on('error', () => outgoing.destroy());
    onward.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    address: `http://localhost:${server.address().port}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
