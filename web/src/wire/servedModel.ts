import { readTaxonomy, type Taxonomy } from './taxonomy';

/** What the page needs to know of the model behind the server. */
export interface ServedModel {
  readonly name: string;
  readonly taxonomy: Taxonomy;
}

export async function fetchServedModel(signal: AbortSignal): Promise<ServedModel> {
  const [model, taxonomy] = await Promise.all([fetchJson('/api/model', signal), fetchJson('/api/taxonomy', signal)]);
  return { name: (model as { name: string }).name, taxonomy: readTaxonomy(taxonomy as Parameters<typeof readTaxonomy>[0]) };
}

async function fetchJson(path: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(path, { signal });
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} to ${path}. Its log may say why.`);
  }
  return response.json();
}
