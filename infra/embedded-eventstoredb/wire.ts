/** The little of protobuf's wire format that the hot paths need: they move bytes, not objects. */

export interface Field {
  readonly number: number;
  /** A varint's value; 0 for the others. */
  readonly value: bigint;
  /** A length-delimited field's bytes; empty for the others. */
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

export function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let [low, shift] = [0, 0];
    for (; shift < 28; shift += 7) {
      const byte = message[at++]!;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low >>> 0);
    }
    let value = BigInt(low >>> 0);
    for (let wide = 28n; ; wide += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 0x7f) << wide;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: varint(), bytes: NOTHING };
        break;
      case 1:
        yield { number, value: message.readBigUInt64LE(at), bytes: NOTHING };
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        yield { number, value: 0n, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        throw new Error(`wire type ${tag & 7} is not expected here`);
    }
  }
}

const varintBytes = (value: number | bigint): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
};

const smallVarint = (value: number): Buffer => (value < 0x80 ? Buffer.from([value]) : varintBytes(value));

/** A varint field. */
export const number = (field: number, value: number | bigint): Buffer =>
  Buffer.concat([smallVarint(field << 3), varintBytes(value)]);

/** A length-delimited field: bytes, text, or the parts of a message. */
export const message = (field: number, ...parts: readonly (Buffer | string)[]): Buffer => {
  const body = parts.length === 1 ? toBytes(parts[0]!) : Buffer.concat(parts.map(toBytes));
  return Buffer.concat([smallVarint((field << 3) | 2), smallVarint(body.length), body]);
};

const toBytes = (part: Buffer | string) => (typeof part === 'string' ? Buffer.from(part) : part);

/** An entry of a `map<string, string>` field. */
export const entry = (field: number, key: string, value: string): Buffer =>
  message(field, message(1, key), message(2, value));
