// A number of things, as people read it.

/** `1 record`, `71,768 records` */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
