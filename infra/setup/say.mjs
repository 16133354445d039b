/** One line of progress, on standard error: standard output belongs to the verb. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** The set-up cannot go on; the message tells the reader what to do. */
export class SetupFailed extends Error {}
