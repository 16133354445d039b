/** One stream for all periods: they are few, and every promise asks for all of them. */
export const FORCE_MAJEURE_STREAM = 'force-majeure';
