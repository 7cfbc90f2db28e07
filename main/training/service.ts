import { basename, resolve } from 'node:path';
import type { Serves } from '../../shared/contract/contract.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { EvaluationId, RandomSample, evaluationCalls } from '../../shared/contract/evaluation.ts';
import { InkdexError } from '../../shared/result.ts';
import type {
  Corrections,
  Run,
  RunId,
  runCalls,
  SettingChanges,
  TrainingRequest,
} from '../../shared/contract/run.ts';
import { networkDescriptions } from '../../shared/networks.ts';
import { formatCount } from '../../shared/text.ts';
import { trainingSettings } from '../../shared/trainingPresets.ts';
import { countCorrections, countCorrectionsSince } from '../store/words/corrections.ts';
import { transaction } from '../store/database.ts';
import { removeJob } from '../store/jobs/jobs.ts';
import { readNamedFile } from '../files/pathKind.ts';
import { findVersionRecords } from '../store/datasets/datasetVersions.ts';
import { insertRun, type NewRun } from '../store/jobs/runs.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import { writeAttention } from './attentionFiles.ts';
import { createEvaluations, type Evaluations } from './evaluations.ts';
import { readExperiments } from './experiments.ts';
import { describeMachine } from './machine.ts';
import { removeRunFiles, trainingSteps } from './performRun.ts';
import { createRunLog } from './runLog.ts';
import type { TrainingParts } from './runParts.ts';

export type TrainingService = ReturnType<typeof createTraining>;

/** Least number of corrections to train on: some of them are held out to measure the gain. */
const fewestCorrections = 20;

/** Work that commands wait for, without a job. */
function directWork({ datasets, trainer }: TrainingParts, evaluations: Evaluations) {
  return {
    evaluate: evaluations.evaluate,
    evaluateLines: evaluations.evaluateLines,
    writeEvaluation: evaluations.writeDocument,
    writeAttention: async (evaluation: EvaluationId, folder: string) =>
      await writeAttention(await evaluations.calls.getEvaluation({ evaluation }), folder),
    /** Writes samples of a version with augmented ones below them into a new folder. @returns their number */
    async drawAugmented(
      { dataset, ...asked }: RandomSample & { readonly dataset: VersionId; readonly folder: string },
      { signal }: WorkOptions,
    ): Promise<number> {
      const version = { manifest: datasets.manifestOf(dataset), objects: datasets.objectsOf(dataset) };
      return await trainer.call('drawAugmented', { ...version, ...asked }, { signal });
    },
  };
}

/** Trains recognisers and evaluates them: answers the calls about runs and evaluations. */
export function createTraining(parts: TrainingParts) {
  const { db, lock, jobs, datasets, models, trainer } = parts;
  const log = createRunLog(db, parts.announce, jobs);
  const evaluations = createEvaluations(parts);
  jobs.define('training', trainingSteps({ ...parts, log, evaluations }));

  type Asked = Pick<NewRun, 'kind' | 'dataset' | 'preset' | 'wanted'> &
    Pick<TrainingRequest, 'base' | 'changes'> & { readonly title: string; readonly request: unknown };

  async function ask(asked: Asked, experiment: string | null = null): Promise<Run> {
    const { base, changes, title, request, ...about } = asked;
    const { id: model, sha256, reads: readsAsBase } = await models.findBase(base);
    const settings = trainingSettings(about.preset, changes);
    await checkNetwork(trainer, settings);
    const { network } = settings;
    const reads = network === undefined ? readsAsBase : networkDescriptions[network].reads;
    const { job, run } = transaction(db, () => {
      const inserted = jobs.insert({ kind: 'training', title, request });
      const origin = { experiment, code: parts.code, machine: describeMachine() };
      return {
        job: inserted,
        run: insertRun(db, { ...about, ...origin, job: inserted, base: { model, sha256 }, settings, reads }),
      };
    });
    jobs.begin(job);
    return log.get(run);
  }

  async function startRun(request: TrainingRequest, experiment: string | null): Promise<Run> {
    const { dataset, base, preset, changes, engine } = request;
    // Checked before anything is queued.
    datasets.manifestOf(dataset);
    const [record] = findVersionRecords(db, dataset);
    const title = request.title ?? `Train on ${record?.dataset ?? 'a dataset version'}`;
    const about = { dataset, preset, wanted: engine, base, changes };
    return await ask({ kind: 'train', title, request: {}, ...about }, experiment);
  }

  const calls = {
    listRuns: () => log.list(),
    getRun: ({ run }) => log.withCurves(run),
    startRun: (request) => startRun(request, null),
    async removeRun({ run: id }) {
      lock.require();
      const { job, state } = log.get(id);
      if (!['done', 'failed', 'cancelled'].includes(state)) {
        throw new InkdexError('conflict', `This run is ${state}. Cancel it first.`);
      }
      await removeRunFiles(parts, log.ofJob(job));
      removeJob(db, job);
      parts.announce('runRemoved', { run: id });
      return null;
    },
    async queueExperiments({ path, dataset }) {
      const text = (await readNamedFile(resolve(path))).toString('utf8');
      const { group, requests } = readExperiments(text, (name) => datasets.findVersion(name), dataset);
      // All or none are queued.
      for (const { base, changes } of requests) {
        await models.findBase(base);
        await checkNetwork(trainer, changes);
      }
      const runs: Run[] = [];
      for (const request of requests) runs.push(await startRun(request, group));
      return runs;
    },
    correctionsState: () => correctionsState(parts, log.latest('corrections')),
    async learnCorrections({ photos, engine }) {
      const corrected = countCorrections(db).filter(
        ({ photo }) => photos.length === 0 || photos.includes(photo),
      );
      const words = corrected.reduce((sum, photo) => sum + photo.words, 0);
      if (words < fewestCorrections) throw tooFew(words);
      const title = `Train on ${formatCount(words)} corrections`;
      const request = { photos: corrected.map(({ photo }) => photo) };
      const about = { dataset: null, preset: 'my-words', wanted: engine, base: null, changes: {} } as const;
      return await ask({ kind: 'corrections', title, request, ...about });
    },
    async learnIam({ path, recipe, preset, changes, engine }) {
      const title = `Train on IAM: ${basename(resolve(path))}, ${recipe}`;
      const request = { path: resolve(path), recipe };
      return await ask({
        kind: 'iam',
        title,
        request,
        dataset: null,
        preset,
        wanted: engine,
        base: null,
        changes,
      });
    },
    ...evaluations.calls,
  } satisfies Serves<typeof runCalls & typeof evaluationCalls>;
  return {
    calls,
    ...directWork(parts, evaluations),
    /** Resolves when a run is done, failed, cancelled or paused. */
    async finished(run: RunId): Promise<Run> {
      await jobs.finished(log.get(run).job);
      return log.get(run);
    },
  };
}

function correctionsState({ db, datasets }: TrainingParts, run: Run | null): Corrections {
  const photos = countCorrections(db);
  const words = photos.reduce((sum, photo) => sum + photo.words, 0);
  const newWords = run?.state === 'done' ? countCorrectionsSince(db, run.createdAt) : words;
  const samples = datasets.countForCorrections(photos.map(({ photo }) => photo));
  return { words, newWords, neededWords: fewestCorrections, photos, samples, run };
}

function tooFew(words: number): InkdexError {
  return new InkdexError(
    'data-invalid',
    `Only ${words} words are corrected or confirmed; training needs at least ${fewestCorrections}. ` +
      'Continue in Label: uncertain words help most.',
  );
}

/** Checked when a run is made, because a wrong option would end it at its start. @throws InkdexError `bad-arguments` */
async function checkNetwork(trainer: TrainingParts['trainer'], settings: SettingChanges): Promise<void> {
  requireAlphabet(settings);
  const { network, networkOptions = {} } = settings;
  if (network !== undefined) await trainer.call('checkNetwork', { network, options: networkOptions });
}

/** @throws InkdexError `bad-arguments` for a given alphabet of a network that already has characters */
function requireAlphabet({ network, alphabet = 'words', initialWeights }: SettingChanges): void {
  if (alphabet === 'words' || (network !== undefined && initialWeights !== 'base')) return;
  throw new InkdexError(
    'bad-arguments',
    `The alphabet ${alphabet} is for a new network with random weights: a base model keeps its characters. ` +
      'Choose a network and random weights, or the alphabet words.',
  );
}
