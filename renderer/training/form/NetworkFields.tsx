import { networkDescriptions, networkNameSchema } from '../../../shared/networks.ts';
import { ChoiceField, boundTo } from '../../ui/Field.tsx';
import { startsFromLayers, takesAlphabet, type TrainDraft } from './trainDraft.ts';

interface NetworkFieldsProps {
  readonly draft: TrainDraft;
  readonly change: (changes: Partial<TrainDraft>) => void;
}

/** The network of a run, the weights with which a new one starts, and the alphabet. */
export function NetworkFields({ draft, change }: NetworkFieldsProps) {
  const { network } = draft;
  const bound = boundTo(draft, change);
  return (
    <>
      <ChoiceField
        label="Network"
        hint={
          network === null
            ? 'The run starts with the weights of the base model.'
            : networkDescriptions[network].use
        }
        value={network ?? ''}
        options={[
          ['', 'As the base model'],
          ...networkNameSchema.options.map(
            (name) => [name, `New: ${networkDescriptions[name].title}`] as const,
          ),
        ]}
        onChange={(name) => {
          change({ network: networkNameSchema.nullable().catch(null).parse(name) });
        }}
      />
      {startsFromLayers(network) && (
        <ChoiceField
          label="Initial weights"
          hint="Start from a word model: same layers, already trained."
          options={[
            ['random', 'Random'],
            ['base', 'Of the base model'],
          ]}
          {...bound('initialWeights')}
        />
      )}
      {takesAlphabet(draft) && (
        <ChoiceField
          label="Alphabet"
          hint="The 80 classes keep the order of text-recognizer-pro; samples with other characters are left out."
          options={[
            ['words', 'Characters of the dataset'],
            ['text-recognizer-pro', '80 classes of text-recognizer-pro'],
          ]}
          {...bound('alphabet')}
        />
      )}
    </>
  );
}
