// The error with which a gRPC exporter fails when its receiver asks for time: a google.rpc.Status with RetryInfo, in the trailers.

/** A field of a protobuf message: a number, or bytes. */
export function field(number: number, value: number | Buffer): Buffer {
  const wire = typeof value === 'number' ? 0 : 2;
  const head = [...varint(number * 8 + wire), ...varint(typeof value === 'number' ? value : value.length)];
  return Buffer.concat([Buffer.from(head), typeof value === 'number' ? Buffer.alloc(0) : value]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** A google.protobuf.Any. */
export const anyOf = (type: string, value: Buffer): Buffer =>
  Buffer.concat([field(1, Buffer.from(`type.googleapis.com/google.rpc.${type}`)), field(2, value)]);

/** A google.rpc.Status. */
export const statusWith = (...details: Buffer[]): Buffer =>
  Buffer.concat([field(1, 8), field(2, Buffer.from('slow down')), ...details.map((any) => field(3, any))]);

/** A google.rpc.RetryInfo. */
export function retryInfo(seconds: number, nanos: number): Buffer {
  return anyOf('RetryInfo', field(1, Buffer.concat([field(1, seconds), field(2, nanos)])));
}

/** An error as grpc-js has it. @param details what stands in the trailer `grpc-status-details-bin` */
export function withDetails(details: unknown): Error {
  const get = (key: string) => (key === 'grpc-status-details-bin' ? details : []);
  return Object.assign(new Error('slow down'), { code: 8, metadata: { get } });
}

/** The error of a receiver that asks to be left alone for a time. */
export function throttled(milliseconds: number): Error {
  const nanos = (milliseconds % 1000) * 1_000_000;
  return withDetails([statusWith(retryInfo(Math.floor(milliseconds / 1000), nanos))]);
}
