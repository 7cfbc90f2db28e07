import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openPoolStream,
  type PoolStream,
  type PoolWorkerOptions,
} from '../../../../main/ml/training/poolStream.ts';
import { drawPool } from '../../../../main/ml/training/wordPools.ts';
import { createRandom } from '../../../../shared/random.ts';
import { smallSources } from '../../../support/wordSources.ts';

const options: PoolWorkerOptions = {
  sources: smallSources(),
  seed: 11,
  size: 12,
  shape: { height: 48, maxWidth: 128 },
};
const firstDrawnThenBoards = (pool: number) => (pool < 2 ? [1, 0] : [0, 1]);

/** The pool as it is drawn without a worker. */
function drawnHere(number: number) {
  const random = createRandom(options.seed).fork(`pool ${number}`);
  return drawPool({ ...options, shares: firstDrawnThenBoards(number) }, random);
}

describe('a stream of pools', () => {
  let stream: PoolStream;

  beforeEach(() => {
    stream = openPoolStream(options, firstDrawnThenBoards);
  });
  afterEach(async () => {
    await stream.close();
  });

  it('gives the pools in order, each with its number’s mixture', async () => {
    for (const number of [0, 1, 2, 3]) expect(await stream.pool(number)).toEqual(drawnHere(number));
  });

  it('gives each pool to the one who asked for it, however many are asked for at once', async () => {
    const pools = await Promise.all([4, 5, 6].map((number) => stream.pool(number)));
    expect(pools).toEqual([4, 5, 6].map(drawnHere));
  });

  it('gives the same pool twice, also after later ones and to a run that goes on from there', async () => {
    const pool = await stream.pool(3);
    expect(await stream.pool(3)).toEqual(pool);
    await stream.pool(4);
    expect(await stream.pool(3)).toEqual(pool);
    const resumed = openPoolStream(options, firstDrawnThenBoards);
    expect(await resumed.pool(3)).toEqual(pool);
    await resumed.close();
  });

  it('passes on why a pool could not be drawn', async () => {
    const broken = openPoolStream(options, () => [0, 0, 1]);
    await expect(broken.pool(0)).rejects.toThrow(/more shares than sources/u);
    await broken.close();
  });
});
