import { ALLOCATION_NAME } from '#operations';
import { type Alarm, type Figures } from './figures.js';

const JOB_WAITS_LONG_MS = 60_000;
const AUDIT_OVERDUE_MS = 3600 * 1000;

/** What somebody must look at now (infra/monitoring/alerts.yml, as far as one look can tell). */
export const alarmsOf = ({ at, parts, views, parked, jobs, flags, audit }: Omit<Figures, 'alarms'>): Alarm[] => {
  const alarm = (isOn: boolean, name: string, says: string): Alarm[] => (isOn ? [{ name, says }] : []);
  const isDown = (part: string) => parts.some(({ name, isUp }) => name === part && !isUp);
  const unfilled = views.filter(({ isFilled }) => !isFilled).map(({ projection }) => projection);
  const steps = parked.filter(({ projection }) => projection === ALLOCATION_NAME).length;
  const documents = parked.length - steps;
  const waitedMs = jobs.oldestWaitingMs ?? 0;
  const auditAgeMs = audit ? Date.parse(at) - Date.parse(audit.at) : 0;
  return [
    ...alarm(isDown('worker'), 'JobsNotDone', 'No job comes back through the queue of wake-ups'),
    ...alarm(unfilled.length > 0, 'ProjectionNotLive', `No projector fills: ${unfilled.join(', ')}`),
    ...alarm(documents > 0, 'DocumentsParked', `Documents of views that stand still: ${documents}`),
    ...alarm(steps > 0, 'AllocationParked', `Steps of the allocation that were set aside: ${steps}`),
    ...alarm(
      (audit?.findings.length ?? 0) > 0,
      'AuditFindings',
      `Violations that the audit found: ${audit?.findings.length} (${kindsOf(audit)})`,
    ),
    ...alarm(
      flags['refund-refused'] > 0,
      'RefundsRefused',
      `Refunds that the payment provider refused: ${flags['refund-refused']}`,
    ),
    ...alarm(waitedMs > JOB_WAITS_LONG_MS, 'JobsWaitLong', `A job has waited for ${Math.round(waitedMs / 1000)} s`),
    ...alarm(
      auditAgeMs > AUDIT_OVERDUE_MS,
      'AuditOverdue',
      `The last audit ended ${Math.round(auditAgeMs / 60_000)} min ago`,
    ),
  ];
};

const kindsOf = (audit: Figures['audit']): string =>
  [...new Set(audit?.findings.map(({ what }) => what))].slice(0, 5).join(', ');
