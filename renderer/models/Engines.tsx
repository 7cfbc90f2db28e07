import { CircleCheck, CircleDashed, Download, Gauge } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { TrainingEngine } from '../../shared/contract/model.ts';
import { engines as store, toasts } from '../stores.ts';
import { formatSpeed } from '../training/figures.ts';
import { Button } from '../ui/Button.tsx';
import { CheckField } from '../ui/Field.tsx';
import { Fact } from '../ui/Fact.tsx';
import { formatMoment } from '../ui/format.ts';
import { engineUses, nameOfEngine } from './engineNames.ts';

/** What can train here, how fast each of them is, and which one does. */
export function Engines() {
  const choice = useStore(store, (state) => state.choice);
  const busy = useStore(store, (state) => state.busy);
  const { attempt } = toasts.getState();
  useEffect(() => {
    void toasts.getState().attempt(store.getState().refresh());
  }, []);
  const chosen = choice?.chosen ?? null;

  return (
    <section aria-labelledby="engines">
      <header className="models-header">
        <div>
          <h2 id="engines">Training engines</h2>
          <p className="lead">
            {chosen === null
              ? 'Training runs on the fastest of these that works here.'
              : `Training runs on ${nameOfEngine(chosen)}, as you chose.`}{' '}
            Reading needs none of them.
          </p>
        </div>
        {chosen !== null && (
          <Button kind="quiet" onClick={() => void attempt(store.getState().choose(null))}>
            The fastest
          </Button>
        )}
        <Button
          icon={Gauge}
          disabled={busy !== null}
          onClick={() => void attempt(store.getState().measure())}
        >
          {busy === 'measuring' ? 'Measuring…' : 'Measure'}
        </Button>
      </header>
      <p className="hint" role="status">
        {busy === 'measuring'
          ? 'Each engine trains for a few seconds; it takes up to a minute.'
          : choice?.measuredAt != null
            ? `Measured ${formatMoment(choice.measuredAt) ?? choice.measuredAt}.`
            : ''}
      </p>
      <ul className="cards" aria-busy={choice === null}>
        {choice?.engines.map((engine) => (
          <EngineTile key={engine.engine} engine={engine} isChosen={engine.engine === chosen} />
        ))}
      </ul>
    </section>
  );
}

function EngineTile({ engine, isChosen }: { readonly engine: TrainingEngine; readonly isChosen: boolean }) {
  const { engine: name, available, version, device, wordsPerSecond, problem } = engine;
  const Icon = available ? CircleCheck : CircleDashed;
  const choose = () => void toasts.getState().attempt(store.getState().choose(name));
  return (
    <li className="card">
      <header>
        <h3>{nameOfEngine(name)}</h3>
        <span className={available ? 'tag tag-good' : 'tag'}>
          <Icon size={14} aria-hidden />
          {isChosen ? 'Chosen' : available ? 'Ready' : 'Not here'}
        </span>
      </header>
      <p className="card-kind">{engineUses[name]}</p>
      <dl className="facts">
        {version !== null && <Fact name="Version">{version}</Fact>}
        {device !== null && <Fact name="Device">{device}</Fact>}
        {wordsPerSecond !== undefined && <Fact name="Speed here">{formatSpeed(wordsPerSecond)}</Fact>}
      </dl>
      {problem !== undefined && <p className="card-note">{problem}</p>}
      {name === 'tensorflow' && !available && <InstallTensorflow />}
      {available && !isChosen && (
        <footer className="card-actions">
          <Button onClick={choose}>
            Always train on it
            <span className="visually-hidden"> ({nameOfEngine(name)})</span>
          </Button>
        </footer>
      )}
    </li>
  );
}

/** Fetches TensorFlow's library: once, a download of some hundred megabytes. */
function InstallTensorflow() {
  const busy = useStore(store, (state) => state.busy);
  const line = useStore(store, (state) => state.line);
  const [withGpu, setWithGpu] = useState(false);
  const isInstalling = busy === 'installing';
  const install = async () => {
    await toasts.getState().attempt(store.getState().install(withGpu));
  };
  return (
    <div className="engine-install">
      <CheckField
        label="For an NVIDIA graphics card"
        hint="With CUDA from its own packages; some gigabytes more."
        isChecked={withGpu}
        onChange={setWithGpu}
      />
      <Button icon={Download} disabled={busy !== null} onClick={() => void install()}>
        {isInstalling ? 'Installing…' : 'Install TensorFlow (850 MB)'}
      </Button>
      <p className="hint" role="status">
        {isInstalling ? (line ?? 'Beginning…') : ''}
      </p>
    </div>
  );
}
