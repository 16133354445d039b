import { crc32, deflateSync } from 'node:zlib';
import { type Page } from 'playwright-core';

/** A picture as places in a palette: a byte a pixel, where the browser's own PNG has four. */
interface Indexed {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly number[];
  readonly base64: string;
}

/** The same picture in a quarter of the bytes: at most 256 colours, near colours taken for one. */
export const smallPng = async (page: Page, png: Buffer): Promise<Buffer> => {
  const { width, height, palette, base64 } = await page.evaluate(indexed, png.toString('base64'));
  const pixels = Buffer.from(base64, 'base64');
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++) pixels.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, each a place in the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...[chunk('IHDR', header), chunk('PLTE', Buffer.from(palette))],
    ...[chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))],
  ]);
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

/** Runs in the browser, which reads its own PNG: the colours met most often, and for any other the nearest of them. */
const indexed = async (base64: string): Promise<Indexed> => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const { width, height } = bitmap;
  const drawing = new OffscreenCanvas(width, height).getContext('2d')!;
  drawing.drawImage(bitmap, 0, 0);
  const colours = new Uint32Array(drawing.getImageData(0, 0, width, height).data.buffer);
  const partsOf = (colour: number) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255] as const;
  const met = new Map<number, number>();
  for (const colour of colours) met.set(colour, (met.get(colour) ?? 0) + 1);
  const kept = [...met.keys()].sort((one, other) => met.get(other)! - met.get(one)!).slice(0, 256);
  const places = new Map(kept.map((colour, place) => [colour, place]));
  const distance = (one: number, other: number) =>
    partsOf(one).reduce((sum, part, index) => sum + (part - partsOf(other)[index]!) ** 2, 0);
  for (const colour of met.keys()) {
    if (places.has(colour)) continue;
    const nearest = kept.reduce((best, each) => (distance(each, colour) < distance(best, colour) ? each : best));
    places.set(colour, places.get(nearest)!);
  }
  let text = '';
  for (const colour of colours) text += String.fromCharCode(places.get(colour)!);
  return { width, height, palette: kept.flatMap(partsOf), base64: btoa(text) };
};
