/** Told of drops and reconnections; pino's shape. */
export interface Logger {
  warn(details: object, message: string): void;
}
