import { useEscapeTo } from '../../common/useEscapeTo.ts';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useWindowTitle } from '../../common/windowTitle.ts';
import { presetNameSchema } from '../../../shared/contract/run.ts';
import { trainingSettings } from '../../../shared/trainingPresets.ts';
import { type TrainingEngineName, trainingEngineNameSchema } from '../../../shared/contract/model.ts';
import { networkDescriptions } from '../../../shared/networks.ts';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import { host } from '../../host/transport.ts';
import type { TrainRoute } from '../../state/route.ts';
import { useCall } from '../../host/useCall.ts';
import { modelInUse } from '../../state/models.ts';
import { attempt, navigation, runList } from '../../state/stores.ts';
import { showMade, startAndShow, useToldCall } from '../../state/messages.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, boundTo, TextField } from '../../ui/Field.tsx';
import { describePlan, presetNames, presetUses } from '../describeRun.ts';
import { NetworkFields } from './NetworkFields.tsx';
import { SettingsFields } from './SettingsFields.tsx';
import { changesOf, requestOf, type TrainDraft } from './trainDraft.ts';
import { VersionField } from '../../common/versions.tsx';
import { nameOfEngine } from '../../common/names.ts';
import { formatSpeed } from '../../ui/figures.ts';
import { ChoosePlace } from '../../common/ChoosePlace.tsx';
import { formatPlural } from '../../ui/format.ts';

type TrainScreenProps = Pick<TrainRoute, 'dataset' | 'base'>;

/** The form of a new run: dataset version, base model, network, preset, engine and all settings. */
export function TrainScreen({ dataset, base }: TrainScreenProps) {
  const [draft, setDraft] = useState<TrainDraft>({
    dataset,
    base,
    network: null,
    initialWeights: 'random',
    alphabet: 'words',
    preset: 'standard',
    typed: {},
    engine: null,
    title: '',
  });
  const [isStarting, setStarting] = useState(false);
  const change = (changes: Partial<TrainDraft>) => {
    setDraft((before) => ({ ...before, ...changes }));
  };
  useWindowTitle('Set up a run');
  useEscapeTo({ screen: 'training' });

  const request = requestOf(draft);
  const start = async () => {
    if (request === null) return;
    setStarting(true);
    await startAndShow(host.startRun(request));
    setStarting(false);
  };

  return (
    <div className="training-screen train-screen">
      <header className="photo-header run-header">
        <BackLink href="#/training" label="Back to the runs" />
        <div className="photo-title">
          <h1>Set up a run</h1>
        </div>
      </header>
      <div className="run-columns">
        <div className="run-main">
          <form
            className="fields"
            onSubmit={(event) => {
              event.preventDefault();
              void start();
            }}
          >
            <RunFields draft={draft} change={change} />
            <SettingsFields draft={draft} preset={trainingSettings(draft.preset)} onChange={change} />
            <div className="train-actions">
              <Button
                type="submit"
                kind="primary"
                icon={Play}
                changes="startRun"
                disabled={request === null || isStarting}
              >
                Start
              </Button>
              {request === null && (
                <span className="hint">
                  {draft.dataset === null ? 'Choose a dataset version first.' : 'A setting is invalid.'}
                </span>
              )}
            </div>
          </form>
          <ExperimentsFile dataset={draft.dataset} />
        </div>
        <Plan draft={draft} />
      </div>
    </div>
  );
}

interface RunFieldsProps {
  readonly draft: TrainDraft;
  readonly change: (changes: Partial<TrainDraft>) => void;
}

/** Dataset version, base model, network, preset, engine and title. */
function RunFields({ draft, change }: RunFieldsProps) {
  const bound = boundTo(draft, change);
  return (
    <section className="panel fields">
      <VersionField {...bound('dataset')} />
      <BaseField {...bound('base')} />
      <NetworkFields draft={draft} change={change} />
      <ChoiceField
        label="Preset"
        options={presetNameSchema.options.map((preset) => [
          preset,
          `${presetNames[preset]}: ${presetUses[preset]}`,
        ])}
        {...bound('preset')}
      />
      <EngineField {...bound('engine')} />
      <TextField
        label="Title"
        hint="Optional. Default: the name of the dataset."
        maxLength={200}
        {...bound('title')}
      />
    </section>
  );
}

/** Describes what the run will do with the current settings. */
function Plan({ draft }: { readonly draft: TrainDraft }) {
  const models = useToldCall('listModels', {});
  const base = draft.base ?? modelInUse(models, 'recogniser')?.id;
  const baseReads = models?.find(({ id }) => id === base)?.reads ?? 'word';
  if (base === undefined) return <aside className="run-aside" aria-label="Plan" />;
  const settings = trainingSettings(draft.preset, changesOf(draft) ?? {});
  const reads = draft.network === null ? baseReads : networkDescriptions[draft.network].reads;
  const { main, details } = describePlan({
    kind: 'train',
    words: null,
    settings,
    base: { model: base },
    reads,
  });
  return (
    <aside className="run-aside" aria-label="Plan">
      <section className="panel" aria-labelledby="plan">
        <h2 id="plan">What it will do</h2>
        <ul className="sentences">
          {[...main, ...details].map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
    </aside>
  );
}

interface BaseFieldProps {
  readonly value: TrainDraft['base'];
  readonly onChange: (model: TrainDraft['base']) => void;
}

function BaseField({ value, onChange }: BaseFieldProps) {
  const { answer: all = [] } = useCall('listModels', {});
  const recognisers = all.filter(({ kind, problem }) => kind === 'recogniser' && problem === null);
  return (
    <ChoiceField
      label="Base model"
      value={value ?? ''}
      options={[
        ['', 'Model in use'],
        ...recognisers.map(({ id, promoted }) => [id, promoted ? `${id} (in use)` : id] as const),
      ]}
      onChange={(id) => {
        onChange(recognisers.find((model) => model.id === id)?.id ?? null);
      }}
    />
  );
}

interface EngineFieldProps {
  readonly value: TrainingEngineName | null;
  readonly onChange: (engine: TrainingEngineName | null) => void;
}

/** Chooses the engine of a run, with the measured speed of each. */
function EngineField({ value, onChange }: EngineFieldProps) {
  const choice = useToldCall('engineChoice', {});
  const available = choice?.engines.filter((each) => each.available) ?? [];
  const isMeasured = available.some(({ wordsPerSecond }) => wordsPerSecond !== undefined);
  const chosen = choice?.chosen ?? null;
  return (
    <ChoiceField
      label="Engine"
      hint={
        isMeasured ? undefined : (
          <>
            Measure the speed of each engine in the <a href="#/settings">Settings</a>.
          </>
        )
      }
      value={value ?? ''}
      options={[
        ['', chosen === null ? 'Fastest available' : `Default: ${nameOfEngine(chosen)}`],
        ...available.map(({ engine, wordsPerSecond }) => {
          const speed = wordsPerSecond === undefined ? '' : `, ${formatSpeed(wordsPerSecond)}`;
          return [engine, `${nameOfEngine(engine)}${speed}`] as const;
        }),
      ]}
      onChange={(engine) => {
        onChange(trainingEngineNameSchema.nullable().catch(null).parse(engine));
      }}
    />
  );
}

/** Queues a series of runs from a file. */
function ExperimentsFile({ dataset }: { readonly dataset: VersionId | null }) {
  const [path, setPath] = useState<string | null>(null);
  const [isQueueing, setQueueing] = useState(false);
  const queue = async () => {
    if (path === null) return;
    const { route } = navigation.getState();
    setQueueing(true);
    const runs = await attempt(host.queueExperiments({ path, dataset }));
    setQueueing(false);
    if (runs === undefined) return;
    for (const run of runs) runList.getState().receive(run);
    showMade(route, { screen: 'training' }, `${formatPlural(runs.length, 'run')} queued.`);
  };
  return (
    <details className="panel settings">
      <summary>
        Experiments from a file <span className="hint">each becomes a queued run</span>
      </summary>
      <p className="hint">
        JSON with <code>experiment_group</code> and <code>experiments</code>. Experiments without a dataset
        use the version chosen above.
      </p>
      <div className="path-row">
        <ChoosePlace title="Choose an experiments file" isFileWelcome onChoose={setPath} />
        {path !== null && (
          <>
            <code className="chosen-path">{path}</code>
            <Button changes="queueExperiments" disabled={isQueueing} onClick={() => void queue()}>
              Add to queue
            </Button>
          </>
        )}
      </div>
    </details>
  );
}
