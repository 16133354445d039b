import { type ForceMajeurePeriod } from './force-majeure.events.js';

export interface DeclareForceMajeure {
  readonly type: 'DeclareForceMajeure';
  readonly period: ForceMajeurePeriod;
  readonly now: string;
}
