import { type Decider } from '#event-sourcing';
import {
  type ClaimStock,
  type IssueStock,
  type ReceiveStock,
  type ReleaseClaims,
  type StockCommand,
} from './stock.commands.js';
import { receiptIdReused } from './stock.errors.js';
import {
  type ClaimsReleased,
  type StockAllocated,
  type StockClaimed,
  type StockEvent,
  type StockIssued,
  type StockReceived,
} from './stock.events.js';
import { type Stock, evolve, initialState, isWaiting } from './stock.state.js';

/** Allocations one append carries: well under EventStoreDB's 1 MiB an append. */
const MOST_ALLOCATIONS = 4000;

const receiveStock = (
  { sku, receiptId, quantity, now }: ReceiveStock,
  stock: Stock,
): [] | [StockReceived, ...StockAllocated[]] => {
  const recorded = stock.receipts.get(receiptId);
  if (recorded === quantity) return [];
  if (recorded !== undefined) throw receiptIdReused(receiptId, recorded);
  return thenAllocate({ type: 'StockReceived', data: { receiptId, sku, quantity, receivedAt: now } }, stock, sku, now);
};

const claimStock = ({ sku, claims, now }: ClaimStock, stock: Stock): [] | [StockClaimed, ...StockAllocated[]] => {
  const fresh = claims.filter(({ orderId }) => !stock.claims.has(orderId) && !stock.ended.has(orderId));
  if (fresh.length === 0) return [];
  const claimed = (served: boolean): StockClaimed => ({
    type: 'StockClaimed',
    data: { sku, claims: fresh, served, claimedAt: now },
  });
  const allocated = allocate(evolve(stock, claimed(false)), sku, now);
  return [claimed(allocated.length > 0), ...allocated];
};

const releaseClaims = (
  { sku, orderIds, now }: ReleaseClaims,
  stock: Stock,
): [] | [ClaimsReleased, ...StockAllocated[]] => {
  const releases = orderIds
    .filter((orderId) => !stock.ended.has(orderId))
    .map((orderId) => ({ orderId, quantity: stock.claims.get(orderId)?.held ?? 0 }));
  if (releases.length === 0) return [];
  return thenAllocate({ type: 'ClaimsReleased', data: { sku, releases, releasedAt: now } }, stock, sku, now);
};

const issueStock = ({ sku, orderIds, now }: IssueStock, stock: Stock): [] | [StockIssued] => {
  const issues = orderIds
    .filter((orderId) => stock.claims.has(orderId))
    .map((orderId) => ({ orderId, quantity: stock.claims.get(orderId)!.held }));
  return issues.length === 0 ? [] : [{ type: 'StockIssued', data: { sku, issues, issuedAt: now } }];
};

const thenAllocate = <First extends StockReceived | ClaimsReleased>(
  first: First,
  stock: Stock,
  sku: string,
  now: string,
): [First, ...StockAllocated[]] => [first, ...allocate(evolve(stock, first), sku, now)];

/** T11: free units go to the orders that wait, first-registered first; nobody is overtaken. */
const allocate = (stock: Stock, sku: string, now: string): StockAllocated[] => {
  const allocations: { orderId: string; quantity: number; held: number }[] = [];
  let free = stock.free;
  for (const orderId of stock.queue) {
    if (free === 0 || allocations.length === MOST_ALLOCATIONS) break;
    const claim = stock.claims.get(orderId);
    if (!isWaiting(claim)) continue;
    const quantity = Math.min(free, claim.wanted - claim.held);
    allocations.push({ orderId, quantity, held: claim.held + quantity });
    free -= quantity;
  }
  const unfinished = free > 0 && allocations.length === MOST_ALLOCATIONS;
  return allocations.length === 0
    ? []
    : [{ type: 'StockAllocated', data: { sku, allocations, unfinished, allocatedAt: now } }];
};

const decide = (command: StockCommand, stock: Stock): readonly StockEvent[] => {
  switch (command.type) {
    case 'ReceiveStock':
      return receiveStock(command, stock);
    case 'ClaimStock':
      return claimStock(command, stock);
    case 'AllocateStock':
      return allocate(stock, command.sku, command.now);
    case 'ReleaseClaims':
      return releaseClaims(command, stock);
    case 'IssueStock':
      return issueStock(command, stock);
  }
};

export const stockDecider: Decider<Stock, StockCommand, StockEvent> = { initialState, decide, evolve };
