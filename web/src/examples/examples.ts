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
    title: 'Explain a package in German',
    prompt: 'What is the package gimp for?',
    markers: { lang: 'German', length_bucket: 'concise' },
  },
  {
    title: 'Let the model decide',
    prompt: 'Que fait le paquet vlc ?',
    markers: {},
  },
  {
    title: 'A country as a table',
    prompt: 'Give the codes of Japan.',
    markers: { format: 'Tabular' },
  },
  {
    title: 'Extract fields as JSON',
    prompt:
      'Extract the fields of this package.\n\nPackage: nano\nSection: editors\nDescription: small, friendly text editor inspired by Pico. GNU nano is an easy-to-use text editor originally designed as a replacement for Pico.',
    markers: { task: 'InformationExtraction', format: 'JSON' },
  },
  {
    title: 'Summarise in one sentence',
    prompt:
      'Summarise: Wireshark is a network "sniffer" - a tool that captures and analyzes packets off the wire. Wireshark can decode too many protocols to list here. This package provides the Qt version of the network protocol analyzer.',
    markers: { task: 'Summarization', length_sentences: '1' },
  },
  {
    title: 'Translate into Spanish',
    prompt: 'Translate: This package contains the documentation and examples.',
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
