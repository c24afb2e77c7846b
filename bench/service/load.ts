// Sends requests by the clock, whether the one before was answered or not, and times each from when it was due.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** How requests come: so many at once, so often. */
export interface Pace {
  readonly atOnce: number;
  /** Milliseconds. */
  readonly every: number;
}

/** @returns the milliseconds of each request */
export async function send(port: number, { atOnce, every }: Pace, milliseconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const times: number[] = [];
  const one = (path: string, due: number): Promise<void> =>
    new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, agent }, (response) => {
        response.resume().once('end', () => {
          times.push(performance.now() - due);
          resolve();
        });
      })
        .once('error', reject)
        .end();
    });
  const sent: Promise<void>[] = [];
  const start = performance.now();
  for (let due = start; due < start + milliseconds; due += every) {
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    for (let i = 0; i < atOnce; i++) sent.push(one(`/orders/${sent.length}`, Math.max(due, performance.now() - every)));
  }
  await Promise.all(sent);
  agent.destroy();
  return times;
}
