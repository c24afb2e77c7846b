// The target of `pino.transport({ target: 'laketrace/pino' })`.
// The name beside the default has the CommonJS build export both in the same way as the ES module.
export { type PinoTransportOptions, pinoTransport, pinoTransport as default } from './bridges/pino-transport.ts';
