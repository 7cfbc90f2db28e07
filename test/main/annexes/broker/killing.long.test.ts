import { describe, expect, it } from 'vitest';
import { readWhileKilling } from '../../../broker/killing.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { hasNatsServer } from '../../../support/natsServer.ts';

describe.skipIf(!hasNatsServer)('Workers and a broker that are killed (skipped without nats-server)', () => {
  it('lose no photo, read none twice, and read the same words as this machine alone', async () => {
    const folder = temporaryFolder();
    // `npm run broker-check` does it with 60 photos, three workers and 100 kills.
    const report = await readWhileKilling({ folder, photos: 6, workers: 2, kills: 5, seed: 3 });
    expect(report.problems).toEqual([]);
    expect(report.workerKills + report.brokerKills).toBe(5);
    expect(report.readElsewhere).toBeGreaterThan(0);
  });
});
