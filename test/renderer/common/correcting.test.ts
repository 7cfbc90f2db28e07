import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  correctableWord,
  createCorrecting,
  messageOf,
  type CorrectableWord,
} from '../../../renderer/common/word/correcting.ts';
import { describeBoxes } from '../../../renderer/annotate/model/suggestedWords.ts';
import { createLookAlikes, describeLookAlikes } from '../../../renderer/common/word/lookAlikes.ts';
import { createSayStored } from '../../../renderer/common/word/sayStored.ts';
import { stateOf, wordStateOf } from '../../../renderer/common/word/wordState.ts';
import { createToastsStore } from '../../../renderer/state/toasts.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { labelsChangedSchema } from '../../../shared/contract/label.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { id, word } from '../annotate/words.ts';

const shown = word(7, 'dement', [10, 20, 30, 40], {
  revision: 5,
  alternatives: [
    { text: 'dement', confidence: 0.6 },
    { text: 'element', confidence: 0.04 },
  ],
});
const read = correctableWord(shown);

/** A host that stores every edit, unless it answers otherwise, and says what it was asked. */
function hostAnswering({ editLabels, lookAlikes }: Partial<Contract>) {
  const changed = labelsChangedSchema.parse({
    ...{ photo: 1, revision: 6, put: [], removed: [], order: [], undo: 'text', redo: null },
  });
  return {
    leaseWordIds: vi.fn<Contract['leaseWordIds']>(() => Promise.resolve({ from: id(90), to: id(90) })),
    editLabels: vi.fn<Contract['editLabels']>(editLabels ?? (() => Promise.resolve(changed))),
    undoEdits: vi.fn<Contract['undoEdits']>(({ edits }) =>
      Promise.resolve(edits.map(({ photo, revision }) => ({ photo, revision: revision + 1 }))),
    ),
    lookAlikes: vi.fn<Contract['lookAlikes']>(lookAlikes ?? (() => Promise.resolve([]))),
    confirmWords: vi.fn<Contract['confirmWords']>(() => Promise.resolve({ confirmed: 1, edits: [] })),
  };
}

function correctingWith(changes: Partial<Contract> = {}) {
  const host = hostAnswering(changes);
  const toasts = createToastsStore();
  const onChange = vi.fn();
  const say = createSayStored({ host, toasts, onChange });
  const lookAlikes = createLookAlikes({ host, toasts, say, onChange });
  const store = createCorrecting({ host, lookAlikes, say, onChange });
  return {
    ...store.getState(),
    host,
    toasts,
    onChange,
    state: store.getState,
    lookAlikes: lookAlikes.getState,
  };
}

const said = (toasts: ReturnType<typeof createToastsStore>) =>
  toasts.getState().toasts.map(({ message }) => message);

describe('correcting a word in place', () => {
  it('stores what was typed, with the revision that was shown, and says so only then', async () => {
    const { type, confirm, host, toasts, onChange, state } = correctingWith();
    type(read, ' element ');
    const stored = confirm(read, read.text);
    expect(said(toasts)).toEqual([]);
    expect(await stored).toBe(true);
    expect(host.editLabels.mock.calls[0]?.[0]).toMatchObject({
      photo: 1,
      revision: 5,
      action: { title: 'text', put: [{ word: 7, text: 'element', mark: 'text', confirmed: true }] },
    });
    expect(state().drafts.size).toBe(0);
    expect(onChange).toHaveBeenCalledOnce();
    await vi.waitFor(() => {
      expect(said(toasts)).toEqual(['Corrected to “element”.']);
    });
    expect(toasts.getState().undo()).toBe(true);
    expect(host.undoEdits).toHaveBeenCalledWith({ edits: [{ photo: 1, revision: 6 }] });
    await vi.waitFor(() => {
      expect(said(toasts)).toEqual(['Undone: Corrected to “element”.']);
    });
  });

  it('confirms what it proposes, marks words, and makes a word of a place', async () => {
    const { confirm, mark, host } = correctingWith();
    await confirm(read, 'dement');
    await mark(read, 'illegible');
    await confirm({ ...read, id: null, text: '' }, 'wheels');
    expect(host.editLabels.mock.calls.map(([{ action }]) => [action.title, action.put[0]])).toMatchObject([
      ['confirm', { word: 7, text: 'dement' }],
      ['mark', { word: 7, text: '', mark: 'illegible' }],
      ['draw', { word: 90, text: 'wheels' }],
    ]);
  });

  it('keeps what was typed for each word until it is stored or discarded', async () => {
    const refused = new InkdexError('connection-lost', 'Inkdex is not running.');
    const { type, confirm, state } = correctingWith({ editLabels: () => Promise.reject(refused) });
    const other = { ...read, id: id(8) };
    type(read, 'element');
    type(other, 'tree');
    expect(await confirm(read, read.text)).toBe(false);
    expect(state().failed).toMatchObject({ word: '7', failure: { message: 'Inkdex is not running.' } });
    expect([...state().drafts].map(([key, { text }]) => [key, text])).toEqual([
      ['7', 'element'],
      ['8', 'tree'],
    ]);
    type(read, null);
    expect(state().drafts.has('7')).toBe(false);
    expect(state().failed).toBeNull();
  });

  it('gives up what was typed for a word that is gone, and says so', () => {
    const { type, dropLost, state } = correctingWith();
    type(read, 'element');
    type({ ...read, id: null }, 'wheels');
    expect(dropLost(photoIdSchema.parse(2), [])).toEqual([]);
    expect(dropLost(read.photo, [{ id: id(7) }])).toEqual([]);
    expect(dropLost(read.photo, [{ id: id(8) }])).toEqual(['element']);
    expect([...state().drafts.values()].map(({ text }) => text)).toEqual(['wheels']);
  });

  it('confirms no empty text, and nothing twice', async () => {
    const { confirm, type, host, state } = correctingWith();
    type(read, ' ');
    expect(await confirm(read, read.text)).toBe(false);
    expect(state().failed?.failure.message).toContain('The word has no text.');
    type(read, 'element');
    expect(await Promise.all([confirm(read, read.text), confirm(read, read.text)])).toEqual([true, false]);
    expect(host.editLabels).toHaveBeenCalledOnce();
  });

  it('overwrites what another person confirmed only once that was shown', async () => {
    const { confirm, type, host, state } = correctingWith();
    type(read, 'element');
    const since: CorrectableWord = { ...read, text: 'cement', isConfirmed: true, revision: 6 };
    expect(await confirm(since, since.text)).toBe(false);
    expect(state().drafts.get('7')).toMatchObject({ text: 'element', warning: 'told' });
    expect(host.editLabels).not.toHaveBeenCalled();
    expect(await confirm(since, since.text)).toBe(true);
    expect(host.editLabels.mock.calls[0]?.[0].revision).toBe(6);
  });
});

describe('the look-alikes of a corrected word', () => {
  const alike = [word(11, 'clement', [0, 0, 9, 9]), word(12, 'dement', [0, 0, 9, 9])];
  let all: ReturnType<typeof correctingWith>;
  beforeEach(async () => {
    all = correctingWith({
      lookAlikes: () =>
        Promise.resolve(
          alike.map((each, place) => ({ word: each, likeness: 0.8 - place / 2, isSure: false })),
        ),
    });
    await all.confirm(read, 'element');
    await vi.waitFor(() => {
      expect(said(all.toasts)).toHaveLength(1);
    });
  });

  it('are offered where they are alike enough, and get its text in one stroke', async () => {
    const { toasts, lookAlikes, host } = all;
    expect(said(toasts)).toEqual(['Corrected to “element”. 1 look-alike on 1 photo.']);
    const [show] = toasts.getState().toasts[0]?.offers ?? [];
    expect(show?.label).toBe('Show');
    show?.take();
    const found = [{ word: alike[0], likeness: 0.8, isSure: false }];
    expect(lookAlikes().shown).toEqual({ text: 'element', found });
    expect(await lookAlikes().confirm([id(11)], 'element')).toBe(true);
    expect(host.confirmWords).toHaveBeenCalledWith({ words: [11], text: 'element' });
    // The earlier message leaves: its Undo would be refused now.
    expect(said(toasts)).toEqual(['Confirmed 1 word as “element”.']);
  });
});

describe('the sentence about a correction', () => {
  const on = (photo: number) => ({ word: { photo: photoIdSchema.parse(photo) } });

  it('follows from the word, what was said of it, and its look-alikes', () => {
    const text = { mark: 'text', text: 'element' } as const;
    expect(messageOf(read, text, [])).toBe('Corrected to “element”.');
    expect(messageOf({ ...read, text: 'element' }, text, [])).toBe('Confirmed “element”.');
    expect(messageOf({ ...read, id: null, text: '' }, text, [])).toBe('Added “element”.');
    expect(messageOf(read, { mark: 'illegible', text: '' }, [])).toBe('Marked as illegible.');
    expect(messageOf(read, { mark: 'not-text', text: '' }, [])).toBe('Marked as not text.');
    expect(messageOf(read, text, [on(1), on(2), on(2)])).toBe(
      'Corrected to “element”. 3 look-alikes on 2 photos.',
    );
    expect(
      messageOf(
        read,
        text,
        Array.from({ length: 24 }, () => on(1)),
      ),
    ).toBe('Corrected to “element”. At least 24 look-alikes on 1 photo.');
    expect(messageOf(read, { mark: 'text', text: 'w'.repeat(100) }, [])).toBe(
      `Corrected to “${'w'.repeat(60)}…”.`,
    );
  });

  it.each([
    [0, 1, 'No word is surely read as “tree”, 1 word only looks alike: select it if it says “tree”.'],
    [0, 5, 'No word is surely read as “tree”, 5 words only look alike: select those that say “tree”.'],
    [1, 0, '1 word is surely read as “tree”. Take out what does not say it.'],
    [12, 0, '12 words are surely read as “tree”. Take out what does not say it.'],
    [1, 1, '1 word is surely read as “tree”, 1 word only looks alike: select it if it says “tree”.'],
    [12, 3, '12 words are surely read as “tree”, 3 words only look alike: select those that say “tree”.'],
  ])('says of %d words that they are read so, and of %d that they look alike', (sure, alike, sentence) => {
    const found = Array.from({ length: sure + alike }, (_, index) => ({
      ...{ word: word(index + 1, 'tree', [0, 0, 9, 9]), likeness: 0.5, isSure: index < sure },
    }));
    expect(describeLookAlikes({ text: 'tree', found })).toBe(sentence);
  });

  it.each([
    [0, 0, ''],
    [1, 0, '1 box is hard to read.'],
    [30, 0, '30 boxes are hard to read.'],
    [200, 0, 'At least 200 boxes are hard to read.'],
    [0, 1, '1 box was left out of the text.'],
    [0, 2, '2 boxes were left out of the text.'],
    [0, 200, 'At least 200 boxes were left out of the text.'],
    [1, 1, '1 box is hard to read. 1 box was left out of the text.'],
    [200, 3, 'At least 200 boxes are hard to read. 3 boxes were left out of the text.'],
  ])(
    'says of %d boxes that they are hard to read, and of %d that they were left out',
    (hard, leftOut, sentence) => {
      expect(describeBoxes({ hard, leftOut }, 200)).toBe(sentence);
    },
  );

  it('names who read or confirmed a word, in every state', () => {
    const state = (changes: Parameters<typeof word>[3], reader?: string) =>
      stateOf(wordStateOf(word(1, 'tree', [0, 0, 9, 9], changes)), reader);
    expect(state({})).toBe('Read by the model');
    expect(state({}, 'starter')).toBe('Read by starter');
    expect(state({ confidence: 0.1 })).toBe('Low confidence');
    expect(state({ confidence: 0.1 }, 'starter')).toBe('Read by starter, low confidence');
    expect(state({ source: 'human' }, 'starter')).toBe('Confirmed');
    expect(state({ mark: 'illegible', source: 'human' })).toBe('Illegible');
    const person = { source: 'human', madeBy: { kind: 'person' } } as const;
    expect(state(person)).toMatch(/^Confirmed, by a person, \S/u);
    expect(state({ ...person, changedBy: 'Ben' })).toMatch(/^Confirmed, by Ben, \S/u);
    expect(state({ madeBy: { kind: 'import', name: 'PAGE' } })).toMatch(/^Not confirmed, from PAGE/u);
  });
});
