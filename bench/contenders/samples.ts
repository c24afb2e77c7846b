// What every contender logs: records of five shapes, each with its number, by which it is found again in the files.

/** What a call logs. */
export interface Sample {
  readonly body: string;
  readonly attributes: Record<string, unknown>;
  readonly error?: Error | undefined;
}

/** The number of a record in its body, which is 83 characters long as in the budgets. */
export const NUMBER: RegExp = /partition (\d{7}) /g;

export function bodyOf(index: number): string {
  return `loaded partition ${String(index).padStart(7, '0')} of table sales.orders into the lake after 3 retries, done.`;
}

/** Six attributes of the types that logs have. */
export function attributesOf(index: number): Record<string, string | number | boolean> {
  return {
    'run.id': 'run-20260131-0007',
    stage: 'load',
    table: 'sales.orders',
    rows: index,
    seconds: 1.25,
    retried: index % 7 === 0,
  };
}

function nestedAttributesOf(index: number): Record<string, unknown> {
  return {
    request: { method: 'GET', route: '/orders/{id}', headers: { accept: 'application/json', host: 'orders-1' } },
    items: [
      { sku: 'A-17', count: 2, price: 9.5 },
      { sku: 'B-4', count: index % 10, price: 120 },
    ],
    user: { tier: 'gold', flags: [true, false], region: 'eu-west-1' },
  };
}

/** Texts as programs log them, put together to 4 KB. */
const LARGE = Array.from(
  { length: 80 },
  (_, line) => `  stage ${line} of plan: scan sales.orders, ${line * 977} rows in ${line}.25 s`,
)
  .join('\n')
  .slice(0, 4096 - 83);

/** Made once: what their stacks cost to make is not the logger's. */
const ERRORS = Array.from({ length: 16 }, (_, at) => {
  const cause = new Error('the connection was closed by the other side');
  return new TypeError(`part ${at} cannot be read as a number of rows`, { cause });
});

/** The shapes of records. */
export type Shape = 'short' | 'typical' | 'large' | 'exception' | 'nested';

export const SHAPES: Readonly<Record<Shape, { readonly title: string; readonly of: (index: number) => Sample }>> = {
  short: {
    title: 'short: a body of 24 characters',
    of: (index) => ({ body: `partition ${String(index).padStart(7, '0')} loaded`, attributes: {} }),
  },
  typical: {
    title: 'typical: 83 characters, 6 attributes',
    of: (index) => ({ body: bodyOf(index), attributes: attributesOf(index) }),
  },
  large: {
    title: 'large: 4 KB, 6 attributes',
    of: (index) => ({ body: bodyOf(index) + LARGE, attributes: attributesOf(index) }),
  },
  exception: {
    title: 'exception: typical, an error with its stack and cause',
    of: (index) => ({ body: bodyOf(index), attributes: attributesOf(index), error: ERRORS[index % ERRORS.length] }),
  },
  nested: {
    title: 'nested: 83 characters, three values with objects and lists in them',
    of: (index) => ({ body: bodyOf(index), attributes: nestedAttributesOf(index) }),
  },
};
