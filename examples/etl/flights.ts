// Flights: 200,000 delays, validated, put into hours and distances, and averaged.
import type { JobLogger } from './job-logger.ts';

interface Flight {
  readonly delay: number;
  readonly distance: number;
  /** Hour of the day, with a fraction. */
  readonly time: number;
}

/** Average delay and number of flights, by hour of the day. */
export interface HourlyDelay {
  readonly hour: number;
  readonly flights: number;
  readonly averageDelay: number;
}

// A flight that is later than this is a fault of the data more often than of the airline.
const LONGEST_DELAY = 600;
const SHORTEST_DISTANCE = 100;

function whyRejected({ delay, distance, time }: Flight): string | undefined {
  if (!Number.isFinite(delay) || !Number.isFinite(distance) || !Number.isFinite(time)) return 'a value is missing';
  if (delay > LONGEST_DELAY) return `the delay is over ${LONGEST_DELAY} min`;
  if (distance < SHORTEST_DISTANCE) return `the distance is under ${SHORTEST_DISTANCE} miles`;
  return undefined;
}

/** Validates flights and averages their delays. */
export async function transformFlights(json: string, logger: JobLogger, limit: number): Promise<HourlyDelay[]> {
  const start = performance.now();
  const flights = (JSON.parse(json) as Flight[]).slice(0, limit);
  logger.info('extracted', { rows: flights.length, bytes: json.length, milliseconds: performance.now() - start });
  const hours = new Map<number, { flights: number; delay: number }>();
  let rejected = 0;
  for (const [row, flight] of flights.entries()) {
    const reason = whyRejected(flight);
    if (reason !== undefined) {
      rejected++;
      logger.warning(`row ${row} rejected: ${reason}`, { row, ...flight });
      continue;
    }
    const hour = Math.floor(flight.time);
    const sum = hours.get(hour) ?? { flights: 0, delay: 0 };
    hours.set(hour, { flights: sum.flights + 1, delay: sum.delay + flight.delay });
    if (row % 3 === 0) logger.debug('row accepted', { row, hour, delay: flight.delay, distance: flight.distance });
    // An ETL service does other things between its rows: the event loop turns.
    if (row % 1000 === 0) await new Promise(setImmediate);
  }
  logger.info('validated', { rows: flights.length, rejected, accepted: flights.length - rejected });
  return [...hours]
    .map(([hour, { flights: count, delay }]) => ({ hour, flights: count, averageDelay: delay / count }))
    .sort((a, b) => a.hour - b.hour);
}
