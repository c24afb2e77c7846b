// A notebook whose cells run again and again: one logger a name, each line once, and a changed configuration takes effect at once.
//
//   node examples/notebook-cells/main.ts
import { defaultLogDirectory, getLogger } from 'laketrace';

const logDir = defaultLogDirectory();

/** The cell that makes the logger. */
function cell(level = 'INFO'): void {
  const logger = getLogger('cells', { logDir, level, format: 'text', stdout: false });
  // A handler with a name is there once, however often it is added.
  logger.addHandler((record) => console.log(`seen: ${record.message}`), { name: 'screen', level });
  logger.debug('a detail');
  logger.info('the cell ran');
}

for (let run = 1; run <= 5; run++) cell();
console.log(
  `handlers: ${getLogger('cells')
    .handlers.map(({ name }) => name)
    .join(', ')}`,
);

// Somebody edits the cell.
cell('DEBUG');

await getLogger('cells').close();
// Closed and run again, it goes on in the same file.
cell();
const last = getLogger('cells');
await last.flush();
console.log('the file:');
await last.tail(20);
await last.close();
