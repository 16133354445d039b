import { type Environment } from '#configuration';

export interface TracesConfig {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: where a collector takes OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  /** `OTEL_TRACES_SAMPLER_ARG`: the part of the orders whose traces are kept, from 0 to 1 (default 1). */
  readonly ratio: number;
}

/** Undefined: no traces are made. @throws naming the variable that is wrong */
export const readTracesConfig = (env: Environment = process.env): TracesConfig | undefined => {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!endpoint) return undefined;
  if (!URL.canParse(endpoint)) throw new Error(`OTEL_EXPORTER_OTLP_ENDPOINT must be a URL, not ${endpoint}`);
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  if (!(ratio >= 0 && ratio <= 1)) throw new Error('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return { endpoint, ratio };
};
