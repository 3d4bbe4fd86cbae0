import { expect, test } from 'vitest';
import { displayProbability, displayValue } from '../../src/markers/displayText';
import { taxonomy } from '../taxonomy';

test('values read as words', () => {
  expect(displayValue('QuestionAnswering')).toBe('Question answering');
  expect(displayValue('MCQAnswer')).toBe('MCQ answer');
  expect(displayValue('ChainOfThought')).toBe('Chain of thought');
  expect(displayValue('JSON')).toBe('JSON');
  expect(displayValue('cpp')).toBe('cpp');
});

test('no two values of a category read the same', () => {
  for (const { values } of taxonomy) {
    expect(new Set(values.map(displayValue)).size).toBe(values.length);
  }
});

test('a probability is never rounded to certainty or impossibility', () => {
  expect(displayProbability(0.974)).toBe('97%');
  expect(displayProbability(0.9996)).toBe('>99%');
  expect(displayProbability(1)).toBe('100%');
  expect(displayProbability(null)).toBe('');
  expect(displayProbability(0.0004)).toBe('<1%');
  expect(displayProbability(0)).toBe('0%');
});
