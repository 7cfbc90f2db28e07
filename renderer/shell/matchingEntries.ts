/** Other words for words of entries. */
const synonyms: readonly (readonly [typed: string, meant: string])[] = [
  ['delete', 'remove'],
  ['trash', 'remove'],
  ['import', 'add'],
  ['upload', 'add'],
  ['label', 'correct'],
  ['annotate', 'correct'],
  ['learn', 'train'],
  ['duplicates', 'similar'],
  ['preferences', 'settings'],
  ['options', 'settings'],
  ['gpu', 'settings'],
  ['engine', 'settings'],
  ['obsidian', 'settings'],
  ['sidecars', 'settings'],
  ['watched', 'settings'],
  ['version', 'about'],
  ['licences', 'about'],
];
/** From this length, the beginning of such a word is enough. */
const shortestSynonym = 3;

/** The entries that contain every word of a text or another word for it, those that begin with the text first. */
export function matchingEntries<
  Entry extends { readonly name: string; readonly kind: string; readonly also?: string },
>(entries: readonly Entry[], text: string): Entry[] {
  const words = text.trim().toLowerCase().split(/\s+/u);
  const forms = words.map((word) => [
    word,
    ...synonyms
      .filter(([typed]) => word.length >= shortestSynonym && typed.startsWith(word))
      .map(([, meant]) => meant),
  ]);
  const found = entries.filter(({ name, kind, also = '' }) => {
    const whole = `${name} ${kind} ${also}`.toLowerCase();
    return forms.every((each) => each.some((form) => whole.includes(form)));
  });
  const isFirst = ({ name }: Entry) => name.toLowerCase().startsWith(words.join(' '));
  return [...found.filter(isFirst), ...found.filter((entry) => !isFirst(entry))];
}
