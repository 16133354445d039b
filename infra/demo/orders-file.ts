import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type Info, parse } from 'csv-parse';

export interface InvoiceLine {
  readonly stockCode: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPriceCents: number;
}
export interface Invoice {
  readonly invoiceNo: string;
  readonly customerId: string | undefined;
  readonly lines: InvoiceLine[];
}
export interface OrdersFile {
  readonly invoices: readonly Invoice[];
  /** Lines left out on purpose, by reason. */
  readonly leftOut: Readonly<Record<'cancellation' | 'without a price' | 'negative quantity', number>>;
  /** Rows that cannot be understood, each named. */
  readonly broken: readonly { readonly row: number; readonly why: string }[];
}

const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];
const MOST_UNITS = 100_000;
const MOST_LINES = 2000;

type Row = Readonly<Record<string, string>>;

/** Reads order lines in the shape of the UCI Online Retail data (Chen 2015, CC BY 4.0), gzipped or not. */
export const readOrdersFile = async (path: string): Promise<OrdersFile> => {
  const invoices = new Map<string, Invoice>();
  const leftOut = { cancellation: 0, 'without a price': 0, 'negative quantity': 0 };
  const broken: { row: number; why: string }[] = [];
  const file = createReadStream(path);
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const rows = text.pipe(
    parse({ columns: namedColumns, info: true, relax_column_count: true, relax_quotes: true, bom: true }),
  );
  file.on('error', (error) => rows.destroy(error));
  text.on('error', (error: Error) => rows.destroy(error));
  for await (const { record, info } of rows as AsyncIterable<{ record: Row; info: Info }>) {
    const why = faultOf(record);
    if (why !== undefined) {
      broken.push({ row: info.lines, why });
      continue;
    }
    const reason = reasonToLeaveOut(record);
    if (reason) leftOut[reason]++;
    else add(invoices, record, (why) => broken.push({ row: info.lines, why }));
  }
  return { invoices: [...invoices.values()], leftOut, broken };
};

const namedColumns = (header: readonly string[]): string[] => {
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new Error(`the file has no column ${missing.join(', ')}; it has ${header.join(', ')}`);
  return [...header];
};

const faultOf = (row: Row): string | undefined => {
  const absent = COLUMNS.find((column) => row[column] === undefined);
  if (absent) return `the column ${absent} is missing`;
  if (!/^[A-Za-z]?\d+$/.test(row['InvoiceNo']!)) return `InvoiceNo is "${row['InvoiceNo']}"`;
  if (row['StockCode'] === '') return 'StockCode is empty';
  if (!/^-?\d+$/.test(row['Quantity']!)) return `Quantity is "${row['Quantity']}"`;
  if (Number(row['Quantity']) > MOST_UNITS) return `Quantity is ${row['Quantity']}, more than ${MOST_UNITS}`;
  return /^-?\d+(\.\d+)?$/.test(row['UnitPrice']!) ? undefined : `UnitPrice is "${row['UnitPrice']}"`;
};

const reasonToLeaveOut = (row: Row): keyof OrdersFile['leftOut'] | undefined => {
  if (row['InvoiceNo']!.startsWith('C')) return 'cancellation';
  if (Number(row['Quantity']) <= 0) return 'negative quantity';
  return centsOf(row) <= 0 ? 'without a price' : undefined;
};

const centsOf = (row: Row): number => Math.round(Number(row['UnitPrice']) * 100);

const add = (invoices: Map<string, Invoice>, row: Row, complain: (why: string) => void): void => {
  const invoiceNo = row['InvoiceNo']!;
  const customerId = row['CustomerID'] === '' ? undefined : row['CustomerID']!.replace(/\.0$/, '');
  const invoice = invoices.get(invoiceNo) ?? { invoiceNo, customerId, lines: [] };
  if (invoice.lines.length === MOST_LINES) return complain(`invoice ${invoiceNo} has more than ${MOST_LINES} lines`);
  invoice.lines.push({
    stockCode: row['StockCode']!,
    description: row['Description']!.trim() || row['StockCode']!,
    quantity: Number(row['Quantity']),
    unitPriceCents: centsOf(row),
  });
  invoices.set(invoiceNo, invoice);
};
