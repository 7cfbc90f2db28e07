import { CircleCheck, CircleDashed, Download, Gauge } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { TrainingEngine } from '../../shared/contract/model.ts';
import { attempt, engines as store } from '../state/stores.ts';
import { formatSpeed } from '../ui/figures.ts';
import { useToldCall } from '../state/messages.ts';
import { Button } from '../ui/Button.tsx';
import { CheckField } from '../ui/Field.tsx';
import { Fact } from '../ui/NumberTable.tsx';
import { formatMoment } from '../ui/format.ts';
import { engineUses, nameOfEngine } from '../common/names.ts';

/** The training engines of this machine: their speed, and which one is used. */
export function Engines() {
  const choice = useToldCall('engineChoice', {});
  const busy = useStore(store, (state) => state.busy);
  const chosen = choice?.chosen ?? null;

  return (
    <section aria-labelledby="engines">
      <header className="settings-header">
        <div>
          <h2 id="engines">Training engines</h2>
          <p className="lead">
            {chosen === null
              ? 'Training uses the fastest available engine.'
              : `Training uses ${nameOfEngine(chosen)}, as you chose.`}{' '}
            Photos are read by other engines, see Reading engine.
          </p>
        </div>
        {chosen !== null && (
          <Button kind="quiet" onClick={() => void attempt(store.getState().choose(null))}>
            Use fastest{' '}
          </Button>
        )}
        <Button
          icon={Gauge}
          disabled={busy !== null}
          onClick={() => void attempt(store.getState().measure())}
        >
          {busy === 'measuring' ? 'Measuring…' : 'Measure speed'}
        </Button>
      </header>
      <p className="hint" role="status">
        {busy === 'measuring'
          ? 'Each engine trains, and reads a photo, for a few seconds. This takes up to two minutes.'
          : choice?.measuredAt != null
            ? `Measured ${formatMoment(choice.measuredAt) ?? choice.measuredAt}.`
            : ''}
      </p>
      <ul className="cards" aria-busy={choice === undefined}>
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
  const choose = () => void attempt(store.getState().choose(name));
  return (
    <li className="card">
      <header>
        <h3>{nameOfEngine(name)}</h3>
        <span className={available ? 'tag tag-good' : 'tag'}>
          <Icon size={14} aria-hidden />
          {isChosen ? 'Selected' : available ? 'Available' : 'Not available'}
        </span>
      </header>
      <p className="card-kind">{engineUses[name]}</p>
      <dl className="facts">
        {version !== null && <Fact name="Version">{version}</Fact>}
        {device !== null && <Fact name="Device">{device}</Fact>}
        {wordsPerSecond !== undefined && <Fact name="Speed">{formatSpeed(wordsPerSecond)}</Fact>}
      </dl>
      {problem !== undefined && <p className="card-note">{problem}</p>}
      {name === 'tensorflow' && !available && <InstallTensorflow />}
      {available && !isChosen && (
        <footer className="card-actions">
          <Button onClick={choose}>
            Always use
            <span className="visually-hidden"> ({nameOfEngine(name)})</span>
          </Button>
        </footer>
      )}
    </li>
  );
}

/** Installs TensorFlow: a download of several hundred megabytes, needed once. */
function InstallTensorflow() {
  const busy = useStore(store, (state) => state.busy);
  const line = useStore(store, (state) => state.line);
  const [withGpu, setWithGpu] = useState(false);
  const isInstalling = busy === 'installing';
  const install = async () => {
    await attempt(store.getState().install(withGpu));
  };
  return (
    <div className="engine-install">
      <CheckField
        label="For an NVIDIA GPU"
        hint="Includes CUDA, several gigabytes more."
        isChecked={withGpu}
        onChange={setWithGpu}
      />
      <Button icon={Download} disabled={busy !== null} onClick={() => void install()}>
        {isInstalling ? 'Installing…' : 'Install TensorFlow (850 MB)'}
      </Button>
      <p className="hint" role="status">
        {isInstalling ? (line ?? 'Starting…') : ''}
      </p>
    </div>
  );
}
