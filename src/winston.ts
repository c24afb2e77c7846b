// A winston transport: `import { LakeTraceTransport } from 'laketrace/winston'`.
export {
  LakeTraceTransport,
  LakeTraceTransport as default,
  type LakeTraceTransportOptions,
} from './bridges/winston-transport.ts';
