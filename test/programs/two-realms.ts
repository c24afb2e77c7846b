// Two exporters of one name in one thread, each with its own copy of the module in a realm of its own, as test runners load them.
//
// `node --experimental-vm-modules two-realms.ts <directory>` prints the names of their active files.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

const [directory = ''] = process.argv.slice(2);
const ENTRY = pathToFileURL(join(import.meta.dirname, '../../src/file/rotating-file-log-record-exporter.ts')).href;

async function loadIn(context: vm.Context): Promise<typeof RotatingFileLogRecordExporter> {
  const modules = new Map<string, vm.Module>();
  const load = (identifier: string): vm.Module => {
    const known = modules.get(identifier);
    if (known !== undefined) return known;
    const code = stripTypeScriptTypes(readFileSync(fileURLToPath(identifier), 'utf8'));
    const initializeImportMeta = (meta: ImportMeta) => void Object.assign(meta, { url: identifier });
    const module = new vm.SourceTextModule(code, { identifier, context, initializeImportMeta });
    modules.set(identifier, module);
    return module;
  };
  const link = async (specifier: string, { identifier }: vm.Module): Promise<vm.Module> => {
    if (specifier.startsWith('.')) return load(new URL(specifier, identifier).href);
    const real: Record<string, unknown> = await import(specifier);
    return new vm.SyntheticModule(
      Object.keys(real),
      function fill(this: vm.SyntheticModule) {
        for (const [name, value] of Object.entries(real)) this.setExport(name, value);
      },
      { context },
    );
  };
  const entry = load(ENTRY);
  await entry.link(link as vm.ModuleLinker);
  await entry.evaluate();
  return (entry.namespace as { RotatingFileLogRecordExporter: typeof RotatingFileLogRecordExporter })
    .RotatingFileLogRecordExporter;
}

const globals = { process, Buffer, setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate };
for (const name of ['first', 'second']) {
  const Exporter = await loadIn(vm.createContext({ ...globals, performance, URL, TextEncoder, queueMicrotask }));
  const exporter = new Exporter({ directory, name: 'app' });
  exporter.append(logRecord(name));
  await exporter.forceFlush();
  console.log(basename(exporter.activeFile ?? ''));
}
