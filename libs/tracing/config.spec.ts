import { readTracesConfig } from './config.js';

describe('Where traces go', () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318';

  it('is nowhere unless a collector is named', () => {
    expect(readTracesConfig({})).toBeUndefined();
    expect(readTracesConfig({ OTEL_EXPORTER_OTLP_ENDPOINT })).toEqual({
      endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
      ratio: 1,
    });
  });

  it('is named, with what is wrong, where it cannot be', () => {
    expect(() => readTracesConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' })).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT');
    for (const OTEL_TRACES_SAMPLER_ARG of ['half', '1.5', '-1'])
      expect(() => readTracesConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG })).toThrow(
        'OTEL_TRACES_SAMPLER_ARG',
      );
  });
});
