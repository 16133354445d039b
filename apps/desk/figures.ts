import { type JobFigures, type TroubledJob } from '#bullmq';
import { type AuditReport, type BlockingSku, type HoldsByAge, type ViewLag } from '#operations';
import { type HourOfOrders } from '#order-tracking';
import { type OrderFlag, type OrderStatus } from '#ordering';

/** Named as the Prometheus rule that says the same, so that its section of docs/operations.md says what to do. */
export interface Alarm {
  readonly name: string;
  readonly says: string;
}

/** Whether a part answers; a part that many run answers if one of them does. */
export interface Part {
  readonly name: string;
  readonly isUp: boolean;
}

export interface ParkedDocument {
  readonly projection: string;
  readonly key: string;
  readonly reason: string;
  /** Events that wait, the one that failed included. */
  readonly events: number;
}

/** All that the desk shows, as of one moment. */
export interface Figures {
  readonly at: string;
  readonly parts: readonly Part[];
  readonly alarms: readonly Alarm[];
  readonly holds: HoldsByAge;
  /** `isWhole` is false where more orders are on hold than are looked through. */
  readonly blocking: { readonly skus: readonly BlockingSku[]; readonly isWhole: boolean };
  readonly statuses: Readonly<Record<OrderStatus, number>>;
  readonly flags: Readonly<Record<OrderFlag, number>>;
  /** The last 24 hours, the oldest first, this one included. */
  readonly hours: readonly HourOfOrders[];
  readonly views: readonly ViewLag[];
  readonly parked: readonly ParkedDocument[];
  readonly jobs: JobFigures & { readonly troubled: readonly TroubledJob[] };
  /** Undefined where none has ended yet. */
  readonly audit: AuditReport | undefined;
}
