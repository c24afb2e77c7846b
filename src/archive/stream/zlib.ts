// Node's zlib, loaded when a file is compressed or read: it would take a fiftieth of the import of LakeTrace.

let loaded: typeof import('node:zlib') | undefined;

export function zlib(): typeof import('node:zlib') {
  loaded ??= process.getBuiltinModule('node:zlib');
  return loaded;
}
