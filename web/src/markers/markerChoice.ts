import type { ChatRequest } from '../wire/contracts';
import type { MarkerCategory, Taxonomy } from '../wire/taxonomy';

/** The markers that the user has set; a category that is absent is left to the model. */
export interface MarkerChoice {
  readonly values: Readonly<Record<string, string>>;
  readonly enforced: readonly string[];
}

export type MarkerChoiceAction =
  | { readonly type: 'set'; readonly category: string; readonly value: string }
  | { readonly type: 'cleared'; readonly category: string }
  | { readonly type: 'enforced'; readonly category: string; readonly on: boolean }
  | { readonly type: 'replaced'; readonly choice: MarkerChoice };

export const noMarkers: MarkerChoice = { values: {}, enforced: [] };

export function markerChoiceReducer(choice: MarkerChoice, action: MarkerChoiceAction): MarkerChoice {
  switch (action.type) {
    case 'set':
      return { ...choice, values: { ...choice.values, [action.category]: action.value } };
    case 'cleared': {
      const kept = Object.entries(choice.values).filter(([category]) => category !== action.category);
      return {
        values: Object.fromEntries(kept),
        enforced: choice.enforced.filter((category) => category !== action.category),
      };
    }
    case 'enforced': {
      const others = choice.enforced.filter((category) => category !== action.category);
      return { ...choice, enforced: action.on ? [...others, action.category] : others };
    }
    case 'replaced':
      return action.choice;
  }
}

/** What is set, in the taxonomy's order. */
export const chosenMarkers = (taxonomy: Taxonomy, choice: MarkerChoice): { category: MarkerCategory; value: string }[] =>
  taxonomy.flatMap((category) => {
    const value = choice.values[category.name];
    return value === undefined ? [] : [{ category, value }];
  });

/** The choice as a request carries it; nothing is sent for what is left to the model. */
export function requestMarkers(choice: MarkerChoice): Pick<ChatRequest, 'markers' | 'enforce'> {
  const enforce = choice.enforced.filter((category) => category in choice.values);
  return {
    ...(Object.keys(choice.values).length > 0 && { markers: choice.values }),
    ...(enforce.length > 0 && { enforce }),
  };
}

/**
 * The number typed for an int or float category in the spelling that the server takes: digits, and for a float at most two
 * decimals. Null while the text is not such a number.
 */
export function readNumber(kind: MarkerCategory['kind'], text: string): string | null {
  const trimmed = text.trim().replace(',', '.');
  const shape = kind === 'int' ? /^\d{1,9}$/ : /^\d{1,9}(\.\d{0,2})?$/;
  return shape.test(trimmed) ? String(Number(trimmed)) : null;
}
