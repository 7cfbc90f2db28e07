/** A command of README, BENCHMARKS or NOTEBOOK, and how it is run in seconds. */
export interface ShortForm {
  /** The command as the documents name it, without arguments that are only an example. */
  readonly named: string;
  /** A line for the shell. `$INKDEX_DATA`: the folder of the fixtures. */
  readonly run: string;
  /** What its output must match; default: anything. */
  readonly prints?: RegExp;
  /** It runs until its output matches this, and is stopped then. */
  readonly until?: RegExp;
}

const quote = (text: string): string => `"$INKDEX_DATA/${text}"`;

/** In the order in which they run: later ones use the library of the earlier ones. */
export const libraryForms: readonly ShortForm[] = [
  {
    named: 'npx inkdex read',
    run: `npx inkdex read ${quote('photos/images/dn01.jpg')} --json`,
    prints: /"confidence"/u,
  },
  { named: 'npx inkdex import', run: `npx inkdex import ${quote('photos/images')}` },
  {
    named: 'npx inkdex label set',
    run: `npx inkdex label set --from ${quote('photos/words.tsv')}`,
    prints: /words labelled/u,
  },
  { named: 'npx inkdex search', run: 'npx inkdex search the --json', prints: /"hits"/u },
  { named: 'npx inkdex saved save', run: 'npx inkdex saved save articles the', prints: /articles/u },
  {
    named: 'npx inkdex album add',
    run: 'npx inkdex album add Articles --search the --json',
    prints: /Articles/u,
  },
  { named: 'npx inkdex photos', run: 'npx inkdex photos' },
  {
    named: 'npx inkdex notes',
    run: 'mkdir "$INKDEX_LIBRARY-vault" && npx inkdex notes "$INKDEX_LIBRARY-vault"',
  },
  {
    named: 'npx inkdex sidecars',
    run: 'npx inkdex sidecars "$INKDEX_LIBRARY-vault"',
    prints: /0 sidecars up to date/u,
  },
  {
    named: 'npx inkdex export pdf',
    run: 'npx inkdex export pdf "$INKDEX_LIBRARY-notes.pdf" --search the',
    prints: /written/u,
  },
  { named: 'npx inkdex export library', run: 'npx inkdex export library "$INKDEX_LIBRARY-export"' },
  { named: 'npx inkdex models', run: 'npx inkdex models' },
  {
    named: 'npx inkdex model export',
    run: 'npx inkdex model export starter-recogniser "$INKDEX_LIBRARY-model" --format onnx',
    prints: /-model/u,
  },
  { named: 'npx inkdex jobs', run: 'npx inkdex jobs' },
  { named: 'npx inkdex doctor', run: 'npx inkdex doctor' },
  {
    named: 'npx inkdex dataset import iam',
    run: `npx inkdex dataset import iam ${quote('iam-like')} --name iam --recipe strict`,
  },
  { named: 'npx inkdex dataset freeze iam', run: 'npx inkdex dataset freeze iam' },
  { named: 'npx inkdex dataset verify iam', run: 'npx inkdex dataset verify iam' },
  {
    named: 'npx inkdex dataset draw',
    run: 'npx inkdex dataset draw --texts LICENSE --count 10 --name drawn',
  },
  {
    named: 'npx inkdex dataset cut',
    run: 'npx inkdex dataset cut iam --name iam-characters',
    prints: /iam-characters/u,
  },
  {
    named: 'npx inkdex evaluate',
    run: 'npx inkdex evaluate --model starter-recogniser --dataset iam --split test',
    prints: /perplexity/u,
  },
  { named: 'npx inkdex engine list', run: 'npx inkdex engine list' },
  {
    named: 'npx inkdex finetune iam',
    run: `npx inkdex finetune iam ${quote('iam-like')} --epochs 1`,
    prints: /CER/u,
  },
  {
    named: 'npx inkdex train',
    run: 'npx inkdex train --dataset iam --network line --epochs 1',
    prints: /CER/u,
  },
  { named: 'npx inkdex serve', run: 'npm run build && npx inkdex serve --port 0', until: /http:\/\//u },
  {
    named: 'npx inkdex serve --api',
    run: 'npx inkdex serve --port 0 --api --api-port 0',
    until: /The API is at http/u,
  },
  {
    named: 'npx inkdex token create',
    run: 'npx inkdex token create commands --scope read search',
    prints: /^inkdex_/u,
  },
  { named: 'npx inkdex token list', run: 'npx inkdex token list', prints: /commands/u },
  {
    named: 'npx inkdex worker',
    run: 'npx inkdex worker --broker nats://127.0.0.1:1',
    until: /No broker answers/u,
  },
  { named: 'npx inkdex mcp', run: 'npx inkdex mcp < /dev/null', prints: /waits for an assistant/u },
  // In this order because it builds the page, as `serve` does. The tests open what it has packaged.
  { named: 'npm run dist -- --dir', run: 'npm run dist -- --dir', prints: /everything but Electron/u },
];

/** They need no library and run in any order: those that take longest come first, so that two at once end together. */
export const otherForms: readonly ShortForm[] = [
  { named: 'npm run interop', run: 'npm run interop', prints: /11 of 11 exports/u },
  {
    named: 'resources/examples/project.sh',
    run: `resources/examples/project.sh ${quote('photos/images')} ${quote('photos/words.tsv')} "$INKDEX_LIBRARY-project" --network crnn --network-option channels=8,8,16,16,24,24,64 --network-option hidden=32 --epochs 2`,
    prints: /files written to .*export/u,
  },
  { named: 'npm run measure', run: 'npm run measure -- pages --alone', prints: /F1/u },
  {
    named: 'npm --prefix pretraining run kernels',
    run: 'npm --prefix pretraining run kernels',
    prints: /up to date/u,
  },
  { named: 'npm run measure -- words', run: 'npm run measure -- words --alone', prints: /CER/u },
  {
    named: 'npm run benchmark',
    run: 'npm run benchmark -- "$INKDEX_LIBRARY-benchmark" --alone',
    prints: /photos in/u,
  },
  ...[
    'neighbours',
    'turns',
    'kinds',
    'leaning',
    'worse',
    'mixed',
    'sizes',
    'signs',
    'transformer',
    'search',
    'hands',
    'languages',
    'lookalikes',
    'scripts',
    'older',
  ].map(measured),
  ...[
    'reading',
    'search',
    'training',
    'editor',
    'labels',
    'memory',
    'classes',
    'api',
    'broker',
    'growth',
  ].map(benched),
  {
    named: 'npm run gpu-check',
    // The software driver of Debian's chromium, with its loader.
    run: 'VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json LD_LIBRARY_PATH=/usr/lib/chromium npm run gpu-check',
    prints: /SwiftShader[^]*words the same[^]*: holds/u,
  },
  {
    named: 'npm run api-clients',
    run: 'npm run api-clients',
    prints: /tritonclient over HTTP .* and gRPC read/u,
  },
];

function measured(what: string): ShortForm {
  return { named: `npm run measure -- ${what}`, run: `npm run measure -- ${what}` };
}

function benched(what: string): ShortForm {
  return { named: `npm run bench -- ${what}`, run: `npm run bench -- ${what}` };
}
