import { readFileSync } from 'node:fs';
import { readTaxonomy } from '../src/wire/taxonomy';

/** The project's own taxonomy, which the server sends. */
export const taxonomy = readTaxonomy(JSON.parse(readFileSync(new URL('../../src/Markers/taxonomy.json', import.meta.url), 'utf8')));
