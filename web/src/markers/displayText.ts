import type { InferredValue } from '../wire/contracts';

/** `QuestionAnswering` reads "Question answering", `MCQAnswer` "MCQ answer"; abbreviations and lower case stay. */
export function displayValue(value: string): string {
  const words = value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  return words.map((word, index) => (index > 0 && /^[A-Z][a-z]/.test(word) ? word.toLowerCase() : word)).join(' ');
}

/** A probability of 0.994 reads "99%"; what is not certain is never shown as 100%, nor what is possible as 0%; what is not known is not shown. */
export function displayProbability(probability: number | null): string {
  if (probability === null) {
    return '';
  }
  const percent = Math.round(probability * 100);
  if (percent === 100 && probability < 1) {
    return '>99%';
  }
  return percent === 0 && probability > 0 ? '<1%' : `${percent}%`;
}

/** How sure the model was of a value: its probability, or for a number what lies between a tenth and nine tenths of what it expected. */
export function displayCertainty({ probability, interval }: Pick<InferredValue, 'probability' | 'interval'>): string {
  return interval === null ? displayProbability(probability) : `${interval.low} to ${interval.high}`;
}
