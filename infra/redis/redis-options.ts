/**
 * The one configuration every local Redis of ours runs with, in tests as under `npm start`.
 *
 * In: an existing folder for its data, and a port. Out: arguments for `redis-server`.
 */
export function redisOptions({ dataDir, port }: { dataDir: string; port: number }): string[] {
  return Object.entries({
    port: String(port),
    bind: '127.0.0.1',
    dir: dataDir,
    appendonly: 'yes',
    // Redis holds only what the event store can give back, so losing the last second costs a replay and no order;
    // `always` would put a disk flush into every page of a view.
    appendfsync: 'everysec',
    // The append-only file is the only file: no snapshots beside it.
    save: '',
    // A full Redis must refuse writes, never drop a job or half a view.
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    // The command line stays as it was started, so that a left-over process can be recognised.
    'set-proc-title': 'no',
  }).flatMap(([name, value]) => [`--${name}`, value]);
}
