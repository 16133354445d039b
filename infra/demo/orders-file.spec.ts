import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readOrdersFile } from './orders-file.js';
import { planOf } from './plan.js';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

describe('A file of orders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-file-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (...rows: string[]) => {
    const path = join(folder, 'orders.csv.gz');
    writeFileSync(path, gzipSync([HEADER, ...rows].join('\n')));
    return readOrdersFile(path);
  };

  it('has an order an invoice, a line a row', async () => {
    const { invoices } = await read(
      '536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,71053,"LANTERN, WHITE",2,2010-12-01 08:26:00,3.39,17850.0,United Kingdom',
      '536366,71053,LANTERN,1,2010-12-01 08:28:00,3.39,,United Kingdom',
    );
    expect(invoices).toEqual([
      {
        invoiceNo: '536365',
        customerId: '17850',
        lines: [
          { stockCode: '85123A', description: 'HOLDER', quantity: 6, unitPriceCents: 255 },
          { stockCode: '71053', description: 'LANTERN, WHITE', quantity: 2, unitPriceCents: 339 },
        ],
      },
      {
        invoiceNo: '536366',
        customerId: undefined,
        lines: [{ stockCode: '71053', description: 'LANTERN', quantity: 1, unitPriceCents: 339 }],
      },
    ]);
  });

  it('leaves out and counts cancellations, lines without a price and negative quantities', async () => {
    const { invoices, leftOut } = await read(
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom',
      '536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom',
      '536589,21777,,-10,2010-12-01 16:50:00,1.0,,United Kingdom',
    );
    expect(invoices).toEqual([]);
    expect(leftOut).toEqual({ cancellation: 1, 'without a price': 1, 'negative quantity': 1 });
  });

  it('names each broken row and loses none of the others', async () => {
    const { invoices, broken } = await read(
      '536365,85123A,HOLDER,six,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,85123A',
      ',85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,85123A,HOLDER,6,2010-12-01 08:26:00,free,17850.0,United Kingdom',
      '536366,71053,LANTERN,1,2010-12-01 08:28:00,3.39,,United Kingdom',
    );
    expect(broken.map(({ row, why }) => `${row}: ${why}`)).toEqual([
      '2: Quantity is "six"',
      '3: the column Description is missing',
      '4: InvoiceNo is ""',
      '5: UnitPrice is "free"',
    ]);
    expect(invoices.map(({ invoiceNo }) => invoiceNo)).toEqual(['536366']);
  });

  it('without its columns is refused, naming them', async () => {
    const path = join(folder, 'other.csv');
    writeFileSync(path, 'a,b\n1,2\n');
    await expect(readOrdersFile(path)).rejects.toThrow(/InvoiceNo, StockCode/);
  });
});

describe('The plan of a demo', () => {
  it('brings in the end exactly what was ordered', () => {
    const lines = Array.from({ length: 30 }, (_, n) => ({
      stockCode: `s${n % 7}`,
      description: 'x',
      quantity: n + 1,
      unitPriceCents: 100 + (n % 2),
    }));
    const { orders, waves, products } = planOf([{ invoiceNo: '1', customerId: '1', lines }], 'run');
    for (const { sku } of products) {
      const ordered = orders.flatMap((order) => order.lines).filter((line) => line.sku === sku);
      const arrives = waves.flat().filter((receipt) => receipt.sku === sku);
      const units = (list: readonly { quantity: number }[]) => list.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(units(arrives)).toBe(units(ordered));
    }
    const ids = waves.flat().map(({ receiptId }) => receiptId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
