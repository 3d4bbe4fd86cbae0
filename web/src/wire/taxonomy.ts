export type MarkerKind = 'int' | 'float' | 'categorical';

export interface MarkerCategory {
  readonly name: string;
  readonly kind: MarkerKind;
  readonly values: readonly string[];
  readonly description: string;
  readonly displayName: string;
  /** Whether the server can hold this marker by force, and not only by conditioning. */
  readonly enforceable: boolean;
  /** The share of answers, 0 to 1, in which the model kept a value that was asked for, by value; empty where nobody measured it. */
  readonly kept: Readonly<Record<string, number>>;
}

export type Taxonomy = readonly MarkerCategory[];

/** As it is on the wire: what does not apply to a category is left out. */
type WireCategory = Pick<MarkerCategory, 'name' | 'kind'> & Partial<MarkerCategory>;

export function readTaxonomy(json: { categories: readonly WireCategory[] }): Taxonomy {
  return json.categories.map((category) => ({
    name: category.name,
    kind: category.kind,
    values: category.values ?? [],
    description: category.description ?? '',
    displayName: category.displayName ?? category.name,
    enforceable: category.enforceable ?? false,
    kept: category.kept ?? {},
  }));
}
