import type { ApiAccess } from './apiAccess';
import { readTaxonomy, type Taxonomy } from './taxonomy';

/** What the page needs to know of the model behind the server. */
export interface ServedModel {
  readonly name: string;
  readonly taxonomy: Taxonomy;
}

export async function fetchServedModel(api: ApiAccess, signal: AbortSignal): Promise<ServedModel> {
  const [model, taxonomy] = await Promise.all([api.request('/api/model', { signal }), api.request('/api/taxonomy', { signal })]);
  return { name: (model as { name: string }).name, taxonomy: readTaxonomy(taxonomy as Parameters<typeof readTaxonomy>[0]) };
}
