// Ports for tests that are told a port before anybody listens on it.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what Linux (32,768), macOS and Windows (49,152) give to clients, and to servers that ask for any port. */
const [FIRST, END] = [15_000, 32_000];

/** A port of 127.0.0.1 on which nobody listens, and which the system gives to nobody by itself meanwhile. */
export async function portOfNobody(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
