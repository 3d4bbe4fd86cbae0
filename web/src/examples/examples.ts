import type { Taxonomy } from '../wire/taxonomy';

export interface Example {
  readonly title: string;
  readonly prompt: string;
  /** Category to value. */
  readonly markers: Readonly<Record<string, string>>;
}

/** What the default model does well: package descriptions in twelve languages, and facts on countries, languages, currencies. */
export const examples: readonly Example[] = [
  {
    title: 'An answer in German',
    prompt: 'What is the package gimp good for?',
    markers: { lang: 'German', length_bucket: 'concise' },
  },
  {
    title: 'Let the model decide',
    prompt: 'À quoi sert le paquet inkscape ?',
    markers: {},
  },
  {
    title: 'Facts as a table',
    prompt: 'Tell me about Japan.',
    markers: { format: 'Tabular' },
  },
  {
    title: 'Fields as JSON',
    prompt: 'Extract the data.\n\nPackage: nano\nVersion: 7.2-1\nHomepage: https://www.nano-editor.org\nInstalled-Size: 2871 kB',
    markers: { task: 'InformationExtraction', format: 'JSON' },
  },
  {
    title: 'The gist in one sentence',
    prompt:
      'Summarise this text.\n\nWireshark is a network "sniffer" - a tool that captures and analyzes packets off the wire. Wireshark can decode too many protocols to list here. This package provides the Qt version of the network protocol analyzer.',
    markers: { length_sentences: '1', task: 'Summarization' },
  },
  {
    title: 'A translation into Spanish',
    prompt: 'Translate this text.\n\nSmall, friendly text editor.',
    markers: { task: 'Translation', lang: 'Spanish' },
  },
];

/** The examples whose markers the served taxonomy has: another model may have another one. */
export const examplesFor = (taxonomy: Taxonomy): readonly Example[] =>
  examples.filter(({ markers }) =>
    Object.entries(markers).every(([name, value]) => {
      const category = taxonomy.find((each) => each.name === name);
      return category !== undefined && (category.kind !== 'categorical' || category.values.includes(value));
    }),
  );
