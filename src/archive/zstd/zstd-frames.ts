// Finds the frames of a Zstandard file, by the lengths that their parts state (RFC 8878, section 3.1).

const FRAME_MAGIC = 0xfd2fb528;
const FRAME_MAGIC_BYTES = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** The first of the 16 numbers that open a frame without data, which readers skip. */
const SKIPPABLE_MAGIC = 0x184d2a50;
/** By the two highest bits of the descriptor: how many bytes state the content's size. */
const SIZE_FIELD_BYTES = [0, 2, 4, 8] as const;
/** By the two lowest bits of the descriptor: how many bytes name a dictionary. */
const DICTIONARY_FIELD_BYTES = [0, 1, 2, 4] as const;
/** The type of a block that is one byte, repeated. */
const REPEATED = 1;
const RESERVED = 3;

type Part = 'magic' | 'descriptor' | 'header' | 'block header' | 'block' | 'checksum' | 'skip size' | 'skip';

/** Some bytes of a frame with data. */
export interface FramePiece {
  readonly bytes: Buffer;
  /** Whether the frame ends with them. */
  readonly endsFrame: boolean;
}

/** Walks over the bytes of a Zstandard file, however they are cut into chunks. */
export class ZstdFrameWalker {
  #part: Part = 'magic';
  /** How many bytes the part still lacks. */
  #missing = 4;
  /** What the part's bytes so far say, as a number with its lowest byte first; meaningless for long parts. */
  #value = 0;
  #weight = 1;
  #isLastBlock = false;
  #hasChecksum = false;
  #frames = 0;

  /** Whether a file can end after the bytes walked so far. */
  get atEnd(): boolean {
    return this.#part === 'magic' && this.#missing === 4 && this.#frames > 0;
  }

  /**
   * Yields the bytes of frames, without those that are skipped.
   * @throws Error if there is no frame where one should start, or a block of an unknown type.
   */
  *walk(chunk: Buffer): Generator<FramePiece, void> {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      const end = Math.min(at + this.#missing, chunk.length);
      this.#gather(chunk, at, end);
      at = end;
      if (this.#missing > 0) {
        break;
      }
      const wasInFrame = this.#isInFrame;
      this.#enterNextPart();
      if (wasInFrame && !this.#isInFrame) {
        yield { bytes: chunk.subarray(start, at), endsFrame: true };
      } else if (!wasInFrame && this.#isInFrame) {
        // Its first bytes may have come with an earlier chunk.
        yield { bytes: FRAME_MAGIC_BYTES, endsFrame: false };
        start = at;
      }
    }
    if (this.#isInFrame && start < chunk.length) {
      yield { bytes: chunk.subarray(start), endsFrame: false };
    }
  }

  get #isInFrame(): boolean {
    return this.#part !== 'magic' && this.#part !== 'skip size' && this.#part !== 'skip';
  }

  #gather(chunk: Buffer, start: number, end: number): void {
    this.#missing -= end - start;
    if (this.#part === 'block' || this.#part === 'skip') {
      return;
    }
    for (let i = start; i < end; i++) {
      this.#value += (chunk[i] as number) * this.#weight;
      this.#weight *= 256;
    }
  }

  #enter(part: Part, length: number): void {
    this.#part = part;
    this.#missing = length;
    this.#value = 0;
    this.#weight = 1;
  }

  #enterNextPart(): void {
    switch (this.#part) {
      case 'magic':
        this.#endMagic(this.#value);
        break;
      case 'descriptor':
        this.#endDescriptor(this.#value);
        break;
      case 'header':
        this.#enter('block header', 3);
        break;
      case 'block header':
        this.#endBlockHeader(this.#value);
        break;
      case 'block':
        this.#endBlock();
        break;
      case 'skip size':
        this.#enterUnlessEmpty('skip', this.#value);
        break;
      default:
        this.#endFrame();
    }
  }

  #endMagic(magic: number): void {
    if (magic === FRAME_MAGIC) {
      this.#enter('descriptor', 1);
    } else if (magic >= SKIPPABLE_MAGIC && magic < SKIPPABLE_MAGIC + 16) {
      this.#enter('skip size', 4);
    } else {
      throw new Error(
        this.#frames === 0 ? 'zstd: not a Zstandard file' : 'zstd: damaged: no frame starts where one ended',
      );
    }
  }

  #endDescriptor(descriptor: number): void {
    const isSingleSegment = (descriptor & 0x20) !== 0;
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    const sizeBytes = SIZE_FIELD_BYTES[(descriptor >> 6) as 0 | 1 | 2 | 3];
    const dictionaryBytes = DICTIONARY_FIELD_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3];
    // Either the size of a window has a byte, or the content's size has at least one.
    const oneMore = isSingleSegment && sizeBytes > 0 ? 0 : 1;
    this.#enter('header', oneMore + dictionaryBytes + sizeBytes);
  }

  #endBlockHeader(header: number): void {
    this.#isLastBlock = (header & 1) === 1;
    const type = (header >> 1) & 3;
    if (type === RESERVED) {
      throw new Error('zstd: damaged: a block of an unknown type');
    }
    this.#enterUnlessEmpty('block', type === REPEATED ? 1 : header >> 3);
  }

  #enterUnlessEmpty(part: 'block' | 'skip', length: number): void {
    this.#enter(part, length);
    if (length === 0) {
      this.#enterNextPart();
    }
  }

  #endBlock(): void {
    if (!this.#isLastBlock) {
      this.#enter('block header', 3);
    } else if (this.#hasChecksum) {
      this.#enter('checksum', 4);
    } else {
      this.#endFrame();
    }
  }

  #endFrame(): void {
    this.#enter('magic', 4);
    this.#frames++;
  }
}
