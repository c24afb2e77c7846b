// Up to which index the rules of credentials have looked at a text already, so that one value is not looked at as the next one's name.
import { Remembered } from '../../scan/memory.ts';

/** Up to here everything is a credential's value. */
export const FOUND_UP_TO: Remembered = new Remembered();
/** Up to here everything is a value that was no secret; only strong names are looked at in it. See `Scan.isRepetitive`. */
export const REJECTED_UP_TO: Remembered = new Remembered();
