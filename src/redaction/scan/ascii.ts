// The names of bytes: those of ASCII, and the few of Latin-1 that rules ask about.

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const ESCAPE = 0x1b;
/** Bytes below it are control characters. */
export const BLANK = 0x20;
/** `!` */
export const EXCLAMATION = 0x21;
/** `"` */
export const DOUBLE_QUOTE = 0x22;
/** `#` */
export const HASH = 0x23;
/** `$` */
export const DOLLAR = 0x24;
/** `%` */
export const PERCENT = 0x25;
/** `&` */
export const AMPERSAND = 0x26;
/** `'` */
export const SINGLE_QUOTE = 0x27;
/** `(` */
export const OPEN_PARENTHESIS = 0x28;
/** `)` */
export const CLOSE_PARENTHESIS = 0x29;
/** `*` */
export const STAR = 0x2a;
/** `+` */
export const PLUS = 0x2b;
/** `,` */
export const COMMA = 0x2c;
/** `-` */
export const DASH = 0x2d;
/** `.` */
export const DOT = 0x2e;
/** `/` */
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const ONE = 0x31;
export const THREE = 0x33;
export const NINE = 0x39;
/** `:` */
export const COLON = 0x3a;
/** `;` */
export const SEMICOLON = 0x3b;
/** `<` */
export const LESS = 0x3c;
/** `=` */
export const EQUALS = 0x3d;
/** `>` */
export const GREATER = 0x3e;
/** `?` */
export const QUESTION = 0x3f;
/** `@` */
export const AT_SIGN = 0x40;
export const UPPER_A = 0x41;
export const UPPER_G = 0x47;
export const UPPER_J = 0x4a;
export const UPPER_M = 0x4d;
export const UPPER_O = 0x4f;
export const UPPER_R = 0x52;
export const UPPER_S = 0x53;
export const UPPER_T = 0x54;
export const UPPER_X = 0x58;
/** `[` */
export const OPEN_BRACKET = 0x5b;
/** `\` */
export const BACKSLASH = 0x5c;
/** `]` */
export const CLOSE_BRACKET = 0x5d;
/** `^` */
export const CARET = 0x5e;
/** `_` */
export const UNDERLINE = 0x5f;
/** `` ` `` */
export const BACKTICK = 0x60;
export const LOWER_A = 0x61;
export const LOWER_C = 0x63;
export const LOWER_D = 0x64;
export const LOWER_E = 0x65;
export const LOWER_H = 0x68;
export const LOWER_I = 0x69;
export const LOWER_K = 0x6b;
export const LOWER_L = 0x6c;
export const LOWER_M = 0x6d;
export const LOWER_N = 0x6e;
export const LOWER_O = 0x6f;
export const LOWER_P = 0x70;
export const LOWER_Q = 0x71;
export const LOWER_R = 0x72;
export const LOWER_S = 0x73;
export const LOWER_T = 0x74;
export const LOWER_U = 0x75;
export const LOWER_W = 0x77;
export const LOWER_X = 0x78;
export const LOWER_Y = 0x79;
export const LOWER_Z = 0x7a;
/** `{` */
export const OPEN_BRACE = 0x7b;
/** `|` */
export const BAR = 0x7c;
/** `}` */
export const CLOSE_BRACE = 0x7d;
/** `~` */
export const TILDE = 0x7e;
export const DELETE = 0x7f;
/** The first byte beyond ASCII. */
export const BEYOND_ASCII = 0x80;
export const NO_BREAK_SPACE = 0xa0;
export const SOFT_HYPHEN = 0xad;
/** The last byte, and the mask of one. */
export const LAST_BYTE = 0xff;

/** The bit that tells a small letter from its capital: `byte | LOWER_CASE` is the small letter of either. */
export const LOWER_CASE = 0x20;

/** What a digit or a letter is worth in a number of base 16 or 36: 0 to 9, and 10 to 35 in either case. */
export function digitValue(byte: number): number {
  return byte <= NINE ? byte - ZERO : (byte | LOWER_CASE) - LOWER_A + 10;
}

/** The index after the digits from an index on. */
export function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (((bytes[at] as number) - ZERO) >>> 0 < 10) at++;
  return at;
}

/** What the bytes of UTF-8 start with (RFC 3629): those of a sequence of two, three or four, and none of any. */
export const UTF8_OF_TWO = 0xc2;
export const UTF8_OF_THREE = 0xe0;
export const UTF8_OF_FOUR = 0xf0;
export const UTF8_OF_NONE = 0xf5;
/** The bytes after the first: two bits that mark them, and six of the character. */
export const UTF8_MARK = 0xc0;
export const UTF8_CONTINUATION = 0x80;
export const UTF8_BITS = 0x3f;
