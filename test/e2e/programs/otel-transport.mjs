// Logs by winston with OpenTelemetry's own transport. It is started with `laketrace/register`, and knows nothing of it.
import { OpenTelemetryTransportV3 } from '@opentelemetry/winston-transport';
import winston from 'winston';

winston.createLogger({ transports: [new OpenTelemetryTransportV3()] }).error('for ada@example.com', { rows: 1 });
