// OpenTelemetry's emit through LakeTrace, with redaction: OTLP/JSON in files of 10 MB, compressed or not.
import type { RotatingFileLogRecordExporterOptions } from 'laketrace';
import type { MakeContender, SdkLine } from './contender.ts';
import { emitTo } from './sdk.ts';
import { InstalledLine } from './sdk-line.ts';

/** The options of the files in which a contender differs from the one with everything on. */
export type FileOptions = Omit<RotatingFileLogRecordExporterOptions, 'directory' | 'name'>;

export function laketrace(line: SdkLine, options: FileOptions = {}): MakeContender {
  const installed = new InstalledLine(line);
  return (directory) => {
    const { LakeTraceLogRecordProcessor } = installed.laketrace;
    const file = { directory, name: 'app', rotation: '10 MB', compression: 'gzip', ...options } as const;
    return emitTo(installed, new LakeTraceLogRecordProcessor({ file }));
  };
}

/** In the lines that pino and winston write, too: a flat object for each record. */
export function laketraceFlatJson(line: SdkLine): MakeContender {
  return laketrace(line, { format: new InstalledLine(line).laketrace.flatJson() });
}
