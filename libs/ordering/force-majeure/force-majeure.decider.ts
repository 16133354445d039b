import { isDeepStrictEqual } from 'node:util';
import { type Decider } from '#event-sourcing';
import { type DeclareForceMajeure } from './force-majeure.commands.js';
import { type ForceMajeureDeclared } from './force-majeure.events.js';
import { type ForceMajeure, evolve, initialState } from './force-majeure.state.js';

const decide = ({ period, now }: DeclareForceMajeure, periods: ForceMajeure): [] | [ForceMajeureDeclared] =>
  periods.some((known) => isDeepStrictEqual(known, period))
    ? []
    : [{ type: 'ForceMajeureDeclared', data: { period, declaredAt: now } }];

export const forceMajeureDecider: Decider<ForceMajeure, DeclareForceMajeure, ForceMajeureDeclared> = {
  initialState,
  decide,
  evolve,
};
