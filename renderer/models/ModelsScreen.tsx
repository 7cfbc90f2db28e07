import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallResult } from '../../shared/contract.ts';
import type { Model, ModelKind, TrainingEngine, TrainingEngineName } from '../../shared/model.ts';
import { house } from '../bridge.ts';
import { toasts } from '../stores.ts';
import { formatBytes, formatCount } from '../ui/format.ts';
import './models.css';

/** What reads the photos, and what could train a reader of one's own hand. */
export function ModelsScreen() {
  const models = useAnswer<'listModels'>(() => house.listModels({}));
  const engines = useAnswer<'listEngines'>(() => house.listEngines({}));

  useEffect(() => {
    document.title = 'Models · Inkdex';
  }, []);

  return (
    <div className="models-screen">
      <h1>Models</h1>
      <p className="lead">
        A detector finds the words on a photo, a recogniser reads them. Both run on this machine.
      </p>
      <section aria-labelledby="installed">
        <h2 id="installed" className="visually-hidden">
          Installed models
        </h2>
        {models?.length === 0 && (
          <p className="hint">
            No models are installed, so nothing can be read. Reinstall Inkdex to bring the starter models
            back.
          </p>
        )}
        <ul className="cards" aria-busy={models === undefined}>
          {models?.map((model) => (
            <ModelCard key={model.id} model={model} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="engines">
        <h2 id="engines">Training engines</h2>
        <p className="lead">
          Training runs on the fastest of these that works here. Reading needs none of them.
        </p>
        <ul className="cards" aria-busy={engines === undefined}>
          {engines?.map((engine) => (
            <EngineCard key={engine.engine} engine={engine} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function useAnswer<Name extends 'listModels' | 'listEngines'>(
  ask: () => Promise<CallResult<Name>>,
): CallResult<Name> | undefined {
  const [answer, setAnswer] = useState<CallResult<Name>>();
  const [first] = useState(() => ask);
  useEffect(() => {
    void toasts.getState().attempt(first()).then(setAnswer);
  }, [first]);
  return answer;
}

const kinds: Readonly<Record<ModelKind, string>> = {
  detector: 'Finds words',
  recogniser: 'Reads words',
};

function ModelCard({ model }: { readonly model: Model }) {
  const { kind, name, sha256, bytes, parameters, characters, promoted, problem } = model;
  return (
    <li className="card">
      <header>
        <h3>{name}</h3>
        {promoted && problem === null && <span className="tag tag-good">In use</span>}
      </header>
      <p className="card-kind">{kinds[kind]}</p>
      <dl className="facts">
        <Fact name="Parameters" value={formatCount(parameters)} />
        <Fact name="Size" value={formatBytes(bytes)} />
        {characters !== null && <Fact name="Letters" value={formatCount(Array.from(characters).length)} />}
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code title={sha256}>{sha256.slice(0, 12)}…</code>
          </dd>
        </div>
      </dl>
      {problem !== null && (
        <p className="card-problem">
          <CircleAlert size={16} aria-hidden />
          {problem}
        </p>
      )}
    </li>
  );
}

const engineNames: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};
const engineUses: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'TensorFlow’s own C++ kernels: the fastest on a processor, and on NVIDIA graphics cards.',
  webgpu: 'Any maker’s graphics card, without CUDA.',
  wasm: 'Works everywhere, slowly.',
};

function EngineCard({ engine }: { readonly engine: TrainingEngine }) {
  const { engine: name, available, version, device, wordsPerSecond, problem } = engine;
  const Icon = available ? CircleCheck : CircleDashed;
  return (
    <li className="card">
      <header>
        <h3>{engineNames[name]}</h3>
        <span className={available ? 'tag tag-good' : 'tag'}>
          <Icon size={14} aria-hidden />
          {available ? 'Ready' : 'Not here'}
        </span>
      </header>
      <p className="card-kind">{engineUses[name]}</p>
      <dl className="facts">
        {version !== null && <Fact name="Version" value={version} />}
        {device !== null && <Fact name="Device" value={device} />}
        {wordsPerSecond !== undefined && (
          <Fact name="Speed" value={`${formatCount(Math.round(wordsPerSecond))} words/s`} />
        )}
      </dl>
      {problem !== undefined && <p className="card-note">{problem}</p>}
      {name === 'tensorflow' && !available && (
        <p className="card-note">
          To add it, run <code>npx inkdex engine install tensorflow</code>
        </p>
      )}
    </li>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
