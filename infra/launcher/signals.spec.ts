import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { stopOnSignals } from './signals.js';

function launcher() {
  const source = new EventEmitter();
  const clock = { ms: 0 };
  const calls: string[] = [];
  const system = {
    stop: () => Promise.resolve(void calls.push('stop')),
    killNow: () => void calls.push('kill'),
  };
  stopOnSignals(source, system, () => clock.ms);
  return { source, clock, calls };
}

describe('Ctrl-C', () => {
  it('stops the system once, though terminal, npm and set-up each deliver it', () => {
    const { source, clock, calls } = launcher();
    source.emit('SIGINT');
    clock.ms = 300;
    source.emit('SIGINT');
    source.emit('SIGTERM');
    expect(calls).toEqual(['stop']);
  });

  it('kills everything at once when it is pressed again', () => {
    const { source, clock, calls } = launcher();
    source.emit('SIGINT');
    clock.ms = 1_500;
    source.emit('SIGINT');
    expect(calls).toEqual(['stop', 'kill']);
  });
});
