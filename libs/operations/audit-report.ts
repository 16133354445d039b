import { type Redis } from 'ioredis';
import { type Finding } from '#audit';

/** What the last scheduled audit found: for those who look at the system, not for the audit itself. */
export interface AuditReport {
  readonly at: string;
  readonly events: number;
  readonly findings: readonly Finding[];
}

const KEY = 'complet:{audit}:report';
/** As many findings as are kept: where there are more, these tell the story. */
const MOST = 200;

export const saveAuditReport = async (redis: Redis, { findings, ...report }: AuditReport): Promise<void> =>
  void (await redis.set(KEY, JSON.stringify({ ...report, findings: findings.slice(0, MOST) })));

/** Undefined where none has ended since Redis was emptied. @throws where Redis is away */
export const lastAuditReport = async (redis: Redis): Promise<AuditReport | undefined> => {
  const text = await redis.get(KEY);
  return text === null ? undefined : (JSON.parse(text) as AuditReport);
};
