import { expect, it } from 'vitest';
import { z } from 'zod';
import { openLibrary } from '../../../main/store/library/open.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { createRandom } from '../../../shared/random.ts';
import { labelsOf } from '../../support/labels.ts';
import { indexFromScratch, indexState, labelState } from '../../support/labelStates.ts';
import { addPhoto, temporaryFolder } from '../../support/library.ts';
import { randomPage } from '../../support/randomEdits.ts';
import { startScript } from '../../support/wholeLines.ts';

const lineSchema = z.object({ revision: z.number(), state: z.string() });

interface Killed {
  readonly library: string;
  readonly photo: PhotoId;
  readonly seed: number;
  /** Acknowledged edits after which the process is killed. */
  readonly after: number;
}

/** Edits in a process of its own, kills it, and gives the state with each revision that it acknowledged. */
async function editAndKill({ library, photo, seed, after }: Killed): Promise<Map<number, string>> {
  const args = [library, String(photo), String(seed)];
  const acknowledged = new Map<number, string>();
  const { child, ended } = startScript('editUntilKilled.ts', args, (line) => {
    const { revision, state } = lineSchema.parse(JSON.parse(line));
    acknowledged.set(revision, state);
    if (acknowledged.size === after) child.kill('SIGKILL');
  });
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

it('every acknowledged edit and all of the history are there after the host was killed, three times over', async () => {
  const random = createRandom(11);
  const library = temporaryFolder();
  const first = openLibrary(library);
  const photo = addPhoto(first, 'one.jpg', randomPage(random, 18));
  const states = new Map([[1, labelState(labelsOf(first).calls.getLabels({ photo }))]]);
  first.close();

  for (let kill = 0; kill < 3; kill += 1) {
    const after = random.integer(5, 50);
    const acknowledged = await editAndKill({ library, photo, seed: kill, after });
    for (const [revision, state] of acknowledged) states.set(revision, state);
    const last = Math.max(...acknowledged.keys());

    const db = openLibrary(library);
    db.pragma('synchronous = OFF');
    const labels = labelsOf(db);
    const found = labels.calls.getLabels({ photo });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    // One more may have been stored than was acknowledged, but no fewer.
    expect([last, last + 1]).toContain(found.revision);
    if (found.revision === last) expect(labelState(found)).toBe(states.get(last));
    expect(indexState(db)).toEqual(indexFromScratch(db));

    const edits = Array.from(acknowledged.keys(), (revision) => states.get(revision - 1)).reverse();
    let { revision } = found;
    if (revision > last) ({ revision } = labels.calls.undoLabels({ photo, revision }));
    for (const before of edits) {
      ({ revision } = labels.calls.undoLabels({ photo, revision }));
      expect(labelState(labels.calls.getLabels({ photo }))).toBe(before);
    }
    for (const state of acknowledged.values()) {
      ({ revision } = labels.calls.redoLabels({ photo, revision }));
      expect(labelState(labels.calls.getLabels({ photo }))).toBe(state);
    }
    // The next process goes on from here.
    states.set(revision, states.get(last) ?? '');
    db.close();
  }
});
